// SPDX-FileCopyrightText: 2026 The Landline authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "api/middleware.h"
#include "support/journal.h"
#include "support/patience.h"
#include "support/rawclient.h"
#include "support/testclient.h"
#include "support/testnode.h"

#include <QtTest/qtest.h>

#include <sys/socket.h>

using namespace Landline;

namespace {

Journal journal;

/// Adds to every answer what middleware may add to a 101.
class Decorate : public Middleware
{
public:
    Reply process(Request request, const Next &next) override
    {
        return next(request).then([](Response response) {
            response.addCookie("session", "1", "Path=/");
            response.addCookie("theme", "dark", "Path=/");
            response.setHeader("X-Served-By", "tst");
            response.setHeader("Connection", "close");
            return response;
        });
    }
};

void notedEcho(Router &router)
{
    router.webSocket("/")
            .setSubprotocols({"chat.v2", "chat.v1"})
            .onOpen([](Connection *connection, const Request &) {
                connection->push("opened " + connection->subprotocol().toUtf8());
                journal.add("open");
            })
            .onMessage([](Connection *connection, const Frame &frame) {
                journal.add("message " + frame.text());
                connection->push(frame);
            })
            .onClose([](Connection *, const CloseInfo &) { journal.add("close"); });
}

} // namespace

/// From a handshake that was let in to a Connection, on QWebSocketServer.
class tst_QtBackend : public QObject
{
    Q_OBJECT

private slots:
    void init();
    void theSwitch();
    void subprotocol_data();
    void subprotocol();
    void framesInTheSegmentOfTheHandshake();
    void onOpenComesFirst();
    void clientsThatLeaveAtOnce_data();
    void clientsThatLeaveAtOnce();
    void manyAtOnce();
    void onTheHttpPort();

private:
    std::unique_ptr<TestNode> m_node;
};

void tst_QtBackend::init()
{
    m_node.reset();
    journal.clear();
    NodeConfig config = NodeConfig::fromToml(TestNode::twoServers, "test.toml");
    config.webSocketBackend = "qt";
    m_node = std::make_unique<TestNode>(config);
    (*m_node)->addRoutes("ws", notedEcho);
    (*m_node)->addMiddleware<Decorate>("ws");
    QVERIFY2(m_node->start(), m_node->error());
}

void tst_QtBackend::theSwitch()
{
    RawClient client(m_node->port("ws"));
    const HttpAnswer answer = client.ask(Wire::handshake("/", "Origin: http://localhost\r\n"));

    QCOMPARE(answer.status, 101);
    QCOMPARE(answer.header("Upgrade").toLower(), "websocket");
    QCOMPARE(answer.header("Connection").toLower(), "upgrade");
    QCOMPARE(answer.header("Sec-WebSocket-Accept"), Wire::acceptedKey);
    QCOMPARE(answer.header("Set-Cookie"), "session=1; Path=/, theme=dark; Path=/");
    QCOMPARE(answer.header("X-Served-By"), "tst");
    QVERIFY(answer.header("Sec-WebSocket-Protocol").isNull());
    QVERIFY(answer.header("Access-Control-Allow-Origin").isNull());
    QVERIFY(answer.header("Content-Length").isNull());
}

void tst_QtBackend::subprotocol_data()
{
    QTest::addColumn<QStringList>("offered");
    QTest::addColumn<QString>("chosen");

    QTest::newRow("none") << QStringList() << QString();
    QTest::newRow("one") << QStringList("chat.v1") << "chat.v1";
    QTest::newRow("the client's order counts") << QStringList({"chat.v1", "chat.v2"}) << "chat.v1";
    QTest::newRow("the first that is spoken") << QStringList({"other", "chat.v2"}) << "chat.v2";
    QTest::newRow("case matters") << QStringList("CHAT.V1") << QString();
}

void tst_QtBackend::subprotocol()
{
    QFETCH(const QStringList, offered);
    QFETCH(const QString, chosen);
    TestClient client;
    client.setSubprotocols(offered);
    QVERIFY(client.open(m_node->url("ws")));
    QVERIFY(client.waitForFrames(1));
    QCOMPARE(client.subprotocol(), chosen);
    QCOMPARE(client.texts(), QStringList("opened " + chosen));
    QTRY_COMPARE(m_node->opened().size(), 1);
    QCOMPARE(m_node->opened().constFirst().subprotocol, chosen);
}

