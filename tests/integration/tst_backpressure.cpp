// SPDX-FileCopyrightText: 2026 The Landline authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "support/backendlimits.h"
#include "support/journal.h"
#include "support/patience.h"
#include "support/rawclient.h"
#include "support/testclient.h"
#include "support/testnode.h"

#include <QtTest/qtest.h>

using namespace Landline;
using namespace std::chrono_literals;
using namespace Qt::StringLiterals;

namespace {

constexpr qint64 KiB = 1024;
constexpr qsizetype messageSize = 30'000;

Journal journal;

QByteArray numbered(int number)
{
    return QByteArray::number(number).leftJustified(messageSize);
}

int numberOf(const Wire::ServerFrame &frame)
{
    return frame.payload.left(10).trimmed().toInt();
}

void tellMarks(Connection *connection, const Request &)
{
    QObject::connect(connection, &Connection::queueFilled, connection, [] { journal.add(u"filled"_s); });
    QObject::connect(connection, &Connection::queueDrained, connection, [] { journal.add(u"drained"_s); });
}

/// "fill" pushes until it is refused; everything else comes back.
void answer(Connection *connection, const Frame &frame)
{
    if (frame.data() != "fill") {
        connection->push(frame);
        return;
    }
    while (connection->push(QByteArray(messageSize, 'x')) == PushResult::Queued) { }
    journal.add(u"pushed"_s);
}

void routes(Router &router)
{
    router.webSocket("/").onOpen(tellMarks).onMessage(answer);
    router.webSocket("/small").setSendQueueLimit(64 * KiB).setSlowConsumer(SlowConsumer::Close);
}

} // namespace

/// Clients that do not read, or slowly.
class tst_Backpressure : public QObject
{
    Q_OBJECT

private slots:
    void init();
    void cleanup();
    void reject();
    void dropOldest();
    void close();
    void ofARoute();
    void cutWhenItTakesNothing();
    void marks();
    void readingPauses();
    void pushesOfOthersDoNotPause();
    void closedWhilePaused();
    void resetWhilePaused();
    void manyThatNeverRead();

private:
    void start(const Settings &settings);
    std::unique_ptr<RawClient> open(const QByteArray &path = "/");
    ConnectionInfo infoOf(qint64 fd) const;
    Sender sender() { return (*m_node)->sender(); }
    /// Pushes numbered messages until the queue has refused one, and what the kernel still took has been made up for.
    int fill(qint64 fd);

    std::unique_ptr<TestNode> m_node;
};

void tst_Backpressure::start(const Settings &settings)
{
    m_node.reset();
    journal.clear();
    NodeConfig config = NodeConfig::fromToml(TestNode::twoServers, u"test.toml"_s);
    config.workers = 1;
    for (ServerConfig &server : config.servers)
        server.settings = settings;
    m_node = std::make_unique<TestNode>(config);
    (*m_node)->addRoutes(u"ws"_s, routes);
    QVERIFY2(m_node->start(), m_node->error());
}

void tst_Backpressure::init()
{
    Settings settings;
    settings.closeWait = 1min;
    settings.sendQueueLimit = 256 * KiB;
    start(settings);
}

void tst_Backpressure::cleanup()
{
    m_node.reset();
}

std::unique_ptr<RawClient> tst_Backpressure::open(const QByteArray &path)
{
    const qsizetype before = m_node->opened().size();
    auto client = std::make_unique<RawClient>(m_node->port(u"ws"_s));
    if (client->ask(Wire::handshake(path)).status != 101
        || !eventually([this, before] { return m_node->opened().size() > before; }))
        qWarning("A connection did not open");
    return client;
}

ConnectionInfo tst_Backpressure::infoOf(qint64 fd) const
{
    const QList<ConnectionInfo> infos = (*m_node)->sender().connectionsAsync().result();
    for (const ConnectionInfo &info : infos) {
        if (info.fd == fd)
            return info;
    }
    return {};
}

