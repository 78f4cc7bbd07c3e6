// SPDX-FileCopyrightText: 2026 The Landline authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "support/backendlimits.h"
#include "support/descriptors.h"
#include "support/patience.h"
#include "support/rawclient.h"
#include "support/testnode.h"

#include <Landline/Landline>

#include <QtCore/qcoreapplication.h>
#include <QtCore/qeventloop.h>
#include <QtCore/qmimedatabase.h>
#include <QtCore/qpointer.h>
#include <QtCore/qregularexpression.h>
#include <QtCore/qtemporarydir.h>
#include <QtCore/qtimer.h>
#include <QtTest/qtest.h>

#include <atomic>
#include <memory>
#include <mutex>
#include <vector>

using namespace Landline;
using namespace Qt::StringLiterals;

/// Plain HTTP as bytes on the wire: how long connections live, in which order answers come, and bodies.
class tst_Requests : public QObject
{
    Q_OBJECT

private slots:
    void initTestCase();
    void cleanupTestCase();

    void connectionIsKept_data();
    void connectionIsKept();
    void answersComeInOrder();
    void bodies_data();
    void bodies();
    void manyBodies();
    void continueBeforeTheBody();
    void head();
    void headThatWantsAWebSocket();
    void handlersThatThrowOrFail_data();
    void handlersThatThrowOrFail();
    void malformed_data();
    void malformed();
    void methodsAreCaseSensitive_data();
    void methodsAreCaseSensitive();
    void hosts_data();
    void hosts();
    void routesBeyondAscii();
    void plainGetOfAWebSocketRoute();
    void clientThatLeavesWhileItsAnswerIsMade_data();
    void clientThatLeavesWhileItsAnswerIsMade();
    void clientsThatReset_data();
    void clientsThatReset();
    void handshakeWhoseClientResets();
    void clientThatEndsSending();
    void streams_data();
    void streams();
    void streamsThatAreCut_data();
    void streamsThatAreCut();
    void aStreamWaitsForItsClient();
    void aStreamWhoseClientLeaves();
    void files_data();
    void files();
    void aFileThatShrinks();
    void deleteLaterInAHandler();

private:
    std::unique_ptr<TestNode> m_node;
    QTemporaryDir m_folder;
    int m_descriptors = 0; ///< of the node without clients
};

