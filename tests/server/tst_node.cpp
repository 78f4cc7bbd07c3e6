// SPDX-FileCopyrightText: 2026 The Landline authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "controllers/echocontroller.h"
#include "node_p.h"
#include "support/backendlimits.h"
#include "support/descriptors.h"
#include "support/journal.h"
#include "support/patience.h"
#include "support/rawclient.h"
#include "support/testclient.h"
#include "support/testnode.h"

#include <QtCore/qregularexpression.h>
#include <QtNetwork/qtcpserver.h>
#include <QtTest/qsignalspy.h>
#include <QtTest/qtest.h>

#include <atomic>
#include <csignal>
#include <mutex>
#include <set>

using namespace Landline;

namespace {

Journal journal;

/// Where things were made, used and destroyed.
struct Threads
{
    std::mutex mutex;
    std::set<QThread *> made;
    std::set<QThread *> destroyed;
    std::atomic<int> strays = 0; ///< calls from another thread than the one it was made in
};
Threads threads;

class Careful : public Controller
{
    Q_OBJECT

public:
    Careful()
    {
        const std::lock_guard lock(threads.mutex);
        threads.made.insert(QThread::currentThread());
    }
    ~Careful() override
    {
        check();
        const std::lock_guard lock(threads.mutex);
        threads.destroyed.insert(QThread::currentThread());
    }

    void onOpen(Connection *connection, const Request &) override
    {
        check();
        connection->push(QThread::currentThread()->objectName());
    }
    void onMessage(Connection *connection, const Frame &frame) override
    {
        check();
        connection->push(frame);
    }
    void onClose(Connection *, const CloseInfo &) override { check(); }

private:
    void check()
    {
        if (QThread::currentThread() != m_thread || thread() != m_thread)
            ++threads.strays;
    }

    QThread *m_thread = QThread::currentThread();
};

class Stamp : public Middleware
{
public:
    Stamp(const QByteArray &name, int number) : m_value(name + QByteArray::number(number))
    {
        journal.add("made in " + QThread::currentThread()->objectName());
    }
    Reply process(Request request, const Next &next) override
    {
        return next(request).then([value = m_value](Response response) {
            response.addHeader("X-Stamp", value);
            return response;
        });
    }

private:
    QByteArray m_value;
};

class WithSender : public Middleware
{
public:
    explicit WithSender(const Sender &sender) : m_sender(sender) { }
    Reply process(Request request, const Next &next) override
    {
        m_sender.pushToAll("somebody comes");
        return next(request);
    }

private:
    Sender m_sender;
};

class Throws : public Controller
{
    Q_OBJECT

public:
    Throws() { throw std::runtime_error("no such table"); }
};

NodeConfig oneServer(quint16 port = 0, ServerType type = ServerType::WebSocket)
{
    ServerConfig server;
    server.name = "ws";
    server.type = type;
    server.port = port;
    NodeConfig config;
    config.workers = 2;
    config.servers = {server};
    config.backend = testBackend();
    return config;
}

/// One that nobody uses just now.
quint16 freePort()
{
    QTcpServer server;
    return server.listen(QHostAddress::LocalHost) ? server.serverPort() : quint16(0);
}

bool isFree(quint16 port)
{
    return QTcpServer().listen(QHostAddress::LocalHost, port);
}

using Change = std::function<void(Node &)>;
using Spoil = std::function<void(NodeConfig &)>;

} // namespace

class tst_Node : public QObject
{
    Q_OBJECT

private slots:
    void init();
    void signalsOfALife();
    void whatCannotStart_data();
    void whatCannotStart();
    void aTakenPort();
    void secondOfTwoPortsIsTaken();
    void anotherStartAfterAFailure_data();
    void anotherStartAfterAFailure();
    void startIsRefused_data();
    void startIsRefused();
    void checkOfARunningNode();
    void tooFewDescriptors_data();
    void tooFewDescriptors();
    void brokenPipes_data();
    void brokenPipes();
    void connectionIds();
    void checkBindsNothing();
    void theSamePortAgainAtOnce();
    void controllersLiveInTheirWorker();
    void middlewareArguments();
    void middlewareWithASender();
    void listenersAndLines();
    void stopTellsEveryClient();
    void abortEndsTheStop();
    void stopOfAnEmptyNode();
    void stopEndsInStopped_data();
    void stopEndsInStopped();
    void startWithdrawsStopped();
    void startAgain_data();
    void startAgain();
    void startInASlotOfStopped();
    void keptFdsAreNeverStrangers();
    void restartsKeepNoDescriptor();
    void workerOfAFormerStart();
    void destroyedWhileItRuns();
    void senderBeforeAndAfter();
    void query();
    void inAThreadOfItsOwn();
    void twoNodes();
    void hundredStarts();
};

void tst_Node::init()
{
    journal.clear();
}

void tst_Node::signalsOfALife()
{
    TestNode node(oneServer());
    node->addRoutes("ws", [](Router &router) {
        router.webSocket("/{room}").onOpen([](Connection *connection, const Request &request) {
            connection->context().set("label", request.parameter("room"));
        });
    });
    const QSignalSpy started(node.operator->(), &Node::started);
    const QSignalSpy stopped(node.operator->(), &Node::stopped);
    QVERIFY(!node->isRunning());
    QVERIFY2(node.start(), node.error());
    QVERIFY(node->isRunning());
    QCOMPARE(started.size(), 1);
    QCOMPARE(node->exitCode(), Node::Ok);

    TestClient client;
    QVERIFY(client.open(node.url("ws", "/blue")));
    QTRY_COMPARE(node.opened().size(), 1);
    QCOMPARE(node.opened().constFirst().label, "blue"); // onOpen() has run
    QCOMPARE(node.opened().constFirst().path, "/blue");
    client.close(4000, "bye");
    QTRY_COMPARE(node.closed().size(), 1);
    const CloseInfo expected{4000, "bye", ClosedBy::Client};
    QCOMPARE(node.closed().constFirst().close, expected);
    QCOMPARE(node.closed().constFirst().info.fd, node.opened().constFirst().fd);

    node.stop();
    QVERIFY(!node->isRunning());
    QCOMPARE(stopped.size(), 1);
    QVERIFY(node->listeners().isEmpty());
}

