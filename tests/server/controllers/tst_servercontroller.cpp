// SPDX-FileCopyrightText: 2026 The Landline authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "controllers/servercontroller.h"

#include "api/dispatch_p.h"

#include <QtCore/qelapsedtimer.h>
#include <QtTest/qtest.h>

using namespace Landline;

namespace {

/// Answers each command with one result, at once.
class FakeDispatch : public Dispatch
{
public:
    void submit(Command command, ResultHandler handler, CallIn) override
    {
        commands.append(command);
        CommandResult answer;
        answer.counts.add(result);
        if (handler)
            handler(answer);
    }
    void list(const ConnectionsHandler &handler) override { handler({}); }

    PushResult result = PushResult::Queued;
    QList<Command> commands;
};

} // namespace

class tst_ServerController : public QObject
{
    Q_OBJECT

private slots:
    void send_data();
    void send();
    void close_data();
    void close();
    void closesLater();
    void doesNotCloseWhatIsNotThere();
};

void tst_ServerController::send_data()
{
    QTest::addColumn<PushResult>("result");
    QTest::addColumn<int>("status");

    QTest::newRow("live") << PushResult::Queued << 200;
    QTest::newRow("gone") << PushResult::Gone << 410;
    QTest::newRow("never issued") << PushResult::Unknown << 404;
    QTest::newRow("full") << PushResult::Rejected << 503;
    QTest::newRow("stopped") << PushResult::Stopped << 503;
}

void tst_ServerController::send()
{
    QFETCH(const PushResult, result);
    QFETCH(const int, status);
    const auto dispatch = std::make_shared<FakeDispatch>();
    dispatch->result = result;
    ServerController controller{Sender(dispatch)};
    const QFuture<Response> answer = controller.send(7);
    QTRY_VERIFY(answer.isFinished());

    QCOMPARE(answer.result().status(), status);
    QCOMPARE(answer.result().body().isEmpty(), status == 200);
    QCOMPARE(dispatch->commands.size(), 1);
    QCOMPARE(std::get<qint64>(dispatch->commands.constFirst().targets), 7);
    QCOMPARE(dispatch->commands.constFirst().frame, Frame("Hello World."));
}

void tst_ServerController::close_data()
{
    send_data();
}

void tst_ServerController::close()
{
    QFETCH(const PushResult, result);
    QFETCH(const int, status);
    const auto dispatch = std::make_shared<FakeDispatch>();
    dispatch->result = result;
    ServerController controller{Sender(dispatch)};
    const QFuture<Response> answer = controller.close(7);
    QTRY_VERIFY(answer.isFinished());

    QCOMPARE(answer.result().status(), status);
    QCOMPARE(dispatch->commands.size(), 1); // it asks, and does not touch the connection yet
    QCOMPARE(dispatch->commands.constFirst().type, CommandType::Probe);
}

void tst_ServerController::closesLater()
{
    const auto dispatch = std::make_shared<FakeDispatch>();
    ServerController controller{Sender(dispatch)};
    QElapsedTimer timer;
    timer.start();
    controller.close(7);
    QTRY_COMPARE_WITH_TIMEOUT(dispatch->commands.size(), 2, 30000);

    QVERIFY(timer.elapsed() >= 900); // one second, as timers go
    QCOMPARE(dispatch->commands.constLast().type, CommandType::Disconnect);
    QCOMPARE(std::get<qint64>(dispatch->commands.constLast().targets), 7);
    QCOMPARE(dispatch->commands.constLast().code, CloseCode::Normal);
}

void tst_ServerController::doesNotCloseWhatIsNotThere()
{
    const auto dispatch = std::make_shared<FakeDispatch>();
    dispatch->result = PushResult::Gone;
    ServerController controller{Sender(dispatch)};
    controller.close(7);
    dispatch->result = PushResult::Queued;
    controller.close(8); // one second later than this nothing older can come
    QTRY_COMPARE_WITH_TIMEOUT(dispatch->commands.size(), 3, 30000);
    QCOMPARE(std::get<qint64>(dispatch->commands.constLast().targets), 8);
}

QTEST_GUILESS_MAIN(tst_ServerController)
#include "tst_servercontroller.moc"
