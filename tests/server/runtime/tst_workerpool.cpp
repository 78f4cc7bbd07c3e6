// SPDX-FileCopyrightText: 2026 The Landline authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "native/nativebackend.h"
#include "runtime/connectiontable.h"
#include "runtime/listener.h"
#include "runtime/workerpool.h"
#include "support/descriptors.h"
#include "support/patience.h"
#include "support/sanitizers.h"
#include "support/testclient.h"

#include <QtCore/qelapsedtimer.h>
#include <QtCore/qregularexpression.h>
#include <QtTest/qtest.h>

#include <atomic>
#include <optional>
#include <stdexcept>
#include <thread>

using namespace Landline;

namespace {

/// Remembers what the pool reports, and in which thread.
class Reports : public WorkerPool::Observer
{
public:
    void connectionOpened(const ConnectionInfo &info) override { note("opened", info.fd); }
    void connectionClosed(const ConnectionInfo &info, const CloseInfo &close) override
    {
        closes.append(close);
        note("closed", info.fd);
    }
    void allClosed() override { ++emptied; }

    QList<qint64> opened;
    QList<qint64> closed;
    QList<CloseInfo> closes;
    int emptied = 0;
    bool allInOneThread = true;

private:
    void note(const char *what, qint64 fd)
    {
        (what == QByteArray("opened") ? opened : closed).append(fd);
        allInOneThread = allInOneThread && QThread::currentThread() == m_thread;
    }

    QThread *m_thread = QThread::currentThread();
};

using Routes = std::function<void(Router &)>;

void echo(Router &router)
{
    router.webSocket("/").onMessage([](Connection *connection, const Frame &frame) { connection->push(frame); });
}

/// A pool with one port, as a Node would have it, and clients on it.
class Fixture
{
public:
    explicit Fixture(int workers, const Routes &routes = echo) : blueprint(std::make_shared<Blueprint>())
    {
        ServerConfig server;
        server.name = "ws";
        blueprint->makeBackend = NativeBackend::make;
        blueprint->config.servers = {server};
        blueprint->routes = {{"ws", routes}};
        blueprint->nodeId = "main-1";
        blueprint->workers = workers;
    }
    ~Fixture()
    {
        m_clients.clear();
        pool->finish();
    }

    bool start()
    {
        pool->setObserved(true);
        if (!m_listener.bind("127.0.0.1", 0) || !pool->start(blueprint, &reports))
            return false;
        return pool->accept(m_listener, 0);
    }
    /// Another client, connected; nullptr if it was not let in.
    TestClient *connectOne()
    {
        const QUrl url(QStringLiteral("ws://127.0.0.1:%1/").arg(m_listener.serverPort()));
        const qsizetype before = reports.opened.size();
        auto *client = m_clients.emplace_back(std::make_unique<TestClient>()).get();
        const bool open = client->open(url) && eventually([&] { return reports.opened.size() > before; });
        return open ? client : nullptr;
    }

    std::shared_ptr<Blueprint> blueprint;
    std::shared_ptr<WorkerPool> pool = std::make_shared<WorkerPool>();
    Reports reports;
    Sender sender{pool};

private:
    Listener m_listener;
    std::vector<std::unique_ptr<TestClient>> m_clients;
};

QList<PushResult> resultsOf(const QList<Outcome> &outcomes)
{
    QList<PushResult> results;
    for (const Outcome &outcome : outcomes)
        results.append(outcome.result);
    return results;
}

QList<qint64> fdsOf(const QList<Outcome> &outcomes)
{
    QList<qint64> fds;
    for (const Outcome &outcome : outcomes)
        fds.append(outcome.fd);
    return fds;
}

/// Waits for \a future with the event loop running.
template<typename Result>
Result awaited(const QFuture<Result> &future)
{
    eventually([&future] { return future.isFinished(); });
    return future.isResultReadyAt(0) ? future.result() : Result();
}

} // namespace

