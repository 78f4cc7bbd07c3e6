// SPDX-FileCopyrightText: 2026 The Landline authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "http/pipeline.h"
#include "qt/gate.h"
#include "qt/httpfrontend.h"
#include "support/patience.h"
#include "support/rawclient.h"

#include <QtCore/qeventloop.h>
#include <QtCore/qpointer.h>
#include <QtCore/qpromise.h>
#include <QtNetwork/qtcpserver.h>
#include <QtTest/qtest.h>

#include <sys/socket.h>

using namespace Landline;
using namespace std::chrono_literals;

/// Gates on the sockets of a listening port, in one thread with their clients.
class tst_Gate : public QObject
{
    Q_OBJECT

private slots:
    void init();
    void cleanup();
    void oneRequest_data();
    void oneRequest();
    void answers_data();
    void answers();
    void headsInParts();
    void earlyBytes_data();
    void earlyBytes();
    void earlyBytesBehindAHandshake();
    void keepAlive();
    void pipelined_data();
    void pipelined();
    void headAnswersHaveNoBody();
    void aRefusalBehindHead_data();
    void aRefusalBehindHead();
    void bodyLimit_data();
    void bodyLimit();
    void expectContinue();
    void aBodyThatIsNoChunk();
    void timeouts_data();
    void timeouts();
    void handshake();
    void handshakeAsALaterRequest();
    void bytesBehindAHandshakeStayInTheSocket();
    void aSwitchThatIsNotTheRouters();
    void withoutWebSocket();
    void laterAnswers();
    void clientsThatLeave_data();
    void clientsThatLeave();
    void clientsThatLeaveInAnEventLoop_data();
    void clientsThatLeaveInAnEventLoop();
    void clientsThatEndSending_data();
    void clientsThatEndSending();
    void aClientThatNeverReads();

private:
    Reply answerTo(const Request &request);
    void loopUntilTheClientHasGone();

    std::unique_ptr<QObject> m_parent;
    std::unique_ptr<HttpFrontend> m_frontend;
    std::unique_ptr<Pipeline> m_pipeline;
    std::unique_ptr<QTcpServer> m_server;
    Entrance m_entrance;
    QList<QPointer<QTcpSocket>> m_sockets;
    QList<Request> m_handshakes;
    QByteArray m_early; ///< was read off each connection before its Gate begins
    QByteArray m_behind; ///< what followed the head of the last handshake
    std::shared_ptr<QPromise<Response>> m_later;
    std::optional<bool> m_socketOutlivedItsLoop;
};

Reply tst_Gate::answerTo(const Request &request)
{
    if (request.path() == "/later") {
        m_later = std::make_shared<QPromise<Response>>();
        m_later->start();
        return m_later->future();
    }
    if (request.path() == "/looping")
        loopUntilTheClientHasGone();
    if (request.path() == "/large")
        return Response::text(QString(256 * 1024, 'x'));
    if (request.hasQuery("status"))
        return Response::status(request.query("status").toInt(), "as asked");
    return QString(request.method() + ' ' + request.path() + ' ' + request.body());
}

/// An event loop of a handler's, to which it also falls to delete what is to be deleted when the client leaves.
void tst_Gate::loopUntilTheClientHasGone()
{
    const QPointer<QTcpSocket> socket = m_sockets.constLast();
    QEventLoop loop;
    connect(socket, &QTcpSocket::disconnected, &loop, &QEventLoop::quit, Qt::QueuedConnection);
    loop.exec();
    m_socketOutlivedItsLoop = socket != nullptr;
}

