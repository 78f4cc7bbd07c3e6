// SPDX-FileCopyrightText: 2026 The Landline authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "controllers/democontroller.h"
#include "support/patience.h"
#include "support/testclient.h"
#include "support/testnode.h"

#include <Landline/Landline>

#include <QtCore/qthread.h>
#include <QtTest/qtest.h>

#include <sys/resource.h>

#include <atomic>
#include <memory>
#include <thread>
#include <vector>

using namespace Landline;
using namespace Qt::StringLiterals;

/// A thousand connections over two workers: each push reaches the one whom it is for, once.
class tst_Delivery : public QObject
{
    Q_OBJECT

private slots:
    void initTestCase();
    void cleanupTestCase();

    void connectionsAreSpreadEvenly();
    void pushesOfControllersToTheOtherWorker();
    void pushesOfManyThreads();
    void broadcast();
    void pushToManyAtOnce();
    void disconnectAll();

private:
    void expectOnly(const QString &what, const std::function<QStringList(qint64 fd)> &expected);

    std::unique_ptr<TestNode> m_node;
    std::vector<std::unique_ptr<TestClient>> m_clients;
    QList<qint64> m_fds; ///< of m_clients, in their order
};

namespace {

constexpr int count = 1000;

std::atomic<int> queued = 0; ///< pushes of forwarders that the owner took
std::atomic<int> failed = 0;

/// Sends "<fd> <text>" on to that fd.
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
        m_sender.push(
                text.section(u' ', 0, 0).toLongLong(), text, connection,
                [](PushResult result) { ++(result == PushResult::Queued ? queued : failed); });
    }

private:
    Sender m_sender;
};

bool raiseDescriptorLimit(rlim_t needed)
{
    rlimit limit{};
    if (::getrlimit(RLIMIT_NOFILE, &limit) != 0)
        return false;
    limit.rlim_cur = limit.rlim_max;
    return ::setrlimit(RLIMIT_NOFILE, &limit) == 0 && limit.rlim_cur >= needed;
}

} // namespace

void tst_Delivery::initTestCase()
{
    // Both ends of each connection are in this process.
    if (!raiseDescriptorLimit(2 * count + 200))
        QSKIP("This process may not have enough descriptors (ulimit -Hn).");
    m_node = std::make_unique<TestNode>(TestNode::twoServers);
    (*m_node)->addRoutes(u"ws"_s, [](Router &router) { router.webSocket<Forwarder>("/"); });
    QVERIFY2(m_node->start(), m_node->error());
    for (int i = 0; i < count; ++i) {
        m_clients.push_back(std::make_unique<TestClient>());
        m_clients.back()->startOpening(m_node->url(i % 2 ? u"ws"_s : u"http"_s));
    }
    for (const auto &client : m_clients) {
        m_fds.append(client->fd());
        QVERIFY(m_fds.constLast() > 0);
    }
}

void tst_Delivery::cleanupTestCase()
{
    m_clients.clear();
    m_node.reset();
}

/// Every client has received \a expected since it opened, and nothing else by the time that everybody has \a what.
void tst_Delivery::expectOnly(const QString &what,
                              const std::function<QStringList(qint64)> &expected)
{
    const Sender sender = (*m_node)->sender();
    const QList<Outcome> outcomes = sender.pushToAllAsync(what).result();
    QCOMPARE(outcomes.size(), count);
    for (int i = 0; i < count; ++i) {
        TestClient &client = *m_clients[static_cast<size_t>(i)];
        QStringList wanted = expected(m_fds.at(i));
        TRY_VERIFY(client.frames().constLast().text() == what);
        QStringList received = client.texts().mid(client.texts().size() - wanted.size() - 1);
        QCOMPARE(received.takeLast(), what);
        wanted.sort();
        received.sort();
        QCOMPARE(received, wanted);
        // What came before is that of the last test, or the greeting.
        const QString before = client.texts().at(client.texts().size() - wanted.size() - 2);
        QVERIFY2(before.startsWith(u"end of") || before.startsWith(u'{'), qPrintable(before));
    }
}

