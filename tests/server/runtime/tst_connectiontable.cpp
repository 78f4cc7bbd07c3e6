// SPDX-FileCopyrightText: 2026 The Landline authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "runtime/connectiontable.h"
#include "server/api/fakeconnection.h"

#include <QtTest/qtest.h>

#include <limits>

using namespace Landline;

class tst_ConnectionTable : public QObject
{
    Q_OBJECT

private slots:
    void owner_data();
    void owner();
    void everyNumberIsIssuedOnce_data();
    void everyNumberIsIssuedOnce();
    void absence();
    void anotherStart();
    void find();
    void theListOutlivesTheTable();
};

void tst_ConnectionTable::owner_data()
{
    QTest::addColumn<qint64>("fd");
    QTest::addColumn<int>("workers");
    QTest::addColumn<int>("owner");

    QTest::newRow("first of one") << qint64(1) << 1 << 0;
    QTest::newRow("large of one") << qint64(1234567890123) << 1 << 0;
    QTest::newRow("first of three") << qint64(1) << 3 << 0;
    QTest::newRow("second of three") << qint64(2) << 3 << 1;
    QTest::newRow("third of three") << qint64(3) << 3 << 2;
    QTest::newRow("around") << qint64(4) << 3 << 0;
    QTest::newRow("largest") << std::numeric_limits<qint64>::max() << 3 << 0;
    QTest::newRow("zero") << qint64(0) << 3 << -1;
    QTest::newRow("negative") << qint64(-1) << 3 << -1;
    QTest::newRow("smallest") << std::numeric_limits<qint64>::min() << 3 << -1;
}

void tst_ConnectionTable::owner()
{
    QFETCH(const qint64, fd);
    QFETCH(const int, workers);
    QTEST(ConnectionTable::owner(fd, workers), "owner");
}

void tst_ConnectionTable::everyNumberIsIssuedOnce_data()
{
    QTest::addColumn<int>("workers");

    for (const int workers : {1, 2, 3, 16})
        QTest::addRow("%d workers", workers) << workers;
}

void tst_ConnectionTable::everyNumberIsIssuedOnce()
{
    QFETCH(const int, workers);
    QList<qint64> issued;
    for (int worker = 0; worker < workers; ++worker) {
        ConnectionTable table(worker, workers);
        for (int i = 0; i < 100; ++i) {
            issued.append(table.issue());
            QCOMPARE(ConnectionTable::owner(issued.constLast(), workers), worker);
        }
    }
    std::sort(issued.begin(), issued.end());
    for (qsizetype i = 0; i < issued.size(); ++i)
        QCOMPARE(issued.at(i), i + 1);
}

void tst_ConnectionTable::absence()
{
    ConnectionTable table(1, 3);
    QCOMPARE(table.absence(2), PushResult::Unknown);
    QCOMPARE(table.issue(), 2);
    QCOMPARE(table.absence(2), PushResult::Gone);
    QCOMPARE(table.absence(5), PushResult::Unknown);
    QCOMPARE(table.absence(std::numeric_limits<qint64>::max()), PushResult::Unknown);
}

void tst_ConnectionTable::anotherStart()
{
    const auto fds = std::make_shared<FdSequence>(3);
    QCOMPARE(ConnectionTable(1, fds).issue(), 2);
    QCOMPARE(ConnectionTable(2, fds).issue(), 3);
    fds->skipIssued();

    ConnectionTable table(1, fds);
    QVERIFY(table.owns(2));
    QVERIFY(!table.owns(3));
    QCOMPARE(table.absence(2), PushResult::Gone);
    QCOMPARE(table.absence(5), PushResult::Unknown);
    QCOMPARE(table.issue(), 5);
    QCOMPARE(ConnectionTable(0, fds).issue(), 4);
}

void tst_ConnectionTable::find()
{
    Route route("ws", "/", nullptr);
    ConnectionTable table(0, 1);
    FakeConnection first(&route, table.issue());
    FakeConnection second(&route, table.issue());
    table.insert(&first);
    table.insert(&second);
    table.remove(&first);

    QVERIFY(!table.find(1));
    QCOMPARE(table.find(2), &second);
    QVERIFY(!table.find(3));
    QCOMPARE(table.size(), 1);
    QCOMPARE(table.absence(1), PushResult::Gone);
}

void tst_ConnectionTable::theListOutlivesTheTable()
{
    Route route("ws", "/", nullptr);
    ConnectionTable table(0, 1);
    FakeConnection connection(&route, table.issue());
    table.insert(&connection);
    const QList<Connection *> all = table.connections();
    table.remove(&connection);

    QCOMPARE(all, QList<Connection *>{&connection});
    QVERIFY(table.connections().isEmpty());
}

QTEST_GUILESS_MAIN(tst_ConnectionTable)
#include "tst_connectiontable.moc"
