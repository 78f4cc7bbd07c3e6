// SPDX-FileCopyrightText: 2026 The Landline authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "api/middleware.h"
#include "support/journal.h"
#include "support/patience.h"
#include "support/rawclient.h"
#include "support/testclient.h"
#include "support/testnode.h"

#include <QtCore/qpromise.h>
#include <QtCore/qtimer.h>
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

/// Lets everybody in, but in a later turn of the event loop.
class Later : public Middleware
{
public:
    Reply process(Request request, const Next &next) override
    {
        auto promise = std::make_shared<QPromise<Response>>();
        promise->start();
        QTimer::singleShot(1, &m_context, [this, promise, request, next] {
            next(request).deliver(&m_context, [promise](const Response &response) {
                promise->addResult(response);
                promise->finish();
            });
        });
        return promise->future();
    }

private:
    QObject m_context;
};

/// Lets everybody in when an event loop of its own has ended.
class Looping : public Middleware
{
public:
    Reply process(Request request, const Next &next) override
    {
        QEventLoop loop;
        QTimer::singleShot(1, &loop, &QEventLoop::quit);
        loop.exec();
        return next(request);
    }
};

void echo(Route &route)
{
    route.setSubprotocols({"chat.v2", "chat.v1"})
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

void routes(Router &router)
{
    echo(router.webSocket("/"));
    echo(router.webSocket("/later").use<Later>());
    echo(router.webSocket("/looping").use<Looping>());
}

/// How a client comes to its 101. What it says, in pieces that are read one by one; the first may
/// be answered.
struct Way
{
    QString port = "ws";
    QList<QByteArray> requests; ///< answered before
    QList<QByteArray> pieces; ///< of the handshake
};

} // namespace

/// From a handshake that was let in to a Connection, on the backend of the run.
class tst_WebSocketBackend : public QObject
{
    Q_OBJECT

private slots:
    void init();
    void theSwitch();
    void subprotocol_data();
    void subprotocol();
    void ways_data();
    void ways();
    void behindAnswersThatAreNotRead();
    void refused_data();
    void refused();
    void onOpenComesFirst();
    void clientsThatLeaveAtOnce_data();
    void clientsThatLeaveAtOnce();
    void manyAtOnce();

private:
    std::unique_ptr<TestNode> m_node;
};

void tst_WebSocketBackend::init()
{
    m_node.reset();
    journal.clear();
    NodeConfig config = NodeConfig::fromToml(TestNode::twoServers, "test.toml");
    config.workers = 1;
    for (ServerConfig &server : config.servers)
        server.settings.sendQueueLimit = 100 * 1024 * 1024;
    m_node = std::make_unique<TestNode>(config);
    (*m_node)->addRoutes("ws", routes);
    (*m_node)->addRoutes("http", [](Router &router) {
        router.get("/plain", [](const Request &) { return "plain"; });
        router.get("/large", [](const Request &) { return QString(256 * 1024, 'x'); });
    });
    (*m_node)->addMiddleware<Decorate>("ws");
    QVERIFY2(m_node->start(), m_node->error());
}

void tst_WebSocketBackend::theSwitch()
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

void tst_WebSocketBackend::subprotocol_data()
{
    QTest::addColumn<QStringList>("offered");
    QTest::addColumn<QString>("chosen");

    QTest::newRow("none") << QStringList() << QString();
    QTest::newRow("one") << QStringList("chat.v1") << "chat.v1";
    QTest::newRow("the client's order counts") << QStringList({"chat.v1", "chat.v2"}) << "chat.v1";
    QTest::newRow("the first that is spoken") << QStringList({"other", "chat.v2"}) << "chat.v2";
    QTest::newRow("case matters") << QStringList("CHAT.V1") << QString();
}

void tst_WebSocketBackend::subprotocol()
{
    QFETCH(const QStringList, offered);
    QFETCH(const QString, chosen);
    TestClient client;
    client.setSubprotocols(offered);
    QVERIFY(client.open(m_node->url("ws")));
    QVERIFY(client.waitForFrames(1));
    QCOMPARE(client.subprotocol(), chosen);
    QCOMPARE(client.texts(), QStringList("opened " + chosen));
    TRY_COMPARE(m_node->opened().size(), 1);
    QCOMPARE(m_node->opened().constFirst().subprotocol, chosen);
}

