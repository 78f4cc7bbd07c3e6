// SPDX-FileCopyrightText: 2026 The Landline authors
// SPDX-License-Identifier: LGPL-3.0-or-later

#ifndef LANDLINE_NODESESSION_H
#define LANDLINE_NODESESSION_H

#include "shared/adminclient.h"

#include <QtCore/qtimer.h>

namespace Landline::Gui {

class ConnectionModel;
class EventModel;
class NodeActions;
class NodeWatcher;

/// The console without its window: the link to one node, what is known of the node, and what can be
/// done to it.
class NodeSession : public QObject
{
    Q_OBJECT

public:
    /// For the node on the first live one of \a socketPaths (absolute). Nothing happens before start().
    explicit NodeSession(const QStringList &socketPaths, QObject *parent = nullptr);

    void start();

    Admin::Client *client() const { return m_client; }
    ConnectionModel *connections() const { return m_connections; }
    EventModel *events() const { return m_events; }
    NodeWatcher *watcher() const { return m_watcher; }
    NodeActions *actions() const { return m_actions; }

    /// That of the client, or the first one before start().
    QString socketPath() const;
    bool isConnected() const;
    /// There is something to show, be it old: a node has begun to list its connections once.
    bool hasData() const { return m_hasData; }
    /// There is data and it is old: the link is lost, or the node does not answer.
    bool isStale() const;
    /// Whether it is old because the node said that it stops.
    bool nodeStopped() const;
    /// Since when the data is old.
    QDateTime staleSince() const;

signals:
    /// isConnected(), isStale(), the client's problem or staleSince() have changed.
    void linkChanged();
    /// The counters of the node, a few times a second.
    void countersReceived(const Landline::Admin::Counters &counters);

private:
    void watch();
    void applyChanges(const Admin::Changes &changes);
    void followLink();
    void followAnswers(bool overdue);
    void updateClock();
    void noteLink();

    const QStringList m_socketPaths;
    Admin::Client *m_client;
    ConnectionModel *m_connections;
    EventModel *m_events;
    NodeWatcher *m_watcher;
    NodeActions *m_actions;
    QTimer m_idleTimer;
    bool m_hasData = false;
    bool m_wasConnected = false;
};

} // namespace Landline::Gui

#endif
