// SPDX-FileCopyrightText: 2026 The Landline authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "runtime/connectiontable.h"
#include "runtime/inspection.h"
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
Findings changesOf(const QList<Admin::ChangePosition> &changes, bool more = false)
{
    Findings findings;
    for (const Admin::ChangePosition &position : changes)
        findings.changes.push_back({position, row(position.fd)});
    findings.more = more;
    if (more)
        findings.position = changes.constLast();
    return findings;
}

QList<Admin::ChangePosition> positionsOf(const Findings &findings)
{
    QList<Admin::ChangePosition> positions;
    for (const Findings::Change &change : findings.changes)
        positions.append(change.position);
    return positions;
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
    void pageOfChanges_data();
    void pageOfChanges();
    void merging();
    void ofATable();
    void changesOfATable();
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

void tst_Inspection::pageOfChanges_data()
{
    using Positions = QList<Admin::ChangePosition>;
    QTest::addColumn<Findings>("one");
    QTest::addColumn<Findings>("other");
    QTest::addColumn<int>("limit");
    QTest::addColumn<Positions>("found");
    QTest::addColumn<bool>("more");
    QTest::addColumn<Admin::ChangePosition>("next");

    const Findings odd = changesOf({{1, 3}, {1, 5}, {2, 1}});
    const Findings even = changesOf({{1, 4}, {3, 2}});
    const Admin::ChangePosition all{7, lastFd};
    QTest::newRow("nothing") << Findings() << Findings() << 4 << Positions() << false << all;
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

void tst_Inspection::pageOfChanges()
{
    QFETCH(const Findings, one);
    QFETCH(const Findings, other);
    QFETCH(const int, limit);
    Inspection inspection;
    inspection.page = Inspection::Page::Changes;
    inspection.limit = limit;
    inspection.question = 7;
    Findings findings;
    findings.merge(one);
    findings.merge(other);
    findings.finish(inspection);

    QTEST(positionsOf(findings), "found");
    QTEST(findings.more, "more");
    QTEST(findings.position, "next");
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
    const Findings findings = inspect(table, route.changes(), inspection);

    QCOMPARE(fdsOf(findings), QList<qint64>({2, 3, 4}));
    QVERIFY(findings.more);
    QCOMPARE(findings.counters.connections, 5); // counters are of all, not of the page
    QCOMPARE(findings.counters.matched, 5);
    QVERIFY(!route.changes().isActive()); // nobody asked for changes

    inspection.limit = 4;
    QVERIFY(!inspect(table, route.changes(), inspection).more);
}

void tst_Inspection::changesOfATable()
{
    Route route("ws", "/", nullptr);
    ConnectionTable table(0, 1);
    std::vector<std::unique_ptr<FakeConnection>> connections;
    for (int i = 0; i < 3; ++i) {
        connections.push_back(std::make_unique<FakeConnection>(&route, table.issue()));
        table.insert(connections.back().get());
        connections.back()->open({});
    }
    Inspection inspection;
    inspection.page = Inspection::Page::ByFdAndTrack;
    inspection.question = 1;
    inspection.since = inspect(table, route.changes(), inspection).position;
    QCOMPARE(inspection.since, (Admin::ChangePosition{1, lastFd}));
    inspection.page = Inspection::Page::Changes;
    const auto poll = [&] {
        ++inspection.question;
        const Findings findings = inspect(table, route.changes(), inspection);
        inspection.since = findings.position;
        QList<qint64> fds;
        for (const Findings::Change &change : findings.changes)
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
    const Findings findings = inspect(table, route.changes(), inspection);

    QCOMPARE(fdsOf(findings), QList<qint64>{2});
    QCOMPARE(findings.rows.constFirst().label, "bob");
    QCOMPARE(findings.counters.connections, 2);
    QCOMPARE(findings.counters.matched, 1);
}

QTEST_GUILESS_MAIN(tst_Inspection)
#include "tst_inspection.moc"
