// SPDX-FileCopyrightText: 2026 The Landline authors
// SPDX-License-Identifier: GPL-3.0-or-later

#ifndef LANDLINE_PEERADDRESS_H
#define LANDLINE_PEERADDRESS_H

#include <QtNetwork/qhostaddress.h>

struct sockaddr;

namespace Landline {

/// An address and a port in 24 bytes, for those that are kept by the thousand: a QHostAddress allocates.
class PeerAddress
{
public:
    PeerAddress() = default;
    PeerAddress(const QHostAddress &address, quint16 port);
    /// Of what accept() and getpeername() say. Null if that is neither IPv4 nor IPv6.
    explicit PeerAddress(const sockaddr *address);

    QHostAddress address() const;
    quint16 port() const { return m_port; }

private:
    Q_IPV6ADDR m_bytes = {}; ///< of IPv4 the first four
    quint32 m_scope = 0; ///< number of the interface, of a link-local IPv6 address
    quint16 m_port = 0;
    enum class Kind : quint8 { Null, IPv4, IPv6 } m_kind = Kind::Null;
};

} // namespace Landline

#endif
