// SPDX-FileCopyrightText: 2026 The Landline authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "api/groupindex_p.h"
#include "runtime/commandqueue.h"
#include "runtime/connectiontable.h"
#include "server/api/fakeconnection.h"

#include <QtTest/qtest.h>

#include <set>

using namespace Landline;

namespace {

constexpr int connectionCount = 20'000;

QList<qint64> fdsUpTo(qint64 count)
{
    QList<qint64> fds;
    for (qint64 fd = 1; fd <= count; ++fd)
        fds.append(fd);
    return fds;
}

/// A connection that calls a function for each push.
class Receiver : public FakeConnection
{
public:
    using Pushed = std::function<void(qint64 fd, const Frame &frame, Encodings *encodings)>;

    Receiver(Route *route, qint64 fd, const Pushed &pushed) : FakeConnection(route, fd), m_pushed(pushed) { open({}); }

protected:
    PushResult send(const Frame &frame, Encodings *encodings) override
    {
        m_pushed(fd(), frame, encodings);
        return PushResult::Queued;
    }

private:
    Pushed m_pushed;
};

/// The queue of the first of \a workers, and connections that note what they are sent. The commands are numbered.
class Fixture
{
public:
    explicit Fixture(int connections = connectionCount, int workers = 1) : table(0, workers)
    {
        const Receiver::Pushed note = [this](qint64 fd, const Frame &frame, Encodings *encodings) {
            pushes.append({messages.indexOf(frame), fd});
            encodingsUsed.insert(encodings);
            if (onPush)
                onPush();
        };
        for (int i = 0; i < connections; ++i)
            table.insert(receivers.emplace_back(std::make_unique<Receiver>(&route, table.issue(), note)).get());
    }

    /// Adds a push of so many \a bytes. They differ in their last byte from those of other commands.
    void add(qsizetype bytes, const Command::Targets &targets)
    {
        const qsizetype number = messages.size();
        QByteArray message(bytes, 'x');
        if (bytes > 0)
            message.back() = static_cast<char>(number);
        messages.append(Frame::fromBinary(message));
        Command command{.type = CommandType::Push, .targets = targets, .wantsOutcomes = true, .frame = messages.last()};
        queue.add(std::make_shared<PendingCommand>(std::move(command), 1, [this, number](const CommandResult &result) {
            done.append(number);
            results.append(result);
        }));
    }

    Route route{"ws", "/", nullptr};
    ConnectionTable table;
    GroupIndex groups;
    QList<Frame> messages; ///< by the command's number
    QList<std::pair<qsizetype, qint64>> pushes; ///< the command's number and the fd
    QList<qsizetype> done; ///< the command's number
    QList<CommandResult> results; ///< of these
    std::set<const Encodings *> encodingsUsed;
    std::function<void()> onPush;
    std::vector<std::unique_ptr<Receiver>> receivers;
    CommandQueue queue{&table, &groups};
};

} // namespace

class tst_CommandQueue : public QObject
{
    Q_OBJECT

private slots:
    void atOnce_data();
    void atOnce();
    void inSlices_data();
    void inSlices();
    void onlyItsOwn();
    void encodings();
    void inTheirOrder();
    void othersHaveTheirTurn();
    void tooManyWait();
    void types();
    void memberships();
    void byFilter();
    void stop();
    void nestedLoop();
    void nestedAdd();
    void ofNobody();
};

void tst_CommandQueue::atOnce_data()
{
    QTest::addColumn<qsizetype>("bytes");
    QTest::addColumn<qint64>("targets");

    QTest::newRow("one") << qsizetype(10) << qint64(1);
    QTest::newRow("a slice") << qsizetype(10) << qint64(CommandQueue::FirstSlice);
    QTest::newRow("an empty message") << qsizetype(0) << qint64(CommandQueue::FirstSlice);
    QTest::newRow("as many bytes as a slice has") << qsizetype(CommandQueue::MaxSliceBytes / 4) << qint64(4);
    QTest::newRow("one message larger than that") << qsizetype(CommandQueue::MaxSliceBytes * 2) << qint64(1);
}

