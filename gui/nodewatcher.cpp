// SPDX-FileCopyrightText: 2026 The Landline authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "gui/nodewatcher.h"

namespace Landline::Gui {

using namespace Admin;

NodeWatcher::NodeWatcher(Client *client, QObject *parent)
    : QObject(parent)
    , m_client(client)
{
    m_timer.setSingleShot(true);
    connect(&m_timer, &QTimer::timeout, this, [this] { m_listed ? poll() : list(); });
    connect(client, &Client::stateChanged, this, &NodeWatcher::follow);
    follow(client->state());
}

void NodeWatcher::setRelaxed(bool relaxed)
{
    if (relaxed == m_relaxed)
        return;
    m_relaxed = relaxed;
    if (!relaxed && m_timer.isActive())
        schedule(std::chrono::milliseconds(0)); // somebody looks again: show the truth at once
}

void NodeWatcher::follow(Client::State state)
{
    m_timer.stop();
    m_listed = false;
    if (state != Client::State::Connected)
        return;
    const Welcome node = m_client->node();
    const QString identity = QStringLiteral("%1 %2 %3")
                                     .arg(node.node)
                                     .arg(node.pid)
                                     .arg(node.startedAt.toMSecsSinceEpoch());
    if (identity != m_nodeIdentity) {
        m_nodeIdentity = identity;
        m_event.reset();
        emit nodeChanged();
    }
    list();
}

void NodeWatcher::list()
{
    emit listingStarted();
    askPage(0);
}

void NodeWatcher::askPage(qint64 afterFd)
{
    m_client->request(ListConnections{{}, afterFd, MaxRows}, this,
                      [=, this](const ReplyBody *reply) {
                          if (!reply)
                              return; // the link ended; Connected begins anew
                          if (const auto *page = std::get_if<ConnectionPage>(reply))
                              takePage(*page, afterFd == 0);
                          else
                              retryLater(*reply);
                      });
}

void NodeWatcher::takePage(const ConnectionPage &page, bool isFirst)
{
    if (isFirst) {
        m_time = page.time;
        // After a broken link the events go on where they stopped, so that the log has no hole.
        if (!m_event)
            m_event = page.event;
    }
    emit pageReceived(page);
    if (page.more && !page.rows.isEmpty()) {
        askPage(page.rows.last().fd);
        return;
    }
    m_listed = true;
    emit listingFinished();
    schedule(std::chrono::milliseconds(0));
}

void NodeWatcher::poll()
{
    m_client->request(PollChanges{{}, *m_event, m_time, MaxRows}, this,
                      [this](const ReplyBody *reply) {
                          if (!reply)
                              return;
                          if (const auto *changes = std::get_if<Changes>(reply))
                              takeChanges(*changes);
                          else
                              retryLater(*reply);
                      });
}

void NodeWatcher::takeChanges(const Changes &changes)
{
    if (changes.resync) {
        m_listed = false;
        m_event.reset();
        schedule(std::chrono::milliseconds(0));
        return;
    }
    m_event = changes.event;
    m_time = changes.time;
    emit changesReceived(changes);
    schedule(changes.more ? std::chrono::milliseconds(0) : interval());
}

void NodeWatcher::retryLater(const ReplyBody &reply)
{
    if (const auto *error = std::get_if<Error>(&reply))
        emit failed(error->text);
    schedule(RelaxedInterval);
}

void NodeWatcher::schedule(std::chrono::milliseconds delay)
{
    m_timer.start(delay);
}

} // namespace Landline::Gui
