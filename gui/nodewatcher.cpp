// SPDX-FileCopyrightText: 2026 The Landline authors
// SPDX-License-Identifier: LGPL-3.0-or-later

#include "gui/nodewatcher.h"

#include <algorithm>

namespace Landline::Gui {

using namespace Admin;
using namespace std::chrono_literals;

static constexpr int MaxStalls = 3;

NodeWatcher::NodeWatcher(Client *client, QObject *parent)
    : QObject(parent)
    , m_client(client)
{
    m_timer.setSingleShot(true);
    connect(&m_timer, &QTimer::timeout, this, [this] { take(m_next); });
    m_seconds.setInterval(1s);
    connect(&m_seconds, &QTimer::timeout, this, &NodeWatcher::countSecond);
    connect(client, &Client::stateChanged, this, &NodeWatcher::follow);
    follow(client->state());
}

void NodeWatcher::setRelaxed(bool relaxed)
{
    if (relaxed == m_relaxed)
        return;
    m_relaxed = relaxed;
    if (!relaxed && m_timer.isActive())
        schedule(m_next, 0ms); // somebody looks again: show the truth at once
}

void NodeWatcher::follow(Client::State state)
{
    m_timer.stop();
    m_seconds.stop();
    m_resyncs = 0;
    setOverdue(false);
    if (state != Client::State::Connected)
        return;
    m_answeredAt = QDateTime::currentDateTimeUtc();
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

void NodeWatcher::take(Step step)
{
    switch (step) {
    case Step::List:
        return list();
    case Step::Page:
        return askPage();
    case Step::Poll:
        return poll();
    }
}

template<typename Answer>
void NodeWatcher::ask(const RequestBody &question, void (NodeWatcher::*takeAnswer)(const Answer &))
{
    m_waited = 0;
    const bool asked
            = m_client->request(question, this, [this, takeAnswer](const ReplyBody *reply) {
                  if (!reply)
                      return; // the link ended; Connected begins anew
                  m_seconds.stop();
                  m_answeredAt = QDateTime::currentDateTimeUtc();
                  setOverdue(false);
                  if (const auto *answer = std::get_if<Answer>(reply))
                      (this->*takeAnswer)(*answer);
                  else
                      retryLater(*reply);
              });
    if (asked)
        m_seconds.start();
}

void NodeWatcher::list()
{
    m_position.reset();
    m_afterFd = 0;
    m_stalls = 0;
    emit listingStarted();
    askPage();
}

void NodeWatcher::askPage()
{
    m_next = Step::Page;
    ask(ListConnections{{}, m_afterFd, MaxRows}, &NodeWatcher::takePage);
}

void NodeWatcher::takePage(const ConnectionPage &page)
{
    // What changes while the pages come is behind the position of the first one.
    if (!m_position)
        m_position = page.position;
    // After a broken link the events go on where they stopped, so that the log has no hole.
    if (!m_event)
        m_event = page.event;
    emit pageReceived(page);
    if (!page.more) {
        emit listingFinished();
        schedule(Step::Poll, 0ms);
        return;
    }
    qint64 last = 0;
    for (const ConnectionInfo &row : page.rows)
        last = std::max(last, row.fd);
    if (last <= m_afterFd)
        return stall(interval());
    m_afterFd = last;
    m_stalls = 0;
    askPage();
}

/// Asks for the same page once more after \a delay. A node that never gives it is polled all the
/// same: rows that were not listed appear when they change.
void NodeWatcher::stall(std::chrono::milliseconds delay)
{
    const bool givesUp = ++m_stalls > MaxStalls && m_position && m_event;
    schedule(givesUp ? Step::Poll : Step::Page, delay);
}

void NodeWatcher::poll()
{
    m_next = Step::Poll;
    ask(PollChanges{{}, *m_event, *m_position, MaxRows}, &NodeWatcher::takeChanges);
}

void NodeWatcher::takeChanges(const Changes &changes)
{
    const bool leadsOn = changes.position != *m_position || changes.event != *m_event;
    m_position = changes.position;
    m_event = changes.event;
    emit changesReceived(changes);
    if (changes.resync) {
        // One that comes right after a listing would come for ever: then there is time to breathe.
        schedule(Step::List, m_resyncs++ == 0 ? 0ms : interval());
        return;
    }
    m_resyncs = 0;
    schedule(Step::Poll, changes.more && leadsOn ? 0ms : interval());
}

void NodeWatcher::retryLater(const ReplyBody &reply)
{
    if (const auto *error = std::get_if<Error>(&reply))
        emit failed(error->text);
    if (m_next == Step::Page)
        stall(RelaxedInterval);
    else
        schedule(m_next, RelaxedInterval);
}

void NodeWatcher::schedule(Step step, std::chrono::milliseconds delay)
{
    m_next = step;
    m_timer.start(delay);
}

void NodeWatcher::countSecond()
{
    if (++m_waited == AnswerTimeout.count())
        setOverdue(true);
}

void NodeWatcher::setOverdue(bool overdue)
{
    if (overdue == m_overdue)
        return;
    m_overdue = overdue;
    emit overdueChanged(overdue);
}

} // namespace Landline::Gui
