// SPDX-FileCopyrightText: 2026 The Landline authors
// SPDX-License-Identifier: LGPL-3.0-or-later

#ifndef LANDLINE_ADMINSERVICE_H
#define LANDLINE_ADMINSERVICE_H

#include "shared/adminprotocol.h"

#include <QtCore/qobject.h>

#include <functional>

namespace Landline {

class EventRing;
class Node;
struct ConnectionQueryResult;

/// What the node does for a console: the admin protocol's requests as calls, without sockets and
/// bytes.
///
/// Nothing blocks: the workers are asked, and the answer comes by the event loop. Belongs to the
/// thread of the node.
class AdminService : public QObject
{
    Q_OBJECT

public:
    using Answer = std::function<void(const Admin::ReplyBody &body)>;

    /// Both must outlive the service. \a log gets a record of every push and disconnect.
    AdminService(Node *node, EventRing *log, QObject *parent = nullptr);

    /// "landline 0.1.0"
    static QString product();
    static Admin::Error error(Admin::Error::Kind kind, const QString &text);
    Admin::Welcome welcome() const;

    /// Executes \a request, any but a Hello; \a answer is called once, with an Error if it
    /// cannot be done. What was begun is finished and recorded even if nobody waits for the answer
    /// any more. \a who stands in the record.
    void execute(const Admin::RequestBody &request, const QString &who, const Answer &answer);

    /// What \a result says, as far as it fits into an answer; \a event is the last one in the log.
    static Admin::ConnectionPage pageOf(const ConnectionQueryResult &result, quint64 event);
    /// The same of what has changed, without the events.
    static Admin::Changes changesOf(const ConnectionQueryResult &result);

    /// No console is connected any more: from now on a change costs the workers nothing.
    void rest();

private:
    void list(const Admin::ListConnections &request, const Answer &answer);
    void poll(const Admin::PollChanges &request, const Answer &answer);
    Admin::Changes changes(const Admin::PollChanges &request, const ConnectionQueryResult &result) const;
    void push(const Admin::Push &request, const QString &who, const Answer &answer);
    void disconnectClients(const Admin::Disconnect &request, const QString &who,
                           const Answer &answer);
    void record(Admin::Event event, const QList<qint64> &fds, const QString &what,
                const QList<Outcome> &outcomes);

    Node *m_node;
    EventRing *m_log;
};

} // namespace Landline

#endif
