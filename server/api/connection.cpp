// SPDX-FileCopyrightText: 2026 The Landline authors
// SPDX-License-Identifier: LGPL-3.0-or-later

#include "api/connection.h"

#include "api/changelist_p.h"
#include "api/groupindex_p.h"
#include "api/request.h"
#include "api/route.h"
#include "io/loopclock.h"
#include "shared/decimal.h"

#include <QtCore/qdatetime.h>
#include <QtCore/qmetaobject.h>

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

struct Connection::Membership
{
    QString user;
    QStringList groups; ///< in the order of joining; each name is shared by all members of the group
};

Connection::Connection(const Opening &opening, const Request &request, QObject *parent)
    : QObject(parent)
    , m_fd(opening.fd)
    , m_nodeId(opening.nodeId)
    , m_path(request.path() == opening.route->pattern() ? opening.route->pattern() : request.path())
    , m_subprotocol(opening.subprotocol)
    , m_userAgent(request.redaction().header("User-Agent", request.header("User-Agent")))
    , m_peer(request.peer())
    , m_context(request.sharedContext())
    , m_route(opening.route)
    , m_openedAt(LoopClock::now())
    , m_lastActive(m_openedAt)
    , m_worker(static_cast<qint16>(opening.worker))
    , m_isSecure(request.isSecure())
    , m_isCompressed(opening.isCompressed)
{
}

Connection::~Connection()
{
    leaveAll();
    leaveUser();
}

QString Connection::id() const
{
    QString id;
    id.reserve(m_nodeId.size() + 21);
    id += m_nodeId;
    id += QLatin1Char('-');
    appendDecimal(&id, m_fd);
    return id;
}

QString Connection::serverName() const
{
    return m_route->serverName();
}

/// Puts it on the list for consoles, once in a round.
inline void Connection::noteChange()
{
    ChangeList &changes = m_route->changes();
    if (m_notedIn == changes.round() || m_state == State::Closed)
        return;
    m_notedIn = changes.round();
    changes.noteChanged(m_fd);
}

inline void Connection::touch()
{
    m_lastActive = LoopClock::now();
    noteChange();
}

PushResult Connection::push(const Frame &frame, Encodings *encodings)
{
    if (m_state != State::Open)
        return PushResult::Gone;
    if (!frame.isValid())
        return PushResult::Rejected;
    const PushResult result = send(frame, encodings);
    if (result == PushResult::Queued) {
        ++m_traffic.messagesOut;
        m_traffic.bytesOut += frame.size();
        m_route->countSent(frame.size());
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

bool Connection::join(const QString &name)
{
    if (name.isEmpty() || !mayBeCalled(name))
        return false;
    if (const QString shared = m_route->groupIndex().groups.insert(name, m_fd); !shared.isNull())
        membership().groups.append(shared);
    noteChange();
    return true;
}

bool Connection::leave(const QString &name)
{
    if (!m_membership || !m_membership->groups.removeOne(name))
        return false;
    m_route->groupIndex().groups.remove(name, m_fd);
    forgetIfEmpty();
    noteChange();
    return true;
}

void Connection::leaveAll()
{
    if (!m_membership)
        return;
    const QStringList left = std::exchange(m_membership->groups, {});
    for (const QString &name : left)
        m_route->groupIndex().groups.remove(name, m_fd);
    forgetIfEmpty();
    noteChange();
}

QStringList Connection::groups() const
{
    return m_membership ? m_membership->groups : QStringList();
}

bool Connection::bindUser(const QString &id)
{
    if (!mayBeCalled(id))
        return false;
    if (id == user())
        return true;
    leaveUser();
    if (!id.isEmpty())
        membership().user = m_route->groupIndex().users.insert(id, m_fd);
    noteChange();
    return true;
}

QString Connection::user() const
{
    return m_membership ? m_membership->user : QString();
}

bool Connection::mayBeCalled(const QString &name) const
{
    return name.size() <= MaxNameLength && m_state != State::Closed;
}

Connection::Membership &Connection::membership()
{
    if (!m_membership)
        m_membership = std::make_unique<Membership>();
    return *m_membership;
}

void Connection::leaveUser()
{
    if (!m_membership || m_membership->user.isEmpty())
        return;
    m_route->groupIndex().users.remove(std::exchange(m_membership->user, {}), m_fd);
    forgetIfEmpty();
}

void Connection::forgetIfEmpty()
{
    if (m_membership->groups.isEmpty() && m_membership->user.isEmpty())
        m_membership.reset();
}

QString Connection::label(const QString &key) const
{
    return key.isEmpty() ? QString() : m_context->get(key).toString();
}

ConnectionInfo Connection::info(const QString &labelKey, qsizetype groupLimit) const
{
    ConnectionInfo info;
    info.fd = m_fd;
    info.id = id();
    info.server = serverName();
    info.route = m_route->pattern();
    info.path = m_path;
    info.label = label(labelKey);
    info.subprotocol = m_subprotocol;
    info.userAgent = QString::fromUtf8(m_userAgent);
    info.peerAddress = m_peer.toString();
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
    info.tls = m_isSecure;
    info.compressed = m_isCompressed;
    if (m_membership) {
        info.user = m_membership->user;
        info.groups = m_membership->groups.first(qMin(groupLimit, m_membership->groups.size()));
        info.groupCount = m_membership->groups.size();
    }
    return info;
}

void Connection::open(const Request &request)
{
    m_state = State::Open;
    m_route->handleOpen(this, request);
}

void Connection::receive(const Frame &frame)
{
    // What still arrives after our close frame is not for the application (RFC 6455 section 1.4).
    if (m_state != State::Open)
        return;
    ++m_traffic.messagesIn;
    m_traffic.bytesIn += frame.size();
    m_route->countReceived(frame.size());
    touch();
    m_route->handleMessage(this, frame);
    if (m_isObserved)
        emit messageReceived(frame);
}

void Connection::finish(const CloseInfo &close)
{
    if (m_state == State::Closed)
        return;
    m_state = State::Closed;
    m_route->handleClose(this, close);
    emit closed(close);
    leaveAll();
    leaveUser();
}

void Connection::setClosing()
{
    if (m_state == State::Open)
        m_state = State::Closing;
}

void Connection::connectNotify(const QMetaMethod &signal)
{
    if (signal == QMetaMethod::fromSignal(&Connection::messageReceived))
        m_isObserved = true;
}

void Connection::countDropped(qint64 count)
{
    m_traffic.messagesDropped += count;
    m_route->countDropped(count);
}

} // namespace Landline
