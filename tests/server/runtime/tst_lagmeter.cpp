// SPDX-FileCopyrightText: 2026 The Landline authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "runtime/lagmeter.h"

#include <QtTest/qtest.h>

using namespace Landline;
using namespace std::chrono_literals;

/// Times are made up: a clock that begins at an hour.
class tst_LagMeter : public QObject
{
    Q_OBJECT

private slots:
    void theLongestOfLate();
    void aTurnThatRuns();
    void beforeTheFirstTurn();
    void incidents();
    void theClockRuns();

private:
    /// A turn of \a length that ends at \a end.
    static std::optional<LagMeter::Time> turn(LagMeter &meter, LagMeter::Time length, LagMeter::Time end)
    {
        meter.turnBegins(end - length);
        return meter.turnEnds(end);
    }
};

void tst_LagMeter::theLongestOfLate()
{
    LagMeter meter;
    turn(meter, 40ms, 1h);
    turn(meter, 10ms, 1h + 1s);
    turn(meter, 0ms, 1h + 2s);
    QCOMPARE(meter.recent(1h + 2s), 40ms);
    turn(meter, 20ms, 1h + 11s); // another window
    turn(meter, 0ms, 1h + 12s);
    QCOMPARE(meter.recent(1h + 12s), 40ms);
    turn(meter, 0ms, 1h + 22s);
    QCOMPARE(meter.recent(1h + 22s), 20ms);
    turn(meter, 0ms, 1h + 1min); // nothing for long
    QCOMPARE(meter.recent(1h + 1min), 0ms);
    QCOMPARE(meter.longest(1h + 1min), 40ms);
}

void tst_LagMeter::aTurnThatRuns()
{
    LagMeter meter;
    turn(meter, 10ms, 1h);
    meter.turnBegins(1h + 1s);
    QCOMPARE(meter.recent(1h + 1s + 500ms), 500ms);
    QCOMPARE(meter.longest(1h + 1s + 500ms), 500ms);
    QCOMPARE(meter.recent(1h + 1s + 1ms), 10ms);
}

void tst_LagMeter::beforeTheFirstTurn()
{
    LagMeter meter;
    QVERIFY(!meter.turnEnds(1h));
    QCOMPARE(meter.recent(1h), 0ms);
    QCOMPARE(meter.longest(1h), 0ms);
}

void tst_LagMeter::incidents()
{
    LagMeter meter;
    QVERIFY(!turn(meter, 999ms, 1h));
    QCOMPARE(turn(meter, 1s, 1h + 1s), std::optional(1000ms));
    for (auto time = 2s; time < 30s; time += 2s)
        QVERIFY(!turn(meter, 2s, 1h + 1s + time)); // the same incident
    QVERIFY(!turn(meter, 1s, 1h + 40s - 1ms)); // less than a window of rest
    QCOMPARE(turn(meter, 3s, 1h + 53s), std::optional(3000ms));
}

void tst_LagMeter::theClockRuns()
{
    const LagMeter::Time start = LagMeter::now();
    QTRY_VERIFY(LagMeter::now() > start);
}

QTEST_GUILESS_MAIN(tst_LagMeter)
#include "tst_lagmeter.moc"
