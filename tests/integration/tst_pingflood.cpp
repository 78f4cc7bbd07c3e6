// SPDX-FileCopyrightText: 2026 The Landline authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "node_p.h"
#include "support/backendlimits.h"
#include "support/landlineprocess.h"
#include "support/patience.h"
#include "support/rawclient.h"
#include "support/sanitizers.h"
#include "support/testauthority.h"
#include "support/testnode.h"

#include <QtCore/qfile.h>
#include <QtTest/qtest.h>

using namespace Landline;
using namespace std::chrono_literals;
using namespace Qt::StringLiterals;

namespace {

constexpr qint64 KiB = 1024;
constexpr qint64 MiB = 1024 * KiB;
constexpr qint64 sendQueueLimit = 64 * KiB;
constexpr int floodSize = 1'000'000;

/// The longest ping, so that few answers fit into the kernel's buffers.
QByteArray longPing(int number = 0)
{
    return Wire::frame(Wire::Ping, QByteArray::number(number).leftJustified(125));
}

/// Sends up to floodSize pings; \a look is called now and then. False if the connection outlives them.
template<typename Look>
bool flood(RawClient &client, const Look &look)
{
    constexpr int together = 500;
    const QByteArray pings = longPing().repeated(together);
    for (int sent = 0; sent < floodSize && !client.isEnded(); sent += together) {
        client.send(pings);
        if (!eventually([&client] { return client.unsentBytes() < MiB || client.isEnded(); }))
            return false;
        look();
    }
    return client.waitForEnd();
}

/// The most memory that the process has had in use, in bytes.
qint64 peakMemory(qint64 processId)
{
    QFile status(u"/proc/%1/status"_s.arg(processId));
    if (!status.open(QIODevice::ReadOnly))
        return 0;
    const QList<QByteArray> lines = status.readAll().split('\n');
    for (const QByteArray &line : lines) {
        if (line.startsWith("VmHWM:"))
            return line.simplified().split(' ').value(1).toLongLong() * KiB;
    }
    return 0;
}

} // namespace

/// Clients that send pings and do not read the answers.
class tst_PingFlood : public QObject
{
    Q_OBJECT

private slots:
    void initTestCase();
    void init();
    void cleanup();
    void endsTheConnection_data();
    void endsTheConnection();
    void memoryStaysBounded();
    void pingsAreAnswered_data();
    void pingsAreAnswered();
    void pushesAreNoFlood_data();
    void pushesAreNoFlood();
    void unreadAnswersStall();

private:
    void start(const Settings &settings, bool secure);
    std::unique_ptr<RawClient> open(bool secure);
    static void addTransports();
    ConnectionQueryResult query();
    qint64 queuedBytes();

    TestAuthority m_authority;
    std::unique_ptr<TestNode> m_node;
};

void tst_PingFlood::initTestCase()
{
    QVERIFY2(m_authority.issue(u"a"_s, {u"localhost"_s}), m_authority.error());
}

void tst_PingFlood::init()
{
    m_node.reset();
}

void tst_PingFlood::cleanup()
{
    m_node.reset();
}

void tst_PingFlood::addTransports()
{
    QTest::addColumn<bool>("secure");
    QTest::newRow("TCP") << false;
    QTest::newRow("TLS") << true;
}

void tst_PingFlood::start(const Settings &settings, bool secure)
{
    NodeConfig config = NodeConfig::fromToml(TestNode::twoServers, u"test.toml"_s);
    config.workers = 1;
    for (ServerConfig &server : config.servers) {
        server.settings = settings;
        if (secure)
            server.tls = m_authority.tls({u"a"_s});
    }
    m_node = std::make_unique<TestNode>(config);
    (*m_node)->addRoutes(u"ws"_s, [](Router &router) { router.webSocket("/").setSendQueueLimit(sendQueueLimit); });
    QVERIFY2(m_node->start(), m_node->error());
}

std::unique_ptr<RawClient> tst_PingFlood::open(bool secure)
{
    const quint16 port = m_node->port(u"ws"_s);
    auto client = secure ? std::make_unique<RawClient>(port, m_authority.client()) : std::make_unique<RawClient>(port);
    if (client->ask(Wire::handshake()).status != 101
        || !eventually([this] { return !m_node->opened().isEmpty(); }))
        qWarning("A connection did not open");
    return client;
}

ConnectionQueryResult tst_PingFlood::query()
{
    std::optional<ConnectionQueryResult> found;
    QObject context;
    NodePrivate::get(m_node->operator->())->query({}, &context, [&found](const ConnectionQueryResult &result) { found = result; });
    eventually([&found] { return found.has_value(); });
    return found.value_or(ConnectionQueryResult());
}

qint64 tst_PingFlood::queuedBytes()
{
    const ConnectionQueryResult found = query();
    return found.rows.isEmpty() ? 0 : found.rows.constFirst().queuedBytes;
}

void tst_PingFlood::endsTheConnection_data()
{
    addTransports();
}

void tst_PingFlood::endsTheConnection()
{
    QFETCH(const bool, secure);
    Settings settings;
    settings.maxMessageSize = 64 * KiB; // `qt` reads no more at once
    // `native` answers the last ping only, and ends the connection by this.
    settings.sendTimeout = lacks(QtLimit::PingFlood) ? 24h : 100ms;
    start(settings, secure);
    const auto client = open(secure);
    client->stopReading();
    qint64 peak = 0;
    QVERIFY(flood(*client, [&] { peak = qMax(peak, queuedBytes()); }));
    QVERIFY2(peak <= sendQueueLimit + 256 * KiB + 128 * KiB, QByteArray::number(peak));
    TRY_COMPARE(m_node->closed().size(), 1);
    const QString reason = lacks(QtLimit::PingFlood) ? u"does not read the answers to its pings"_s
                                                     : u"takes nothing of what is sent"_s;
    const CloseInfo expected{1006, reason, ClosedBy::Server};
    QCOMPARE(m_node->closed().constFirst().close, expected);
    QCOMPARE(query().counters.statistics.slowConsumers, 1);
}