void tst_Gate::init()
{
    m_parent = std::make_unique<QObject>();
    m_frontend = std::make_unique<HttpFrontend>();
    auto router = std::make_unique<Router>("main", Sender(), m_parent.get());
    router->any("/{path:.*}", [this](const Request &request) { return answerTo(request); });
    router->webSocket("/chat");
    m_pipeline = std::make_unique<Pipeline>(std::move(router), QList<std::shared_ptr<Middleware>>());
    QCOMPARE(m_pipeline->errors(), QStringList());

    m_entrance = {};
    m_entrance.http = m_pipeline.get();
    m_entrance.webSocket = m_pipeline.get();
    m_entrance.settings.maxBodySize = 1000;
    m_early.clear();
    m_handshakes.clear();
    m_sockets.clear();
    m_socketOutlivedItsLoop.reset();
    m_server = std::make_unique<QTcpServer>();
    QVERIFY(m_server->listen(QHostAddress::LocalHost));
    connect(m_server.get(), &QTcpServer::newConnection, this, [this] {
        QTcpSocket *socket = m_server->nextPendingConnection();
        connect(socket, &QTcpSocket::disconnected, socket, &QObject::deleteLater);
        m_sockets.append(socket);
        auto *gate = new Gate(socket, m_entrance, m_frontend.get());
        connect(gate, &Gate::handshakeAccepted, this, [this](QTcpSocket *accepted, const Request &request) {
            m_handshakes.append(request);
            m_behind = accepted->readAll();
            accepted->write("taken over");
        });
        gate->start(m_entrance.settings.headTimeout, m_early);
    });
}

void tst_Gate::cleanup()
{
    // Nothing may be left of a connection whose client has gone.
    QVERIFY(eventually([this] {
        return std::all_of(m_sockets.cbegin(), m_sockets.cend(), [](const auto &socket) { return !socket; });
    }));
    m_server.reset();
    m_frontend.reset();
}

void tst_Gate::oneRequest_data()
{
    QTest::addColumn<QByteArray>("bytes");
    QTest::addColumn<int>("status");
    QTest::addColumn<QByteArray>("body");
    QTest::addColumn<bool>("ends");

    const auto row = [](const char *name, const QByteArray &bytes, int status, const QByteArray &body, bool ends) {
        QTest::newRow(name) << bytes << status << body << ends;
    };
    row("GET", Wire::get("/a"), 200, "GET /a ", false);
    row("close", Wire::get("/a", "Connection: close\r\n"), 200, "GET /a ", true);
    row("HTTP/1.0", "GET /a HTTP/1.0\r\n\r\n", 200, "GET /a ", true);
    row("HTTP/1.0 that stays", "GET /a HTTP/1.0\r\nConnection: keep-alive\r\n\r\n", 200, "GET /a ", false);
    row("POST", Wire::request("POST", "/a", {}, "hello"), 200, "POST /a hello", false);
    row("chunks", Wire::request("POST", "/a", "Transfer-Encoding: chunked\r\n") + "5\r\nhello\r\n0\r\n\r\n", 200,
        "POST /a hello", false);
    row("a body of no bytes", Wire::request("POST", "/a", "Content-Length: 0\r\n"), 200, "POST /a ", false);
    row("no HTTP", "hello\r\n\r\n", 400, {}, true);
    row("no host", "GET / HTTP/1.1\r\n\r\n", 400, {}, true);
    row("two lengths", Wire::request("POST", "/", "Content-Length: 1\r\nContent-Length: 2\r\n"), 400, {}, true);
    row("length and chunks", Wire::request("POST", "/", "Content-Length: 1\r\nTransfer-Encoding: chunked\r\n"), 400, {},
        true);
    row("a head too large", "GET / HTTP/1.1\r\nHost: a\r\nX: " + QByteArray(17000, 'x'), 431, {}, true);
    row("a target too long", "GET /" + QByteArray(9000, 'x'), 414, {}, true);
    row("HTTP/2", "PRI * HTTP/2.0\r\n\r\n", 505, {}, true);
    row("handshake for nothing", Wire::handshake("/nothing"), 404, "Not Found", true);
    row("handshake without a key",
        Wire::get("/chat", "Connection: upgrade\r\nUpgrade: websocket\r\nSec-WebSocket-Version: 13\r\n"), 400,
        "sec-websocket-key is invalid!", true);
    row("handshake of another version",
        Wire::get("/chat", "Connection: upgrade\r\nUpgrade: websocket\r\nSec-WebSocket-Version: 8\r\n"
                           "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n"),
        426, "The WebSocket version spoken here is 13.", true);
    row("upgrade on a plain request", Wire::get("/a", "Connection: upgrade\r\nUpgrade: websocket\r\n"), 200, "GET /a ",
        false);
    row("upgrade to something else", Wire::get("/a", "Connection: upgrade\r\nUpgrade: h2c\r\n"), 200, "GET /a ", false);
}

