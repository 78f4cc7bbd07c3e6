// SPDX-FileCopyrightText: 2026 The Landline authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "tst_seed.h"

#include "controllers/echocontroller.h"
#include "controllers/servercontroller.h"
#include "controllers/websocketcontroller.h"
#include "support/journal.h"
#include "support/patience.h"
#include "support/rawclient.h"
#include "support/testclient.h"
#include "support/testnode.h"

#include <Landline/Landline>

#include <QtCore/qset.h>
#include <QtCore/qthread.h>
#include <QtTest/qtest.h>

using namespace Landline;
using namespace Qt::StringLiterals;

namespace {

Journal journal;

QString threadName()
{
    return QString::number(reinterpret_cast<quintptr>(QThread::currentThreadId()), 16);
}

/// Says which server's it is.
class NamesItsServer : public Controller
{
    Q_OBJECT

public:
    NamesItsServer() { journal.add(u"made "_s + threadName()); }

public slots:
    void onOpen(Connection *connection, const Request &request) override
    {
        connection->push(connection->serverName() + u' ' + request.serverName() + u' '
                         + threadName());
    }
};

class NamesItsRoute : public HttpController
{
    Q_OBJECT

public slots:
    QString name(const Landline::Request &request) { return request.serverName(); }
};

class AddsAHeader : public Middleware
{
public:
    Reply process(Request request, const Next &next) override
    {
        return next(request).then([](Response response) {
            response.setHeader("X-Middleware", "ran");
            return response;
        });
    }
};

const QByteArray closedHttpPort = R"(
[[server]]
name = "http"
type = "http"
port = 0
[server.settings]
open_websocket_protocol = false

[[server]]
name = "ws"
type = "websocket"
port = 0
)";

/// A node whose websocket server has the page's controller, with two more ways to push by HTTP.
void definePushRoutes(Router &router)
{
    router.get("/push/{fd:\\d+}", [sender = router.sender()](const Request &request) {
        return sender.pushAsync(request.parameter(u"fd"_s).toLongLong(), request.query(u"text"_s))
                .then([](PushResult result) {
                    return Response::text(QVariant::fromValue(result).toString());
                });
    });
    router.get("/all", [sender = router.sender()](const Request &request) {
        return sender.pushToAllAsync(request.query(u"text"_s))
                .then([](const QList<Outcome> &outcomes) {
                    return Response::text(QString::number(outcomes.size()));
                });
    });
}

} // namespace

void tst_Seed::s23_webSocketThroughTheHttpPort()
{
    // WebSocket clients connect through the HTTP server's port as well.
    TestNode node(TestNode::twoServers);
    node->addRoutes(u"ws"_s, [](Router &router) { router.webSocket<WebSocketController>("/"); });
    node->addRoutes(u"http"_s, [](Router &router) {
        router.get("/", [](const Request &) { return "a page"; });
    });
    QVERIFY2(node.start(), node.error());
    for (const QString &server : {u"http"_s, u"ws"_s}) {
        TestClient client;
        QVERIFY(client.open(node.url(server)));
        client.send(u"hello"_s);
        QVERIFY(client.waitForFrames(2));
        QCOMPARE(client.texts(), QStringList({u"Opened"_s, u"Recv: hello"_s}));
    }
    RawClient plain(node.port(u"http"_s));
    QCOMPARE(plain.ask(Wire::get("/")).body, QByteArray("a page"));
}

void tst_Seed::s24_sameRoutesOnBothPorts()
{
    // Both ports lead to the same: routes, controllers and middleware are those of the first websocket server.
    TestNode node(TestNode::twoServers
                  + "\n[[server]]\nname = \"second\"\ntype = \"websocket\"\nport = 0\n");
    node->addRoutes(u"ws"_s,
                    [](Router &router) { router.webSocket<NamesItsServer>("/chat/{room}"); });
    node->addRoutes(u"second"_s,
                    [](Router &router) { router.webSocket<NamesItsServer>("/other"); });
    node->addMiddleware<AddsAHeader>(u"ws"_s);
    QVERIFY2(node.start(), node.error());
    for (const QString &server : {u"http"_s, u"ws"_s}) {
        RawClient client(node.port(server));
        const HttpAnswer answer = client.ask(Wire::handshake("/chat/blue"));
        QCOMPARE(answer.status, 101);
        QCOMPARE(answer.header("X-Middleware"), QByteArray("ran"));
        QVERIFY(client.frame().value_or(Wire::ServerFrame()).payload.startsWith("ws ws "));
        RawClient refused(node.port(server));
        QCOMPARE(refused.ask(Wire::handshake("/other")).status, 404);
    }
    TRY_COMPARE(node.opened().size(), 2);
    for (const ConnectionInfo &info : node.opened()) {
        QCOMPARE(info.server, u"ws"_s);
        QCOMPARE(info.route, u"/chat/{room}"_s);
    }
}

