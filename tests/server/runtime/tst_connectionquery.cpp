// SPDX-FileCopyrightText: 2026 The Landline authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "api/changelist_p.h"
#include "runtime/connectiontable.h"
#include "runtime/connectionquery.h"
#include "server/api/fakeconnection.h"

#include <QtTest/qtest.h>

#include <limits>

using namespace Landline;

namespace {

constexpr qint64 lastFd = std::numeric_limits<qint64>::max();

ConnectionInfo row(qint64 fd)
{
    ConnectionInfo info;
    info.fd = fd;
    return info;
}

/// What one worker answers that has found \a changes; it was cut off behind the last if there is \a more.
ConnectionQueryResult changesOf(const QList<Admin::ChangePosition> &changes, bool more = false)
{
    ConnectionQueryResult result;
    for (const Admin::ChangePosition &position : changes)
        result.changes.push_back({position, row(position.fd)});
    result.more = more;
    if (more)
        result.position = changes.constLast();
    return result;
}

QList<Admin::ChangePosition> positionsOf(const ConnectionQueryResult &result)
{
    QList<Admin::ChangePosition> positions;
    for (const ConnectionQueryResult::Change &change : result.changes)
        positions.append(change.position);
    return positions;
}

QList<qint64> fdsOf(const ConnectionQueryResult &result)
{
    QList<qint64> fds;
    for (const ConnectionInfo &info : result.rows)
        fds.append(info.fd);
    return fds;
}

} // namespace

class tst_ConnectionQuery : public QObject
{
    Q_OBJECT

private slots:
    void matching_data();
    void matching();
    void pageByFd_data();
    void pageByFd();
    void pageOfChanges_data();
    void pageOfChanges();
    void merging();
    void ofATable();
    void changesOfATable();
    void filtersCount();
};

void tst_ConnectionQuery::matching_data()
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

void tst_ConnectionQuery::matching()
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

void tst_ConnectionQuery::pageByFd_data()
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

void tst_ConnectionQuery::pageByFd()
{
    QFETCH(const int, limit);
    ConnectionQuery query;
    query.limit = limit;
    ConnectionQueryResult result;
    result.rows = {row(3), row(1), row(2)};
    result.finish(query);

    QTEST(fdsOf(result), "fds");
    QTEST(result.more, "more");
}

void tst_ConnectionQuery::pageOfChanges_data()
{
    using Positions = QList<Admin::ChangePosition>;
    QTest::addColumn<ConnectionQueryResult>("one");
    QTest::addColumn<ConnectionQueryResult>("other");
    QTest::addColumn<int>("limit");
    QTest::addColumn<Positions>("found");
    QTest::addColumn<bool>("more");
    QTest::addColumn<Admin::ChangePosition>("next");

    const ConnectionQueryResult odd = changesOf({{1, 3}, {1, 5}, {2, 1}});
    const ConnectionQueryResult even = changesOf({{1, 4}, {3, 2}});
    const Admin::ChangePosition all{7, lastFd};
    QTest::newRow("nothing") << ConnectionQueryResult() << ConnectionQueryResult() << 4 << Positions() << false << all;
    QTest::newRow("room for all") << odd << even << 5 << Positions{{1, 3}, {1, 4}, {1, 5}, {2, 1}, {3, 2}} << false
                                  << all;
    QTest::newRow("too small") << odd << even << 2 << Positions{{1, 3}, {1, 4}} << true << Admin::ChangePosition{1, 4};
    QTest::newRow("not behind where one was cut off")
            << changesOf({{1, 3}, {1, 5}}, true) << even << 5 << Positions{{1, 3}, {1, 4}, {1, 5}} << true
            << Admin::ChangePosition{1, 5};
    QTest::newRow("both were cut off")
            << changesOf({{1, 3}, {1, 5}}, true) << changesOf({{1, 2}, {1, 4}}, true) << 2
            << Positions{{1, 2}, {1, 3}} << true << Admin::ChangePosition{1, 3};
}

void tst_ConnectionQuery::pageOfChanges()
{
    QFETCH(const ConnectionQueryResult, one);
    QFETCH(const ConnectionQueryResult, other);
    QFETCH(const int, limit);
    ConnectionQuery query;
    query.page = ConnectionQuery::Page::Changes;
    query.limit = limit;
    query.question = 7;
    ConnectionQueryResult result;
    result += one;
    result += other;
    result.finish(query);

    QTEST(positionsOf(result), "found");
    QTEST(result.more, "more");
    QTEST(result.position, "next");
}

