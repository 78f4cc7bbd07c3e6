// SPDX-FileCopyrightText: 2026 The Landline authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "tst_seed.h"

#include "controllers/websocketcontroller.h"
#include "nginxexample.h"
#include "support/journal.h"
#include "support/patience.h"
#include "support/rawclient.h"
#include "support/testclient.h"
#include "support/testnode.h"

#include <Landline/Landline>

#include <QtNetwork/qtcpserver.h>
#include <QtTest/qtest.h>

using namespace Landline;
using namespace Qt::StringLiterals;

namespace {

Journal journal;

/// Writes its name down on the way in and on the way out.
template<char name> class Witness : public Middleware
{
public:
    Reply process(Request request, const Next &next) override
    {
        journal.add(u"in %1 %2"_s.arg(QLatin1Char(name)).arg(request.serverName()));
        return next(request).then([](const Response &response) {
            journal.add(u"out %1 %2"_s.arg(QLatin1Char(name)).arg(response.status()));
            return response;
        });
    }
};

using First = Witness<'1'>;
using Second = Witness<'2'>;

/// Lets in who knows the word.
class RequireToken : public Middleware
{
public:
    explicit RequireToken(const QByteArray &token)
        : m_token(token)
    { }

    Reply process(Request request, const Next &next) override
    {
        if (request.header("Authorization") != m_token) {
            Response refusal = Response::status(401);
            refusal.setHeader("WWW-Authenticate", "Bearer");
            return refusal;
        }
        request.context().set(u"user"_s, u"ann"_s);
        return next(request);
    }

private:
    QByteArray m_token;
};

/// Adds a header and a cookie to every answer, a 101 included.
class Stamp : public Middleware
{
public:
    Reply process(Request request, const Next &next) override
    {
        request.setHeader("X-Seen", "yes");
        return next(request).then([](Response response) {
            response.setHeader("X-Stamp", "1");
            response.addCookie("session", "abc");
            response.addCookie("theme", "dark");
            return response;
        });
    }
};

class JournalController : public Controller
{
    Q_OBJECT

public slots:
    void onOpen(Connection *connection, const Request &) override { note("open", connection); }
    void onMessage(Connection *connection, const Frame &frame) override
    {
        note("message", connection);
        connection->push(frame);
    }
    void onClose(Connection *connection, const CloseInfo &) override { note("close", connection); }

private:
    static void note(const char *what, Connection *connection)
    {
        journal.add(QLatin1String(what) + u' ' + connection->serverName());
    }
};

std::function<void(Router &)> saying(const QString &name)
{
    return [name](Router &router) {
        router.get("/", [name](const Request &) { return name; });
        if (name == u"http")
            return;
        router.webSocket("/").onOpen(
                [name](Connection *connection, const Request &) { connection->push(name); });
    };
}

} // namespace

tst_Seed::tst_Seed() = default;
tst_Seed::~tst_Seed() = default;

void tst_Seed::s01_minimalApplication()
{
    // An application is one entry of the configuration, one route and one controller.
    Node node(NodeConfig::fromToml("[[server]]\nname = \"ws\"\ntype = \"websocket\"\nport = 0\n",
                                   u"a.toml"_s));
    node.addRoutes(u"ws"_s, [](Router &router) { router.webSocket<WebSocketController>("/"); });
    QVERIFY2(node.start(), qPrintable(node.errorString()));
    TestClient client;
    QVERIFY(client.open(QUrl(u"ws://127.0.0.1:%1/"_s.arg(node.listeners().constFirst().port))));
    client.send(u"hello"_s);
    QVERIFY(client.waitForFrames(2));
    QCOMPARE(client.texts(), QStringList({u"Opened"_s, u"Recv: hello"_s}));
}