void tst_Delivery::connectionsAreSpreadEvenly()
{
    const QList<ConnectionInfo> infos = (*m_node)->sender().connectionsAsync().result();
    QCOMPARE(infos.size(), count);
    int first = 0;
    QSet<qint64> fds;
    for (const ConnectionInfo &info : infos) {
        QCOMPARE(info.worker, (info.fd - 1) % 2);
        first += info.worker == 0;
        fds.insert(info.fd);
    }
    QCOMPARE(first, count / 2);
    QCOMPARE(fds, QSet<qint64>(m_fds.cbegin(), m_fds.cend()));
}

void tst_Delivery::pushesOfControllersToTheOtherWorker()
{
    // fd 1 writes to fd 2 and fd 2 to fd 1, and so on: every message crosses.
    const auto partner = [](qint64 fd) { return fd % 2 ? fd + 1 : fd - 1; };
    constexpr int rounds = 5;
    queued = failed = 0;
    for (int round = 0; round < rounds; ++round) {
        for (int i = 0; i < count; ++i) {
            const qint64 fd = m_fds.at(i);
            m_clients[static_cast<size_t>(i)]->send(
                    u"%1 from %2, %3"_s.arg(partner(fd)).arg(fd).arg(round));
        }
    }
    TRY_COMPARE(queued.load(), rounds * count);
    QCOMPARE(failed.load(), 0);
    expectOnly(u"end of forwarding"_s, [&partner](qint64 fd) {
        QStringList texts;
        for (int round = 0; round < rounds; ++round)
            texts.append(u"%1 from %2, %3"_s.arg(fd).arg(partner(fd)).arg(round));
        return texts;
    });
}

void tst_Delivery::pushesOfManyThreads()
{
    constexpr int threads = 4;
    std::vector<std::thread> pushers;
    std::atomic<int> taken = 0;
    for (int number = 0; number < threads; ++number) {
        pushers.emplace_back([this, number, &taken, sender = (*m_node)->sender()] {
            QList<QFuture<PushResult>> results;
            for (const qint64 fd : m_fds)
                results.append(sender.pushAsync(fd, u"%1 by thread %2"_s.arg(fd).arg(number)));
            for (const QFuture<PushResult> &result : results)
                taken += result.result() == PushResult::Queued;
        });
    }
    for (std::thread &pusher : pushers)
        pusher.join();
    QCOMPARE(taken.load(), threads * count);
    expectOnly(u"end of threads"_s, [](qint64 fd) {
        QStringList texts;
        for (int number = 0; number < threads; ++number)
            texts.append(u"%1 by thread %2"_s.arg(fd).arg(number));
        return texts;
    });
}

void tst_Delivery::broadcast()
{
    for (int round = 0; round < 3; ++round)
        QCOMPARE((*m_node)->sender().pushToAllAsync(u"to all, %1"_s.arg(round)).result().size(),
                 count);
    expectOnly(u"end of broadcast"_s, [](qint64) {
        return QStringList({u"to all, 0"_s, u"to all, 1"_s, u"to all, 2"_s});
    });
}

void tst_Delivery::pushToManyAtOnce()
{
    QList<qint64> odd;
    for (const qint64 fd : m_fds) {
        if (fd % 3 == 0)
            odd.append(fd);
    }
    const QList<Outcome> outcomes
            = (*m_node)->sender().pushAsync(odd, u"to every third"_s).result();
    QCOMPARE(outcomes.size(), odd.size());
    for (qsizetype i = 0; i < odd.size(); ++i)
        QCOMPARE(outcomes.at(i), (Outcome{odd.at(i), PushResult::Queued}));
    expectOnly(u"end of many"_s, [](qint64 fd) {
        return fd % 3 == 0 ? QStringList({u"to every third"_s}) : QStringList();
    });
}

void tst_Delivery::disconnectAll()
{
    const Sender sender = (*m_node)->sender();
    const QList<Outcome> outcomes = sender.disconnectAsync(m_fds, 4000, u"enough"_s).result();
    QCOMPARE(outcomes.size(), count);
    for (const auto &client : m_clients) {
        QVERIFY(client->waitForEnd());
        QCOMPARE(client->closeCode(), quint16(4000));
        QCOMPARE(client->closeReason(), u"enough"_s);
    }
    TRY_COMPARE(m_node->closed().size(), count);
    QCOMPARE(sender.connectionsAsync().result().size(), 0);
    QCOMPARE(sender.pushAsync(m_fds.constFirst(), "late").result(), PushResult::Gone);
}

QTEST_GUILESS_MAIN(tst_Delivery)
#include "tst_delivery.moc"
