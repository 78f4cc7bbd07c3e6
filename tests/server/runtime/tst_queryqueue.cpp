// SPDX-FileCopyrightText: 2026 The Landline authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "runtime/queryqueue.h"

#include "api/groupindex_p.h"
#include "runtime/connectiontable.h"
#include "server/api/fakeconnection.h"

#include <QtTest/qtest.h>

using namespace Landline;

using Fds = QList<qint64>;

/// Worker 0 of 2, with connections 1, 3, 5 ...; every third of them belongs to ann.
class tst_QueryQueue : public QObject
{
    Q_OBJECT

private slots:
    void init();
    void cleanup();

    void connection_data();
    void connection();
    void allGroups();
    void connections_data();
    void connections();
    void searchesInOrder();
    void closingOnes();
    void groups();
    void counters();
    void stop();

private:
    void connectSome(int count);
    NodeQueryResult ask(const NodeQuery &query);

    std::shared_ptr<GroupIndex> m_index;
    std::unique_ptr<ConnectionTable> m_table;
    std::unique_ptr<QueryQueue> m_queue;
    Route m_route{"ws", "/", nullptr};
    std::vector<std::unique_ptr<FakeConnection>> m_connections;
};

void tst_QueryQueue::init()
{
    m_index = std::make_shared<GroupIndex>();
    m_table = std::make_unique<ConnectionTable>(0, 2);
    m_route.setGroupIndex(m_index);
    m_queue = std::make_unique<QueryQueue>(m_table.get(), m_index.get(), QString(), [] { return NodeCounters{.opened = 7}; });
}

void tst_QueryQueue::cleanup()
{
    m_queue.reset();
    m_connections.clear();
}

void tst_QueryQueue::connectSome(int count)
{
    for (int i = 0; i < count; ++i) {
        m_connections.push_back(std::make_unique<FakeConnection>(&m_route, m_table->issue()));
        FakeConnection *connection = m_connections.back().get();
        m_table->insert(connection);
        connection->open({});
        if (i % 3 == 0)
            connection->bindUser(QStringLiteral("ann"));
    }
}

NodeQueryResult tst_QueryQueue::ask(const NodeQuery &query)
{
    std::optional<NodeQueryResult> answer;
    m_queue->add(query, [&answer](const NodeQueryResult &result) { answer = result; });
    if (!QTest::qWaitFor([&answer] { return answer.has_value(); }))
        return NodeQueryResult::stopped();
    return *answer;
}

void tst_QueryQueue::connection_data()
{
    QTest::addColumn<qint64>("fd");
    QTest::addColumn<PushResult>("found");

    QTest::newRow("open") << qint64(3) << PushResult::Queued;
    QTest::newRow("closing") << qint64(1) << PushResult::Gone;
    QTest::newRow("gone") << qint64(5) << PushResult::Gone;
    QTest::newRow("never issued") << qint64(7) << PushResult::Unknown;
    QTest::newRow("of the other worker") << qint64(2) << PushResult::Unknown;
    QTest::newRow("of nobody") << qint64(0) << PushResult::Unknown;
}

void tst_QueryQueue::connection()
{
    QFETCH(const qint64, fd);
    connectSome(3);
    m_connections[0]->setClosing();
    m_table->remove(m_connections[2].get());

    const NodeQueryResult result = ask({.type = NodeQuery::Type::Connection, .fd = fd});
    QTEST(result.found, "found");
    QCOMPARE(result.connections.size(), result.found == PushResult::Queued ? 1 : 0);
    if (!result.connections.isEmpty())
        QCOMPARE(result.connections.constFirst().fd, fd);
}

void tst_QueryQueue::allGroups()
{
    connectSome(1);
    for (int i = 0; i < 20; ++i)
        m_connections[0]->join(QString::number(i));
    QCOMPARE(ask({.type = NodeQuery::Type::Connection, .fd = 1}).connections.constFirst().groups.size(), 20);
}