void tst_Seed::s03_severalServersInOneFile()
{
    // One file has a list of servers, and one process runs them all.
    TestNode node(TestNode::twoServers
                  + "\n[[server]]\nname = \"third\"\ntype = \"websocket\"\nport = 0\n");
    for (const QString &name : {u"http"_s, u"ws"_s, u"third"_s})
        node->addRoutes(name, saying(name));
    QVERIFY2(node.start(), node.error());
    QCOMPARE(node->listeners().size(), 3);
    for (const QString &name : {u"http"_s, u"ws"_s, u"third"_s}) {
        QVERIFY(node.port(name) != 0);
        RawClient client(node.port(name));
        QCOMPARE(client.ask(Wire::get("/")).body, name.toLatin1());
    }
}

void tst_Seed::s04_nameJoinsRoutesAndMiddleware()
{
    // Routes and middleware belong to a server by its name; a name that no server has is a mistake.
    TestNode good(TestNode::twoServers);
    good->addRoutes(u"ws"_s, saying(u"ws"_s));
    good->addMiddleware<Stamp>(u"ws"_s);
    QVERIFY2(good.start(), good.error());
    RawClient client(good.port(u"ws"_s));
    QCOMPARE(client.ask(Wire::get("/")).header("X-Stamp"), QByteArray("1"));
    RawClient other(good.port(u"http"_s));
    QVERIFY(other.ask(Wire::get("/")).header("X-Stamp").isNull());

    TestNode bad(TestNode::twoServers);
    bad->addRoutes(u"sw"_s, saying(u"sw"_s));
    bad->addMiddleware<Stamp>(u"htttp"_s);
    QVERIFY(!bad.start());
    QCOMPARE(bad->exitCode(), Node::InvalidConfiguration);
    QVERIFY2(bad->errorString().contains(u"there is no server \"sw\""), bad.error());
    QVERIFY2(bad->errorString().contains(u"there is no server \"htttp\""), bad.error());
}

void tst_Seed::s05_typeOfAServer_data()
{
    QTest::addColumn<QByteArray>("type");
    QTest::addColumn<QString>("line");
    QTest::newRow("websocket") << QByteArray("websocket") << u"WebSocket Server listening"_s;
    QTest::newRow("http") << QByteArray("http") << u"HTTP Server listening"_s;
    QTest::newRow("unknown") << QByteArray("SERVER_WEBSOCKET") << QString();
}

void tst_Seed::s05_typeOfAServer()
{
    // The type decides what a port is for.
    QFETCH(QByteArray, type);
    QFETCH(QString, line);
    TestNode node("[[server]]\nname = \"a\"\ntype = \"" + type + "\"\nport = 0\n");
    QCOMPARE(node.start(), !line.isEmpty());
    if (line.isEmpty()) {
        QVERIFY2(node->errorString().startsWith(u"test.toml:3:8: "), node.error());
        return;
    }
    QVERIFY(node->startupLines().constLast().contains(line));
    // Without a websocket server there is nothing that a handshake could enter.
    RawClient client(node.port(u"a"_s));
    QCOMPARE(client.ask(Wire::handshake()).status, 404);
}

void tst_Seed::s06_hostAndPort_data()
{
    QTest::addColumn<QString>("host");
    QTest::addColumn<QString>("address"); // where clients find it
    QTest::addColumn<QString>("printed");
    QTest::newRow("all of IPv4") << u"0.0.0.0"_s << u"127.0.0.1"_s << u"0.0.0.0"_s;
    QTest::newRow("one of IPv4") << u"127.0.0.1"_s << u"127.0.0.1"_s << u"127.0.0.1"_s;
    QTest::newRow("localhost") << u"localhost"_s << u"127.0.0.1"_s << u"localhost"_s;
    QTest::newRow("all of IPv6") << u"::"_s << u"::1"_s << u"[::]"_s;
    QTest::newRow("one of IPv6") << u"::1"_s << u"::1"_s << u"[::1]"_s;
}