void tst_Node::whatCannotStart_data()
{
    QTest::addColumn<Spoil>("spoil"); // the configuration
    QTest::addColumn<Change>("change");
    QTest::addColumn<int>("exitCode");
    QTest::addColumn<QString>("error"); // a pattern

    const auto row = [](const char *name, const Spoil &spoil, const Change &change, int exitCode, const char *error) {
        QTest::newRow(name) << spoil << change << exitCode << QString::fromLatin1(error);
    };
    const Spoil asItIs = [](NodeConfig &) { };
    const Change nothing = [](Node &) { };
    const int invalid = Node::InvalidConfiguration;
    row("no server", [](NodeConfig &config) { config.servers.clear(); }, nothing, invalid, "At least one server");
    row("errors of the file", [](NodeConfig &config) { config.errors = {"a.toml:1:1: no"}; }, nothing, invalid,
        "^a.toml:1:1: no$");
    row("unknown controller", [](NodeConfig &config) {
        RouteConfig route;
        route.controller = "EchoControler";
        config.servers[0].routes = {route};
    }, nothing, invalid, "did you mean \"EchoController\"");
    row("two servers of one name", [](NodeConfig &config) { config.servers += config.servers.constFirst(); }, nothing,
        invalid, "more than one server \"ws\"");
    row("host that is no address", [](NodeConfig &config) { config.servers[0].host = "nowhere.invalid"; }, nothing,
        Node::CannotListen, "nowhere.invalid");
    row("host of somebody else", [](NodeConfig &config) { config.servers[0].host = "192.0.2.1"; }, nothing,
        Node::CannotListen, "\\[192.0.2.1:\\d+\\]");
    row("routes of an unknown server", asItIs, [](Node &node) { node.addRoutes("w", [](Router &) { }); }, invalid,
        "^addRoutes: there is no server \"w\"; the servers are ws$");
    row("middleware of an unknown server", asItIs, [](Node &node) { node.addMiddleware<Stamp>("w", "a", 1); }, invalid,
        "^addMiddleware: there is no server \"w\"");
    row("twice the same route", asItIs, [](Node &node) {
        for (int i = 0; i < 2; ++i)
            node.addRoutes("ws", [](Router &router) { router.webSocket("/a"); });
    }, invalid, "^server \"ws\": .*/a");
    row("twice, once by the configuration", [](NodeConfig &config) {
        RouteConfig route;
        route.path = "/a";
        route.controller = "EchoController";
        config.servers[0].routes = {route};
    }, [](Node &node) { node.addRoutes("ws", [](Router &router) { router.webSocket("/a"); }); }, invalid,
        "^server \"ws\": .*/a");
    row("malformed pattern", asItIs, [](Node &node) {
        node.addRoutes("ws", [](Router &router) { router.webSocket("/{a"); });
    }, invalid, "^server \"ws\": .*/\\{a");
    row("a route that no request can have", asItIs, [](Node &node) {
        node.addRoutes("ws", [](Router &router) { router.webSocket("/a#b"); });
    }, invalid, "^server \"ws\": The route \"/a#b\" has a \"#\", .*write %23");
    row("an origin that is none", [](NodeConfig &config) { config.servers[0].settings.allowedOrigins = {"a.example"}; },
        nothing, invalid, "^server \"ws\": allowedOrigins has \"a.example\", which is not .*write \"https://a.example\"$");
    row("a host that is none", [](NodeConfig &config) { config.servers[0].settings.allowedHosts = {"a b"}; }, nothing,
        invalid, "^server \"ws\": allowedHosts has \"a b\", which is not a host");
    row("routes that throw", asItIs, [](Node &node) {
        node.addRoutes("ws", [](Router &) { throw std::runtime_error("no such table"); });
    }, invalid, "^server \"ws\": .*no such table");
    row("controller that throws", asItIs, [](Node &node) {
        node.addRoutes("ws", [](Router &router) { router.webSocket<Throws>("/"); });
    }, invalid, "^server \"ws\": .*no such table");
    row("WebSocket route of an HTTP server", [](NodeConfig &config) { config.servers[0].type = ServerType::Http; },
        [](Node &node) { node.addRoutes("ws", [](Router &router) { router.webSocket("/a"); }); }, invalid,
        "^server \"ws\": the WebSocket route /a belongs to a websocket server");
}

void tst_Node::whatCannotStart()
{
    QFETCH(const Spoil, spoil);
    QFETCH(const Change, change);
    QFETCH(const int, exitCode);
    QFETCH(const QString, error);
    quint16 port = 0;
    {
        QTcpServer probe;
        QVERIFY(probe.listen(QHostAddress::LocalHost));
        port = probe.serverPort();
    }
    NodeConfig config = oneServer(port);
    spoil(config);
    Node node(config);
    node.registerController<EchoController>("EchoController");
    change(node);
    const QSignalSpy started(&node, &Node::started);
    QVERIFY(!node.start());

    QCOMPARE(int(node.exitCode()), exitCode);
    QVERIFY2(QRegularExpression(error).match(node.errorString()).hasMatch(), qPrintable(node.errorString()));
    QVERIFY(!node.isRunning());
    QVERIFY(started.isEmpty());
    QVERIFY(node.listeners().isEmpty());
    QVERIFY(isFree(port)); // nothing half-started stays
    QCOMPARE(node.sender().pushAsync(1, "x").result(), PushResult::Stopped);

    if (exitCode == Node::InvalidConfiguration) { // check() says the same without trying
        Node checked(config);
        checked.registerController<EchoController>("EchoController");
        change(checked);
        QVERIFY(!checked.check());
        QCOMPARE(checked.errorString(), node.errorString());
    }
}