void tst_CommandQueue::atOnce()
{
    QFETCH(const qsizetype, bytes);
    QFETCH(const qint64, targets);
    Fixture fixture(CommandQueue::FirstSlice);
    fixture.add(bytes, fdsUpTo(targets));

    QCOMPARE(fixture.pushes.size(), targets);
    QCOMPARE(fixture.done, QList<qsizetype>{0});
    QCOMPARE(fixture.results.constFirst().counts, Delivery{.queued = targets});
    QVERIFY(fixture.queue.isIdle());
}

void tst_CommandQueue::inSlices_data()
{
    QTest::addColumn<qsizetype>("bytes");
    QTest::addColumn<qint64>("targets");
    QTest::addColumn<qsizetype>("first");

    QTest::newRow("one more than a slice") << qsizetype(10) << qint64(CommandQueue::FirstSlice) + 1
                                           << CommandQueue::FirstSlice;
    QTest::newRow("very many") << qsizetype(10) << qint64(connectionCount) << CommandQueue::FirstSlice;
    QTest::newRow("large messages") << qsizetype(CommandQueue::MaxSliceBytes / 4) << qint64(9) << qsizetype(4);
}

void tst_CommandQueue::inSlices()
{
    QFETCH(const qsizetype, bytes);
    QFETCH(const qint64, targets);
    Fixture fixture;
    fixture.add(bytes, fdsUpTo(targets));

    QTEST(fixture.pushes.size(), "first");
    QVERIFY(fixture.done.isEmpty());
    QTRY_COMPARE(fixture.done, QList<qsizetype>{0});
    QCOMPARE(fixture.pushes.size(), targets);
    for (qint64 fd = 1; fd <= targets; ++fd) {
        QCOMPARE(fixture.pushes.at(fd - 1).second, fd);
        QCOMPARE(fixture.results.constFirst().outcomes.at(fd - 1), (Outcome{fd, PushResult::Queued}));
    }
    QVERIFY(fixture.queue.isIdle());
}

// Other workers serve the other targets.
void tst_CommandQueue::onlyItsOwn()
{
    Fixture fixture(3, 2);
    fixture.add(10, QList<qint64>{5, 2, 1, 7, 4, 3, 1});
    QCOMPARE(fixture.pushes, (QList<std::pair<qsizetype, qint64>>{{0, 5}, {0, 1}, {0, 3}, {0, 1}}));
    QCOMPARE(fixture.results.constFirst().counts, (Delivery{.queued = 4, .unknown = 1}));
    fixture.add(10, Audience::connections({5, 2, 1, 1}));
    QCOMPARE(fixture.results.constLast().counts, Delivery{.queued = 2});
}

void tst_CommandQueue::encodings()
{
    Fixture fixture;
    fixture.add(10, qint64(1));
    QCOMPARE(fixture.encodingsUsed, std::set<const Encodings *>{nullptr}); // nobody to share them with
    fixture.encodingsUsed.clear();
    fixture.add(10, fdsUpTo(5000));
    QTRY_COMPARE(fixture.done.size(), 2);
    QCOMPARE(fixture.encodingsUsed.size(), size_t(1));
    QVERIFY(*fixture.encodingsUsed.begin());
}

void tst_CommandQueue::inTheirOrder()
{
    Fixture fixture(2000);
    fixture.add(10, fdsUpTo(2000));
    fixture.add(10, qint64(1));
    fixture.add(10, Audience::connections(fdsUpTo(1)));
    fixture.add(10, fdsUpTo(2000));
    fixture.add(10, fdsUpTo(0));
    QTRY_COMPARE(fixture.done, QList<qsizetype>({0, 1, 2, 3, 4}));
    QVERIFY(std::is_sorted(fixture.pushes.cbegin(), fixture.pushes.cend()));
    QCOMPARE(fixture.pushes.size(), 4002);
}

void tst_CommandQueue::othersHaveTheirTurn()
{
    Fixture fixture(50);
    QTimer other;
    int turns = 0;
    connect(&other, &QTimer::timeout, this, [&turns] { ++turns; });
    other.start(0);
    fixture.add(CommandQueue::MaxSliceBytes, fdsUpTo(50)); // one a slice
    QTRY_COMPARE(fixture.done.size(), 1);
    QCOMPARE_GE(turns, 45);
}

