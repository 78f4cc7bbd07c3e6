// SPDX-FileCopyrightText: 2026 The Landline authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "runtime/receivers.h"

#include "api/audience.h"
#include "api/groupindex_p.h"
#include "runtime/connectiontable.h"
#include "server/api/fakeconnection.h"

#include <QtTest/qtest.h>

using namespace Landline;

using Fds = QList<qint64>;

/// Worker 0 of 2, with four connections of its own: 1 and 3 on ws /a, 5 on ws /b, 7 on other /a.
class tst_Receivers : public QObject
{
    Q_OBJECT

private slots:
    void init();
    void cleanup();
    void of_data();
    void of();
    void inSteps();
    void whileConnectionsClose();

private:
    void connectOne(Route &route, const QStringList &groups, const QString &user = {});

    std::shared_ptr<GroupIndex> m_index;
    std::unique_ptr<ConnectionTable> m_table;
    Route m_a{"ws", "/a", nullptr};
    Route m_b{"ws", "/b", nullptr};
    Route m_other{"other", "/a", nullptr};
    std::vector<std::unique_ptr<FakeConnection>> m_connections;
};

void tst_Receivers::connectOne(Route &route, const QStringList &groups, const QString &user)
{
    route.setGroupIndex(m_index);
    m_connections.push_back(std::make_unique<FakeConnection>(&route, m_table->issue()));
    FakeConnection *connection = m_connections.back().get();
    m_table->insert(connection);
    connection->open({});
    for (const QString &group : groups)
        connection->join(group);
    connection->bindUser(user);
    connection->context().set(QStringLiteral("name"), QStringLiteral("client %1").arg(connection->fd()));
}

void tst_Receivers::init()
{
    m_index = std::make_shared<GroupIndex>();
    m_table = std::make_unique<ConnectionTable>(0, 2);
    connectOne(m_a, {"red"}, "ann");
    connectOne(m_a, {"red", "blue"});
    connectOne(m_b, {"blue"}, "ann");
    connectOne(m_other, {});
}

void tst_Receivers::cleanup()
{
    m_connections.clear();
}

void tst_Receivers::of_data()
{
    QTest::addColumn<Audience>("audience");
    QTest::addColumn<Fds>("fds");

    const auto row = [](const char *name, const Audience &audience, const Fds &fds) {
        QTest::newRow(name) << audience << fds;
    };
    row("nobody", Audience(), {});
    row("all", Audience::all(), {1, 3, 5, 7});
    row("a server", Audience::server("ws"), {1, 3, 5});
    row("a server that is not", Audience::server("wss"), {});
    row("a route", Audience::route("ws", "/a"), {1, 3});
    row("a route of another server", Audience::route("other", "/a"), {7});
    row("a route that is not", Audience::route("other", "/b"), {});
    row("a group", Audience::group("red"), {1, 3});
    row("a group over routes", Audience::group("blue"), {3, 5});
    row("a group that is not", Audience::group("green"), {});
    row("two groups, one copy", Audience::groups({"red", "blue"}), {1, 3, 5});
    row("the same by union", Audience::group("red") | Audience::group("blue"), {1, 3, 5});
    row("the same group twice", Audience::groups({"red", "red"}), {1, 3});
    row("a user", Audience::user("ann"), {1, 5});
    row("fds", Audience::connections({3, 1, 3}), {1, 3});
    row("fds that are gone or unknown", Audience::connections({99}), {99});
    row("fds of the other worker", Audience::connections({2, 4, 0, -1}), {});
    row("all, and some of them again", Audience::all() | Audience::connections({1}) | Audience::group("red"),
        {1, 3, 5, 7});
    row("all and one that is gone", Audience::all() | Audience::connections({99}), {1, 3, 5, 7, 99});
    row("a server and a route of it", Audience::server("ws") | Audience::route("ws", "/a"), {1, 3, 5});
    row("a filter", Audience::matching("user:ann"), {1, 5});
    row("a filter without terms", Audience::matching(""), {1, 3, 5, 7});
    row("a filter that nobody matches", Audience::matching("user:bob"), {});
    row("a filter of all groups", Audience::matching("group:red group:blue"), {3});
    row("a filter by the label", Audience::matching("label:\"client 3\"|\"client 7\""), {3, 7});
    row("a filter by text", Audience::matching("\"client 5\""), {5});
    row("a filter by the context", Audience::matching("!ctx.name:*1"), {3, 5, 7});
    row("a filter by time", Audience::matching("age<1h idle<1h"), {1, 3, 5, 7});
    row("two filters", Audience::matching("server:other") | Audience::matching("group:blue"), {3, 5, 7});
    row("a filter and a group, one copy", Audience::matching("route:/a") | Audience::group("blue"), {1, 3, 5, 7});
    row("a filter and a server", Audience::matching("fd:7") | Audience::server("ws"), {1, 3, 5, 7});
    row("a filter but one", Audience::matching("server:ws").except(3), {1, 5});
    row("all but two", Audience::all().except({1, 7, 2, 99}), {3, 5});
    row("a group but one", Audience::group("red").except(1), {3});
    row("an fd but itself", Audience::connections({1}).except(1), {});
    row("an exception holds for the whole", Audience::group("red").except(1) | Audience::user("ann"), {3, 5});
}

void tst_Receivers::of()
{
    QFETCH(const Audience, audience);
    Fds fds = receiversOf(audience, *m_table, *m_index, QStringLiteral("name"));
    std::sort(fds.begin(), fds.end());
    QTEST(fds, "fds");
}

void tst_Receivers::inSteps()
{
    const QString label;
    ReceiverSearch search(Audience::matching("!user:ann") | Audience::group("red"), *m_table, *m_index, label);
    QCOMPARE(search.fds().size(), 2); // of the group
    for (int step = 0; step < 4; ++step) {
        QVERIFY(!search.isFinished());
        search.advance(1);
    }
    QVERIFY(search.isFinished());
    Fds fds = search.fds();
    std::sort(fds.begin(), fds.end());
    QCOMPARE(fds, Fds({1, 3, 7}));
    QVERIFY(ReceiverSearch(Audience::all(), *m_table, *m_index, label).isFinished());
}

void tst_Receivers::whileConnectionsClose()
{
    const QString label;
    ReceiverSearch search(Audience::matching("server:ws"), *m_table, *m_index, label);
    m_table->remove(m_connections[0].get());
    connectOne(m_a, {}); // too late
    search.advance(100);
    Fds fds = search.fds();
    std::sort(fds.begin(), fds.end());
    QCOMPARE(fds, Fds({3, 5}));
}

QTEST_GUILESS_MAIN(tst_Receivers)
#include "tst_receivers.moc"