void tst_WebSocketBackend::ways_data()
{
    QTest::addColumn<Way>("way");

    const QByteArray handshake = Wire::handshake();
    QByteArray http10 = handshake;
    http10.replace("HTTP/1.1", "HTTP/1.0");
    const QByteArray plain = Wire::get("/plain");
    QTest::newRow("at once") << Way{"ws", {}, {handshake}};
    QTest::newRow("HTTP 1.0") << Way{"ws", {}, {http10}};
    QTest::newRow("a head in two pieces") << Way{"ws", {}, {handshake.left(30), handshake.mid(30)}};
    QTest::newRow("cut in the last line end")
            << Way{"ws", {}, {handshake.chopped(1), handshake.right(1)}};
    QTest::newRow("on the http port") << Way{"http", {}, {handshake}};
    QTest::newRow("as a later request") << Way{"http", {plain, plain}, {handshake}};
    QTest::newRow("as a later request in pieces")
            << Way{"http", {plain}, {handshake.left(1), handshake.mid(1)}};
    QTest::newRow("let in later") << Way{"ws", {}, {Wire::handshake("/later")}};
    QTest::newRow("let in later, as a later request")
            << Way{"http", {plain}, {Wire::handshake("/later")}};
    QTest::newRow("by an event loop") << Way{"ws", {}, {Wire::handshake("/looping")}};
    QTest::newRow("by an event loop, in pieces")
            << Way{"ws", {}, {"G", Wire::handshake("/looping").mid(1)}};
}

