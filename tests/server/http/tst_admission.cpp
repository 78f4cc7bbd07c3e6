// SPDX-FileCopyrightText: 2026 The Landline authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "http/admission.h"

#include <QtTest/qtest.h>

#include <atomic>
#include <thread>

using namespace Landline;
using namespace std::chrono_literals;

using Places = std::vector<std::shared_ptr<Admission::Place>>;

/// Times are made up, as long as one thread plays.
class tst_Admission : public QObject
{
    Q_OBJECT

private slots:
    void withoutLimits();
    void limits_data();
    void limits();
    void networks_data();
    void networks();
    void placesComeBack();
    void aConnectionKeepsItsPlace();
    void handshakesPerSecond();
    void aTokenIsTakenWhateverComesOfIt();
    void addressesAreForgotten();
    void manyThreads();

private:
    static NodeConfig config(int node, int server, int address, int rate);
};

namespace {

const Admission::Clock::time_point start(1h);

PeerAddress peer(const char *address, quint16 port = 4711)
{
    return PeerAddress(QHostAddress(QLatin1String(address)), port);
}

} // namespace

/// A node with two servers that are alike.
NodeConfig tst_Admission::config(int node, int server, int address, int rate)
{
    NodeConfig config;
    config.maxConnections = node;
    ServerConfig one;
    one.settings.maxConnections = server;
    one.settings.maxConnectionsPerAddress = address;
    one.settings.maxHandshakesPerSecond = rate;
    config.servers = {one, one};
    return config;
}

void tst_Admission::withoutLimits()
{
    Admission admission(config(0, 0, 0, 0));
    QVERIFY(!admission.isLimited());
    for (int i = 0; i < 100; ++i) {
        const Admission::Verdict verdict = admission.enter(0, peer("192.0.2.1"), start);
        QVERIFY(!verdict.refusal);
        QVERIFY(!verdict.place);
    }
    QCOMPARE(admission.taken(), 0);
    QCOMPARE(admission.knownAddresses(), 0U);
}

void tst_Admission::limits_data()
{
    QTest::addColumn<QList<int>>("limits");
    QTest::addColumn<RefusalReason>("reason");
    QTest::addColumn<bool>("otherServer"); // has room
    QTest::addColumn<bool>("otherAddress");

    QTest::newRow("node") << QList{3, 0, 0, 0} << RefusalReason::NodeFull << false << false;
    QTest::newRow("server") << QList{0, 3, 0, 0} << RefusalReason::ServerFull << true << false;
    QTest::newRow("address") << QList{0, 0, 3, 0} << RefusalReason::AddressFull << true << true;
    QTest::newRow("rate") << QList{0, 0, 0, 3} << RefusalReason::HandshakeRate << true << true;
    QTest::newRow("the rate is asked first") << QList{3, 3, 3, 3} << RefusalReason::HandshakeRate << false << false;
}

void tst_Admission::limits()
{
    QFETCH(const QList<int>, limits);
    QFETCH(const RefusalReason, reason);
    QFETCH(const bool, otherServer);
    QFETCH(const bool, otherAddress);
    Admission admission(config(limits[0], limits[1], limits[2], limits[3]));
    QVERIFY(admission.isLimited());
    Places places;
    for (int i = 0; i < 3; ++i) {
        const Admission::Verdict verdict = admission.enter(0, peer("192.0.2.1"), start);
        QVERIFY(!verdict.refusal);
        QVERIFY(verdict.place);
        places.push_back(verdict.place);
    }
    const Admission::Verdict fourth = admission.enter(0, peer("192.0.2.1", 99), start);
    QCOMPARE(fourth.refusal, std::optional(reason));
    QVERIFY(!fourth.place);
    QCOMPARE(admission.taken(), 3);
    QCOMPARE(!admission.enter(1, peer("192.0.2.1"), start).refusal, otherServer);
    QCOMPARE(!admission.enter(0, peer("192.0.2.2"), start).refusal, otherAddress);
}

void tst_Admission::networks_data()
{
    QTest::addColumn<QByteArray>("one");
    QTest::addColumn<QByteArray>("other");
    QTest::addColumn<bool>("same");

    QTest::newRow("IPv4") << QByteArray("192.0.2.1") << QByteArray("192.0.2.2") << false;
    QTest::newRow("one /64") << QByteArray("2001:db8::1") << QByteArray("2001:db8::ffff:1") << true;
    QTest::newRow("two /64") << QByteArray("2001:db8::1") << QByteArray("2001:db8:0:1::1") << false;
    QTest::newRow("IPv4 in IPv6") << QByteArray("::ffff:192.0.2.1") << QByteArray("::ffff:192.0.2.2") << false;
    QTest::newRow("IPv4 either way") << QByteArray("::ffff:192.0.2.1") << QByteArray("192.0.2.1") << true;
}

