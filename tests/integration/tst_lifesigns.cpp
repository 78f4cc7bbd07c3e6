// SPDX-FileCopyrightText: 2026 The Landline authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "support/journal.h"
#include "support/patience.h"
#include "support/rawclient.h"
#include "support/testclient.h"
#include "support/testnode.h"

#include <QtCore/qelapsedtimer.h>
#include <QtTest/qtest.h>

#include <csignal>

#include <arpa/inet.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

using namespace Landline;
using namespace std::chrono_literals;
using namespace Qt::StringLiterals;

namespace {

Journal journal;

void routes(Router &router)
{
    router.webSocket("/")
            .onMessage([](Connection *connection, const Frame &frame) { connection->push(frame); })
            .onClose([](Connection *connection, const CloseInfo &) { journal.add(QString::number(connection->fd())); });
}

/// A client in a process of its own, which can be stopped; it reads whatever comes.
class ChildClient
{
public:
    explicit ChildClient(quint16 port) : m_handshake(Wire::handshake()), m_id(::fork())
    {
        if (m_id == 0)
            run(port);
    }
    ~ChildClient()
    {
        ::kill(m_id, SIGKILL);
        ::waitpid(m_id, nullptr, 0);
    }
    void stop() { ::kill(m_id, SIGSTOP); }

private:
    /// Only system calls: the other threads of the process are not here.
    [[noreturn]] void run(quint16 port)
    {
        const int descriptor = ::socket(AF_INET, SOCK_STREAM, 0);
        sockaddr_in address = {};
        address.sin_family = AF_INET;
        address.sin_port = htons(port);
        address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
        if (::connect(descriptor, reinterpret_cast<const sockaddr *>(&address), sizeof address) != 0)
            ::_exit(1);
        if (::write(descriptor, m_handshake.constData(), static_cast<size_t>(m_handshake.size())) < 0)
            ::_exit(1);
        std::array<char, 4096> bytes;
        while (::read(descriptor, bytes.data(), bytes.size()) > 0) { }
        ::_exit(0);
    }

    QByteArray m_handshake;
    pid_t m_id;
};

} // namespace

/// Peers that are silent, dead, or only look so.
class tst_LifeSigns : public QObject
{
    Q_OBJECT

private slots:
    void init();
    void cleanup();
    void pingsOfTheSilent();
    void whatIsNotOurPongIsLifeOnly();
    void noPings();
    void theDeadAreCut();
    void anyByteIsLife();
    void whatWeSendIsNot();
    void whoAnswersStays();
    void reset();
    void stoppedProcess_data();
    void stoppedProcess();

private:
    void start(std::chrono::milliseconds idle, std::chrono::milliseconds timeout,
               std::chrono::milliseconds sendTimeout = 1min);
    std::unique_ptr<RawClient> open();
    std::chrono::microseconds roundTrip() const;

    std::unique_ptr<TestNode> m_node;
};

void tst_LifeSigns::start(std::chrono::milliseconds idle, std::chrono::milliseconds timeout,
                          std::chrono::milliseconds sendTimeout)
{
    m_node.reset();
    journal.clear();
    NodeConfig config = NodeConfig::fromToml(TestNode::twoServers, u"test.toml"_s);
    config.workers = 1;
    for (ServerConfig &server : config.servers) {
        server.settings.heartbeatIdle = idle;
        server.settings.heartbeatTimeout = timeout;
        server.settings.sendTimeout = sendTimeout;
    }
    m_node = std::make_unique<TestNode>(config);
    (*m_node)->addRoutes(u"ws"_s, routes);
    QVERIFY2(m_node->start(), m_node->error());
}

void tst_LifeSigns::init()
{
    start(50ms, 1min);
}

void tst_LifeSigns::cleanup()
{
    m_node.reset();
}

std::unique_ptr<RawClient> tst_LifeSigns::open()
{
    auto client = std::make_unique<RawClient>(m_node->port(u"ws"_s));
    if (client->ask(Wire::handshake()).status != 101 || !eventually([this] { return m_node->lastFd() > 0; }))
        qWarning("A connection did not open");
    return client;
}

/// That of the only connection.
std::chrono::microseconds tst_LifeSigns::roundTrip() const
{
    const QList<ConnectionInfo> infos = (*m_node)->sender().connectionsAsync().result();
    return infos.isEmpty() ? -2us : infos.constFirst().roundTrip;
}

void tst_LifeSigns::pingsOfTheSilent()
{
    const auto client = open();
    QVERIFY(roundTrip() == -1us);
    QElapsedTimer silence;
    for (int i = 0; i < 3; ++i) {
        const auto frame = client->frame();
        QVERIFY(frame);
        QCOMPARE(frame->opcode, Wire::Ping);
        if (i > 0)
            QVERIFY2(silence.elapsed() >= 35, QByteArray::number(silence.elapsed())); // the clock is coarse
        silence.start();
        client->send(Wire::frame(Wire::Pong, frame->payload));
        TRY_VERIFY(roundTrip() >= 0us);
    }
    QVERIFY(roundTrip() < 30s);
    const QList<ConnectionInfo> infos = (*m_node)->sender().connectionsAsync().result();
    QCOMPARE(infos.constFirst().messagesIn, 0);
    QCOMPARE(infos.constFirst().messagesOut, 0);
}

