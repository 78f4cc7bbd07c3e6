// SPDX-FileCopyrightText: 2026 The Landline authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "http/descriptorgate.h"
#include "http/pipeline.h"
#include "runtime/epolleventdispatcher.h"
#include "support/patience.h"
#include "support/rawclient.h"

#include <QtCore/qeventloop.h>
#include <QtCore/qpromise.h>
#include <QtNetwork/qtcpserver.h>
#include <QtTest/qtest.h>

#include <fcntl.h>
#include <sys/socket.h>
#include <unistd.h>

using namespace Landline;
using namespace std::chrono_literals;

namespace {

/// Accepts descriptors without making sockets of them.
class Port : public QTcpServer
{
public:
    explicit Port(const std::function<void(int)> &accepted)
        : m_accepted(accepted)
    { }

protected:
    void incomingConnection(qintptr handle) override
    {
        const int descriptor = static_cast<int>(handle);
        ::fcntl(descriptor, F_SETFL, ::fcntl(descriptor, F_GETFL) | O_NONBLOCK);
        m_accepted(descriptor);
    }

private:
    std::function<void(int)> m_accepted;
};

/// What waits in the kernel for \a descriptor, and stays there.
QByteArray peek(int descriptor)
{
    QByteArray bytes(100'000, Qt::Uninitialized);
    const ssize_t size
            = ::recv(descriptor, bytes.data(), static_cast<size_t>(bytes.size()), MSG_PEEK);
    return bytes.left(qMax(ssize_t(0), size));
}

bool isOpen(int descriptor)
{
    return ::fcntl(descriptor, F_GETFD) >= 0;
}

class NoHandler final : public DescriptorHandler
{
public:
    void descriptorReady(DescriptorPoller::Readiness) override { }
};

} // namespace

/// A DescriptorGate in one thread with its clients.
class tst_DescriptorGate : public QObject
{
    Q_OBJECT

private slots:
    void init();
    void cleanup();
    void letIn();
    void whatFollowsTheHead();
    void leftToAGate_data();
    void leftToAGate();
    void withoutWebSocket();
    void notLetIn_data();
    void notLetIn();
    void answeredLater();
    void anEventLoopInAMiddleware();
    void theTimeThatIsLeft();
    void silentClients();
    void clientsThatLeave_data();
    void clientsThatLeave();
    void noDescriptor();
    void destruction();

private:
    struct Passed
    {
        int descriptor = -1;
        std::chrono::milliseconds timeLeft = 0ms;
        QByteArray early;
        std::optional<DescriptorGate::Handshake> handshake;
    };

