// SPDX-FileCopyrightText: 2026 The Landline authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "runtime/connectiontable.h"
#include "runtime/inspection.h"
#include "server/api/fakeconnection.h"

#include <QtTest/qtest.h>

using namespace Landline;

namespace {

QDateTime at(qint64 time)
{
    return QDateTime::fromMSecsSinceEpoch(time, Qt::UTC);
}

ConnectionInfo row(qint64 fd, qint64 activeAt = 0)
{
    ConnectionInfo info;
    info.fd = fd;
    info.lastActiveAt = at(activeAt);
    return info;
}

QList<qint64> fdsOf(const Findings &findings)
{
    QList<qint64> fds;
    for (const ConnectionInfo &info : findings.rows)
        fds.append(info.fd);
    return fds;
}

} // namespace

class tst_Inspection : public QObject
{
    Q_OBJECT

private slots:
    void matching_data();
    void matching();
    void pageByFd_data();
    void pageByFd();
    void pageByActivity_data();
    void pageByActivity();
    void merging();
    void ofATable();
    void filtersCount();
};

void tst_Inspection::matching_data()
{
    QTest::addColumn<QString>("text");
    QTest::addColumn<QString>("server");
    QTest::addColumn<bool>("found");

    QTest::newRow("everything") << "" << "" << true;
    QTest::newRow("its server") << "" << "ws" << true;
    QTest::newRow("another server") << "" << "w" << false;
    QTest::newRow("fd") << "42" << "" << true;
    QTest::newRow("a part of the fd") << "4" << "" << true;
    QTest::newRow("label") << "ann" << "" << true;
    QTest::newRow("another case") << "ANN" << "" << true;
    QTest::newRow("path") << "/chat/blue" << "" << true;
    QTest::newRow("route") << "{room}" << "" << true;
    QTest::newRow("address") << "192.0.2" << "" << true;
    QTest::newRow("user agent") << "firefox" << "" << true;
    QTest::newRow("no pattern") << "a.n" << "" << false;
    QTest::newRow("nothing like it") << "bob" << "" << false;
    QTest::newRow("right text, wrong server") << "ann" << "http" << false;
}

void tst_Inspection::matching()
{
    QFETCH(const QString, text);
    QFETCH(const QString, server);
    ConnectionInfo info;
    info.fd = 421;
    info.server = "ws";
    info.label = "Ann";
    info.path = "/chat/blue";
    info.route = "/chat/{room}";
    info.peerAddress = "192.0.2.7";
    info.userAgent = "Firefox";
    Admin::Filter filter;
    filter.text = text;
    filter.server = server;

    QTEST(matches(info, filter), "found");
}

void tst_Inspection::pageByFd_data()
{
    QTest::addColumn<int>("limit");
    QTest::addColumn<QList<qint64>>("fds");
    QTest::addColumn<bool>("more");

    QTest::newRow("room for all") << 4 << QList<qint64>{1, 2, 3} << false;
    QTest::newRow("just enough") << 3 << QList<qint64>{1, 2, 3} << false;
    QTest::newRow("too small") << 2 << QList<qint64>{1, 2} << true;
    QTest::newRow("counters only") << 0 << QList<qint64>{} << true;
    QTest::newRow("negative") << -1 << QList<qint64>{} << true;
}

void tst_Inspection::pageByFd()
{
    QFETCH(const int, limit);
    Inspection inspection;
    inspection.limit = limit;
    Findings findings;
    findings.rows = {row(3), row(1), row(2)};
    findings.finish(inspection);

    QTEST(fdsOf(findings), "fds");
    QTEST(findings.more, "more");
}

void tst_Inspection::pageByActivity_data()
{
    QTest::addColumn<int>("limit");
    QTest::addColumn<QList<qint64>>("fds");
    QTest::addColumn<bool>("more");

    // The rows 1 and 2 are of the same millisecond and stay on one page.
    QTest::newRow("room for all") << 4 << QList<qint64>{3, 1, 2, 4} << false;
    QTest::newRow("one") << 1 << QList<qint64>{3} << true;
    QTest::newRow("not between two of the same time") << 2 << QList<qint64>{3, 1, 2} << true;
    QTest::newRow("behind two of the same time") << 3 << QList<qint64>{3, 1, 2} << true;
    QTest::newRow("counters only") << 0 << QList<qint64>{} << true;
    QTest::newRow("negative") << -1 << QList<qint64>{} << true;
}

void tst_Inspection::pageByActivity()
{
    QFETCH(const int, limit);
    Inspection inspection;
    inspection.byActivity = true;
    inspection.limit = limit;
    Findings findings;
    findings.rows = {row(4, 300), row(2, 200), row(1, 200), row(3, 100)};
    findings.finish(inspection);

    QTEST(fdsOf(findings), "fds");
    QTEST(findings.more, "more");
}

void tst_Inspection::merging()
{
    Findings first;
    first.rows = {row(1), row(4)};
    first.counters.connections = 2;
    first.counters.bytesIn = 10;
    Findings second;
    second.rows = {row(2)};
    second.more = true;
    second.counters.connections = 5;
    second.counters.matched = 5;
    second.counters.bytesIn = 1;
    first.merge(second);
    first.finish({});

    QCOMPARE(fdsOf(first), QList<qint64>({1, 2, 4}));
    QVERIFY(first.more);
    QCOMPARE(first.counters.connections, 7);
    QCOMPARE(first.counters.matched, 5);
    QCOMPARE(first.counters.bytesIn, 11);
}

void tst_Inspection::ofATable()
{
    Route route("ws", "/", nullptr);
    ConnectionTable table(0, 1);
    std::vector<std::unique_ptr<FakeConnection>> connections;
    for (int i = 0; i < 5; ++i) {
        connections.push_back(std::make_unique<FakeConnection>(&route, table.issue()));
        table.insert(connections.back().get());
        connections.back()->open({});
        connections.back()->receive("12");
        connections.back()->push("123");
    }
    Inspection inspection;
    inspection.afterFd = 1;
    inspection.limit = 3;
    const Findings findings = inspect(table, inspection);

    QCOMPARE(fdsOf(findings), QList<qint64>({2, 3, 4}));
    QVERIFY(findings.more);
    QCOMPARE(findings.counters.connections, 5); // counters are of all, not of the page
    QCOMPARE(findings.counters.matched, 5);
    QCOMPARE(findings.counters.messagesIn, 5);
    QCOMPARE(findings.counters.messagesOut, 5);
    QCOMPARE(findings.counters.bytesIn, 10);
    QCOMPARE(findings.counters.bytesOut, 15);

    inspection.byActivity = true;
    inspection.sinceTime = QDateTime::currentMSecsSinceEpoch() + 60000;
    QVERIFY(fdsOf(inspect(table, inspection)).isEmpty());
}

void tst_Inspection::filtersCount()
{
    Route route("ws", "/", nullptr);
    ConnectionTable table(0, 1);
    FakeConnection ann(&route, table.issue());
    FakeConnection bob(&route, table.issue());
    ann.context().set("name", "ann");
    bob.context().set("name", "bob");
    table.insert(&ann);
    table.insert(&bob);
    Inspection inspection;
    inspection.filter.text = "bob";
    inspection.labelKey = "name";
    const Findings findings = inspect(table, inspection);

    QCOMPARE(fdsOf(findings), QList<qint64>{2});
    QCOMPARE(findings.rows.constFirst().label, "bob");
    QCOMPARE(findings.counters.connections, 2);
    QCOMPARE(findings.counters.matched, 1);
}

QTEST_GUILESS_MAIN(tst_Inspection)
#include "tst_inspection.moc"
