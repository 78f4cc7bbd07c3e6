// SPDX-FileCopyrightText: 2026 The Landline authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "tst_seed.h"

#include "support/journal.h"
#include "support/patience.h"
#include "support/rawclient.h"
#include "support/testclient.h"
#include "support/testnode.h"

#include <Landline/Landline>

#include <QtCore/qregularexpression.h>
#include <QtCore/qthread.h>
#include <QtTest/qtest.h>

using namespace Landline;
using namespace Qt::StringLiterals;

namespace {

Journal journal;

class OnlyOpen : public Controller
{
    Q_OBJECT

public slots:
    void onOpen(Connection *connection, const Request &) override
    {
        journal.add(u"open"_s);
        connection->push("Opened");
    }
};

class OnlyMessage : public Controller
{
    Q_OBJECT

public slots:
    void onMessage(Connection *connection, const Frame &frame) override
    {
        journal.add(u"message"_s);
        connection->push(frame);
    }
};

class OnlyClose : public Controller
{
    Q_OBJECT

public slots:
    void onClose(Connection *, const CloseInfo &) override { journal.add(u"close"_s); }
};

class Nothing : public Controller
{
    Q_OBJECT
};

/// Not a Controller, but it has slots of the right names.
class PlainObject : public QObject
{
    Q_OBJECT

public slots:
    void onMessage(Landline::Connection *connection, const Landline::Frame &frame)
    {
        journal.add(u"message"_s);
        connection->push(frame);
    }
};

/// The seed's second controller: remembers a cookie and tells it with each message.
class Remembers : public Controller
{
    Q_OBJECT

public slots:
    void onOpen(Connection *connection, const Request &request) override
    {
        connection->context().set(u"username"_s, request.cookie(u"username"_s));
    }
    void onMessage(Connection *connection, const Frame &) override
    {
        connection->push(u"Username: "_s + connection->context().get(u"username"_s).toString());
    }
    void onClose(Connection *connection, const CloseInfo &) override
    {
        journal.add(u"bye "_s + connection->context().get(u"username"_s).toString());
    }
};

QString threadName()
{
    return QString::number(reinterpret_cast<quintptr>(QThread::currentThreadId()), 16);
}

struct Ending
{
    const char *name;
    quint16 code;
    QString reason;
    ClosedBy by;
};

const QList<Ending> endings = {
        {"client closes", 4001, u"enough"_s, ClosedBy::Client},
        {"client cuts", CloseCode::Abnormal, QString(), ClosedBy::Client},
        {"controller closes", 4002, u"go"_s, ClosedBy::Server},
        {"Sender disconnects", 4003, u"kicked"_s, ClosedBy::Server},
        {"node stops", CloseCode::GoingAway, u"the server is shutting down"_s, ClosedBy::Server},
};

void addEndings()
{
    QTest::addColumn<int>("ending");
    for (int i = 0; i < endings.size(); ++i)
        QTest::newRow(endings.at(i).name) << i;
}

/// Ends the only connection of \a node in one of these ways. A controller must close it when it hears "close".
void bringAbout(const Ending &ending, TestNode &node, TestClient &client)
{
    const QByteArray name = ending.name;
    if (name == "client closes")
        client.close(ending.code, ending.reason);
    else if (name == "client cuts")
        client.abort();
    else if (name == "controller closes")
        client.send(u"close"_s);
    else if (name == "Sender disconnects")
        node->sender().disconnect(node.lastFd(), ending.code, ending.reason);
    else
        node.stop();
}

} // namespace

void tst_Seed::s14_anySubsetOfCallbacks_data()
{
    QTest::addColumn<QString>("controller");
    QTest::addColumn<QStringList>("expected");
    QTest::newRow("onOpen") << u"OnlyOpen"_s << QStringList({u"open"_s});
    QTest::newRow("onMessage") << u"OnlyMessage"_s << QStringList({u"message"_s});
    QTest::newRow("onClose") << u"OnlyClose"_s << QStringList({u"close"_s});
    QTest::newRow("none") << u"Nothing"_s << QStringList();
    QTest::newRow("any QObject") << u"PlainObject"_s << QStringList({u"message"_s});
    QTest::newRow("functions") << u"functions"_s << QStringList({u"open"_s, u"close"_s});
}