void tst_LifeSigns::whatIsNotOurPongIsLifeOnly()
{
    const auto client = open();
    client->send(Wire::frame(Wire::Pong, "unasked"));
    for (int i = 0; i < 3; ++i) {
        const auto frame = client->frame(); // another one each time: that pong was life
        QVERIFY(frame);
        QCOMPARE(frame->opcode, Wire::Ping);
        client->send(Wire::frame(Wire::Pong, frame->payload + 'x'));
    }
    QVERIFY(roundTrip() == -1us);
}

void tst_LifeSigns::noPings()
{
    start(0ms, 300ms);
    const auto client = open();
    QVERIFY(!client->frame());
    TRY_COMPARE(m_node->closed().size(), 1);
    start(0ms, 0ms);
    const auto other = open();
    QElapsedTimer time; // time is what this is about
    time.start();
    QVERIFY(eventually([&time] { return time.hasExpired(500); }));
    QVERIFY(!other->isEnded());
    QVERIFY(other->rest().isEmpty());
}

void tst_LifeSigns::theDeadAreCut()
{
    start(50ms, 300ms);
    QElapsedTimer time;
    time.start();
    const auto client = open();
    QVERIFY(client->waitForEnd());
    QVERIFY(time.elapsed() >= 280); // the clock is coarse
    TRY_COMPARE(m_node->closed().size(), 1);
    const CloseInfo expected{1006, u"no sign of life for 0.3 s"_s, ClosedBy::Server};
    QCOMPARE(m_node->closed().constFirst().close, expected);
    const auto frame = client->frame();
    QVERIFY(frame);
    QCOMPARE(frame->opcode, Wire::Ping);
    QVERIFY(client->rest().isEmpty()); // one ping, and no close frame
    m_node->stop();
    QCOMPARE(journal.size(), 1);
}

void tst_LifeSigns::anyByteIsLife()
{
    start(20ms, 1s);
    const auto client = open();
    const QByteArray payload(60, 'x');
    const QByteArray message = Wire::frame(Wire::Text, payload);
    QElapsedTimer time;
    time.start();
    for (const char byte : message) {
        const auto frame = client->frame();
        QVERIFY(frame);
        QCOMPARE(frame->opcode, Wire::Ping);
        client->send(QByteArray(1, byte));
    }
    QVERIFY(time.elapsed() > 1000); // 66 bytes, each after 20 ms
    const auto frame = client->frame();
    QVERIFY(frame);
    QCOMPARE(frame->payload, payload);
    QVERIFY(m_node->closed().isEmpty());
}

void tst_LifeSigns::whatWeSendIsNot()
{
    start(100ms, 300ms);
    const auto client = open();
    const Sender sender = (*m_node)->sender();
    qint64 pushes = 0;
    QVERIFY(eventually([&] {
        sender.push(m_node->lastFd(), "alive");
        ++pushes;
        return client->isEnded();
    }));
    QVERIFY(pushes > 2);
    TRY_COMPARE(m_node->closed().size(), 1);
    QCOMPARE(m_node->closed().constFirst().close.code, 1006);
}

void tst_LifeSigns::whoAnswersStays()
{
    start(50ms, 1s);
    TestClient client;
    QVERIFY(client.open(m_node->url(u"ws"_s)));
    QElapsedTimer time; // time is what this is about
    time.start();
    QVERIFY(eventually([&time] { return time.hasExpired(1500); }));
    QVERIFY(client.isOpen());
    QVERIFY(roundTrip() >= 0us);
    QVERIFY(m_node->closed().isEmpty());
    QCOMPARE(client.ask(u"hello"_s), u"hello"_s);
}

void tst_LifeSigns::reset()
{
    start(25s, 60s);
    const auto client = open();
    client->reset();
    TRY_COMPARE(m_node->closed().size(), 1);
    QCOMPARE(m_node->closed().constFirst().close.code, 1006);
    QCOMPARE(m_node->closed().constFirst().close.by, ClosedBy::Client);
    m_node->stop();
    QCOMPARE(journal.size(), 1);
}

void tst_LifeSigns::stoppedProcess_data()
{
    QTest::addColumn<int>("timeout"); // ms
    QTest::addColumn<int>("sendTimeout");
    QTest::addColumn<QString>("reason");

    QTest::newRow("is silent") << 300 << 60'000 << u"no sign of life for 0.3 s"_s;
    QTest::newRow("takes nothing") << 60'000 << 300 << u"takes nothing of what is sent"_s;
}

/// The kernel of a stopped process goes on taking and acknowledging, until its buffers are full.
void tst_LifeSigns::stoppedProcess()
{
    QFETCH(const int, timeout);
    QFETCH(const int, sendTimeout);
    QFETCH(const QString, reason);
    start(50ms, std::chrono::milliseconds(timeout), std::chrono::milliseconds(sendTimeout));
    ChildClient child(m_node->port(u"ws"_s));
    TRY_COMPARE(m_node->opened().size(), 1);
    child.stop();
    const Sender sender = (*m_node)->sender();
    QVERIFY(eventually([&] {
        sender.push(m_node->lastFd(), QByteArray(100'000, 'x'));
        return !m_node->closed().isEmpty();
    }));
    const CloseInfo expected{1006, reason, ClosedBy::Server};
    QCOMPARE(m_node->closed().constFirst().close, expected);
    m_node->stop();
    QCOMPARE(journal.size(), 1);
}

QTEST_GUILESS_MAIN(tst_LifeSigns)
#include "tst_lifesigns.moc"
