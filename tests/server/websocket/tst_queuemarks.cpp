// SPDX-FileCopyrightText: 2026 The Landline authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "websocket/queuemarks.h"

#include <QtTest/qtest.h>

using namespace Landline;

class tst_QueueMarks : public QObject
{
    Q_OBJECT

private slots:
    void betweenTheMarksNothingChanges();
    void newsAreTakenOnce();
    void whatCameAndWentIsNoNews();
    void aLimitOfOne();
};

void tst_QueueMarks::betweenTheMarksNothingChanges()
{
    QueueMarks marks;
    QVERIFY(!marks.update(50, 100));
    QVERIFY(marks.update(51, 100));
    QVERIFY(marks.isFilled());
    QVERIFY(!marks.update(100, 100));
    QVERIFY(!marks.update(26, 100));
    QVERIFY(marks.update(25, 100));
    QVERIFY(!marks.isFilled());
    QVERIFY(!marks.update(50, 100));
}

void tst_QueueMarks::newsAreTakenOnce()
{
    QueueMarks marks;
    QVERIFY(!marks.takeNews());
    marks.update(100, 100);
    QCOMPARE(marks.takeNews().value_or(false), true);
    QVERIFY(!marks.takeNews());
    marks.update(0, 100);
    QCOMPARE(marks.takeNews().value_or(true), false);
    QVERIFY(!marks.takeNews());
}

void tst_QueueMarks::whatCameAndWentIsNoNews()
{
    QueueMarks marks;
    marks.update(100, 100);
    marks.update(0, 100);
    QVERIFY(!marks.takeNews());
}

void tst_QueueMarks::aLimitOfOne()
{
    QueueMarks marks;
    QVERIFY(!marks.update(0, 1));
    QVERIFY(marks.update(1, 1));
    QVERIFY(marks.update(0, 1));
}

QTEST_APPLESS_MAIN(tst_QueueMarks)
#include "tst_queuemarks.moc"