int tst_Backpressure::fill(qint64 fd)
{
    int taken = 0;
    for (int refused = 0; refused < 3;) {
        if (sender().pushAsync(fd, numbered(taken)).result() == PushResult::Queued)
            ++taken;
        else
            ++refused;
    }
    return taken;
}

void tst_Backpressure::reject()
{
    const auto deaf = open();
    deaf->stopReading();
    const qint64 fd = m_node->lastFd();
    const int taken = fill(fd);
    QVERIFY(infoOf(fd).queuedBytes <= 256 * KiB + 1024);
    QCOMPARE(infoOf(fd).messagesDropped, 0);
    deaf->readAgain();
    for (int i = 0; i < taken; ++i) {
        const auto frame = deaf->frame();
        QVERIFY(frame);
        QCOMPARE(numberOf(*frame), i);
    }
    QVERIFY(deaf->rest().isEmpty());
}

void tst_Backpressure::dropOldest()
{
    Settings settings;
    settings.sendQueueLimit = 256 * KiB;
    settings.slowConsumer = SlowConsumer::DropOldest;
    start(settings);
    const auto deaf = open();
    deaf->stopReading();
    const qint64 fd = m_node->lastFd();
    constexpr int count = 500; // of 30 kB: more than kernels keep
    int queued = 0;
    for (int i = 0; i < count; ++i)
        queued += sender().pushAsync(fd, numbered(i)).result() == PushResult::Queued ? 1 : 0;
    const qint64 dropped = infoOf(fd).messagesDropped;
    QVERIFY(infoOf(fd).queuedBytes <= 256 * KiB);
    if (lacks(QtLimit::DroppedMessages)) {
        QCOMPARE(dropped, 0);
        QVERIFY(queued < count);
        return;
    }
    QCOMPARE(queued, count);
    QVERIFY(dropped > 0);
    // A pong, and what is larger than the limit, are no reason to drop more.
    QCOMPARE(sender().pushAsync(fd, QByteArray(300 * KiB, 'x')).result(), PushResult::Rejected);
    QCOMPARE(infoOf(fd).messagesDropped, dropped);

    deaf->readAgain();
    int last = -1;
    for (int i = 0; i < count - dropped; ++i) {
        const auto frame = deaf->frame();
        QVERIFY(frame);
        QCOMPARE(frame->payload.size(), messageSize);
        QVERIFY(numberOf(*frame) > last);
        last = numberOf(*frame);
    }
    QCOMPARE(last, count - 1);
    QVERIFY(deaf->rest().isEmpty());
}

void tst_Backpressure::close()
{
    Settings settings;
    settings.sendQueueLimit = 256 * KiB;
    settings.slowConsumer = SlowConsumer::Close;
    settings.closeWait = 1min;
    start(settings);
    const auto deaf = open();
    deaf->stopReading();
    const qint64 fd = m_node->lastFd();
    int taken = 0;
    PushResult result = PushResult::Queued;
    while ((result = sender().pushAsync(fd, numbered(taken)).result()) == PushResult::Queued)
        ++taken;
    QCOMPARE(result, PushResult::Gone);
    QCOMPARE(sender().pushAsync(fd, "more").result(), PushResult::Gone);
    const ConnectionInfo info = infoOf(fd);
    if (!lacks(QtLimit::DroppedMessages)) {
        QVERIFY(info.messagesDropped > 0);
        QVERIFY(info.queuedBytes < messageSize + 200); // what had begun to leave, and the close frame
    }

    deaf->readAgain();
    for (int i = 0; i < taken - info.messagesDropped; ++i) {
        const auto frame = deaf->frame();
        QVERIFY(frame);
        QCOMPARE(numberOf(*frame), i);
    }
    const auto last = deaf->frame();
    QVERIFY(last);
    QCOMPARE(last->closeCode(), 1013);
    deaf->send(Wire::frame(Wire::Close, "\x03\xf5"));
    TRY_COMPARE(m_node->closed().size(), 1);
    const CloseInfo expected{1013, u"reads too slowly"_s, ClosedBy::Server};
    QCOMPARE(m_node->closed().constFirst().close, expected);
}