void tst_Node::aTakenPort()
{
    QTcpServer other;
    QVERIFY(other.listen(QHostAddress::LocalHost));
    NodeConfig config = oneServer(other.serverPort());
    config.servers[0].origin = "landline.toml:5:1";
    Node node(config);
    QVERIFY(!node.start());

    QCOMPARE(node.exitCode(), Node::CannotListen);
    const QString place = QStringLiteral("127.0.0.1:%1").arg(other.serverPort());
    QVERIFY2(node.errorString().contains(place), qPrintable(node.errorString()));
    QVERIFY2(node.errorString().contains("landline.toml:5:1"), qPrintable(node.errorString()));
}

void tst_Node::secondOfTwoPortsIsTaken()
{
    QTcpServer other;
    QVERIFY(other.listen(QHostAddress::LocalHost));
    quint16 free = 0;
    {
        QTcpServer probe;
        QVERIFY(probe.listen(QHostAddress::LocalHost));
        free = probe.serverPort();
    }
    NodeConfig config = oneServer(free);
    config.servers.append(config.servers.constFirst());
    config.servers[1].name = "second";
    config.servers[1].port = other.serverPort();
    Node node(config);
    QVERIFY(!node.start());
    QVERIFY(isFree(free));
}

void tst_Node::anotherStartAfterAFailure_data()
{
    QTest::addColumn<Change>("before"); // called before the start that fails
    QTest::addColumn<bool>("fromTheBeginning"); // else it has run before

    const Change nothing = [](Node &) { };
    const Change check = [](Node &node) { QVERIFY2(node.check(), qPrintable(node.errorString())); };
    QTest::newRow("first start") << nothing << true;
    QTest::newRow("first start, checked") << check << true;
    QTest::newRow("second start") << nothing << false;
    QTest::newRow("second start, checked") << check << false;
}

void tst_Node::anotherStartAfterAFailure()
{
    QFETCH(const Change, before);
    QFETCH(const bool, fromTheBeginning);
    const quint16 port = freePort();
    Node node(oneServer(port));
    node.addRoutes("ws", [](Router &router) { router.webSocket<EchoController>("/"); });
    if (!fromTheBeginning) {
        QVERIFY2(node.start(), qPrintable(node.errorString()));
        const QSignalSpy stopped(&node, &Node::stopped);
        node.stop();
        QVERIFY(eventually([&stopped] { return !stopped.isEmpty(); }));
    }
    QTcpServer other;
    QVERIFY(other.listen(QHostAddress::LocalHost, port));
    for (int i = 0; i < 2; ++i) {
        before(node);
        QVERIFY(!node.start());
        QCOMPARE(node.exitCode(), Node::CannotListen);
        QVERIFY(!node.isRunning());
        QVERIFY(node.listeners().isEmpty());
    }
    other.close();

    QVERIFY2(node.start(), qPrintable(node.errorString()));
    QCOMPARE(node.errorString(), QString());
    QCOMPARE(node.exitCode(), Node::Ok);
    TestClient client;
    QVERIFY(client.open(QUrl(QStringLiteral("ws://127.0.0.1:%1/").arg(port))));
    QCOMPARE(client.ask("hello"), "hello");
}

void tst_Node::startIsRefused_data()
{
    QTest::addColumn<bool>("stopping");
    QTest::addColumn<QString>("error");

    QTest::newRow("running") << false << "The node runs already. Call stop() first.";
    QTest::newRow("stopping") << true << "The node is still stopping. Start it again after stopped().";
}

void tst_Node::startIsRefused()
{
    QFETCH(const bool, stopping);
    QFETCH(const QString, error);
    TestNode node(oneServer());
    node->addRoutes("ws", [](Router &router) { router.webSocket<EchoController>("/"); });
    QVERIFY2(node.start(), node.error());
    const quint16 port = node.port("ws");
    const QDateTime startedAt = node->startedAt();
    TestClient client;
    QVERIFY(client.open(node.url("ws")));
    QTRY_COMPARE(node.opened().size(), 1);
    const QSignalSpy started(node.operator->(), &Node::started);
    const QSignalSpy stopped(node.operator->(), &Node::stopped);
    if (stopping)
        node->stop();
    for (int i = 0; i < 2; ++i) {
        QVERIFY(!node->start());
        QCOMPARE(node->errorString(), error);
        QCOMPARE(node->exitCode(), Node::Failed);
        QCOMPARE(node->isRunning(), !stopping);
        QCOMPARE(node.port("ws"), stopping ? 0 : port);
        QCOMPARE(node->startedAt(), startedAt);
    }
    QVERIFY(started.isEmpty());
    if (stopping) {
        QVERIFY(client.waitForEnd());
        QCOMPARE(client.closeCode(), CloseCode::GoingAway);
    } else {
        QCOMPARE(client.ask("hello"), "hello");
        TestClient another;
        QVERIFY(another.open(node.url("ws")));
        QCOMPARE(another.ask("hello"), "hello");
        node->stop();
    }
    QVERIFY(eventually([&stopped] { return stopped.size() == 1; }));
    QVERIFY2(node->start(), node.error());
    QCOMPARE(node->exitCode(), Node::Ok);
}