void tst_PingFlood::memoryStaysBounded()
{
    if (IsSanitized)
        QSKIP("Sanitizers keep what is freed.");
    LandlineProcess landline;
    landline.setConfig("[node]\nworkers = 1\nwebsocket_backend = \"@BACKEND@\"\n"
                       "[[server]]\nname = \"ws\"\ntype = \"websocket\"\nport = 0\n"
                       "[server.settings]\nsend_timeout = \"100 ms\"\n"
                       "[[server.route]]\npath = \"/\"\ncontroller = \"EchoController\"\n");
    QVERIFY2(landline.start(1), landline.errorOutput());
    const auto connect = [&landline] { return std::make_unique<RawClient>(landline.port(u"WebSocket"_s)); };
    const auto first = connect(); // with it comes what every connection needs
    QCOMPARE(first->ask(Wire::handshake()).status, 101);
    const auto client = connect();
    QCOMPARE(client->ask(Wire::handshake()).status, 101);
    const qint64 before = peakMemory(landline.processId());
    QVERIFY(before > 0);
    client->stopReading();
    QVERIFY(flood(*client, [] {}));
    const qint64 growth = peakMemory(landline.processId()) - before;
    QVERIFY2(growth < 16 * MiB, QByteArray::number(growth));
    first->send(Wire::frame(Wire::Text, "hello"));
    const auto echo = first->frame();
    QVERIFY(echo);
    QCOMPARE(echo->payload, "hello");
}

void tst_PingFlood::pingsAreAnswered_data()
{
    addTransports();
}

void tst_PingFlood::pingsAreAnswered()
{
    QFETCH(const bool, secure);
    start({}, secure);
    const auto client = open(secure);
    constexpr int count = 5'000; // 600 KB: more than may wait
    constexpr int together = 100; // which fit what `native` keeps
    for (int i = 0; i < count; i += together) {
        for (int k = i; k < i + together; ++k)
            client->send(longPing(k));
        for (int k = i; k < i + together; ++k) {
            const auto pong = client->frame();
            QVERIFY(pong);
            QCOMPARE(pong->opcode, Wire::Pong);
            QCOMPARE(pong->payload.trimmed(), QByteArray::number(k));
        }
    }
    QVERIFY(m_node->closed().isEmpty());
}

void tst_PingFlood::pushesAreNoFlood_data()
{
    addTransports();
}

/// What the application pushes may wait, however large it is, and pings behind it change nothing.
void tst_PingFlood::pushesAreNoFlood()
{
    QFETCH(const bool, secure);
    start({}, secure);
    const auto client = open(secure);
    client->stopReading();
    const qint64 fd = m_node->lastFd();
    const Sender sender = (*m_node)->sender();
    const QByteArray large(32 * MiB, 'x');
    QCOMPARE(sender.pushAsync(fd, Frame::fromBinary(large)).result(), PushResult::Queued);
    QCOMPARE(sender.pushAsync(fd, "more").result(), PushResult::Rejected);
    constexpr int pings = 200; // 25 KB
    for (int i = 0; i < pings; ++i)
        client->send(longPing(i));
    client->send(Wire::frame(Wire::Text, "after the pings"));
    TRY_COMPARE(query().rows.value(0).messagesIn, 1);
    QVERIFY(queuedBytes() > 8 * MiB);
    QCOMPARE(sender.probeAsync(fd).result(), PushResult::Queued);

    client->readAgain();
    QByteArray received;
    for (bool isFinal = false; !isFinal;) { // QWebSocket makes fragments of it
        const auto frame = client->frame();
        QVERIFY(frame);
        received += frame->payload;
        isFinal = frame->isFinal;
    }
    QVERIFY(received == large);
    std::optional<Wire::ServerFrame> pong;
    do { // `native` may answer the last only
        pong = client->frame();
        QVERIFY(pong);
        QCOMPARE(pong->opcode, Wire::Pong);
    } while (pong->payload.trimmed() != QByteArray::number(pings - 1));
    TRY_COMPARE(queuedBytes(), 0);

    // And again: what once was large gives no room for later.
    QCOMPARE(sender.pushAsync(fd, "small").result(), PushResult::Queued);
    const auto small = client->frame();
    QVERIFY(small);
    QCOMPARE(small->payload, "small");
    QVERIFY(m_node->closed().isEmpty());
}

/// Answers to pings that wait are under send_timeout like everything else.
void tst_PingFlood::unreadAnswersStall()
{
    Settings settings;
    settings.sendTimeout = 100ms;
    start(settings, false);
    const auto client = open(false);
    client->stopReading();
    // Some are to wait, but not too many; and the kernel may find more room.
    QVERIFY(eventually([&] {
        if (m_node->closed().isEmpty() && queuedBytes() < 16 * KiB)
            client->send(longPing().repeated(400));
        return !m_node->closed().isEmpty();
    }));
    const CloseInfo expected{1006, u"takes nothing of what is sent"_s, ClosedBy::Server};
    QCOMPARE(m_node->closed().constFirst().close, expected);
}

QTEST_GUILESS_MAIN(tst_PingFlood)
#include "tst_pingflood.moc"
