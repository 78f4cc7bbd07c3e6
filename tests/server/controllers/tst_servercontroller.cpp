// SPDX-FileCopyrightText: 2026 The Landline authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "controllers/servercontroller.h"

#include <QtCore/qelapsedtimer.h>
#include <QtTest/qtest.h>

using namespace Landline;

namespace {

/// Answers each order with one result, at once.
class FakeDispatch : public Dispatch
{
public:
    void submit(const Order &order, const Receipt &receipt, CallIn) override
    {
        orders.append(order);
        if (receipt)
            receipt({{order.fds.constFirst(), result}});
    }
    void deliver(const Order &, const DeliveryReceipt &, CallIn) override { }
    void list(const Listing &listing) override { listing({}); }

    PushResult result = PushResult::Queued;
    QList<Order> orders;
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
    QCOMPARE(dispatch->orders.size(), 1);
    QCOMPARE(dispatch->orders.constFirst().fds, QList<qint64>{7});
    QCOMPARE(dispatch->orders.constFirst().frame, Frame("Hello World."));
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
    QCOMPARE(dispatch->orders.size(), 1); // it asks, and does not touch the connection yet
    QCOMPARE(dispatch->orders.constFirst().kind, Order::Kind::Probe);
}

void tst_ServerController::closesLater()
{
    const auto dispatch = std::make_shared<FakeDispatch>();
    ServerController controller{Sender(dispatch)};
    QElapsedTimer timer;
    timer.start();
    controller.close(7);
    QTRY_COMPARE_WITH_TIMEOUT(dispatch->orders.size(), 2, 30000);

    QVERIFY(timer.elapsed() >= 900); // one second, as timers go
    QCOMPARE(dispatch->orders.constLast().kind, Order::Kind::Disconnect);
    QCOMPARE(dispatch->orders.constLast().fds, QList<qint64>{7});
    QCOMPARE(dispatch->orders.constLast().code, CloseCode::Normal);
}

void tst_ServerController::doesNotCloseWhatIsNotThere()
{
    const auto dispatch = std::make_shared<FakeDispatch>();
    dispatch->result = PushResult::Gone;
    ServerController controller{Sender(dispatch)};
    controller.close(7);
    dispatch->result = PushResult::Queued;
    controller.close(8); // one second later than this nothing older can come
    QTRY_COMPARE_WITH_TIMEOUT(dispatch->orders.size(), 3, 30000);
    QCOMPARE(dispatch->orders.constLast().fds, QList<qint64>{8});
}

QTEST_GUILESS_MAIN(tst_ServerController)
#include "tst_servercontroller.moc"