void tst_Node::checkOfARunningNode()
{
    TestNode node(oneServer());
    node->addRoutes("ws", [](Router &router) { router.webSocket<EchoController>("/"); });
    QVERIFY2(node.start(), node.error());
    const quint16 port = node.port("ws");
    node->addRoutes("nowhere", [](Router &) { });
    QVERIFY(!node->check());
    QCOMPARE(node->exitCode(), Node::InvalidConfiguration);

    QVERIFY(node->isRunning());
    QCOMPARE(node.port("ws"), port);
    TestClient client;
    QVERIFY(client.open(node.url("ws")));
    QCOMPARE(client.ask("hello"), "hello");
}

void tst_Node::tooFewDescriptors_data()
{
    QTest::addColumn<int>("servers");
    QTest::addColumn<int>("workers");
    QTest::addColumn<QString>("error"); // a part

    QTest::newRow("one of each") << 1 << 1 << "1 worker and 1 server need at least ";
    QTest::newRow("several") << 2 << 3 << "3 workers and 2 servers need at least ";
}

void tst_Node::tooFewDescriptors()
{
    QFETCH(const int, servers);
    QFETCH(const int, workers);
    QFETCH(const QString, error);
    NodeConfig config = oneServer();
    config.workers = workers;
    while (config.servers.size() < servers) {
        config.servers.append(config.servers.constFirst());
        config.servers.last().name = "another";
    }
    Node node(config);
    node.addRoutes("ws", [](Router &router) { router.webSocket<EchoController>("/"); });
    QVERIFY(node.start()); // from here on this thread has all that it needs for itself
    QSignalSpy stopped(&node, &Node::stopped);
    node.stop();
    QVERIFY(eventually([&stopped] { return !stopped.isEmpty(); }));

    const int before = openDescriptors();
    int left = 0;
    for (bool served = false; !served; ++left) {
        QVERIFY(left < 100);
        auto few = std::make_unique<FewDescriptors>(left);
        if (node.start()) {
            // Enough is enough for clients as well.
            TestClient client;
            QVERIFY(client.open(QUrl(QStringLiteral("ws://127.0.0.1:%1/").arg(node.listeners().constFirst().port))));
            QCOMPARE(client.ask("hello"), "hello");
            served = true;
            continue;
        }
        QCOMPARE(node.exitCode(), Node::CannotListen);
        QVERIFY2(node.errorString().contains(error), qPrintable(node.errorString()));
        QVERIFY2(node.errorString().contains("ulimit -n"), qPrintable(node.errorString()));
        QVERIFY(!node.isRunning());
        QVERIFY(node.listeners().isEmpty());
        few.reset();
        QCOMPARE(openDescriptors(), before);
    }
    QVERIFY(left > servers + workers);
}

void tst_Node::brokenPipes_data()
{
    QTest::addColumn<int>("action");

    QTest::newRow("default") << 0;
    QTest::newRow("ignored") << 1;
    QTest::newRow("handler") << 2;
    QTest::newRow("handler with information") << 3;
}

void tst_Node::brokenPipes()
{
    QFETCH(const int, action);
    struct sigaction own = {};
    switch (action) {
    case 0: own.sa_handler = SIG_DFL; break;
    case 1: own.sa_handler = SIG_IGN; break;
    case 2: own.sa_handler = [](int) { }; break;
    case 3:
        own.sa_sigaction = [](int, siginfo_t *, void *) { };
        own.sa_flags = SA_SIGINFO;
        break;
    }
    struct sigaction original = {};
    QCOMPARE(::sigaction(SIGPIPE, &own, &original), 0);
    Node node(oneServer());
    struct sigaction made = {};
    ::sigaction(SIGPIPE, nullptr, &made);
    const bool started = node.start();
    struct sigaction now = {};
    ::sigaction(SIGPIPE, &original, &now);

    QVERIFY2(started, qPrintable(node.errorString()));
    QVERIFY(made.sa_handler == own.sa_handler); // nothing by the constructor
    QVERIFY(now.sa_handler == (action == 0 ? SIG_IGN : own.sa_handler));
    QCOMPARE(now.sa_flags & SA_SIGINFO, own.sa_flags & SA_SIGINFO);
}

void tst_Node::connectionIds()
{
    TestNode node(oneServer());
    node->addRoutes("ws", [](Router &router) { router.webSocket<EchoController>("/"); });
    const qint64 before = QDateTime::currentMSecsSinceEpoch();
    QVERIFY2(node.start(), node.error());
    const qint64 startedAt = node->startedAt().toMSecsSinceEpoch();
    QVERIFY(startedAt >= before && startedAt <= QDateTime::currentMSecsSinceEpoch());
    TestClient client;
    QVERIFY(client.open(node.url("ws")));
    QTRY_COMPARE(node.opened().size(), 1);
    QCOMPARE(node.opened().constFirst().id, QStringLiteral("main-%1-%2").arg(startedAt).arg(node.lastFd()));
}

void tst_Node::checkBindsNothing()
{
    QTcpServer other;
    QVERIFY(other.listen(QHostAddress::LocalHost));
    Node node(oneServer(other.serverPort()));
    node.addRoutes("ws", [](Router &router) { router.webSocket<EchoController>("/"); });
    QVERIFY(node.check());
    QVERIFY(!node.isRunning());
    QVERIFY(node.listeners().isEmpty());
}

void tst_Node::theSamePortAgainAtOnce()
{
    quint16 port = 0;
    for (int round = 0; round < 3; ++round) {
        Node node(oneServer(port));
        node.addRoutes("ws", [](Router &router) { router.webSocket<EchoController>("/"); });
        QVERIFY2(node.start(), qPrintable(node.errorString()));
        port = node.listeners().constFirst().port;
        TestClient client;
        QVERIFY(client.open(QUrl(QStringLiteral("ws://127.0.0.1:%1/").arg(port))));
        QSignalSpy stopped(&node, &Node::stopped);
        node.stop();
        QVERIFY(eventually([&stopped] { return !stopped.isEmpty(); }));
    }
}

