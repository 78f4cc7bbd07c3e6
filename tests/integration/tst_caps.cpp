// SPDX-FileCopyrightText: 2026 The Landline authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "controllers/echocontroller.h"
#include "node_p.h"
#include "support/patience.h"
#include "support/rawclient.h"
#include "support/testclient.h"
#include "support/testnode.h"

#include <Landline/Landline>

#include <QtCore/qelapsedtimer.h>
#include <QtCore/qpromise.h>
#include <QtTest/qtest.h>

#include <atomic>
#include <memory>
#include <semaphore>
#include <vector>

using namespace Landline;
using namespace Qt::StringLiterals;

/// Caps on connections and handshakes, what is counted of refusals, and the lag of a loop.
class tst_Caps : public QObject
{
    Q_OBJECT

private slots:
    void refused_data();
    void refused();
    void plainRequestsAreNotCounted();
    void placesComeBack_data();
    void placesComeBack();
    void manyAtOnce();
    void refusalsAreCounted_data();
    void refusalsAreCounted();
    void endsAreCounted_data();
    void endsAreCounted();
    void foreignOriginsAreLoggedOnce();
    void aBlockedLoopIsMeasured();

private:
    static QByteArray config(const QByteArray &node, const QByteArray &settings = {}, int workers = 2);
    Admin::Counters counters(TestNode &node);
};

namespace {

std::atomic<int> asked = 0; ///< how often middleware was

/// Lets in, with another address where the query says "proxied"; answers "/refuse" with 403; leaves "/later" without an answer until the client is gone.
class Doorman : public Middleware
{
public:
    Reply process(Request request, const Next &next) override
    {
        ++asked;
        if (request.hasQuery(u"proxied"_s))
            request.setPeer(QHostAddress(u"198.51.100.7"_s), 4711);
        if (request.path() == u"/refuse")
            return Response::status(403);
        if (request.path() == u"/later") {
            m_promise = QPromise<Response>();
            m_promise.start();
            return m_promise.future();
        }
        return next(request);
    }

private:
    QPromise<Response> m_promise;
};

/// Ends some connections when they open: those on "/close" and "/abort".
void endAtOnce(Router &router)
{
    router.webSocket<EchoController>("/");
    router.webSocket("/close").onOpen([](Connection *connection, const Request &) { connection->close(); });
    router.webSocket("/abort").onOpen([](Connection *connection, const Request &) { connection->abort(); });
}

} // namespace

QByteArray tst_Caps::config(const QByteArray &node, const QByteArray &settings, int workers)
{
    return "[node]\nworkers = " + QByteArray::number(workers) + '\n' + node + "\n[node.settings]\n" + settings
            + R"(
[[server]]
name = "http"
type = "http"
port = 0

[[server]]
name = "ws"
type = "websocket"
port = 0
)";
}

Admin::Counters tst_Caps::counters(TestNode &node)
{
    std::optional<Admin::Counters> counters;
    NodePrivate::get(node.operator->())->query({}, this, [&counters](const ConnectionQueryResult &found) { counters = found.counters; });
    eventually([&counters] { return counters.has_value(); });
    return counters.value_or(Admin::Counters());
}

void tst_Caps::refused_data()
{
    QTest::addColumn<QByteArray>("node");
    QTest::addColumn<QByteArray>("settings");
    QTest::addColumn<int>("status");
    QTest::addColumn<QByteArray>("retryAfter");
    QTest::addColumn<RefusalReason>("reason");

    QTest::newRow("node") << QByteArray("max_connections = 2") << QByteArray() << 503 << QByteArray("5")
                          << RefusalReason::NodeFull;
    QTest::newRow("server") << QByteArray() << QByteArray("max_connections = 2") << 503 << QByteArray("5")
                            << RefusalReason::ServerFull;
    QTest::newRow("address") << QByteArray() << QByteArray("max_connections_per_address = 2") << 429
                             << QByteArray("5") << RefusalReason::AddressFull;
    QTest::newRow("rate") << QByteArray() << QByteArray("max_handshakes_per_second = 2") << 429 << QByteArray("1")
                          << RefusalReason::HandshakeRate;
}

