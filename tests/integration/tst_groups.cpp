// SPDX-FileCopyrightText: 2026 The Landline authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "support/patience.h"
#include "support/testclient.h"
#include "support/testnode.h"

#include <Landline/Landline>

#include <QtTest/qtest.h>

#include <algorithm>
#include <memory>
#include <vector>

using namespace Landline;
using namespace Qt::StringLiterals;

/// Groups, users and audiences, as clients on two workers see them.
class tst_Groups : public QObject
{
    Q_OBJECT

private slots:
    void init();
    void cleanup();

    void oneCopyForEach_data();
    void oneCopyForEach();
    void countsOfADelivery();
    void disconnectAGroup();
    void membershipDiesWithTheConnection_data();
    void membershipDiesWithTheConnection();
    void commandsKeepTheirOrder();
    void fromWithinAController();
    void aBroadcastOfOnesWhoLeave();
    void afterTheEnd();

private:
    TestClient *connectOne(const QString &groups, const QString &user = {},
                           const QString &server = u"ws"_s);
    void connectFour();
    Delivery push(const Audience &audience, const QString &text);

    std::unique_ptr<TestNode> m_node;
    std::vector<std::unique_ptr<TestClient>> m_clients; ///< of fd 1, 2, 3 ...
};

namespace {

/// Joins what the handshake's query names. "say G T" pushes T to all others of the group G, "leave G" and "who" do
/// what they say.
class Member : public Controller
{
    Q_OBJECT

public:
    explicit Member(const Sender &sender) : m_sender(sender) { }

public slots:
    void onOpen(Landline::Connection *connection, const Landline::Request &request) override
    {
        const QStringList groups = request.query(u"groups"_s).split(u',', Qt::SkipEmptyParts);
        for (const QString &group : groups)
            connection->join(group);
        connection->bindUser(request.query(u"user"_s));
    }
    void onMessage(Landline::Connection *connection, const Landline::Frame &frame) override
    {
        const QStringList words = frame.text().split(u' ');
        if (words.constFirst() == u"say")
            m_sender.push(Audience::group(words.at(1)).except(connection->fd()), words.at(2));
        else if (words.constFirst() == u"leave")
            connection->push(connection->leave(words.at(1)) ? "left" : "no member");
        else
            connection->push(connection->groups().join(u',') + u' ' + connection->user());
    }
    void onClose(Landline::Connection *connection, const Landline::CloseInfo &) override
    {
        connection->join(u"red"_s); // too late
    }

private:
    Sender m_sender;
};

} // namespace

void tst_Groups::init()
{
    m_node = std::make_unique<TestNode>(TestNode::twoServers + R"(
[[server]]
name = "other"
type = "websocket"
port = 0
)");
    for (const QString &server : {u"ws"_s, u"other"_s}) {
        (*m_node)->addRoutes(server, [](Router &router) {
            router.webSocket<Member>("/");
            router.webSocket<Member>("/b");
        });
    }
    QVERIFY2(m_node->start(), m_node->error());
}

void tst_Groups::cleanup()
{
    m_clients.clear();
    m_node.reset();
}

/// The next client, whose onOpen() has run; nullptr if it was not let in.
TestClient *tst_Groups::connectOne(const QString &groups, const QString &user,
                                   const QString &server)
{
    QUrl url = m_node->url(server, m_clients.size() == 1 ? u"/b"_s : u"/"_s);
    url.setQuery(u"groups=%1&user=%2"_s.arg(groups, user));
    TestClient *client = m_clients.emplace_back(std::make_unique<TestClient>()).get();
    const bool opened = client->open(url)
            && eventually([this] { return m_node->opened().size() == qsizetype(m_clients.size()); });
    return opened && m_node->lastFd() == qint64(m_clients.size()) ? client : nullptr;
}

/// 1 and 3 are of worker 0, 2 and 4 of worker 1; 2 came to /b, 3 to the other server, 4 by the HTTP port.
void tst_Groups::connectFour()
{
    QVERIFY(connectOne(u"red"_s, u"ann"_s));
    QVERIFY(connectOne(u"red,blue"_s));
    QVERIFY(connectOne(u"blue"_s, u"ann"_s, u"other"_s));
    QVERIFY(connectOne({}, {}, u"http"_s));
}

