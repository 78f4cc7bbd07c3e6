// SPDX-FileCopyrightText: 2026 The Landline authors
// SPDX-License-Identifier: LGPL-3.0-or-later

#include "api/sender.h"

#include "api/dispatch_p.h"
#include "api/thrown_p.h"

#include <QtCore/qloggingcategory.h>
#include <QtCore/qpointer.h>
#include <QtCore/qpromise.h>

#include <algorithm>
#include <type_traits>

namespace Landline {

static Q_LOGGING_CATEGORY(lcSender, "landline.sender")

namespace {

using CallIn = Dispatch::CallIn;

Audience allOf(const QString &server)
{
    return server.isEmpty() ? Audience::all() : Audience::server(server);
}

Command pushTo(const Command::Targets &targets, const Frame &frame)
{
    return {.type = CommandType::Push,
            .targets = targets,
            .wantsOutcomes = std::holds_alternative<QList<qint64>>(targets),
            .frame = frame};
}

Command disconnectOf(const Command::Targets &targets, quint16 code, const QString &reason)
{
    return {.type = CommandType::Disconnect,
            .targets = targets,
            .wantsOutcomes = std::holds_alternative<QList<qint64>>(targets),
            .frame = {},
            .code = code,
            .reason = reason};
}

Command membership(CommandType type, qint64 fd, const QString &name)
{
    return {.type = type, .targets = fd, .name = name};
}

/// The fds that a Probe found open, by rising number.
QList<qint64> openFds(const CommandResult &result)
{
    QList<qint64> fds;
    for (const Outcome &outcome : result.outcomes) {
        if (outcome.result == PushResult::Queued)
            fds.append(outcome.fd);
    }
    std::sort(fds.begin(), fds.end());
    return fds;
}

/// A push to all connections of \a server, or to all, whose result is an outcome for each.
Command pushToEach(const QString &server, const Frame &frame)
{
    Command command = pushTo(allOf(server), frame);
    command.wantsOutcomes = true;
    return command;
}

/// The part of \a result that a function of Sender promises.
template<typename Result>
Result resultAs(const CommandResult &result)
{
    if constexpr (std::is_same_v<Result, PushResult>)
        return result.result();
    else if constexpr (std::is_same_v<Result, Delivery>)
        return result.counts;
    else
        return result.outcomes;
}

/// A handler that calls \a callback, which is the application's, while \a context lives.
template<typename Argument>
Dispatch::ResultHandler calling(QObject *context, const std::function<void(Argument)> &callback)
{
    if (!callback)
        return {};
    return [guard = QPointer<QObject>(context), callback](const CommandResult &result) {
        if (!guard)
            return;
        using Result = std::remove_cvref_t<Argument>;
        if (const std::optional<QByteArray> thrown = thrownBy([&] { callback(resultAs<Result>(result)); }))
            qCCritical(lcSender, "Result callback threw an exception: %s", thrown->constData());
    };
}

/// A future, and \a start called with a function that gives it its result. A std::function must be copyable, a promise is
/// not.
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

template<typename Result>
QFuture<Result> submitted(Dispatch &dispatch, const Command &command)
{
    return promised<Result>([&](const auto &fulfil) {
        dispatch.submit(
                command, [fulfil](const CommandResult &result) { fulfil(resultAs<Result>(result)); }, CallIn::AnyThread);
    });
}

/// What \a convert makes of the answer to \a query.
template<typename Result, typename Convert>
QFuture<Result> queried(Dispatch &dispatch, const NodeQuery &query, const Convert &convert)
{
    return promised<Result>([&](const auto &fulfil) {
        dispatch.query(query, [fulfil, convert](const NodeQueryResult &result) { fulfil(convert(result)); });
    });
}

} // namespace

Sender::Sender() : m_dispatch(Dispatch::stopped()) { }

Sender::Sender(const std::shared_ptr<Dispatch> &dispatch) : m_dispatch(dispatch) { }

void Sender::push(qint64 fd, const Frame &frame) const
{
    m_dispatch->submit(pushTo(fd, frame), {}, CallIn::AnyThread);
}

void Sender::push(qint64 fd, const Frame &frame, QObject *context, const Callback &callback) const
{
    m_dispatch->submit(pushTo(fd, frame), calling(context, callback), CallIn::CallersThread);
}

QFuture<PushResult> Sender::pushAsync(qint64 fd, const Frame &frame) const
{
    return submitted<PushResult>(*m_dispatch, pushTo(fd, frame));
}

void Sender::push(const QList<qint64> &fds, const Frame &frame) const
{
    m_dispatch->submit(pushTo(fds, frame), {}, CallIn::AnyThread);
}

void Sender::push(const QList<qint64> &fds, const Frame &frame, QObject *context, const ManyCallback &callback) const
{
    m_dispatch->submit(pushTo(fds, frame), calling(context, callback), CallIn::CallersThread);
}

QFuture<QList<Outcome>> Sender::pushAsync(const QList<qint64> &fds, const Frame &frame) const
{
    return submitted<QList<Outcome>>(*m_dispatch, pushTo(fds, frame));
}

void Sender::push(const Audience &audience, const Frame &frame) const
{
    m_dispatch->submit(pushTo(audience, frame), {}, CallIn::AnyThread);
}

void Sender::push(const Audience &audience, const Frame &frame, QObject *context,
                  const DeliveryCallback &callback) const
{
    m_dispatch->submit(pushTo(audience, frame), calling(context, callback), CallIn::CallersThread);
}

QFuture<Delivery> Sender::pushAsync(const Audience &audience, const Frame &frame) const
{
    return submitted<Delivery>(*m_dispatch, pushTo(audience, frame));
}

void Sender::pushToAll(const Frame &frame, const QString &server) const
{
    push(allOf(server), frame);
}

void Sender::pushToAll(const Frame &frame, const QString &server, QObject *context, const ManyCallback &callback) const
{
    m_dispatch->submit(pushToEach(server, frame), calling(context, callback), CallIn::CallersThread);
}

QFuture<QList<Outcome>> Sender::pushToAllAsync(const Frame &frame, const QString &server) const
{
    return submitted<QList<Outcome>>(*m_dispatch, pushToEach(server, frame));
}

void Sender::disconnect(qint64 fd, quint16 code, const QString &reason) const
{
    m_dispatch->submit(disconnectOf(fd, code, reason), {}, CallIn::AnyThread);
}

void Sender::disconnect(qint64 fd, quint16 code, const QString &reason, QObject *context,
                        const Callback &callback) const
{
    m_dispatch->submit(disconnectOf(fd, code, reason), calling(context, callback), CallIn::CallersThread);
}

QFuture<PushResult> Sender::disconnectAsync(qint64 fd, quint16 code, const QString &reason) const
{
    return submitted<PushResult>(*m_dispatch, disconnectOf(fd, code, reason));
}

void Sender::disconnect(const QList<qint64> &fds, quint16 code, const QString &reason) const
{
    m_dispatch->submit(disconnectOf(fds, code, reason), {}, CallIn::AnyThread);
}

void Sender::disconnect(const QList<qint64> &fds, quint16 code, const QString &reason, QObject *context,
                        const ManyCallback &callback) const
{
    m_dispatch->submit(disconnectOf(fds, code, reason), calling(context, callback), CallIn::CallersThread);
}

QFuture<QList<Outcome>> Sender::disconnectAsync(const QList<qint64> &fds, quint16 code, const QString &reason) const
{
    return submitted<QList<Outcome>>(*m_dispatch, disconnectOf(fds, code, reason));
}

void Sender::disconnect(const Audience &audience, quint16 code, const QString &reason) const
{
    m_dispatch->submit(disconnectOf(audience, code, reason), {}, CallIn::AnyThread);
}

void Sender::disconnect(const Audience &audience, quint16 code, const QString &reason, QObject *context,
                        const DeliveryCallback &callback) const
{
    m_dispatch->submit(disconnectOf(audience, code, reason), calling(context, callback), CallIn::CallersThread);
}

QFuture<Delivery> Sender::disconnectAsync(const Audience &audience, quint16 code, const QString &reason) const
{
    return submitted<Delivery>(*m_dispatch, disconnectOf(audience, code, reason));
}

void Sender::join(qint64 fd, const QString &group) const
{
    m_dispatch->submit(membership(CommandType::Join, fd, group), {}, CallIn::AnyThread);
}

void Sender::join(qint64 fd, const QString &group, QObject *context, const Callback &callback) const
{
    m_dispatch->submit(membership(CommandType::Join, fd, group), calling(context, callback), CallIn::CallersThread);
}

QFuture<PushResult> Sender::joinAsync(qint64 fd, const QString &group) const
{
    return submitted<PushResult>(*m_dispatch, membership(CommandType::Join, fd, group));
}

void Sender::leave(qint64 fd, const QString &group) const
{
    m_dispatch->submit(membership(CommandType::Leave, fd, group), {}, CallIn::AnyThread);
}

void Sender::leave(qint64 fd, const QString &group, QObject *context, const Callback &callback) const
{
    m_dispatch->submit(membership(CommandType::Leave, fd, group), calling(context, callback), CallIn::CallersThread);
}

QFuture<PushResult> Sender::leaveAsync(qint64 fd, const QString &group) const
{
    return submitted<PushResult>(*m_dispatch, membership(CommandType::Leave, fd, group));
}

void Sender::bindUser(qint64 fd, const QString &user) const
{
    m_dispatch->submit(membership(CommandType::BindUser, fd, user), {}, CallIn::AnyThread);
}

void Sender::bindUser(qint64 fd, const QString &user, QObject *context, const Callback &callback) const
{
    m_dispatch->submit(membership(CommandType::BindUser, fd, user), calling(context, callback), CallIn::CallersThread);
}

QFuture<PushResult> Sender::bindUserAsync(qint64 fd, const QString &user) const
{
    return submitted<PushResult>(*m_dispatch, membership(CommandType::BindUser, fd, user));
}

QFuture<qint64> Sender::count(const Audience &audience) const
{
    return promised<qint64>([&](const auto &fulfil) {
        m_dispatch->submit({.type = CommandType::Probe, .targets = audience},
                           [fulfil](const CommandResult &result) { fulfil(result.counts.queued); }, CallIn::AnyThread);
    });
}

QFuture<QList<qint64>> Sender::fds(const Audience &audience) const
{
    return promised<QList<qint64>>([&](const auto &fulfil) {
        m_dispatch->submit({.type = CommandType::Probe, .targets = audience, .wantsOutcomes = true},
                           [fulfil](const CommandResult &result) { fulfil(openFds(result)); }, CallIn::AnyThread);
    });
}

QFuture<QList<GroupSize>> Sender::groups() const
{
    return queried<QList<GroupSize>>(*m_dispatch, {.type = NodeQuery::Type::Groups}, [](const NodeQueryResult &result) {
        QList<GroupSize> groups;
        for (auto group = result.groups.cbegin(); group != result.groups.cend(); ++group)
            groups.append({group.key(), group.value()});
        std::sort(groups.begin(), groups.end(),
                  [](const GroupSize &left, const GroupSize &right) { return left.name < right.name; });
        return groups;
    });
}

QFuture<ConnectionLookup> Sender::connectionInfo(qint64 fd) const
{
    const NodeQuery query{.type = NodeQuery::Type::Connection, .fd = fd};
    return queried<ConnectionLookup>(*m_dispatch, query, [](const NodeQueryResult &result) {
        if (result.isStopped)
            return ConnectionLookup{PushResult::Stopped, {}};
        return ConnectionLookup{result.found, result.connections.value(0)};
    });
}

QFuture<ConnectionList> Sender::connections(const Filter &filter, qint64 afterFd, qsizetype limit) const
{
    const NodeQuery query{.type = NodeQuery::Type::Connections, .filter = filter, .afterFd = afterFd, .limit = limit};
    return queried<ConnectionList>(*m_dispatch, query, [](const NodeQueryResult &result) {
        return ConnectionList{result.connections, result.matched, result.more, result.isStopped};
    });
}

QFuture<NodeCounters> Sender::counters() const
{
    return queried<NodeCounters>(*m_dispatch, {.type = NodeQuery::Type::Counters},
                                 [](const NodeQueryResult &result) { return result.counters; });
}

QFuture<PushResult> Sender::probeAsync(qint64 fd) const
{
    return submitted<PushResult>(*m_dispatch, {.type = CommandType::Probe, .targets = fd});
}

QFuture<QList<ConnectionInfo>> Sender::connectionsAsync() const
{
    return promised<QList<ConnectionInfo>>([this](const Dispatch::ConnectionsHandler &fulfil) { m_dispatch->list(fulfil); });
}

NodeState Sender::nodeState() const
{
    return m_dispatch->state();
}

} // namespace Landline