    std::unique_ptr<QObject> m_parent;
    std::unique_ptr<Pipeline> m_pipeline;
    Entrance m_entrance;
    std::unique_ptr<DescriptorGate> m_gate;
    std::unique_ptr<Port> m_port;
    QList<int> m_accepted;
    QList<Request> m_letIn; ///< each has its descriptor in m_letInDescriptors
    QList<int> m_letInDescriptors;
    QByteArray m_early; ///< of the last of them
    std::vector<Passed> m_passed;
    int m_dropped = 0;
    std::function<Reply(const Request &, const Next &)> m_middleware;
};

namespace {

class Step : public Middleware
{
public:
    using Function = std::function<Reply(const Request &, const Next &)>;
    explicit Step(const Function *function)
        : m_function(function)
    { }
    Reply process(Request request, const Next &next) override
    {
        return *m_function ? (*m_function)(request, next) : next(request);
    }

private:
    const Function *m_function;
};

} // namespace

void tst_DescriptorGate::init()
{
    m_middleware = {};
    m_parent = std::make_unique<QObject>();
    auto router = std::make_unique<Router>("main", Sender(), m_parent.get());
    router->webSocket("/chat");
    router->get("/plain", [](const Request &) { return "plain"; });
    m_pipeline = std::make_unique<Pipeline>(
            std::move(router),
            QList<std::shared_ptr<Middleware>>{std::make_shared<Step>(&m_middleware)});
    QCOMPARE(m_pipeline->errors(), QStringList());
    m_entrance = {};
    m_entrance.http = m_pipeline.get();
    m_entrance.webSocket = m_pipeline.get();

    m_gate = std::make_unique<DescriptorGate>(DescriptorPoller::ofThisThread(), nullptr);
    connect(m_gate.get(), &DescriptorGate::handshakeAccepted, this,
            [this](int descriptor, const Entrance *entrance, const Request &request,
                   const Response &response, const std::shared_ptr<Admission::Place> &,
                   const QByteArray &early) {
                QCOMPARE(entrance, &m_entrance);
                QCOMPARE(response.status(), 101);
                QVERIFY(response.route());
                m_letIn.append(request);
                m_letInDescriptors.append(descriptor);
                m_early = early;
                // As whoever takes it must.
                NoHandler handler;
                QVERIFY(DescriptorPoller::ofThisThread()->watch(
                        descriptor, DescriptorPoller::NoInterest, &handler));
                DescriptorPoller::ofThisThread()->unwatch(descriptor);
            });
    connect(m_gate.get(), &DescriptorGate::passedOn, this,
            [this](int descriptor, const Entrance *entrance, std::chrono::milliseconds timeLeft,
                   const QByteArray &early,
                   const std::optional<DescriptorGate::Handshake> &handshake) {
                QCOMPARE(entrance, &m_entrance);
                m_passed.push_back({descriptor, timeLeft, early, handshake});
            });
    connect(m_gate.get(), &DescriptorGate::dropped, this, [this] { ++m_dropped; });
    m_port = std::make_unique<Port>([this](int descriptor) {
        m_accepted.append(descriptor);
        m_gate->adopt(descriptor, PeerAddress(QHostAddress("192.0.2.7"), 4711), &m_entrance);
    });
    QVERIFY(m_port->listen(QHostAddress::LocalHost));
}

void tst_DescriptorGate::cleanup()
{
    m_port.reset();
    m_gate.reset();
    for (const int descriptor : std::as_const(m_letInDescriptors))
        ::close(descriptor);
    for (const Passed &passed : m_passed)
        ::close(passed.descriptor);
    // Nothing that was accepted may stay open when all owners have closed theirs.
    for (const int descriptor : std::as_const(m_accepted))
        QVERIFY(!isOpen(descriptor));
    m_accepted.clear();
    m_letIn.clear();
    m_letInDescriptors.clear();
    m_early.clear();
    m_passed.clear();
    m_dropped = 0;
    m_pipeline.reset();
    m_parent.reset();
}

void tst_DescriptorGate::letIn()
{
    RawClient client(m_port->serverPort());
    client.send(Wire::handshake("/chat?name=ann", "Cookie: a=1\r\n"));
    TRY_COMPARE(m_letIn.size(), 1);
    const Request &request = m_letIn.constFirst();
    QVERIFY(request.isHandshake());
    QCOMPARE(request.method(), "GET");
    QCOMPARE(request.path(), "/chat");
    QCOMPARE(request.query("name"), "ann");
    QCOMPARE(request.cookie("a"), "1");
    QCOMPARE(request.serverName(), "main");
    QCOMPARE(request.peerAddress(), QHostAddress("192.0.2.7"));
    QCOMPARE(request.peerPort(), 4711);
    QCOMPARE(m_letInDescriptors, m_accepted);
    QVERIFY(m_early.isEmpty());
    QVERIFY(peek(m_accepted.constFirst()).isEmpty()); // the head is consumed
    QVERIFY(m_passed.empty());
    QCOMPARE(m_dropped, 0);
}

void tst_DescriptorGate::whatFollowsTheHead()
{
    RawClient client(m_port->serverPort());
    const QByteArray behind = Wire::frame(Wire::Text, QByteArray(20'000, 'x'));
    client.send(Wire::handshake("/chat") + behind);
    TRY_COMPARE(m_letIn.size(), 1);
    TRY_COMPARE(m_early + peek(m_accepted.constFirst()), behind);
    client.send("more");
    TRY_COMPARE(m_early + peek(m_accepted.constFirst()), behind + "more");
}

void tst_DescriptorGate::leftToAGate_data()
{
    QTest::addColumn<QByteArray>("bytes");

    const QByteArray handshake = Wire::handshake("/chat");
    QTest::newRow("GET") << Wire::get("/plain");
    QTest::newRow("POST with its body") << Wire::request("POST", "/plain", {}, "hello");
    QTest::newRow("a handshake's first byte") << handshake.left(1);
    QTest::newRow("a handshake without its end") << handshake.chopped(1);
    QTest::newRow("TLS hello") << QByteArray("\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03", 11);
    QTest::newRow("garbage") << QByteArray(500, '\0');
    QTest::newRow("no HTTP") << QByteArray("hello\r\n\r\n");
    QTest::newRow("upgrade to something else")
            << Wire::get("/chat", "Connection: upgrade\r\nUpgrade: h2c\r\n");
    QTest::newRow("HTTP/2") << QByteArray("PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n");
    QTest::newRow("a head too large")
            << "GET / HTTP/1.1\r\nHost: a\r\nX: " + QByteArray(17'000, 'x');
    QTest::newRow("pipelined") << Wire::get("/plain") + handshake;
}

void tst_DescriptorGate::leftToAGate()
{
    QFETCH(const QByteArray, bytes);
    RawClient client(m_port->serverPort());
    client.send(bytes);
    TRY_COMPARE(m_passed.size(), 1U);
    const Passed &passed = m_passed.front();
    QCOMPARE(passed.descriptor, m_accepted.constFirst());
    QVERIFY(!passed.handshake);
    QVERIFY(passed.timeLeft > 0ms && passed.timeLeft <= m_entrance.settings.headTimeout);
    TRY_COMPARE(passed.early + peek(passed.descriptor), bytes); // not one is lost

    client.send("more"); // nobody watches it any more
    TRY_COMPARE(passed.early + peek(passed.descriptor), bytes + "more");
    QCOMPARE(m_passed.size(), 1U);
    QVERIFY(m_letIn.isEmpty());
    QCOMPARE(m_dropped, 0);
}

void tst_DescriptorGate::withoutWebSocket()
{
    m_entrance.webSocket = nullptr;
    RawClient client(m_port->serverPort());
    client.send(Wire::handshake("/chat"));
    TRY_COMPARE(m_passed.size(), 1U);
    QVERIFY(!m_passed.front().handshake);
    QCOMPARE(m_passed.front().early, Wire::handshake("/chat"));
}

void tst_DescriptorGate::notLetIn_data()
{
    QTest::addColumn<QByteArray>("bytes");
    QTest::addColumn<int>("status");

    QByteArray version = Wire::handshake("/chat");
    version.replace("Version: 13", "Version: 8");
    QTest::newRow("no such route") << Wire::handshake("/nothing") << 404;
    QTest::newRow("an HTTP route") << Wire::handshake("/plain") << 404;
    QTest::newRow("another version") << version << 426;
    QTest::newRow("a page of others")
            << Wire::handshake("/chat", "Origin: http://example.com\r\n") << 403;
}

void tst_DescriptorGate::notLetIn()
{
    QFETCH(const QByteArray, bytes);
    RawClient client(m_port->serverPort());
    client.send(bytes + "behind");
    TRY_COMPARE(m_passed.size(), 1U);
    const auto &handshake = m_passed.front().handshake;
    QVERIFY(handshake);
    QVERIFY(handshake->request.isHandshake());
    QVERIFY(handshake->answer.reply.isReady());
    QTEST(handshake->answer.reply.response()->status(), "status");
    QCOMPARE(m_passed.front().early, "behind");
    QVERIFY(m_letIn.isEmpty());
}

void tst_DescriptorGate::answeredLater()
{
    QPromise<Response> promise;
    promise.start();
    m_middleware = [&promise](const Request &, const Next &) { return promise.future(); };
    RawClient client(m_port->serverPort());
    client.send(Wire::handshake("/chat"));
    TRY_COMPARE(m_passed.size(), 1U);
    const auto &handshake = m_passed.front().handshake;
    QVERIFY(handshake);
    QVERIFY(!handshake->answer.reply.isReady());
    QCOMPARE(handshake->request.path(), "/chat");
    promise.addResult(Response::status(503));
    promise.finish();
    std::optional<int> status;
    handshake->answer.reply.deliver(this,
                             [&status](const Response &response) { status = response.status(); });
    TRY_COMPARE(status, 503);
}

void tst_DescriptorGate::anEventLoopInAMiddleware()
{
    QList<QEventLoop *> loops;
    m_middleware = [&loops](const Request &request, const Next &next) {
        if (request.hasQuery("wait")) {
            QEventLoop loop;
            loops.append(&loop);
            loop.exec();
            loops.removeOne(&loop);
        }
        return next(request);
    };
    RawClient waiting(m_port->serverPort());
    RawClient leaving(m_port->serverPort());
    RawClient other(m_port->serverPort());
    // All of it runs in one thread: what follows happens in the loop of the middleware.
    QTimer::singleShot(0, this, [&] {
        waiting.send(Wire::handshake("/chat?wait") + "behind");
        QTimer::singleShot(0, this, [&] { other.send(Wire::handshake("/chat")); });
    });
    bool served = false;
    QTimer watch;
    connect(&watch, &QTimer::timeout, this, [&] {
        if (m_letIn.isEmpty() || loops.isEmpty())
            return;
        served = !m_letIn.constFirst().hasQuery("wait");
        waiting.send("more"); // is not reported meanwhile
        leaving.reset();
        loops.constFirst()->quit();
        watch.stop();
    });
    watch.start(1ms);
    TRY_COMPARE(m_letIn.size(), 2);
    QVERIFY(served);
    QCOMPARE(m_early, "behind"); // though others were read meanwhile
    TRY_COMPARE(peek(m_letInDescriptors.constLast()), "more");
    TRY_COMPARE(m_dropped, 1);
    QVERIFY(m_passed.empty());
}

void tst_DescriptorGate::theTimeThatIsLeft()
{
    m_entrance.settings.headTimeout = 10min;
    RawClient first(m_port->serverPort());
    RawClient second(m_port->serverPort());
    TRY_COMPARE(m_accepted.size(), 2);
    first.send("G");
    TRY_COMPARE(m_passed.size(), 1U);
    const QDeadlineTimer later(20ms);
    TRY_VERIFY(later.hasExpired());
    second.send("G");
    TRY_COMPARE(m_passed.size(), 2U);
    QVERIFY(m_passed.back().timeLeft <= 10min - 20ms);
    QVERIFY(m_passed.back().timeLeft > 9min);
}

void tst_DescriptorGate::silentClients()
{
    m_entrance.settings.headTimeout = 50ms;
    const QDeadlineTimer timer(50ms);
    std::vector<std::unique_ptr<RawClient>> clients;
    for (int i = 0; i < 20; ++i)
        clients.push_back(std::make_unique<RawClient>(m_port->serverPort()));
    for (const auto &client : clients) {
        QVERIFY(client->waitForEnd());
        QVERIFY(client->rest().isEmpty());
    }
    QVERIFY(timer.hasExpired());
    QCOMPARE(m_dropped, 20);
    QVERIFY(m_passed.empty());
}

void tst_DescriptorGate::clientsThatLeave_data()
{
    QTest::addColumn<bool>("reset");

    QTest::newRow("FIN") << false;
    QTest::newRow("RST") << true;
}

void tst_DescriptorGate::clientsThatLeave()
{
    QFETCH(const bool, reset);
    RawClient client(m_port->serverPort());
    TRY_COMPARE(m_accepted.size(), 1);
    if (reset)
        client.reset();
    else
        client.endSending();
    TRY_COMPARE(m_dropped, 1);
    QVERIFY(!isOpen(m_accepted.constFirst()));
    // Its deadline is gone with it.
    m_entrance.settings.headTimeout = 1ms;
    RawClient silent(m_port->serverPort());
    QVERIFY(silent.waitForEnd());
    QCOMPARE(m_dropped, 2);
}

void tst_DescriptorGate::noDescriptor()
{
    m_gate->adopt(-1, {}, &m_entrance);
    QCOMPARE(m_dropped, 1);
}

void tst_DescriptorGate::destruction()
{
    RawClient client(m_port->serverPort());
    RawClient other(m_port->serverPort());
    TRY_COMPARE(m_accepted.size(), 2);
    m_port.reset();
    m_gate.reset();
    QVERIFY(client.waitForEnd());
    QVERIFY(other.waitForEnd());
    QVERIFY(!isOpen(m_accepted.constFirst()));
    QVERIFY(!isOpen(m_accepted.constLast()));
    QCOMPARE(m_dropped, 0);
}

int main(int argc, char *argv[])
{
    QCoreApplication::setEventDispatcher(new EpollEventDispatcher);
    const QCoreApplication application(argc, argv);
    tst_DescriptorGate test;
    return QTest::qExec(&test, argc, argv);
}
#include "tst_descriptorgate.moc"