namespace {

constexpr qsizetype largeSize = 20'000'000;
constexpr qsizetype pieceSize = 100'000;

std::atomic<int> producedPieces = 0;
std::atomic<int> openStreams = 0;

/// What is answered only when a test says so, by handlers of any worker.
std::mutex mutex;
std::vector<std::shared_ptr<QPromise<Response>>> held;

QFuture<Response> hold()
{
    const auto promise = std::make_shared<QPromise<Response>>();
    promise->start();
    const std::lock_guard lock(mutex);
    held.push_back(promise);
    return promise->future();
}

int countOfHeld()
{
    const std::lock_guard lock(mutex);
    return int(held.size());
}

void answerHeld()
{
    const std::lock_guard lock(mutex);
    for (const auto &promise : held) {
        promise->addResult(Response::text(u"held"_s));
        promise->finish();
    }
    held.clear();
}

/// Holds handshakes that want it.
class Holding : public Middleware
{
public:
    Reply process(Request request, const Next &next) override
    {
        if (!request.hasQuery(u"hold"_s))
            return next(request);
        return Reply(hold()).then([answer = *next(request).response()](const Response &) { return answer; });
    }
};

/// largeSize bytes in pieces, or less and an exception.
Response largeStream(bool throws)
{
    const std::shared_ptr<void> alive(nullptr, [](void *) { --openStreams; });
    ++openStreams;
    return Response::stream("text/plain", [throws, alive, left = largeSize]() mutable {
        if (throws && left < largeSize / 2)
            throw std::runtime_error("secret");
        const qsizetype size = qMin(pieceSize, left);
        left -= size;
        producedPieces += size > 0;
        return QByteArray(size, 'y');
    });
}

/// Three events, each in a turn of its own.
Response events()
{
    return Response::stream("text/event-stream", [](const ResponseStream &stream) {
        auto *timer = new QTimer(stream.context());
        QObject::connect(timer, &QTimer::timeout, stream.context(), [stream, count = 0]() mutable {
            stream.write("data: " + QByteArray::number(++count) + "\n\n");
            if (count == 3)
                stream.end();
        });
        timer->start(1);
    });
}

/// "later", in a later turn of the worker's event loop.
QFuture<Response> later(QObject *context)
{
    auto promise = std::make_shared<QPromise<Response>>();
    promise->start();
    QTimer::singleShot(1, context, [promise] {
        promise->addResult(Response::text(u"later"_s));
        promise->finish();
    });
    return promise->future();
}

/// "later" as well, when an event loop of its own has ended.
Response looping()
{
    QEventLoop loop;
    QTimer::singleShot(5, &loop, &QEventLoop::quit);
    loop.exec();
    return Response::text(u"later"_s);
}

/// What is deleted later in a handler is there until the handler has returned, whatever events it lets through.
Response deleting()
{
    const QPointer<QObject> object = new QObject;
    object->deleteLater();
    QCoreApplication::sendPostedEvents();
    looping();
    return Response::text(object ? u"kept"_s : u"deleted"_s);
}

void defineRoutes(Router &router)
{
    auto context = std::make_shared<QObject>();
    router.get("/plain", [](const Request &) { return "plain"; });
    router.get("/later", [context](const Request &) { return later(context.get()); });
    router.any("/held", [](const Request &) { return hold(); });
    router.get("/looping", [](const Request &) { return looping(); });
    router.post("/looping", [](const Request &) { return looping(); });
    router.get("/deleting", [](const Request &) { return deleting(); });
    router.post("/echo", [](const Request &request) {
        return Response::text(QString::fromUtf8(request.body()));
    });
    router.any("/any", [](const Request &request) { return Response::text(QString::fromLatin1(request.method())); });
    router.get("/large", [](const Request &) {
        Response response;
        response.setBody(QByteArray(largeSize, 'x'), "text/plain");
        return response;
    });
    router.get("/stream", [](const Request &) { return largeStream(false); });
    router.get("/cut", [](const Request &) { return largeStream(true); });
    router.get("/events", [](const Request &) { return events(); });
    router.get("/later-events", [context](const Request &) { return QtFuture::makeReadyFuture(events()); });
    router.get("/throws", [](const Request &) -> Reply { throw std::runtime_error("secret"); });
    router.get("/cancelled", [](const Request &) {
        QPromise<Response> promise;
        promise.start();
        return promise.future(); // never answered: the promise goes
    });
    router.get(u"/größe/{x}"_s, [](const Request &request) { return Response::text(request.parameter("x")); });
    if (router.serverName() == u"ws") {
        router.webSocket("/socket");
        router.webSocket(u"/a ö"_s);
    }
}

} // namespace

void tst_Requests::initTestCase()
{
    m_node = std::make_unique<TestNode>(TestNode::twoServers);
    for (const QString &server : {u"ws"_s, u"http"_s})
        (*m_node)->addRoutes(server, [this](Router &router) {
            defineRoutes(router);
            router.get("/file/{name}", [folder = m_folder.path()](const Request &request) {
                return Response::file(folder + u'/' + request.parameter("name"), request);
            });
        });
    for (const QString &name : {u"large.html"_s, u"shrinking"_s}) {
        QFile file(m_folder.filePath(name));
        QVERIFY(file.open(QIODevice::WriteOnly));
        file.write(QByteArray(largeSize - 3, 'x') + "end");
    }
    QVERIFY2(m_node->start(), m_node->error());
    QMimeDatabase().mimeTypeForFile(u"a.html"_s, QMimeDatabase::MatchExtension); // keeps a file open
    m_descriptors = openDescriptors();
}

void tst_Requests::cleanupTestCase()
{
    m_node.reset();
}

void tst_Requests::connectionIsKept_data()
{
    QTest::addColumn<QByteArray>("request");
    QTest::addColumn<bool>("kept");
    QTest::addColumn<QByteArray>("connection");
    const QByteArray oneOne = "GET /plain HTTP/1.1\r\nHost: a\r\n";
    const QByteArray oneZero = "GET /plain HTTP/1.0\r\n";
    QTest::newRow("1.1") << oneOne + "\r\n" << true << QByteArray();
    QTest::newRow("1.1 close") << oneOne + "Connection: close\r\n\r\n"
                               << false << QByteArray("close");
    QTest::newRow("1.1 Close in a list") << oneOne + "Connection: x, Close\r\n\r\n"
                                         << false << QByteArray("close");
    QTest::newRow("1.0") << oneZero + "\r\n" << false << QByteArray("close");
    QTest::newRow("1.0 keep-alive") << oneZero + "Connection: Keep-Alive\r\n\r\n"
                                    << true << QByteArray("keep-alive");
}

