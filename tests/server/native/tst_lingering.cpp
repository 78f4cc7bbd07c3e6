// SPDX-FileCopyrightText: 2026 The Landline authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "native/lingering.h"

#include "io/transport.h"

#include <QtTest/qtest.h>

using namespace Landline;
using namespace std::chrono_literals;

namespace {

/// Only says how much its peer has not got.
class FakeTransport final : public Transport
{
public:
    bool watch(Interests, DescriptorHandler *) override { return true; }
    void setInterests(Interests) override { }
    Result receive(std::span<char>) override { return {}; }
    Result send(QByteArrayView) override { return {}; }
    Result send(std::span<const iovec>) override { return {}; }
    bool hasMore() const override { return false; }
    qint64 unacknowledged() const override { return left; }
    void endSending() override { }
    void shutDown() override { }
    void resetAtClose() override { }
    void close() override { }

    qint64 left = 0;
};

} // namespace

class tst_Lingering : public QObject
{
    Q_OBJECT

private slots:
    void aClientThatHasEverything();
    void aClientThatReadsSlowly();
    void aClientThatReadsNothing();
    void bytes();
};

void tst_Lingering::aClientThatHasEverything()
{
    FakeTransport transport;
    Lingering lingering;
    lingering.begin(1000);
    QCOMPARE(lingering.nextLook(), 3000);
    QVERIFY(!lingering.isOver(transport, 2999, 30s));
    QVERIFY(lingering.isOver(transport, 3000, 30s));
}

void tst_Lingering::aClientThatReadsSlowly()
{
    FakeTransport transport;
    Lingering lingering;
    lingering.begin(0);
    transport.left = 100;
    qint64 now = 0;
    for (; transport.left > 0; --transport.left) {
        now = lingering.nextLook();
        QVERIFY(!lingering.isOver(transport, now, 5s));
    }
    now = lingering.nextLook();
    QVERIFY(!lingering.isOver(transport, now, 5s)); // it has only just got the last
    QVERIFY(lingering.isOver(transport, lingering.nextLook(), 5s));
}

void tst_Lingering::aClientThatReadsNothing()
{
    FakeTransport transport;
    transport.left = 100;
    Lingering lingering;
    lingering.begin(0);
    QVERIFY(!lingering.isOver(transport, 2000, 5s));
    QVERIFY(!lingering.isOver(transport, 6999, 5s));
    QVERIFY(!lingering.isOver(transport, 7000, 0s)); // 0 disables it
    QVERIFY(lingering.isOver(transport, 7000, 5s));
}

void tst_Lingering::bytes()
{
    Lingering lingering;
    lingering.discard(Lingering::MaxSize - 1);
    QVERIFY(lingering.takesMore());
    lingering.discard(1);
    QVERIFY(!lingering.takesMore());
}

QTEST_APPLESS_MAIN(tst_Lingering)
#include "tst_lingering.moc"