void tst_Backpressure::ofARoute()
{
    const auto small = open("/small");
    const qint64 smallFd = m_node->lastFd();
    const auto other = open();
    const qint64 otherFd = m_node->lastFd();
    small->stopReading();
    other->stopReading();
    QCOMPARE(fill(otherFd) > 0, true);
    QVERIFY(infoOf(otherFd).queuedBytes > 128 * KiB);
    PushResult result = PushResult::Queued;
    for (int i = 0; i < 1000 && result == PushResult::Queued; ++i) {
        result = sender().pushAsync(smallFd, numbered(i)).result();
        QVERIFY(infoOf(smallFd).queuedBytes <= 64 * KiB + 1024);
    }
    QCOMPARE(result, PushResult::Gone);
    QCOMPARE(sender().probeAsync(otherFd).result(), PushResult::Queued);
}

void tst_Backpressure::cutWhenItTakesNothing()
{
    Settings settings;
    settings.sendQueueLimit = 256 * KiB;
    settings.sendTimeout = 100ms;
    start(settings);
    const auto deaf = open();
    const qint64 fd = m_node->lastFd();
    const auto other = open();
    deaf->stopReading();
    QVERIFY(fill(fd) > 0);
    TRY_COMPARE(m_node->closed().size(), 1);
    const CloseInfo expected{1006, u"takes nothing of what is sent"_s, ClosedBy::Server};
    QCOMPARE(m_node->closed().constFirst().close, expected);
    QCOMPARE(m_node->closed().constFirst().info.fd, fd);
    QCOMPARE(sender().pushAsync(fd, "more").result(), PushResult::Gone);
    other->send(Wire::frame(Wire::Text, "hello")); // longer silent than that, but nothing waits for it
    const auto frame = other->frame();
    QVERIFY(frame);
    QCOMPARE(frame->payload, "hello");
}

void tst_Backpressure::marks()
{
    const auto deaf = open();
    for (int i = 0; i < 3; ++i) {
        journal.clear();
        deaf->stopReading();
        deaf->send(Wire::frame(Wire::Text, "fill"));
        // Not from within push(), and once however much more there is. Then the kernel may find that it has more room.
        TRY_VERIFY(journal.size() >= 2);
        QCOMPARE(journal.entries().first(2), QStringList({u"pushed"_s, u"filled"_s}));
        fill(m_node->lastFd());
        TRY_COMPARE(journal.entries().constLast(), u"filled"_s);
        deaf->readAgain();
        TRY_COMPARE(infoOf(m_node->lastFd()).queuedBytes, 0);
        TRY_COMPARE(journal.entries().constLast(), u"drained"_s);
        for (qsizetype k = 1; k < journal.size(); ++k) // in turn
            QCOMPARE(journal.entries().at(k), k % 2 == 1 ? u"filled"_s : u"drained"_s);
    }
}

void tst_Backpressure::readingPauses()
{
    const auto deaf = open();
    deaf->stopReading();
    const qint64 fd = m_node->lastFd();
    constexpr int count = 600; // of 30 kB: more than the kernel keeps for both ways
    for (int i = 0; i < count; ++i)
        deaf->send(Wire::frame(Wire::Text, numbered(i)));
    if (lacks(QtLimit::PausedReading)) {
        TRY_COMPARE(infoOf(fd).messagesIn, count);
        QVERIFY(infoOf(fd).messagesOut < count);
        return;
    }
    TRY_VERIFY(infoOf(fd).queuedBytes > 128 * KiB);
    QVERIFY(infoOf(fd).queuedBytes <= 128 * KiB + 2 * messageSize);
    QVERIFY(infoOf(fd).messagesIn < count);
    deaf->readAgain();
    for (int i = 0; i < count; ++i) {
        const auto frame = deaf->frame();
        QVERIFY(frame);
        QCOMPARE(numberOf(*frame), i);
    }
    QCOMPARE(infoOf(fd).messagesIn, count);
}