void tst_Caps::refused()
{
    QFETCH(const QByteArray, node);
    QFETCH(const QByteArray, settings);
    QFETCH(const RefusalReason, reason);
    TestNode testNode(config(node, settings));
    testNode->addRoutes(u"ws"_s, endAtOnce);
    testNode->addMiddleware<Doorman>(u"ws"_s);
    QVERIFY2(testNode.start(), testNode.error());
    // By either port: the server whose routes answer counts.
    RawClient first(testNode.port(u"ws"_s));
    QCOMPARE(first.ask(Wire::handshake()).status, 101);
    RawClient second(testNode.port(u"http"_s));
    QCOMPARE(second.ask(Wire::handshake()).status, 101);

    int refusals = 0;
    asked = 0;
    for (const QString &server : {u"ws"_s, u"http"_s}) {
        for (const bool inPieces : {false, true}) {
            RawClient client(testNode.port(server));
            const QByteArray handshake = Wire::handshake();
            if (inPieces) { // by way of a socket object
                client.send(handshake.left(20));
                client.send(handshake.mid(20));
            } else {
                client.send(handshake);
            }
            const HttpAnswer answer = client.answer();
            if (reason == RefusalReason::HandshakeRate && answer.status == 101)
                continue; // a slow machine: its second is over
            QTEST(answer.status, "status");
            QTEST(answer.header("Retry-After"), "retryAfter");
            QCOMPARE(answer.header("Connection"), "close");
            QCOMPARE(answer.header("Content-Length").toLongLong(), answer.body.size());
            QVERIFY(!answer.body.isEmpty());
            QVERIFY(client.waitForEnd());
            ++refusals;
        }
    }
    if (reason != RefusalReason::HandshakeRate)
        QCOMPARE(asked.load(), 0); // middleware never saw them
    QCOMPARE(counters(testNode).statistics.refused[reason], refusals);
    QCOMPARE(counters(testNode).statistics.refused.total(), refusals);
}

void tst_Caps::plainRequestsAreNotCounted()
{
    TestNode node(config("max_connections = 1", "max_handshakes_per_second = 1000"));
    node->addRoutes(u"ws"_s, endAtOnce);
    node->addRoutes(u"http"_s, [](Router &router) { router.get("/", [](const Request &) { return "plain"; }); });
    QVERIFY2(node.start(), node.error());
    TestClient client;
    QVERIFY(client.open(node.url(u"ws"_s)));
    std::vector<std::unique_ptr<RawClient>> others;
    for (int i = 0; i < 5; ++i) {
        others.push_back(std::make_unique<RawClient>(node.port(u"http"_s)));
        QCOMPARE(others.back()->ask(Wire::get("/")).status, 200);
    }
    QCOMPARE(counters(node).statistics.refused.total(), 0);
}

void tst_Caps::placesComeBack_data()
{
    QTest::addColumn<QByteArray>("path");
    QTest::addColumn<QByteArray>("lines");
    QTest::addColumn<int>("status");
    QTest::addColumn<QByteArray>("end");

    const auto row = [](const char *name, const QByteArray &path, int status, const QByteArray &end,
                        const QByteArray &lines = {}) {
        QTest::newRow(name) << path << lines << status << end;
    };
    row("the client closes", "/", 101, "close");
    row("the client is cut off", "/", 101, "reset");
    row("the server closes", "/", 101, "disconnect");
    row("middleware says another address", "/?proxied", 101, "close");
    row("onOpen closes", "/close", 101, "close");
    row("onOpen cuts off", "/abort", 0, "");
    row("middleware refuses", "/refuse", 403, "");
    row("the client leaves before middleware has answered", "/later", 0, "reset");
    row("no route", "/nothing", 404, "");
    row("a foreign page", "/", 403, "", "Origin: http://example.com\r\n");
    row("a broken rule", "/", 400, "", "Content-Length: 1\r\n");
}