void tst_Node::controllersLiveInTheirWorker()
{
    {
        TestNode node(oneServer());
        node->addRoutes("ws", [](Router &router) { router.webSocket<Careful>("/"); });
        QVERIFY2(node.start(), node.error());
        QCOMPARE(threads.made.size(), 2);
        QVERIFY(!threads.made.contains(QThread::currentThread()));
        QSet<QString> names;
        std::vector<std::unique_ptr<TestClient>> clients;
        for (int i = 0; i < 4; ++i) {
            TestClient &client = *clients.emplace_back(std::make_unique<TestClient>());
            QVERIFY(client.open(node.url("ws")));
            QVERIFY(client.waitForFrames(1));
            names.insert(client.texts().constFirst());
            QCOMPARE(client.ask("hello"), "hello");
        }
        QCOMPARE(names, QSet<QString>({"Worker#0", "Worker#1"}));
        for (const auto &client : clients)
            client->close();
        QTRY_COMPARE(node.closed().size(), 4);
    }
    QCOMPARE(threads.destroyed, threads.made);
    QCOMPARE(threads.strays, 0);
}

void tst_Node::middlewareArguments()
{
    TestNode node(oneServer());
    QByteArray name = "first";
    node->addMiddleware<Stamp>("ws", name, 1);
    name = "changed later";
    node->addMiddleware<Stamp>("ws", "second", 2);
    node->addRoutes("ws", [](Router &router) { router.webSocket("/"); });
    QVERIFY2(node.start(), node.error());
    QStringList made = journal.entries(); // each worker has its own
    made.sort();
    QCOMPARE(made, QStringList({"made in Worker#0", "made in Worker#0", "made in Worker#1", "made in Worker#1"}));

    for (int i = 0; i < 2; ++i) {
        RawClient client(node.port("ws"));
        const HttpAnswer answer = client.ask(Wire::handshake());
        QCOMPARE(answer.status, 101);
        QCOMPARE(answer.header("X-Stamp"), "second2, first1"); // the first is the outermost
    }
}

void tst_Node::middlewareWithASender()
{
    TestNode node(oneServer());
    node->addMiddleware<WithSender>("ws");
    node->addRoutes("ws", [](Router &router) { router.webSocket("/"); });
    QVERIFY2(node.start(), node.error());
    TestClient first;
    QVERIFY(first.open(node.url("ws")));
    QTRY_COMPARE(node.opened().size(), 1);
    TestClient second;
    QVERIFY(second.open(node.url("ws")));
    QVERIFY(first.waitForFrames(1));
    QCOMPARE(first.texts(), QStringList("somebody comes"));
}

void tst_Node::listenersAndLines()
{
    NodeConfig config = oneServer();
    ServerConfig http = config.servers.constFirst();
    http.name = "http";
    http.type = ServerType::Http;
    http.host = "localhost";
    config.servers.prepend(http);
    Node node(config);
    QVERIFY(node.listeners().isEmpty());
    QVERIFY2(node.start(), qPrintable(node.errorString()));

    const QList<ServerInfo> listeners = node.listeners();
    QCOMPARE(listeners.size(), 2);
    QCOMPARE(listeners.at(0).name, "ws"); // websocket servers first
    QCOMPARE(listeners.at(1).name, "http");
    QVERIFY(listeners.at(0).port > 0 && listeners.at(1).port > 0);
    QCOMPARE(node.workerCount(), 2);
    QCOMPARE(node.startupLines(),
             QStringList({"[INFO] Worker#0 started.", "[INFO] Worker#1 started.",
                          QStringLiteral("[INFO] WebSocket Server listening at 127.0.0.1:%1").arg(listeners.at(0).port),
                          QStringLiteral("[INFO] HTTP Server listening at localhost:%1").arg(listeners.at(1).port)}));
}

void tst_Node::stopTellsEveryClient()
{
    TestNode node(oneServer());
    node->addRoutes("ws", [](Router &router) { router.webSocket("/"); });
    QVERIFY2(node.start(), node.error());
    std::vector<std::unique_ptr<TestClient>> clients;
    for (int i = 0; i < 10; ++i)
        QVERIFY(clients.emplace_back(std::make_unique<TestClient>())->open(node.url("ws")));
    QTRY_COMPARE(node.opened().size(), 10);
    const quint16 port = node.port("ws");
    node.stop();
    QVERIFY(isFree(port));
    for (const auto &client : clients) {
        QVERIFY(client->waitForEnd());
        QCOMPARE(client->closeCode(), CloseCode::GoingAway);
    }
    QCOMPARE(node.closed().size(), 10);
    for (const TestNode::Departure &departure : node.closed())
        QCOMPARE(departure.close.by, ClosedBy::Server);
}

void tst_Node::abortEndsTheStop()
{
    TestNode node(TestNode::twoServers);
    node->addRoutes("ws", [](Router &router) { router.webSocket<EchoController>("/"); });
    const QSignalSpy stopped(node.operator->(), &Node::stopped);
    node->abort();
    QVERIFY(node.start());
    RawClient deaf(node.port("ws"));
    QCOMPARE(deaf.ask(Wire::handshake()).status, 101);
    node->abort();
    QVERIFY(node->isRunning());
    QCOMPARE(stopped.size(), 0);
    node->stop();
    QCOMPARE(stopped.size(), 0);
    node->abort();
    QCOMPARE(stopped.size(), 1);
    QVERIFY(deaf.waitForEnd());
    QVERIFY(node.start());
}

