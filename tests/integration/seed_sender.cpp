// SPDX-FileCopyrightText: 2026 The Landline authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "tst_seed.h"

#include "controllers/democontroller.h"
#include "controllers/echocontroller.h"
#include "controllers/servercontroller.h"
#include "support/journal.h"
#include "support/patience.h"
#include "support/rawclient.h"
#include "support/testclient.h"
#include "support/testnode.h"

#include <Landline/Landline>

#include <QtCore/qelapsedtimer.h>
#include <QtCore/qthread.h>
#include <QtTest/qtest.h>

#include <thread>

using namespace Landline;
using namespace Qt::StringLiterals;

namespace {

Journal journal;

QString nameOf(PushResult result)
{
    return QVariant::fromValue(result).toString();
}

/// Says its fd, then sends each "<fd> <text>" to that fd and tells the sender of it what became of it.
class Forwarder : public DemoController
{
    Q_OBJECT

public:
    explicit Forwarder(const Sender &sender)
        : m_sender(sender)
    { }

public slots:
    void onMessage(Landline::Connection *connection, const Landline::Frame &frame) override
    {
        const QString text = frame.text();
        const QThread *thread = QThread::currentThread();
        m_sender.push(text.section(u' ', 0, 0).toLongLong(), text.section(u' ', 1), connection,
                      [connection, thread](PushResult result) {
                          const bool back = QThread::currentThread() == thread;
                          connection->push(nameOf(result)
                                           + (back ? u", here"_s : u", elsewhere"_s));
                      });
    }

private:
    Sender m_sender;
};

/// A controller that is given the Sender, and one that is not.
class Greeter : public HttpController
{
    Q_OBJECT

public:
    explicit Greeter(const Sender &sender)
        : m_sender(sender)
    { }

public slots:
    QFuture<Landline::Response> greet(qint64 fd, const QString &name = u"world"_s)
    {
        return m_sender.pushAsync(fd, u"hello "_s + name).then([](PushResult result) {
            return Response::text(nameOf(result));
        });
    }

private:
    Sender m_sender;
};

/// Two clients of a node with a worker each, who know their fds.
struct TwoClients
{
    TestNode node{TestNode::twoServers};
    TestClient first;
    TestClient second;

    bool open()
    {
        node->addRoutes(u"ws"_s, [](Router &router) {
            router.webSocket<Forwarder>("/");
            router.autoController<ServerController>("/server");
            router.autoController<ServerController>("/nodes/{fd}");
        });
        return node.start() && first.open(node.url(u"ws"_s)) && first.fd() > 0
                && second.open(node.url(u"ws"_s)) && second.fd() > 0
                && first.fd() % 2 != second.fd() % 2;
    }
};

/// One push of each kind and a disconnect, their results to the journal.
void pushBothKindsAndDisconnect(const Sender &sender, qint64 fd)
{
    const auto note = [](PushResult result) { journal.add(nameOf(result)); };
    sender.pushAsync(fd, u"text"_s).then(note);
    sender.pushAsync(fd, Frame::fromBinary("binary")).then(note);
    sender.disconnectAsync(fd, 4001, u"enough"_s).then(note);
}

} // namespace

void tst_Seed::s38_senderInAnHttpService()
{
    // An HTTP service closes a WebSocket connection by the Sender.
    TestNode node(TestNode::twoServers);
    node->addRoutes(u"ws"_s, [](Router &router) { router.webSocket<DemoController>("/"); });
    node->addRoutes(u"http"_s, [](Router &router) {
        router.post("/kick", [sender = router.sender()](const Request &request) {
            return sender.disconnectAsync(request.query(u"fd"_s).toLongLong(), 4000, u"kicked"_s)
                    .then([](PushResult result) { return Response::text(nameOf(result)); });
        });
    });
    QVERIFY2(node.start(), node.error());
    RawClient plain(node.port(u"http"_s));
    for (int i = 0; i < 4; ++i) {
        TestClient client;
        QVERIFY(client.open(node.url(u"ws"_s)));
        const QByteArray kick = "/kick?fd=" + QByteArray::number(client.fd());
        QCOMPARE(plain.ask(Wire::request("POST", kick)).body, QByteArray("Queued"));
        QVERIFY(client.waitForEnd());
        QCOMPARE(client.closeCode(), quint16(4000));
        QCOMPARE(client.closeReason(), u"kicked"_s);
        TRY_COMPARE(node.closed().size(), i + 1);
        QCOMPARE(plain.ask(Wire::request("POST", kick)).body, QByteArray("Gone"));
    }
}

