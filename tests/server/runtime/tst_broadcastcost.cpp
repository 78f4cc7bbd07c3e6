// SPDX-FileCopyrightText: 2026 The Landline authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "native/nativebackend.h"
#include "runtime/listener.h"
#include "runtime/workerpool.h"
#include "support/patience.h"
#include "support/rawclient.h"

#include <QtTest/qtest.h>

#include <atomic>
#include <thread>

using namespace Landline;

namespace {

std::atomic<int> posts = 0; ///< by countedThread
std::thread::id countedThread;

} // namespace

// The linker puts these in the place of the real ones, see CMakeLists.txt.
namespace Landline {

bool realPost(Mailbox *mailbox, Mailbox::Task task) asm("__real__ZN8Landline7Mailbox4postESt8functionIFvvEE");
bool wrappedPost(Mailbox *mailbox, Mailbox::Task task) asm("__wrap__ZN8Landline7Mailbox4postESt8functionIFvvEE");

bool wrappedPost(Mailbox *mailbox, Mailbox::Task task)
{
    if (std::this_thread::get_id() == countedThread)
        ++posts;
    return realPost(mailbox, std::move(task));
}

} // namespace Landline

/// What a broadcast costs, as far as a test can tell: tasks posted between threads.
class tst_BroadcastCost : public QObject
{
    Q_OBJECT

private slots:
    void tasks_data();
    void tasks();
};

void tst_BroadcastCost::tasks_data()
{
    QTest::addColumn<int>("workers");
    QTest::addColumn<int>("connections");

    QTest::newRow("one worker, nobody") << 1 << 0;
    QTest::newRow("two workers, two") << 2 << 2;
    QTest::newRow("two workers, 500") << 2 << 500;
    QTest::newRow("four workers, 500") << 4 << 500;
}

void tst_BroadcastCost::tasks()
{
    QFETCH(const int, workers);
    QFETCH(const int, connections);
    ServerConfig server;
    server.name = "ws";
    const auto blueprint = std::make_shared<Blueprint>();
    blueprint->makeBackend = NativeBackend::make;
    blueprint->config.servers = {server};
    blueprint->routes = {{"ws", [](Router &router) {
                              router.webSocket("/").onOpen([](Connection *connection, const Request &) {
                                  connection->join("all");
                                  connection->bindUser("ann");
                              });
                          }}};
    blueprint->workers = workers;
    const auto pool = std::make_shared<WorkerPool>();
    Listener listener;
    QVERIFY(listener.bind("127.0.0.1", 0));
    QVERIFY(pool->start(blueprint, nullptr));
    pool->accept(listener, 0);
    const Sender sender(pool);
    std::vector<std::unique_ptr<RawClient>> clients;
    QList<qint64> fds;
    for (int i = 0; i < connections; ++i) {
        clients.push_back(std::make_unique<RawClient>(listener.serverPort()));
        clients.back()->send(Wire::handshake());
        fds.append(i + 1);
    }
    for (const auto &client : clients)
        QCOMPARE(client->answer().status, 101);

    countedThread = std::this_thread::get_id();
    for (const Audience &audience :
         {Audience::all(), Audience::group("all"), Audience::group("all") | Audience::user("ann"),
          Audience::all() | Audience::connections(fds), Audience::server("ws").except(1)}) {
        posts = 0;
        sender.push(audience, "hello");
        QCOMPARE(posts.load(), workers);
        const QFuture<Delivery> delivery = sender.pushAsync(audience, "hello");
        QCOMPARE(posts.load(), 2 * workers);
        QVERIFY(eventually([&delivery] { return delivery.isFinished(); }));
        QCOMPARE(delivery.result().queued, qMax(0, connections - qMin(connections, int(audience.exceptedFds().size()))));
        sender.disconnect(audience.except(fds), 1000);
        QCOMPARE(posts.load(), 3 * workers);
    }
    posts = 0;
    sender.pushToAll("hello");
    QCOMPARE(posts.load(), workers);
    countedThread = {};
    for (const auto &client : clients)
        QCOMPARE(client->frame()->payload, "hello");
    clients.clear();
    pool->finish();
}

QTEST_GUILESS_MAIN(tst_BroadcastCost)
#include "tst_broadcastcost.moc"