void tst_Node::stopOfAnEmptyNode()
{
    Node node(oneServer());
    node.stop(); // nothing runs yet
    QVERIFY(node.start());
    QSignalSpy stopped(&node, &Node::stopped);
    node.stop();
    node.stop();
    QTRY_COMPARE(stopped.size(), 1);
    node.stop();
    QVERIFY(!node.isRunning());
    QCOMPARE(stopped.size(), 1);
}

void tst_Node::stopEndsInStopped_data()
{
    QTest::addColumn<Change>("before");
    QTest::addColumn<int>("stops"); // how often stop() is called
    QTest::addColumn<int>("clients");

    const Change nothing = [](Node &) { };
    const Change start = [](Node &node) { QVERIFY2(node.start(), qPrintable(node.errorString())); };
    const Change fail = [](Node &node) {
        QTcpServer other;
        QVERIFY(other.listen(QHostAddress::LocalHost, node.config().servers.constFirst().port));
        QVERIFY(!node.start());
    };
    const Change stop = [start](Node &node) {
        start(node);
        const QSignalSpy stopped(&node, &Node::stopped);
        node.stop();
        QVERIFY(eventually([&stopped] { return !stopped.isEmpty(); }));
    };
    for (const int stops : {1, 3}) {
        const auto row = [stops](const char *name, const Change &before, int clients) {
            QTest::addRow("%s, %d stops", name, stops) << before << stops << clients;
        };
        row("never started", nothing, 0);
        row("could not start", fail, 0);
        row("stopped already", stop, 0);
        row("running", start, 0);
        row("running with clients", start, 3);
    }
}

void tst_Node::stopEndsInStopped()
{
    QFETCH(const Change, before);
    QFETCH(const int, stops);
    QFETCH(const int, clients);
    const quint16 port = freePort();
    Node node(oneServer(port));
    node.addRoutes("ws", [](Router &router) { router.webSocket<EchoController>("/"); });
    before(node);
    std::vector<std::unique_ptr<TestClient>> all;
    for (int i = 0; i < clients; ++i) {
        all.push_back(std::make_unique<TestClient>());
        QVERIFY(all.back()->open(QUrl(QStringLiteral("ws://127.0.0.1:%1/").arg(port))));
    }
    const QSignalSpy stopped(&node, &Node::stopped);
    QEventLoop loop;
    connect(&node, &Node::stopped, &loop, &QEventLoop::quit);
    for (int i = 0; i < stops; ++i)
        node.stop();
    QVERIFY(stopped.isEmpty()); // never from within stop()
    QVERIFY(!node.isRunning());
    loop.exec();
    QCOMPARE(stopped.size(), 1);

    node.stop(); // were there another one of before, it came now
    QCOMPARE(stopped.size(), 1);
    loop.exec();
    QCOMPARE(stopped.size(), 2);
    QVERIFY(!node.isRunning());
}

void tst_Node::startWithdrawsStopped()
{
    Node node(oneServer());
    const QSignalSpy stopped(&node, &Node::stopped);
    node.stop();
    QVERIFY2(node.start(), qPrintable(node.errorString()));
    bool afterThat = false;
    QMetaObject::invokeMethod(this, [&afterThat] { afterThat = true; }, Qt::QueuedConnection);
    QTRY_VERIFY(afterThat);
    QVERIFY(stopped.isEmpty());
    QVERIFY(node.isRunning());

    // One that fails withdraws nothing.
    Node invalid{NodeConfig()};
    const QSignalSpy stoppedInvalid(&invalid, &Node::stopped);
    invalid.stop();
    QVERIFY(!invalid.start());
    QTRY_COMPARE(stoppedInvalid.size(), 1);
}

void tst_Node::startAgain_data()
{
    QTest::addColumn<quint16>("port");

    QTest::newRow("any port") << quint16(0);
    QTest::newRow("one port") << freePort();
}

void tst_Node::startAgain()
{
    QFETCH(const quint16, port);
    Node node(oneServer(port));
    node.addMiddleware<Stamp>("ws", "number", 1);
    node.addRoutes("ws", [](Router &router) { router.webSocket<EchoController>("/"); });
    Sender ofARoute;
    std::mutex mutex;
    node.addRoutes("ws", [&](Router &router) {
        const std::lock_guard lock(mutex);
        ofARoute = router.sender();
    });
    const Sender ofTheNode = node.sender();
    const QSignalSpy opened(&node, &Node::connectionOpened);
    const QSignalSpy closed(&node, &Node::connectionClosed);
    const QSignalSpy started(&node, &Node::started);
    const QSignalSpy stopped(&node, &Node::stopped);
    Sender kept;
    QString lastId;
    for (int round = 0; round < 4; ++round) {
        QVERIFY2(node.start(), qPrintable(node.errorString()));
        QCOMPARE(started.size(), round + 1);
        QVERIFY(node.isRunning());
        const quint16 bound = node.listeners().constFirst().port;
        QVERIFY(bound != 0 && (port == 0 || bound == port));
        QCOMPARE(RawClient(bound).ask(Wire::handshake()).header("X-Stamp"), "number1");
        TestClient client;
        QVERIFY(client.open(QUrl(QStringLiteral("ws://127.0.0.1:%1/").arg(bound))));
        QCOMPARE(client.ask("hello"), "hello");
        QTRY_COMPARE(opened.size(), 2 * (round + 1));
        const auto info = opened.constLast().constFirst().value<ConnectionInfo>();
        QVERIFY(info.id != lastId);
        lastId = info.id;

        if (round == 0)
            kept = ofARoute;
        for (const Sender &sender : {ofTheNode, kept, ofARoute}) {
            const QFuture<PushResult> result = sender.pushAsync(info.fd, "pushed");
            QVERIFY(eventually([&result] { return result.isFinished(); }));
            QCOMPARE(result.result(), PushResult::Queued);
        }
        QVERIFY(client.waitForFrames(4));
        std::optional<ConnectionQueryResult> result;
        NodePrivate::get(&node)->query({}, this, [&result](const ConnectionQueryResult &found) { result = found; });
        QTRY_VERIFY(result);
        QCOMPARE(result->counters.opened, 2); // of this start

        node.stop();
        QVERIFY(client.waitForEnd());
        QCOMPARE(client.closeCode(), CloseCode::GoingAway);
        QVERIFY(eventually([&] { return stopped.size() == round + 1; }));
        QCOMPARE(ofTheNode.pushAsync(info.fd, "x").result(), PushResult::Stopped);
        QVERIFY(isFree(bound));
        QCOMPARE(closed.size(), opened.size());
    }
}

