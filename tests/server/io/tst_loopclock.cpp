// SPDX-FileCopyrightText: 2026 The Landline authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "io/loopclock.h"

#include <QtCore/qdatetime.h>
#include <QtCore/qelapsedtimer.h>
#include <QtTest/qtest.h>

#include <thread>

using namespace Landline;

class tst_LoopClock : public QObject
{
    Q_OBJECT

private slots:
    void cleanup() { LoopClock::stop(); }
    void asksTheSystemOutsideOfALoop();
    void standsStillWithinATurn();
    void isOfItsThread();
    void uptime();
};

void tst_LoopClock::asksTheSystemOutsideOfALoop()
{
    const qint64 before = QDateTime::currentMSecsSinceEpoch();
    const qint64 first = LoopClock::now();
    QVERIFY(first >= before && first <= QDateTime::currentMSecsSinceEpoch());
    QTRY_VERIFY(LoopClock::now() > first);
}

void tst_LoopClock::standsStillWithinATurn()
{
    LoopClock::turn();
    const qint64 before = QDateTime::currentMSecsSinceEpoch();
    const qint64 first = LoopClock::now();
    QVERIFY(first >= before);
    QTRY_VERIFY(QDateTime::currentMSecsSinceEpoch() > first + 1);
    QCOMPARE(LoopClock::now(), first);

    LoopClock::turn();
    QVERIFY(LoopClock::now() > first);

    LoopClock::stop();
    const qint64 last = LoopClock::now();
    QTRY_VERIFY(LoopClock::now() > last);
}

void tst_LoopClock::isOfItsThread()
{
    LoopClock::turn();
    const qint64 here = LoopClock::now();
    QTRY_VERIFY(QDateTime::currentMSecsSinceEpoch() > here);
    qint64 there = 0;
    std::thread([&there] { there = LoopClock::now(); }).join();
    QVERIFY(there > here);
    QCOMPARE(LoopClock::now(), here);
}

void tst_LoopClock::uptime()
{
    const qint64 first = LoopClock::uptime();
    QTRY_VERIFY(LoopClock::uptime() > first);
    LoopClock::turn();
    const qint64 turn = LoopClock::uptime();
    QElapsedTimer time;
    time.start();
    QTRY_VERIFY(time.elapsed() > 50);
    QCOMPARE(LoopClock::uptime(), turn);
    LoopClock::turn();
    const qint64 next = LoopClock::uptime() - turn;
    QVERIFY(next >= 30 && next < 60'000); // it is coarse
}

QTEST_GUILESS_MAIN(tst_LoopClock)
#include "tst_loopclock.moc"