Delivery tst_Groups::push(const Audience &audience, const QString &text)
{
    return (*m_node)->sender().pushAsync(audience, text).result();
}

void tst_Groups::oneCopyForEach_data()
{
    QTest::addColumn<Audience>("audience");
    QTest::addColumn<QList<int>>("clients");

    const auto row = [](const char *name, const Audience &audience, const QList<int> &clients) {
        QTest::newRow(name) << audience << clients;
    };
    row("all", Audience::all(), {1, 2, 3, 4});
    row("a server, by each of its ports", Audience::server("ws"), {1, 2, 4});
    row("a route", Audience::route("ws", "/b"), {2});
    row("a group over workers", Audience::group("red"), {1, 2});
    row("a group over servers", Audience::group("blue"), {2, 3});
    row("two groups", Audience::groups({"red", "blue"}), {1, 2, 3});
    row("a user over servers", Audience::user("ann"), {1, 3});
    row("a group and a user", Audience::group("red") | Audience::user("ann"), {1, 2, 3});
    row("some of all", Audience::all() | Audience::connections({1, 2, 1}), {1, 2, 3, 4});
    row("all but one", Audience::all().except(2), {1, 3, 4});
    row("a group but one", Audience::group("red").except(1), {2});
    row("a group of nobody", Audience::group("green"), {});
    row("nobody", Audience(), {});
}

void tst_Groups::oneCopyForEach()
{
    QFETCH(const Audience, audience);
    QFETCH(const QList<int>, clients);
    connectFour();
    const Delivery delivery = push(audience, "hello");
    QCOMPARE(delivery.queued, clients.size());
    QCOMPARE(delivery.total(), clients.size());
    QCOMPARE(push(Audience::all(), "end").queued, 4);

    for (int fd = 1; fd <= 4; ++fd) {
        const TestClient &client = *m_clients[size_t(fd - 1)];
        QVERIFY(client.waitForFrames(1));
        TRY_COMPARE(client.texts().constLast(), "end");
        QCOMPARE(client.texts(), clients.contains(fd) ? QStringList({"hello", "end"}) : QStringList("end"));
    }
}

void tst_Groups::countsOfADelivery()
{
    connectFour();
    m_clients[3]->abort();
    TRY_COMPARE(m_node->closed().size(), 1);

    const Audience named = Audience::connections({1, 2, 2, 4, 4, 99, 100, 0, -1, -1});
    Delivery delivery = push(named, "hello");
    QCOMPARE(delivery, (Delivery{.queued = 2, .gone = 1, .unknown = 4}));
    delivery = (*m_node)->sender().pushAsync(named.except({1, 4, -1}), Frame(QByteArray("\xff"))).result();
    QCOMPARE(delivery, (Delivery{.rejected = 1, .unknown = 3}));
    std::optional<Delivery> later;
    (*m_node)->sender().push(Audience::all(), "hello", this, [&later](const Delivery &came) { later = came; });
    QVERIFY(!later);
    TRY_VERIFY(later);
    QCOMPARE(*later, Delivery{.queued = 3});
}

void tst_Groups::disconnectAGroup()
{
    connectFour();
    const Delivery delivery
            = (*m_node)->sender().disconnectAsync(Audience::group("red"), 4000, u"bye"_s).result();
    QCOMPARE(delivery, Delivery{.queued = 2});
    for (const size_t index : {0, 1}) {
        QVERIFY(m_clients[index]->waitForEnd());
        QCOMPARE(m_clients[index]->closeCode(), 4000);
        QCOMPARE(m_clients[index]->closeReason(), "bye");
    }
    TRY_COMPARE(m_node->closed().size(), 2);
    QCOMPARE(push(Audience::all(), "hello").queued, 2);
}

void tst_Groups::membershipDiesWithTheConnection_data()
{
    QTest::addColumn<int>("how");

    QTest::newRow("the client closes") << 0;
    QTest::newRow("the client is cut off") << 1;
    QTest::newRow("the server closes") << 2;
    QTest::newRow("it leaves") << 3;
}