class tst_WorkerPool : public QObject
{
    Q_OBJECT

private slots:
    void outcomesInTheOrderOfTheirTargets_data();
    void outcomesInTheOrderOfTheirTargets();
    void everySingleFd_data();
    void everySingleFd();
    void stopped_data();
    void stopped();
    void callbackInTheCallersThread();
    void aDeadContextIsNotCalled();
    void pushesInOrder();
    void pushesOfSeveralThreads();
    void pushToAll();
    void list();
    void query();
    void spread();
    void reports();
    void closeAllOnEveryWorker();
    void whatCannotBeBuilt_data();
    void whatCannotBeBuilt();
    void descriptorsRunOut_data();
    void descriptorsRunOut();
    void commandsFromWithinAController();
    void commandsWhileThePoolEnds();
    void aControllerThatNeverReturns();
};

void tst_WorkerPool::outcomesInTheOrderOfTheirTargets_data()
{
    QTest::addColumn<bool>("toDisconnect");

    QTest::newRow("push") << false;
    QTest::newRow("disconnect") << true;
}

void tst_WorkerPool::outcomesInTheOrderOfTheirTargets()
{
    QFETCH(const bool, toDisconnect);
    Fixture fixture(3);
    QVERIFY(fixture.start());
    for (int i = 0; i < 6; ++i)
        QVERIFY(fixture.connectOne());
    QList<qint64> live = fixture.reports.opened; // two a worker
    const qint64 gone = live.takeFirst();
    fixture.sender.disconnect(gone);
    QTRY_COMPARE(fixture.reports.closed, QList<qint64>{gone});

    const QList<qint64> fds = {live[4], 0, live[0], -7, gone, live[1], 1000000, live[2], 1000001, live[3]};
    std::optional<QList<Outcome>> outcomes;
    const auto note = [&outcomes](const QList<Outcome> &came) { outcomes = came; };
    if (toDisconnect)
        fixture.sender.disconnect(fds, 4000, "bye", this, note);
    else
        fixture.sender.push(fds, "hello", this, note);
    QVERIFY(!outcomes); // never from within the call

    QTRY_VERIFY(outcomes);
    QCOMPARE(fdsOf(*outcomes), fds);
    using enum PushResult;
    QCOMPARE(resultsOf(*outcomes), (QList<PushResult>{Queued, Unknown, Queued, Unknown, Gone, Queued, Unknown, Queued,
                                                      Unknown, Queued}));
}

void tst_WorkerPool::everySingleFd_data()
{
    QTest::addColumn<qint64>("fd");
    QTest::addColumn<PushResult>("result");

    QTest::newRow("live") << qint64(1) << PushResult::Queued;
    QTest::newRow("never issued") << qint64(2) << PushResult::Unknown;
    QTest::newRow("never issued, same worker") << qint64(4) << PushResult::Unknown;
    QTest::newRow("zero") << qint64(0) << PushResult::Unknown;
    QTest::newRow("negative") << qint64(-1) << PushResult::Unknown;
    QTest::newRow("smallest") << std::numeric_limits<qint64>::min() << PushResult::Unknown;
    QTest::newRow("largest") << std::numeric_limits<qint64>::max() << PushResult::Unknown;
}

void tst_WorkerPool::everySingleFd()
{
    QFETCH(const qint64, fd);
    QFETCH(const PushResult, result);
    Fixture fixture(3);
    QVERIFY(fixture.start());
    QVERIFY(fixture.connectOne());
    QCOMPARE(fixture.reports.opened, QList<qint64>{1});

    QCOMPARE(awaited(fixture.sender.probeAsync(fd)), result);
    QCOMPARE(awaited(fixture.sender.pushAsync(fd, "hello")), result);
    QCOMPARE(awaited(fixture.sender.disconnectAsync(fd)), result);
    if (result == PushResult::Queued) {
        QTRY_COMPARE(fixture.reports.closed, QList<qint64>{fd});
        QCOMPARE(awaited(fixture.sender.pushAsync(fd, "hello")), PushResult::Gone);
        QCOMPARE(awaited(fixture.sender.disconnectAsync(fd)), PushResult::Gone);
        QCOMPARE(awaited(fixture.sender.probeAsync(fd)), PushResult::Gone);
    }
}

void tst_WorkerPool::stopped_data()
{
    QTest::addColumn<bool>("wasStarted");

    QTest::newRow("before the start") << false;
    QTest::newRow("after the end") << true;
}

