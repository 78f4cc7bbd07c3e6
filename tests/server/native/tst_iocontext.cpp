// SPDX-FileCopyrightText: 2026 The Landline authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "native/iocontext.h"

#include "api/encodings_p.h"
#include "runtime/backendhost.h"
#include "support/rawdeflate.h"
#include "websocket/messagedeflate.h"

#include <QtTest/qtest.h>

using namespace Landline;

namespace {

/// Watches nothing, and ends a turn when it is told to.
class FakePoller final : public DescriptorPoller
{
public:
    bool watch(int, Interests, DescriptorHandler *, Sharing) override { return true; }
    void setInterests(int, Interests) override { }
    void unwatch(int) override { }
    void close(int) override { }
    void callAtTurnEnd(TurnEndHandler *handler) override { m_handler = handler; }
    void forgetTurnEnd(TurnEndHandler *) override { m_handler = nullptr; }

    void endTurn()
    {
        if (TurnEndHandler *handler = std::exchange(m_handler, nullptr))
            handler->turnEnded();
    }

private:
    TurnEndHandler *m_handler = nullptr;
};

/// Has nobody.
class FakeHost final : public BackendHost
{
public:
    void descriptorClosed() override { }
    void drained() override { }
    bool isClosing() const override { return false; }
    qint64 issueFd() override { return 0; }
    QString nodeId() const override { return {}; }
    int workerNumber() const override { return 0; }
    Statistics &statistics() override { return m_statistics; }
    void keepPlace(qint64, const std::shared_ptr<Admission::Place> &) override { }
    void entered(Connection *) override { }
    void opened(Connection *) override { }
    void left(Connection *, const CloseInfo &) override { }

private:
    Statistics m_statistics;
};

CompressionSettings settings()
{
    return {.compression = true, .compressionMinSize = 0};
}

} // namespace

class tst_IoContext : public QObject
{
    Q_OBJECT

private slots:
    void encodedOnce();
    void deflatedOnceForAllThatMayShare();
    void plainIsRememberedAsWell();
    void nothingIsKeptBeyondTheTurn();
    void onceForAllWorkers();

private:
    FakeHost m_host;
    FakePoller m_poller;
    const CompressionSettings m_settings = settings();
};

void tst_IoContext::encodedOnce()
{
    IoContext io(&m_host, &m_poller);
    const QByteArray message = "hello";
    const QByteArray frame = io.encoded(Opcode::Text, message);
    QCOMPARE(frame, "\x81\x05hello");
    QCOMPARE(io.encoded(Opcode::Text, message).constData(), frame.constData());
    QCOMPARE(io.encoded(Opcode::Binary, message), "\x82\x05hello");
    QCOMPARE(io.encoded(Opcode::Text, {}), QByteArray("\x81\0", 2));
}

void tst_IoContext::deflatedOnceForAllThatMayShare()
{
    IoContext io(&m_host, &m_poller);
    const QByteArray message = jsonText(3000);
    MessageDeflate one({}, m_settings, &io.deflatePool());
    MessageDeflate like({}, m_settings, &io.deflatePool());
    MessageDeflate small({false, false, 9, 15}, m_settings, &io.deflatePool());
    MessageDeflate own({true, true, 15, 15}, m_settings, &io.deflatePool());

    const QByteArray frame = io.deflated(Opcode::Text, message, &one);
    QCOMPARE(static_cast<quint8>(frame.at(0)), 0xc1);
    QCOMPARE(io.deflated(Opcode::Text, message, &like).constData(), frame.constData());
    const QByteArray smallFrame = io.deflated(Opcode::Text, message, &small);
    QVERIFY(smallFrame != frame);
    // Who has a context takes a frame of its own, and is in nobody's way.
    const QByteArray first = io.deflated(Opcode::Text, message, &own);
    const QByteArray second = io.deflated(Opcode::Text, message, &own);
    QVERIFY(second.size() < first.size() / 2);
    QCOMPARE(io.deflated(Opcode::Text, message, &like).constData(), frame.constData());
    QCOMPARE(io.deflated(Opcode::Text, message, &small).constData(), smallFrame.constData());
    // Another message, or another kind of it.
    QCOMPARE(static_cast<quint8>(io.deflated(Opcode::Binary, message, &one).at(0)), 0xc2);
    QVERIFY(io.deflated(Opcode::Text, jsonText(3000, 2), &one) != frame);
    QCOMPARE(io.deflated(Opcode::Text, message, &one), frame);
}

void tst_IoContext::plainIsRememberedAsWell()
{
    IoContext io(&m_host, &m_poller);
    const QByteArray message = noise(3000);
    MessageDeflate one({}, m_settings, &io.deflatePool());
    QVERIFY(io.deflated(Opcode::Text, message, &one).isNull());
    QVERIFY(io.deflated(Opcode::Text, message, &one).isNull());
}

void tst_IoContext::nothingIsKeptBeyondTheTurn()
{
    IoContext io(&m_host, &m_poller);
    MessageDeflate one({}, m_settings, &io.deflatePool());
    const QByteArray message = jsonText(3000);
    io.encoded(Opcode::Text, message);
    io.deflated(Opcode::Text, message, &one);
    QVERIFY(!message.isDetached());
    m_poller.endTurn();
    QVERIFY(message.isDetached());
}

void tst_IoContext::onceForAllWorkers()
{
    FakeHost otherHost;
    IoContext io(&m_host, &m_poller);
    IoContext otherIo(&otherHost, &m_poller);
    MessageDeflate one({}, m_settings, &io.deflatePool());
    MessageDeflate other({}, m_settings, &otherIo.deflatePool());
    MessageDeflate small({false, false, 9, 15}, m_settings, &otherIo.deflatePool());
    const QByteArray message = jsonText(3000);
    Encodings encodings;

    const QByteArray frame = io.deflated(Opcode::Text, message, &one, &encodings);
    const QByteArray plain = io.encoded(Opcode::Text, message, &encodings);
    QCOMPARE(otherIo.deflated(Opcode::Text, message, &other, &encodings).constData(), frame.constData());
    QCOMPARE(otherIo.encoded(Opcode::Text, message, &encodings).constData(), plain.constData());
    QVERIFY(otherIo.deflated(Opcode::Text, message, &small, &encodings) != frame);
    // Another kind of message of the same bytes, and another message meanwhile.
    QCOMPARE(static_cast<quint8>(otherIo.encoded(Opcode::Binary, message, &encodings).at(0)), 0x82);
    QCOMPARE(static_cast<quint8>(otherIo.deflated(Opcode::Binary, message, &other, &encodings).at(0)), 0xc2);
    const QByteArray same(message.constData(), message.size());
    QVERIFY(otherIo.encoded(Opcode::Text, same).constData() != plain.constData());
    QCOMPARE(otherIo.encoded(Opcode::Text, same), plain);
}

QTEST_APPLESS_MAIN(tst_IoContext)
#include "tst_iocontext.moc"
