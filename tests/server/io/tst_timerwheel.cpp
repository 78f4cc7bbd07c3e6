// SPDX-FileCopyrightText: 2026 The Landline authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "io/timerwheel.h"

#include <QtCore/qelapsedtimer.h>
#include <QtCore/qeventloop.h>
#include <QtTest/qtest.h>

#include <algorithm>
#include <deque>

using namespace Landline;
using namespace std::chrono_literals;

namespace {

struct Thing : TimerWheel::Entry
{
    explicit Thing(int n = 0) : number(n) { }
    int number;
};

Thing *thing(TimerWheel::Entry *entry)
{
    return static_cast<Thing *>(entry);
}

} // namespace

class tst_TimerWheel : public QObject
{
    Q_OBJECT

private slots:
    void due_data();
    void due();
    void cancelled();
    void scheduledAnew();
    void scheduledWhileCalled();
    void soonerThanTheFirst();
    void longDelaysAreCalledEarlier();
    void neverAgainWhenItIsGone();
    void takenUncalled();
    void takenWhileCalled();
    void many();
    void manyAtOnce();
    void whileAnEventLoopRuns();
};

void tst_TimerWheel::due_data()
{
    QTest::addColumn<int>("delay");

    for (const int delay : {0, 1, 15, 16, 17, 100, 500})
        QTest::addRow("%d ms", delay) << delay;
}

void tst_TimerWheel::due()
{
    QFETCH(const int, delay);
    int calls = 0;
    TimerWheel wheel([&calls](TimerWheel::Entry *entry) {
        ++calls;
        QVERIFY(!entry->isScheduled());
    });
    QVERIFY(wheel.isEmpty());
    Thing one;
    QElapsedTimer time;
    time.start();
    wheel.schedule(&one, std::chrono::milliseconds(delay));
    QVERIFY(one.isScheduled() && !wheel.isEmpty());
    QTRY_COMPARE(calls, 1);
    QVERIFY(time.elapsed() >= delay - 10); // the clock is that coarse
    QVERIFY(wheel.isEmpty());
}

void tst_TimerWheel::cancelled()
{
    QList<int> called;
    TimerWheel wheel([&called](TimerWheel::Entry *entry) { called.append(thing(entry)->number); });
    Thing a(1), b(2), c(3), d(4);
    for (Thing *each : {&a, &b, &c, &d})
        wheel.schedule(each, 20ms);
    wheel.cancel(&b);
    wheel.cancel(&b);
    wheel.cancel(&d);
    wheel.cancel(&a);
    QTRY_COMPARE(called, QList<int>{3});
    QVERIFY(wheel.isEmpty());
}

void tst_TimerWheel::scheduledAnew()
{
    QList<int> called;
    TimerWheel wheel([&called](TimerWheel::Entry *entry) { called.append(thing(entry)->number); });
    Thing a(1), b(2);
    wheel.schedule(&a, 20ms);
    wheel.schedule(&b, 60ms);
    wheel.schedule(&a, 200ms);
    QTRY_COMPARE(called, (QList<int>{2, 1}));
}

void tst_TimerWheel::scheduledWhileCalled()
{
    int calls = 0;
    Thing a;
    TimerWheel *self = nullptr;
    TimerWheel wheel([&](TimerWheel::Entry *entry) {
        if (++calls < 5)
            self->schedule(entry, 0ms);
    });
    self = &wheel;
    wheel.schedule(&a, 0ms);
    QTRY_COMPARE(calls, 5);
    QVERIFY(wheel.isEmpty());
}

void tst_TimerWheel::soonerThanTheFirst()
{
    QList<int> called;
    TimerWheel wheel([&called](TimerWheel::Entry *entry) { called.append(thing(entry)->number); });
    Thing late(1), soon(2);
    wheel.schedule(&late, 1h);
    wheel.schedule(&soon, 20ms);
    QTRY_COMPARE(called, QList<int>{2});
    QVERIFY(late.isScheduled());
    wheel.cancel(&late);
}

void tst_TimerWheel::longDelaysAreCalledEarlier()
{
    // Not to be waited for; but it must not be due at once, wherever the slots begin.
    int calls = 0;
    TimerWheel wheel([&calls](TimerWheel::Entry *) { ++calls; });
    Thing shortOne, longOne;
    wheel.schedule(&longOne, 24h);
    for (int i = 1; i <= 5; ++i) {
        wheel.schedule(&shortOne, 50ms);
        QTRY_COMPARE(calls, i);
    }
    QVERIFY(longOne.isScheduled());
    wheel.cancel(&longOne);
}