void tst_Requests::connectionIsKept()
{
    QFETCH(QByteArray, request);
    QFETCH(bool, kept);
    for (const QString &server : {u"ws"_s, u"http"_s}) {
        RawClient client(m_node->port(server));
        const HttpAnswer answer = client.ask(request);
        QCOMPARE(answer.status, 200);
        QCOMPARE(answer.body, QByteArray("plain"));
        QTEST(answer.header("Connection").toLower(), "connection");
        if (kept)
            QCOMPARE(client.ask(request).body, QByteArray("plain"));
        else
            QVERIFY(client.waitForEnd());
        QCOMPARE(client.rest(), QByteArray());
    }
}

void tst_Requests::answersComeInOrder()
{
    RawClient client(m_node->port(u"http"_s));
    QByteArray requests;
    for (int i = 0; i < 20; ++i) {
        requests += Wire::get("/later") + Wire::get("/plain")
                + Wire::request("POST", "/echo", {}, "body " + QByteArray::number(i))
                + Wire::request("HEAD", "/plain") + Wire::get("/nowhere");
    }
    client.send(requests);
    for (int i = 0; i < 20; ++i) {
        QCOMPARE(client.answer().body, QByteArray("later"));
        QCOMPARE(client.answer().body, QByteArray("plain"));
        QCOMPARE(client.answer().body, "body " + QByteArray::number(i));
        QCOMPARE(client.answer("HEAD").status, 200);
        QCOMPARE(client.answer().status, 404);
    }
    QCOMPARE(client.rest(), QByteArray());
}