void tst_Seed::s25_httpHandlerPushes()
{
    // A handler of HTTP pushes to any client, through whichever port that one came.
    TestNode node(TestNode::twoServers);
    node->addRoutes(u"ws"_s, [](Router &router) { router.webSocket<EchoController>("/"); });
    node->addRoutes(u"http"_s, definePushRoutes);
    QVERIFY2(node.start(), node.error());
    RawClient plain(node.port(u"http"_s));
    for (const QString &server : {u"ws"_s, u"http"_s, u"ws"_s, u"http"_s}) {
        TestClient client;
        const qsizetype before = node.opened().size();
        QVERIFY(client.open(node.url(server)));
        TRY_COMPARE(node.opened().size(), before + 1);
        const QByteArray path = "/push/" + QByteArray::number(node.lastFd()) + "?text=hello";
        QCOMPARE(plain.ask(Wire::get(path)).body, QByteArray("Queued"));
        QVERIFY(client.waitForFrames(1));
        QCOMPARE(client.texts(), QStringList({u"hello"_s}));
    }
}

void tst_Seed::s26_httpHandlerPushesToAll()
{
    // A handler of HTTP pushes to all live connections: of every worker, every port, every server. Once to each.
    TestNode node(TestNode::twoServers
                  + "\n[[server]]\nname = \"second\"\ntype = \"websocket\"\nport = 0\n");
    node->addRoutes(u"ws"_s, [](Router &router) { router.webSocket<EchoController>("/"); });
    node->addRoutes(u"second"_s, [](Router &router) { router.webSocket<EchoController>("/"); });
    node->addRoutes(u"http"_s, definePushRoutes);
    QVERIFY2(node.start(), node.error());
    std::vector<std::unique_ptr<TestClient>> clients;
    for (int i = 0; i < 12; ++i) {
        clients.push_back(std::make_unique<TestClient>());
        QVERIFY(clients.back()->open(
                node.url(QStringList({u"ws"_s, u"http"_s, u"second"_s}).at(i % 3))));
    }
    TestClient gone;
    QVERIFY(gone.open(node.url(u"ws"_s)));
    TRY_COMPARE(node.opened().size(), 13);
    gone.close();
    TRY_COMPARE(node.closed().size(), 1);
    RawClient plain(node.port(u"http"_s)); // no target: it is not a WebSocket
    QCOMPARE(plain.ask(Wire::get("/all?text=hello")).body, QByteArray("12"));
    for (const auto &client : clients) {
        QVERIFY(client->waitForFrames(1));
        QCOMPARE(client->ask(u"that was all"_s), u"that was all"_s);
        QCOMPARE(client->texts().constFirst(), u"hello"_s);
    }
}

void tst_Seed::s27_openWebSocketProtocolFalse()
{
    // open_websocket_protocol = false closes the HTTP port: an upgrade is then a request like any other.
    TestNode node(closedHttpPort);
    node->addRoutes(u"ws"_s, [](Router &router) { router.webSocket<WebSocketController>("/"); });
    node->addRoutes(u"http"_s, [](Router &router) {
        router.get("/page", [](const Request &request) {
            return request.isHandshake() ? "handshake" : "a page";
        });
    });
    QVERIFY2(node.start(), node.error());
    RawClient client(node.port(u"http"_s));
    const HttpAnswer page = client.ask(Wire::handshake("/page"));
    QCOMPARE(page.status, 200);
    QCOMPARE(page.body, QByteArray("a page"));
    QCOMPARE(client.ask(Wire::handshake("/")).status, 404);
    // Nor is a bad key anything special there.
    RawClient other(node.port(u"http"_s));
    QCOMPARE(other.ask("GET /page HTTP/1.1\r\nHost: a\r\nConnection: Upgrade\r\nUpgrade: "
                       "websocket\r\n"
                       "Sec-WebSocket-Key: short\r\n\r\n")
                     .status,
             200);
    TestClient refused;
    QVERIFY(!refused.open(node.url(u"http"_s)));
    TestClient accepted;
    QVERIFY(accepted.open(node.url(u"ws"_s)));
    TRY_COMPARE(node.opened().size(), 1);
}

