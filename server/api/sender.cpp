// SPDX-FileCopyrightText: 2026 The Landline authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "api/sender.h"

#include "api/thrown.h"

#include <QtCore/qloggingcategory.h>
#include <QtCore/qobject.h>
#include <QtCore/qpointer.h>
#include <QtCore/qpromise.h>

Q_LOGGING_CATEGORY(lcSender, "landline.sender")

namespace Landline {

Dispatch::~Dispatch() = default;

namespace {

/// Calls \a callback, which is the application's, while \a context lives.
template<typename Result>
std::function<void(const Result &)> guarded(QObject *context, const std::function<void(const Result &)> &callback)
{
    return [guard = QPointer<QObject>(context), callback](const Result &result) {
        if (!guard)
            return;
        if (const std::optional<QByteArray> thrown = thrownBy([&] { callback(result); }))
            qCCritical(lcSender, "who was to be told what became of an order threw: %s", thrown->constData());
    };
}

Order pushOrder(const QList<qint64> &fds, const Frame &frame)
{
    Order order;
    order.kind = Order::Kind::Push;
    order.fds = fds;
    order.frame = frame;
    return order;
}

Order pushOrder(const Audience &audience, const Frame &frame)
{
    Order order;
    order.kind = Order::Kind::Push;
    order.audience = audience;
    order.frame = frame;
    return order;
}

Audience allOf(const QString &server)
{
    return server.isEmpty() ? Audience::all() : Audience::server(server);
}

Order disconnectOrder(const QList<qint64> &fds, quint16 code, const QString &reason)
{
    Order order;
    order.kind = Order::Kind::Disconnect;
    order.fds = fds;
    order.code = code;
    order.reason = reason;
    return order;
}

Order disconnectOrder(const Audience &audience, quint16 code, const QString &reason)
{
    Order order;
    order.kind = Order::Kind::Disconnect;
    order.audience = audience;
    order.code = code;
    order.reason = reason;
    return order;
}

Delivery nothingDelivered()
{
    Delivery delivery;
    delivery.isStopped = true;
    return delivery;
}

QList<Outcome> allStopped(const QList<qint64> &fds)
{
    QList<Outcome> outcomes;
    outcomes.reserve(fds.size());
    for (const qint64 fd : fds)
        outcomes.append({fd, PushResult::Stopped});
    return outcomes;
}

/// A callback for many as one for the only one.
Sender::ManyCallback onlyOutcome(const Sender::Callback &callback)
{
    return [callback](const QList<Outcome> &outcomes) { callback(outcomes.constFirst().result); };
}

/// Makes a promise and hands \a start a function that keeps it. A std::function must be copyable, a promise is not.
template<typename Result, typename Start>
QFuture<Result> promised(const Start &start)
{
    auto promise = std::make_shared<QPromise<Result>>();
    promise->start();
    const QFuture<Result> future = promise->future();
    start([promise](const Result &result) {
        promise->addResult(result);
        promise->finish();
    });
    return future;
}

} // namespace

Sender::Sender(const std::shared_ptr<Dispatch> &dispatch) : m_dispatch(dispatch) { }

void Sender::push(qint64 fd, const Frame &frame) const
{
    submit(pushOrder(QList<qint64>{fd}, frame), nullptr, {});
}

void Sender::push(qint64 fd, const Frame &frame, QObject *context, const Callback &callback) const
{
    submit(pushOrder(QList<qint64>{fd}, frame), context, onlyOutcome(callback));
}

QFuture<PushResult> Sender::pushAsync(qint64 fd, const Frame &frame) const
{
    return submitOne(pushOrder(QList<qint64>{fd}, frame));
}

void Sender::push(const QList<qint64> &fds, const Frame &frame) const
{
    submit(pushOrder(fds, frame), nullptr, {});
}

void Sender::push(const QList<qint64> &fds, const Frame &frame, QObject *context,
                  const ManyCallback &callback) const
{
    submit(pushOrder(fds, frame), context, callback);
}

QFuture<QList<Outcome>> Sender::pushAsync(const QList<qint64> &fds, const Frame &frame) const
{
    return submitMany(pushOrder(fds, frame));
}

void Sender::push(const Audience &audience, const Frame &frame) const
{
    deliver(pushOrder(audience, frame), nullptr, {});
}

void Sender::push(const Audience &audience, const Frame &frame, QObject *context,
                  const DeliveryCallback &callback) const
{
    deliver(pushOrder(audience, frame), context, callback);
}

QFuture<Delivery> Sender::pushAsync(const Audience &audience, const Frame &frame) const
{
    return deliverAsync(pushOrder(audience, frame));
}

void Sender::pushToAll(const Frame &frame, const QString &server) const
{
    push(allOf(server), frame);
}

void Sender::pushToAll(const Frame &frame, const QString &server, QObject *context,
                       const ManyCallback &callback) const
{
    submit(pushOrder(allOf(server), frame), context, callback);
}

QFuture<QList<Outcome>> Sender::pushToAllAsync(const Frame &frame, const QString &server) const
{
    return submitMany(pushOrder(allOf(server), frame));
}

void Sender::disconnect(qint64 fd, quint16 code, const QString &reason) const
{
    submit(disconnectOrder(QList<qint64>{fd}, code, reason), nullptr, {});
}

void Sender::disconnect(qint64 fd, quint16 code, const QString &reason, QObject *context,
                        const Callback &callback) const
{
    submit(disconnectOrder(QList<qint64>{fd}, code, reason), context, onlyOutcome(callback));
}

QFuture<PushResult> Sender::disconnectAsync(qint64 fd, quint16 code, const QString &reason) const
{
    return submitOne(disconnectOrder(QList<qint64>{fd}, code, reason));
}

void Sender::disconnect(const QList<qint64> &fds, quint16 code, const QString &reason) const
{
    submit(disconnectOrder(fds, code, reason), nullptr, {});
}

void Sender::disconnect(const QList<qint64> &fds, quint16 code, const QString &reason,
                        QObject *context, const ManyCallback &callback) const
{
    submit(disconnectOrder(fds, code, reason), context, callback);
}

QFuture<QList<Outcome>> Sender::disconnectAsync(const QList<qint64> &fds, quint16 code,
                                                const QString &reason) const
{
    return submitMany(disconnectOrder(fds, code, reason));
}

void Sender::disconnect(const Audience &audience, quint16 code, const QString &reason) const
{
    deliver(disconnectOrder(audience, code, reason), nullptr, {});
}

void Sender::disconnect(const Audience &audience, quint16 code, const QString &reason, QObject *context,
                        const DeliveryCallback &callback) const
{
    deliver(disconnectOrder(audience, code, reason), context, callback);
}

QFuture<Delivery> Sender::disconnectAsync(const Audience &audience, quint16 code, const QString &reason) const
{
    return deliverAsync(disconnectOrder(audience, code, reason));
}

QFuture<PushResult> Sender::probeAsync(qint64 fd) const
{
    Order order;
    order.kind = Order::Kind::Probe;
    order.fds = {fd};
    return submitOne(order);
}

QFuture<QList<ConnectionInfo>> Sender::connectionsAsync() const
{
    return promised<QList<ConnectionInfo>>([this](const Dispatch::Listing &keep) {
        if (m_dispatch)
            m_dispatch->list(keep);
        else
            keep({});
    });
}

void Sender::submit(const Order &order, QObject *context, const ManyCallback &callback) const
{
    Dispatch::Receipt receipt;
    if (callback)
        receipt = guarded(context, callback);
    if (m_dispatch)
        m_dispatch->submit(order, receipt, Dispatch::CallIn::CallersThread);
    else if (receipt)
        QMetaObject::invokeMethod(context, [receipt, order] { receipt(allStopped(order.fds)); }, Qt::QueuedConnection);
}

void Sender::deliver(const Order &order, QObject *context, const DeliveryCallback &callback) const
{
    Dispatch::DeliveryReceipt receipt;
    if (callback)
        receipt = guarded(context, callback);
    if (m_dispatch)
        m_dispatch->deliver(order, receipt, Dispatch::CallIn::CallersThread);
    else if (receipt)
        QMetaObject::invokeMethod(context, [receipt] { receipt(nothingDelivered()); }, Qt::QueuedConnection);
}

QFuture<Delivery> Sender::deliverAsync(const Order &order) const
{
    return promised<Delivery>([&](const DeliveryCallback &keep) {
        if (m_dispatch)
            m_dispatch->deliver(order, keep, Dispatch::CallIn::AnyThread);
        else
            keep(nothingDelivered());
    });
}

QFuture<PushResult> Sender::submitOne(const Order &order) const
{
    return promised<PushResult>([&](const Callback &keep) {
        if (m_dispatch)
            m_dispatch->submit(order, onlyOutcome(keep), Dispatch::CallIn::AnyThread);
        else
            keep(PushResult::Stopped);
    });
}

QFuture<QList<Outcome>> Sender::submitMany(const Order &order) const
{
    return promised<QList<Outcome>>([&](const ManyCallback &keep) {
        if (m_dispatch) {
            m_dispatch->submit(order, keep, Dispatch::CallIn::AnyThread);
            return;
        }
        keep(allStopped(order.fds));
    });
}

} // namespace Landline
