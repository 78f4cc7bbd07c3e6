// SPDX-FileCopyrightText: 2026 The Landline authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "io/loopclock.h"

#include <QtCore/qdatetime.h>
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

QTEST_GUILESS_MAIN(tst_LoopClock)
#include "tst_loopclock.moc"
