// SPDX-FileCopyrightText: 2026 The Landline authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "runtime/fdsequence.h"

#include <QtCore/qlist.h>
#include <QtTest/qtest.h>

#include <algorithm>
#include <thread>

using namespace Landline;

class tst_FdSequence : public QObject
{
    Q_OBJECT

private slots:
    void issue();
    void skipIssued_data();
    void skipIssued();
    void skipIssuedWhileAThreadIssues();
};

void tst_FdSequence::issue()
{
    FdSequence fds(3);
    QCOMPARE(fds.workers(), 3);
    QCOMPARE(fds.next(1), 2);
    QCOMPARE(fds.issue(1), 2);
    QCOMPARE(fds.issue(1), 5);
    QCOMPARE(fds.issue(0), 1);
    QCOMPARE(fds.next(0), 4);
    QCOMPARE(fds.next(2), 3);
}

void tst_FdSequence::skipIssued_data()
{
    QTest::addColumn<QList<int>>("counts"); // issued by each worker
    QTest::addColumn<QList<qint64>>("next");

    QTest::newRow("nothing issued") << QList<int>{0, 0, 0} << QList<qint64>{1, 2, 3};
    QTest::newRow("one worker") << QList<int>{7} << QList<qint64>{8};
    QTest::newRow("the first") << QList<int>{1, 0, 0} << QList<qint64>{4, 2, 3};
    QTest::newRow("the last") << QList<int>{0, 0, 1} << QList<qint64>{4, 5, 6};
    QTest::newRow("unevenly") << QList<int>{3, 1, 0} << QList<qint64>{10, 8, 9};
    QTest::newRow("evenly") << QList<int>{2, 2, 2} << QList<qint64>{7, 8, 9};
}

void tst_FdSequence::skipIssued()
{
    QFETCH(const QList<int>, counts);
    QFETCH(const QList<qint64>, next);
    const int workers = static_cast<int>(counts.size());
    FdSequence fds(workers);
    for (int worker = 0; worker < workers; ++worker) {
        for (int i = 0; i < counts.at(worker); ++i)
            fds.issue(worker);
    }
    for (int round = 0; round < 3; ++round) { // what skips nothing takes no numbers
        fds.skipIssued();
        QList<qint64> found;
        for (int worker = 0; worker < workers; ++worker)
            found.append(fds.next(worker));
        QCOMPARE(found, next);
    }
}

void tst_FdSequence::skipIssuedWhileAThreadIssues()
{
    // As a worker of a former start does that a controller holds.
    FdSequence fds(2);
    std::vector<qint64> issued;
    std::vector<qint64> theirs;
    std::thread held([&] {
        for (int i = 0; i < 50000; ++i)
            theirs.push_back(fds.issue(0));
    });
    for (int i = 0; i < 2000; ++i) {
        fds.skipIssued();
        issued.push_back(fds.issue(0));
        issued.push_back(fds.issue(1));
    }
    held.join();
    issued.insert(issued.end(), theirs.cbegin(), theirs.cend());
    std::sort(issued.begin(), issued.end());
    QVERIFY(std::adjacent_find(issued.cbegin(), issued.cend()) == issued.cend());
}

QTEST_GUILESS_MAIN(tst_FdSequence)
#include "tst_fdsequence.moc"
