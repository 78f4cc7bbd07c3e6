// SPDX-FileCopyrightText: 2026 The Landline authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "api/connection.h"

#include "api/request.h"
#include "api/route.h"
#include "io/loopclock.h"

#include <QtCore/qdatetime.h>

namespace Landline {

namespace {

/// Cuts to what fits a close frame, never inside a character.
QString fittingReason(const QString &reason)
{
    // No character takes less than a byte, so what is longer than this need not be looked at.
    QString fitting = reason.left(CloseCode::MaxReasonBytes);
    if (fitting.size() < reason.size() && fitting.back().isHighSurrogate())
        fitting.chop(1);
    while (!CloseCode::isValidReason(fitting))
        fitting.chop(fitting.size() > 1 && fitting.back().isLowSurrogate() ? 2 : 1);
    return fitting;
}

} // namespace

Connection::Connection(const Opening &opening, const Request &request, QObject *parent)
    : QObject(parent)
    , m_fd(opening.fd)
    , m_nodeId(opening.nodeId)
    , m_path(request.path() == opening.route->pattern() ? opening.route->pattern() : request.path())
    , m_subprotocol(opening.subprotocol)
    , m_userAgent(request.header("User-Agent"))
    , m_peer(request.peer())
    , m_context(request.sharedContext())
    , m_route(opening.route)
    , m_openedAt(LoopClock::now())
    , m_lastActive(m_openedAt)
    , m_worker(static_cast<qint16>(opening.worker))
{
}

Connection::~Connection() = default;

QString Connection::id() const
{
    return m_nodeId + QLatin1Char('-') + QString::number(m_fd);
}

QString Connection::serverName() const
{
    return m_route->serverName();
}

PushResult Connection::push(const Frame &frame)
{
    if (m_state != State::Open)
        return PushResult::Gone;
    if (!frame.isValid())
        return PushResult::Rejected;
    const PushResult result = send(frame);
    if (result == PushResult::Queued) {
        ++m_traffic.messagesOut;
        m_traffic.bytesOut += frame.size();
        touch();
    }
    return result;
}

PushResult Connection::close(quint16 code, const QString &reason)
{
    if (m_state != State::Open)
        return PushResult::Gone;
    if (!CloseCode::isSendable(code))
        return PushResult::Rejected;
    m_state = State::Closing;
    sendClose(code, fittingReason(reason));
    return PushResult::Queued;
}

ConnectionInfo Connection::info(const QString &labelKey) const
{
    ConnectionInfo info;
    info.fd = m_fd;
    info.id = id();
    info.server = serverName();
    info.route = m_route->pattern();
    info.path = m_path;
    info.label = labelKey.isEmpty() ? QString() : m_context->get(labelKey).toString();
    info.subprotocol = m_subprotocol;
    info.userAgent = QString::fromUtf8(m_userAgent);
    info.peerAddress = peerAddress().toString();
    info.peerPort = peerPort();
    info.worker = m_worker;
    info.openedAt = QDateTime::fromMSecsSinceEpoch(m_openedAt, Qt::UTC);
    info.lastActiveAt = QDateTime::fromMSecsSinceEpoch(m_lastActive, Qt::UTC);
    info.messagesIn = m_traffic.messagesIn;
    info.messagesOut = m_traffic.messagesOut;
    info.bytesIn = m_traffic.bytesIn;
    info.bytesOut = m_traffic.bytesOut;
    info.queuedBytes = queuedBytes();
    info.messagesDropped = m_traffic.messagesDropped;
    info.roundTrip = roundTrip();
    return info;
}

void Connection::open(const Request &request)
{
    m_state = State::Open;
    emit m_route->opened(this, request);
}

void Connection::receive(const Frame &frame)
{
    // What still arrives after our close frame is not for the application (RFC 6455 section 1.4).
    if (m_state != State::Open)
        return;
    ++m_traffic.messagesIn;
    m_traffic.bytesIn += frame.size();
    touch();
    emit m_route->messageReceived(this, frame);
    emit messageReceived(frame);
}

void Connection::finish(const CloseInfo &close)
{
    if (m_state == State::Closed)
        return;
    m_state = State::Closed;
    emit m_route->closed(this, close);
    emit closed(close);
}

void Connection::setClosing()
{
    if (m_state == State::Open)
        m_state = State::Closing;
}

void Connection::touch()
{
    m_lastActive = LoopClock::now();
}

} // namespace Landline