void tst_Gate::oneRequest()
{
    QFETCH(const QByteArray, bytes);
    QFETCH(const QByteArray, body);
    QFETCH(const bool, ends);
    RawClient client(m_server->serverPort());
    const HttpAnswer answer = client.ask(bytes);

    QTEST(answer.status, "status");
    if (!body.isNull())
        QCOMPARE(answer.body, body);
    QCOMPARE(answer.header("Content-Length"), QByteArray::number(answer.body.size()));
    if (ends) {
        QCOMPARE(answer.header("Connection"), answer.status == 426 ? "close, Upgrade" : "close");
        QVERIFY(client.waitForEnd());
    } else {
        QCOMPARE(client.ask(Wire::get("/again")).body, "GET /again ");
    }
    QVERIFY(client.rest().isEmpty());
}

void tst_Gate::answers_data()
{
    QTest::addColumn<int>("asked");
    QTest::addColumn<int>("status");
    QTest::addColumn<QByteArray>("body");

    QTest::newRow("200") << 200 << 200 << QByteArray("as asked");
    QTest::newRow("204 has no body") << 204 << 204 << QByteArray();
    QTest::newRow("304 has no body") << 304 << 304 << QByteArray();
    QTest::newRow("599") << 599 << 599 << QByteArray("as asked");
    // Those would leave the client waiting for the real one.
    QTest::newRow("100 is no answer") << 100 << 500 << QByteArray("Internal Server Error");
    QTest::newRow("103 is no answer") << 103 << 500 << QByteArray("Internal Server Error");
    QTest::newRow("101 without a handshake") << 101 << 500 << QByteArray("Internal Server Error");
    QTest::newRow("no number") << 0 << 500 << QByteArray("Internal Server Error");
}

void tst_Gate::answers()
{
    QFETCH(const int, asked);
    RawClient client(m_server->serverPort());
    const HttpAnswer answer = client.ask(Wire::get("/?status=" + QByteArray::number(asked)));

    QTEST(answer.status, "status");
    QTEST(answer.body, "body");
    QCOMPARE(client.ask(Wire::get("/again")).status, 200);
}

void tst_Gate::headsInParts()
{
    RawClient client(m_server->serverPort());
    const QByteArray bytes = Wire::request("POST", "/a", {}, "hello");
    for (const char byte : bytes)
        client.send(QByteArray(1, byte));
    QCOMPARE(client.answer().body, "POST /a hello");
}

void tst_Gate::earlyBytes_data()
{
    QTest::addColumn<QByteArray>("bytes");
    QTest::addColumn<QList<QByteArray>>("bodies");

    QTest::newRow("GET") << Wire::get("/a") << QList<QByteArray>{"GET /a "};
    QTest::newRow("POST") << Wire::request("POST", "/a", {}, "hello") << QList<QByteArray>{"POST /a hello"};
    QTest::newRow("chunks") << Wire::request("POST", "/a", "Transfer-Encoding: chunked\r\n") + "5\r\nhello\r\n0\r\n\r\n"
                            << QList<QByteArray>{"POST /a hello"};
    QTest::newRow("pipelined") << Wire::request("POST", "/a", {}, "hello") + Wire::get("/b")
                               << QList<QByteArray>{"POST /a hello", "GET /b "};
}

/// However much of it was read before: nothing is lost, and all of it in its order.
void tst_Gate::earlyBytes()
{
    QFETCH(const QByteArray, bytes);
    QFETCH(const QList<QByteArray>, bodies);
    for (qsizetype size = bytes.size(); size >= 0; size -= 7) {
        m_early = bytes.first(size);
        RawClient client(m_server->serverPort());
        client.send(bytes.sliced(size));
        for (const QByteArray &body : bodies)
            QCOMPARE(client.answer().body, body);
        QCOMPARE(client.ask(Wire::get("/again")).body, "GET /again ");
    }
}

