// SPDX-FileCopyrightText: 2026 The Landline authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "io/deadlines.h"

#include <QtCore/qeventloop.h>
#include <QtTest/qtest.h>

using namespace Landline;
using namespace std::chrono_literals;

class tst_Deadlines : public QObject
{
    Q_OBJECT

private slots:
    void inTheirOrder();
    void removed();
    void addedWhileCalled();
    void whileAnEventLoopRuns();
    void first();
};

void tst_Deadlines::inTheirOrder()
{
    QList<int> reached;
    Deadlines<int> deadlines([&reached](int *thing) { reached.append(*thing); });
    int late = 3, soon = 1, middle = 2;
    deadlines.add(&late, 30ms);
    deadlines.add(&soon, 1ms);
    deadlines.add(&middle, 15ms);
    QTRY_COMPARE(reached, QList<int>({1, 2, 3}));
    QVERIFY(deadlines.isEmpty());
}

void tst_Deadlines::removed()
{
    QList<int> reached;
    Deadlines<int> deadlines([&reached](int *thing) { reached.append(*thing); });
    int a = 1, b = 2;
    const auto when = deadlines.add(&a, 1ms);
    deadlines.add(&b, 2ms);
    deadlines.remove(&a, when);
    QTRY_COMPARE(reached, QList<int>({2}));
}

void tst_Deadlines::addedWhileCalled()
{
    int count = 0;
    Deadlines<int> *self = nullptr;
    Deadlines<int> deadlines([&](int *thing) {
        if (++count < 3)
            self->add(thing, 1ms);
    });
    self = &deadlines;
    int a = 1;
    deadlines.add(&a, 0ms);
    QTRY_COMPARE(count, 3);
    QVERIFY(deadlines.isEmpty());
}

void tst_Deadlines::whileAnEventLoopRuns()
{
    QList<int> reached;
    QEventLoop loop;
    Deadlines<int> deadlines([&](int *thing) {
        if (*thing == 1)
            loop.exec();
        else
            loop.quit();
        reached.append(*thing);
    });
    int waits = 1, ends = 2, last = 3;
    deadlines.add(&waits, 1ms);
    deadlines.add(&ends, 20ms);
    deadlines.add(&last, 30ms);
    QTRY_COMPARE(reached, QList<int>({2, 1, 3}));
}

void tst_Deadlines::first()
{
    Deadlines<int> deadlines([](int *) {});
    QVERIFY(!deadlines.first());
    int a = 1, b = 2;
    deadlines.add(&a, 2h);
    const auto when = deadlines.add(&b, 1h);
    QCOMPARE(deadlines.first(), &b);
    deadlines.remove(&b, when);
    QCOMPARE(deadlines.first(), &a);
}

QTEST_GUILESS_MAIN(tst_Deadlines)
#include "tst_deadlines.moc"