void tst_Seed::s06_hostAndPort()
{
    // Each entry names its host and its port; 0 is any free one.
    QFETCH(QString, host);
    QFETCH(QString, address);
    QFETCH(QString, printed);
    QTcpServer probe;
    if (!probe.listen(QHostAddress(address)))
        QSKIP("This machine has no such address.");
    const quint16 freePort = probe.serverPort();
    probe.close();
    for (const quint16 port : {quint16(0), freePort}) {
        const QByteArray toml = "[[server]]\nname = \"ws\"\ntype = \"websocket\"\nhost = \""
                + host.toLatin1() + "\"\nport = " + QByteArray::number(port) + '\n';
        Node node(NodeConfig::fromToml(toml, u"test.toml"_s));
        QVERIFY2(node.start(), qPrintable(node.errorString()));
        const quint16 bound = node.listeners().constFirst().port;
        QVERIFY(port == 0 ? bound != 0 : bound == port);
        QCOMPARE(node.startupLines().constLast(),
                 u"[INFO] WebSocket Server listening at %1:%2"_s.arg(printed).arg(bound));
        QTcpSocket client;
        client.connectToHost(address, bound);
        TRY_COMPARE(client.state(), QAbstractSocket::ConnectedState);
    }
}

void tst_Seed::s07_sockType_data()
{
    QTest::addColumn<QByteArray>("key");
    QTest::newRow("sock_type") << QByteArray("sock_type = \"SWOOLE_SOCK_TCP\"");
    QTest::newRow("callbacks") << QByteArray("callbacks = []");
    QTest::newRow("mode") << QByteArray("mode = \"SWOOLE_BASE\"");
}

void tst_Seed::s07_sockType()
{
    // What Hyperf says by sock_type, callbacks and mode needs no words here; who writes one is told so.
    QFETCH(QByteArray, key);
    TestNode node("[[server]]\nname = \"ws\"\ntype = \"websocket\"\nport = 0\n" + key + '\n');
    QVERIFY(!node.start());
    QCOMPARE(node->exitCode(), Node::InvalidConfiguration);
    QVERIFY2(node->errorString().startsWith(u"test.toml:5:1: "), node.error());
    QVERIFY2(node->errorString().contains(u"not needed"), node.error());
}

void tst_Seed::s08_callbacksOfEachServer()
{
    // Handshake, message and close of a server go to its own controllers.
    journal.clear();
    TestNode node("[[server]]\nname = \"a\"\ntype = \"websocket\"\nport = 0\n"
                  "[[server]]\nname = \"b\"\ntype = \"websocket\"\nport = 0\n");
    for (const QString &name : {u"a"_s, u"b"_s})
        node->addRoutes(name, [](Router &router) { router.webSocket<JournalController>("/"); });
    QVERIFY2(node.start(), node.error());
    for (const QString &name : {u"b"_s, u"a"_s}) {
        TestClient client;
        QVERIFY(client.open(node.url(name)));
        QCOMPARE(client.ask(u"hello"_s), u"hello"_s);
        client.close();
        QVERIFY(client.waitForEnd());
        TRY_COMPARE(journal.entries(),
                    QStringList({u"open "_s + name, u"message "_s + name, u"close "_s + name}));
        journal.clear();
    }
}

void tst_Seed::s09_onOpenFollowsTheHandshake()
{
    // Nobody configures onOpen: it follows an accepted handshake, never a TCP connection or a request.
    journal.clear();
    TestNode node(TestNode::twoServers);
    node->addRoutes(u"ws"_s, [](Router &router) {
        router.webSocket<JournalController>("/");
        router.get("/plain", [](const Request &) { return "plain"; });
    });
    QVERIFY2(node.start(), node.error());
    {
        RawClient silent(node.port(u"ws"_s));
        RawClient plain(node.port(u"ws"_s));
        QCOMPARE(plain.ask(Wire::get("/plain")).status, 200);
        RawClient refused(node.port(u"ws"_s));
        QCOMPARE(refused.ask(Wire::handshake("/nowhere")).status, 404);
    }
    RawClient accepted(node.port(u"ws"_s));
    QCOMPARE(accepted.ask(Wire::handshake("/")).status, 101);
    TRY_COMPARE(journal.entries(), QStringList({u"open ws"_s}));
    node.stop();
    QCOMPARE(journal.entries(), QStringList({u"open ws"_s, u"close ws"_s}));
}

