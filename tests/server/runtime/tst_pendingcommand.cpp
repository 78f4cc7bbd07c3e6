// SPDX-FileCopyrightText: 2026 The Landline authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "runtime/mailbox.h"
#include "runtime/pendingcommand.h"

#include <QtTest/qtest.h>

#include <atomic>
#include <limits>
#include <optional>
#include <thread>

using namespace Landline;

namespace {

using enum PushResult;

/// The result of a worker with these \a outcomes.
CommandResult part(const QList<Outcome> &outcomes)
{
    CommandResult result;
    result.outcomes = outcomes;
    for (const Outcome &outcome : outcomes)
        result.counts.add(outcome.result);
    return result;
}

Command pushTo(const Command::Targets &targets)
{
    return {.type = CommandType::Push, .targets = targets, .wantsOutcomes = true, .frame = "hello"};
}

} // namespace

class tst_PendingCommand : public QObject
{
    Q_OBJECT

private slots:
    void outcomesInTheOrderOfTheTargets_data();
    void outcomesInTheOrderOfTheTargets();
    void unissued_data();
    void unissued();
    void handlerIsCalledOnceByTheLast();
    void handlerIsCalledAtHome();
    void withoutAHandler();
    void encodings();
};

void tst_PendingCommand::outcomesInTheOrderOfTheTargets_data()
{
    QTest::addColumn<QList<qint64>>("fds");
    QTest::addColumn<QList<CommandResult>>("parts");
    QTest::addColumn<QList<Outcome>>("outcomes");

    using Fds = QList<qint64>;
    using Parts = QList<CommandResult>;
    using Outcomes = QList<Outcome>;
    const CommandResult stopped{.counts = {.isStopped = true}, .outcomes = {}};
    QTest::newRow("none") << Fds{} << Parts{part({})} << Outcomes{};
    QTest::newRow("one worker") << Fds{4, 2} << Parts{part({{4, Gone}, {2, Queued}})}
                                << Outcomes{{4, Gone}, {2, Queued}};
    QTest::newRow("two workers") << Fds{5, 4, 1, 2} << Parts{part({{4, Gone}, {2, Queued}}), part({{5, Queued}, {1, Unknown}})}
                                 << Outcomes{{5, Queued}, {4, Gone}, {1, Unknown}, {2, Queued}};
    QTest::newRow("twice the same") << Fds{3, 2, 3, 3}
                                    << Parts{part({{2, Queued}}), part({{3, Queued}, {3, Rejected}, {3, Gone}})}
                                    << Outcomes{{3, Queued}, {2, Queued}, {3, Rejected}, {3, Gone}};
    QTest::newRow("one worker has ended") << Fds{3, 2, 1, 4} << Parts{part({{3, Queued}, {1, Gone}}), stopped}
                                          << Outcomes{{3, Queued}, {2, Stopped}, {1, Gone}, {4, Stopped}};
    QTest::newRow("numbers that nobody issues") << Fds{0, 2, -7, 0} << Parts{part({{2, Queued}})}
                                                << Outcomes{{0, Unknown}, {2, Queued}, {-7, Unknown}, {0, Unknown}};
}

void tst_PendingCommand::outcomesInTheOrderOfTheTargets()
{
    QFETCH(const QList<qint64>, fds);
    QFETCH(const QList<CommandResult>, parts);
    std::optional<CommandResult> result;
    PendingCommand command(pushTo(fds), static_cast<size_t>(parts.size()),
                           [&result](const CommandResult &came) { result = came; });
    for (const CommandResult &each : parts) {
        QVERIFY(!result);
        command.addResult(each);
    }
    QVERIFY(result);
    QTEST(result->outcomes, "outcomes");
}

void tst_PendingCommand::unissued_data()
{
    QTest::addColumn<Command>("command");
    QTest::addColumn<qint64>("unknown");
    QTest::addColumn<qsizetype>("outcomes");

    const qint64 lowest = std::numeric_limits<qint64>::min();
    QTest::newRow("one") << pushTo(qint64(0)) << qint64(1) << qsizetype(1);
    QTest::newRow("one that may be") << pushTo(qint64(1)) << qint64(0) << qsizetype(0);
    QTest::newRow("an audience names each once") << pushTo(Audience::connections({0, 7, lowest, 0})) << qint64(2) << qsizetype(2);
    QTest::newRow("an audience without it") << pushTo(Audience::connections({0, -1}).except(0)) << qint64(1) << qsizetype(1);
    QTest::newRow("all") << pushTo(Audience::all()) << qint64(0) << qsizetype(0);
}

void tst_PendingCommand::unissued()
{
    QFETCH(const Command, command);
    std::optional<CommandResult> result;
    PendingCommand(command, 1, [&result](const CommandResult &came) { result = came; }).addResult({});
    QTEST(result->counts.unknown, "unknown");
    QCOMPARE(result->counts.total(), result->counts.unknown);
    QTEST(result->outcomes.size(), "outcomes");
}

void tst_PendingCommand::handlerIsCalledOnceByTheLast()
{
    constexpr int threadCount = 4;
    std::atomic<int> calls = 0;
    PendingCommand command(pushTo(Audience::all()), threadCount, [&calls](const CommandResult &result) {
        if (result.counts.queued == threadCount && result.outcomes.size() == threadCount)
            ++calls;
    });
    std::vector<std::thread> threads;
    for (qint64 fd = 1; fd <= threadCount; ++fd)
        threads.emplace_back([&command, fd] { command.addResult(part({{fd, Queued}})); });
    for (std::thread &thread : threads)
        thread.join();
    QCOMPARE(calls, 1);
}

void tst_PendingCommand::handlerIsCalledAtHome()
{
    QThread *calledIn = nullptr;
    PendingCommand command(
            pushTo(qint64(1)), 1, [&calledIn](const CommandResult &) { calledIn = QThread::currentThread(); },
            Mailbox::ofThisThread());
    std::thread([&command] { command.addResult(part({{1, Queued}})); }).join();
    QVERIFY(!calledIn);
    QTRY_COMPARE(calledIn, QThread::currentThread());
}

void tst_PendingCommand::withoutAHandler()
{
    PendingCommand command(pushTo(QList<qint64>{1, 2}), 1);
    QVERIFY(!command.wantsOutcomes());
    command.addResult(part({{1, Queued}}));
    command.addStopped(); // nobody counts
}

void tst_PendingCommand::encodings()
{
    QVERIFY(!PendingCommand(pushTo(qint64(1)), 1).encodings());
    QVERIFY(PendingCommand(pushTo(QList<qint64>{1}), 1).encodings());
    PendingCommand command(pushTo(Audience::all()), 1);
    QVERIFY(command.encodings());
    QCOMPARE(command.encodings(), command.encodings());
}

QTEST_GUILESS_MAIN(tst_PendingCommand)
#include "tst_pendingcommand.moc"