void tst_WorkerPool::stopped()
{
    QFETCH(const bool, wasStarted);
    Fixture fixture(2);
    if (wasStarted) {
        QVERIFY(fixture.start());
        QVERIFY(fixture.connectOne());
        fixture.pool->finish();
    }
    std::optional<QList<Outcome>> outcomes;
    fixture.sender.push({1, 0, 2}, "hello", this, [&outcomes](const QList<Outcome> &came) { outcomes = came; });
    QVERIFY(!outcomes);
    QTRY_VERIFY(outcomes);
    using enum PushResult;
    QCOMPARE(resultsOf(*outcomes), QList<PushResult>({Stopped, Stopped, Stopped}));
    QCOMPARE(fixture.sender.pushAsync(1, "hello").result(), Stopped);
    QCOMPARE(fixture.sender.disconnectAsync(1).result(), Stopped);
    QVERIFY(fixture.sender.pushToAllAsync("hello").result().isEmpty());
    QVERIFY(fixture.sender.connectionsAsync().result().isEmpty());
    fixture.pool->finish(); // once more does no harm
}

void tst_WorkerPool::callbackInTheCallersThread()
{
    Fixture fixture(2);
    QVERIFY(fixture.start());
    QVERIFY(fixture.connectOne());
    std::atomic<int> calls = 0;
    std::atomic<bool> right = true;
    const std::unique_ptr<QThread> thread(QThread::create([&] {
        QEventLoop loop;
        QObject context;
        const auto check = [&](const QList<Outcome> &) {
            right = right && QThread::currentThread() == thread.get();
            if (++calls == 3)
                loop.quit();
        };
        fixture.sender.push({1, 0}, "hello", &context, check); // by a worker
        fixture.sender.push({0, 0}, "hello", &context, check); // without one
        fixture.sender.pushToAll("hello", {}, &context, check);
        loop.exec();
    }));
    thread->start();
    QTRY_VERIFY(thread->isFinished());
    QCOMPARE(calls, 3);
    QVERIFY(right);
}

void tst_WorkerPool::aDeadContextIsNotCalled()
{
    Fixture fixture(2);
    QVERIFY(fixture.start());
    bool called = false;
    bool bystander = false;
    {
        QObject context;
        fixture.sender.push(1, "hello", &context, [&called](PushResult) { called = true; });
    }
    fixture.sender.push(1, "hello", this, [&bystander](PushResult) { bystander = true; });
    QTRY_VERIFY(bystander);
    QVERIFY(!called);
}

void tst_WorkerPool::pushesInOrder()
{
    Fixture fixture(2);
    QVERIFY(fixture.start());
    TestClient *client = fixture.connectOne();
    QVERIFY(client);
    QStringList pushed;
    for (int i = 0; i < 500; ++i) {
        pushed << QString::number(i);
        switch (i % 3) { // the three forms keep one order
        case 0: fixture.sender.push(1, pushed.constLast()); break;
        case 1: fixture.sender.push({1, 2}, pushed.constLast(), this, [](const QList<Outcome> &) { }); break;
        case 2: fixture.sender.pushAsync(1, pushed.constLast()); break;
        }
    }
    fixture.sender.disconnect(1);

    QVERIFY(client->waitForEnd());
    QCOMPARE(client->texts(), pushed); // all of them before the close
}

void tst_WorkerPool::pushesOfSeveralThreads()
{
    Fixture fixture(3);
    QVERIFY(fixture.start());
    QList<TestClient *> clients = {fixture.connectOne(), fixture.connectOne(), fixture.connectOne()};
    constexpr int each = 200;
    std::vector<std::thread> threads;
    for (int writer = 0; writer < 3; ++writer) {
        threads.emplace_back([sender = fixture.sender, writer] {
            for (int i = 0; i < each; ++i)
                sender.push({1, 2, 3}, QStringLiteral("%1 %2").arg(writer).arg(i, 3, 10, QLatin1Char('0')));
        });
    }
    for (std::thread &thread : threads)
        thread.join();
    for (TestClient *client : std::as_const(clients)) {
        QVERIFY(client->waitForFrames(3 * each));
        for (int writer = 0; writer < 3; ++writer) {
            const QStringList own = client->texts().filter(QRegularExpression(QStringLiteral("^%1 ").arg(writer)));
            QCOMPARE(own.size(), each);
            QVERIFY(std::is_sorted(own.cbegin(), own.cend()));
        }
    }
}