void tst_Gate::earlyBytesBehindAHandshake()
{
    m_early = Wire::handshake("/chat") + "behind";
    RawClient client(m_server->serverPort());
    TRY_COMPARE(m_handshakes.size(), 1);
    QCOMPARE(m_behind, "behind");
}

void tst_Gate::keepAlive()
{
    RawClient client(m_server->serverPort());
    for (int i = 0; i < 20; ++i) {
        const QByteArray path = "/" + QByteArray::number(i);
        QCOMPARE(client.ask(Wire::get(path)).body, "GET " + path + ' ');
        QCOMPARE(client.ask(Wire::request("POST", path, {}, "body")).body, "POST " + path + " body");
    }
    QCOMPARE(m_sockets.size(), 1);
}

void tst_Gate::pipelined_data()
{
    QTest::addColumn<QList<QByteArray>>("requests");
    QTest::addColumn<QList<QByteArray>>("bodies");

    const QByteArray get = Wire::get("/a");
    const QByteArray post = Wire::request("POST", "/b", {}, "hello");
    const QByteArray chunked = Wire::request("POST", "/c", "Transfer-Encoding: chunked\r\n") + "5\r\nhello\r\n0\r\n\r\n";
    QTest::newRow("two without a body") << QList<QByteArray>{get, get} << QList<QByteArray>{"GET /a ", "GET /a "};
    QTest::newRow("behind a body") << QList<QByteArray>{post, get} << QList<QByteArray>{"POST /b hello", "GET /a "};
    QTest::newRow("two bodies") << QList<QByteArray>{post, post}
                                << QList<QByteArray>{"POST /b hello", "POST /b hello"};
    QTest::newRow("behind chunks") << QList<QByteArray>{chunked, get, post}
                                   << QList<QByteArray>{"POST /c hello", "GET /a ", "POST /b hello"};
}

void tst_Gate::pipelined()
{
    QFETCH(const QList<QByteArray>, requests);
    QFETCH(const QList<QByteArray>, bodies);
    RawClient client(m_server->serverPort());
    client.send(requests.join());
    for (const QByteArray &body : bodies)
        QCOMPARE(client.answer().body, body);
    QCOMPARE(client.ask(Wire::get("/last")).body, "GET /last ");
}

void tst_Gate::headAnswersHaveNoBody()
{
    RawClient client(m_server->serverPort());
    const HttpAnswer answer = client.ask(Wire::request("HEAD", "/a"));
    QCOMPARE(answer.status, 200);
    QCOMPARE(answer.header("Content-Length"), "8");
    QCOMPARE(client.ask(Wire::get("/b")).body, "GET /b ");
}

void tst_Gate::aRefusalBehindHead_data()
{
    QTest::addColumn<QByteArray>("bytes");
    QTest::addColumn<int>("status");

    QTest::newRow("no HTTP") << QByteArray("nonsense\r\n\r\n") << 400;
    QTest::newRow("half a head") << QByteArray("GET / HTTP/1.1\r\nHost:") << 408;
    QTest::newRow("a head too large") << "GET / HTTP/1.1\r\nHost: a\r\nX: " + QByteArray(17000, 'x') << 431;
}

/// What is refused before its method is known is not the HEAD request that came before it.
void tst_Gate::aRefusalBehindHead()
{
    QFETCH(const QByteArray, bytes);
    m_entrance.settings.headTimeout = 50ms;
    RawClient client(m_server->serverPort());
    QCOMPARE(client.ask(Wire::request("HEAD", "/a")).status, 200);
    client.send(bytes);
    const HttpAnswer answer = client.answer();
    QTEST(answer.status, "status");
    QVERIFY(!answer.body.isEmpty());
    QCOMPARE(answer.header("Content-Length"), QByteArray::number(answer.body.size()));
    QVERIFY(client.waitForEnd());
    QVERIFY(client.rest().isEmpty());
}