void tst_Seed::s28_settingsOfEachServer()
{
    // Each server may have settings of its own, over those of the node.
    TestNode node(R"(
[node.settings]
max_message_size = 100

[[server]]
name = "small"
type = "websocket"
port = 0

[[server]]
name = "large"
type = "websocket"
port = 0
[server.settings]
max_message_size = "1 KiB"
)");
    for (const QString &name : {u"small"_s, u"large"_s})
        node->addRoutes(name, [](Router &router) { router.webSocket<EchoController>("/"); });
    QVERIFY2(node.start(), node.error());
    TestClient small;
    TestClient large;
    QVERIFY(small.open(node.url(u"small"_s)));
    QVERIFY(large.open(node.url(u"large"_s)));
    QCOMPARE(large.ask(QString(1024, u'x')).size(), 1024);
    QCOMPARE(small.ask(QString(100, u'x')).size(), 100);
    small.send(QString(101, u'x'));
    QVERIFY(small.waitForEnd());
    QCOMPARE(small.closeCode(), CloseCode::MessageTooBig);
    large.send(QString(1025, u'x'));
    QVERIFY(large.waitForEnd());
    QCOMPARE(large.closeCode(), CloseCode::MessageTooBig);
}

void tst_Seed::s29_httpServer()
{
    // An HTTP server answers requests by its own routes.
    TestNode node(TestNode::twoServers);
    node->addRoutes(u"http"_s, [](Router &router) {
        router.get("/health", [](const Request &) { return Response::text(u"ok"_s); });
        router.post("/echo",
                    [](const Request &request) { return QString::fromUtf8(request.body()); });
    });
    QVERIFY2(node.start(), node.error());
    RawClient client(node.port(u"http"_s));
    const HttpAnswer answer = client.ask(Wire::get("/health"));
    QCOMPARE(answer.status, 200);
    QCOMPARE(answer.body, QByteArray("ok"));
    QVERIFY(answer.header("Content-Type").startsWith("text/plain"));
    QCOMPARE(client.ask(Wire::request("POST", "/echo", {}, "hello")).body, QByteArray("hello"));
    const HttpAnswer refused = client.ask(Wire::request("POST", "/health"));
    QCOMPARE(refused.status, 405);
    QCOMPARE(refused.header("Allow"), QByteArray("GET"));

    // WebSocket clients at its port meet the routes of the first websocket server, so it has none of its own.
    TestNode wrong(TestNode::twoServers);
    wrong->addRoutes(u"http"_s, [](Router &router) { router.webSocket<EchoController>("/"); });
    QVERIFY(!wrong.start());
    QCOMPARE(wrong->exitCode(), Node::InvalidConfiguration);
    QVERIFY2(wrong->errorString().contains(u"the WebSocket route /"), wrong.error());
}

void tst_Seed::s47_httpOnTheWebSocketPort()
{
    // HTTP requests are served on the websocket server's port, besides the WebSockets.
    TestNode node(TestNode::twoServers);
    node->addRoutes(u"ws"_s, [](Router &router) {
        router.webSocket<WebSocketController>("/");
        router.get("/health", [](const Request &) { return "ok"; });
    });
    QVERIFY2(node.start(), node.error());
    TestClient client;
    QVERIFY(client.open(node.url(u"ws"_s)));
    RawClient plain(node.port(u"ws"_s));
    QCOMPARE(plain.ask(Wire::get("/health")).body, QByteArray("ok"));
    QCOMPARE(plain.ask(Wire::get("/nowhere")).status, 404);
    client.send(u"hello"_s);
    QVERIFY(client.waitForFrames(2));
    QCOMPARE(client.texts(), QStringList({u"Opened"_s, u"Recv: hello"_s}));
}

void tst_Seed::s48_sameClassesOnSeveralServers()
{
    // Several servers use the same classes, and none takes another's place; no aliases are needed.
    journal.clear();
    TestNode node("[node]\nworkers = 1\n"
                  "[[server]]\nname = \"a\"\ntype = \"websocket\"\nport = 0\n"
                  "[[server]]\nname = \"b\"\ntype = \"websocket\"\nport = 0\n"
                  "[[server]]\nname = \"c\"\ntype = \"http\"\nport = 0\n"
                  "[[server.route]]\npath = \"/server\"\ncontroller = \"ServerController\"\n"
                  "[[server]]\nname = \"d\"\ntype = \"http\"\nport = 0\n"
                  "[[server.route]]\npath = \"/server\"\ncontroller = \"ServerController\"\n");
    for (const QString &name : {u"a"_s, u"b"_s}) {
        node->addRoutes(name, [](Router &router) {
            router.webSocket<NamesItsServer>("/");
            router.autoController<NamesItsRoute>("/my");
        });
    }
    QVERIFY2(node.start(), node.error());
    for (const QString &name : {u"a"_s, u"b"_s}) {
        RawClient client(node.port(name));
        QCOMPARE(client.ask(Wire::get("/my/name")).body, name.toLatin1());
        QCOMPARE(client.ask(Wire::handshake()).status, 101);
        const QByteArray said = client.frame().value_or(Wire::ServerFrame()).payload;
        QVERIFY2(said.startsWith(name.toLatin1() + ' ' + name.toLatin1() + ' '), said);
    }
    TestClient client;
    QVERIFY(client.open(node.url(u"d"_s)));
    TRY_COMPARE(node.opened().size(), 3);
    for (const QString &name : {u"c"_s, u"d"_s}) {
        RawClient plain(node.port(name));
        QCOMPARE(
                plain.ask(Wire::get("/server/send?fd=" + QByteArray::number(node.lastFd()))).status,
                200);
    }
    QVERIFY(client.waitForFrames(3));
    QCOMPARE(client.texts().mid(1), QStringList({u"Hello World."_s, u"Hello World."_s}));
    QCOMPARE(journal.size(), 2); // one controller a server
}