void tst_Caps::placesComeBack()
{
    QFETCH(const QByteArray, path);
    QFETCH(const QByteArray, lines);
    QFETCH(const int, status);
    QFETCH(const QByteArray, end);
    for (const QString &server : {u"ws"_s, u"http"_s}) {
        TestNode node(config("max_connections = 1", "max_connections = 1\nmax_connections_per_address = 1"));
        node->addRoutes(u"ws"_s, endAtOnce);
        node->addMiddleware<Doorman>(u"ws"_s);
        QVERIFY2(node.start(), node.error());
        if (lines.startsWith("Origin"))
            QTest::ignoreMessage(QtWarningMsg, QRegularExpression("^A handshake is refused: a page of"));
        for (int round = 0; round < 2; ++round) {
            asked = 0;
            RawClient client(node.port(server));
            client.send(Wire::handshake(path, lines));
            if (path == "/later")
                TRY_COMPARE(asked.load(), 1);
            else if (path == "/abort")
                QVERIFY(client.waitForEnd());
            else
                QCOMPARE(client.answer().status, status);
            if (end == "disconnect")
                node->sender().disconnect(Audience::all());
            if (end == "reset")
                client.reset();
            else if (!end.isEmpty())
                client.send(Wire::frame(Wire::Close, {}));
            // The next one has the place, and nobody else.
            std::unique_ptr<TestClient> next;
            QVERIFY(eventually([&] {
                next = std::make_unique<TestClient>();
                return next->open(node.url(server));
            }));
            RawClient third(node.port(server));
            QCOMPARE(third.ask(Wire::handshake()).status, 503);
            next->close();
            TRY_COMPARE(counters(node).connections, 0);
        }
    }
}

void tst_Caps::manyAtOnce()
{
    TestNode node(config("max_connections = 5"));
    node->addRoutes(u"ws"_s, endAtOnce);
    QVERIFY2(node.start(), node.error());
    std::vector<std::unique_ptr<TestClient>> clients;
    for (int i = 0; i < 40; ++i) {
        clients.push_back(std::make_unique<TestClient>());
        clients.back()->startOpening(node.url(i % 2 ? u"ws"_s : u"http"_s));
    }
    QVERIFY(eventually([&clients] {
        return std::all_of(clients.begin(), clients.end(),
                           [](const auto &client) { return client->isOpen() || client->isEnded(); });
    }));
    QCOMPARE(std::count_if(clients.begin(), clients.end(), [](const auto &client) { return client->isOpen(); }), 5);
    QCOMPARE(counters(node).connections, 5);
    QCOMPARE(counters(node).statistics.refused[RefusalReason::NodeFull], 35);
    clients.clear();
    TRY_COMPARE(counters(node).connections, 0);
    TestClient client;
    QVERIFY(client.open(node.url(u"ws"_s)));
}

void tst_Caps::refusalsAreCounted_data()
{
    QTest::addColumn<QByteArray>("bytes");
    QTest::addColumn<RefusalReason>("reason");

    QByteArray version = Wire::handshake();
    version.replace("Version: 13", "Version: 8");
    QTest::newRow("version") << version << RefusalReason::BadHandshake;
    QTest::newRow("route") << Wire::handshake("/nothing") << RefusalReason::NoRoute;
    QTest::newRow("middleware") << Wire::handshake("/refuse") << RefusalReason::Middleware;
    QTest::newRow("origin") << Wire::handshake("/", "Origin: http://example.com\r\n") << RefusalReason::Origin;
}

void tst_Caps::refusalsAreCounted()
{
    QFETCH(const QByteArray, bytes);
    QFETCH(const RefusalReason, reason);
    TestNode node(config({}));
    node->addRoutes(u"ws"_s, endAtOnce);
    node->addMiddleware<Doorman>(u"ws"_s);
    QVERIFY2(node.start(), node.error());
    if (reason == RefusalReason::Origin)
        QTest::ignoreMessage(QtWarningMsg, QRegularExpression("^A handshake is refused: a page of"));
    RawClient client(node.port(u"ws"_s));
    QVERIFY(client.ask(bytes).status >= 400);
    RawClient plain(node.port(u"ws"_s));
    QCOMPARE(plain.ask(Wire::get("/nothing")).status, 404); // is no handshake

    QCOMPARE(counters(node).statistics.refused[reason], 1);
    QCOMPARE(counters(node).statistics.refused.total(), 1);
}

