// SPDX-FileCopyrightText: 2026 The Landline authors
// SPDX-License-Identifier: LGPL-3.0-or-later

#include "admin/eventring.h"

#include "admin/brief.h"
#include "shared/endpoint.h"

#include <QtCore/qloggingcategory.h>

#include <algorithm>

using namespace Qt::StringLiterals;
using Landline::Admin::Event;

namespace Landline {

static Q_LOGGING_CATEGORY(lcAudit, "landline.admin")

namespace {

static_assert(ConnectionHistory::MaxLabelLength > MaxBriefLength, "brief() marks labels that were cut");

Event eventOf(const ConnectionEvent &happened)
{
    Event event;
    event.time = QDateTime::fromMSecsSinceEpoch(happened.time, Qt::UTC);
    event.kind = happened.isClosed ? Event::Kind::Closed : Event::Kind::Opened;
    event.fd = happened.fd;
    event.server = happened.server;
    event.route = happened.route;
    event.peer = peerEndpoint(happened.peer.address().toString(), happened.peer.port());
    event.label = happened.label;
    if (happened.isClosed) {
        event.code = happened.close.code;
        event.by = happened.close.by;
        event.detail = happened.close.reason;
    }
    return event;
}

/// Connections log themselves, if anybody wants that; here are only the consoles' deeds.
void audit(const Event &event)
{
    const QString target = event.fd > 0 ? u" fd %1"_s.arg(event.fd) : QString();
    switch (event.kind) {
    case Event::Kind::Opened:
    case Event::Kind::Closed:
        return;
    case Event::Kind::Pushed:
        qCInfo(lcAudit).noquote() << u"console (%1) pushed"_s.arg(event.peer) + target + u':'
                                  << event.detail;
        return;
    case Event::Kind::Disconnected:
        qCInfo(lcAudit).noquote() << u"console (%1) disconnected"_s.arg(event.peer) + target
                                  << u"with %1:"_s.arg(event.code) << event.detail;
        return;
    case Event::Kind::ConsoleConnected:
        qCInfo(lcAudit).noquote() << u"console (%1) connected:"_s.arg(event.peer)
                                  << quotedBrief(event.detail);
        return;
    case Event::Kind::ConsoleLeft:
        qCInfo(lcAudit).noquote() << u"console (%1) left:"_s.arg(event.peer)
                                  << quotedBrief(event.detail);
        return;
    }
}

} // namespace

EventRing::EventRing(ConnectionHistory *history) : m_history(history)
{
    m_history->activate();
}

void EventRing::append(const Event &event)
{
    takeHistory();
    Event entry = event;
    if (!entry.time.isValid())
        entry.time = QDateTime::currentDateTimeUtc();
    audit(enter(entry));
}

quint64 EventRing::lastSequence()
{
    takeHistory();
    return m_lastSequence;
}

/// Texts are made only of what stays: what more than Capacity events follow gets its number and is gone.
void EventRing::takeHistory()
{
    const ConnectionHistory::Batch batch = m_history->read(&m_position);
    const size_t dropped = std::max(batch.events.size(), size_t(Capacity)) - size_t(Capacity);
    if (batch.missed + dropped > 0) {
        m_lastSequence += batch.missed + dropped;
        m_events.clear();
    }
    for (size_t i = dropped; i < batch.events.size(); ++i)
        enter(eventOf(batch.events[i]));
}

const Event &EventRing::enter(Event event)
{
    event.sequence = ++m_lastSequence;
    if (m_lastTime.isValid())
        event.time = std::max(event.time, m_lastTime);
    m_lastTime = event.time;
    event.label = brief(event.label);
    event.detail = brief(event.detail);
    if (m_events.size() == static_cast<size_t>(Capacity))
        m_events.pop_front();
    return m_events.emplace_back(std::move(event));
}

EventRing::Batch EventRing::since(quint64 sequence, qsizetype limit)
{
    takeHistory();
    const quint64 beforeFirst = m_lastSequence - m_events.size();
    if (sequence > m_lastSequence)
        return {{}, 0, m_lastSequence, false};
    const quint64 from = std::max(sequence, beforeFirst);
    const auto first = m_events.cbegin() + static_cast<qsizetype>(from - beforeFirst);
    const qsizetype count = std::min<qsizetype>(limit, m_events.cend() - first);
    return {QList<Event>(first, first + count), from - sequence, from + static_cast<quint64>(count),
            first + count != m_events.cend()};
}

} // namespace Landline