void tst_Seed::s10_routesFromTheFile()
{
    // Routes can be written in the configuration.
    TestNode node(TestNode::twoServers + R"(
[[server.route]]
path = "/chat/{room:\\w+}"
controller = "EchoController"

[[server.route]]
method = "GET|POST"
path = "/match/{name}"
controller = "RouteEcho"
)");
    QVERIFY2(node.start(), node.error());
    TestClient client;
    QVERIFY(client.open(node.url(u"ws"_s, u"/chat/blue"_s)));
    QCOMPARE(client.ask(u"hello"_s), u"hello"_s);
    TRY_COMPARE(node.opened().size(), 1);
    QCOMPARE(node.opened().constFirst().route, u"/chat/{room:\\w+}"_s);
    QCOMPARE(node.opened().constFirst().path, u"/chat/blue"_s);
    RawClient plain(node.port(u"ws"_s));
    QVERIFY(plain.ask(Wire::request("POST", "/match/x")).body.contains("\"name\":\"x\""));
    QCOMPARE(plain.ask(Wire::request("PUT", "/match/x")).header("Allow"), QByteArray("GET, POST"));
}

void tst_Seed::s11_routesAreScopedToAServer()
{
    // The same path on two servers is two handlers.
    TestNode node(TestNode::twoServers
                  + "\n[[server]]\nname = \"other\"\ntype = \"websocket\"\nport = 0\n");
    for (const QString &name : {u"http"_s, u"ws"_s, u"other"_s})
        node->addRoutes(name, saying(name));
    QVERIFY2(node.start(), node.error());
    for (const QString &name : {u"ws"_s, u"other"_s}) {
        TestClient client;
        QVERIFY(client.open(node.url(name)));
        QVERIFY(client.waitForFrames(1));
        QCOMPARE(client.texts(), QStringList({name}));
    }
    RawClient plain(node.port(u"http"_s));
    QCOMPARE(plain.ask(Wire::get("/")).body, QByteArray("http"));
}

void tst_Seed::s12_routeNamesAController()
{
    // A GET route names a controller, not a method of it; the path of the handshake chooses among them.
    TestNode node(TestNode::twoServers + R"(
[[server.route]]
method = "GET"
path = "/"
controller = "WebSocketController"

[[server.route]]
method = "GET"
path = "/echo"
controller = "EchoController"
)");
    QVERIFY2(node.start(), node.error());
    TestClient seed;
    TestClient echo;
    QVERIFY(seed.open(node.url(u"ws"_s)));
    QVERIFY(echo.open(node.url(u"ws"_s, u"/echo"_s)));
    seed.send(u"hello"_s);
    QVERIFY(seed.waitForFrames(2));
    QCOMPARE(seed.texts(), QStringList({u"Opened"_s, u"Recv: hello"_s}));
    QCOMPARE(echo.ask(u"hello"_s), u"hello"_s);
}

void tst_Seed::s13_middlewareByServerName()
{
    // Each server has an ordered list of middleware, for handshakes and requests alike.
    journal.clear();
    QByteArray toml = TestNode::twoServers;
    toml += "middleware = [\"First\", \"Second\"]\n";
    TestNode node(toml);
    node->registerMiddleware<First>(u"First"_s);
    node->registerMiddleware<Second>(u"Second"_s);
    for (const QString &name : {u"http"_s, u"ws"_s})
        node->addRoutes(name, saying(name));
    QVERIFY2(node.start(), node.error());

    TestClient client;
    QVERIFY(client.open(node.url(u"ws"_s)));
    QCOMPARE(journal.entries(),
             QStringList({u"in 1 ws"_s, u"in 2 ws"_s, u"out 2 101"_s, u"out 1 101"_s}));
    journal.clear();
    RawClient plain(node.port(u"ws"_s));
    QCOMPARE(plain.ask(Wire::get("/")).status, 200);
    QCOMPARE(plain.ask(Wire::get("/nowhere")).status, 404);
    QCOMPARE(journal.entries(),
             QStringList({u"in 1 ws"_s, u"in 2 ws"_s, u"out 2 200"_s, u"out 1 200"_s, u"in 1 ws"_s,
                          u"in 2 ws"_s, u"out 2 404"_s, u"out 1 404"_s}));
    journal.clear();
    RawClient other(node.port(u"http"_s));
    QCOMPARE(other.ask(Wire::get("/")).status, 200);
    QCOMPARE(journal.entries(), QStringList());
}

