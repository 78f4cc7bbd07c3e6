// SPDX-FileCopyrightText: 2026 The Landline authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "support/backendlimits.h"
#include "support/patience.h"
#include "support/testclient.h"
#include "support/testnode.h"

#include <Landline/Landline>

#include <QtTest/qtest.h>

#include <memory>
#include <vector>

using namespace Landline;
using namespace Qt::StringLiterals;

/// Audiences by a filter, as clients on two workers see them.
class tst_Filters : public QObject
{
    Q_OBJECT

private slots:
    void init();
    void cleanup();

    void matching_data();
    void matching();
    void valuesChange();
    void disconnects();
    void aWrongFilterReachesNobody();

private:
    TestClient *connectOne(const QString &path, const QString &query, const QList<std::pair<QByteArray, QByteArray>> &headers = {});
    void connectFour();
    Delivery push(const Audience &audience, const QString &text);

    std::unique_ptr<TestNode> m_node;
    std::vector<std::unique_ptr<TestClient>> m_clients; ///< of fd 1, 2, 3 ...
};

namespace {

/// What the handshake's query says becomes group, user, label and a value of the context; a message "role R" changes it.
class Member : public Controller
{
    Q_OBJECT

public slots:
    void onOpen(Landline::Connection *connection, const Landline::Request &request) override
    {
        connection->join(request.query(u"group"_s));
        connection->bindUser(request.query(u"user"_s));
        connection->context().set(u"label"_s, request.query(u"label"_s));
        connection->context().set(u"role"_s, request.query(u"role"_s));
    }
    void onMessage(Landline::Connection *connection, const Landline::Frame &frame) override
    {
        connection->context().set(u"role"_s, frame.text());
        connection->push("done");
    }
};

} // namespace

void tst_Filters::init()
{
    m_node = std::make_unique<TestNode>(TestNode::twoServers + R"(
[server.settings]
trusted_proxies = ["127.0.0.1"]
compression = true
)");
    (*m_node)->addRoutes(u"ws"_s, [](Router &router) {
        router.webSocket<Member>("/");
        router.webSocket<Member>("/chat/{room}");
    });
    QVERIFY2(m_node->start(), m_node->error());
}

void tst_Filters::cleanup()
{
    m_clients.clear();
    m_node.reset();
}

/// The next client, whose onOpen() has run; nullptr if it was not let in.
TestClient *tst_Filters::connectOne(const QString &path, const QString &query,
                                    const QList<std::pair<QByteArray, QByteArray>> &headers)
{
    QUrl url = m_node->url(u"ws"_s, path);
    url.setQuery(query);
    TestClient *client = m_clients.emplace_back(std::make_unique<TestClient>()).get();
    for (const auto &[name, value] : headers)
        client->setHeader(name, value);
    const bool opened = client->open(url)
            && eventually([this] { return m_node->opened().size() == qsizetype(m_clients.size()); });
    return opened && m_node->lastFd() == qint64(m_clients.size()) ? client : nullptr;
}

/// 1 and 3 are of worker 0, 2 and 4 of worker 1.
void tst_Filters::connectFour()
{
    QVERIFY(connectOne(u"/"_s, u"group=red&user=ann&label=Ann Lee&role=admin"_s));
    QVERIFY(connectOne(u"/chat/blue"_s, u"group=red&user=bob&role=7"_s));
    QVERIFY(connectOne(u"/chat/green"_s, u"user=ann"_s,
                       {{"X-Forwarded-For", "203.0.113.9"}, {"X-Forwarded-Proto", "https"}, {"User-Agent", "tst/1"}}));
    QVERIFY(connectOne(u"/"_s, {}, {{"Sec-WebSocket-Extensions", "permessage-deflate"}}));
}

Delivery tst_Filters::push(const Audience &audience, const QString &text)
{
    return (*m_node)->sender().pushAsync(audience, text).result();
}