void tst_Gate::bodyLimit_data()
{
    QTest::addColumn<QByteArray>("bytes");
    QTest::addColumn<int>("status");

    const auto chunked = [](int size) {
        return Wire::request("POST", "/", "Transfer-Encoding: chunked\r\n") + QByteArray::number(size, 16) + "\r\n"
                + QByteArray(size, 'x') + "\r\n0\r\n\r\n";
    };
    QTest::newRow("as long as allowed") << Wire::request("POST", "/", {}, QByteArray(1000, 'x')) << 200;
    QTest::newRow("one byte too long") << Wire::request("POST", "/", {}, QByteArray(1001, 'x')) << 413;
    QTest::newRow("said to be huge") << Wire::request("POST", "/", "Content-Length: 9223372036854775807\r\n") << 413;
    QTest::newRow("chunks as long as allowed") << chunked(1000) << 200;
    QTest::newRow("chunks one byte too long") << chunked(1001) << 413;
    QTest::newRow("chunks far too long") << chunked(10 * 1024 * 1024) << 413;
}

void tst_Gate::bodyLimit()
{
    QFETCH(const QByteArray, bytes);
    QFETCH(const int, status);
    RawClient client(m_server->serverPort());
    QCOMPARE(client.ask(bytes).status, status);
    if (status == 413)
        QVERIFY(client.waitForEnd());
}

void tst_Gate::expectContinue()
{
    RawClient client(m_server->serverPort());
    client.send(Wire::request("POST", "/a", "Expect: 100-continue\r\nContent-Length: 5\r\n"));
    QVERIFY(eventually([&client] { return client.rest() == "HTTP/1.1 100 Continue\r\n\r\n"; }));
    client.send("hello");
    QVERIFY(eventually([&client] { return client.rest().endsWith("POST /a hello"); }));

    RawClient tooMuch(m_server->serverPort());
    QCOMPARE(tooMuch.ask(Wire::request("POST", "/a", "Expect: 100-continue\r\nContent-Length: 5000\r\n")).status, 413);
}

void tst_Gate::aBodyThatIsNoChunk()
{
    // QtHttpServer gives up such a body without a word; the connection ends, and nothing of it reaches a handler.
    m_entrance.settings.bodyTimeout = 1s;
    RawClient client(m_server->serverPort());
    client.send(Wire::request("POST", "/a", "Transfer-Encoding: chunked\r\n") + "hello\r\n");
    const HttpAnswer answer = client.answer();
    QVERIFY2(answer.status == 0 || answer.status >= 400, QByteArray::number(answer.status));
    QVERIFY(client.waitForEnd());
}

void tst_Gate::timeouts_data()
{
    QTest::addColumn<QByteArray>("bytes");
    QTest::addColumn<int>("status"); // 0: the end without a word

    QTest::newRow("nothing at all") << QByteArray() << 0;
    QTest::newRow("half a head") << QByteArray("GET / HTTP/1.1\r\nHost:") << 408;
    QTest::newRow("half a body") << Wire::request("POST", "/", "Content-Length: 10\r\n") + "hello" << 408;
    QTest::newRow("half a chunk") << Wire::request("POST", "/", "Transfer-Encoding: chunked\r\n") + "a\r\nhello" << 408;
    QTest::newRow("silent behind an answer") << Wire::get("/a") << 200;
    QTest::newRow("half a head behind an answer") << Wire::get("/a") + "GET" << 200;
}

void tst_Gate::timeouts()
{
    QFETCH(const QByteArray, bytes);
    m_entrance.settings.headTimeout = 50ms;
    m_entrance.settings.bodyTimeout = 50ms;
    m_entrance.settings.keepAliveTimeout = 50ms;
    RawClient client(m_server->serverPort());
    client.send(bytes);
    const HttpAnswer answer = client.answer();

    QTEST(answer.status, "status");
    QVERIFY(client.waitForEnd());
    if (bytes.endsWith("GET"))
        QVERIFY(client.rest().startsWith("HTTP/1.1 408"));
    else
        QVERIFY(client.rest().isEmpty());
}

