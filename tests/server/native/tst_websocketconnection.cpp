// SPDX-FileCopyrightText: 2026 The Landline authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "native/websocketconnection.h"
#include "support/journal.h"
#include "support/patience.h"
#include "support/rawclient.h"
#include "support/testnode.h"

#include <QtCore/qloggingcategory.h>
#include <QtCore/qrandom.h>
#include <QtTest/qtest.h>

#include <sys/socket.h>

using namespace Landline;
using namespace std::chrono_literals;

namespace {

Journal journal;

// Of the node's one worker, and used in its thread only.
QHash<qint64, Connection *> connections;
QList<QEventLoop *> loops;
QList<int> clientEnds; ///< descriptors of clients, whom onClose() on "/end-others" takes their connection from
int entered = 0;

void runLoop()
{
    QEventLoop loop;
    loops.append(&loop);
    journal.add("waiting");
    loop.exec();
    loops.removeOne(&loop);
}

void burst(Connection *connection, int count)
{
    for (int i = 0; i < count; ++i)
        connection->push(QByteArray::number(i));
}

void forAll(const Frame &frame)
{
    for (Connection *connection : std::as_const(connections))
        connection->push(frame);
}

void onMessage(Connection *connection, const Frame &frame)
{
    const QList<QByteArray> words = frame.data().left(100).split(' ');
    const QByteArray &verb = words.constFirst();
    const qint64 number = words.size() > 1 ? words.at(1).toLongLong() : 0;
    if (verb == "close") {
        connection->close(4000, "as asked");
    } else if (verb == "abort") {
        if (Connection *one = number ? connections.value(number) : connection)
            one->abort();
    } else if (verb == "close-and-abort") {
        connection->close(4000, "as asked");
        connection->abort();
    } else if (verb == "close-twice") {
        connection->close(4000, "as asked");
        connection->close(4001, "again");
        connection->push("too late");
    } else if (verb == "throw") {
        throw std::runtime_error("no luck");
    } else if (verb == "burst") {
        burst(connection, static_cast<int>(number));
    } else if (verb == "large") {
        connection->push(QByteArray(number, 'x'));
    } else if (verb == "fill") {
        while (connection->push(QByteArray(30'000, 'x')) == PushResult::Queued) { }
        journal.add(connection->isOpen() ? "full" : "closed");
    } else if (verb == "note") {
        journal.add("noted");
    } else if (verb == "all") {
        forAll(frame);
    } else if (verb == "queued") {
        connection->push(QByteArray::number(connections.value(number)->queuedBytes()));
    } else if (verb == "wait") {
        connection->push("before");
        runLoop();
        connection->push("after");
    } else if (verb == "close-and-wait") {
        connection->close(4000, "as asked");
        runLoop();
    } else if (verb == "release") {
        if (!loops.isEmpty())
            loops.constLast()->quit();
        connection->push("released");
    } else {
        connection->push(frame);
    }
}

void enter(Connection *connection, const Request &)
{
    connections.insert(connection->fd(), connection);
    ++entered;
}

void leave(Connection *connection, const CloseInfo &close)
{
    connections.remove(connection->fd());
    journal.add(QStringLiteral("closed %1 %2").arg(connection->fd()).arg(close.code));
}

/// On "/" what a client says is done; on the others onOpen() or onClose() does something rare.
void routes(Router &router)
{
    using Opened = std::function<void(Connection *, const Request &)>;
    const auto opening = [&router](const char *path, const Opened &opened) {
        router.webSocket(path)
                .onOpen([opened](Connection *connection, const Request &request) {
                    enter(connection, request);
                    opened(connection, request);
                })
                .onMessage(onMessage)
                .onClose(leave);
    };
    opening("/", [](Connection *, const Request &) {});
    opening("/abort", [](Connection *connection, const Request &) { connection->abort(); });
    opening("/throw", [](Connection *, const Request &) { throw std::runtime_error("no luck"); });
    opening("/wait", [](Connection *, const Request &) { runLoop(); });
    opening("/close", [](Connection *connection, const Request &) {
        connection->push("hello");
        connection->close(4002, "not today");
    });
    const auto closing
            = [&router](const char *path, const std::function<void(Connection *)> &closed) {
                  router.webSocket(path).onOpen(enter).onMessage(onMessage).onClose(
                          [closed](Connection *connection, const CloseInfo &close) {
                              leave(connection, close);
                              closed(connection);
                          });
              };
    closing("/talkative-end", [](Connection *connection) {
        connection->push("never sent");
        connection->close();
    });
    closing("/abort-at-end", [](Connection *connection) { connection->abort(); });
    closing("/throw-at-end", [](Connection *) { throw std::runtime_error("no luck"); });
    closing("/wait-at-end", [](Connection *) { runLoop(); });
    closing("/end-others", [](Connection *) {
        for (const int end : std::as_const(clientEnds))
            ::shutdown(end, SHUT_RDWR);
        static bool waits = false;
        if (!std::exchange(waits, true)) // by processing events: exec() returns at once when the thread is to end
            waits = !eventually([] { return connections.isEmpty(); });
    });
}

using Act = std::function<void(RawClient &)>;

Act sends(const QByteArray &bytes)
{
    return [bytes](RawClient &client) { client.send(bytes); };
}

QByteArray text(const QByteArray &payload)
{
    return Wire::frame(Wire::Text, payload);
}

Act says(const QByteArray &payload)
{
    return sends(text(payload));
}

QByteArray closeFrame(quint16 code, const QByteArray &reason = {})
{
    return Wire::frame(Wire::Close,
                       QByteArray(1, static_cast<char>(code >> 8)) + static_cast<char>(code & 0xff)
                               + reason);
}

/// The next frame's payload; null if none comes.
QByteArray next(RawClient &client)
{
    const auto frame = client.frame();
    return frame ? frame->payload + QByteArray("") : QByteArray();
}

QByteArray ask(RawClient &client, const QByteArray &payload)
{
    client.send(text(payload));
    return next(client);
}

} // namespace

/// One connection of the `native` backend, from the outside: a worker that has all clients, and
/// their bytes.
class tst_WebSocketConnection : public QObject
{
    Q_OBJECT

private slots:
    void init();
    void cleanup();

    void howItEnds_data();
    void howItEnds();
    void whatOnCloseDoes_data();
    void whatOnCloseDoes();
    void whatOnOpenDoes_data();
    void whatOnOpenDoes();
    void aCloseThatIsAnswered();
    void aCloseThatIsNeverAnswered();
    void whatIsSentAfterOurCloseIsNotDelivered();
    void aHalfClosedPeer();

    void pushesStayInOrder_data();
    void pushesStayInOrder();
    void sizes_data();
    void sizes();
    void aMessageByteByByte();
    void pushesOfOthers();
    void pushesOfTheSender();
    void controlFrames();

    void theSendQueueLimit();
    void theFirstMessageIsTakenWhateverItsSize();
    void whatWasPushedComesBeforeTheClose();
    void closeWaitBeginsWhenTheCloseFrameHasLeft();
    void whatWasQueuedBeforeTheClientsFin();
    void closeOfAClientThatNeverReads();
    void rejectedInAHandler();
    void whoIsNotReadFromIsNotDead();
    void endsOfADeafClient_data();
    void endsOfADeafClient();
    void unreadPongs();
    void aPongBehindALargeAnswer();
    void figures();

    void messagesWaitForTheirHandler();
    void pushesIntoAWaitingHandler();
    void onOpenThatWaits();
    void onCloseThatWaits();
    void endsWhileTheHandlerWaits_data();
    void endsWhileTheHandlerWaits();
    void handlersWaitInEachOther();
    void allInDisorder();

    void stop_data();
    void stop();
    void stopCutsWhoDoesNotLeave();
    void stopWhileTcpEnds();
    void stopWhileAHandlerWaits();
    void stopWhileOnCloseEndsOthers();

    void size();

private:
    void start(const Settings &settings);
    std::unique_ptr<RawClient> open(const QByteArray &path = "/");
    ConnectionInfo infoOf(qint64 fd) const;
    int fill(qint64 fd, const Frame &message) const;

    Settings m_settings;
    std::unique_ptr<TestNode> m_node;
};

void tst_WebSocketConnection::start(const Settings &settings)
{
    m_node.reset();
    connections.clear();
    entered = 0;
    journal.clear();
    NodeConfig config = NodeConfig::fromToml(TestNode::twoServers, "test.toml");
    config.workers = 1;
    config.backend = BackendType::Native;
    for (ServerConfig &server : config.servers)
        server.settings = settings;
    m_node = std::make_unique<TestNode>(config);
    (*m_node)->addRoutes("ws", routes);
    QVERIFY2(m_node->start(), m_node->error());
}

void tst_WebSocketConnection::init()
{
    m_settings = {};
    m_settings.closeWait = 100ms;
    start(m_settings);
}

void tst_WebSocketConnection::cleanup()
{
    m_node.reset();
}

/// A client whose onOpen has run.
std::unique_ptr<RawClient> tst_WebSocketConnection::open(const QByteArray &path)
{
    const qsizetype before = m_node->opened().size();
    auto client = std::make_unique<RawClient>(m_node->port("ws"));
    if (client->ask(Wire::handshake(path)).status != 101)
        qWarning("A handshake was refused");
    if (!eventually([this, before] { return m_node->opened().size() > before; }))
        qWarning("A connection did not open");
    return client;
}

ConnectionInfo tst_WebSocketConnection::infoOf(qint64 fd) const
{
    const QList<ConnectionInfo> infos = (*m_node)->sender().connectionsAsync().result();
    for (const ConnectionInfo &info : infos) {
        if (info.fd == fd)
            return info;
    }
    return {};
}

/// Pushes \a message until it is Rejected. How many were taken.
int tst_WebSocketConnection::fill(qint64 fd, const Frame &message) const
{
    const Sender sender = (*m_node)->sender();
    int taken = 0;
    while (taken < 1000 && sender.pushAsync(fd, message).result() == PushResult::Queued)
        ++taken;
    return taken;
}

void tst_WebSocketConnection::howItEnds_data()
{
    QTest::addColumn<Act>("act");
    QTest::addColumn<CloseInfo>("info");
    QTest::addColumn<int>(
            "seen"); // the code that the client is told; 1006 if it is told none; -1: not asked

    const auto row = [](const char *name, const Act &act, const CloseInfo &info, int seen) {
        QTest::newRow(name) << act << info << seen;
    };
    const ClosedBy client = ClosedBy::Client;
    const ClosedBy server = ClosedBy::Server;
    row("client: 1000", sends(closeFrame(1000)), {1000, {}, client}, 1000);
    row("client: 1001", sends(closeFrame(1001)), {1001, {}, client}, 1001);
    row("client: 1002", sends(closeFrame(1002)), {1002, {}, client}, 1002);
    row("client: 4000 and a reason", sends(closeFrame(4000, "b\xc3\xbf")),
        {4000, "b\u00ff", client}, 4000);
    row("client: no code", sends(Wire::frame(Wire::Close, {})), {1005, {}, client}, 1005);
    row(
            "client: FIN", [](RawClient &c) { c.endSending(); }, {1006, {}, client}, 1006);
    row(
            "client: RST", [](RawClient &c) { c.reset(); }, {1006, {}, client}, -1);
    row(
            "client: RST behind a message",
            [](RawClient &c) {
                c.send(text("x"));
                c.reset();
            },
            {1006, {}, client}, -1);
    row("server: close", says("close"), {4000, "as asked", server}, 4000);
    row("server: close twice", says("close-twice"), {4000, "as asked", server}, 4000);
    row("server: abort", says("abort"), {1006, {}, server}, 1006);
    row("server: close and abort", says("close-and-abort"), {4000, "as asked", server}, -1);
    row("server: exception", says("throw"), {1011, "internal error", server}, 1011);
    row("message too big", sends("\x82\xff" + QByteArray("\x7f") + QByteArray(7, '\xff') + "mask"),
        {1009, {}, server}, 1009);
    row("not UTF-8", says("\xff"), {1007, {}, server}, 1007);
    row("not masked", sends(QByteArray("\x81\x01x", 3)), {1002, {}, server}, 1002);
    row("unknown opcode", sends(Wire::frame(Wire::Opcode(3), "x")), {1002, {}, server}, 1002);
    row("a code that must not be sent", sends(closeFrame(1006)), {1002, {}, server}, 1002);
    row("behind a message that waits for the end of the input", sends(text("x") + closeFrame(1000)),
        {1000, {}, client}, -1);
    row("both at once", sends(text("close") + closeFrame(1000)), {4000, "as asked", server}, 4000);
    row("violation behind our close", sends(text("close") + "\xff\xff"), {4000, "as asked", server},
        4000);
    row(
            "FIN behind our close",
            [](RawClient &c) {
                c.send(text("close"));
                c.endSending();
            },
            {4000, "as asked", server}, 4000);
}

void tst_WebSocketConnection::howItEnds()
{
    QFETCH(const Act, act);
    QFETCH(const CloseInfo, info);
    QFETCH(const int, seen);
    const auto client = open("/talkative-end");
    act(*client);

    TRY_COMPARE(m_node->closed().size(), 1);
    const TestNode::Departure departure = m_node->closed().constFirst();
    QCOMPARE(departure.close.code, info.code);
    QCOMPARE(departure.close.by, info.by);
    if (!info.reason.isEmpty())
        QCOMPARE(departure.close.reason, info.reason);
    QCOMPARE(departure.info.fd, m_node->lastFd());
    if (seen > 0) {
        const auto frame = client->frame();
        QCOMPARE(frame && frame->opcode == Wire::Close ? int(frame->closeCode()) : 1006, seen);
        QVERIFY(client->rest().isEmpty());
    }
    QVERIFY(client->waitForEnd());
    // onClose exactly once, whatever is tried in it.
    m_node->stop();
    QCOMPARE(journal.entries(),
             QStringList(QStringLiteral("closed %1 %2").arg(departure.info.fd).arg(info.code)));
    QCOMPARE(m_node->closed().size(), 1);
}

void tst_WebSocketConnection::whatOnCloseDoes_data()
{
    QTest::addColumn<QByteArray>("path");
    QTest::addColumn<Act>("act");

    for (const char *path : {"/talkative-end", "/abort-at-end", "/throw-at-end"}) {
        const auto row = [path](const char *how, const Act &act) {
            QTest::addRow("%s, %s", path, how) << QByteArray(path) << act;
        };
        row("client's close", sends(closeFrame(1000)));
        row("client's FIN", [](RawClient &client) { client.endSending(); });
        row("client's RST", [](RawClient &client) { client.reset(); });
        row("our close", says("close"));
        row("our close, answered", sends(text("close") + closeFrame(4000)));
        row("our abort", says("abort"));
        row("a violation", says("\xff"));
        row("a violation behind our close", sends(text("close") + text("\xff")));
        row("exception", says("throw"));
    }
}

void tst_WebSocketConnection::whatOnCloseDoes()
{
    QFETCH(const QByteArray, path);
    QFETCH(const Act, act);
    const auto client = open(path);
    const qint64 fd = m_node->lastFd();
    act(*client);
    TRY_COMPARE(m_node->closed().size(), 1);
    QVERIFY(client->waitForEnd());

    // One whose deadline comes after all that the first may have left behind.
    const auto silent = open();
    silent->send(text("close"));
    TRY_COMPARE(m_node->closed().size(), 2);
    const QString prefix = QStringLiteral("closed %1 ").arg(fd);
    QCOMPARE(journal.entries().filter(prefix).size(), 1);
    const auto other = open();
    QCOMPARE(ask(*other, "hello"), "hello");
}

void tst_WebSocketConnection::whatOnOpenDoes_data()
{
    QTest::addColumn<QByteArray>("path");
    QTest::addColumn<QList<int>>("opcodes"); // that the client sees
    QTest::addColumn<int>("code");

    QTest::newRow("abort") << QByteArray("/abort") << QList<int>{} << 1006;
    QTest::newRow("close") << QByteArray("/close") << QList<int>{Wire::Text, Wire::Close} << 4002;
    QTest::newRow("exception") << QByteArray("/throw") << QList<int>{Wire::Close} << 1011;
}

void tst_WebSocketConnection::whatOnOpenDoes()
{
    QFETCH(const QByteArray, path);
    QFETCH(const QList<int>, opcodes);
    QFETCH(const int, code);
    QStringList order;
    QObject context;
    connect(m_node->operator->(), &Node::connectionOpened, &context,
            [&order] { order << "opened"; });
    connect(m_node->operator->(), &Node::connectionClosed, &context,
            [&order] { order << "closed"; });
    RawClient client(m_node->port("ws"));
    client.send(Wire::handshake(path) + text("not for it"));
    client.answer();
    for (const int opcode : opcodes) {
        const auto frame = client.frame();
        QVERIFY(frame);
        QCOMPARE(int(frame->opcode), opcode);
    }
    QVERIFY(client.waitForEnd());

    TRY_COMPARE(order, QStringList({"opened", "closed"}));
    QCOMPARE(m_node->closed().constFirst().close.code, code);
    QCOMPARE(m_node->closed().constFirst().close.by, ClosedBy::Server);
    QCOMPARE(m_node->closed().constFirst().info.messagesIn, 0);
    QCOMPARE(journal.size(), 1);
}

void tst_WebSocketConnection::aCloseThatIsAnswered()
{
    m_settings.closeWait = 1min;
    start(m_settings);
    const auto client = open();
    client->send(text("close"));
    const auto frame = client->frame();
    QVERIFY(frame);
    QCOMPARE(frame->closeCode(), 4000);
    QCOMPARE(frame->closeReason(), "as asked");
    QVERIFY(m_node->closed().isEmpty()); // it waits for the peer's
    QVERIFY(!client->isEnded());
    QCOMPARE((*m_node)->sender().pushAsync(m_node->lastFd(), "too late").result(),
             PushResult::Gone);

    client->send(closeFrame(4001, "whatever it says"));
    QVERIFY(client->waitForEnd());
    TRY_COMPARE(m_node->closed().size(), 1);
    const CloseInfo expected{4000, "as asked", ClosedBy::Server};
    QCOMPARE(m_node->closed().constFirst().close, expected);
}

void tst_WebSocketConnection::aCloseThatIsNeverAnswered()
{
    m_settings.closeWait = 300ms;
    start(m_settings);
    const auto client = open();
    const QDeadlineTimer timer(300ms);
    client->send(text("close"));
    QVERIFY(client->waitForEnd());
    QVERIFY(timer.hasExpired());
    TRY_COMPARE(m_node->closed().size(), 1);
    const CloseInfo expected{4000, "as asked", ClosedBy::Server};
    QCOMPARE(m_node->closed().constFirst().close, expected);
}

void tst_WebSocketConnection::whatIsSentAfterOurCloseIsNotDelivered()
{
    const auto client = open();
    client->send(text("close") + text("abort") + Wire::frame(Wire::Ping, "x") + text("y"));
    const auto frame = client->frame();
    QVERIFY(frame);
    QCOMPARE(frame->opcode, Wire::Close);
    client->send(text("z") + closeFrame(1000));
    QVERIFY(client->waitForEnd());
    QVERIFY(client->rest().isEmpty());
    TRY_COMPARE(m_node->closed().size(), 1);
    QCOMPARE(m_node->closed().constFirst().close.code, 4000);
    QCOMPARE(m_node->closed().constFirst().info.messagesIn, 1);
}

void tst_WebSocketConnection::aHalfClosedPeer()
{
    // What it said before is still answered.
    const auto client = open();
    client->send(text("burst 100"));
    client->endSending();
    for (int i = 0; i < 100; ++i)
        QCOMPARE(next(*client), QByteArray::number(i));
    QVERIFY(client->waitForEnd());
    TRY_COMPARE(m_node->closed().size(), 1);
    const CloseInfo expected{1006, {}, ClosedBy::Client};
    QCOMPARE(m_node->closed().constFirst().close, expected);
}

void tst_WebSocketConnection::pushesStayInOrder_data()
{
    QTest::addColumn<QByteArray>("asked");
    QTest::addColumn<QList<qsizetype>>("sizes");

    QTest::newRow("few") << text("burst 3") << QList<qsizetype>(3, 0);
    QTest::newRow("more than fit the cork") << text("burst 30000") << QList<qsizetype>(30000, 0);
    QTest::newRow("large behind small") << text("burst 2") + text("large 100000") + text("burst 2")
                                        << QList<qsizetype>{0, 0, 100000, 0, 0};
    QTest::newRow("shared behind copied") << text("large 16384") + text("large 16385")
                    + text("large 65526") + text("large 65527")
                    + text("large 1") << QList<qsizetype>{16384, 16385, 65526, 65527, 1};
    QTest::newRow("many large") << text("large 50000").repeated(100)
                                << QList<qsizetype>(100, 50000);
}

void tst_WebSocketConnection::pushesStayInOrder()
{
    QFETCH(const QByteArray, asked);
    QFETCH(const QList<qsizetype>, sizes);
    m_settings.sendQueueLimit = 100 * 1024 * 1024;
    start(m_settings);
    const auto client = open();
    client->send(asked + text("end"));
    int number = 0;
    for (const qsizetype size : sizes) {
        const QByteArray payload = next(*client);
        if (size > 0) {
            QCOMPARE(payload.size(), size);
            number = 0;
        } else {
            QCOMPARE(payload, QByteArray::number(number++));
        }
    }
    QCOMPARE(next(*client), "end");
    QVERIFY(client->rest().isEmpty());
}

void tst_WebSocketConnection::sizes_data()
{
    QTest::addColumn<qsizetype>("size");

    for (const qsizetype size :
         {0, 1, 125, 126, 127, 16384, 16385, 65516, 65526, 65527, 65535, 65536, 128 * 1024,
          256 * 1024, 256 * 1024 + 1, 1024 * 1024, 2 * 1024 * 1024})
        QTest::addRow("%lld", static_cast<long long>(size)) << size;
}

void tst_WebSocketConnection::sizes()
{
    QFETCH(const qsizetype, size);
    QByteArray payload(size, Qt::Uninitialized);
    for (qsizetype i = 0; i < size; ++i)
        payload[i] = static_cast<char>(i * 7 + i / 251);
    const auto client = open();
    for (int i = 0; i < 3; ++i) {
        client->send(Wire::frame(Wire::Binary, payload));
        const auto frame = client->frame();
        QVERIFY(frame);
        QCOMPARE(frame->opcode, Wire::Binary);
        QVERIFY(frame->isFinal);
        QVERIFY(frame->payload == payload);
    }
    TRY_COMPARE(infoOf(m_node->lastFd()).bytesOut, 3 * size);
    QCOMPARE(infoOf(m_node->lastFd()).bytesIn, 3 * size);
}

void tst_WebSocketConnection::aMessageByteByByte()
{
    const auto client = open();
    const QByteArray bytes = Wire::frame(Wire::Text, "h\xc3\xa9", false)
            + Wire::frame(Wire::Ping, "p") + Wire::frame(Wire::Continuation, "llo");
    for (const char byte : bytes)
        client->send(QByteArray(1, byte));
    QCOMPARE(next(*client), "p");
    QCOMPARE(next(*client), "h\xc3\xa9llo");
}

void tst_WebSocketConnection::pushesOfOthers()
{
    std::vector<std::unique_ptr<RawClient>> clients;
    for (int i = 0; i < 20; ++i)
        clients.push_back(open());
    QByteArray said;
    for (int i = 0; i < 50; ++i)
        said += text("all " + QByteArray::number(i));
    said += text("all " + QByteArray(100000, 'x'));
    clients.front()->send(said);
    for (const auto &client : clients) {
        for (int i = 0; i < 50; ++i)
            QCOMPARE(next(*client), "all " + QByteArray::number(i));
        QCOMPARE(next(*client).size(), 100004);
        QVERIFY(client->rest().isEmpty());
    }
}

void tst_WebSocketConnection::pushesOfTheSender()
{
    const auto client = open();
    const auto other = open();
    const Sender sender = (*m_node)->sender();
    for (int i = 0; i < 1000; ++i)
        sender.push(m_node->opened().constFirst().fd, QByteArray::number(i));
    sender.pushToAll("to all");
    for (int i = 0; i < 1000; ++i)
        QCOMPARE(next(*client), QByteArray::number(i));
    QCOMPARE(next(*client), "to all");
    QCOMPARE(next(*other), "to all");
}

void tst_WebSocketConnection::controlFrames()
{
    const auto client = open();
    const QByteArray payload(125, '\xff');
    client->send(Wire::frame(Wire::Pong, "unasked") + Wire::frame(Wire::Ping, payload)
                 + Wire::frame(Wire::Ping, {}) + text("x"));
    for (const QByteArray &expected : {payload, QByteArray("")}) {
        const auto frame = client->frame();
        QVERIFY(frame);
        QCOMPARE(frame->opcode, Wire::Pong);
        QCOMPARE(frame->payload, expected);
    }
    QCOMPARE(next(*client), "x");
}

void tst_WebSocketConnection::theSendQueueLimit()
{
    const auto deaf = open();
    deaf->stopReading();
    const qint64 fd = m_node->lastFd();
    const Sender sender = (*m_node)->sender();
    const int taken = fill(fd, Frame::fromBinary(QByteArray(100 * 1024, 'x')));
    QVERIFY(taken > 0 && taken < 1000);
    const qint64 queued = infoOf(fd).queuedBytes;
    QVERIFY(queued > 0);
    QVERIFY(queued <= m_settings.sendQueueLimit + 1024);
    QCOMPARE(sender.probeAsync(fd).result(), PushResult::Queued); // it is open
    QCOMPARE(infoOf(fd).messagesOut, taken);
    const auto other = open();
    QCOMPARE(ask(*other, "hello"), "hello");

    deaf->readAgain();
    for (int i = 0; i < taken; ++i)
        QCOMPARE(next(*deaf).size(), 100 * 1024);
    TRY_COMPARE(infoOf(fd).queuedBytes, 0);
    QCOMPARE(sender.pushAsync(fd, "again").result(), PushResult::Queued);
    QCOMPARE(next(*deaf), "again");
    QCOMPARE(ask(*deaf, "hello"), "hello");
}

void tst_WebSocketConnection::theFirstMessageIsTakenWhateverItsSize()
{
    m_settings.sendQueueLimit = 1000;
    start(m_settings);
    const auto client = open();
    QCOMPARE((*m_node)->sender().pushAsync(m_node->lastFd(), QByteArray(500000, 'x')).result(),
             PushResult::Queued);
    QCOMPARE(next(*client).size(), 500000);
    // From within a handler, where more is collected before it is sent.
    client->send(text("burst 1000") + text("large 500000"));
    for (int i = 0; i < 1000; ++i)
        QCOMPARE(next(*client), QByteArray::number(i));
    QCOMPARE(next(*client).size(), 500000);
}

void tst_WebSocketConnection::whatWasPushedComesBeforeTheClose()
{
    m_settings.closeWait = 1min;
    start(m_settings);
    const auto client = open();
    client->stopReading();
    const Sender sender = (*m_node)->sender();
    const int taken = fill(m_node->lastFd(), Frame::fromBinary(QByteArray(100 * 1024, 'x')));
    QCOMPARE(sender.disconnectAsync(m_node->lastFd(), 4000, "bye").result(), PushResult::Queued);
    client->readAgain();
    for (int i = 0; i < taken; ++i)
        QCOMPARE(next(*client).size(), 100 * 1024);
    const auto frame = client->frame();
    QVERIFY(frame);
    QCOMPARE(frame->closeCode(), 4000);
    QCOMPARE(frame->closeReason(), "bye");
    client->send(closeFrame(4000));
    QVERIFY(client->waitForEnd());
}

void tst_WebSocketConnection::closeWaitBeginsWhenTheCloseFrameHasLeft()
{
    m_settings.closeWait = 50ms;
    m_settings.sendQueueLimit = 16 * 1024 * 1024;
    start(m_settings);
    const auto client = open();
    client->stopReading();
    const Sender sender = (*m_node)->sender();
    const int taken = fill(m_node->lastFd(), Frame::fromBinary(QByteArray(256 * 1024, 'x')));
    QCOMPARE(sender.disconnectAsync(m_node->lastFd(), 4000, "bye").result(), PushResult::Queued);
    const QDeadlineTimer later(500ms);
    TRY_VERIFY(later.hasExpired());
    QVERIFY(m_node->closed().isEmpty());
    client->readAgain();
    for (int i = 0; i < taken; ++i)
        QCOMPARE(next(*client).size(), 256 * 1024);
    const auto frame = client->frame();
    QVERIFY(frame);
    QCOMPARE(frame->closeCode(), 4000);
    QVERIFY(client->waitForEnd());
}

void tst_WebSocketConnection::whatWasQueuedBeforeTheClientsFin()
{
    m_settings.closeWait = 50ms;
    m_settings.sendQueueLimit = 16 * 1024 * 1024;
    start(m_settings);
    const auto client = open();
    client->stopReading();
    const int taken = fill(m_node->lastFd(), Frame::fromBinary(QByteArray(256 * 1024, 'x')));
    client->endSending();
    TRY_COMPARE(m_node->closed().size(), 1);
    QCOMPARE(m_node->closed().constFirst().close, (CloseInfo{CloseCode::Abnormal, {}, ClosedBy::Client}));
    const QDeadlineTimer later(200ms);
    TRY_VERIFY(later.hasExpired());
    client->readAgain();
    for (int i = 0; i < taken; ++i)
        QCOMPARE(next(*client).size(), 256 * 1024);
    QVERIFY(client->waitForEnd());
}

void tst_WebSocketConnection::closeOfAClientThatNeverReads()
{
    m_settings.sendTimeout = 100ms;
    start(m_settings);
    const auto deaf = open();
    deaf->stopReading();
    const qint64 fd = m_node->lastFd();
    fill(fd, Frame::fromBinary(QByteArray(256 * 1024, 'x')));
    const Sender sender = (*m_node)->sender();
    QCOMPARE(sender.disconnectAsync(fd, 4000, "bye").result(), PushResult::Queued);
    QCOMPARE(sender.pushAsync(fd, "too late").result(), PushResult::Gone);
    QCOMPARE(sender.disconnectAsync(fd).result(), PushResult::Gone);
    TRY_COMPARE(m_node->closed().size(), 1);
    const CloseInfo expected{4000, "bye", ClosedBy::Server};
    QCOMPARE(m_node->closed().constFirst().close, expected);
    QVERIFY(sender.connectionsAsync().result().isEmpty());
}

void tst_WebSocketConnection::rejectedInAHandler()
{
    const auto deaf = open();
    deaf->stopReading();
    const qint64 fd = m_node->lastFd();
    deaf->send(text("fill"));
    TRY_COMPARE(journal.entries(), QStringList("full"));
    QVERIFY(infoOf(fd).queuedBytes <= m_settings.sendQueueLimit + 1024);
    const qint64 taken = infoOf(fd).messagesOut;
    deaf->readAgain();
    for (qint64 i = 0; i < taken; ++i)
        QCOMPARE(next(*deaf).size(), 30'000);
    QCOMPARE(ask(*deaf, "hello"), "hello");
}

void tst_WebSocketConnection::whoIsNotReadFromIsNotDead()
{
    m_settings.heartbeatIdle = 50ms;
    m_settings.heartbeatTimeout = 200ms;
    start(m_settings);
    const auto deaf = open();
    const qint64 deafFd = m_node->lastFd();
    const auto silent = open();
    deaf->stopReading();
    deaf->send(text("fill") + text("note"));
    // Its own silence is not ours to blame it for; whoever is really silent is cut meanwhile, and then another.
    QVERIFY(silent->waitForEnd());
    QVERIFY(open()->waitForEnd());
    QCOMPARE((*m_node)->sender().probeAsync(deafFd).result(), PushResult::Queued);
    QVERIFY(!journal.entries().contains("noted"));
    deaf->readAgain();
    TRY_VERIFY(journal.entries().contains("noted"));
}

void tst_WebSocketConnection::endsOfADeafClient_data()
{
    QTest::addColumn<Act>("act");
    QTest::addColumn<CloseInfo>("info");
    QTest::addColumn<bool>("reads"); // in time

    for (const bool reads : {true, false}) {
        const auto row = [reads](const char *how, const Act &act, const CloseInfo &info) {
            QTest::addRow("%s, %s", how, reads ? "reads at last" : "never reads")
                    << act << info << reads;
        };
        row("close frame", sends(closeFrame(4000)), {4000, {}, ClosedBy::Client});
        row("violation", says("\xff"), {1007, {}, ClosedBy::Server});
        row("our close, answered", sends(text("close") + closeFrame(4000)),
            {4000, "as asked", ClosedBy::Server});
    }
}

void tst_WebSocketConnection::endsOfADeafClient()
{
    QFETCH(const Act, act);
    QFETCH(const CloseInfo, info);
    QFETCH(const bool, reads);
    m_settings.closeWait = reads ? 1min : 100ms;
    start(m_settings);
    const auto deaf = open();
    deaf->stopReading();
    const int taken = fill(m_node->lastFd(), Frame::fromBinary(QByteArray(100 * 1024, 'x')));
    act(*deaf);
    TRY_COMPARE(m_node->closed().size(), 1); // at once: TCP ends later
    QCOMPARE(m_node->closed().constFirst().close.code, info.code);
    QCOMPARE(m_node->closed().constFirst().close.by, info.by);
    QVERIFY((*m_node)->sender().connectionsAsync().result().isEmpty());
    if (!reads) {
        // Whoever ends behind it has waited as long.
        const auto silent = open();
        silent->send(text("close"));
        TRY_COMPARE(m_node->closed().size(), 2);
    }
    deaf->readAgain();
    if (reads) {
        for (int i = 0; i < taken; ++i)
            QCOMPARE(next(*deaf).size(), 100 * 1024);
        const auto frame = deaf->frame();
        QVERIFY(frame);
        QCOMPARE(frame->closeCode(), info.code);
    }
    QVERIFY(deaf->waitForEnd());
}

void tst_WebSocketConnection::unreadPongs()
{
    const auto deaf = open();
    deaf->stopReading();
    const qint64 fd = m_node->lastFd();
    fill(fd, Frame::fromBinary(QByteArray(100 * 1024, 'x')));
    const qint64 before = infoOf(fd).queuedBytes;
    for (int i = 0; i < 1000; ++i)
        deaf->send(Wire::frame(Wire::Ping, QByteArray(120, 'p')).repeated(20));
    deaf->send(Wire::frame(Wire::Ping, "the last") + text("large 1"));
    TRY_COMPARE(infoOf(fd).messagesIn, 1); // all of it has been read
    QVERIFY2(infoOf(fd).queuedBytes <= before + 64 * 1024 + 200,
             QByteArray::number(infoOf(fd).queuedBytes));

    deaf->readAgain();
    std::optional<Wire::ServerFrame> frame;
    do {
        frame = deaf->frame();
        QVERIFY(frame);
    } while (frame->payload != "the last");
    QCOMPARE(frame->opcode, Wire::Pong);
    QCOMPARE(ask(*deaf, "hello"), "hello");
}

void tst_WebSocketConnection::aPongBehindALargeAnswer()
{
    const auto client = open();
    const auto other = open();
    for (int i = 0; i < 20; ++i) {
        const QByteArray mark = QByteArray::number(i);
        client->send(text("large 100000") + Wire::frame(Wire::Ping, mark));
        QCOMPARE(next(*client).size(), 100000);
        QCOMPARE(ask(*other, "hello"), "hello"); // nothing of the one reaches the other
        QCOMPARE(next(*client), mark);
    }
}

void tst_WebSocketConnection::figures()
{
    const auto client = open();
    const auto other = open();
    const qint64 fd = m_node->opened().constFirst().fd;
    QCOMPARE(ask(*client, "1234"), "1234");
    QCOMPARE(ask(*client, "12345678"), "12345678");
    client->send(Wire::frame(Wire::Ping, "no message"));
    QCOMPARE(next(*client), "no message");
    const ConnectionInfo info = infoOf(fd);
    QCOMPARE(info.messagesIn, 2);
    QCOMPARE(info.messagesOut, 2);
    QCOMPARE(info.bytesIn, 12);
    QCOMPARE(info.bytesOut, 12);
    QCOMPARE(info.queuedBytes, 0);
    QCOMPARE(info.server, "ws");
    QCOMPARE(info.path, "/");
    QCOMPARE(info.peerAddress, "127.0.0.1");
    QVERIFY(info.peerPort > 0);
    QVERIFY(info.lastActiveAt >= info.openedAt);
    // What waits for the end of the turn counts as queued: of another, and of the one that asks
    // itself.
    const QByteArray own = "queued " + QByteArray::number(m_node->lastFd());
    other->send(text("123") + text(own));
    QCOMPARE(next(*other), "123");
    QCOMPARE(next(*other), "5");
}

void tst_WebSocketConnection::messagesWaitForTheirHandler()
{
    const auto client = open();
    const auto other = open();
    client->send(text("wait") + text("next"));
    QCOMPARE(next(*client), "before"); // the handler runs still
    client->send(text("later"));
    for (int i = 0; i < 20; ++i)
        QCOMPARE(ask(*other, "hello"), "hello");
    QVERIFY(client->rest().isEmpty());
    QCOMPARE(infoOf(m_node->opened().constFirst().fd).messagesIn, 1);

    QCOMPARE(ask(*other, "release"), "released");
    QCOMPARE(next(*client), "after");
    QCOMPARE(next(*client), "next");
    QCOMPARE(next(*client), "later");
}

void tst_WebSocketConnection::pushesIntoAWaitingHandler()
{
    const auto client = open();
    const auto other = open();
    const qint64 fd = m_node->opened().constFirst().fd;
    client->send(text("wait"));
    QCOMPARE(next(*client), "before");
    for (int i = 0; i < 3; ++i) {
        QCOMPARE((*m_node)->sender().pushAsync(fd, "by the sender").result(), PushResult::Queued);
        QCOMPARE(next(*client), "by the sender");
        other->send(text("all of us"));
        QCOMPARE(next(*client), "all of us");
        QCOMPARE(next(*other), "all of us");
    }
    (*m_node)->sender().push(fd, QByteArray(1024 * 1024, 'x'));
    QCOMPARE(next(*client).size(), 1024 * 1024);
    QCOMPARE(ask(*other, "release"), "released");
    QCOMPARE(next(*client), "after");
}

void tst_WebSocketConnection::onOpenThatWaits()
{
    const auto other = open();
    RawClient client(m_node->port("ws"));
    client.send(Wire::handshake("/wait") + text("x"));
    QCOMPARE(client.answer().status, 101);
    QCOMPARE(ask(*other, "hello"), "hello");
    QVERIFY(client.rest().isEmpty());
    QCOMPARE(ask(*other, "release"), "released");
    QCOMPARE(next(client), "x");
}

void tst_WebSocketConnection::onCloseThatWaits()
{
    const auto other = open();
    const auto client = open("/wait-at-end");
    client->send(closeFrame(4000));
    const auto frame = client->frame();
    QVERIFY(frame);
    QCOMPARE(frame->closeCode(), 4000);
    QCOMPARE(ask(*other, "hello"), "hello");
    QVERIFY(m_node->closed().isEmpty());
    TRY_COMPARE(journal.size(), 2);
    QCOMPARE(ask(*other, "release"), "released");
    TRY_COMPARE(m_node->closed().size(), 1);
    QVERIFY(client->waitForEnd());
}

void tst_WebSocketConnection::endsWhileTheHandlerWaits_data()
{
    QTest::addColumn<QByteArray>("path");
    QTest::addColumn<QByteArray>("asked");
    QTest::addColumn<Act>("act");

    for (const char *path : {"/", "/abort-at-end"}) {
        for (const char *asked : {"wait", "close-and-wait"}) {
            const auto row = [path, asked](const char *how, const Act &act) {
                QTest::addRow("%s, %s, %s", path, asked, how)
                        << QByteArray(path) << QByteArray(asked) << act;
            };
            row("FIN", [](RawClient &client) { client.endSending(); });
            row("RST", [](RawClient &client) { client.reset(); });
            row("RST behind messages", [](RawClient &client) {
                client.send(text("x").repeated(10));
                client.reset();
            });
            row("close frame", sends(closeFrame(1000)));
            row("violation", says("\xff"));
            row("aborted by another", {});
        }
    }
}

void tst_WebSocketConnection::endsWhileTheHandlerWaits()
{
    QFETCH(const QByteArray, path);
    QFETCH(const QByteArray, asked);
    QFETCH(const Act, act);
    const auto client = open(path);
    const qint64 fd = m_node->lastFd();
    const auto other = open();
    client->send(text(asked));
    TRY_VERIFY(journal.entries().contains("waiting"));
    if (act)
        act(*client);
    else
        other->send(text("abort " + QByteArray::number(fd)));
    for (int i = 0; i < 20; ++i)
        QCOMPARE(ask(*other, "hello"), "hello");
    QCOMPARE(ask(*other, "release"), "released");

    QVERIFY(client->waitForEnd());
    TRY_COMPARE(m_node->closed().size(), 1);
    QCOMPARE(journal.entries().filter(QStringLiteral("closed %1 ").arg(fd)).size(), 1);
    QCOMPARE(ask(*other, "hello"), "hello");
}

void tst_WebSocketConnection::handlersWaitInEachOther()
{
    std::vector<std::unique_ptr<RawClient>> clients;
    for (int i = 0; i < 5; ++i) {
        clients.push_back(open());
        clients.back()->send(text("wait") + text("next"));
        QCOMPARE(next(*clients.back()), "before");
    }
    const auto other = open();
    other->send(text("all of us"));
    for (const auto &client : clients)
        QCOMPARE(next(*client), "all of us");
    QCOMPARE(next(*other), "all of us");
    for (size_t i = clients.size(); i-- > 0;) {
        QCOMPARE(ask(*other, "release"), "released");
        QCOMPARE(next(*clients[i]), "after");
        QCOMPARE(next(*clients[i]), "next");
    }
}

void tst_WebSocketConnection::allInDisorder()
{
    QRandomGenerator random(4711);
    const QList<QByteArray> paths
            = {"/", "/", "/", "/wait", "/close", "/talkative-end", "/abort-at-end", "/wait-at-end"};
    const QList<QByteArray> texts = {
            "hello",   "burst 50", "large 70000", "large 300000",   "all of us", "wait", "release",
            "release", "close",    "abort",       "close-and-wait", "throw",     "\xff"};
    const auto anyOf = [&random](const QList<QByteArray> &list) {
        return list.at(random.bounded(list.size()));
    };
    const auto act = [&](RawClient &client) {
        switch (random.bounded(12)) {
        case 0:
            client.send(Wire::frame(Wire::Ping, "p").repeated(5));
            break;
        case 1:
            client.send(closeFrame(1000));
            break;
        case 2:
            client.endSending();
            break;
        case 3:
            client.reset();
            break;
        case 4:
            client.stopReading();
            break;
        case 5:
            client.readAgain();
            break;
        case 6:
            client.send(text("abort " + QByteArray::number(random.bounded(1, 100))));
            break;
        default:
            client.send(text(anyOf(texts)) + text(anyOf(texts)));
        }
    };
    QLoggingCategory::setFilterRules("landline.route.critical=false");
    std::vector<std::unique_ptr<RawClient>> clients(10);
    for (int i = 0; i < 1000; ++i) {
        auto &client = clients[random.bounded(quint64(clients.size()))];
        if (!client || client->isEnded()) {
            client = std::make_unique<RawClient>(m_node->port("ws"));
            client->send(Wire::handshake(anyOf(paths)) + text(anyOf(texts)));
        } else {
            act(*client);
        }
        bool turned = false; // the clients read
        QMetaObject::invokeMethod(this, [&turned] { turned = true; }, Qt::QueuedConnection);
        QVERIFY(eventually([&turned] { return turned; }));
    }
    clients.clear();
    m_node->stop();
    QLoggingCategory::setFilterRules({});
    QVERIFY(!(*m_node)->isRunning());
    // onClose once for each, those included who were cut off at the end.
    QSet<QString> fds;
    const QStringList closes = journal.entries().filter("closed");
    for (const QString &close : closes)
        fds.insert(close.section(' ', 1, 1));
    QCOMPARE(fds.size(), closes.size());
    QCOMPARE(closes.size(), entered);
    QVERIFY(entered > 50);
}

void tst_WebSocketConnection::stop_data()
{
    QTest::addColumn<bool>("answers");

    QTest::newRow("clients that answer") << true;
    QTest::newRow("clients that do not") << false;
}

void tst_WebSocketConnection::stop()
{
    QFETCH(const bool, answers);
    std::vector<std::unique_ptr<RawClient>> clients;
    for (int i = 0; i < 5; ++i)
        clients.push_back(open());
    bool stopped = false;
    connect(m_node->operator->(), &Node::stopped, this, [&stopped] { stopped = true; });
    (*m_node)->stop();
    for (const auto &client : clients) {
        const auto frame = client->frame();
        QVERIFY(frame);
        QCOMPARE(frame->closeCode(), 1001);
        if (answers)
            client->send(closeFrame(1001));
    }
    TRY_VERIFY(stopped);
    TRY_COMPARE(m_node->closed().size(), 5);
    for (const TestNode::Departure &departure : m_node->closed()) {
        QCOMPARE(departure.close.code, 1001);
        QCOMPARE(departure.close.by, ClosedBy::Server);
    }
    QCOMPARE(journal.size(), 5);
    for (const auto &client : clients)
        QVERIFY(client->waitForEnd());
}

void tst_WebSocketConnection::stopCutsWhoDoesNotLeave()
{
    m_settings.closeWait = 1min;
    start(m_settings);
    const auto deaf = open();
    deaf->stopReading();
    fill(m_node->lastFd(), Frame::fromBinary(QByteArray(256 * 1024, 'x')));
    m_node->stop();
    QVERIFY(!(*m_node)->isRunning());
    QCOMPARE(journal.size(), 1); // onClose has run all the same
}

void tst_WebSocketConnection::stopWhileTcpEnds()
{
    m_settings.closeWait = 1min;
    start(m_settings);
    std::vector<std::unique_ptr<RawClient>> clients;
    for (const QByteArray &end :
         {closeFrame(1000), text("\xff"), text("close") + closeFrame(1000)}) {
        clients.push_back(open());
        clients.back()->stopReading();
        fill(m_node->lastFd(), Frame::fromBinary(QByteArray(100 * 1024, 'x')));
        clients.back()->send(end);
    }
    TRY_COMPARE(m_node->closed().size(), 3);
    m_node->stop();
    QCOMPARE(journal.size(), 3);
    for (const auto &client : clients) {
        client->readAgain();
        QVERIFY(client->waitForEnd());
    }
}

void tst_WebSocketConnection::stopWhileAHandlerWaits()
{
    const auto client = open();
    const auto other = open();
    client->send(text("wait"));
    QCOMPARE(next(*client), "before");
    m_node->stop();
    QVERIFY(!(*m_node)->isRunning());
    QCOMPARE(journal.entries().filter("closed").size(), 2);
    QVERIFY(client->waitForEnd());
    QVERIFY(other->waitForEnd());
}

void tst_WebSocketConnection::stopWhileOnCloseEndsOthers()
{
    m_settings.closeWait = 1min;
    start(m_settings);
    std::vector<std::unique_ptr<RawClient>> clients;
    for (int i = 0; i < 5; ++i) {
        clients.push_back(open("/end-others"));
        clientEnds.append(clients.back()->descriptor());
    }
    m_node->stop(); // they do not answer its close frame, and are cut one after the other
    clientEnds.clear();
    QVERIFY(!(*m_node)->isRunning());
    QCOMPARE(journal.entries().filter("closed").size(), 5);
}

void tst_WebSocketConnection::size()
{
    // What the allocator hands out for it has 16 bytes more in the next size.
    QVERIFY2(sizeof(WebSocketConnection) <= 408, QByteArray::number(qsizetype(sizeof(WebSocketConnection))));
}

QTEST_GUILESS_MAIN(tst_WebSocketConnection)
#include "tst_websocketconnection.moc"
