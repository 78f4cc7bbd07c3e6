// SPDX-FileCopyrightText: 2026 The Landline authors
// SPDX-License-Identifier: LGPL-3.0-or-later

#ifndef LANDLINE_IPNETWORK_H
#define LANDLINE_IPNETWORK_H

#include <Landline/landline_export.h>
#include <Landline/peeraddress.h>

#include <optional>

namespace Landline {

/// An address, or a network in CIDR form: "192.0.2.7", "10.0.0.0/8", "2001:db8::/32". A value of 20 bytes.
///
/// An IPv4 address in the clothes of IPv6 (::ffff:192.0.2.1, as sockets on "::" report it) is that IPv4 address. So
/// "0.0.0.0/0" contains all IPv4 addresses and "::/0" all others.
class LANDLINE_EXPORT IpNetwork
{
public:
    /// Contains ::/128, the unspecified address, alone.
    IpNetwork() = default;
    /// Reads \a text. Returns nothing if it is neither an address nor a network, or has bits behind its prefix
    /// ("10.0.0.7/8"); \a complaint then says what is wrong, to be read behind "which", and what to write instead.
    static std::optional<IpNetwork> fromString(const QString &text, QString *complaint = nullptr);

    bool contains(const PeerAddress &address) const;
    /// The text that fromString() reads as this; without the prefix if it is a single address.
    QString toString() const;

    friend LANDLINE_EXPORT bool operator==(const IpNetwork &left, const IpNetwork &right);

private:
    bool isIpv4() const;

    Q_IPV6ADDR m_bits = {}; ///< of an IPv4 network ::ffff:a.b.c.d
    int m_prefix = 128; ///< of m_bits: that of an IPv4 network and 96
};

} // namespace Landline

#endif