void tst_WorkerPool::pushToAll()
{
    Fixture fixture(3);
    QVERIFY(fixture.start());
    QList<TestClient *> clients;
    for (int i = 0; i < 4; ++i)
        clients.append(fixture.connectOne());
    QList<qint64> reached = fdsOf(awaited(fixture.sender.pushToAllAsync("to all")));
    std::sort(reached.begin(), reached.end());
    QCOMPARE(reached, QList<qint64>({1, 2, 3, 4}));
    QVERIFY(awaited(fixture.sender.pushToAllAsync("to nobody", "http")).isEmpty());
    QCOMPARE(awaited(fixture.sender.pushToAllAsync("to ws", "ws")).size(), 4);

    for (const TestClient *client : std::as_const(clients)) {
        QVERIFY(client->waitForFrames(2));
        QCOMPARE(client->texts(), QStringList({"to all", "to ws"}));
    }
}

void tst_WorkerPool::list()
{
    Fixture fixture(3, [](Router &router) {
        router.webSocket("/").onOpen([](Connection *connection, const Request &) {
            connection->context().set("label", "client " + QString::number(connection->fd()));
        });
    });
    QVERIFY(fixture.start());
    for (int i = 0; i < 5; ++i)
        QVERIFY(fixture.connectOne());
    QList<qint64> fds;
    for (const ConnectionInfo &info : awaited(fixture.sender.connectionsAsync())) {
        fds.append(info.fd);
        QCOMPARE(info.worker, ConnectionTable::owner(info.fd, 3));
        QCOMPARE(info.id, "main-1-" + QString::number(info.fd));
        QCOMPARE(info.server, "ws");
        QCOMPARE(info.label, "client " + QString::number(info.fd));
    }
    QCOMPARE(fds, QList<qint64>({1, 2, 3, 4, 5}));
}

void tst_WorkerPool::query()
{
    Fixture fixture(3);
    QVERIFY(fixture.start());
    TestClient *first = fixture.connectOne();
    for (int i = 0; i < 4; ++i)
        QVERIFY(fixture.connectOne());
    QCOMPARE(first->ask("12345"), "12345");
    first->close();
    QTRY_COMPARE(fixture.reports.closed.size(), 1);

    std::optional<ConnectionQueryResult> result;
    QThread *calledIn = nullptr;
    ConnectionQuery query;
    query.limit = 2;
    fixture.pool->query(query, [&](const ConnectionQueryResult &found) {
        result = found;
        calledIn = QThread::currentThread();
    });
    QVERIFY(!result);
    QTRY_VERIFY(result);
    QCOMPARE(calledIn, QThread::currentThread());
    QCOMPARE(result->rows.size(), 2);
    QVERIFY(result->more);
    QCOMPARE(result->counters.connections, 4);
    QCOMPARE(result->counters.opened, 5);
    QCOMPARE(result->counters.closed, 1);
    QCOMPARE(result->counters.bytesIn, 5); // of one that is gone
    QCOMPARE(result->counters.messagesOut, 1);
}

void tst_WorkerPool::spread()
{
    Fixture fixture(3);
    QVERIFY(fixture.start());
    QList<TestClient *> clients;
    for (int i = 0; i < 6; ++i)
        clients.append(fixture.connectOne());
    QCOMPARE(fixture.reports.opened.size(), 6);
    // Whoever has lost some gets the next ones.
    for (qsizetype i = 0; i < 6; ++i) {
        if (ConnectionTable::owner(fixture.reports.opened.at(i), 3) == 1)
            clients.at(i)->close();
    }
    QTRY_COMPARE(fixture.reports.closed.size(), 2);
    QVERIFY(eventually([&fixture] {
        // The socket ends a little later than its connection.
        TestClient *another = fixture.connectOne();
        return another && ConnectionTable::owner(fixture.reports.opened.constLast(), 3) == 1;
    }));
}

