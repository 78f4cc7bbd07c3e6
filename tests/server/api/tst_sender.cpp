// SPDX-FileCopyrightText: 2026 The Landline authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "api/sender.h"

#include "api/dispatch_p.h"

#include <QtCore/qobject.h>
#include <QtCore/qthread.h>
#include <QtTest/qtest.h>

#include <optional>
#include <stdexcept>

using namespace Landline;

namespace {

/// A Dispatch that remembers its commands and answers when the test says so.
class FakeDispatch : public Dispatch
{
public:
    void submit(Command command, ResultHandler handler, CallIn where) override
    {
        commands.append(command);
        handlers.append(handler);
        places.append(where);
    }
    void list(const ConnectionsHandler &handler) override { listHandlers.append(handler); }

    void answer(PushResult result)
    {
        CommandResult answer;
        for (const qint64 fd : fdsOf(commands.constLast())) {
            answer.counts.add(result);
            answer.outcomes.append({fd, result});
        }
        handlers.takeLast()(answer);
    }

    static QList<qint64> fdsOf(const Command &command)
    {
        if (const auto *fd = std::get_if<qint64>(&command.targets))
            return {*fd};
        const auto *fds = std::get_if<QList<qint64>>(&command.targets);
        return fds ? *fds : QList<qint64>();
    }

    QList<Command> commands;
    QList<ResultHandler> handlers;
    QList<CallIn> places;
    QList<ConnectionsHandler> listHandlers;
};

using Call = std::function<void(const Sender &)>;

QString text(const Command &command)
{
    const QStringList types = {"push", "disconnect", "probe"};
    QStringList words = {types.at(static_cast<int>(command.type))};
    for (const qint64 fd : FakeDispatch::fdsOf(command))
        words << QString::number(fd);
    if (const auto *audience = std::get_if<Audience>(&command.targets)) {
        if (audience->hasAll())
            words << "all";
        for (const QString &server : audience->serverNames())
            words << "server" << server;
        for (const QString &group : audience->groupNames())
            words << "group" << group;
    }
    if (command.type == CommandType::Push)
        words << (command.frame.isText() ? "text" : "binary") << command.frame.text();
    if (command.type == CommandType::Disconnect)
        words << QString::number(command.code) << command.reason;
    return words.join(' ').trimmed();
}

} // namespace

Q_DECLARE_METATYPE(Call)

class tst_Sender : public QObject
{
    Q_OBJECT

private slots:
    void init();
    void commands_data();
    void commands();
    void callback_data();
    void callback();
    void callbackForMany();
    void callbackForAnAudience();
    void aDeadContextIsNotCalled();
    void aCallbackThatThrows();
    void future_data();
    void future();
    void futureForMany();
    void futureForAnAudience();
    void connections();
    void toNowhere();
    void isAValue();

private:
    std::shared_ptr<FakeDispatch> m_dispatch;
    Sender m_sender;
};

void tst_Sender::init()
{
    m_dispatch = std::make_shared<FakeDispatch>();
    m_sender = Sender(m_dispatch);
}

void tst_Sender::commands_data()
{
    QTest::addColumn<Call>("call");
    QTest::addColumn<QString>("command");

    const auto row = [](const char *name, const Call &call, const QString &command) {
        QTest::newRow(name) << call << command;
    };
    row("push", [](const Sender &s) { s.push(7, "hi"); }, "push 7 text hi");
    row("push a binary", [](const Sender &s) { s.push(7, Frame::fromBinary("b")); }, "push 7 binary b");
    row("push to many", [](const Sender &s) { s.push({7, 8, 7}, "hi"); }, "push 7 8 7 text hi");
    row("push to none", [](const Sender &s) { s.push(QList<qint64>(), "hi"); }, "push text hi");
    row("push to all", [](const Sender &s) { s.pushToAll("hi"); }, "push all text hi");
    row("push to a server", [](const Sender &s) { s.pushToAll("hi", "ws"); }, "push server ws text hi");
    row("push to an audience", [](const Sender &s) { s.push(Audience::group("a"), "hi"); }, "push group a text hi");
    row("disconnect an audience", [](const Sender &s) { s.disconnect(Audience::all(), 1001, "bye"); },
        "disconnect all 1001 bye");
    row("disconnect", [](const Sender &s) { s.disconnect(7); }, "disconnect 7 1000");
    row("disconnect with a code", [](const Sender &s) { s.disconnect(7, 4000, "bye"); }, "disconnect 7 4000 bye");
    row("disconnect many", [](const Sender &s) { s.disconnect({7, 8}, 1001); }, "disconnect 7 8 1001");
    row("probe", [](const Sender &s) { s.probeAsync(7); }, "probe 7");
}

