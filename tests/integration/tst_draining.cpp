// SPDX-FileCopyrightText: 2026 The Landline authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "support/landlineprocess.h"
#include "support/patience.h"
#include "support/rawclient.h"
#include "support/testclient.h"
#include "support/testnode.h"

#include <Landline/Landline>

#include <QtCore/qpromise.h>
#include <QtTest/qsignalspy.h>
#include <QtTest/qtest.h>

#include <memory>
#include <mutex>
#include <vector>

using namespace Landline;
using namespace Qt::StringLiterals;

/// What becomes of HTTP clients when the node stops: who has asked is answered, and nobody else is waited for.
class tst_Draining : public QObject
{
    Q_OBJECT

private slots:
    void cleanup();
    void answersArrive_data();
    void answersArrive();
    void largeAnswersArrive_data();
    void largeAnswersArrive();
    void othersAreEnded();
    void handshakes();
    void answersThatNeverCome();
    void program();

private:
    void finishAll();
};

namespace {

/// What handlers of any worker wait for.
std::mutex mutex;
std::vector<std::shared_ptr<QPromise<Response>>> waiting;

qsizetype countOfWaiting()
{
    const std::lock_guard lock(mutex);
    return qsizetype(waiting.size());
}

QFuture<Response> later()
{
    const auto promise = std::make_shared<QPromise<Response>>();
    promise->start();
    const std::lock_guard lock(mutex);
    waiting.push_back(promise);
    return promise->future();
}

constexpr qsizetype largeSize = 20'000'000;

class Later : public Middleware
{
public:
    Reply process(Request request, const Next &next) override
    {
        if (!request.isHandshake() || !request.hasQuery(u"later"_s))
            return next(request);
        return Reply(later()).then([answer = *next(request).response()](const Response &) { return answer; });
    }
};

void defineRoutes(Router &router)
{
    router.get("/plain", [](const Request &) { return "plain"; });
    router.get("/later", [](const Request &) { return later(); });
    router.post("/whole", [](const Request &request) { return Response::text(QString::fromUtf8(request.body())); });
    router.post("/stream", [](const Request &, const RequestStream &body) {
        const auto promise = std::make_shared<QPromise<Response>>();
        promise->start();
        body.onFinished([body, promise] {
            promise->addResult(Response::text(QString::fromUtf8(body.readAll())));
            promise->finish();
        });
        return promise->future();
    });
    router.get("/events", [](const Request &) {
        return Response::stream("text/event-stream", [](const ResponseStream &stream) { stream.write("data: 1\n\n"); });
    });
    router.get("/large", [](const Request &) {
        Response response;
        response.setBody(QByteArray(largeSize, 'x'), "text/plain");
        return response;
    });
    router.get("/produced", [](const Request &) {
        return Response::stream("text/plain", [left = largeSize]() mutable {
            const qsizetype size = qMin<qsizetype>(left, 100'000);
            left -= size;
            return QByteArray(size, 'x');
        });
    });
    if (router.serverName() == u"ws")
        router.webSocket("/socket");
}

} // namespace

void tst_Draining::cleanup()
{
    finishAll();
}

void tst_Draining::finishAll()
{
    const std::lock_guard lock(mutex);
    for (const auto &promise : waiting) {
        promise->addResult(Response::text(u"later"_s));
        promise->finish();
    }
    waiting.clear();
}

void tst_Draining::answersArrive_data()
{
    QTest::addColumn<QByteArray>("request");
    QTest::addColumn<QByteArray>("more");
    QTest::addColumn<QByteArray>("body");
    QTest::newRow("a request with the application") << Wire::get("/later") << QByteArray() << QByteArray("later");
    QTest::newRow("a head that is not whole") << Wire::get("/plain").chopped(5) << Wire::get("/plain").right(5) << QByteArray("plain");
    QTest::newRow("a body that is not whole") << Wire::request("POST", "/whole", "Content-Length: 5\r\n") + "he" << QByteArray("llo")
                                              << QByteArray("hello");
    QTest::newRow("a body that is streamed") << Wire::request("POST", "/stream", "Content-Length: 5\r\n") + "he" << QByteArray("llo")
                                             << QByteArray("hello");
}

void tst_Draining::answersArrive()
{
    QFETCH(const QByteArray, request);
    QFETCH(const QByteArray, more);
    QFETCH(const QByteArray, body);
    TestNode node(TestNode::twoServers);
    node->addRoutes(u"http"_s, defineRoutes);
    QVERIFY2(node.start(), node.error());
    QSignalSpy stopped(node.operator->(), &Node::stopped);
    RawClient client(node.port(u"http"_s));
    RawClient idle(node.port(u"http"_s));
    QCOMPARE(client.ask(Wire::get("/plain")).body, "plain");
    QCOMPARE(idle.ask(Wire::get("/plain")).body, "plain");
    client.send(request);
    if (more.isEmpty())
        TRY_COMPARE(countOfWaiting(), 1);
    else
        QCOMPARE(RawClient(node.port(u"http"_s)).ask(Wire::get("/plain")).body, "plain"); // it has come
    node->stop();
    QVERIFY(idle.waitForEnd()); // the node is stopping
    QVERIFY(stopped.isEmpty());
    QVERIFY(!client.isEnded());
    client.send(more);
    finishAll();
    const HttpAnswer answer = client.answer();
    QCOMPARE(answer.status, 200);
    QCOMPARE(answer.body, body);
    QCOMPARE(answer.header("Connection"), "close");
    QVERIFY(client.waitForEnd());
    TRY_COMPARE(stopped.size(), 1);
}

void tst_Draining::largeAnswersArrive_data()
{
    QTest::addColumn<QByteArray>("request");
    QTest::newRow("whole") << Wire::get("/large");
    QTest::newRow("whole, close") << Wire::get("/large", "Connection: close\r\n");
    QTest::newRow("produced") << Wire::get("/produced");
    QTest::newRow("HTTP/1.0") << QByteArray("GET /produced HTTP/1.0\r\n\r\n");
}

void tst_Draining::largeAnswersArrive()
{
    QFETCH(const QByteArray, request);
    TestNode node(TestNode::twoServers);
    node->addRoutes(u"http"_s, defineRoutes);
    QVERIFY2(node.start(), node.error());
    QSignalSpy stopped(node.operator->(), &Node::stopped);
    RawClient client(node.port(u"http"_s));
    RawClient idle(node.port(u"http"_s));
    client.stopReading();
    client.send(request);
    TRY_VERIFY(client.hasReceived());
    node->stop();
    QVERIFY(idle.waitForEnd());
    client.readAgain();
    QCOMPARE(client.answer().body.size(), largeSize);
    QVERIFY(client.waitForEnd());
    TRY_COMPARE(stopped.size(), 1);
}

/// Clients that wait for nothing, and streams that might go on for ever.
void tst_Draining::othersAreEnded()
{
    TestNode node(TestNode::twoServers);
    for (const QString &server : {u"ws"_s, u"http"_s})
        node->addRoutes(server, defineRoutes);
    QVERIFY2(node.start(), node.error());
    std::vector<std::unique_ptr<RawClient>> clients;
    for (int i = 0; i < 8; ++i)
        clients.push_back(std::make_unique<RawClient>(node.port(i % 2 ? u"ws"_s : u"http"_s)));
    for (int i = 0; i < 4; ++i)
        QCOMPARE(clients[size_t(i)]->ask(Wire::get("/plain")).body, "plain");
    RawClient events(node.port(u"http"_s));
    events.send(Wire::get("/events"));
    TRY_VERIFY(events.rest().endsWith("data: 1\n\n\r\n"));
    TestClient webSocket;
    QVERIFY(webSocket.open(node.url(u"ws"_s, u"/socket"_s)));
    node.stop();
    for (const auto &client : clients) {
        QVERIFY(client->waitForEnd());
        QCOMPARE(client->rest(), QByteArray());
    }
    QVERIFY(events.waitForEnd());
    QVERIFY(events.rest().endsWith("data: 1\n\n\r\n")); // not whole
    QVERIFY(webSocket.waitForEnd());
    QCOMPARE(webSocket.closeCode(), 1001);
}

/// One that is accepted while the node stops is closed as the others are, or cut; it holds nobody up.
void tst_Draining::handshakes()
{
    TestNode node(TestNode::twoServers);
    node->addMiddleware<Later>(u"ws"_s);
    node->addRoutes(u"ws"_s, defineRoutes);
    QVERIFY2(node.start(), node.error());
    QSignalSpy stopped(node.operator->(), &Node::stopped);
    RawClient idle(node.port(u"ws"_s));
    RawClient client(node.port(u"ws"_s));
    client.send(Wire::handshake("/socket?later"));
    TRY_COMPARE(countOfWaiting(), 1);
    node->stop();
    QVERIFY(idle.waitForEnd());
    QVERIFY(stopped.isEmpty());
    finishAll();
    QVERIFY(client.waitForEnd());
    TRY_COMPARE(stopped.size(), 1);
}

void tst_Draining::answersThatNeverCome()
{
    TestNode node(TestNode::twoServers);
    node->addRoutes(u"http"_s, defineRoutes);
    QVERIFY2(node.start(), node.error());
    RawClient client(node.port(u"http"_s));
    client.send(Wire::get("/later"));
    TRY_COMPARE(countOfWaiting(), 1);
    node.stop();
    QVERIFY(!node->isRunning());
    QVERIFY(client.waitForEnd());
    QCOMPARE(client.rest(), QByteArray());
}

void tst_Draining::program()
{
    LandlineProcess landline;
    landline.setConfig("[node]\nworkers = 2\nwebsocket_backend = \"@BACKEND@\"\n"
                       "[[server]]\nname = \"http\"\ntype = \"http\"\nport = 0\n"
                       "[[server.route]]\nmethod = \"GET\"\npath = \"/re/{x}\"\ncontroller = \"RouteEcho\"\n");
    QVERIFY2(landline.start(1), landline.errorOutput());
    const quint16 port = landline.port(u"HTTP"_s);
    const QByteArray request = Wire::get("/re/a");
    RawClient client(port);
    RawClient idle(port);
    client.send(request.chopped(2));
    QCOMPARE(RawClient(port).ask(request).status, 200);
    QCOMPARE(idle.ask(request).status, 200);
    landline.terminate();
    QVERIFY(idle.waitForEnd());
    const HttpAnswer answer = client.ask(request.right(2));
    QCOMPARE(answer.status, 200);
    QCOMPARE(answer.header("Connection"), "close");
    QCOMPARE(landline.waitForEnd(), 0);
}

QTEST_GUILESS_MAIN(tst_Draining)
#include "tst_draining.moc"
