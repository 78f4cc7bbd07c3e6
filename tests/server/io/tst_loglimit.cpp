// SPDX-FileCopyrightText: 2026 The Landline authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "io/loglimit.h"

#include <QtTest/qtest.h>

using namespace Landline;
using namespace std::chrono_literals;

class tst_LogLimit : public QObject
{
    Q_OBJECT

private slots:
    void theFirstAtOnce();
    void thenOneAnInterval();
    void countsWhatWasNotSaid();
};

void tst_LogLimit::theFirstAtOnce()
{
    LogLimit limit;
    QVERIFY(limit.allows());
    QVERIFY(limit.unsaid().isEmpty());
    QVERIFY(!limit.allows());
}

void tst_LogLimit::thenOneAnInterval()
{
    const LogLimit::Clock::time_point start(1h);
    LogLimit limit(10s);
    int lines = 0;
    for (auto time = 0ms; time < 60s; time += 100ms)
        lines += limit.allows(start + time);
    QCOMPARE(lines, 6);
    QVERIFY(limit.allows(start + 60s));
}

void tst_LogLimit::countsWhatWasNotSaid()
{
    const LogLimit::Clock::time_point start(1h);
    LogLimit limit(10s);
    QVERIFY(limit.allows(start));
    for (int i = 0; i < 12; ++i)
        QVERIFY(!limit.allows(start + 5s));
    QVERIFY(limit.allows(start + 10s));
    QCOMPARE(limit.unsaid(), " (and 12 more since the last such line)");
    QVERIFY(limit.allows(start + 1h));
    QVERIFY(limit.unsaid().isEmpty());
}

QTEST_APPLESS_MAIN(tst_LogLimit)
#include "tst_loglimit.moc"
