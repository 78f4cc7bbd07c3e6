// SPDX-FileCopyrightText: 2026 The Landline authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "qt/installqtbackend.h"
#include "support/journal.h"
#include "support/patience.h"
#include "support/rawclient.h"
#include "support/testclient.h"
#include "support/testnode.h"

#include <QtCore/qeventloop.h>
#include <QtCore/qregularexpression.h>
#include <QtTest/qtest.h>

using namespace Landline;
using namespace std::chrono_literals;

namespace {

Journal journal;

// Of the node's one worker, and used in its thread only.
Connection *waiting = nullptr;
QEventLoop *waitingLoop = nullptr;
std::atomic<qint64> waitingFd = 0;

/// A handler of \a connection that takes its time, while its worker goes on.
void wait(Connection *connection)
{
    QEventLoop loop;
    waiting = connection;
    waitingLoop = &loop;
    waitingFd = connection->fd();
    journal.add("waiting");
    loop.exec();
    waitingLoop = nullptr;
    journal.add(connection->isOpen() ? "still open" : "over");
    connection->push("after");
}

void command(Connection *connection, const Frame &frame)
{
    const QByteArray text = frame.data();
    if (text == "close")
        connection->close(4000, "as asked");
    else if (text == "abort")
        connection->abort();
    else if (text == "close and abort") {
        connection->close(4000, "as asked");
        connection->abort();
    } else if (text == "wait")
        wait(connection);
    else if (text == "wait and throw") {
        wait(connection);
        throw std::runtime_error("no luck");
    } else if (text == "abort who waits")
        waiting->abort();
    else if (text == "release")
        waitingLoop->quit();
    else if (text == "throw")
        throw std::runtime_error("no luck");
    else if (text == "close twice") {
        connection->close(4000, "as asked");
        connection->close(4001, "again");
        connection->push("too late");
    } else
        connection->push(frame);
}

/// On "/" what a client says is done; on the others onOpen() does something rare.
void routes(Router &router)
{
    const auto noteClose = [](Connection *connection, const CloseInfo &close) {
        journal.add(QStringLiteral("closed %1 %2").arg(connection->fd()).arg(close.code));
        connection->push("never sent");
        connection->close();
        connection->abort();
    };
    router.webSocket("/").onMessage(command).onClose(noteClose);
    router.webSocket("/abort").onOpen([](Connection *c, const Request &) { c->abort(); }).onClose(noteClose);
    router.webSocket("/close")
            .onOpen([](Connection *c, const Request &) {
                c->push("hello");
                c->close(4002, "not today");
            })
            .onClose(noteClose);
    router.webSocket("/throw")
            .onOpen([](Connection *, const Request &) { throw std::runtime_error("no luck"); })
            .onClose(noteClose);
    router.webSocket("/wait").onOpen([](Connection *c, const Request &) { wait(c); }).onClose(noteClose);
    router.webSocket("/wait-when-filled")
            .onOpen([](Connection *c, const Request &) {
                QObject::connect(c, &Connection::queueFilled, c, [c] { wait(c); });
                while (c->pushBinary(QByteArray(250'000, 'x')) == PushResult::Queued) { }
            })
            .onClose(noteClose);
    router.webSocket("/wait-at-end").onClose([noteClose](Connection *c, const CloseInfo &close) {
        wait(c);
        noteClose(c, close);
    });
}

using Act = std::function<void(RawClient &)>;

Act sends(const QByteArray &bytes)
{
    return [bytes](RawClient &client) { client.send(bytes); };
}

Act says(const QByteArray &text)
{
    return sends(Wire::frame(Wire::Text, text));
}

/// Who can end a connection.
struct Sides
{
    RawClient &client;
    RawClient &other;
    Sender sender;
};

using Ending = std::function<void(const Sides &)>;

QByteArray closeFrame(quint16 code, const QByteArray &reason = {})
{
    return Wire::frame(Wire::Close, QByteArray(1, static_cast<char>(code >> 8)) + static_cast<char>(code & 0xff) + reason);
}

} // namespace

/// One connection of the `qt` backend. Rows named "limit N" assert what docs/backends.md lists under that number.
class tst_QtConnection : public QObject
{
    Q_OBJECT

private slots:
    void init();
    void cleanup();
    void howItEnds_data();
    void howItEnds();
    void whatOnOpenEnds_data();
    void whatOnOpenEnds();
    void messages_data();
    void messages();
    void pong();
    void binaryStaysBinary();
    void aClientThatNeverReads();
    void theFirstMessageIsTakenWhateverItsSize();
    void closeOfAClientThatNeverReads();
    void whatWasPushedComesBeforeTheClose();
    void stopCutsWhoDoesNotLeave();
    void endsWhileAHandlerWaits_data();
    void endsWhileAHandlerWaits();
    void onCloseThatWaits();
    void stopWhileAHandlerWaits();

private:
    void start(const Settings &settings);

    std::unique_ptr<TestNode> m_node;
};

void tst_QtConnection::start(const Settings &settings)
{
    m_node.reset();
    journal.clear();
    NodeConfig config = NodeConfig::fromToml(TestNode::twoServers, "test.toml");
    config.workers = 1;
    installQtBackend();
    config.backend = BackendType::Qt;
    for (ServerConfig &server : config.servers)
        server.settings = settings;
    m_node = std::make_unique<TestNode>(config);
    (*m_node)->addRoutes("ws", routes);
    QVERIFY2(m_node->start(), m_node->error());
}

void tst_QtConnection::init()
{
    Settings settings;
    settings.maxMessageSize = 1000;
    start(settings);
}

void tst_QtConnection::cleanup()
{
    m_node.reset();
}

void tst_QtConnection::howItEnds_data()
{
    QTest::addColumn<Act>("act");
    QTest::addColumn<CloseInfo>("info");
    QTest::addColumn<int>("seen"); // the code that the client is told; 1006 if it is told none

    const auto row = [](const char *name, const Act &act, const CloseInfo &info, int seen) {
        QTest::newRow(name) << act << info << seen;
    };
    const ClosedBy client = ClosedBy::Client;
    const ClosedBy server = ClosedBy::Server;
    row("client: 1000", sends(closeFrame(1000)), {1000, {}, client}, 1000);
    row("client: 1001", sends(closeFrame(1001)), {1001, {}, client}, 1001);
    row("client: 4000 and a reason", sends(closeFrame(4000, "b\xc3\xbf")), {4000, "b\u00ff", client}, 4000);
    row("limit 5: client, no code", sends(Wire::frame(Wire::Close, {})), {1000, {}, client}, 1000);
    row("limit 9: client: 1002", sends(closeFrame(1002)), {1002, {}, server}, 1002);
    row("client: TCP ended", {}, {1006, {}, client}, -1);
    row("server: close", says("close"), {4000, "as asked", server}, 4000);
    row("server: close twice", says("close twice"), {4000, "as asked", server}, 4000);
    row("server: abort", says("abort"), {1006, {}, server}, 1006);
    row("server: close and abort", says("close and abort"), {4000, "as asked", server}, -1);
    row("server: exception", says("throw"), {1011, "internal error", server}, 1011);
    row("message too big", says(QByteArray(1001, 'x')), {1009, {}, server}, 1009);
    const QByteArray threeBytesEach = QByteArray("\xe4\xb8\xad").repeated(167);
    row("fragments too big together", // in bytes; QWebSocket counts UTF-16
        sends(Wire::frame(Wire::Text, threeBytesEach, false) + Wire::frame(Wire::Continuation, threeBytesEach)),
        {1009, "message too big", server}, 1009);
    row("frame said to be huge", sends("\x81\xff\x7f\xff\xff\xff\xff\xff\xff\xff" "mask"), {1009, {}, server}, 1009);
    row("not UTF-8", says("\xff"), {1007, {}, server}, 1007);
    row("limit 1: a character over two fragments",
        sends(Wire::frame(Wire::Text, "\xc3", false) + Wire::frame(Wire::Continuation, "\xbf")), {1007, {}, server}, 1007);
    row("unknown opcode", sends(Wire::frame(Wire::Opcode(3), "x")), {1002, {}, server}, 1002);
    row("continuation of nothing", sends(Wire::frame(Wire::Continuation, "x")), {1002, {}, server}, 1002);
    row("a code that must not be sent", sends(closeFrame(1006)), {1002, {}, server}, 1002);
    row("close frame of one byte", sends(Wire::frame(Wire::Close, "x")), {1002, {}, server}, 1002);
}

void tst_QtConnection::howItEnds()
{
    QFETCH(const Act, act);
    QFETCH(const CloseInfo, info);
    QFETCH(const int, seen);
    auto client = std::make_unique<RawClient>(m_node->port("ws"));
    QCOMPARE(client->ask(Wire::handshake()).status, 101);
    QTRY_COMPARE(m_node->opened().size(), 1);
    if (act)
        act(*client);
    else
        client.reset();

    QTRY_COMPARE(m_node->closed().size(), 1);
    const TestNode::Departure departure = m_node->closed().constFirst();
    QCOMPARE(departure.close.code, info.code);
    QCOMPARE(departure.close.by, info.by);
    if (!info.reason.isEmpty())
        QCOMPARE(departure.close.reason, info.reason);
    QCOMPARE(departure.info.fd, m_node->lastFd());
    if (seen > 0) {
        const auto frame = client->frame();
        QCOMPARE(frame && frame->opcode == Wire::Close ? int(frame->closeCode()) : 1006, seen);
        QVERIFY(client->waitForEnd());
    }
    // onClose exactly once, whatever is tried in it.
    m_node->stop();
    QCOMPARE(journal.entries(), QStringList(QStringLiteral("closed %1 %2").arg(departure.info.fd).arg(info.code)));
    QCOMPARE(m_node->closed().size(), 1);
}

void tst_QtConnection::whatOnOpenEnds_data()
{
    QTest::addColumn<QString>("path");
    QTest::addColumn<QList<int>>("opcodes"); // that the client sees
    QTest::addColumn<int>("code");

    QTest::newRow("abort") << "/abort" << QList<int>{} << 1006;
    QTest::newRow("close") << "/close" << QList<int>{Wire::Text, Wire::Close} << 4002;
    QTest::newRow("exception") << "/throw" << QList<int>{Wire::Close} << 1011;
}

void tst_QtConnection::whatOnOpenEnds()
{
    QFETCH(const QString, path);
    QFETCH(const QList<int>, opcodes);
    QFETCH(const int, code);
    QStringList order;
    QObject context;
    connect(m_node->operator->(), &Node::connectionOpened, &context, [&order] { order << "opened"; });
    connect(m_node->operator->(), &Node::connectionClosed, &context, [&order] { order << "closed"; });
    RawClient client(m_node->port("ws"));
    client.send(Wire::handshake(path.toLatin1()) + Wire::frame(Wire::Text, "not for it"));
    client.answer();
    for (const int opcode : opcodes) {
        const auto frame = client.frame();
        QVERIFY(frame);
        QCOMPARE(int(frame->opcode), opcode);
    }
    QVERIFY(client.waitForEnd());

    QTRY_COMPARE(order, QStringList({"opened", "closed"}));
    QCOMPARE(m_node->closed().constFirst().close.code, code);
    QCOMPARE(m_node->closed().constFirst().close.by, ClosedBy::Server);
    QCOMPARE(m_node->closed().constFirst().info.messagesIn, 0);
}

void tst_QtConnection::messages_data()
{
    QTest::addColumn<QByteArray>("bytes");
    QTest::addColumn<QList<QByteArray>>("answers");

    using Wire::frame;
    QTest::newRow("text") << frame(Wire::Text, "h\xc3\xa9") << QList<QByteArray>{"h\xc3\xa9"};
    QTest::newRow("empty") << frame(Wire::Text, {}) << QList<QByteArray>{""};
    QTest::newRow("as large as allowed") << frame(Wire::Text, QByteArray(1000, 'x'))
                                         << QList<QByteArray>{QByteArray(1000, 'x')};
    QTest::newRow("NUL") << frame(Wire::Text, QByteArray("a\0b", 3)) << QList<QByteArray>{QByteArray("a\0b", 3)};
    QTest::newRow("beyond the first plane") << frame(Wire::Text, "\xf0\x9f\x98\x80")
                                            << QList<QByteArray>{"\xf0\x9f\x98\x80"};
    QTest::newRow("fragments") << frame(Wire::Text, "a", false) + frame(Wire::Continuation, "b", false)
                    + frame(Wire::Continuation, "c")
                               << QList<QByteArray>{"abc"};
    QTest::newRow("a ping between fragments") << frame(Wire::Text, "a", false) + frame(Wire::Ping, "p")
                    + frame(Wire::Continuation, "b")
                                              << QList<QByteArray>{"p", "ab"};
    QTest::newRow("several in one segment") << frame(Wire::Text, "a") + frame(Wire::Text, "b") + frame(Wire::Text, "c")
                                            << QList<QByteArray>{"a", "b", "c"};
    QTest::newRow("limit 2: a leading U+FEFF is lost") << frame(Wire::Text, "\xef\xbb\xbf" "a")
                                                       << QList<QByteArray>{"a"};
    QTest::newRow("limit 3: unmasked is accepted") << QByteArray("\x81\x01" "a", 3) << QList<QByteArray>{"a"};
}

void tst_QtConnection::messages()
{
    QFETCH(const QByteArray, bytes);
    QFETCH(const QList<QByteArray>, answers);
    RawClient client(m_node->port("ws"));
    QCOMPARE(client.ask(Wire::handshake()).status, 101);
    client.send(bytes);
    for (const QByteArray &answer : answers) {
        const auto frame = client.frame();
        QVERIFY(frame);
        QCOMPARE(frame->payload, answer);
    }
}

void tst_QtConnection::pong()
{
    RawClient client(m_node->port("ws"));
    QCOMPARE(client.ask(Wire::handshake()).status, 101);
    const QByteArray payload(125, '\xff');
    client.send(Wire::frame(Wire::Ping, payload));
    const auto frame = client.frame();
    QVERIFY(frame);
    QCOMPARE(frame->opcode, Wire::Pong);
    QCOMPARE(frame->payload, payload);
}

void tst_QtConnection::binaryStaysBinary()
{
    TestClient client;
    QVERIFY(client.open(m_node->url("ws")));
    client.sendBinary("\xff\xfe");
    QVERIFY(client.waitForFrames(1));
    QCOMPARE(client.frames(), QList<Frame>{Frame::fromBinary("\xff\xfe")});
}

void tst_QtConnection::aClientThatNeverReads()
{
    RawClient deaf(m_node->port("ws"));
    deaf.stopReading();
    deaf.send(Wire::handshake());
    QTRY_COMPARE(m_node->opened().size(), 1);
    const qint64 fd = m_node->lastFd();
    const Sender sender = (*m_node)->sender();
    const Frame message = Frame::fromBinary(QByteArray(256 * 1024, 'x'));
    PushResult result = PushResult::Queued;
    QList<ConnectionInfo> connections;
    // The kernel may still make room after a first refusal; then there is more to push.
    for (int i = 0; i < 1000 && (connections.isEmpty() || connections.constFirst().queuedBytes == 0); ++i) {
        result = sender.pushAsync(fd, message).result();
        if (result == PushResult::Rejected)
            connections = sender.connectionsAsync().result();
    }

    QCOMPARE(result, PushResult::Rejected);
    QCOMPARE(connections.size(), 1);
    QVERIFY(connections.constFirst().queuedBytes > 0);
    QVERIFY(connections.constFirst().queuedBytes <= Settings().sendQueueLimit + 1024);
    QCOMPARE(sender.probeAsync(fd).result(), PushResult::Queued); // it is still there
    TestClient other;
    QVERIFY(other.open(m_node->url("ws")));
    QCOMPARE(other.ask("hello"), "hello");
}

void tst_QtConnection::theFirstMessageIsTakenWhateverItsSize()
{
    Settings settings;
    settings.sendQueueLimit = 1000;
    start(settings);
    TestClient client;
    QVERIFY(client.open(m_node->url("ws")));
    QTRY_COMPARE(m_node->opened().size(), 1);
    const QString large(500000, 'x');
    QCOMPARE((*m_node)->sender().pushAsync(m_node->lastFd(), large).result(), PushResult::Queued);
    QVERIFY(client.waitForFrames(1));
    QCOMPARE(client.texts(), QStringList(large));
}

void tst_QtConnection::closeOfAClientThatNeverReads()
{
    Settings settings;
    settings.closeWait = 100ms;
    start(settings);
    RawClient deaf(m_node->port("ws"));
    deaf.stopReading();
    deaf.send(Wire::handshake());
    QTRY_COMPARE(m_node->opened().size(), 1);
    const Sender sender = (*m_node)->sender();
    const Frame message = Frame::fromBinary(QByteArray(256 * 1024, 'x'));
    const qint64 fd = m_node->lastFd();
    while (sender.pushAsync(fd, message).result() == PushResult::Queued) { }

    QCOMPARE(sender.disconnectAsync(fd, 4000, "bye").result(), PushResult::Queued);
    QCOMPARE(sender.pushAsync(fd, "too late").result(), PushResult::Gone);
    QCOMPARE(sender.disconnectAsync(fd).result(), PushResult::Gone);
    QTRY_COMPARE(m_node->closed().size(), 1);
    const CloseInfo expected{4000, "bye", ClosedBy::Server};
    QCOMPARE(m_node->closed().constFirst().close, expected);
    QVERIFY(sender.connectionsAsync().result().isEmpty());
}

void tst_QtConnection::whatWasPushedComesBeforeTheClose()
{
    TestClient client;
    QVERIFY(client.open(m_node->url("ws")));
    QTRY_COMPARE(m_node->opened().size(), 1);
    const Sender sender = (*m_node)->sender();
    const QString large(900000, 'x');
    sender.push(m_node->lastFd(), large);
    sender.disconnect(m_node->lastFd(), 4000, "bye");

    QVERIFY(client.waitForEnd());
    QCOMPARE(client.texts(), QStringList(large));
    QCOMPARE(client.closeCode(), 4000);
    QCOMPARE(client.closeReason(), "bye");
}

void tst_QtConnection::stopCutsWhoDoesNotLeave()
{
    Settings settings;
    settings.closeWait = 1min;
    start(settings);
    RawClient deaf(m_node->port("ws"));
    deaf.stopReading();
    deaf.send(Wire::handshake());
    QTRY_COMPARE(m_node->opened().size(), 1);
    const Sender sender = (*m_node)->sender();
    const Frame message = Frame::fromBinary(QByteArray(256 * 1024, 'x'));
    while (sender.pushAsync(m_node->lastFd(), message).result() == PushResult::Queued) { }

    m_node->stop();
    QVERIFY(!(*m_node)->isRunning());
    QCOMPARE(journal.size(), 1); // onClose has run all the same
}

void tst_QtConnection::endsWhileAHandlerWaits_data()
{
    QTest::addColumn<Act>("begin"); // brings the client to the handler
    QTest::addColumn<Ending>("ending");
    QTest::addColumn<QStringList>("order");

    const QStringList atOnce{"waiting", "closed", "over"};
    const QStringList afterwards{"waiting", "still open", "closed"};
    const auto rows = [&](const char *place, const Act &begin, const QStringList &orderOfCloseFrame) {
        const auto row = [&](const char *how, const QStringList &order, const Ending &ending) {
            QTest::addRow("%s, %s", place, how) << begin << ending << order;
        };
        row("close frame", orderOfCloseFrame, [](const Sides &sides) { sides.client.send(closeFrame(1000)); });
        row("FIN", atOnce, [](const Sides &sides) { sides.client.endSending(); });
        row("FIN behind a close frame", atOnce, [](const Sides &sides) {
            sides.client.send(closeFrame(1000));
            sides.client.endSending();
        });
        row("RST", atOnce, [](const Sides &sides) { sides.client.reset(); });
        row("RST behind a message", atOnce, [](const Sides &sides) {
            says("not for it")(sides.client);
            sides.client.reset();
        });
        row("aborted by another", atOnce, [](const Sides &sides) { says("abort who waits")(sides.other); });
        row("disconnected", atOnce, [](const Sides &sides) { sides.sender.disconnect(waitingFd); });
    };
    const auto asks = [](const QByteArray &text) {
        return [text](RawClient &client) {
            client.ask(Wire::handshake());
            says(text)(client);
        };
    };
    rows("onOpen", sends(Wire::handshake("/wait")), atOnce);
    // A QTcpSocket does not say readyRead() within readyRead().
    rows("onMessage", asks("wait"), afterwards);
    rows("onMessage that throws", asks("wait and throw"), afterwards);
    rows("onMessage, come with the head", sends(Wire::handshake() + Wire::frame(Wire::Text, "wait")), atOnce);
    const auto readNothing = [](RawClient &client) {
        client.stopReading();
        client.send(Wire::handshake("/wait-when-filled"));
    };
    rows("queueFilled", readNothing, atOnce);
}

void tst_QtConnection::endsWhileAHandlerWaits()
{
    QFETCH(const Act, begin);
    QFETCH(const Ending, ending);
    QFETCH(const QStringList, order);
    Settings settings;
    settings.closeWait = 100ms;
    start(settings);
    RawClient other(m_node->port("ws"));
    QCOMPARE(other.ask(Wire::handshake()).status, 101);
    const auto isServed = [&other] {
        says("hello")(other);
        const auto frame = other.frame();
        return frame && frame->payload == "hello";
    };
    RawClient client(m_node->port("ws"));
    begin(client);
    TRY_COMPARE(journal.entries(), QStringList("waiting"));

    ending({client, other, (*m_node)->sender()});
    if (order.constLast() == "over")
        TRY_COMPARE(m_node->closed().size(), 1);
    for (int i = 0; i < 10; ++i) // turns of the handler's event loop
        QVERIFY(isServed());
    says("release")(other);

    TRY_COMPARE(m_node->closed().size(), 1);
    for (int i = 0; i < 10; ++i)
        QVERIFY(isServed());
    QCOMPARE(m_node->closed().size(), 1);
    QCOMPARE(m_node->closed().constFirst().info.fd, waitingFd);
    QStringList entries = journal.entries();
    entries.replaceInStrings(QRegularExpression("^closed .*"), "closed");
    QCOMPARE(entries, order);
}

void tst_QtConnection::onCloseThatWaits()
{
    TestClient other;
    QVERIFY(other.open(m_node->url("ws")));
    RawClient client(m_node->port("ws"));
    QCOMPARE(client.ask(Wire::handshake("/wait-at-end")).status, 101);
    client.reset();
    TRY_COMPARE(journal.entries(), QStringList("waiting"));
    (*m_node)->sender().disconnect(waitingFd);
    other.send("abort who waits");
    for (int i = 0; i < 10; ++i)
        QCOMPARE(other.ask("hello"), "hello");
    QVERIFY(m_node->closed().isEmpty());
    other.send("release");
    TRY_COMPARE(m_node->closed().size(), 1);
    QCOMPARE(other.ask("hello"), "hello");
    QCOMPARE(journal.entries().first(2), QStringList({"waiting", "over"}));
    QCOMPARE(journal.entries().size(), 3);
}

void tst_QtConnection::stopWhileAHandlerWaits()
{
    TestClient other;
    QVERIFY(other.open(m_node->url("ws")));
    RawClient client(m_node->port("ws"));
    QCOMPARE(client.ask(Wire::handshake()).status, 101);
    client.send(Wire::frame(Wire::Text, "wait"));
    TRY_COMPARE(journal.entries(), QStringList("waiting"));
    m_node->stop();
    QVERIFY(!(*m_node)->isRunning());
    QCOMPARE(journal.entries().filter("closed").size(), 2);
    QVERIFY(client.waitForEnd());
}

QTEST_GUILESS_MAIN(tst_QtConnection)
#include "tst_qtconnection.moc"