void tst_Seed::s49_workersOwnTheirConnections()
{
    // Each worker owns its connections and has its own controllers: the mode that Swoole calls BASE.
    journal.clear();
    TestNode node(TestNode::twoServers);
    node->addRoutes(u"ws"_s, [](Router &router) { router.webSocket<NamesItsServer>("/"); });
    QVERIFY2(node.start(), node.error());
    QSet<QString> made;
    for (const QString &entry : journal.entries())
        made.insert(entry.mid(5));
    QCOMPARE(journal.size(), 2);
    QCOMPARE(made.size(), 2);
    QVERIFY(!made.contains(threadName()));

    std::vector<std::unique_ptr<TestClient>> clients;
    QHash<int, QString> threads; // by worker
    for (int i = 1; i <= 8; ++i) {
        clients.push_back(std::make_unique<TestClient>());
        QVERIFY(clients.back()->open(node.url(u"ws"_s)));
        QVERIFY(clients.back()->waitForFrames(1));
        TRY_COMPARE(node.opened().size(), i);
        const ConnectionInfo info = node.opened().constLast();
        QCOMPARE(info.worker, (info.fd - 1) % 2);
        const QString thread = clients.back()->texts().constFirst().section(u' ', 2);
        QVERIFY(made.contains(thread));
        QCOMPARE(threads.value(info.worker, thread), thread);
        threads.insert(info.worker, thread);
    }
    QCOMPARE(threads.size(), 2);
}

void tst_Seed::s50_combinedServer()
{
    // One entry does all four: requests, handshakes, messages and closes.
    journal.clear();
    TestNode node("[[server]]\nname = \"ws\"\ntype = \"websocket\"\nport = 0\n");
    node->addRoutes(u"ws"_s, [](Router &router) {
        router.get("/", [](const Request &) {
            journal.add(u"request"_s);
            return "a page";
        });
        Route &route = router.webSocket("/");
        route.onOpen([](Connection *, const Request &) { journal.add(u"open"_s); });
        route.onMessage([](Connection *connection, const Frame &frame) {
            journal.add(u"message"_s);
            connection->push(frame);
        });
        route.onClose([](Connection *, const CloseInfo &) { journal.add(u"close"_s); });
    });
    QVERIFY2(node.start(), node.error());
    RawClient client(node.port(u"ws"_s));
    QCOMPARE(client.ask(Wire::get("/")).body, QByteArray("a page"));
    QCOMPARE(client.ask(Wire::handshake("/")).status, 101);
    client.send(Wire::frame(Wire::Text, "hello"));
    QCOMPARE(client.frame().value_or(Wire::ServerFrame()).payload, QByteArray("hello"));
    client.send(Wire::frame(Wire::Close, {}));
    QVERIFY(client.waitForEnd());
    TRY_COMPARE(journal.entries(),
                QStringList({u"request"_s, u"open"_s, u"message"_s, u"close"_s}));
}

void tst_Seed::s51_httpAndWebSocketRoutesOfOneServer()
{
    // A websocket server holds routes of both kinds: a handshake finds the one, a plain request the other.
    TestNode node(TestNode::twoServers);
    node->addRoutes(u"ws"_s, [](Router &router) {
        router.webSocket<WebSocketController>("/both");
        router.get("/both", [](const Request &) { return "a page"; });
        router.autoController<ServerController>("/server");
    });
    QVERIFY2(node.start(), node.error());
    TestClient client;
    QVERIFY(client.open(node.url(u"ws"_s, u"/both"_s)));
    TRY_COMPARE(node.opened().size(), 1);
    RawClient plain(node.port(u"ws"_s));
    QCOMPARE(plain.ask(Wire::get("/both")).body, QByteArray("a page"));
    QCOMPARE(plain.ask(Wire::get("/server/send?fd=" + QByteArray::number(node.lastFd()))).status,
             200);
    QVERIFY(client.waitForFrames(2));
    QCOMPARE(client.texts(), QStringList({u"Opened"_s, u"Hello World."_s}));
    RawClient refused(node.port(u"ws"_s));
    QCOMPARE(refused.ask(Wire::handshake("/server/send?fd=1")).status, 404);
}

#include "seed_ports.moc"
