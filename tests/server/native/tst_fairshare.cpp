// SPDX-FileCopyrightText: 2026 The Landline authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "native/websocketconnection.h"
#include "support/journal.h"
#include "support/patience.h"
#include "support/rawclient.h"
#include "support/testnode.h"

#include <QtTest/qtest.h>

#include <atomic>
#include <semaphore>

using namespace Landline;

namespace {

constexpr int share = WebSocketConnection::FramesPerIteration;

Journal journal;
std::atomic<int> flooded = 0;
int floodedAtEcho = -1; // of the worker
std::binary_semaphore entered(0);
std::binary_semaphore released(0);

void routes(Router &router)
{
    router.webSocket("/flood")
            .onMessage([](Connection *connection, const Frame &frame) {
                if (frame.data() == "hold") {
                    entered.release();
                    released.acquire();
                } else if (frame.data() == "wait") {
                    QEventLoop loop;
                    QMetaObject::invokeMethod(&loop, &QEventLoop::quit, Qt::QueuedConnection);
                    loop.exec();
                } else if (frame.data() == "close") {
                    connection->close(4000);
                } else {
                    journal.add(QString::fromUtf8(frame.data()));
                }
                ++flooded;
            })
            .onClose([](Connection *, const CloseInfo &close) { journal.add(QString::number(close.code)); });
    router.webSocket("/").onMessage([](Connection *connection, const Frame &frame) {
        floodedAtEcho = flooded;
        connection->push(frame);
    });
}

QByteArray text(const QByteArray &payload)
{
    return Wire::frame(Wire::Text, payload);
}

} // namespace

/// One client that says very much at once, and its neighbours on the same worker.
class tst_FairShare : public QObject
{
    Q_OBJECT

private slots:
    void init();
    void cleanup() { m_node.reset(); }
    void theOthersAreServedInBetween();
    void nothingIsLostOrOutOfOrder_data();
    void nothingIsLostOrOutOfOrder();
    void anEventLoopInAHandler();
    void stoppedInTheMiddle();

private:
    std::unique_ptr<RawClient> open(const QByteArray &path);

    std::unique_ptr<TestNode> m_node;
};

void tst_FairShare::init()
{
    m_node.reset();
    journal.clear();
    flooded = 0;
    floodedAtEcho = -1;
    NodeConfig config = NodeConfig::fromToml(TestNode::twoServers, "test.toml");
    config.workers = 1;
    config.backend = BackendType::Native;
    for (ServerConfig &server : config.servers)
        server.settings.closeWait = std::chrono::minutes(1);
    m_node = std::make_unique<TestNode>(config);
    (*m_node)->addRoutes("ws", routes);
    QVERIFY2(m_node->start(), m_node->error());
}

std::unique_ptr<RawClient> tst_FairShare::open(const QByteArray &path)
{
    auto client = std::make_unique<RawClient>(m_node->port("ws"));
    if (client->ask(Wire::handshake(path)).status != 101)
        qWarning("A handshake was refused");
    return client;
}

void tst_FairShare::theOthersAreServedInBetween()
{
    constexpr int count = 10'000; // in one receive buffer
    const auto flooder = open("/flood");
    const auto other = open("/");
    flooder->send(text("hold"));
    entered.acquire();
    // The worker stands still; when it goes on, both are there.
    flooder->send(text("x").repeated(count));
    other->send(text("hello"));
    released.release();
    const auto echo = other->frame();
    QVERIFY(echo);
    QCOMPARE(echo->payload, "hello");
    QVERIFY2(floodedAtEcho <= 3 * share, QByteArray::number(floodedAtEcho));
    TRY_COMPARE(flooded.load(), count + 1);
}

void tst_FairShare::nothingIsLostOrOutOfOrder_data()
{
    QTest::addColumn<int>("count");
    QTest::addColumn<QByteArray>("last");
    QTest::addColumn<int>("code");

    for (const int count : {share - 1, share, share + 1, 2 * share, 5000}) {
        QTest::addRow("%d, close frame", count) << count << Wire::frame(Wire::Close, "\x0f\xa1") << 4001;
        QTest::addRow("%d, violation", count) << count << text("\xff") << 1007;
        QTest::addRow("%d, FIN", count) << count << QByteArray() << 1006;
        QTest::addRow("%d, FIN in a frame", count) << count << text("cut off").chopped(1) << 1006;
    }
}

void tst_FairShare::nothingIsLostOrOutOfOrder()
{
    QFETCH(const int, count);
    QFETCH(const QByteArray, last);
    QFETCH(const int, code);
    const auto client = open("/flood");
    QByteArray bytes;
    QStringList expected;
    for (int i = 0; i < count; ++i) {
        bytes += text(QByteArray::number(i));
        expected += QString::number(i);
    }
    client->send(bytes + last);
    client->endSending();
    TRY_COMPARE(m_node->closed().size(), 1);
    QCOMPARE(journal.entries(), expected + QStringList(QString::number(code)));
}

void tst_FairShare::anEventLoopInAHandler()
{
    const auto client = open("/flood");
    QByteArray bytes;
    QStringList expected;
    for (int i = 0; i < 1000; ++i) {
        bytes += text(QByteArray::number(i)) + (i % 50 == 0 ? text("wait") : QByteArray());
        expected += QString::number(i);
    }
    client->send(bytes);
    TRY_COMPARE(journal.entries(), expected);
}

void tst_FairShare::stoppedInTheMiddle()
{
    // What is behind our close is read, for the peer's close frame, and not delivered; however much it is.
    const auto client = open("/flood");
    client->send(text("close") + text("x").repeated(5000) + Wire::frame(Wire::Close, "\x0f\xa0"));
    TRY_COMPARE(m_node->closed().size(), 1);
    QCOMPARE(m_node->closed().constFirst().close.code, 4000);
    QCOMPARE(flooded.load(), 1);
    QVERIFY(client->waitForEnd());
    // And the node stops with one whose bytes wait for their turn.
    const auto last = open("/flood");
    last->send(text("hold") + text("x").repeated(5000));
    entered.acquire();
    bool stopped = false;
    connect(m_node->operator->(), &Node::stopped, this, [&stopped] { stopped = true; });
    (*m_node)->stop();
    released.release();
    TRY_VERIFY(stopped);
    QCOMPARE(journal.entries().count("x"), flooded - 2);
    QCOMPARE(journal.entries().constLast(), "1001");
}

QTEST_GUILESS_MAIN(tst_FairShare)
#include "tst_fairshare.moc"