void tst_Node::startInASlotOfStopped()
{
    Node node(oneServer());
    node.addRoutes("ws", [](Router &router) { router.webSocket<EchoController>("/"); });
    int restarts = 0;
    connect(&node, &Node::stopped, this, [&] {
        if (++restarts <= 3)
            QVERIFY2(node.start(), qPrintable(node.errorString()));
    });
    QVERIFY(node.start());
    for (int round = 1; round <= 4; ++round) {
        TestClient client;
        QVERIFY(client.open(QUrl(QStringLiteral("ws://127.0.0.1:%1/").arg(node.listeners().constFirst().port))));
        node.stop();
        QVERIFY(eventually([&] { return restarts == round; }));
        QCOMPARE(node.isRunning(), round < 4);
    }
}

void tst_Node::keptFdsAreNeverStrangers()
{
    TestNode node(oneServer());
    node->addRoutes("ws", [](Router &router) { router.webSocket<EchoController>("/"); });
    QList<qint64> kept;
    for (int round = 0; round < 4; ++round) {
        QVERIFY2(node.start(), node.error());
        const qint64 highest = kept.isEmpty() ? 0 : *std::max_element(kept.cbegin(), kept.cend());
        std::vector<std::unique_ptr<TestClient>> clients;
        for (int i = 0; i <= round; ++i) { // more in each, so that workers differ
            clients.push_back(std::make_unique<TestClient>());
            const qsizetype before = node.opened().size();
            QVERIFY(clients.back()->open(node.url("ws")));
            QTRY_COMPARE(node.opened().size(), before + 1);
            QVERIFY2(node.lastFd() > highest, qPrintable(QString::number(node.lastFd())));
        }
        const QFuture<QList<Outcome>> outcomes = node->sender().pushAsync(kept, "for somebody else");
        QVERIFY(eventually([&outcomes] { return outcomes.isFinished(); }));
        for (const Outcome &outcome : outcomes.result())
            QCOMPARE(outcome.result, PushResult::Gone);
        for (const auto &client : clients) {
            QCOMPARE(client->ask("hello"), "hello"); // and nothing else
            QCOMPARE(client->texts(), QStringList("hello"));
        }
        for (qsizetype i = node.opened().size() - 1 - round; i < node.opened().size(); ++i)
            kept.append(node.opened().at(i).fd);
        node.stop();
    }
}

void tst_Node::restartsKeepNoDescriptor()
{
    Node node(oneServer());
    const QSignalSpy stopped(&node, &Node::stopped);
    int after = 0;
    for (int round = 0; round < 5; ++round) {
        QVERIFY2(node.start(), qPrintable(node.errorString()));
        node.stop();
        QVERIFY(eventually([&] { return stopped.size() == round + 1; }));
        if (round == 0)
            after = openDescriptors();
        QCOMPARE(openDescriptors(), after);
    }
}

void tst_Node::workerOfAFormerStart()
{
    // A controller holds its worker beyond the end of one start and into another.
    struct Held
    {
        std::atomic<bool> entered = false;
        std::atomic<bool> released = false;
        std::atomic<bool> left = false;
    };
    const auto held = std::make_shared<Held>();
    TestNode node(oneServer());
    node->addRoutes("ws", [held](Router &router) {
        const Sender sender = router.sender();
        router.webSocket("/").onMessage([held, sender](Connection *connection, const Frame &frame) {
            connection->push(frame);
            if (frame.data() != "stay")
                return;
            held->entered = true;
            held->released.wait(false);
            connection->push("too late");
            sender.pushToAll("from before");
            held->left = true;
        });
    });
    QVERIFY2(node.start(), node.error());
    TestClient old;
    QVERIFY(old.open(node.url("ws")));
    QTRY_COMPARE(node.opened().size(), 1);
    const quint16 port = node.port("ws");
    old.send("stay");
    QTRY_VERIFY(held->entered);
    QTest::ignoreMessage(QtCriticalMsg, QRegularExpression("^Worker#\\d does not end"));
    node.stop();
    QVERIFY(!node->isRunning());
    QVERIFY(isFree(port));

    QVERIFY2(node.start(), node.error());
    const qsizetype closedBefore = node.closed().size();
    const QSignalSpy stopped(node.operator->(), &Node::stopped);
    TestClient client;
    TestClient another;
    QVERIFY(client.open(node.url("ws")) && another.open(node.url("ws")));
    QTRY_COMPARE(node.opened().size(), 3);
    QCOMPARE(client.ask("hello"), "hello");
    held->released = true;
    held->released.notify_all();
    QTRY_VERIFY(held->left);
    QVERIFY(old.waitForEnd());

    // What it does with a Sender arrives; its own end is nothing to this start.
    QVERIFY(client.waitForFrames(2) && another.waitForFrames(1));
    QCOMPARE(client.texts(), QStringList({"hello", "from before"}));
    QCOMPARE(client.ask("still here"), "still here");
    QVERIFY(node->isRunning());
    QVERIFY(stopped.isEmpty());
    QCOMPARE(node.opened().size(), 3);
    QCOMPARE(node.closed().size(), closedBefore);
    node.stop();
    QCOMPARE(stopped.size(), 1);
    QCOMPARE(node.closed().size(), closedBefore + 2);
}