void tst_ConnectionQuery::merging()
{
    ConnectionQueryResult first;
    first.rows = {row(1), row(4)};
    first.counters.connections = 2;
    first.counters.bytesIn = 10;
    ConnectionQueryResult second;
    second.rows = {row(2)};
    second.more = true;
    second.counters.connections = 5;
    second.counters.matched = 5;
    second.counters.bytesIn = 1;
    first += second;
    first.finish({});

    QCOMPARE(fdsOf(first), QList<qint64>({1, 2, 4}));
    QVERIFY(first.more);
    QCOMPARE(first.counters.connections, 7);
    QCOMPARE(first.counters.matched, 5);
    QCOMPARE(first.counters.bytesIn, 11);
}

void tst_ConnectionQuery::ofATable()
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
    ConnectionQuery query;
    query.afterFd = 1;
    query.limit = 3;
    const ConnectionQueryResult result = executeQuery(table, route.changes(), query);

    QCOMPARE(fdsOf(result), QList<qint64>({2, 3, 4}));
    QVERIFY(result.more);
    QCOMPARE(result.counters.connections, 5); // counters are of all, not of the page
    QCOMPARE(result.counters.matched, 5);
    QVERIFY(!route.changes().isActive()); // nobody asked for changes

    query.limit = 4;
    QVERIFY(!executeQuery(table, route.changes(), query).more);
}

void tst_ConnectionQuery::changesOfATable()
{
    Route route("ws", "/", nullptr);
    ConnectionTable table(0, 1);
    std::vector<std::unique_ptr<FakeConnection>> connections;
    for (int i = 0; i < 3; ++i) {
        connections.push_back(std::make_unique<FakeConnection>(&route, table.issue()));
        table.insert(connections.back().get());
        connections.back()->open({});
    }
    ConnectionQuery query;
    query.page = ConnectionQuery::Page::ByFdAndTrack;
    query.question = 1;
    query.since = executeQuery(table, route.changes(), query).position;
    QCOMPARE(query.since, (Admin::ChangePosition{1, lastFd}));
    query.page = ConnectionQuery::Page::Changes;
    const auto poll = [&] {
        ++query.question;
        const ConnectionQueryResult result = executeQuery(table, route.changes(), query);
        query.since = result.position;
        QList<qint64> fds;
        for (const ConnectionQueryResult::Change &change : result.changes)
            fds.append(change.row ? change.position.fd : -change.position.fd);
        return fds;
    };
    QCOMPARE(poll(), QList<qint64>());

    connections[1]->push("1");
    connections[1]->receive("2");
    QCOMPARE(poll(), QList<qint64>{2}); // once, whatever happened
    connections[0]->join("blue");
    connections[2]->bindUser("ann");
    QCOMPARE(poll(), QList<qint64>({1, 3}));
    QCOMPARE(poll(), QList<qint64>());

    // What waits for a client is looked at until it has left.
    connections[2]->queued = 10;
    connections[2]->push("1");
    QCOMPARE(poll(), QList<qint64>{3});
    QCOMPARE(poll(), QList<qint64>{3});
    connections[2]->queued = 0;
    QCOMPARE(poll(), QList<qint64>{3});
    QCOMPARE(poll(), QList<qint64>());

    connections[0]->push("1");
    connections[0]->finish({});
    table.remove(connections[0].get());
    route.changes().noteClosed(1);
    QCOMPARE(poll(), QList<qint64>{-1});
    QCOMPARE(poll(), QList<qint64>());
}

void tst_ConnectionQuery::filtersCount()
{
    Route route("ws", "/", nullptr);
    ConnectionTable table(0, 1);
    FakeConnection ann(&route, table.issue());
    FakeConnection bob(&route, table.issue());
    ann.context().set("name", "ann");
    bob.context().set("name", "bob");
    table.insert(&ann);
    table.insert(&bob);
    ConnectionQuery query;
    query.filter.text = "bob";
    query.labelKey = "name";
    const ConnectionQueryResult result = executeQuery(table, route.changes(), query);

    QCOMPARE(fdsOf(result), QList<qint64>{2});
    QCOMPARE(result.rows.constFirst().label, "bob");
    QCOMPARE(result.counters.connections, 2);
    QCOMPARE(result.counters.matched, 1);
}

QTEST_GUILESS_MAIN(tst_ConnectionQuery)
#include "tst_connectionquery.moc"