void tst_Groups::membershipDiesWithTheConnection()
{
    QFETCH(const int, how);
    TestClient *client = connectOne(u"red,blue"_s, u"ann"_s);
    QVERIFY(client);
    QCOMPARE(client->ask(u"who"_s), "red,blue ann");
    QCOMPARE(push(Audience::group("red"), "hello").queued, 1);
    if (how == 3) {
        QVERIFY(client->waitForFrames(2));
        QCOMPARE(client->ask(u"leave red"_s), "left");
        QCOMPARE(client->ask(u"leave red"_s), "no member");
        QCOMPARE(client->ask(u"who"_s), "blue ann");
        QCOMPARE(push(Audience::group("red"), "hello"), Delivery());
        QCOMPARE(push(Audience::group("blue") | Audience::user("ann"), "hello").queued, 1);
        return;
    }
    if (how == 0)
        client->close();
    else if (how == 1)
        client->abort();
    else
        (*m_node)->sender().disconnect(1);
    TRY_COMPARE(m_node->closed().size(), 1);
    QCOMPARE(push(Audience::groups({"red", "blue"}) | Audience::user("ann"), "hello"), Delivery());
}

void tst_Groups::commandsKeepTheirOrder()
{
    TestClient *client = connectOne(u"red"_s, u"ann"_s);
    QVERIFY(client);
    const Sender sender = (*m_node)->sender();
    QStringList pushed;
    for (int i = 0; i < 300; ++i) {
        pushed.append(QString::number(i));
        const QString text = pushed.constLast();
        switch (i % 6) {
        case 0: sender.push(Audience::group("red"), text); break;
        case 1: sender.push(1, text); break;
        case 2: sender.pushAsync(Audience::user("ann"), text); break;
        case 3: sender.pushToAll(text); break;
        case 4: sender.push(QList<qint64>{1, 7}, text); break;
        case 5: sender.push(Audience::all(), text, this, [](const Delivery &) { }); break;
        }
    }
    sender.disconnect(Audience::user("ann"));
    const QFuture<Delivery> tooLate = sender.pushAsync(Audience::connections({1}), u"too late"_s);

    QVERIFY(client->waitForEnd());
    QCOMPARE(client->texts(), pushed);
    QCOMPARE(tooLate.result(), Delivery{.gone = 1});
}

void tst_Groups::fromWithinAController()
{
    connectFour();
    m_clients[0]->send(u"say red hello"_s);
    QVERIFY(m_clients[1]->waitForFrames(1));
    QCOMPARE(m_clients[1]->texts(), QStringList("hello"));
    QCOMPARE(m_clients[0]->ask(u"who"_s), "red ann"); // and has heard nothing of it before
    QCOMPARE(m_clients[0]->frames().size(), 1);
}

void tst_Groups::aBroadcastOfOnesWhoLeave()
{
    // While one half of a group is sent off, everybody is pushed to, again and again.
    const Sender sender = (*m_node)->sender();
    for (int i = 0; i < 40; ++i)
        QVERIFY(connectOne(i % 2 ? u"leaving"_s : u"staying"_s));
    QList<QFuture<Delivery>> deliveries;
    for (int round = 0; round < 20; ++round) {
        deliveries.append(sender.pushAsync(Audience::groups({u"leaving"_s, u"staying"_s}), QString::number(round)));
        if (round == 5)
            sender.disconnect(Audience::group(u"leaving"_s));
        if (round == 10) {
            for (size_t i = 1; i < m_clients.size(); i += 2)
                m_clients[i]->abort();
        }
    }
    for (const QFuture<Delivery> &delivery : deliveries)
        QVERIFY(delivery.result().queued >= 20);
    TRY_COMPARE(m_node->closed().size(), 20);
    QCOMPARE(push(Audience::all(), "end"), Delivery{.queued = 20});
    for (size_t i = 0; i < m_clients.size(); i += 2) {
        QVERIFY(m_clients[i]->waitForFrames(21));
        QCOMPARE(m_clients[i]->frames().size(), 21);
    }
}

void tst_Groups::afterTheEnd()
{
    connectFour();
    const Sender sender = (*m_node)->sender();
    m_node->stop();
    const Delivery delivery = sender.pushAsync(Audience::all() | Audience::connections({1}), "hello").result();
    QVERIFY(delivery.isStopped);
    QCOMPARE(delivery.total(), 0);
}

QTEST_GUILESS_MAIN(tst_Groups)
#include "tst_groups.moc"
