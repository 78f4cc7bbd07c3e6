// SPDX-FileCopyrightText: 2026 The Landline authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "admin/eventring.h"

#include "admin/brief.h"
#include "shared/endpoint.h"

#include <QtCore/qloggingcategory.h>

#include <algorithm>

Q_LOGGING_CATEGORY(lcAudit, "landline.admin")

using namespace Qt::StringLiterals;
using Landline::Admin::Event;

namespace Landline {

namespace {

Event eventOf(Event::Kind kind, const ConnectionInfo &info)
{
    Event event;
    event.kind = kind;
    event.fd = info.fd;
    event.server = info.server;
    event.route = info.route;
    event.peer = peerEndpoint(info.peerAddress, info.peerPort);
    event.label = info.label;
    return event;
}

/// Connections log themselves, if anybody wants that; here are only the consoles' deeds.
void audit(const Event &event)
{
    if (event.kind == Event::Kind::Opened || event.kind == Event::Kind::Closed)
        return;
    const QString target = event.fd > 0 ? u" fd %1"_s.arg(event.fd) : QString();
    switch (event.kind) {
    case Event::Kind::Opened:
    case Event::Kind::Closed:
        break;
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

void EventRing::append(Event entry)
{
    entry.sequence = ++m_lastSequence;
    if (!entry.time.isValid())
        entry.time = QDateTime::currentDateTimeUtc();
    if (!m_events.empty())
        entry.time = std::max(entry.time, m_events.back().time);
    entry.label = brief(entry.label);
    entry.detail = brief(entry.detail);
    audit(entry);
    if (m_events.size() == static_cast<size_t>(Capacity))
        m_events.pop_front();
    m_events.push_back(std::move(entry));
}

void EventRing::appendOpened(const ConnectionInfo &info)
{
    append(eventOf(Event::Kind::Opened, info));
}

void EventRing::appendClosed(const ConnectionInfo &info, const CloseInfo &close)
{
    Event event = eventOf(Event::Kind::Closed, info);
    event.code = close.code;
    event.by = close.by;
    event.detail = close.reason;
    append(std::move(event));
}

EventRing::Batch EventRing::since(quint64 sequence, qsizetype limit) const
{
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