void tst_Node::destroyedWhileItRuns()
{
    auto node = std::make_unique<Node>(oneServer());
    node->addRoutes("ws", [](Router &router) {
        router.webSocket("/").onClose([](Connection *, const CloseInfo &close) {
            journal.add("closed " + QString::number(close.code));
        });
    });
    QVERIFY(node->start());
    const QUrl url(QStringLiteral("ws://127.0.0.1:%1/").arg(node->listeners().constFirst().port));
    const QSignalSpy opened(node.get(), &Node::connectionOpened);
    TestClient client;
    QVERIFY(client.open(url));
    QTRY_COMPARE(opened.size(), 1);
    const Sender sender = node->sender();
    node.reset();

    QCOMPARE(journal.entries(), QStringList("closed 1006"));
    QVERIFY(client.waitForEnd());
    QCOMPARE(sender.pushAsync(1, "x").result(), PushResult::Stopped);
}

void tst_Node::senderBeforeAndAfter()
{
    TestNode node(oneServer());
    const Sender sender = node->sender();
    node->addRoutes("ws", [](Router &router) { router.webSocket("/"); });
    QCOMPARE(sender.pushAsync(1, "x").result(), PushResult::Stopped);
    QVERIFY2(node.start(), node.error());
    TestClient client;
    QVERIFY(client.open(node.url("ws")));
    QTRY_COMPARE(node.opened().size(), 1);
    QCOMPARE(sender.pushAsync(node.lastFd(), "x").result(), PushResult::Queued);
    QVERIFY(client.waitForFrames(1));
    node.stop();
    QCOMPARE(sender.pushAsync(node.lastFd(), "x").result(), PushResult::Stopped);
}

void tst_Node::query()
{
    NodeConfig config = oneServer();
    config.labelKey = "user";
    TestNode node(config);
    node->addRoutes("ws", [](Router &router) {
        router.webSocket("/").onOpen([](Connection *connection, const Request &request) {
            connection->context().set("user", request.query("user"));
        });
    });
    QVERIFY2(node.start(), node.error());
    TestClient client;
    QVERIFY(client.open(node.url("ws", "/?user=ann")));
    QTRY_COMPARE(node.opened().size(), 1);
    std::optional<ConnectionQueryResult> result;
    bool toTheDead = false;
    {
        QObject dead;
        NodePrivate::get(node.operator->())->query({}, &dead, [&toTheDead](const ConnectionQueryResult &) { toTheDead = true; });
    }
    NodePrivate::get(node.operator->())->query({}, this, [&result](const ConnectionQueryResult &found) { result = found; });
    QTRY_VERIFY(result);
    QCOMPARE(result->rows.size(), 1);
    QCOMPARE(result->rows.constFirst().label, "ann");
    QVERIFY(!toTheDead);
}

void tst_Node::inAThreadOfItsOwn()
{
    // As in a program whose main thread is somebody else's.
    std::atomic<quint16> port = 0;
    std::atomic<int> signalsThere = 0;
    const std::unique_ptr<QThread> thread(QThread::create([&] {
        QEventLoop loop;
        Node node(oneServer());
        node.addRoutes("ws", [](Router &router) { router.webSocket<EchoController>("/"); });
        QObject context;
        const auto note = [&] { signalsThere += QThread::currentThread() == thread.get() ? 1 : 100; };
        connect(&node, &Node::connectionOpened, &context, note, Qt::DirectConnection);
        connect(&node, &Node::connectionClosed, &context, [&] { note(); node.stop(); }, Qt::DirectConnection);
        connect(&node, &Node::stopped, &loop, [&] { note(); loop.quit(); }, Qt::DirectConnection);
        if (node.start()) {
            port = node.listeners().constFirst().port;
            loop.exec();
        }
    }));
    thread->start();
    QTRY_VERIFY(port > 0);
    TestClient client;
    QVERIFY(client.open(QUrl(QStringLiteral("ws://127.0.0.1:%1/").arg(port.load()))));
    QCOMPARE(client.ask("hello"), "hello");
    client.close();
    QTRY_VERIFY(thread->isFinished());
    QCOMPARE(signalsThere, 3);
}

void tst_Node::twoNodes()
{
    TestNode first(oneServer());
    TestNode second(oneServer());
    for (TestNode *node : {&first, &second}) {
        (*node)->addRoutes("ws", [](Router &router) { router.webSocket("/"); });
        QVERIFY2(node->start(), node->error());
    }
    TestClient client;
    QVERIFY(client.open(first.url("ws")));
    QTRY_COMPARE(first.opened().size(), 1);
    QCOMPARE(first->sender().pushAsync(1, "x").result(), PushResult::Queued);
    QCOMPARE(second->sender().pushAsync(1, "x").result(), PushResult::Unknown);
}

void tst_Node::hundredStarts()
{
    // Every start is followed by the end at another moment.
    for (int i = 0; i < 100; ++i) {
        Node node(oneServer());
        node.addRoutes("ws", [](Router &router) { router.webSocket<EchoController>("/"); });
        QVERIFY(node.start());
        std::unique_ptr<TestClient> client;
        if (i % 2) {
            client = std::make_unique<TestClient>();
            client->startOpening(QUrl(QStringLiteral("ws://127.0.0.1:%1/").arg(node.listeners().constFirst().port)));
        }
        if (i % 4 == 3)
            QVERIFY(eventually([&client] { return client->isOpen(); }));
        if (i % 3)
            node.stop();
    }
}

QTEST_GUILESS_MAIN(tst_Node)
#include "tst_node.moc"
