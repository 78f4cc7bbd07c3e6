// SPDX-FileCopyrightText: 2026 The Landline authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "websocket/ratelimit.h"

#include <QtTest/qtest.h>

using namespace Landline;
using namespace std::chrono_literals;
using Verdict = RateLimit::Verdict;

namespace {

constexpr qint64 begin = 1'000'000;

std::unique_ptr<RateLimit> limit(int messages, qint64 bytes = 0)
{
    Settings settings;
    settings.maxMessagesPerSecond = messages;
    settings.maxBytesPerSecond = bytes;
    return RateLimit::of(settings, begin);
}

/// Takes as fast as it may until \a until; the last verdict, and how many were taken.
std::pair<Verdict, int> flood(RateLimit &rate, qint64 until, qint64 lateness = 0)
{
    qint64 now = begin;
    int taken = 0;
    Verdict verdict = Verdict::Within;
    while (now < until && verdict != Verdict::Relentless) {
        verdict = rate.take(0, now);
        ++taken;
        if (verdict == Verdict::Over) {
            now += rate.wait(now).count() + lateness;
            rate.resumed(now);
        }
    }
    return {verdict, taken};
}

} // namespace

class tst_RateLimit : public QObject
{
    Q_OBJECT

private slots:
    void isNothingWithoutALimit();
    void aSecondsWorthAtOnce();
    void waits();
    void bytes();
    void bothAtOnce();
    void aMessageLargerThanASecondsWorth();
    void steadyWithin_data();
    void steadyWithin();
    void relentless_data();
    void relentless();
    void patienceBeginsAnew();
};

void tst_RateLimit::isNothingWithoutALimit()
{
    QVERIFY(!limit(0, 0));
    QVERIFY(limit(1, 0));
    QVERIFY(limit(0, 1));
}

void tst_RateLimit::aSecondsWorthAtOnce()
{
    const auto rate = limit(100);
    for (int i = 0; i < 100; ++i)
        QCOMPARE(rate->take(1'000'000, begin), Verdict::Within);
    QCOMPARE(rate->wait(begin).count(), 0);
    QCOMPARE(rate->take(0, begin), Verdict::Over);
}

void tst_RateLimit::waits()
{
    const auto rate = limit(10);
    for (int i = 0; i < 11; ++i)
        rate->take(0, begin);
    QVERIFY(rate->wait(begin) == 100ms);
    QVERIFY(rate->wait(begin + 99) == 1ms);
    QVERIFY(rate->wait(begin + 100) == 0ms);
    QCOMPARE(rate->take(0, begin + 200), Verdict::Within);
    // However long it was quiet, it is a second's worth.
    for (int i = 0; i < 10; ++i)
        QCOMPARE(rate->take(0, begin + 10'000'000'000), Verdict::Within);
    QCOMPARE(rate->take(0, begin + 10'000'000'000), Verdict::Over);
}

void tst_RateLimit::bytes()
{
    const auto rate = limit(0, 1000);
    QCOMPARE(rate->take(600, begin), Verdict::Within);
    QCOMPARE(rate->take(400, begin), Verdict::Within);
    QCOMPARE(rate->take(0, begin), Verdict::Within);
    QCOMPARE(rate->take(250, begin), Verdict::Over);
    QVERIFY(rate->wait(begin) == 250ms);
}

void tst_RateLimit::bothAtOnce()
{
    const auto rate = limit(10, 1000);
    for (int i = 0; i < 11; ++i)
        rate->take(0, begin);
    rate->take(2000, begin);
    QVERIFY(rate->wait(begin) == 1000ms); // the longer one
}

void tst_RateLimit::aMessageLargerThanASecondsWorth()
{
    const auto rate = limit(0, 1000);
    QCOMPARE(rate->take(5000, begin), Verdict::Over);
    QVERIFY(rate->wait(begin) == 4s);
    QVERIFY(rate->wait(begin + 4000) == 0ms);
    rate->resumed(begin + 4000);
    QCOMPARE(rate->take(100, begin + 5000), Verdict::Within);
}

void tst_RateLimit::steadyWithin_data()
{
    QTest::addColumn<int>("messages");
    QTest::addColumn<int>("interval");

    QTest::newRow("one a second") << 1 << 1000;
    QTest::newRow("just as many") << 100 << 10;
    QTest::newRow("half") << 100 << 20;
}

/// Who keeps to the rate is never told to wait, and never closed.
void tst_RateLimit::steadyWithin()
{
    QFETCH(const int, messages);
    QFETCH(const int, interval);
    const auto rate = limit(messages);
    for (int i = 0; i < 10'000; ++i)
        QCOMPARE(rate->take(0, begin + i * interval), Verdict::Within);
}

void tst_RateLimit::relentless_data()
{
    QTest::addColumn<int>("messages");

    for (const int messages : {1, 2, 4, 10, 100, 1000, 100'000})
        QTest::addRow("%d", messages) << messages;
}

/// Who always has more is closed after 5 s, though it has been made to wait; however late it is let go on.
void tst_RateLimit::relentless()
{
    QFETCH(const int, messages);
    for (const qint64 lateness : {0, 1, 16, 40}) {
        const auto rate = limit(messages);
        const auto [verdict, taken] = flood(*rate, begin + 10'000, lateness);
        QCOMPARE(verdict, Verdict::Relentless);
        QVERIFY2(taken <= messages * 7.1 + 7, QByteArray::number(taken));
    }
}

void tst_RateLimit::patienceBeginsAnew()
{
    const auto rate = limit(100);
    // A burst of three seconds' worth, then one of its own pauses, again and again.
    qint64 now = begin;
    for (int burst = 0; burst < 10; ++burst) {
        for (int i = 0; i < 300; ++i) {
            const Verdict verdict = rate->take(0, now);
            QVERIFY(verdict != Verdict::Relentless);
            if (verdict == Verdict::Over) {
                now += rate->wait(now).count();
                rate->resumed(now);
            }
        }
        now += 60;
    }
}

QTEST_APPLESS_MAIN(tst_RateLimit)
#include "tst_ratelimit.moc"