void tst_Sender::commands()
{
    QFETCH(const Call, call);
    call(m_sender);

    QCOMPARE(m_dispatch->commands.size(), 1);
    QTEST(text(m_dispatch->commands.constFirst()), "command");
}

void tst_Sender::callback_data()
{
    QTest::addColumn<PushResult>("result");

    for (const PushResult result : {PushResult::Queued, PushResult::Rejected, PushResult::Gone, PushResult::Unknown,
                                    PushResult::Stopped})
        QTest::addRow("%d", static_cast<int>(result)) << result;
}

void tst_Sender::callback()
{
    QFETCH(const PushResult, result);
    QList<PushResult> results;
    const auto note = [&results](PushResult came) { results.append(came); };

    m_sender.push(7, "hi", this, note);
    QCOMPARE(m_dispatch->places.constLast(), Dispatch::CallIn::CallersThread);
    m_dispatch->answer(result);
    m_sender.disconnect(7, 1000, {}, this, note);
    m_dispatch->answer(result);

    QCOMPARE(results, QList<PushResult>({result, result}));
}

void tst_Sender::callbackForMany()
{
    QList<QList<Outcome>> calls;
    const auto note = [&calls](const QList<Outcome> &outcomes) { calls.append(outcomes); };
    m_sender.push({7, 8}, "hi", this, note);
    m_dispatch->answer(PushResult::Gone);
    m_sender.disconnect({9}, 1000, {}, this, note);
    m_dispatch->answer(PushResult::Queued);
    m_sender.pushToAll("hi", {}, this, note);
    m_dispatch->handlers.takeLast()({});

    QCOMPARE(calls.size(), 3);
    QCOMPARE(calls.at(0), (QList<Outcome>{{7, PushResult::Gone}, {8, PushResult::Gone}}));
    QCOMPARE(calls.at(1), (QList<Outcome>{{9, PushResult::Queued}}));
    QVERIFY(calls.at(2).isEmpty());
}

void tst_Sender::callbackForAnAudience()
{
    const Delivery some{.queued = 3, .gone = 1};
    QList<Delivery> calls;
    const auto note = [&calls](const Delivery &delivery) { calls.append(delivery); };
    m_sender.push(Audience::all(), "hi", this, note);
    m_sender.disconnect(Audience::all(), 1000, {}, this, note);
    QVERIFY(calls.isEmpty());
    QCOMPARE(m_dispatch->places, QList<Dispatch::CallIn>(2, Dispatch::CallIn::CallersThread));
    for (const Dispatch::ResultHandler &handler : m_dispatch->handlers)
        handler({.counts = some, .outcomes = {}});

    QCOMPARE(calls, QList<Delivery>(2, some));
    {
        QObject context;
        m_sender.push(Audience::all(), "hi", &context, note);
    }
    m_dispatch->handlers.takeLast()({.counts = some, .outcomes = {}});
    QCOMPARE(calls.size(), 2); // not for a context that is dead
}

void tst_Sender::aDeadContextIsNotCalled()
{
    bool called = false;
    {
        QObject context;
        m_sender.push(7, "hi", &context, [&called](PushResult) { called = true; });
    }
    m_dispatch->answer(PushResult::Queued);
    QVERIFY(!called);
}

void tst_Sender::aCallbackThatThrows()
{
    const auto expectLine = [] {
        QTest::ignoreMessage(QtCriticalMsg, QRegularExpression("Result callback threw an exception: no luck$"));
    };
    expectLine();
    m_sender.push(7, "hi", this, [](PushResult) { throw std::runtime_error("no luck"); });
    m_dispatch->answer(PushResult::Queued);
    expectLine();
    m_sender.push({7, 8}, "hi", this, [](const QList<Outcome> &) { throw std::runtime_error("no luck"); });
    m_dispatch->answer(PushResult::Queued);
    expectLine();
    m_sender.push(Audience::all(), "hi", this, [](const Delivery &) { throw std::runtime_error("no luck"); });
    m_dispatch->handlers.takeLast()({});
}