void tst_CommandQueue::tooManyWait()
{
    Fixture fixture(5000);
    for (size_t i = 0; i <= CommandQueue::MaxWaiting; ++i)
        fixture.add(10, fdsUpTo(5000));
    // Whoever commands so much pays for the first one.
    QCOMPARE(fixture.done, QList<qsizetype>{0});
    fixture.add(10, fdsUpTo(5000));
    QCOMPARE(fixture.done, QList<qsizetype>({0, 1}));
    QTRY_COMPARE(fixture.done.size(), fixture.messages.size());
    QVERIFY(std::is_sorted(fixture.pushes.cbegin(), fixture.pushes.cend()));
}

void tst_CommandQueue::types()
{
    Fixture fixture(1);
    const auto resultOf = [&](CommandType type, qint64 fd, quint16 code = CloseCode::Normal) {
        std::optional<PushResult> result;
        Command command{.type = type, .targets = fd};
        command.frame = "hello";
        command.code = code;
        command.reason = "bye";
        fixture.queue.add(std::make_shared<PendingCommand>(
                std::move(command), 1, [&result](const CommandResult &came) { result = came.result(); }));
        return *result;
    };
    QCOMPARE(resultOf(CommandType::Probe, 1), PushResult::Queued);
    QVERIFY(fixture.pushes.isEmpty());
    QCOMPARE(resultOf(CommandType::Push, 1), PushResult::Queued);
    QCOMPARE(fixture.pushes.size(), 1);
    QCOMPARE(resultOf(CommandType::Push, 2), PushResult::Unknown);
    QCOMPARE(resultOf(CommandType::Disconnect, 1, CloseCode::NoStatus), PushResult::Rejected);
    QCOMPARE(resultOf(CommandType::Disconnect, 1, 4000), PushResult::Queued);
    const CloseInfo expected{4000, "bye", ClosedBy::Server};
    QCOMPARE(fixture.receivers.front()->closes, QList<CloseInfo>{expected});
    for (const CommandType type : {CommandType::Push, CommandType::Disconnect, CommandType::Probe})
        QCOMPARE(resultOf(type, 1), PushResult::Gone);
    fixture.table.remove(fixture.receivers.front().get());
    QCOMPARE(resultOf(CommandType::Probe, 1), PushResult::Gone);
}

void tst_CommandQueue::memberships()
{
    Fixture fixture(1);
    fixture.route.setGroupIndex(std::make_shared<GroupIndex>());
    const auto execute = [&fixture](CommandType type, const QString &name) {
        PushResult result = PushResult::Stopped;
        const Command command{.type = type, .targets = qint64(1), .name = name};
        fixture.queue.add(std::make_shared<PendingCommand>(
                command, 1, [&result](const CommandResult &done) { result = done.result(); }));
        return result;
    };
    const QString tooLong(Connection::MaxNameLength + 1, QLatin1Char('x'));
    const Connection &connection = *fixture.receivers.front();

    QCOMPARE(execute(CommandType::Join, "red"), PushResult::Queued);
    QCOMPARE(execute(CommandType::Join, "red"), PushResult::Queued);
    QCOMPARE(execute(CommandType::Join, ""), PushResult::Rejected);
    QCOMPARE(execute(CommandType::Join, tooLong), PushResult::Rejected);
    QCOMPARE(connection.groups(), QStringList("red"));
    QCOMPARE(execute(CommandType::BindUser, "ann"), PushResult::Queued);
    QCOMPARE(execute(CommandType::BindUser, tooLong), PushResult::Rejected);
    QCOMPARE(connection.user(), QStringLiteral("ann"));
    QCOMPARE(execute(CommandType::Leave, "red"), PushResult::Queued);
    QCOMPARE(execute(CommandType::Leave, "red"), PushResult::Queued);
    QCOMPARE(connection.groups(), QStringList());

    fixture.receivers.front()->setClosing();
    QCOMPARE(execute(CommandType::Join, "red"), PushResult::Gone);
    QCOMPARE(execute(CommandType::Leave, "red"), PushResult::Gone);
    QCOMPARE(execute(CommandType::BindUser, "bob"), PushResult::Gone);
}

