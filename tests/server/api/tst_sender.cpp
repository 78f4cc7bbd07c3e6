// SPDX-FileCopyrightText: 2026 The Landline authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "api/sender.h"

#include <QtCore/qobject.h>
#include <QtCore/qthread.h>
#include <QtTest/qtest.h>

#include <optional>
#include <stdexcept>

using namespace Landline;

namespace {

/// A Dispatch that remembers its orders and answers when the test says so.
class FakeDispatch : public Dispatch
{
public:
    void submit(const Order &order, const Receipt &receipt, CallIn where) override
    {
        orders.append(order);
        receipts.append(receipt);
        places.append(where);
    }
    void deliver(const Order &order, const DeliveryReceipt &receipt, CallIn where) override
    {
        orders.append(order);
        deliveryReceipts.append(receipt);
        places.append(where);
    }
    void list(const Listing &listing) override { listings.append(listing); }

    void answer(PushResult result)
    {
        QList<Outcome> outcomes;
        for (const qint64 fd : orders.constLast().fds)
            outcomes.append({fd, result});
        receipts.takeLast()(outcomes);
    }

    QList<Order> orders;
    QList<Receipt> receipts;
    QList<DeliveryReceipt> deliveryReceipts;
    QList<CallIn> places;
    QList<Listing> listings;
};

using Call = std::function<void(const Sender &)>;

QString text(const Order &order)
{
    const QStringList kinds = {"push", "disconnect", "probe"};
    QStringList words = {kinds.at(static_cast<int>(order.kind))};
    for (const qint64 fd : order.fds)
        words << QString::number(fd);
    if (order.audience.hasAll())
        words << "all";
    for (const QString &server : order.audience.serverNames())
        words << "server" << server;
    for (const QString &group : order.audience.groupNames())
        words << "group" << group;
    if (order.kind == Order::Kind::Push)
        words << (order.frame.isText() ? "text" : "binary") << order.frame.text();
    if (order.kind == Order::Kind::Disconnect)
        words << QString::number(order.code) << order.reason;
    return words.join(' ').trimmed();
}

} // namespace

Q_DECLARE_METATYPE(Call)

class tst_Sender : public QObject
{
    Q_OBJECT

private slots:
    void init();
    void orders_data();
    void orders();
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

void tst_Sender::orders_data()
{
    QTest::addColumn<Call>("call");
    QTest::addColumn<QString>("order");

    const auto row = [](const char *name, const Call &call, const QString &order) {
        QTest::newRow(name) << call << order;
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

void tst_Sender::orders()
{
    QFETCH(const Call, call);
    call(m_sender);

    QCOMPARE(m_dispatch->orders.size(), 1);
    QTEST(text(m_dispatch->orders.constFirst()), "order");
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
    m_dispatch->receipts.takeLast()({});

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
    for (const Dispatch::DeliveryReceipt &receipt : m_dispatch->deliveryReceipts)
        receipt(some);

    QCOMPARE(calls, QList<Delivery>(2, some));
    {
        QObject context;
        m_sender.push(Audience::all(), "hi", &context, note);
    }
    m_dispatch->deliveryReceipts.takeLast()(some);
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
        QTest::ignoreMessage(QtCriticalMsg, QRegularExpression("what became of an order threw: no luck$"));
    };
    expectLine();
    m_sender.push(7, "hi", this, [](PushResult) { throw std::runtime_error("no luck"); });
    m_dispatch->answer(PushResult::Queued);
    expectLine();
    m_sender.push({7, 8}, "hi", this, [](const QList<Outcome> &) { throw std::runtime_error("no luck"); });
    m_dispatch->answer(PushResult::Queued);
    expectLine();
    m_sender.push(Audience::all(), "hi", this, [](const Delivery &) { throw std::runtime_error("no luck"); });
    m_dispatch->deliveryReceipts.takeLast()({});
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
        m_dispatch->receipts.takeFirst()({{7, result}});
        QVERIFY(future.isFinished());
        QCOMPARE(future.result(), result);
    }
}

void tst_Sender::futureForMany()
{
    const QList<Outcome> outcomes = {{7, PushResult::Gone}, {8, PushResult::Queued}};
    for (const QFuture<QList<Outcome>> &future :
         {m_sender.pushAsync({7, 8}, "hi"), m_sender.disconnectAsync({7, 8}), m_sender.pushToAllAsync("hi")}) {
        m_dispatch->receipts.takeFirst()(outcomes);
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
        m_dispatch->deliveryReceipts.takeFirst()(some);
        QCOMPARE(future.result(), some);
    }
}

void tst_Sender::connections()
{
    const QFuture<QList<ConnectionInfo>> future = m_sender.connectionsAsync();
    QVERIFY(!future.isFinished());
    ConnectionInfo info;
    info.fd = 7;
    m_dispatch->listings.constFirst()({info});
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
    QCOMPARE(m_dispatch->orders.size(), 1);
}

QTEST_GUILESS_MAIN(tst_Sender)
#include "tst_sender.moc"
