// SPDX-FileCopyrightText: 2026 The Landline authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "websocket/heartbeat.h"

#include <QtCore/qelapsedtimer.h>
#include <QtTest/qtest.h>

using namespace Landline;
using namespace std::chrono_literals;
using Verdict = Heartbeat::Verdict;

namespace {

Settings settings(std::chrono::milliseconds idle, std::chrono::milliseconds timeout)
{
    Settings settings;
    settings.heartbeatIdle = idle;
    settings.heartbeatTimeout = timeout;
    return settings;
}

constexpr qint64 begin = 1'000'000;

} // namespace

class tst_Heartbeat : public QObject
{
    Q_OBJECT

private slots:
    void verdicts_data();
    void verdicts();
    void onePingInASilence();
    void whatComesIsLife();
    void timeThatWraps();
    void roundTrip();
    void aForeignPong_data();
    void aForeignPong();
    void wordsForTheDead();
};

void tst_Heartbeat::verdicts_data()
{
    QTest::addColumn<int>("idle"); // s
    QTest::addColumn<int>("timeout");
    QTest::addColumn<int>("silence");
    QTest::addColumn<Verdict>("verdict");
    QTest::addColumn<int>("left"); // -1 is for ever

    QTest::newRow("just heard") << 25 << 60 << 0 << Verdict::Alive << 25;
    QTest::newRow("a second too early") << 25 << 60 << 24 << Verdict::Alive << 1;
    QTest::newRow("silent") << 25 << 60 << 25 << Verdict::Silent << 0;
    QTest::newRow("long silent") << 25 << 60 << 59 << Verdict::Silent << 0;
    QTest::newRow("dead") << 25 << 60 << 60 << Verdict::Dead << 0;
    QTest::newRow("long dead") << 25 << 60 << 86'400 << Verdict::Dead << 0;
    QTest::newRow("no pings") << 0 << 60 << 59 << Verdict::Alive << 1;
    QTest::newRow("no pings, dead") << 0 << 60 << 60 << Verdict::Dead << 0;
    QTest::newRow("no death") << 25 << 0 << 86'400 << Verdict::Silent << 0;
    QTest::newRow("neither") << 0 << 0 << 86'400 << Verdict::Alive << -1;
}

void tst_Heartbeat::verdicts()
{
    QFETCH(const int, idle);
    QFETCH(const int, timeout);
    QFETCH(const int, silence);
    QFETCH(const int, left);
    const Settings wanted = settings(std::chrono::seconds(idle), std::chrono::seconds(timeout));
    const Heartbeat heartbeat(begin);
    const qint64 now = begin + silence * 1000;
    QTEST(heartbeat.look(wanted, now), "verdict");
    QCOMPARE(heartbeat.timeLeft(wanted, now).value_or(-1s).count(), left * 1000);
}

void tst_Heartbeat::onePingInASilence()
{
    const Settings wanted = settings(25s, 60s);
    Heartbeat heartbeat(begin);
    QCOMPARE(heartbeat.look(wanted, begin + 25'000), Verdict::Silent);
    heartbeat.ping();
    QCOMPARE(heartbeat.look(wanted, begin + 25'000), Verdict::Alive);
    // It may be answered at once, and the next silence begin.
    QVERIFY(heartbeat.timeLeft(wanted, begin + 25'000) == 25s);
    QVERIFY(heartbeat.timeLeft(wanted, begin + 50'000) == 10s);
    QCOMPARE(heartbeat.look(wanted, begin + 59'999), Verdict::Alive);
    QCOMPARE(heartbeat.look(wanted, begin + 60'000), Verdict::Dead);
    heartbeat.heard(begin + 30'000);
    QVERIFY(heartbeat.timeLeft(wanted, begin + 30'000) == 25s);
    QCOMPARE(heartbeat.look(wanted, begin + 55'000), Verdict::Silent);
}

void tst_Heartbeat::whatComesIsLife()
{
    const Settings wanted = settings(25s, 60s);
    Heartbeat heartbeat(begin);
    heartbeat.heard(begin + 20'000);
    QCOMPARE(heartbeat.look(wanted, begin + 44'000), Verdict::Alive);
    QVERIFY(heartbeat.timeLeft(wanted, begin + 44'000) == 1s);
    QCOMPARE(heartbeat.look(wanted, begin + 79'999), Verdict::Silent);
    QCOMPARE(heartbeat.look(wanted, begin + 80'000), Verdict::Dead);
}

void tst_Heartbeat::timeThatWraps()
{
    const Settings wanted = settings(25s, 60s);
    const qint64 late = (qint64(1) << 32) - 10'000;
    const Heartbeat heartbeat(late);
    QCOMPARE(heartbeat.look(wanted, late + 24'000), Verdict::Alive);
    QCOMPARE(heartbeat.look(wanted, late + 25'000), Verdict::Silent);
    QCOMPARE(heartbeat.look(wanted, late + 60'000), Verdict::Dead);
}

void tst_Heartbeat::roundTrip()
{
    Heartbeat heartbeat(begin);
    QVERIFY(heartbeat.roundTrip() < 0us);
    const QByteArray payload = heartbeat.ping();
    QVERIFY(heartbeat.roundTrip() < 0us);
    heartbeat.pong(payload);
    QVERIFY(heartbeat.roundTrip() >= 0us && heartbeat.roundTrip() < 10s);
    // It is measured anew each time.
    const QByteArray next = heartbeat.ping();
    QElapsedTimer time;
    time.start();
    while (time.nsecsElapsed() < 2'000'000) { }
    heartbeat.pong(next);
    QVERIFY(heartbeat.roundTrip() >= 2ms && heartbeat.roundTrip() < 10s);
}

void tst_Heartbeat::aForeignPong_data()
{
    QTest::addColumn<QByteArray>("payload");

    QTest::newRow("empty") << QByteArray();
    QTest::newRow("short") << QByteArray(3, '\0');
    QTest::newRow("another") << QByteArray("abcd");
    QTest::newRow("long") << QByteArray(125, 'x');
}

void tst_Heartbeat::aForeignPong()
{
    QFETCH(const QByteArray, payload);
    Heartbeat heartbeat(begin);
    heartbeat.pong(payload); // unasked
    QVERIFY(heartbeat.roundTrip() < 0us);
    const QByteArray ours = heartbeat.ping();
    heartbeat.pong(payload);
    QVERIFY(heartbeat.roundTrip() < 0us);
    heartbeat.pong(ours);
    const auto measured = heartbeat.roundTrip();
    QVERIFY(measured >= 0us);
    heartbeat.pong(ours); // a second time
    QVERIFY(heartbeat.roundTrip() == measured);
}

void tst_Heartbeat::wordsForTheDead()
{
    QCOMPARE(Heartbeat::reasonOfDeath(settings(25s, 60s)), "no sign of life for 60 s");
    QCOMPARE(Heartbeat::reasonOfDeath(settings(25s, 1500ms)), "no sign of life for 1.5 s");
}

QTEST_APPLESS_MAIN(tst_Heartbeat)
#include "tst_heartbeat.moc"