void tst_WorkerPool::reports()
{
    Fixture fixture(2);
    QVERIFY(fixture.start());
    TestClient *client = fixture.connectOne();
    client->close(4000, "bye");
    QTRY_COMPARE(fixture.reports.closed.size(), 1);

    QCOMPARE(fixture.reports.opened, QList<qint64>{1});
    const CloseInfo expected{4000, "bye", ClosedBy::Client};
    QCOMPARE(fixture.reports.closes.constFirst(), expected);
    QVERIFY(fixture.reports.allInOneThread);
}

void tst_WorkerPool::closeAllOnEveryWorker()
{
    for (int round = 0; round < 20; ++round) {
        Fixture fixture(2);
        QVERIFY(fixture.start());
        const QList<TestClient *> clients = {fixture.connectOne(), fixture.connectOne(), fixture.connectOne()};
        fixture.pool->closeAll(CloseCode::GoingAway, "the end");
        QTRY_COMPARE(fixture.reports.emptied, 1);
        // Whoever is told of it may end the pool at once: every close frame is on its way.
        QCOMPARE(fixture.reports.closed.size(), 3);
        fixture.pool->finish();
        for (const TestClient *client : clients) {
            QVERIFY(client->waitForEnd());
            QCOMPARE(client->closeCode(), CloseCode::GoingAway);
            QCOMPARE(client->closeReason(), "the end");
        }
        bool openedAll = false; // what the workers have posted to us comes before this
        Mailbox::ofThisThread()->post([&openedAll] { openedAll = true; });
        QTRY_VERIFY(openedAll);
        QCOMPARE(fixture.reports.emptied, 1);
    }
}

void tst_WorkerPool::whatCannotBeBuilt_data()
{
    QTest::addColumn<Routes>("routes");
    QTest::addColumn<QString>("error");

    QTest::newRow("twice the same") << Routes([](Router &router) {
        router.webSocket("/a");
        router.webSocket("/a");
    }) << "server \"ws\": .*/a.*";
    QTest::newRow("no pattern") << Routes([](Router &router) { router.get("/{", [](const Request &) { return "x"; }); })
                                << "server \"ws\": .*/\\{.*";
    QTest::newRow("throws") << Routes([](Router &) { throw std::runtime_error("no such table"); })
                            << "server \"ws\": .*no such table.*";
    QTest::newRow("throws a number") << Routes([](Router &) { throw 42; }) << "server \"ws\": .*";
}

void tst_WorkerPool::whatCannotBeBuilt()
{
    QFETCH(const Routes, routes);
    QFETCH(const QString, error);
    Fixture fixture(3, routes);
    QVERIFY(!fixture.start());

    QCOMPARE(fixture.pool->errors().size(), 1); // each worker says the same; it is told once
    const QRegularExpression pattern(QRegularExpression::anchoredPattern(error));
    QVERIFY2(pattern.match(fixture.pool->errors().constFirst()).hasMatch(), qPrintable(fixture.pool->errors().join('\n')));
    QCOMPARE(fixture.sender.pushAsync(1, "hello").result(), PushResult::Stopped);
}

void tst_WorkerPool::descriptorsRunOut_data()
{
    QTest::addColumn<int>("left");

    for (int left = 0; left <= WorkerPool::descriptorsFor(2, 1); ++left)
        QTest::addRow("%d left", left) << left;
}

void tst_WorkerPool::descriptorsRunOut()
{
    if (IsSanitized)
        QSKIP("UndefinedBehaviorSanitizer looks at memory by a pipe, and finds errors that are none without one.");
    QFETCH(const int, left);
    Mailbox::ofThisThread(); // is there in each row
    Listener listener;
    QVERIFY(listener.bind("127.0.0.1", 0));
    const int before = openDescriptors();
    Fixture fixture(2);
    {
        const FewDescriptors few(left);
        const bool started = fixture.pool->start(fixture.blueprint, &fixture.reports)
                && fixture.pool->accept(listener, 0);
        QCOMPARE(fixture.pool->errors().isEmpty(), started);
        QCOMPARE(fixture.pool->lacksResources(), !started);
        if (!started)
            QVERIFY2(fixture.pool->errors().join('\n').contains("Too many open files"),
                     qPrintable(fixture.pool->errors().join('\n')));
        if (left < 4) // two workers' event loops
            QCOMPARE(fixture.sender.pushAsync(1, "hello").result(), PushResult::Stopped);
        // A mailbox does without, and the descriptor of this thread's own is counted.
        QCOMPARE(started, left >= WorkerPool::descriptorsFor(2, 1) - 1);
    }
    fixture.pool->finish();
    QCOMPARE(openDescriptors(), before);
}