void tst_Seed::s13_middlewareMayRefuse_data()
{
    QTest::addColumn<QString>("server");
    QTest::addColumn<QByteArray>("request");
    QTest::newRow("handshake") << u"ws"_s << Wire::handshake("/", "Authorization: wrong\r\n");
    QTest::newRow("handshake on the HTTP port") << u"http"_s << Wire::handshake();
    QTest::newRow("before an unknown path") << u"ws"_s << Wire::handshake("/nowhere");
    QTest::newRow("request") << u"ws"_s << Wire::get("/", "Connection: close\r\n");
}

void tst_Seed::s13_middlewareMayRefuse()
{
    // A 401 of a middleware is a real 401, and nothing was opened.
    QFETCH(QString, server);
    QFETCH(QByteArray, request);
    journal.clear();
    TestNode node(TestNode::twoServers);
    node->addRoutes(u"ws"_s, [](Router &router) { router.webSocket<JournalController>("/"); });
    node->addMiddleware<RequireToken>(u"ws"_s, QByteArray("secret"));
    QVERIFY2(node.start(), node.error());
    RawClient client(node.port(server));
    const HttpAnswer answer = client.ask(request);
    QCOMPARE(answer.status, 401);
    QCOMPARE(answer.reason, QByteArray("Unauthorized"));
    QCOMPARE(answer.header("WWW-Authenticate"), QByteArray("Bearer"));
    QCOMPARE(answer.header("Content-Length").toLongLong(), answer.body.size());
    QCOMPARE(answer.header("Connection"), QByteArray("close"));
    QVERIFY(client.waitForEnd());
    node.stop();
    QCOMPARE(journal.entries(), QStringList());
    QVERIFY(node.opened().isEmpty());
    QVERIFY(node.closed().isEmpty());
}

void tst_Seed::s13_middlewareAddsToTheHandshake()
{
    // A middleware changes the request, adds headers and cookies to the 101, and writes into the context.
    TestNode node(TestNode::twoServers);
    node->addRoutes(u"ws"_s, [](Router &router) {
        router.webSocket("/").onOpen([](Connection *connection, const Request &request) {
            connection->push(connection->context().get(u"user"_s).toString() + u' '
                             + QString::fromLatin1(request.header("X-Seen")));
        });
    });
    node->addMiddleware<RequireToken>(u"ws"_s, QByteArray("secret"));
    node->addMiddleware<Stamp>(u"ws"_s);
    QVERIFY2(node.start(), node.error());
    RawClient client(node.port(u"ws"_s));
    const HttpAnswer answer = client.ask(Wire::handshake("/", "Authorization: secret\r\n"));
    QCOMPARE(answer.status, 101);
    QCOMPARE(answer.header("X-Stamp"), QByteArray("1"));
    const QByteArray attributes = "; Path=/; HttpOnly; SameSite=Lax";
    QCOMPARE(answer.header("Set-Cookie"), "session=abc" + attributes + ", theme=dark" + attributes);
    QCOMPARE(client.frame().value_or(Wire::ServerFrame()).payload, QByteArray("ann yes"));
}

QTEST_GUILESS_MAIN(tst_Seed)
#include "tst_seed.moc"