void tst_Seed::s39_senderOnTheSameWorker()
{
    // A Sender whose own worker has the fd sends directly, and its result comes back in that thread.
    TwoClients clients;
    QVERIFY2(clients.open(), clients.node.error());
    QCOMPARE(clients.first.ask(u"%1 to myself"_s.arg(clients.first.fd())), u"to myself"_s);
    QVERIFY(clients.first.waitForFrames(3));
    QCOMPARE(clients.first.texts().at(2), u"Queued, here"_s);
}

void tst_Seed::s40_senderToAnotherWorker()
{
    // An fd of another worker is reached all the same, and the result comes back to the thread that asked.
    TwoClients clients;
    QVERIFY2(clients.open(), clients.node.error());
    QCOMPARE(clients.first.ask(u"%1 hello there"_s.arg(clients.second.fd())), u"Queued, here"_s);
    QVERIFY(clients.second.waitForFrames(2));
    QCOMPARE(clients.second.texts().at(1), u"hello there"_s);
    QCOMPARE(clients.second.ask(u"%1 hello back"_s.arg(clients.first.fd())), u"Queued, here"_s);
    QVERIFY(clients.first.waitForFrames(3));
    QCOMPARE(clients.first.texts().at(2), u"hello back"_s);
}

void tst_Seed::s41_ownerDelivers()
{
    // Only the worker that owns an fd delivers: each message comes once, to the one whom it is for, in order.
    TestNode node(TestNode::twoServers);
    node->addRoutes(u"ws"_s, [](Router &router) { router.webSocket<DemoController>("/"); });
    QVERIFY2(node.start(), node.error());
    std::vector<std::unique_ptr<TestClient>> clients;
    for (int i = 0; i < 10; ++i) {
        clients.push_back(std::make_unique<TestClient>());
        QVERIFY(clients.back()->open(node.url(u"ws"_s)));
        QVERIFY(clients.back()->fd() > 0);
    }
    for (int round = 0; round < 5; ++round) {
        for (const auto &client : clients)
            node->sender().push(client->fd(), u"%1 for %2"_s.arg(round).arg(client->fd()));
    }
    for (const auto &client : clients) {
        QVERIFY(client->waitForFrames(6));
        QCOMPARE(client->ask(u"more?"_s), u"Recv: more?"_s);
        QStringList expected;
        for (int round = 0; round < 5; ++round)
            expected.append(u"%1 for %2"_s.arg(round).arg(client->fd()));
        QCOMPARE(client->texts().mid(1, 5), expected);
    }
}

void tst_Seed::s42_pushAndDisconnect_data()
{
    QTest::addColumn<QString>("from");
    for (const char *from : {"the node's thread", "onMessage", "an HTTP handler",
                             "a timer of a worker", "a plain thread"})
        QTest::newRow(from) << QString::fromLatin1(from);
}