void tst_Seed::s14_anySubsetOfCallbacks()
{
    // A controller has any subset of onOpen, onMessage and onClose; a message for nobody is dropped, no more.
    QFETCH(QString, controller);
    QFETCH(QStringList, expected);
    journal.clear();
    TestNode node(TestNode::twoServers);
    node->addRoutes(u"ws"_s, [](Router &router) {
        router.webSocket<OnlyOpen>("/OnlyOpen");
        router.webSocket<OnlyMessage>("/OnlyMessage");
        router.webSocket<OnlyClose>("/OnlyClose");
        router.webSocket<Nothing>("/Nothing");
        router.webSocket<PlainObject>("/PlainObject");
        Route &functions = router.webSocket("/functions");
        functions.onOpen([](Connection *, const Request &) { journal.add(u"open"_s); });
        functions.onClose([](Connection *, const CloseInfo &) { journal.add(u"close"_s); });
    });
    QVERIFY2(node.start(), node.error());
    TestClient client;
    QVERIFY(client.open(node.url(u"ws"_s, u'/' + controller)));
    if (!expected.contains(u"message"_s) && controller != u"functions"_s)
        QTest::ignoreMessage(QtWarningMsg,
                             QRegularExpression(u"onMessage, a message of 5 bytes is dropped"_s));
    client.send(u"hello"_s);
    // A message that nobody hears has no effect to wait for but that it was counted.
    TRY_COMPARE(node.opened().size(), 1);
    TRY_COMPARE(node->sender().connectionsAsync().result().constFirst().messagesIn, 1);
    QVERIFY(client.isOpen());
    client.close();
    QVERIFY(client.waitForEnd());
    TRY_COMPARE(node.closed().size(), 1);
    QCOMPARE(journal.entries(), expected);
}

void tst_Seed::s15_messageHandlerPushesBack()
{
    // onMessage has the connection and the frame - its fd, its data, its kind - and may push at once.
    TestNode node(TestNode::twoServers);
    node->addRoutes(u"ws"_s, [](Router &router) {
        router.webSocket("/").onMessage([](Connection *connection, const Frame &frame) {
            connection->push("Recv: " + frame.data());
            connection->pushBinary(QByteArray::number(connection->fd())
                                   + (frame.isText() ? " text" : " binary"));
        });
    });
    QVERIFY2(node.start(), node.error());
    TestClient client;
    QVERIFY(client.open(node.url(u"ws"_s)));
    client.send(u"grüße 世界"_s);
    client.sendBinary("bytes");
    QVERIFY(client.waitForFrames(4));
    TRY_COMPARE(node.opened().size(), 1);
    const QByteArray fd = QByteArray::number(node.lastFd());
    QCOMPARE(client.frames(),
             QList<Frame>({u"Recv: grüße 世界"_s, Frame::fromBinary(fd + " text"), u"Recv: bytes"_s,
                           Frame::fromBinary(fd + " binary")}));
}

void tst_Seed::s16_closeHandlerKnowsWho_data()
{
    addEndings();
}