void tst_WorkerPool::commandsFromWithinAController()
{
    // Asked for in the connection's own worker, an answer is there at once and nothing waits for itself.
    Fixture fixture(2, [](Router &router) {
        const Sender sender = router.sender();
        router.webSocket("/").onMessage([sender](Connection *connection, const Frame &) {
            const QFuture<PushResult> own = sender.pushAsync(connection->fd(), "by the Sender");
            connection->push(own.isFinished() && own.result() == PushResult::Queued ? "at once" : "later");
            sender.disconnect({1, 2, 3}, 4001);
        });
    });
    QVERIFY(fixture.start());
    TestClient *first = fixture.connectOne();
    TestClient *second = fixture.connectOne();
    first->send("go");

    QVERIFY(first->waitForEnd() && second->waitForEnd());
    QCOMPARE(first->texts(), QStringList({"by the Sender", "at once"}));
    QCOMPARE(first->closeCode(), 4001);
    QCOMPARE(second->closeCode(), 4001);
}

void tst_WorkerPool::commandsWhileThePoolEnds()
{
    Fixture fixture(2);
    QVERIFY(fixture.start());
    QVERIFY(fixture.connectOne() && fixture.connectOne());
    std::atomic<bool> go = true;
    std::atomic<int> answered = 0;
    std::atomic<int> asked = 0;
    std::vector<std::thread> threads;
    for (int i = 0; i < 2; ++i) {
        threads.emplace_back([&, sender = fixture.sender] {
            // Not by then(): Qt 6.4.2 runs a continuation twice if the answer comes while it is attached.
            const auto await = [&](auto future) {
                ++asked;
                future.waitForFinished();
                answered += future.resultCount();
            };
            while (go) {
                await(sender.pushAsync({1, 2, 3}, "hello"));
                await(sender.pushAsync(1, "hello"));
                await(sender.connectionsAsync());
            }
        });
    }
    QTRY_VERIFY(answered > 100);
    fixture.pool->finish();
    const int atTheEnd = asked;
    QTRY_VERIFY(asked > atTheEnd + 10);
    go = false;
    for (std::thread &thread : threads)
        thread.join();

    QCOMPARE(answered, asked); // every question got its answer, and in time
}

void tst_WorkerPool::aControllerThatNeverReturns()
{
    struct Stuck
    {
        std::atomic<bool> entered = false;
        std::atomic<bool> released = false;
        std::atomic<bool> left = false;
    };
    const auto stuck = std::make_shared<Stuck>();
    Fixture fixture(2, [stuck](Router &router) {
        router.webSocket("/").onMessage([stuck](Connection *connection, const Frame &frame) {
            if (frame.data() != "stay")
                return;
            stuck->entered = true;
            stuck->released.wait(false);
            connection->push("too late");
            stuck->left = true;
        });
    });
    QVERIFY(fixture.start());
    TestClient *client = fixture.connectOne();
    QVERIFY(client && fixture.connectOne());
    client->send("stay");
    QTRY_VERIFY(stuck->entered);

    QTest::ignoreMessage(QtCriticalMsg, QRegularExpression("^Worker#0 does not end"));
    QElapsedTimer timer;
    timer.start();
    fixture.pool->finish();
    QVERIFY2(timer.elapsed() < 10000, "finish() waits for a controller that never returns");
    QCOMPARE(fixture.sender.pushAsync(1, "hello").result(), PushResult::Stopped);

    // It may still come back, long after everybody else has gone.
    std::weak_ptr<WorkerPool> pool = fixture.pool;
    fixture.sender = Sender();
    fixture.pool = std::make_shared<WorkerPool>();
    stuck->released = true;
    stuck->released.notify_all();
    QTRY_VERIFY(stuck->left);
    QTRY_VERIFY(pool.expired());
    QVERIFY(client->waitForEnd());
}

QTEST_GUILESS_MAIN(tst_WorkerPool)
#include "tst_workerpool.moc"
