// SPDX-FileCopyrightText: 2026 The Landline authors
// SPDX-License-Identifier: LGPL-3.0-or-later

#include "shared/peeraddress.h"

#include <QtCore/qendian.h>
#include <QtNetwork/qnetworkinterface.h>

#include <charconv>
#include <cstring>

#include <arpa/inet.h>
#include <netinet/in.h>

namespace Landline {

static constexpr quint8 mapped[12] = {0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0xff, 0xff}; // RFC 4291 section 2.5.5.2

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

std::optional<PeerAddress> PeerAddress::fromText(QByteArrayView text, quint16 port)
{
    const QByteArray terminated = text.toByteArray();
    if (terminated.contains('\0'))
        return std::nullopt;
    PeerAddress address;
    address.m_port = port;
    if (::inet_pton(AF_INET, terminated.constData(), address.m_bytes.c) == 1)
        address.m_kind = Kind::IPv4;
    else if (::inet_pton(AF_INET6, terminated.constData(), address.m_bytes.c) == 1)
        address.m_kind = Kind::IPv6;
    return address.isNull() ? std::nullopt : std::optional(address);
}

Q_IPV6ADDR PeerAddress::toIpv6() const
{
    if (m_kind != Kind::IPv4)
        return m_bytes;
    Q_IPV6ADDR bytes;
    std::memcpy(bytes.c, mapped, sizeof mapped);
    std::memcpy(bytes.c + sizeof mapped, m_bytes.c, 4);
    return bytes;
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

QString PeerAddress::toString() const
{
    if (m_kind != Kind::IPv4)
        return address().toString();
    char text[INET_ADDRSTRLEN];
    char *end = text;
    for (int i = 0; i < 4; ++i) {
        if (i > 0)
            *end++ = '.';
        end = std::to_chars(end, text + sizeof text, m_bytes.c[i]).ptr;
    }
    return QString::fromLatin1(text, static_cast<qsizetype>(end - text));
}

PeerAddress PeerAddress::network() const
{
    PeerAddress network = *this;
    network.m_port = 0;
    if (m_kind != Kind::IPv6)
        return network;
    if (std::memcmp(m_bytes.c, mapped, sizeof mapped) == 0) {
        network = PeerAddress();
        network.m_kind = Kind::IPv4;
        std::memcpy(network.m_bytes.c, m_bytes.c + sizeof mapped, 4);
    } else {
        std::memset(network.m_bytes.c + 8, 0, 8);
    }
    return network;
}

bool operator==(const PeerAddress &left, const PeerAddress &right)
{
    return left.m_kind == right.m_kind && left.m_port == right.m_port && left.m_scope == right.m_scope
            && std::memcmp(left.m_bytes.c, right.m_bytes.c, sizeof left.m_bytes.c) == 0;
}

size_t qHash(const PeerAddress &address, size_t seed) noexcept
{
    return qHashMulti(qHashBits(address.m_bytes.c, sizeof address.m_bytes.c, seed), address.m_scope, address.m_port);
}

} // namespace Landline