void tst_Seed::s16_closeHandlerKnowsWho()
{
    // onClose comes exactly once, and knows the fd, the worker, the code, the reason and who closed.
    QFETCH(int, ending);
    const Ending &expected = endings.at(ending);
    journal.clear();
    TestNode node(TestNode::twoServers);
    node->addRoutes(u"ws"_s, [](Router &router) {
        Route &route = router.webSocket("/");
        route.onOpen([](Connection *connection, const Request &) { connection->push("Opened"); });
        route.onMessage(
                [](Connection *connection, const Frame &) { connection->close(4002, u"go"_s); });
        route.onClose([](Connection *connection, const CloseInfo &close) {
            journal.add(u"fd %1, worker %2: %3 '%4' by %5"_s.arg(connection->fd())
                                .arg(connection->info().worker)
                                .arg(close.code)
                                .arg(close.reason)
                                .arg(close.by == ClosedBy::Client ? u"client"_s : u"server"_s));
        });
    });
    QVERIFY2(node.start(), node.error());
    TestClient client;
    QVERIFY(client.open(node.url(u"ws"_s)));
    TRY_COMPARE(node.opened().size(), 1);
    const qint64 fd = node.lastFd();
    bringAbout(expected, node, client);
    QVERIFY(client.waitForEnd());
    TRY_COMPARE(node.closed().size(), 1);
    QCOMPARE(node.closed().constFirst().info.fd, fd);
    QCOMPARE(node.closed().constFirst().close,
             (CloseInfo{expected.code, expected.reason, expected.by}));
    if (expected.code != CloseCode::Abnormal)
        QCOMPARE(client.closeCode(), expected.code);
    node.stop();
    QCOMPARE(journal.entries(),
             QStringList(
                     {u"fd %1, worker %2: %3 '%4' by %5"_s.arg(fd)
                              .arg((fd - 1) % 2)
                              .arg(expected.code)
                              .arg(expected.reason)
                              .arg(expected.by == ClosedBy::Client ? u"client"_s : u"server"_s)}));
}

void tst_Seed::s17_openHandlerHasTheRequest()
{
    // onOpen has the request of the handshake - cookies, query, headers - and the fd.
    TestNode node(TestNode::twoServers);
    node->addRoutes(u"ws"_s, [](Router &router) {
        router.webSocket("/chat/{room}").onOpen([](Connection *connection, const Request &request) {
            const QString header = QString::fromLatin1(request.header("x-token"));
            connection->push(QStringList({request.cookie(u"username"_s), request.query(u"q"_s),
                                          header, request.parameter(u"room"_s), request.route(),
                                          QString::number(connection->fd())})
                                     .join(u'|'));
        });
    });
    QVERIFY2(node.start(), node.error());
    TestClient client;
    client.setHeader("Cookie", "theme=dark; username=ann%20b");
    client.setHeader("X-Token", "secret");
    QVERIFY(client.open(node.url(u"ws"_s, u"/chat/blue?q=a+b%26c"_s)));
    QVERIFY(client.waitForFrames(1));
    TRY_COMPARE(node.opened().size(), 1);
    QCOMPARE(client.texts().constFirst(),
             u"ann b|a b&c|secret|blue|/chat/{room}|%1"_s.arg(node.lastFd()));
}

void tst_Seed::s17_firstFrameIsThatOfOnOpen()
{
    // onOpen may push at once: that is the first frame behind the 101, whatever others push meanwhile.
    TestNode node(TestNode::twoServers);
    node->addRoutes(u"ws"_s, [](Router &router) {
        router.webSocket("/").onOpen(
                [](Connection *connection, const Request &) { connection->push("Opened"); });
    });
    QVERIFY2(node.start(), node.error());
    std::atomic<bool> enough = false;
    std::unique_ptr<QThread> pusher(QThread::create([sender = node->sender(), &enough] {
        while (!enough)
            sender.pushToAllAsync("noise").waitForFinished();
    }));
    pusher->start();
    const auto stop = qScopeGuard([&] {
        enough = true;
        pusher->wait();
    });
    for (int i = 0; i < 20; ++i) {
        RawClient client(node.port(u"ws"_s));
        QCOMPARE(client.ask(Wire::handshake()).status, 101);
        QCOMPARE(client.frame().value_or(Wire::ServerFrame()).payload, QByteArray("Opened"));
    }
}