void tst_Caps::endsAreCounted_data()
{
    QTest::addColumn<QByteArray>("settings");
    QTest::addColumn<QByteArray>("bytes"); // that the client sends before it falls silent
    QTest::addColumn<QList<qint64>>("counts"); // dead peers, slow consumers, floods

    const QByteArray flood = Wire::frame(Wire::Text, "x").repeated(100);
    QTest::newRow("silent") << QByteArray("heartbeat_idle = '50 ms'\nheartbeat_timeout = '150 ms'") << QByteArray()
                            << QList<qint64>{1, 0, 0};
    QTest::newRow("too much") << QByteArray("max_messages_per_second = 5\nrate_patience = '50 ms'") << flood
                              << QList<qint64>{0, 0, 1};
    QTest::newRow("too slow, closed") << QByteArray("slow_consumer = 'close'\nsend_queue_limit = '64 KiB'")
                                      << QByteArray() << QList<qint64>{0, 1, 0};
    QTest::newRow("too slow, cut") << QByteArray("send_timeout = '100 ms'\nsend_queue_limit = '64 KiB'")
                                   << QByteArray() << QList<qint64>{0, 1, 0};
}

void tst_Caps::endsAreCounted()
{
    QFETCH(const QByteArray, settings);
    QFETCH(const QByteArray, bytes);
    QFETCH(const QList<qint64>, counts);
    TestNode node(config({}, settings));
    node->addRoutes(u"ws"_s, [](Router &router) {
        router.webSocket("/").onMessage([](Connection *, const Frame &) { });
    });
    QVERIFY2(node.start(), node.error());
    RawClient client(node.port(u"ws"_s));
    QCOMPARE(client.ask(Wire::handshake()).status, 101);
    client.stopReading();
    client.send(bytes);
    QVERIFY(eventually([&] {
        if (counts.at(1) > 0) // what the kernel takes for a client that reads nothing comes to an end
            node->sender().push(Audience::all(), Frame::fromBinary(QByteArray(32 * 1024, 'x')));
        return node.closed().size() == 1;
    }));

    const Statistics statistics = counters(node).statistics;
    QCOMPARE((QList<qint64>{statistics.deadPeers, statistics.slowConsumers, statistics.floods}), counts);
    QCOMPARE(statistics.refused.total(), 0);
}

void tst_Caps::foreignOriginsAreLoggedOnce()
{
    TestNode node(config({}, {}, 1));
    node->addRoutes(u"ws"_s, endAtOnce);
    QVERIFY2(node.start(), node.error());
    QTest::failOnWarning(QRegularExpression("^A handshake is refused"));
    QTest::ignoreMessage(QtWarningMsg, QRegularExpression("^A handshake is refused: a page of"));
    for (int i = 0; i < 5; ++i) {
        RawClient client(node.port(u"ws"_s));
        QCOMPARE(client.ask(Wire::handshake("/", "Origin: http://example.com\r\n")).status, 403);
    }
    QCOMPARE(counters(node).statistics.refused[RefusalReason::Origin], 5);
}

void tst_Caps::aBlockedLoopIsMeasured()
{
    static std::binary_semaphore blocked(0);
    static std::binary_semaphore released(0);
    TestNode node(config({}, {}, 2));
    node->addRoutes(u"ws"_s, [](Router &router) {
        router.webSocket("/").onMessage([](Connection *connection, const Frame &frame) {
            if (frame.text() == u"block") {
                blocked.release();
                released.acquire();
            }
            connection->push(frame);
        });
    });
    QVERIFY2(node.start(), node.error());
    TestClient client;
    QVERIFY(client.open(node.url(u"ws"_s)));
    QVERIFY(eventually([&node] { return node.lastFd() == 1; })); // of worker 0
    const Admin::Counters before = counters(node);
    QCOMPARE(before.lags.size(), 2);

    client.send(u"block"_s);
    QVERIFY(eventually([] { return blocked.try_acquire(); }));
    QElapsedTimer timer;
    timer.start();
    QTest::ignoreMessage(QtWarningMsg, QRegularExpression("^Worker#0 was busy for \\d+ ms without a pause"));
    QVERIFY(eventually([&timer] { return timer.hasExpired(1050); }));
    released.release();
    QVERIFY(client.waitForFrames(1));

    const Admin::Counters after = counters(node);
    QCOMPARE(after.lags.at(0).worker, 0);
    QCOMPARE(after.lags.at(1).worker, 1);
    QVERIFY2(after.lags.at(0).recent >= 1000, qPrintable(QString::number(after.lags.at(0).recent)));
    QVERIFY(after.lags.at(0).longest >= after.lags.at(0).recent);
    QVERIFY(after.lags.at(1).longest < after.lags.at(0).longest); // the other one went on
}

QTEST_GUILESS_MAIN(tst_Caps)
#include "tst_caps.moc"
