// SPDX-FileCopyrightText: 2026 The Landline authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "api/sender.h"
#include "native/nativebackend.h"
#include "runtime/currentpool.h"
#include "runtime/workerpool.h"
#include "support/patience.h"

#include <QtTest/qtest.h>

#include <atomic>
#include <thread>

using namespace Landline;

namespace {

/// A pool without a port, as another start of a node would have it.
std::shared_ptr<WorkerPool> startedPool(const std::shared_ptr<CurrentPool> &current)
{
    const auto blueprint = std::make_shared<Blueprint>();
    blueprint->makeBackend = NativeBackend::make;
    blueprint->workers = 2;
    auto pool = std::make_shared<WorkerPool>();
    return pool->start(blueprint, nullptr, current) ? pool : nullptr;
}

template<typename Result>
Result awaited(const QFuture<Result> &future)
{
    eventually([&future] { return future.isFinished(); });
    return future.isResultReadyAt(0) ? future.result() : Result();
}

} // namespace

class tst_CurrentPool : public QObject
{
    Q_OBJECT

private slots:
    void passesCallsOn();
    void poolsEndWithIt();
    void callsWhilePoolsChange();
};

void tst_CurrentPool::passesCallsOn()
{
    const auto current = std::make_shared<CurrentPool>();
    const Sender sender(current);
    const auto checkStopped = [&sender] {
        QCOMPARE(sender.pushAsync(1, "x").result(), PushResult::Stopped);
        QVERIFY(sender.pushAsync(Audience::all(), "x").result().isStopped);
        QVERIFY(sender.connectionsAsync().result().isEmpty());
    };
    checkStopped();
    for (int round = 0; round < 3; ++round) {
        const std::shared_ptr<WorkerPool> pool = startedPool(current);
        QVERIFY(pool);
        checkStopped(); // not before it is set
        current->set(pool);
        QCOMPARE(awaited(sender.pushAsync(1, "x")), PushResult::Unknown);
        QVERIFY(!awaited(sender.pushAsync(Audience::all(), "x")).isStopped);
        QVERIFY(awaited(sender.connectionsAsync()).isEmpty());
        pool->finish();
        checkStopped();
    }
}

void tst_CurrentPool::poolsEndWithIt()
{
    auto current = std::make_shared<CurrentPool>();
    QList<std::weak_ptr<WorkerPool>> pools;
    for (int i = 0; i < 2; ++i) {
        const std::shared_ptr<WorkerPool> pool = startedPool(current);
        current->set(pool);
        pool->finish();
        pools.append(pool);
    }
    QVERIFY(!pools.at(0).expired());
    current.reset();
    QVERIFY(pools.at(0).expired() && pools.at(1).expired());
}

void tst_CurrentPool::callsWhilePoolsChange()
{
    const auto current = std::make_shared<CurrentPool>();
    std::atomic<bool> go = true;
    std::atomic<int> asked = 0;
    std::atomic<int> answered = 0;
    std::atomic<int> wrong = 0;
    std::vector<std::thread> threads;
    for (int i = 0; i < 2; ++i) {
        threads.emplace_back([&] {
            const Command command{.type = CommandType::Probe, .targets = QList<qint64>{1, 2}, .wantsOutcomes = true};
            while (go) {
                asked += 2;
                current->submit(command, [&](const CommandResult &result) {
                    wrong += result.outcomes.size() == 2 ? 0 : 1;
                    ++answered;
                }, Dispatch::CallIn::AnyThread);
                current->list([&](const QList<ConnectionInfo> &) { ++answered; });
                std::this_thread::yield();
            }
        });
    }
    for (int round = 0; round < 30; ++round) {
        const std::shared_ptr<WorkerPool> pool = startedPool(current);
        QVERIFY(pool);
        current->set(pool);
        const int before = answered;
        TRY_VERIFY(answered > before + 10);
        pool->finish();
    }
    go = false;
    for (std::thread &thread : threads)
        thread.join();
    QCOMPARE(answered, asked); // every question got its answer, and in time
    QCOMPARE(wrong, 0);
}

QTEST_GUILESS_MAIN(tst_CurrentPool)
#include "tst_currentpool.moc"