void tst_CommandQueue::byFilter()
{
    Fixture fixture;
    fixture.add(1, Audience::matching("fd>10 !fd:20"));
    fixture.add(1, qint64(11));
    fixture.add(1, Audience::matching("fd<3"));
    QTRY_COMPARE(fixture.done, QList<qsizetype>({0, 1, 2}));
    QCOMPARE(fixture.results.at(0).counts.queued, connectionCount - 11);
    QCOMPARE(fixture.results.at(2).counts.queued, 2);
    QCOMPARE(fixture.pushes.size(), connectionCount - 11 + 1 + 2);
    QVERIFY(fixture.queue.isIdle());
}

void tst_CommandQueue::stop()
{
    Fixture fixture(1000);
    fixture.add(10, fdsUpTo(1000));
    fixture.add(10, QList<qint64>{3, 2});
    fixture.queue.stop();
    fixture.add(10, qint64(1));
    fixture.add(10, Audience::all());
    fixture.add(10, QList<qint64>{7, 7});
    QCOMPARE(fixture.done, QList<qsizetype>({0, 1, 2, 3, 4}));
    QCOMPARE(fixture.pushes.size(), CommandQueue::FirstSlice);
    QCOMPARE(fixture.results.at(0).counts, (Delivery{.queued = CommandQueue::FirstSlice, .isStopped = true}));
    QCOMPARE(fixture.results.at(0).outcomes.size(), 1000);
    for (qsizetype i = 0; i < 1000; ++i) {
        const PushResult result = i < CommandQueue::FirstSlice ? PushResult::Queued : PushResult::Stopped;
        QCOMPARE(fixture.results.at(0).outcomes.at(i), (Outcome{i + 1, result}));
    }
    QCOMPARE(fixture.results.at(1).outcomes, (QList<Outcome>{{3, PushResult::Stopped}, {2, PushResult::Stopped}}));
    QCOMPARE(fixture.results.at(2).result(), PushResult::Stopped);
    QCOMPARE(fixture.results.at(3).counts, Delivery{.isStopped = true});
    QCOMPARE(fixture.results.at(4).outcomes, (QList<Outcome>{{7, PushResult::Stopped}, {7, PushResult::Stopped}}));
    QVERIFY(fixture.queue.isIdle());
}

// A slot of the application runs an event loop within a slice.
void tst_CommandQueue::nestedLoop()
{
    Fixture fixture(5000);
    int calls = 0;
    fixture.onPush = [&] {
        if (++calls != 1000) // in a slice, not in the first call
            return;
        QEventLoop loop;
        QTimer::singleShot(20, &loop, &QEventLoop::quit);
        loop.exec();
    };
    fixture.add(10, fdsUpTo(5000));
    QTRY_COMPARE(fixture.done, QList<qsizetype>{0});
    QCOMPARE(fixture.pushes.size(), 5000);
    QVERIFY(std::is_sorted(fixture.pushes.cbegin(), fixture.pushes.cend()));
}

// A slot of the application gives a command within a slice: it waits behind the one that is being executed.
void tst_CommandQueue::nestedAdd()
{
    Fixture fixture(5000);
    int calls = 0;
    fixture.onPush = [&] {
        if (++calls == 1000)
            fixture.add(10, qint64(1));
    };
    fixture.add(10, fdsUpTo(5000));
    QTRY_COMPARE(fixture.done, QList<qsizetype>({0, 1}));
    QVERIFY(std::is_sorted(fixture.pushes.cbegin(), fixture.pushes.cend()));
}

void tst_CommandQueue::ofNobody()
{
    Fixture fixture(1);
    fixture.add(10, fdsUpTo(0));
    fixture.add(10, Audience::group("nobody"));
    QCOMPARE(fixture.done, QList<qsizetype>({0, 1}));
    QCOMPARE(fixture.results.constLast().counts, Delivery());
}

QTEST_GUILESS_MAIN(tst_CommandQueue)
#include "tst_commandqueue.moc"