void tst_Seed::s30_callbacksAreTurnsOfTheWorker()
{
    // The callbacks of a connection are turns of their own: of one worker, whose thread is not the node's.
    journal.clear();
    QStringList threads;
    TestNode node(TestNode::twoServers);
    node->addRoutes(u"ws"_s, [](Router &router) {
        Route &route = router.webSocket("/");
        const auto note = [](const char *what, Connection *connection) {
            journal.add(QLatin1String(what) + u' ' + threadName());
            QMetaObject::invokeMethod(
                    connection, [] { journal.add(u"turn"_s); }, Qt::QueuedConnection);
        };
        route.onOpen([note](Connection *connection, const Request &) {
            note("open", connection);
            connection->push("Opened");
        });
        route.onMessage([note](Connection *connection, const Frame &frame) {
            note("message", connection);
            connection->push(frame);
        });
        route.onClose(
                [](Connection *, const CloseInfo &) { journal.add(u"close "_s + threadName()); });
    });
    QVERIFY2(node.start(), node.error());
    TestClient client;
    QVERIFY(client.open(node.url(u"ws"_s)));
    QVERIFY(client.waitForFrames(1));
    QCOMPARE(client.ask(u"hello"_s), u"hello"_s);
    client.close();
    TRY_COMPARE(journal.size(), 5);
    const QString thread = journal.entries().constFirst().mid(5);
    QVERIFY(thread != threadName());
    QCOMPARE(journal.entries(),
             QStringList({u"open "_s + thread, u"turn"_s, u"message "_s + thread, u"turn"_s,
                          u"close "_s + thread}));
}

void tst_Seed::s31_contextOfARequestIsNotThatOfAConnection()
{
    // What an HTTP request keeps for itself is nobody else's: no connection sees it, and no later request.
    TestNode node(TestNode::twoServers);
    node->addRoutes(u"ws"_s, [](Router &router) {
        router.webSocket<Remembers>("/");
        router.get("/set", [](const Request &request) {
            const QString before = request.context().get(u"username"_s).toString();
            request.context().set(u"username"_s, u"mallory"_s);
            return u"before: "_s + before;
        });
    });
    QVERIFY2(node.start(), node.error());
    TestClient ann;
    ann.setHeader("Cookie", "username=ann");
    QVERIFY(ann.open(node.url(u"ws"_s)));
    RawClient plain(node.port(u"ws"_s));
    QCOMPARE(plain.ask(Wire::get("/set")).body, QByteArray("before: "));
    QCOMPARE(plain.ask(Wire::get("/set")).body, QByteArray("before: "));
    QCOMPARE(ann.ask(u"who"_s), u"Username: ann"_s);
    // The same TCP connection becomes a WebSocket.
    QCOMPARE(plain.ask(Wire::handshake()).status, 101);
    plain.send(Wire::frame(Wire::Text, "who"));
    QCOMPARE(plain.frame().value_or(Wire::ServerFrame()).payload, QByteArray("Username: "));
}

void tst_Seed::s32_verbsOfTheContext()
{
    // Connected Context has Hyperf's verbs: set, get, has, override, getOrSet, destroy, copy, getContainer.
    TestNode node(TestNode::twoServers);
    node->addRoutes(u"ws"_s, [](Router &router) {
        router.webSocket("/").onOpen([](Connection *connection, const Request &) {
            Context &context = connection->context();
            const auto say
                    = [connection](const QVariant &value) { connection->push(value.toString()); };
            say(context.set(u"a"_s, 1));
            say(context.get(u"a"_s));
            say(context.get(u"b"_s, u"default"_s));
            say(context.has(u"a"_s));
            say(context.override(u"a"_s, [](const QVariant &value) { return value.toInt() + 1; }));
            say(context.getOrSet(u"a"_s, [] { return u"new"_s; }));
            say(context.getOrSet(u"b"_s, [] { return u"new"_s; }));
            context.destroy(u"a"_s);
            say(context.has(u"a"_s));
            Context other;
            other.set(u"c"_s, u"copied"_s);
            context.copyFrom(other);
            say(QStringList(context.container().keys()).join(u','));
            context.release();
            say(context.isEmpty());
        });
    });
    QVERIFY2(node.start(), node.error());
    TestClient client;
    QVERIFY(client.open(node.url(u"ws"_s)));
    QVERIFY(client.waitForFrames(10));
    QCOMPARE(client.texts(),
             QStringList({u"1"_s, u"1"_s, u"default"_s, u"true"_s, u"2"_s, u"2"_s, u"new"_s,
                          u"false"_s, u"c"_s, u"true"_s}));
}