void tst_Seed::s42_pushAndDisconnect()
{
    // The Sender has two verbs, push - text or binary - and disconnect, and works from anywhere.
    QFETCH(QString, from);
    journal.clear();
    TestNode node(TestNode::twoServers);
    node->addRoutes(u"ws"_s, [](Router &router) {
        const Sender sender = router.sender();
        router.webSocket<DemoController>("/");
        router.webSocket("/commands").onMessage([sender](Connection *, const Frame &frame) {
            pushBothKindsAndDisconnect(sender, frame.data().toLongLong());
        });
        router.get("/commands/{fd}", [sender](const Request &request) {
            pushBothKindsAndDisconnect(sender, request.parameter(u"fd"_s).toLongLong());
            return "ok";
        });
        router.get("/timer/{fd}",
                   [sender, context = std::make_shared<QObject>()](const Request &request) {
                       QTimer::singleShot(1, context.get(),
                                          [sender, fd = request.parameter(u"fd"_s).toLongLong()] {
                                              pushBothKindsAndDisconnect(sender, fd);
                                          });
                       return "ok";
                   });
    });
    QVERIFY2(node.start(), node.error());
    // Of two, so that one of them is another worker's, whoever asks.
    TestClient targets[2];
    TestClient commands;
    RawClient plain(node.port(u"ws"_s));
    QVERIFY(commands.open(node.url(u"ws"_s, u"/commands"_s)));
    for (TestClient &target : targets) {
        QVERIFY(target.open(node.url(u"ws"_s)));
        const QByteArray fd = QByteArray::number(target.fd());
        if (from == u"the node's thread")
            pushBothKindsAndDisconnect(node->sender(), target.fd());
        else if (from == u"onMessage")
            commands.send(QString::fromLatin1(fd));
        else if (from == u"an HTTP handler")
            QCOMPARE(plain.ask(Wire::get("/commands/" + fd)).status, 200);
        else if (from == u"a timer of a worker")
            QCOMPARE(plain.ask(Wire::get("/timer/" + fd)).status, 200);
        else
            std::thread([sender = node->sender(), fd] {
                pushBothKindsAndDisconnect(sender, fd.toLongLong());
            }).join();
        QVERIFY(target.waitForEnd());
        QCOMPARE(target.frames().mid(1), QList<Frame>({u"text"_s, Frame::fromBinary("binary")}));
        QCOMPARE(target.closeCode(), quint16(4001));
        QCOMPARE(target.closeReason(), u"enough"_s);
    }
    TRY_COMPARE(journal.entries(), QStringList(6, u"Queued"_s));
}