void tst_Gate::handshake()
{
    RawClient client(m_server->serverPort());
    client.send(Wire::handshake("/chat?name=ann", "Cookie: a=1\r\n"));
    QVERIFY(eventually([&client] { return client.rest() == "taken over"; })); // the 101 is the backend's
    QCOMPARE(m_handshakes.size(), 1);
    const Request &request = m_handshakes.constFirst();
    QVERIFY(request.isHandshake());
    QCOMPARE(request.path(), "/chat");
    QCOMPARE(request.query("name"), "ann");
    QCOMPARE(request.cookie("a"), "1");
    QCOMPARE(request.serverName(), "main");
    QCOMPARE(request.peerAddress(), QHostAddress(QHostAddress::LocalHost));
    QTRY_VERIFY(m_sockets.constFirst()->findChildren<Gate *>().isEmpty()); // it is done with the socket

    client.send("no request any more\r\n\r\n");
    QTRY_COMPARE(m_sockets.constFirst()->peek(100), "no request any more\r\n\r\n");
}

void tst_Gate::handshakeAsALaterRequest()
{
    RawClient client(m_server->serverPort());
    QCOMPARE(client.ask(Wire::get("/a")).status, 200);
    QCOMPARE(client.ask(Wire::request("POST", "/a", {}, "hello")).status, 200);
    client.send(Wire::handshake("/chat"));
    QTRY_COMPARE(m_handshakes.size(), 1);
}

void tst_Gate::bytesBehindAHandshakeStayInTheSocket()
{
    RawClient client(m_server->serverPort());
    client.send(Wire::handshake("/chat") + "\x81\x80" "frame");
    QTRY_COMPARE(m_handshakes.size(), 1);
    QTRY_COMPARE(m_behind + m_sockets.constFirst()->peek(100), "\x81\x80" "frame");
}

void tst_Gate::aSwitchThatIsNotTheRouters()
{
    RawClient client(m_server->serverPort());
    QCOMPARE(client.ask(Wire::get("/chat", "Connection: upgrade\r\nUpgrade: websocket\r\n")).status, 200);
    QVERIFY(m_handshakes.isEmpty());
}

void tst_Gate::withoutWebSocket()
{
    m_entrance.webSocket = nullptr;
    RawClient client(m_server->serverPort());
    QCOMPARE(client.ask(Wire::handshake("/chat")).body, "GET /chat "); // a request like any other
    QCOMPARE(client.ask(Wire::get("/a")).body, "GET /a ");
    QVERIFY(m_handshakes.isEmpty());
}

void tst_Gate::laterAnswers()
{
    RawClient client(m_server->serverPort());
    client.send(Wire::get("/later") + Wire::get("/a"));
    QTRY_VERIFY(m_later);
    RawClient other(m_server->serverPort());
    QCOMPARE(other.ask(Wire::get("/b")).body, "GET /b "); // others are served meanwhile
    QVERIFY(client.rest().isEmpty());

    m_later->addResult(Response::text("at last"));
    m_later->finish();
    QCOMPARE(client.answer().body, "at last"); // and the order is kept
    QCOMPARE(client.answer().body, "GET /a ");
    m_later.reset();
}

void tst_Gate::clientsThatLeave_data()
{
    QTest::addColumn<QByteArray>("bytes");

    QTest::newRow("at once") << QByteArray();
    QTest::newRow("in a head") << QByteArray("GET / HT");
    QTest::newRow("in a body") << Wire::request("POST", "/", "Content-Length: 10\r\n") + "hello";
    QTest::newRow("before a later answer") << Wire::get("/later");
    QTest::newRow("behind a request") << Wire::get("/a");
    QTest::newRow("in a row of requests") << Wire::get("/a").repeated(100);
    QTest::newRow("behind one that is refused") << QByteArray("nonsense\r\n\r\n");
    QTest::newRow("behind a handshake") << Wire::handshake("/chat");
    QTest::newRow("before a large answer") << Wire::get("/large").repeated(20);
}

void tst_Gate::clientsThatLeave()
{
    QFETCH(const QByteArray, bytes);
    for (const bool reset : {false, true}) {
        QTcpSocket client;
        client.connectToHost(QHostAddress::LocalHost, m_server->serverPort());
        QVERIFY(client.waitForConnected());
        client.write(bytes);
        QVERIFY(bytes.isEmpty() || client.waitForBytesWritten());
        QTRY_VERIFY(m_sockets.size() == (reset ? 2 : 1));
        if (reset) { // with RST instead of FIN
            const linger now{1, 0};
            ::setsockopt(static_cast<int>(client.socketDescriptor()), SOL_SOCKET, SO_LINGER, &now, sizeof now);
        }
        client.abort();
        if (bytes.contains("/later")) {
            QTRY_VERIFY(m_later);
            QTRY_VERIFY(!m_sockets.constLast());
            m_later->addResult(Response::text("too late"));
            m_later->finish();
            m_later.reset();
        }
        QTRY_VERIFY(!m_sockets.constLast());
    }
}