void tst_Seed::s33_cookieIntoTheContext()
{
    // onOpen keeps a cookie of the handshake in the context of the connection.
    TestNode node(TestNode::twoServers
                  + "[[server.route]]\npath = \"/\"\ncontroller = \"Remembers\"\n");
    node->registerController<Remembers>(u"Remembers"_s);
    QVERIFY2(node.start(), node.error());
    TestClient client;
    client.setHeader("Cookie", "a=b; username=ann");
    QVERIFY(client.open(node.url(u"ws"_s)));
    QCOMPARE(client.ask(u"who"_s), u"Username: ann"_s);
}

void tst_Seed::s34_contextInLaterCallbacks()
{
    // Later callbacks of the same connection find what was set, and two clients' values never mix.
    journal.clear();
    TestNode node(TestNode::twoServers);
    node->addRoutes(u"ws"_s, [](Router &router) { router.webSocket<Remembers>("/"); });
    QVERIFY2(node.start(), node.error());
    constexpr int count = 20;
    std::vector<std::unique_ptr<TestClient>> clients;
    QStringList expected;
    for (int i = 0; i < count; ++i) {
        clients.push_back(std::make_unique<TestClient>());
        clients.back()->setHeader("Cookie", "username=user" + QByteArray::number(i));
        clients.back()->startOpening(node.url(i % 2 ? u"ws"_s : u"http"_s));
        expected.append(u"bye user%1"_s.arg(i));
    }
    for (const auto &client : clients)
        TRY_VERIFY(client->isOpen());
    for (int round = 0; round < 3; ++round) {
        for (const auto &client : clients)
            client->send(u"who"_s);
    }
    for (int i = 0; i < count; ++i) {
        QVERIFY(clients[static_cast<size_t>(i)]->waitForFrames(3));
        QCOMPARE(clients[static_cast<size_t>(i)]->texts(),
                 QStringList(3, u"Username: user%1"_s.arg(i)));
    }
    node.stop();
    QStringList said = journal.entries();
    said.sort();
    expected.sort();
    QCOMPARE(said, expected);
}

void tst_Seed::s34_contextIsGoneAfterClose_data()
{
    addEndings();
}

void tst_Seed::s34_contextIsGoneAfterClose()
{
    // The context can still be read in onClose and is gone after it, however the connection ended.
    QFETCH(int, ending);
    journal.clear();
    std::weak_ptr<int> watched;
    TestNode node(TestNode::twoServers);
    node->addRoutes(u"ws"_s, [&watched](Router &router) {
        Route &route = router.webSocket("/");
        route.onOpen([&watched](Connection *connection, const Request &) {
            const auto value = std::make_shared<int>(42);
            watched = value;
            connection->context().set(u"value"_s, QVariant::fromValue(value));
            connection->push("Opened");
        });
        route.onMessage(
                [](Connection *connection, const Frame &) { connection->close(4002, u"go"_s); });
        route.onClose([](Connection *connection, const CloseInfo &) {
            const auto value = connection->context().get(u"value"_s).value<std::shared_ptr<int>>();
            journal.add(value ? QString::number(*value) : u"nothing"_s);
        });
    });
    QVERIFY2(node.start(), node.error());
    TestClient client;
    QVERIFY(client.open(node.url(u"ws"_s)));
    QVERIFY(client.waitForFrames(1));
    TRY_COMPARE(node.opened().size(), 1);
    QVERIFY(!watched.expired());
    bringAbout(endings.at(ending), node, client);
    TRY_VERIFY(watched.expired());
    QCOMPARE(journal.entries(), QStringList({u"42"_s}));
}

#include "seed_controllers.moc"