void tst_Requests::bodies_data()
{
    QTest::addColumn<QByteArray>("lines");
    QTest::addColumn<QByteArray>("body");
    QTest::addColumn<QByteArray>("expected");
    const QByteArray chunked = "Transfer-Encoding: chunked\r\n";
    const QByteArray large(100'000, 'x');
    QTest::newRow("none") << QByteArray() << QByteArray() << QByteArray();
    QTest::newRow("empty") << QByteArray("Content-Length: 0\r\n") << QByteArray() << QByteArray();
    QTest::newRow("length") << QByteArray("Content-Length: 5\r\n") << QByteArray("hello")
                            << QByteArray("hello");
    QTest::newRow("large") << QByteArray("Content-Length: 100000\r\n") << large << large;
    QTest::newRow("chunks") << chunked << QByteArray("2\r\nhe\r\n3\r\nllo\r\n0\r\n\r\n")
                            << QByteArray("hello");
    if (!lacks(QtLimit::ChunkGrammar))
        QTest::newRow("trailer fields") << chunked << QByteArray("5;a=b\r\nhello\r\n0\r\nX-T: one\r\n\r\n") << QByteArray("hello");
    QTest::newRow("large chunk") << chunked << "186a0\r\n" + large + "\r\n0\r\n\r\n" << large;
    QTest::newRow("a proxy's constant Upgrade")
            << QByteArray("Connection: upgrade\r\nUpgrade: websocket\r\nContent-Length: 5\r\n")
            << QByteArray("hello") << QByteArray("hello");
}

void tst_Requests::bodies()
{
    QFETCH(QByteArray, lines);
    QFETCH(QByteArray, body);
    const QByteArray head = "POST /echo HTTP/1.1\r\nHost: a\r\n" + lines + "\r\n";
    RawClient client(m_node->port(u"http"_s));

    client.send(head + body + Wire::get("/plain"));
    QTEST(client.answer().body, "expected");
    QCOMPARE(client.answer().body, QByteArray("plain"));

    client.send(head);
    client.send(body.left(1));
    client.send(body.mid(1));
    QTEST(client.answer().body, "expected");
    QCOMPARE(client.ask(Wire::get("/plain")).body, QByteArray("plain"));
}

void tst_Requests::manyBodies()
{
    RawClient client(m_node->port(u"http"_s));
    for (int i = 0; i < 150; ++i) {
        const HttpAnswer answer = client.ask(Wire::request("POST", "/echo", {}, "x"));
        QCOMPARE(answer.body, "x");
        if (lacks(QtLimit::HundredBodies) && i == 99) {
            QCOMPARE(answer.header("Connection"), "close");
            break;
        }
    }
}

void tst_Requests::continueBeforeTheBody()
{
    RawClient client(m_node->port(u"http"_s));
    client.send(
            "POST /echo HTTP/1.1\r\nHost: a\r\nContent-Length: 5\r\nExpect: 100-continue\r\n\r\n");
    QCOMPARE(client.answer().status, 100);
    const HttpAnswer answer = client.ask("hello");
    QCOMPARE(answer.status, 200);
    QCOMPARE(answer.body, QByteArray("hello"));
}

void tst_Requests::head()
{
    RawClient client(m_node->port(u"http"_s));
    const HttpAnswer got = client.ask(Wire::get("/plain"));
    const HttpAnswer answer = client.ask(Wire::request("HEAD", "/plain"));
    QCOMPARE(answer.status, 200);
    QCOMPARE(answer.header("Content-Length"), QByteArray("5"));
    QCOMPARE(answer.header("Content-Type"), got.header("Content-Type"));
    QCOMPARE(answer.body, QByteArray());
    const HttpAnswer refused = client.ask(Wire::request("HEAD", "/nowhere"));
    QCOMPARE(refused.status, 404);
    QCOMPARE(refused.header("Content-Length"), QByteArray("9"));
    QCOMPARE(client.ask(Wire::get("/plain")).body, QByteArray("plain"));
}

void tst_Requests::headThatWantsAWebSocket()
{
    RawClient client(m_node->port(u"ws"_s));
    const HttpAnswer answer = client.ask(Wire::handshake("/socket").replace("GET", "HEAD"));
    QCOMPARE(answer.status, 405);
    QVERIFY(answer.header("Content-Length").toInt() > 0);
    QVERIFY(client.waitForEnd());
    QCOMPARE(client.rest(), QByteArray());
}

void tst_Requests::handlersThatThrowOrFail_data()
{
    QTest::addColumn<QByteArray>("path");
    QTest::newRow("throws") << QByteArray("/throws");
    QTest::newRow("never answers") << QByteArray("/cancelled");
}

void tst_Requests::handlersThatThrowOrFail()
{
    QFETCH(QByteArray, path);
    RawClient client(m_node->port(u"http"_s));
    if (path == "/throws")
        QTest::ignoreMessage(QtCriticalMsg, "GET of server http: a handler threw: secret");
    const HttpAnswer answer = client.ask(Wire::get(path));
    QCOMPARE(answer.status, 500);
    QCOMPARE(answer.body, QByteArray("Internal Server Error"));
    QCOMPARE(client.ask(Wire::get("/plain")).body, QByteArray("plain"));
}

void tst_Requests::malformed_data()
{
    QTest::addColumn<QByteArray>("request");
    QTest::addColumn<int>("status");
    const QByteArray post = "POST /echo HTTP/1.1\r\nHost: a\r\n";
    const auto row = [](const char *name, const QByteArray &request, int status = 400) {
        QTest::newRow(name) << request << status;
    };
    row("not HTTP", "\x16\x02\x01\x02 no TLS\r\n\r\n");
    row("no Host", "GET /plain HTTP/1.1\r\n\r\n");
    row("two Hosts", "GET /plain HTTP/1.1\r\nHost: a\r\nHost: b\r\n\r\n");
    row("LF alone", "GET /plain HTTP/1.1\nHost: a\n\n");
    row("folded header", "GET /plain HTTP/1.1\r\nHost: a\r\nX: 1\r\n 2\r\n\r\n");
    row("space before the colon", "GET /plain HTTP/1.1\r\nHost : a\r\n\r\n");
    row("wrong escape in the path", "GET /100%of HTTP/1.1\r\nHost: a\r\n\r\n");
    row("two lengths", post + "Content-Length: 1\r\nContent-Length: 2\r\n\r\n");
    row("negative length", post + "Content-Length: -1\r\n\r\n");
    row("length and chunks", post + "Content-Length: 1\r\nTransfer-Encoding: chunked\r\n\r\n");
    row("another coding", post + "Transfer-Encoding: gzip, chunked\r\n\r\n", 501);
    if (!lacks(QtLimit::ChunkGrammar)) {
        const QByteArray chunked = post + "Transfer-Encoding: chunked\r\n\r\n";
        row("a chunk size with a prefix", chunked + "0x5\r\nhello\r\n0\r\n\r\n");
        row("a chunk size with a sign", chunked + "+5\r\nhello\r\n0\r\n\r\n");
        row("a chunk size before a space", chunked + "5 \r\nhello\r\n0\r\n\r\n");
        row("a chunk that is too long", chunked + "5\r\nhelloXX0\r\n\r\n");
        row("a trailer that is none", chunked + "5\r\nhello\r\n0\r\nJUNK\r\n\r\n");
    }
    row("HTTP/2.0", "GET /plain HTTP/2.0\r\nHost: a\r\n\r\n", 505);
    row("HTTP/2 preface", "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n", 505);
}

void tst_Requests::malformed()
{
    QFETCH(QByteArray, request);
    for (const QString &server : {u"ws"_s, u"http"_s}) {
        RawClient client(m_node->port(server));
        // Behind a good one, and followed by one that must never be answered.
        client.send(Wire::get("/plain") + request + Wire::get("/plain"));
        QCOMPARE(client.answer().status, 200);
        const HttpAnswer answer = client.answer();
        QTEST(answer.status, "status");
        QCOMPARE(answer.header("Connection"), QByteArray("close"));
        QCOMPARE(answer.header("Content-Length").toLongLong(), answer.body.size());
        QVERIFY(!answer.body.isEmpty());
        QVERIFY(client.waitForEnd());
        QCOMPARE(client.rest(), QByteArray());
    }
}

void tst_Requests::methodsAreCaseSensitive_data()
{
    QTest::addColumn<QByteArray>("method");
    QTest::addColumn<QByteArray>("path");
    QTest::addColumn<int>("status");
    QTest::addColumn<QByteArray>("allow");

    QTest::newRow("get") << QByteArray("get") << QByteArray("/plain") << 405 << QByteArray("GET");
    QTest::newRow("Get") << QByteArray("Get") << QByteArray("/plain") << 405 << QByteArray("GET");
    QTest::newRow("head") << QByteArray("head") << QByteArray("/plain") << 405 << QByteArray("GET");
    QTest::newRow("post") << QByteArray("post") << QByteArray("/echo") << 405 << QByteArray("POST");
    QTest::newRow("unknown") << QByteArray("BREW") << QByteArray("/plain") << 405 << QByteArray("GET");
    QTest::newRow("nothing there") << QByteArray("get") << QByteArray("/nowhere") << 404 << QByteArray();
    QTest::newRow("any") << QByteArray("get") << QByteArray("/any") << 200 << QByteArray();
}

void tst_Requests::methodsAreCaseSensitive()
{
    QFETCH(const QByteArray, method);
    QFETCH(const QByteArray, path);
    RawClient client(m_node->port(u"http"_s));
    const HttpAnswer answer = client.ask(Wire::request(method, path));
    QTEST(answer.status, "status");
    QTEST(answer.header("Allow"), "allow");
    QVERIFY(!answer.body.isEmpty()); // "head" is not HEAD
    if (answer.status == 200)
        QCOMPARE(answer.body, method);
    QCOMPARE(client.ask(Wire::get("/plain")).body, QByteArray("plain"));

    RawClient handshake(m_node->port(u"ws"_s));
    const HttpAnswer refusal = handshake.ask(Wire::handshake("/socket").replace("GET", "get"));
    QCOMPARE(refusal.status, 405);
    QCOMPARE(refusal.header("Allow"), QByteArray("GET"));
}

void tst_Requests::hosts_data()
{
    QTest::addColumn<QByteArray>("host");
    QTest::addColumn<bool>("served");

    QTest::newRow("listed") << QByteArray("Host: chat.example:9502\r\n") << true;
    QTest::newRow("wildcard") << QByteArray("Host: a.b.example\r\n") << true;
    QTest::newRow("not listed") << QByteArray("Host: evil.example\r\n") << false;
    QTest::newRow("a proxy nobody trusts") << QByteArray("Host: evil.example\r\nX-Forwarded-Host: chat.example\r\n") << false;
}

void tst_Requests::hosts()
{
    QFETCH(const QByteArray, host);
    QFETCH(const bool, served);
    TestNode node("[node.settings]\nallowed_hosts = ['chat.example', '*.b.example']\n" + TestNode::twoServers);
    for (const QString &server : {u"ws"_s, u"http"_s})
        node->addRoutes(server, defineRoutes);
    QVERIFY2(node.start(), node.error());
    // Once in a while, by each worker.
    QTest::failOnWarning(QRegularExpression("^(?!A request is refused: host \"evil.example\" is not in allowed_hosts)"));
    for (const QString &server : {u"ws"_s, u"http"_s}) {
        RawClient client(node.port(server));
        for (int i = 0; i < 2; ++i) {
            const HttpAnswer answer = client.ask("GET /plain HTTP/1.1\r\n" + host + "\r\n");
            QCOMPARE(answer.status, served ? 200 : 421);
            QVERIFY(served || !answer.body.isEmpty());
        }
        QCOMPARE(client.ask("POST /echo HTTP/1.1\r\nContent-Length: 4\r\n" + host + "\r\nbody").status, served ? 200 : 421);
        RawClient handshake(node.port(server));
        const QByteArray bytes = Wire::handshake("/socket");
        const qsizetype begin = bytes.indexOf("Host:");
        const QByteArray changed = bytes.left(begin) + host + bytes.mid(bytes.indexOf("\r\n", begin) + 2);
        QCOMPARE(handshake.ask(changed).status, served ? 101 : 421);
    }
}

void tst_Requests::routesBeyondAscii()
{
    for (const QString &server : {u"ws"_s, u"http"_s}) {
        RawClient client(m_node->port(server));
        QCOMPARE(client.ask(Wire::get("/gr%C3%B6%c3%9fe/%C3%BC%2F5")).body, QByteArray("\xc3\xbc/5"));
        QCOMPARE(client.ask(Wire::get("/groesse/1")).status, 404);
    }
    RawClient client(m_node->port(u"ws"_s));
    QCOMPARE(client.ask(Wire::handshake("/a%20%C3%B6")).status, 101);
}

void tst_Requests::plainGetOfAWebSocketRoute()
{
    RawClient client(m_node->port(u"ws"_s));
    const HttpAnswer answer = client.ask(Wire::get("/socket"));
    QCOMPARE(answer.status, 426);
    QCOMPARE(answer.header("Upgrade"), QByteArray("websocket"));
    QCOMPARE(answer.header("Connection"), QByteArray("close, Upgrade"));
    QCOMPARE(client.ask(Wire::get("/plain")).status, 0);
}

void tst_Requests::clientThatLeavesWhileItsAnswerIsMade_data()
{
    QTest::addColumn<QByteArray>("request");

    QTest::newRow("a future") << Wire::get("/later");
    QTest::newRow("an event loop") << Wire::get("/looping");
    QTest::newRow("an event loop, with a body")
            << QByteArray("POST /looping HTTP/1.1\r\nHost: a\r\nContent-Length: 1\r\n\r\nx");
}

void tst_Requests::clientThatLeavesWhileItsAnswerIsMade()
{
    QFETCH(const QByteArray, request);
    for (int i = 0; i < 20; ++i) {
        RawClient client(m_node->port(u"http"_s));
        client.send(request);
    }
    RawClient client(m_node->port(u"http"_s));
    QCOMPARE(client.ask(request).body, QByteArray("later"));
}

void tst_Requests::clientsThatReset_data()
{
    QTest::addColumn<QByteArray>("request");
    QTest::newRow("at once") << QByteArray();
    QTest::newRow("in a head") << QByteArray("GET /plain HT");
    QTest::newRow("in a body") << Wire::request("POST", "/echo", "Content-Length: 5\r\n") + "he";
    QTest::newRow("in a chunk") << Wire::request("POST", "/echo", "Transfer-Encoding: chunked\r\n") + "5\r\nhe";
    QTest::newRow("between requests") << Wire::get("/plain");
    QTest::newRow("while the answer is made") << Wire::get("/held");
    QTest::newRow("while the answer to a body is made") << Wire::request("POST", "/held", {}, "x");
    QTest::newRow("while a response is sent") << Wire::get("/large");
    QTest::newRow("while the last response is sent") << Wire::get("/large", "Connection: close\r\n");
    QTest::newRow("while a stream is sent") << Wire::get("/stream");
    QTest::newRow("while a file is sent") << Wire::get("/file/large.html");
    QTest::newRow("while an error lingers") << QByteArray("hello\r\n\r\n");
    QTest::newRow("in a row of requests") << Wire::get("/large").repeated(10) + Wire::get("/held");
}

/// Nothing is left of them, whatever they were waiting for.
void tst_Requests::clientsThatReset()
{
    QFETCH(const QByteArray, request);
    const bool isHeld = request.contains("/held") && !request.contains("/large");
    constexpr int count = 20;
    std::vector<std::unique_ptr<RawClient>> clients;
    for (int i = 0; i < count; ++i) {
        clients.push_back(std::make_unique<RawClient>(m_node->port(u"http"_s)));
        clients.back()->stopReading();
        clients.back()->send(request);
    }
    TRY_VERIFY(openDescriptors() >= m_descriptors + 2 * count); // all have been accepted
    if (isHeld)
        TRY_COMPARE(countOfHeld(), count);
    for (const auto &client : clients) {
        if (request.endsWith("\r\n\r\n") && !isHeld)
            TRY_VERIFY(client->hasReceived());
        client->reset();
    }
    clients.clear();
    TRY_COMPARE(openDescriptors(), m_descriptors);
    TRY_COMPARE(openStreams.load(), 0);
    answerHeld(); // to nobody
    QCOMPARE(RawClient(m_node->port(u"http"_s)).ask(Wire::get("/plain")).body, "plain");
}

/// Its place among the connections is free again.
void tst_Requests::handshakeWhoseClientResets()
{
    TestNode node("[node.settings]\nmax_connections = 1\n" + TestNode::twoServers);
    node->addMiddleware<Holding>(u"ws"_s);
    node->addRoutes(u"ws"_s, defineRoutes);
    QVERIFY2(node.start(), node.error());
    RawClient client(node.port(u"ws"_s));
    client.send(Wire::handshake("/socket?hold"));
    TRY_COMPARE(countOfHeld(), 1);
    QCOMPARE(RawClient(node.port(u"ws"_s)).ask(Wire::handshake("/socket")).status, 503);
    client.reset();
    QVERIFY(eventually([&] { return RawClient(node.port(u"ws"_s)).ask(Wire::handshake("/socket")).status == 101; }));
    answerHeld();
}

/// As `nc -N` does behind its input.
void tst_Requests::clientThatEndsSending()
{
    const QByteArray chunked = "POST /echo HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nplain\r\n0\r\n\r\n";
    QByteArrayList requests{Wire::get("/plain"), Wire::request("POST", "/echo", {}, "plain"), chunked};
    if (!lacks(QtLimit::HttpHalfClose))
        requests.append(Wire::get("/later"));
    for (const QString &server : {u"ws"_s, u"http"_s}) {
        for (const QByteArray &request : std::as_const(requests)) {
            RawClient client(m_node->port(server));
            client.send(request);
            client.endSending();
            QCOMPARE(client.answer().body, request.contains("/later") ? "later" : "plain");
            QVERIFY(client.waitForEnd());
        }
    }
}

void tst_Requests::streams_data()
{
    QTest::addColumn<QByteArray>("path");
    QTest::addColumn<QByteArray>("body");
    QTest::newRow("produced") << QByteArray("/stream") << QByteArray(largeSize, 'y');
    QTest::newRow("written by a timer") << QByteArray("/events") << QByteArray("data: 1\n\ndata: 2\n\ndata: 3\n\n");
    QTest::newRow("later") << QByteArray("/later-events") << QByteArray("data: 1\n\ndata: 2\n\ndata: 3\n\n");
}

void tst_Requests::streams()
{
    QFETCH(const QByteArray, path);
    QFETCH(const QByteArray, body);
    for (const QString &server : {u"ws"_s, u"http"_s}) {
        RawClient client(m_node->port(server));
        client.send(Wire::get(path) + Wire::request("HEAD", path) + Wire::get("/plain"));
        const HttpAnswer answer = client.answer();
        QCOMPARE(answer.status, 200);
        QCOMPARE(answer.header("Transfer-Encoding"), QByteArray("chunked"));
        QVERIFY(answer.body == body);
        const HttpAnswer head = client.answer("HEAD");
        QCOMPARE(head.header("Transfer-Encoding"), QByteArray("chunked"));
        QCOMPARE(head.header("Content-Type"), answer.header("Content-Type"));
        QCOMPARE(client.answer().body, QByteArray("plain"));

        client.send("GET " + path + " HTTP/1.0\r\nConnection: keep-alive\r\n\r\n");
        const HttpAnswer old = client.answer();
        QCOMPARE(old.header("Transfer-Encoding"), QByteArray());
        QCOMPARE(old.header("Connection"), QByteArray("close"));
        QVERIFY(old.body == body);
        QVERIFY(client.waitForEnd());
    }
    TRY_COMPARE(openStreams.load(), 0);
}

void tst_Requests::streamsThatAreCut_data()
{
    QTest::addColumn<QByteArray>("version");
    QTest::newRow("chunked") << QByteArray("1.1");
    QTest::newRow("until the end") << QByteArray("1.0");
}

void tst_Requests::streamsThatAreCut()
{
    QFETCH(const QByteArray, version);
    RawClient client(m_node->port(u"http"_s));
    client.send("GET /cut HTTP/" + version + "\r\nHost: a\r\n\r\n");
    QVERIFY(client.waitForEnd());
    QVERIFY(client.rest().size() < largeSize / 2 + 2 * pieceSize);
    QVERIFY(!client.rest().endsWith("\r\n0\r\n\r\n"));
    QVERIFY(!client.rest().contains("secret"));
    TRY_COMPARE(openStreams.load(), 0);
}

void tst_Requests::aStreamWaitsForItsClient()
{
    RawClient client(m_node->port(u"http"_s));
    client.stopReading();
    producedPieces = 0;
    constexpr int streams = 20; // more than the kernel holds
    client.send(Wire::get("/stream").repeated(streams));
    TRY_VERIFY(producedPieces > 0);
    int before = -1;
    TRY_VERIFY(std::exchange(before, producedPieces.load()) == producedPieces);
    const QDeadlineTimer later(std::chrono::milliseconds(50));
    TRY_VERIFY(later.hasExpired());
    QVERIFY(producedPieces < streams * largeSize / pieceSize / 2);
    client.readAgain();
    for (int i = 0; i < streams; ++i)
        QCOMPARE(client.answer().body.size(), largeSize);
}

void tst_Requests::aStreamWhoseClientLeaves()
{
    RawClient client(m_node->port(u"http"_s));
    client.stopReading();
    client.send(Wire::get("/stream"));
    TRY_COMPARE(openStreams.load(), 1);
    client.reset();
    TRY_COMPARE(openStreams.load(), 0);
}

void tst_Requests::files_data()
{
    QTest::addColumn<QByteArray>("path");
    QTest::addColumn<QByteArray>("line");
    QTest::addColumn<int>("status");
    QTest::addColumn<QByteArray>("length");
    QTest::addColumn<qsizetype>("size");
    const QByteArray path("/file/large.html");
    const QByteArray length = QByteArray::number(largeSize);
    QTest::newRow("whole") << path << QByteArray() << 200 << length << largeSize;
    QTest::newRow("part") << path << QByteArray("Range: bytes=-1000000\r\n") << 206 << QByteArray("1000000") << qsizetype(1'000'000);
    QTest::newRow("no such part") << path << QByteArray("Range: bytes=20000000-\r\n") << 416 << QByteArray("21") << qsizetype(21);
    QTest::newRow("known") << path << QByteArray("If-None-Match: *\r\n") << 304 << QByteArray() << qsizetype(0);
    QTest::newRow("missing") << QByteArray("/file/none") << QByteArray() << 404 << QByteArray("9") << qsizetype(9);
}

void tst_Requests::files()
{
    QFETCH(const QByteArray, path);
    QFETCH(const QByteArray, line);
    QFETCH(const qsizetype, size);
    for (const QString &server : {u"ws"_s, u"http"_s}) {
        RawClient client(m_node->port(server));
        client.send(Wire::get(path, line) + Wire::request("HEAD", path) + Wire::get("/plain"));
        const HttpAnswer answer = client.answer();
        QTEST(answer.status, "status");
        QTEST(answer.header("Content-Length"), "length");
        QCOMPARE(answer.body.size(), size);
        if (answer.status == 200 || answer.status == 206) {
            QCOMPARE(answer.header("Content-Type"), QByteArray("text/html; charset=utf-8"));
            QVERIFY(answer.body.endsWith("xend"));
        }
        const HttpAnswer head = client.answer("HEAD");
        QCOMPARE(head.header("Content-Length"), path.endsWith("none") ? QByteArray("9") : QByteArray::number(largeSize));
        QCOMPARE(client.answer().body, QByteArray("plain"));

        client.send("GET " + path + " HTTP/1.0\r\n" + line + "\r\n");
        QCOMPARE(client.answer().body.size(), size);
        QVERIFY(client.waitForEnd());
    }
}

void tst_Requests::aFileThatShrinks()
{
    RawClient client(m_node->port(u"http"_s));
    client.stopReading();
    client.send(Wire::get("/file/shrinking") + Wire::get("/plain"));
    TRY_VERIFY(client.unsentBytes() == 0);
    TRY_VERIFY(client.hasReceived());
    QVERIFY(QFile::resize(m_folder.filePath(u"shrinking"_s), 1000));
    client.readAgain();
    QVERIFY(client.waitForEnd());
    QVERIFY(client.rest().size() < largeSize);
    QVERIFY(!client.rest().endsWith("plain"));
}

void tst_Requests::deleteLaterInAHandler()
{
    for (const QString &server : {u"ws"_s, u"http"_s}) {
        RawClient client(m_node->port(server));
        QCOMPARE(client.ask(Wire::get("/deleting")).body, QByteArray("kept")); // read with the connection's first bytes
        QCOMPARE(client.ask(Wire::get("/deleting")).body, QByteArray("kept"));
    }
}

QTEST_GUILESS_MAIN(tst_Requests)
#include "tst_requests.moc"
