// SPDX-FileCopyrightText: 2026 The Landline authors
// SPDX-License-Identifier: LGPL-3.0-or-later

#include "runtime/connectionsubject.h"

#include "api/connection.h"
#include "api/route.h"

namespace Landline {

QString ConnectionSubject::text(FilterKey key) const
{
    switch (key) {
    case FilterKey::Id: return m_connection.id();
    case FilterKey::Node: return nodeOf(m_connection.id());
    case FilterKey::Server: return m_connection.serverName();
    case FilterKey::Route: return m_connection.route()->pattern();
    case FilterKey::Path: return m_connection.path();
    case FilterKey::Label: return m_connection.label(m_labelKey);
    case FilterKey::User: return m_connection.user();
    case FilterKey::Agent: return QString::fromUtf8(m_connection.userAgent());
    case FilterKey::Subprotocol: return m_connection.subprotocol();
    default: return {};
    }
}

std::optional<qint64> ConnectionSubject::number(FilterKey key) const
{
    switch (key) {
    case FilterKey::Fd: return m_connection.fd();
    case FilterKey::Port: return m_connection.peerPort();
    case FilterKey::Worker: return m_connection.worker();
    case FilterKey::Queued: return m_connection.queuedBytes();
    case FilterKey::In: return m_connection.traffic().messagesIn;
    case FilterKey::Out: return m_connection.traffic().messagesOut;
    case FilterKey::BytesIn: return m_connection.traffic().bytesIn;
    case FilterKey::BytesOut: return m_connection.traffic().bytesOut;
    case FilterKey::Tls: return m_connection.isSecure();
    case FilterKey::Compressed: return m_connection.isCompressed();
    case FilterKey::Idle: return m_connection.lastActiveTime();
    case FilterKey::Age: return m_connection.openedTime();
    case FilterKey::RoundTrip: {
        const qint64 roundTrip = m_connection.roundTrip().count();
        return roundTrip < 0 ? std::nullopt : std::optional<qint64>(roundTrip);
    }
    default: return std::nullopt;
    }
}

QStringList ConnectionSubject::groups() const
{
    return m_connection.groups();
}

PeerAddress ConnectionSubject::peer() const
{
    return m_connection.peer();
}

QVariant ConnectionSubject::contextValue(const QString &name) const
{
    return m_connection.context().get(name);
}

} // namespace Landline