void tst_Filters::matching_data()
{
    QTest::addColumn<QList<int>>("clients");

    const auto row = [](const char *filter, const QList<int> &clients) { QTest::newRow(filter) << clients; };
    row("", {1, 2, 3, 4});
    row("fd:2", {2});
    row("fd>2", {3, 4});
    row("id:*-2|*-3", {2, 3});
    row("server:ws", {1, 2, 3, 4});
    row("server:http", {});
    row("route:/chat/{room}", {2, 3});
    row("path:/chat/b*", {2});
    row("label:\"ann lee\"", {1});
    row("\"ann lee\"", {1});
    row("user:ANN", {1, 3});
    row("user:\"\"", {4});
    row("group:red !user:ann", {2});
    row("ip:203.0.113.0/24", {3});
    row("ip:127.0.0.1", {1, 2, 4});
    row("port>0", {1, 2, 4}); // the proxy does not say which one the client has
    row("worker:1", {2, 4});
    row("agent:tst/*", {3});
    row("tls", {3});
    row("queued=0", {1, 2, 3, 4});
    row("idle<1h age<1h", {1, 2, 3, 4});
    row("idle>1h", {});
    row("in=0 out=0 bytes_in=0 bytes_out=0", {1, 2, 3, 4});
    row("rtt<1h", {}); // no pings were sent
    row("ctx.role:admin", {1});
    row("ctx.role>=7", {2});
    row("!ctx.role:*", {3, 4});
    row("compressed", {4});
    row("!compressed", {1, 2, 3});
}

void tst_Filters::matching()
{
    QFETCH(QList<int>, clients);
    const QString filter = QString::fromUtf8(QTest::currentDataTag());
    if (lacks(QtLimit::Extensions) && filter.contains(u"compressed"))
        clients = filter.startsWith(u'!') ? QList<int>{1, 2, 3, 4} : QList<int>();
    connectFour();
    FilterError error;
    const Audience audience = Audience::matching(filter, &error);
    QVERIFY2(error.message.isEmpty(), qPrintable(error.message));
    const Delivery delivery = push(audience, u"hello"_s);
    QCOMPARE(delivery.queued, clients.size());
    QCOMPARE(delivery.total(), clients.size());
    QCOMPARE(push(Audience::all(), u"end"_s).queued, 4);

    for (int fd = 1; fd <= 4; ++fd) {
        const TestClient &client = *m_clients[size_t(fd - 1)];
        QVERIFY(client.waitForFrames(1));
        TRY_COMPARE(client.texts().constLast(), "end");
        QCOMPARE(client.texts(), clients.contains(fd) ? QStringList({"hello", "end"}) : QStringList("end"));
    }
}

/// A filter says how it is when the order gets there, and not when the audience was made.
void tst_Filters::valuesChange()
{
    connectFour();
    const Audience admins = Audience::matching(u"ctx.role:admin in>0"_s);
    QCOMPARE(push(admins, u"hello"_s), Delivery());
    QCOMPARE(m_clients[1]->ask(u"admin"_s), "done");
    QCOMPARE(push(admins, u"hello"_s), Delivery{.queued = 1});
    QVERIFY(m_clients[1]->waitForFrames(2));
    QCOMPARE(m_clients[1]->texts(), QStringList({"done", "hello"}));
}

void tst_Filters::disconnects()
{
    connectFour();
    const Audience audience = Audience::matching(u"group:red"_s).except(1) | Audience::matching(u"tls"_s);
    QCOMPARE((*m_node)->sender().disconnectAsync(audience, 4000, u"bye"_s).result(), Delivery{.queued = 2});
    for (const size_t index : {1, 2}) {
        QVERIFY(m_clients[index]->waitForEnd());
        QCOMPARE(m_clients[index]->closeCode(), 4000);
    }
    TRY_COMPARE(m_node->closed().size(), 2);
    QCOMPARE(push(Audience::matching(QString()), u"hello"_s).queued, 2);
}

void tst_Filters::aWrongFilterReachesNobody()
{
    connectFour();
    QTest::ignoreMessage(QtWarningMsg, QRegularExpression(u"Filter \"usr:ann\" is invalid"_s));
    const Audience audience = Audience::matching(u"usr:ann"_s);
    QCOMPARE((*m_node)->sender().disconnectAsync(audience, 4000).result(), Delivery());
    QCOMPARE(push(Audience::all(), u"hello"_s).queued, 4);
}

QTEST_GUILESS_MAIN(tst_Filters)
#include "tst_filters.moc"