void tst_QtBackend::framesInTheSegmentOfTheHandshake()
{
    // QWebSocket would emit them before anybody could be connected to it.
    RawClient client(m_node->port("ws"));
    client.send(Wire::handshake() + Wire::frame(Wire::Text, "first") + Wire::frame(Wire::Text, "second"));
    QCOMPARE(client.answer().status, 101);
    for (const char *expected : {"opened ", "first", "second"}) {
        const auto frame = client.frame();
        QVERIFY(frame);
        QCOMPARE(frame->payload, expected);
    }
}

void tst_QtBackend::onOpenComesFirst()
{
    for (int i = 0; i < 20; ++i) {
        journal.clear();
        {
            RawClient client(m_node->port("ws"));
            client.send(Wire::handshake() + Wire::frame(Wire::Text, "x") + Wire::frame(Wire::Close, {}));
            QVERIFY(client.waitForEnd());
        }
        QTRY_COMPARE(journal.entries(), QStringList({"open", "message x", "close"}));
    }
}

void tst_QtBackend::clientsThatLeaveAtOnce_data()
{
    QTest::addColumn<QByteArray>("behind");
    QTest::addColumn<bool>("reset");

    for (const bool reset : {false, true}) {
        const char *how = reset ? "RST" : "FIN";
        QTest::addRow("%s behind the handshake", how) << QByteArray() << reset;
        QTest::addRow("%s behind a message", how) << Wire::frame(Wire::Text, "x") << reset;
        QTest::addRow("%s in a message", how) << Wire::frame(Wire::Text, "xyz").chopped(2) << reset;
        QTest::addRow("%s behind a close frame", how) << Wire::frame(Wire::Close, {}) << reset;
        QTest::addRow("%s behind nonsense", how) << QByteArray("\xff\xff\xff\xff") << reset;
    }
}

void tst_QtBackend::clientsThatLeaveAtOnce()
{
    QFETCH(const QByteArray, behind);
    QFETCH(const bool, reset);
    for (int i = 0; i < 50; ++i) {
        QTcpSocket client;
        client.connectToHost(QHostAddress::LocalHost, m_node->port("ws"));
        QVERIFY(client.waitForConnected());
        client.write(Wire::handshake() + behind);
        QVERIFY(client.waitForBytesWritten());
        if (reset) {
            const linger now{1, 0};
            ::setsockopt(static_cast<int>(client.socketDescriptor()), SOL_SOCKET, SO_LINGER, &now, sizeof now);
        }
        if (i % 3 == 1) // so that some leave in the middle of it
            QVERIFY(eventually([&client] { return client.bytesAvailable() > 0; }));
        client.abort();
    }
    // Whoever was let in is told of once at each end, and those who come later are served.
    TestClient later;
    QVERIFY(later.open(m_node->url("ws")));
    QVERIFY(later.waitForFrames(1));
    QCOMPARE(later.ask("hello"), "hello");
    later.close();
    QVERIFY(later.waitForEnd());
    QVERIFY(eventually([this] { return m_node->opened().size() == m_node->closed().size(); }));
    QTRY_COMPARE(journal.entries().count("open"), journal.entries().count("close"));
    QCOMPARE(journal.entries().count("open"), m_node->opened().size());
}

void tst_QtBackend::manyAtOnce()
{
    std::vector<std::unique_ptr<TestClient>> clients;
    for (int i = 0; i < 100; ++i)
        clients.emplace_back(std::make_unique<TestClient>())->startOpening(m_node->url("ws"));
    for (const auto &client : clients)
        QVERIFY(client->waitForFrames(1));
    TRY_COMPARE(m_node->opened().size(), 100);
    QSet<qint64> fds;
    for (const ConnectionInfo &info : m_node->opened())
        fds.insert(info.fd);
    QCOMPARE(fds.size(), 100);
}

void tst_QtBackend::onTheHttpPort()
{
    TestClient client;
    QVERIFY(client.open(m_node->url("http")));
    QVERIFY(client.waitForFrames(1));
    QTRY_COMPARE(m_node->opened().size(), 1);
    QCOMPARE(m_node->opened().constFirst().server, "ws");
}

QTEST_GUILESS_MAIN(tst_QtBackend)
#include "tst_qtbackend.moc"
