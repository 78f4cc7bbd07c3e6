// SPDX-FileCopyrightText: 2026 The Landline authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "api/peeraddress.h"

#include <QtCore/qendian.h>
#include <QtNetwork/qnetworkinterface.h>

#include <cstring>

#include <netinet/in.h>

namespace Landline {

PeerAddress::PeerAddress(const QHostAddress &address, quint16 port) : m_port(port)
{
    switch (address.protocol()) {
    case QAbstractSocket::IPv4Protocol:
        qToBigEndian(address.toIPv4Address(), m_bytes.c);
        m_kind = Kind::IPv4;
        break;
    case QAbstractSocket::IPv6Protocol:
        m_bytes = address.toIPv6Address();
        m_kind = Kind::IPv6;
        if (const QString scope = address.scopeId(); !scope.isEmpty())
            m_scope = static_cast<quint32>(QNetworkInterface::interfaceIndexFromName(scope));
        break;
    default: break;
    }
}

PeerAddress::PeerAddress(const sockaddr *address)
{
    if (address->sa_family == AF_INET) {
        sockaddr_in ipv4;
        std::memcpy(&ipv4, address, sizeof ipv4);
        std::memcpy(m_bytes.c, &ipv4.sin_addr, 4);
        m_port = ntohs(ipv4.sin_port);
        m_kind = Kind::IPv4;
    } else if (address->sa_family == AF_INET6) {
        sockaddr_in6 ipv6;
        std::memcpy(&ipv6, address, sizeof ipv6);
        std::memcpy(m_bytes.c, &ipv6.sin6_addr, 16);
        m_scope = ipv6.sin6_scope_id;
        m_port = ntohs(ipv6.sin6_port);
        m_kind = Kind::IPv6;
    }
}

QHostAddress PeerAddress::address() const
{
    if (m_kind == Kind::Null)
        return {};
    if (m_kind == Kind::IPv4)
        return QHostAddress(qFromBigEndian<quint32>(m_bytes.c));
    QHostAddress address(m_bytes);
    if (m_scope != 0)
        address.setScopeId(QNetworkInterface::interfaceNameFromIndex(static_cast<int>(m_scope)));
    return address;
}

} // namespace Landline