void tst_WebSocketBackend::ways()
{
    QFETCH(const Way, way);
    RawClient client(m_node->port(way.port));
    for (const QByteArray &request : way.requests)
        QCOMPARE(client.ask(request).status, 200);
    for (const QByteArray &piece : way.pieces.first(way.pieces.size() - 1)) {
        client.send(piece);
        // Whoever comes later and has been answered shows that the piece was read.
        QCOMPARE(RawClient(m_node->port("http")).ask(Wire::get("/plain")).status, 200);
    }
    // Frames in the segment of the handshake wait until onOpen has run.
    const QByteArray large(200'000, 'x');
    client.send(way.pieces.constLast() + Wire::frame(Wire::Text, "first")
                + Wire::frame(Wire::Ping, "ping") + Wire::frame(Wire::Text, large)
                + Wire::frame(Wire::Text, "last"));

    const HttpAnswer answer = client.answer();
    QCOMPARE(answer.status, 101);
    QCOMPARE(answer.header("Sec-WebSocket-Accept"), Wire::acceptedKey);
    QCOMPARE(answer.header("Set-Cookie"), "session=1; Path=/, theme=dark; Path=/");
    for (const QByteArray &expected : {QByteArray("opened "), QByteArray("first"),
                                       QByteArray("ping"), large, QByteArray("last")}) {
        const auto frame = client.frame();
        QVERIFY(frame);
        QCOMPARE(frame->payload, expected);
    }
    QCOMPARE(m_node->opened().size(), 1);
    QCOMPARE(m_node->opened().constFirst().server, "ws");
    client.endSending();
    QVERIFY(client.waitForEnd());
    TRY_COMPARE(m_node->closed().size(), 1);
}

void tst_WebSocketBackend::behindAnswersThatAreNotRead()
{
    constexpr int count = 100; // more than the kernel takes for a client that does not read
    RawClient client(m_node->port("http"));
    client.stopReading();
    client.send(Wire::get("/large").repeated(count) + Wire::handshake()
                + Wire::frame(Wire::Text, "x"));
    QCOMPARE(RawClient(m_node->port("http")).ask(Wire::get("/large")).status, 200);
    client.readAgain();
    for (int i = 0; i < count; ++i)
        QCOMPARE(client.answer().body.size(), 256 * 1024);
    QCOMPARE(client.answer().status, 101);
    for (const char *expected : {"opened ", "x"}) {
        const auto frame = client.frame();
        QVERIFY(frame);
        QCOMPARE(frame->payload, expected);
    }
}

void tst_WebSocketBackend::refused_data()
{
    QTest::addColumn<QByteArray>("bytes");
    QTest::addColumn<int>("status");

    QByteArray version = Wire::handshake();
    version.replace("Version: 13", "Version: 8");
    QByteArray key = Wire::handshake();
    key.replace("Key: d", "Key: ");
    QTest::newRow("no such route") << Wire::handshake("/nothing") << 404;
    QTest::newRow("another version") << version << 426;
    QTest::newRow("no key") << key << 400;
    QTest::newRow("a page of others")
            << Wire::handshake("/", "Origin: http://example.com\r\n") << 403;
}

void tst_WebSocketBackend::refused()
{
    QFETCH(const QByteArray, bytes);
    RawClient client(m_node->port("ws"));
    const HttpAnswer answer = client.ask(bytes + Wire::frame(Wire::Text, "x"));
    QTEST(answer.status, "status");
    QCOMPARE(answer.header("Content-Length"), QByteArray::number(answer.body.size()));
    QVERIFY(client.waitForEnd());
    QVERIFY(client.rest().isEmpty());
    QVERIFY(m_node->opened().isEmpty());
    QVERIFY(journal.entries().isEmpty());
}

void tst_WebSocketBackend::onOpenComesFirst()
{
    for (int i = 0; i < 20; ++i) {
        journal.clear();
        {
            RawClient client(m_node->port("ws"));
            client.send(Wire::handshake() + Wire::frame(Wire::Text, "x")
                        + Wire::frame(Wire::Close, {}));
            QVERIFY(client.waitForEnd());
        }
        TRY_COMPARE(journal.entries(), QStringList({"open", "message x", "close"}));
    }
}

void tst_WebSocketBackend::clientsThatLeaveAtOnce_data()
{
    QTest::addColumn<QByteArray>("bytes");
    QTest::addColumn<bool>("reset");

    for (const char *path : {"/", "/later", "/looping"}) {
        for (const bool reset : {false, true}) {
            const auto row = [path, reset](const char *behind, const QByteArray &bytes) {
                QTest::addRow("%s, %s behind %s", path, reset ? "RST" : "FIN", behind)
                        << Wire::handshake(path) + bytes << reset;
            };
            row("the handshake", {});
            row("a message", Wire::frame(Wire::Text, "x"));
            row("part of a message", Wire::frame(Wire::Text, "xyz").chopped(2));
            row("a close frame", Wire::frame(Wire::Close, {}));
            row("nonsense", "\xff\xff\xff\xff");
        }
    }
}

void tst_WebSocketBackend::clientsThatLeaveAtOnce()
{
    QFETCH(const QByteArray, bytes);
    QFETCH(const bool, reset);
    for (int i = 0; i < 50; ++i) {
        QTcpSocket client;
        client.connectToHost(QHostAddress::LocalHost, m_node->port("ws"));
        QVERIFY(client.waitForConnected());
        client.write(bytes);
        QVERIFY(client.waitForBytesWritten());
        if (reset) {
            const linger now{1, 0};
            ::setsockopt(static_cast<int>(client.socketDescriptor()), SOL_SOCKET, SO_LINGER, &now,
                         sizeof now);
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
    TRY_COMPARE(journal.entries().count("open"), journal.entries().count("close"));
    QCOMPARE(journal.entries().count("open"), m_node->opened().size());
}

void tst_WebSocketBackend::manyAtOnce()
{
    std::vector<std::unique_ptr<TestClient>> clients;
    for (int i = 0; i < 100; ++i)
        clients.emplace_back(std::make_unique<TestClient>())->startOpening(m_node->url("ws"));
    for (const auto &client : clients)
        QVERIFY(client->waitForFrames(1));
    QCOMPARE(m_node->opened().size(), 100);
    QSet<qint64> fds;
    for (const ConnectionInfo &info : m_node->opened())
        fds.insert(info.fd);
    QCOMPARE(fds.size(), 100);
}

QTEST_GUILESS_MAIN(tst_WebSocketBackend)
#include "tst_websocketbackend.moc"
