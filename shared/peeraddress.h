// SPDX-FileCopyrightText: 2026 The Landline authors
// SPDX-License-Identifier: LGPL-3.0-or-later

#ifndef LANDLINE_PEERADDRESS_H
#define LANDLINE_PEERADDRESS_H

#include <Landline/landline_export.h>

#include <QtNetwork/qhostaddress.h>

#include <optional>

struct sockaddr;

namespace Landline {

/// An address and a port in 24 bytes, for those that are kept by the thousand: a QHostAddress allocates.
class LANDLINE_EXPORT PeerAddress
{
public:
    PeerAddress() = default;
    PeerAddress(const QHostAddress &address, quint16 port);
    /// Of what accept() and getpeername() say. Null if that is neither IPv4 nor IPv6.
    explicit PeerAddress(const sockaddr *address);
    /// Of \a text, "192.0.2.7" or "2001:db8::7", in no other spelling: no name, no zone, no leading zeros, no port.
    static std::optional<PeerAddress> fromText(QByteArrayView text, quint16 port = 0);

    bool isNull() const { return m_kind == Kind::Null; }
    QHostAddress address() const;
    /// The address as text; that of address(), for less.
    QString toString() const;
    quint16 port() const { return m_port; }
    /// The address in 128 bits: an IPv4 address as ::ffff:192.0.2.7.
    Q_IPV6ADDR toIpv6() const;

    /// What a client cannot change at will: the address without the port; of an IPv6 address the upper 64 bits, since a
    /// customer is given the lower ones to use as he likes. An IPv4 address in the clothes of IPv6 (::ffff:192.0.2.1, as
    /// sockets on "::" report it) is that IPv4 address.
    PeerAddress network() const;

    friend LANDLINE_EXPORT bool operator==(const PeerAddress &left, const PeerAddress &right);
    friend LANDLINE_EXPORT size_t qHash(const PeerAddress &address, size_t seed) noexcept;

private:
    Q_IPV6ADDR m_bytes = {}; ///< of IPv4 the first four
    quint32 m_scope = 0; ///< number of the interface, of a link-local IPv6 address
    quint16 m_port = 0;
    enum class Kind : quint8 { Null, IPv4, IPv6 } m_kind = Kind::Null;
};

} // namespace Landline

#endif