void tst_Backpressure::pushesOfOthersDoNotPause()
{
    const auto deaf = open("/small");
    // A route without onMessage: what it sends is dropped, what it gets comes from others.
    const qint64 fd = m_node->lastFd();
    deaf->stopReading();
    bool isFull = false; // the kernel may take more at any time, and it is not again
    for (int i = 0; i < 1000 && !isFull; ++i) {
        sender().push(fd, QByteArray(10'000, 'x'));
        isFull = infoOf(fd).queuedBytes > 32 * KiB;
    }
    QVERIFY(isFull);
    for (int i = 0; i < 300; ++i)
        deaf->send(Wire::frame(Wire::Text, numbered(i)));
    TRY_COMPARE(infoOf(fd).messagesIn, 300);
}

void tst_Backpressure::closedWhilePaused()
{
    const auto deaf = open();
    deaf->stopReading();
    const qint64 fd = m_node->lastFd();
    for (int i = 0; i < 600; ++i)
        deaf->send(Wire::frame(Wire::Text, numbered(i)));
    TRY_VERIFY(infoOf(fd).queuedBytes > 128 * KiB);
    QCOMPARE(sender().disconnectAsync(fd, 4000, u"bye"_s).result(), PushResult::Queued);
    deaf->send(Wire::frame(Wire::Close, "\x0f\xa0"));
    deaf->readAgain();
    if (!lacks(QtLimit::CloseAnswer)) { // else what is queued may be lost with TCP
        auto frame = deaf->frame();
        while (frame && frame->opcode != Wire::Close)
            frame = deaf->frame();
        QVERIFY(frame);
        QCOMPARE(frame->closeCode(), 4000);
    }
    TRY_COMPARE(m_node->closed().size(), 1); // by the peer's answer: close_wait is a minute
    QCOMPARE(m_node->closed().constFirst().close.code, 4000);
}

void tst_Backpressure::resetWhilePaused()
{
    const auto deaf = open();
    deaf->stopReading();
    const qint64 fd = m_node->lastFd();
    for (int i = 0; i < 600; ++i)
        deaf->send(Wire::frame(Wire::Text, numbered(i)));
    TRY_VERIFY(infoOf(fd).queuedBytes > 128 * KiB);
    deaf->reset();
    TRY_COMPARE(m_node->closed().size(), 1);
    QCOMPARE(m_node->closed().constFirst().close.code, 1006);
    QCOMPARE(m_node->closed().constFirst().close.by, ClosedBy::Client);
}

void tst_Backpressure::manyThatNeverRead()
{
    constexpr int count = 50;
    Settings settings;
    settings.sendQueueLimit = 64 * KiB;
    start(settings);
    std::vector<std::unique_ptr<RawClient>> deaf;
    for (int i = 0; i < count; ++i) {
        deaf.push_back(open());
        deaf.back()->stopReading();
    }
    TestClient other;
    QVERIFY(other.open(m_node->url(u"ws"_s)));
    QList<qint64> fds;
    for (const ConnectionInfo &info : m_node->opened().first(count))
        fds.append(info.fd);
    // Until all queues are full; in between the others are served.
    qint64 rejected = 0;
    for (int i = 0; i < 2000 && rejected < 10 * count; ++i) {
        for (const qint64 fd : fds)
            sender().push(fd, QByteArray(messageSize, 'x'), this,
                          [&rejected](PushResult result) { rejected += result == PushResult::Rejected ? 1 : 0; });
        if (i % 20 == 0)
            QCOMPARE(other.ask(QString::number(i)), QString::number(i));
    }
    TRY_VERIFY(rejected >= 10 * count);
    const QList<ConnectionInfo> infos = sender().connectionsAsync().result();
    for (const ConnectionInfo &info : infos)
        QVERIFY2(info.queuedBytes <= 64 * KiB + 1024, QByteArray::number(info.queuedBytes));
    for (int i = 0; i < 20; ++i)
        QCOMPARE(other.ask(u"hello"_s), u"hello"_s);
    QVERIFY(m_node->closed().isEmpty());
}

QTEST_GUILESS_MAIN(tst_Backpressure)
#include "tst_backpressure.moc"
