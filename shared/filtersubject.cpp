// SPDX-FileCopyrightText: 2026 The Landline authors
// SPDX-License-Identifier: LGPL-3.0-or-later

#include "shared/filtersubject.h"

#include "shared/connectioninfo.h"

namespace Landline {

FilterSubject::~FilterSubject() = default;

QString FilterSubject::nodeOf(const QString &id)
{
    const qsizetype beforeFd = id.lastIndexOf(u'-');
    const qsizetype beforeEpoch = beforeFd > 0 ? id.lastIndexOf(u'-', beforeFd - 1) : -1;
    return beforeEpoch < 0 ? QString() : id.left(beforeEpoch);
}

QString ConnectionInfoSubject::text(FilterKey key) const
{
    switch (key) {
    case FilterKey::Id: return m_info.id;
    case FilterKey::Node: return nodeOf(m_info.id);
    case FilterKey::Server: return m_info.server;
    case FilterKey::Route: return m_info.route;
    case FilterKey::Path: return m_info.path;
    case FilterKey::Label: return m_info.label;
    case FilterKey::User: return m_info.user;
    case FilterKey::Agent: return m_info.userAgent;
    case FilterKey::Subprotocol: return m_info.subprotocol;
    default: return {};
    }
}

std::optional<qint64> ConnectionInfoSubject::number(FilterKey key) const
{
    switch (key) {
    case FilterKey::Fd: return m_info.fd;
    case FilterKey::Port: return m_info.peerPort;
    case FilterKey::Worker: return m_info.worker;
    case FilterKey::Queued: return m_info.queuedBytes;
    case FilterKey::In: return m_info.messagesIn;
    case FilterKey::Out: return m_info.messagesOut;
    case FilterKey::BytesIn: return m_info.bytesIn;
    case FilterKey::BytesOut: return m_info.bytesOut;
    case FilterKey::Tls: return m_info.tls;
    case FilterKey::Compressed: return m_info.compressed;
    case FilterKey::Idle: return m_info.lastActiveAt.toMSecsSinceEpoch();
    case FilterKey::Age: return m_info.openedAt.toMSecsSinceEpoch();
    case FilterKey::RoundTrip:
        return m_info.roundTrip.count() < 0 ? std::nullopt : std::optional<qint64>(m_info.roundTrip.count());
    default: return std::nullopt;
    }
}

QStringList ConnectionInfoSubject::groups() const
{
    return m_info.groups;
}

PeerAddress ConnectionInfoSubject::peer() const
{
    // A zone ("fe80::1%eth0") is a name of another machine's interface.
    const QStringView address = QStringView(m_info.peerAddress).left(m_info.peerAddress.indexOf(u'%'));
    return PeerAddress::fromText(address.toUtf8(), m_info.peerPort).value_or(PeerAddress());
}

QVariant ConnectionInfoSubject::contextValue(const QString &) const
{
    return {};
}

} // namespace Landline