void tst_TimerWheel::neverAgainWhenItIsGone()
{
    int calls = 0;
    TimerWheel wheel([&calls](TimerWheel::Entry *) { ++calls; });
    Thing stays;
    {
        Thing goes;
        wheel.schedule(&goes, 20ms);
        wheel.schedule(&stays, 20ms);
        wheel.cancel(&goes);
    }
    QTRY_COMPARE(calls, 1);
}

void tst_TimerWheel::takenUncalled()
{
    int calls = 0;
    TimerWheel wheel([&calls](TimerWheel::Entry *) { ++calls; });
    Thing a(1), b(2), c(3);
    QVERIFY(!wheel.takeAny());
    wheel.schedule(&a, 20ms);
    wheel.schedule(&b, 20ms);
    wheel.schedule(&c, 20s);
    QList<int> taken;
    while (TimerWheel::Entry *entry = wheel.takeAny()) {
        QVERIFY(!entry->isScheduled());
        taken.append(thing(entry)->number);
    }
    std::sort(taken.begin(), taken.end());
    QCOMPARE(taken, (QList<int>{1, 2, 3}));
    QVERIFY(wheel.isEmpty());

    wheel.schedule(&b, 40ms); // whatever has woken it before
    QTRY_COMPARE(calls, 1);
}

void tst_TimerWheel::takenWhileCalled()
{
    int calls = 0;
    TimerWheel wheel([&calls, &wheel](TimerWheel::Entry *) {
        ++calls;
        while (wheel.takeAny()) { }
    });
    Thing a(1), b(2), c(3); // the first two are due at the same time
    wheel.schedule(&a, 20ms);
    wheel.schedule(&b, 20ms);
    wheel.schedule(&c, 20s);
    QTRY_COMPARE(calls, 1);
    QVERIFY(wheel.isEmpty());
    QVERIFY(!a.isScheduled() && !b.isScheduled() && !c.isScheduled());
}

void tst_TimerWheel::many()
{
    int calls = 0;
    TimerWheel wheel([&calls](TimerWheel::Entry *) { ++calls; });
    std::deque<Thing> things(10'000);
    for (size_t i = 0; i < things.size(); ++i)
        wheel.schedule(&things[i], std::chrono::milliseconds(i % 300));
    for (size_t i = 0; i < things.size(); i += 2)
        wheel.cancel(&things[i]);
    QTRY_COMPARE(calls, 5'000);
    QVERIFY(wheel.isEmpty());
}

void tst_TimerWheel::manyAtOnce()
{
    int calls = 0;
    int callsInATurn = 0;
    int mostInATurn = 0;
    TimerWheel wheel([&](TimerWheel::Entry *) {
        ++calls;
        mostInATurn = std::max(mostInATurn, ++callsInATurn);
    });
    QTimer others;
    connect(&others, &QTimer::timeout, this, [&callsInATurn] { callsInATurn = 0; });
    others.start(0);
    std::deque<Thing> things(4 * TimerWheel::CallsInATurn + 1);
    for (Thing &each : things)
        wheel.schedule(&each, 5ms);
    QTRY_COMPARE(calls, int(things.size()));
    QVERIFY(wheel.isEmpty());
    QCOMPARE(mostInATurn, TimerWheel::CallsInATurn);
}

void tst_TimerWheel::whileAnEventLoopRuns()
{
    QList<int> called;
    QEventLoop loop;
    TimerWheel wheel([&](TimerWheel::Entry *entry) {
        if (thing(entry)->number == 1)
            loop.exec();
        else if (thing(entry)->number == 3)
            loop.quit();
        called.append(thing(entry)->number);
    });
    Thing waits(1), beside(2), ends(3), last(4);
    wheel.schedule(&beside, 10ms);
    wheel.schedule(&waits, 10ms);
    wheel.schedule(&ends, 60ms);
    wheel.schedule(&last, 100ms);
    QTRY_COMPARE(called.size(), 4);
    QVERIFY(called.indexOf(1) > called.indexOf(3));
    QCOMPARE(called.constLast(), 4);
}

QTEST_GUILESS_MAIN(tst_TimerWheel)
#include "tst_timerwheel.moc"