void tst_Admission::networks()
{
    QFETCH(const QByteArray, one);
    QFETCH(const QByteArray, other);
    QFETCH(const bool, same);
    Admission admission(config(0, 0, 1, 0));
    const Admission::Verdict first = admission.enter(0, peer(one.constData()), start);
    QVERIFY(first.place);
    QCOMPARE(admission.enter(0, peer(other.constData()), start).refusal.has_value(), same);
}

void tst_Admission::placesComeBack()
{
    Admission admission(config(1, 1, 1, 0));
    for (int i = 0; i < 3; ++i) {
        const Admission::Verdict verdict = admission.enter(0, peer("192.0.2.1"), start);
        QVERIFY(verdict.place);
        QVERIFY(admission.enter(0, peer("192.0.2.1"), start).refusal);
        const std::shared_ptr<Admission::Place> copy = verdict.place; // as long as there is one
        QCOMPARE(admission.taken(), 1);
    }
    QCOMPARE(admission.taken(), 0);
}

void tst_Admission::aConnectionKeepsItsPlace()
{
    Admission admission(config(1, 0, 1, 0));
    std::shared_ptr<Admission::Place> place = admission.enter(1, peer("2001:db8::1"), start).place;
    QCOMPARE(admission.taken(), 1);
    QVERIFY(admission.enter(1, peer("2001:db8::2"), start).refusal);
    place->leave(start);
    QCOMPARE(admission.taken(), 0);
    place.reset(); // once
    QCOMPARE(admission.taken(), 0);
    QVERIFY(admission.enter(1, peer("2001:db8::2"), start).place);
}

void tst_Admission::handshakesPerSecond()
{
    Admission admission(config(0, 0, 0, 5));
    int letIn = 0;
    for (auto time = 0ms; time < 10s; time += 10ms)
        letIn += !admission.enter(0, peer("192.0.2.1"), start + time).refusal;
    QVERIFY2(letIn >= 5 + 49 && letIn <= 5 + 50, qPrintable(QString::number(letIn))); // the burst, then 5 a second
    letIn = 0;
    for (int i = 0; i < 20; ++i) // a minute of rest makes no more than a second of it
        letIn += !admission.enter(0, peer("192.0.2.1"), start + 1min).refusal;
    QCOMPARE(letIn, 5);
}

void tst_Admission::aTokenIsTakenWhateverComesOfIt()
{
    Admission admission(config(1, 0, 0, 2));
    const Admission::Verdict first = admission.enter(0, peer("192.0.2.9"), start);
    QVERIFY(first.place);
    QCOMPARE(admission.enter(0, peer("192.0.2.1"), start).refusal, std::optional(RefusalReason::NodeFull));
    QCOMPARE(admission.enter(0, peer("192.0.2.1"), start).refusal, std::optional(RefusalReason::NodeFull));
    QCOMPARE(admission.enter(0, peer("192.0.2.1"), start).refusal, std::optional(RefusalReason::HandshakeRate));
}

void tst_Admission::addressesAreForgotten()
{
    Admission admission(config(0, 0, 10, 2));
    const Admission::Verdict stays = admission.enter(0, peer("192.0.2.1"), start);
    for (int i = 0; i < 10'000; ++i) {
        const QByteArray address = "10.0." + QByteArray::number(i / 250) + '.' + QByteArray::number(i % 250);
        for (int times = 0; times < 4; ++times)
            admission.enter(0, peer(address.constData()), start + 1ms);
    }
    QCOMPARE(admission.knownAddresses(), 10'001U);
    // The next one who comes after the time in which a bucket fills up finds nobody else but who is connected.
    admission.enter(0, peer("192.0.2.2"), start + 3s);
    QCOMPARE(admission.knownAddresses(), 2U);
    stays.place->leave(start + 3s);
    admission.enter(0, peer("192.0.2.3"), start + 10s);
    QCOMPARE(admission.knownAddresses(), 1U);
}

void tst_Admission::manyThreads()
{
    constexpr int limit = 3;
    Admission admission(config(limit, 0, 2, 0));
    std::atomic<int> inside = 0;
    std::atomic<bool> right = true;
    std::atomic<int> letIn = 0;
    std::vector<std::thread> threads;
    for (int number = 0; number < 4; ++number) {
        threads.emplace_back([&, own = peer(number % 2 ? "192.0.2.1" : "192.0.2.2")] {
            for (int i = 0; i < 2000; ++i) {
                const Admission::Verdict verdict = admission.enter(0, own);
                if (!verdict.place)
                    continue;
                ++letIn;
                right = right && ++inside <= limit;
                --inside;
                if (i % 2)
                    verdict.place->leave();
            }
        });
    }
    for (std::thread &thread : threads)
        thread.join();
    QVERIFY(right);
    QVERIFY(letIn > 0);
    QCOMPARE(admission.taken(), 0);
}

QTEST_APPLESS_MAIN(tst_Admission)
#include "tst_admission.moc"