void tst_Seed::s42_results()
{
    // Each push and disconnect has a result, and never a better one than the truth.
    TestNode node(TestNode::twoServers);
    node->addRoutes(u"ws"_s, [](Router &router) { router.webSocket<DemoController>("/"); });
    const Sender sender = node->sender();
    QCOMPARE(sender.pushAsync(1, "early").result(), PushResult::Stopped);
    QVERIFY2(node.start(), node.error());
    TestClient client;
    QVERIFY(client.open(node.url(u"ws"_s)));
    const qint64 fd = client.fd();
    QCOMPARE(sender.pushAsync(fd, "hello").result(), PushResult::Queued);
    QCOMPARE(sender.probeAsync(fd).result(), PushResult::Queued);
    QCOMPARE(sender.pushAsync(fd, QByteArray("\xff\xfe")).result(), PushResult::Rejected);
    for (const qint64 never :
         {fd + 2, fd + 1, qint64(999'999), qint64(0), qint64(-1),
          std::numeric_limits<qint64>::max(), std::numeric_limits<qint64>::min()}) {
        QCOMPARE(sender.pushAsync(never, "hello").result(), PushResult::Unknown);
        QCOMPARE(sender.disconnectAsync(never).result(), PushResult::Unknown);
    }
    QCOMPARE(sender.disconnectAsync(fd).result(), PushResult::Queued);
    QCOMPARE(sender.pushAsync(fd, "late").result(), PushResult::Gone);
    QCOMPARE(sender.disconnectAsync(fd).result(), PushResult::Gone);
    QVERIFY(client.waitForEnd());
    QCOMPARE(client.closeCode(), CloseCode::Normal);
    QCOMPARE(client.texts().mid(1), QStringList({u"hello"_s}));
    TRY_COMPARE(node.closed().size(), 1);
    QCOMPARE(sender.pushAsync(fd, "later").result(), PushResult::Gone);

    // With a callback: in the thread that asked, and not once its context is gone.
    auto context = std::make_unique<QObject>();
    int calls = 0;
    sender.push(fd, "hello", context.get(),
                [&](PushResult result) { calls += result == PushResult::Gone; });
    TRY_COMPARE(calls, 1);
    sender.push(fd, "hello", context.get(), [&](PushResult) { ++calls; });
    context.reset();
    QCOMPARE(sender.pushAsync(fd, "behind it").result(), PushResult::Gone);
    QCoreApplication::sendPostedEvents();
    QCOMPARE(calls, 1);

    node.stop();
    QCOMPARE(sender.pushAsync(fd, "hello").result(), PushResult::Stopped);
    QCOMPARE(sender.disconnectAsync(fd).result(), PushResult::Stopped);
    QCOMPARE(sender.pushToAllAsync("hello").result(), QList<Outcome>());
}

void tst_Seed::s42_resultsOfMany()
{
    // Many are reached at once, with an outcome each, in the order in which they were named.
    TwoClients clients;
    QVERIFY2(clients.open(), clients.node.error());
    TestClient third;
    QVERIFY(third.open(clients.node.url(u"ws"_s)));
    const qint64 gone = third.fd();
    third.close();
    TRY_COMPARE(clients.node.closed().size(), 1);
    const qint64 first = clients.first.fd();
    const qint64 second = clients.second.fd();
    const Sender sender = clients.node->sender();
    const QList<Outcome> expected = {{second, PushResult::Queued},   {gone, PushResult::Gone},
                                     {first, PushResult::Queued},    {0, PushResult::Unknown},
                                     {999'999, PushResult::Unknown}, {-5, PushResult::Unknown}};
    const QList<qint64> fds = {second, gone, first, 0, 999'999, -5};
    QCOMPARE(sender.pushAsync(fds, "hello").result(), expected);
    QCOMPARE(sender.pushAsync(QList<qint64>(), "hello").result(), QList<Outcome>());
    QCOMPARE(sender.pushAsync(QList<qint64>({first, first}), "twice").result(),
             QList<Outcome>({{first, PushResult::Queued}, {first, PushResult::Queued}}));
    QList<Outcome> called;
    sender.disconnect(fds, 4000, u"all"_s, &clients.first,
                      [&](const QList<Outcome> &outcomes) { called = outcomes; });
    TRY_COMPARE(called, expected);
    QVERIFY(clients.first.waitForEnd());
    QVERIFY(clients.second.waitForEnd());
    QCOMPARE(clients.first.texts().mid(1), QStringList({u"hello"_s, u"twice"_s, u"twice"_s}));
    QCOMPARE(clients.second.texts().mid(1), QStringList({u"hello"_s}));
    QCOMPARE(clients.second.closeReason(), u"all"_s);
}

void tst_Seed::s43_routesOfAClass_data()
{
    QTest::addColumn<QByteArray>("method");
    QTest::addColumn<QByteArray>("path");
    QTest::addColumn<int>("status");
    for (const QByteArray &name : {QByteArray("send"), QByteArray("close")}) {
        for (const QByteArray &method : {QByteArray("GET"), QByteArray("POST"), QByteArray("HEAD")})
            QTest::addRow("%s %s", method.constData(), name.constData())
                    << method << "/server/" + name << 200;
        QTest::addRow("PUT %s", name.constData()) << QByteArray("PUT") << "/server/" + name << 405;
    }
    QTest::newRow("no such slot") << QByteArray("GET") << QByteArray("/server/open") << 404;
    QTest::newRow("an inherited slot")
            << QByteArray("GET") << QByteArray("/server/deleteLater") << 404;
    QTest::newRow("the prefix") << QByteArray("GET") << QByteArray("/server") << 404;
    QTest::newRow("case") << QByteArray("GET") << QByteArray("/server/Send") << 404;
}

void tst_Seed::s43_routesOfAClass()
{
    // The slots of an HTTP controller are routes: /server/send and /server/close.
    QFETCH(QByteArray, method);
    QFETCH(QByteArray, path);
    TestNode node(TestNode::twoServers
                  + "[[server.route]]\npath = \"/\"\ncontroller = \"DemoController\"\n"
                    "[[server.route]]\npath = \"/server\"\ncontroller = \"ServerController\"\n");
    QVERIFY2(node.start(), node.error());
    TestClient client;
    QVERIFY(client.open(node.url(u"ws"_s)));
    RawClient plain(node.port(u"ws"_s));
    const HttpAnswer answer
            = plain.ask(Wire::request(method, path + "?fd=" + QByteArray::number(client.fd())));
    QTEST(answer.status, "status");
    if (answer.status == 405)
        QCOMPARE(answer.header("Allow"), QByteArray("GET, POST"));
}

void tst_Seed::s44_senderIsInjected()
{
    // A controller that takes a Sender is given one, whether C++ or the configuration names it.
    TestNode node(TestNode::twoServers
                  + "[[server.route]]\npath = \"/named\"\ncontroller = \"Greeter\"\n"
                    "[[server.route]]\npath = \"/\"\ncontroller = \"Forwarder\"\n");
    node->registerController<Greeter>(u"Greeter"_s);
    node->registerController<Forwarder>(u"Forwarder"_s);
    node->addRoutes(u"ws"_s, [](Router &router) { router.autoController<Greeter>("/typed"); });
    QVERIFY2(node.start(), node.error());
    TestClient client;
    QVERIFY(client.open(node.url(u"ws"_s)));
    const QByteArray fd = QByteArray::number(client.fd());
    RawClient plain(node.port(u"ws"_s));
    QCOMPARE(plain.ask(Wire::get("/named/greet?fd=" + fd)).body, QByteArray("Queued"));
    QCOMPARE(plain.ask(Wire::get("/typed/greet?name=ann&fd=" + fd)).body, QByteArray("Queued"));
    QVERIFY(client.waitForFrames(3));
    QCOMPARE(client.texts().mid(1), QStringList({u"hello world"_s, u"hello ann"_s}));
}

void tst_Seed::s45_closeOneSecondLater()
{
    // /server/close answers at once, empty, and disconnects a second later; the worker goes on meanwhile.
    journal.clear();
    TestNode node(
            "[node]\nworkers = 1\n[[server]]\nname = \"ws\"\ntype = \"websocket\"\nport = 0\n");
    node->addRoutes(u"ws"_s, [](Router &router) {
        router.webSocket<DemoController>("/");
        router.webSocket("/watched").onClose([](Connection *, const CloseInfo &close) {
            journal.add(u"closed %1"_s.arg(close.code));
        });
        router.autoController<ServerController>("/server");
        router.get("/after", [](const Request &) {
            journal.add(u"answered"_s);
            return "after";
        });
    });
    QVERIFY2(node.start(), node.error());
    TestClient client;
    QVERIFY(client.open(node.url(u"ws"_s, u"/watched"_s)));
    TRY_COMPARE(node.opened().size(), 1);

    QElapsedTimer elapsed;
    elapsed.start();
    // Two requests in one segment: when the second is answered, the timer of the first runs already.
    RawClient plain(node.port(u"ws"_s));
    plain.send(Wire::get("/server/close?fd=" + QByteArray::number(node.lastFd()))
               + Wire::get("/after"));
    const HttpAnswer answer = plain.answer();
    QCOMPARE(answer.status, 200);
    QCOMPARE(answer.body, QByteArray());
    QCOMPARE(plain.answer().body, QByteArray("after"));
    QVERIFY(client.waitForEnd());
    QVERIFY2(elapsed.elapsed() >= 1000, QByteArray::number(elapsed.elapsed()));
    QCOMPARE(client.closeCode(), CloseCode::Normal);
    TRY_COMPARE(journal.entries(), QStringList({u"answered"_s, u"closed 1000"_s}));
}

void tst_Seed::s45_closeRefuses_data()
{
    s46_sendRefuses_data();
}

void tst_Seed::s45_closeRefuses()
{
    // /server/close says 400, 404 and 410 as /server/send does, and closes nobody.
    QFETCH(QByteArray, query);
    TwoClients clients;
    QVERIFY2(clients.open(), clients.node.error());
    if (query == "fd=gone") {
        query = "fd=" + QByteArray::number(clients.second.fd());
        clients.second.close();
        TRY_COMPARE(clients.node.closed().size(), 1);
    }
    RawClient plain(clients.node.port(u"ws"_s));
    QTEST(plain.ask(Wire::get("/server/close?" + query)).status, "status");
}

void tst_Seed::s46_sendHelloWorld_data()
{
    QTest::addColumn<QByteArray>("request"); // with % for the fd
    const QByteArray form = "Content-Type: application/x-www-form-urlencoded\r\n";
    const QByteArray json = "Content-Type: application/json\r\n";
    QTest::newRow("query") << Wire::get("/server/send?fd=%");
    QTest::newRow("among others") << Wire::get("/server/send?a=b&fd=%&c");
    QTest::newRow("the last one") << Wire::get("/server/send?fd=999999&fd=%");
    QTest::newRow("path") << Wire::get("/nodes/%/send");
    QTest::newRow("path before query") << Wire::get("/nodes/%/send?fd=999999");
    QTest::newRow("form") << Wire::request("POST", "/server/send", form, "a=b&fd=%");
    QTest::newRow("query before form")
            << Wire::request("POST", "/server/send?fd=%", form, "fd=999999");
    QTest::newRow("JSON number") << Wire::request("POST", "/server/send", json, "{\"fd\": %}");
    QTest::newRow("JSON string") << Wire::request("POST", "/server/send", json, "{\"fd\": \"%\"}");
}

void tst_Seed::s46_sendHelloWorld()
{
    // /server/send pushes "Hello World." and answers 200 with an empty body; fd is found by its name.
    QFETCH(QByteArray, request);
    TwoClients clients;
    QVERIFY2(clients.open(), clients.node.error());
    for (TestClient *client : {&clients.first, &clients.second}) {
        RawClient plain(clients.node.port(u"ws"_s));
        // The fd has one digit, as % has.
        const HttpAnswer answer
                = plain.ask(QByteArray(request).replace('%', QByteArray::number(client->fd())));
        QCOMPARE(answer.status, 200);
        QCOMPARE(answer.body, QByteArray());
        QCOMPARE(answer.header("Content-Length"), QByteArray("0"));
        QVERIFY(client->waitForFrames(2));
        QCOMPARE(client->frames().at(1), Frame("Hello World."));
    }
}

void tst_Seed::s46_sendRefuses_data()
{
    QTest::addColumn<QByteArray>("query");
    QTest::addColumn<int>("status");
    QTest::newRow("missing") << QByteArray() << 400;
    QTest::newRow("empty") << QByteArray("fd=") << 400;
    QTest::newRow("a word") << QByteArray("fd=one") << 400;
    QTest::newRow("spaces") << QByteArray("fd=%201%20") << 400;
    QTest::newRow("a fraction") << QByteArray("fd=1.0") << 400;
    QTest::newRow("hexadecimal") << QByteArray("fd=0x1") << 400;
    QTest::newRow("2^64") << QByteArray("fd=18446744073709551616") << 400;
    QTest::newRow("another name") << QByteArray("FD=1") << 400;
    QTest::newRow("never issued") << QByteArray("fd=999999") << 404;
    QTest::newRow("zero") << QByteArray("fd=0") << 404;
    QTest::newRow("negative") << QByteArray("fd=-1") << 404;
    QTest::newRow("gone") << QByteArray("fd=gone") << 410;
}

void tst_Seed::s46_sendRefuses()
{
    // 400 with a reason for what is no fd, 410 for one that is gone, 404 for one that never was.
    QFETCH(QByteArray, query);
    QFETCH(int, status);
    TwoClients clients;
    QVERIFY2(clients.open(), clients.node.error());
    if (query == "fd=gone") {
        query = "fd=" + QByteArray::number(clients.second.fd());
        clients.second.close();
        TRY_COMPARE(clients.node.closed().size(), 1);
    }
    RawClient plain(clients.node.port(u"ws"_s));
    const HttpAnswer answer = plain.ask(Wire::get("/server/send?" + query));
    QCOMPARE(answer.status, status);
    QVERIFY(!answer.body.isEmpty());
    if (status == 400)
        QVERIFY2(answer.body.contains("\"fd\""), answer.body);
    // Nobody got anything: what comes next is the answer to this.
    QVERIFY(clients.first.ask(u"0 x"_s).startsWith(u"Unknown"));
    // A refused request does not end the connection.
    QCOMPARE(plain.ask(Wire::get("/server/send?fd=" + QByteArray::number(clients.first.fd())))
                     .status,
             200);
}

#include "seed_sender.moc"