void tst_Sender::future_data()
{
    callback_data();
}

void tst_Sender::future()
{
    QFETCH(const PushResult, result);
    for (const QFuture<PushResult> &future :
         {m_sender.pushAsync(7, "hi"), m_sender.disconnectAsync(7), m_sender.probeAsync(7)}) {
        QVERIFY(!future.isFinished());
        QCOMPARE(m_dispatch->places.takeFirst(), Dispatch::CallIn::AnyThread);
        CommandResult answer;
        answer.counts.add(result);
        m_dispatch->handlers.takeFirst()(answer);
        QVERIFY(future.isFinished());
        QCOMPARE(future.result(), result);
    }
}

void tst_Sender::futureForMany()
{
    const QList<Outcome> outcomes = {{7, PushResult::Gone}, {8, PushResult::Queued}};
    for (const QFuture<QList<Outcome>> &future :
         {m_sender.pushAsync({7, 8}, "hi"), m_sender.disconnectAsync({7, 8}), m_sender.pushToAllAsync("hi")}) {
        QVERIFY(m_dispatch->commands.takeFirst().wantsOutcomes);
        m_dispatch->handlers.takeFirst()({.counts = {}, .outcomes = outcomes});
        QCOMPARE(future.result(), outcomes);
    }
}

void tst_Sender::futureForAnAudience()
{
    const Delivery some{.queued = 3, .gone = 1};
    for (const QFuture<Delivery> &future :
         {m_sender.pushAsync(Audience::all(), "hi"), m_sender.disconnectAsync(Audience::all())}) {
        QVERIFY(!future.isFinished());
        QCOMPARE(m_dispatch->places.takeFirst(), Dispatch::CallIn::AnyThread);
        m_dispatch->handlers.takeFirst()({.counts = some, .outcomes = {}});
        QCOMPARE(future.result(), some);
    }
}

void tst_Sender::connections()
{
    const QFuture<QList<ConnectionInfo>> future = m_sender.connectionsAsync();
    QVERIFY(!future.isFinished());
    ConnectionInfo info;
    info.fd = 7;
    m_dispatch->listHandlers.constFirst()({info});
    QCOMPARE(future.result(), QList<ConnectionInfo>{info});
}

void tst_Sender::toNowhere()
{
    const Sender nowhere;
    std::optional<PushResult> one;
    std::optional<QList<Outcome>> many;
    std::optional<Delivery> delivery;
    nowhere.push(7, "hi");
    nowhere.push(Audience::all(), "hi");
    nowhere.push(Audience::all(), "hi", this, [&delivery](const Delivery &came) { delivery = came; });
    nowhere.push(7, "hi", nullptr, [&one](PushResult result) { one = result; });
    nowhere.push(7, "hi", this, [&one](PushResult result) { one = result; });
    nowhere.push({7, 8}, "hi", this, [&many](const QList<Outcome> &outcomes) { many = outcomes; });
    QVERIFY(!one); // by the event loop, as everywhere else

    QTRY_VERIFY(one && many && delivery);
    QVERIFY(delivery->isStopped);
    QCOMPARE(delivery->total(), 0);
    QVERIFY(nowhere.disconnectAsync(Audience::all()).result().isStopped);
    QCOMPARE(*one, PushResult::Stopped);
    QCOMPARE(*many, (QList<Outcome>{{7, PushResult::Stopped}, {8, PushResult::Stopped}}));
    QCOMPARE(nowhere.pushAsync(7, "hi").result(), PushResult::Stopped);
    QCOMPARE(nowhere.probeAsync(0).result(), PushResult::Stopped);
    QCOMPARE(nowhere.disconnectAsync(QList<qint64>{1}).result(), (QList<Outcome>{{1, PushResult::Stopped}}));
    QVERIFY(nowhere.pushToAllAsync("hi").result().isEmpty());
    QVERIFY(nowhere.connectionsAsync().result().isEmpty());
}

void tst_Sender::isAValue()
{
    Sender copy = m_sender;
    m_sender = Sender();
    copy.push(7, "hi");
    QCOMPARE(m_dispatch->commands.size(), 1);
}

QTEST_GUILESS_MAIN(tst_Sender)
#include "tst_sender.moc"