void tst_QueryQueue::connections_data()
{
    QTest::addColumn<QString>("filter");
    QTest::addColumn<qint64>("afterFd");
    QTest::addColumn<qsizetype>("limit");
    QTest::addColumn<Fds>("fds");
    QTest::addColumn<qint64>("matched");
    QTest::addColumn<bool>("more");

    const auto row = [](const char *name, const QString &filter, qint64 afterFd, qsizetype limit, const Fds &fds, qint64 matched,
                        bool more) { QTest::newRow(name) << filter << afterFd << limit << fds << matched << more; };
    row("all", "", 0, 10, {1, 3, 5, 7, 9, 11}, 6, false);
    row("as many as there are", "", 0, 6, {1, 3, 5, 7, 9, 11}, 6, false);
    row("a page", "", 0, 2, {1, 3}, 6, true);
    row("the next page", "", 3, 2, {5, 7}, 6, true);
    row("the last page", "", 7, 2, {9, 11}, 6, false);
    row("behind all", "", 11, 2, {}, 6, false);
    row("a filter", "user:ann", 0, 10, {1, 7}, 2, false);
    row("a page of a filter", "user:ann", 0, 1, {1}, 2, true);
    row("behind the first", "user:ann", 1, 1, {7}, 2, false);
    row("nobody", "user:bob", 0, 10, {}, 0, false);
    row("none wanted", "", 0, 0, {}, 6, true);
}

void tst_QueryQueue::connections()
{
    QFETCH(const QString, filter);
    QFETCH(const qint64, afterFd);
    QFETCH(const qsizetype, limit);
    connectSome(6);

    const NodeQueryResult result = ask({.type = NodeQuery::Type::Connections, .filter = *Filter::parse(filter), .afterFd = afterFd, .limit = limit});
    Fds fds;
    for (const ConnectionInfo &info : result.connections)
        fds.append(info.fd);
    QTEST(fds, "fds");
    QTEST(result.matched, "matched");
    QTEST(result.more, "more");
    QVERIFY(!result.isStopped);
}

void tst_QueryQueue::searchesInOrder()
{
    connectSome(20'000);
    QList<int> order;
    const NodeQuery query{.type = NodeQuery::Type::Connections, .filter = *Filter::parse(u"\"no such text\""), .limit = 10};
    for (int i = 0; i < 5; ++i)
        m_queue->add(query, [&order, i](const NodeQueryResult &) { order.append(i); });
    QTRY_COMPARE(order, QList<int>({0, 1, 2, 3, 4}));
}

void tst_QueryQueue::closingOnes()
{
    connectSome(3);
    m_connections[1]->setClosing();
    QCOMPARE(ask({.type = NodeQuery::Type::Connections, .limit = 10}).matched, 2);
}

void tst_QueryQueue::groups()
{
    connectSome(12);
    for (const auto &connection : m_connections)
        connection->join("many");
    m_connections[0]->join("few");
    const QHash<QString, qint64> expected{{"many", 12}, {"few", 1}};
    QCOMPARE(ask({.type = NodeQuery::Type::Groups}).groups, expected);
}

void tst_QueryQueue::counters()
{
    QCOMPARE(ask({.type = NodeQuery::Type::Counters}).counters.opened, 7);
}

void tst_QueryQueue::stop()
{
    connectSome(20'000);
    QList<bool> stopped;
    const NodeQuery query{.type = NodeQuery::Type::Connections, .filter = *Filter::parse(u"\"no such text\""), .limit = 10};
    for (int i = 0; i < 3; ++i)
        m_queue->add(query, [&stopped](const NodeQueryResult &result) { stopped.append(result.isStopped); });
    m_queue->stop();
    QCOMPARE(stopped.size(), 3);
    QVERIFY(stopped.constLast());
    QVERIFY(ask({.type = NodeQuery::Type::Counters}).isStopped);
}

QTEST_GUILESS_MAIN(tst_QueryQueue)
#include "tst_queryqueue.moc"
