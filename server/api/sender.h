// SPDX-FileCopyrightText: 2026 The Landline authors
// SPDX-License-Identifier: LGPL-3.0-or-later

#ifndef LANDLINE_SENDER_H
#define LANDLINE_SENDER_H

#include <Landline/audience.h>
#include <Landline/closecode.h>
#include <Landline/connectionlist.h>
#include <Landline/delivery.h>
#include <Landline/filter.h>
#include <Landline/frame.h>
#include <Landline/landline_export.h>
#include <Landline/outcome.h>

#include <QtCore/qfuture.h>

#include <functional>
#include <memory>

class QObject;

namespace Landline {

class Dispatch;

/// Pushes to and disconnects any connection, from any thread. Hyperf's Sender.
///
/// A cheap value; copy it, keep it, hand it to other threads. An fd names its worker by itself, so a command goes straight
/// to the owner's thread, and its result is the owner's: never Queued for a connection that is gone.
///
/// Each verb has three forms. The plain one posts and returns. The one with a context object calls \a callback once, in the
/// calling thread and by its event loop, never from within the call; it does not call it when the context has been destroyed.
/// The context must belong to the calling thread. The one whose name ends in Async returns a QFuture, which may be finished
/// already. Commands of one thread to one connection are executed in the order given, whatever their verbs and however the
/// connection was named.
///
/// A target is an fd, a list of fds or an Audience. The result for a list is an outcome for each fd; for an audience it is
/// counts, and the command costs one post a worker, whatever the number of connections.
class LANDLINE_EXPORT Sender
{
public:
    using Callback = std::function<void(PushResult result)>;
    using ManyCallback = std::function<void(const QList<Outcome> &outcomes)>;
    using DeliveryCallback = std::function<void(const Delivery &delivery)>;

    /// A sender without a node: every result is Stopped.
    Sender();
    explicit Sender(const std::shared_ptr<Dispatch> &dispatch);

    /// Sends a message to the connection \a fd.
    void push(qint64 fd, const Frame &frame) const;
    void push(qint64 fd, const Frame &frame, QObject *context, const Callback &callback) const;
    QFuture<PushResult> pushAsync(qint64 fd, const Frame &frame) const;

    /// Sends one message to many; an outcome a target, in their order.
    void push(const QList<qint64> &fds, const Frame &frame) const;
    void push(const QList<qint64> &fds, const Frame &frame, QObject *context, const ManyCallback &callback) const;
    QFuture<QList<Outcome>> pushAsync(const QList<qint64> &fds, const Frame &frame) const;

    /// Sends one message to all of \a audience, once to each.
    void push(const Audience &audience, const Frame &frame) const;
    void push(const Audience &audience, const Frame &frame, QObject *context, const DeliveryCallback &callback) const;
    QFuture<Delivery> pushAsync(const Audience &audience, const Frame &frame) const;

    /// Sends to every live connection of every worker and port, or of the server named \a server only. The result is an
    /// outcome for each. Where counts will do, push() to Audience::all().
    void pushToAll(const Frame &frame, const QString &server = {}) const;
    void pushToAll(const Frame &frame, const QString &server, QObject *context, const ManyCallback &callback) const;
    QFuture<QList<Outcome>> pushToAllAsync(const Frame &frame, const QString &server = {}) const;

    /// Begins the closing handshake of \a fd with \a code and \a reason (at most 123 bytes of UTF-8, else it is cut).
    /// Rejected if a server must not send \a code.
    void disconnect(qint64 fd, quint16 code = CloseCode::Normal, const QString &reason = {}) const;
    void disconnect(qint64 fd, quint16 code, const QString &reason, QObject *context, const Callback &callback) const;
    QFuture<PushResult> disconnectAsync(qint64 fd, quint16 code = CloseCode::Normal, const QString &reason = {}) const;

    void disconnect(const QList<qint64> &fds, quint16 code = CloseCode::Normal, const QString &reason = {}) const;
    void disconnect(const QList<qint64> &fds, quint16 code, const QString &reason, QObject *context,
                    const ManyCallback &callback) const;
    QFuture<QList<Outcome>> disconnectAsync(const QList<qint64> &fds, quint16 code = CloseCode::Normal,
                                            const QString &reason = {}) const;

    void disconnect(const Audience &audience, quint16 code = CloseCode::Normal, const QString &reason = {}) const;
    void disconnect(const Audience &audience, quint16 code, const QString &reason, QObject *context,
                    const DeliveryCallback &callback) const;
    QFuture<Delivery> disconnectAsync(const Audience &audience, quint16 code = CloseCode::Normal,
                                      const QString &reason = {}) const;

    /// Makes \a fd a member of \a group, see Connection::join(). Queued: it is a member now. Rejected: no group can have that
    /// name.
    void join(qint64 fd, const QString &group) const;
    void join(qint64 fd, const QString &group, QObject *context, const Callback &callback) const;
    QFuture<PushResult> joinAsync(qint64 fd, const QString &group) const;
    /// Ends the membership of \a fd in \a group. Queued: it is not a member now, whether it was one or not.
    void leave(qint64 fd, const QString &group) const;
    void leave(qint64 fd, const QString &group, QObject *context, const Callback &callback) const;
    QFuture<PushResult> leaveAsync(qint64 fd, const QString &group) const;
    /// Binds \a fd to \a user, see Connection::bindUser(). An empty id removes the binding.
    void bindUser(qint64 fd, const QString &user) const;
    void bindUser(qint64 fd, const QString &user, QObject *context, const Callback &callback) const;
    QFuture<PushResult> bindUserAsync(qint64 fd, const QString &user) const;

    // Questions. Their futures finish in the thread of a worker, or are finished already.

    /// How many open connections \a audience has.
    QFuture<qint64> count(const Audience &audience) const;
    /// Their fds, by rising number.
    QFuture<QList<qint64>> fds(const Audience &audience) const;
    /// How many open connections are in \a group; members() lists their fds by rising number.
    QFuture<qint64> groupSize(const QString &group) const { return count(Audience::group(group)); }
    QFuture<QList<qint64>> members(const QString &group) const { return fds(Audience::group(group)); }
    /// All groups that have members, by name.
    QFuture<QList<GroupSize>> groups() const;
    /// What \a fd is now.
    QFuture<ConnectionLookup> connectionInfo(qint64 fd) const;
    /// The open connections that match \a filter and whose fds are above \a afterFd, at most \a limit, by rising fd. The workers
    /// evaluate the filter in slices, so that no client waits for it.
    QFuture<ConnectionList> connections(const Filter &filter, qint64 afterFd = 0, qsizetype limit = 100) const;
    /// What the node has counted since its start.
    QFuture<NodeCounters> counters() const;
    /// Whether the node serves clients.
    NodeState nodeState() const;

    /// Asks the owner whether \a fd is live, without touching it: Queued says yes. Hyperf's check(), for all workers.
    QFuture<PushResult> probeAsync(qint64 fd) const;
    /// All live connections of all workers, by rising fd.
    QFuture<QList<ConnectionInfo>> connectionsAsync() const;

private:
    std::shared_ptr<Dispatch> m_dispatch;
};

} // namespace Landline

#endif
