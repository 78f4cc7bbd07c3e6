// SPDX-FileCopyrightText: 2026 The Landline authors
// SPDX-License-Identifier: LGPL-3.0-or-later

#include "gui/nodesession.h"

#include "gui/connectionmodel.h"
#include "gui/eventmodel.h"
#include "gui/linkproblem.h"
#include "gui/nodeactions.h"
#include "gui/nodewatcher.h"
#include "gui/visibletext.h"

#include <Landline/version.h>

namespace Landline::Gui {

using namespace Admin;

NodeSession::NodeSession(const QStringList &socketPaths, QObject *parent)
    : QObject(parent)
    , m_socketPaths(socketPaths)
    , m_client(new Client(QStringLiteral("landline-admin " LANDLINE_VERSION_STR), this))
    , m_connections(new ConnectionModel(this))
    , m_events(new EventModel(this))
    , m_watcher(new NodeWatcher(m_client, this))
    , m_actions(new NodeActions(m_client, this))
{
    watch();
    connect(m_client, &Client::stateChanged, this, &NodeSession::followLink);
    connect(m_actions, &NodeActions::finished, m_events, &EventModel::addResult);
    connect(&m_idleTimer, &QTimer::timeout, m_connections, &ConnectionModel::refreshIdle);
    m_idleTimer.setInterval(std::chrono::seconds(1));
}

void NodeSession::start()
{
    m_client->start(m_socketPaths);
}

QString NodeSession::socketPath() const
{
    const QString path = m_client->socketPath();
    return path.isEmpty() ? m_socketPaths.constFirst() : path;
}

void NodeSession::watch()
{
    connect(m_watcher, &NodeWatcher::nodeChanged, m_connections, &ConnectionModel::clear);
    connect(m_watcher, &NodeWatcher::listingStarted, m_connections, &ConnectionModel::beginListing);
    connect(m_watcher, &NodeWatcher::pageReceived, this, [this](const ConnectionPage &page) {
        m_hasData = true;
        m_connections->addListed(page.rows);
        emit countersReceived(page.counters);
    });
    connect(m_watcher, &NodeWatcher::listingFinished, m_connections, &ConnectionModel::endListing);
    connect(m_watcher, &NodeWatcher::changesReceived, this, &NodeSession::applyChanges);
    connect(m_watcher, &NodeWatcher::failed, this,
            [this](const QString &text) { m_events->addNotice(tr("Node refused"), text, true); });
    connect(m_watcher, &NodeWatcher::overdueChanged, this, &NodeSession::followAnswers);
}

void NodeSession::applyChanges(const Changes &changes)
{
    m_connections->apply(changes.changed, changes.closed);
    m_events->addEvents(changes.events, changes.skippedEvents);
    emit countersReceived(changes.counters);
}

void NodeSession::followLink()
{
    const bool connected = isConnected();
    if (connected != m_wasConnected)
        noteLink();
    m_wasConnected = connected;
    updateClock();
    emit linkChanged();
}

void NodeSession::followAnswers(bool overdue)
{
    if (overdue)
        m_events->addNotice(
                tr("No answer"),
                tr("The node has not answered for %1 s").arg(NodeWatcher::AnswerTimeout.count()),
                true);
    else if (isConnected())
        m_events->addNotice(tr("Answers again"), {}, false);
    updateClock();
    emit linkChanged();
}

/// Idle times stand still with everything else that is old.
void NodeSession::updateClock()
{
    const bool current = isConnected() && !m_watcher->isOverdue();
    m_connections->setClock(current ? QDateTime() : staleSince());
    if (!current)
        m_idleTimer.stop();
    else if (!m_idleTimer.isActive())
        m_idleTimer.start();
}

void NodeSession::noteLink()
{
    if (isConnected()) {
        const Welcome node = m_client->node();
        m_events->addNotice(tr("Link up"),
                            tr("to %1, %2").arg(visibleText(node.node), visibleText(node.product)),
                            false);
    } else {
        m_events->addNotice(tr("Link lost"), describeLink(*m_client).title, true);
    }
}

bool NodeSession::isConnected() const
{
    return m_client->state() == Client::State::Connected;
}

bool NodeSession::isStale() const
{
    return m_hasData && (!isConnected() || m_watcher->isOverdue());
}

bool NodeSession::nodeStopped() const
{
    return m_client->problem() == Client::Problem::NodeStopped;
}

QDateTime NodeSession::staleSince() const
{
    if (isConnected())
        return m_watcher->answeredAt();
    return nodeStopped() && m_client->stoppedAt().isValid() ? m_client->stoppedAt()
                                                            : m_client->lostAt();
}

} // namespace Landline::Gui