void tst_Gate::clientsThatLeaveInAnEventLoop_data()
{
    QTest::addColumn<QByteArray>("before");

    QTest::newRow("in its first request") << QByteArray();
    QTest::newRow("behind a request") << Wire::get("/a");
    QTest::newRow("behind a body") << Wire::request("POST", "/a", {}, "hello");
    QTest::newRow("behind chunks") << Wire::request("POST", "/a", "Transfer-Encoding: chunked\r\n")
                    + "5\r\nhello\r\n0\r\n\r\n";
}

/// The socket's own functions, and the Gate's, are still to return when the loop ends.
void tst_Gate::clientsThatLeaveInAnEventLoop()
{
    QFETCH(const QByteArray, before);
    for (const QByteArray &request : {Wire::get("/looping"), Wire::request("POST", "/looping", {}, "hello")}) {
        m_socketOutlivedItsLoop.reset();
        RawClient client(m_server->serverPort());
        if (!before.isEmpty())
            QCOMPARE(client.ask(before).status, 200);
        client.send(request);
        client.close();
        TRY_COMPARE(m_socketOutlivedItsLoop, true);
        TRY_VERIFY(!m_sockets.constLast()); // and then it dies nevertheless
    }
}

void tst_Gate::clientsThatEndSending_data()
{
    QTest::addColumn<QByteArray>("bytes");
    QTest::addColumn<QList<QByteArray>>("bodies");

    const QByteArray get = Wire::get("/a");
    const QByteArray post = Wire::request("POST", "/b", {}, "hello");
    QTest::newRow("GET") << get << QList<QByteArray>{"GET /a "};
    QTest::newRow("POST") << post << QList<QByteArray>{"POST /b hello"};
    QTest::newRow("chunks") << Wire::request("POST", "/c", "Transfer-Encoding: chunked\r\n")
                    + "5\r\nhello\r\n0\r\n\r\n"
                            << QList<QByteArray>{"POST /c hello"};
    QTest::newRow("a second request") << get + post << QList<QByteArray>{"GET /a ", "POST /b hello"};
}

/// As `nc -N` does behind its input.
void tst_Gate::clientsThatEndSending()
{
    QFETCH(const QByteArray, bytes);
    QFETCH(const QList<QByteArray>, bodies);
    RawClient client(m_server->serverPort());
    client.send(bytes);
    client.endSending();
    for (const QByteArray &body : bodies)
        QCOMPARE(client.answer().body, body);
    QVERIFY(client.waitForEnd());
    QVERIFY(client.rest().isEmpty());
}

void tst_Gate::aClientThatNeverReads()
{
    m_entrance.settings.sendTimeout = 200ms;
    // Requests whose answers are not fetched wait in the client's own queue, not in our memory.
    m_entrance.settings.sendQueueLimit = 1024 * 1024;
    m_entrance.settings.keepAliveTimeout = 200ms;
    QTcpSocket client;
    client.setReadBufferSize(1);
    client.connectToHost(QHostAddress::LocalHost, m_server->serverPort());
    QVERIFY(client.waitForConnected());
    client.write(Wire::get("/large").repeated(400)); // 100 MiB of answers
    qint64 most = 0;
    QVERIFY(eventually([this, &most] {
        if (m_sockets.isEmpty() || !m_sockets.constFirst())
            return !m_sockets.isEmpty();
        most = std::max(most, m_sockets.constFirst()->bytesToWrite());
        return false;
    }));
    QVERIFY2(most > 0 && most < 2 * 1024 * 1024, QByteArray::number(most));
}

QTEST_GUILESS_MAIN(tst_Gate)
#include "tst_gate.moc"
