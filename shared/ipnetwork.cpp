// SPDX-FileCopyrightText: 2026 The Landline authors
// SPDX-License-Identifier: LGPL-3.0-or-later

#include "shared/ipnetwork.h"

#include <algorithm>
#include <cstring>

using namespace Qt::StringLiterals;

namespace Landline {

namespace {

constexpr int addressBits = 128;
constexpr int mappedBits = 96; ///< of ::ffff:0:0/96, RFC 4291 section 2.5.5.2
constexpr quint8 mapped[mappedBits / 8] = {0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0xff, 0xff};

bool isMapped(const Q_IPV6ADDR &bits)
{
    return std::memcmp(bits.c, mapped, sizeof mapped) == 0;
}

/// \a bits with all behind the first \a prefix cleared.
Q_IPV6ADDR masked(Q_IPV6ADDR bits, int prefix)
{
    for (int i = 0; i < int(sizeof bits.c); ++i) {
        const int kept = std::clamp(prefix - i * 8, 0, 8);
        bits.c[i] = quint8(bits.c[i] & (0xff00 >> kept));
    }
    return bits;
}

bool isEqual(const Q_IPV6ADDR &left, const Q_IPV6ADDR &right)
{
    return std::memcmp(left.c, right.c, sizeof left.c) == 0;
}

/// A number from 0 to \a most, or -1.
int readPrefix(QStringView text, int most)
{
    const bool isNumber = !text.isEmpty() && text.size() <= 3
            && std::all_of(text.begin(), text.end(), [](QChar c) { return c >= u'0' && c <= u'9'; });
    const int prefix = isNumber ? text.toInt() : most + 1;
    return prefix <= most ? prefix : -1;
}

} // namespace

std::optional<IpNetwork> IpNetwork::fromString(const QString &text, QString *complaint)
{
    const auto refuse = [complaint](const QString &why) {
        if (complaint)
            *complaint = why;
        return std::nullopt;
    };
    const qsizetype slash = text.indexOf(u'/');
    const QString address = text.left(slash);
    const std::optional<PeerAddress> parsed = PeerAddress::fromText(address.toUtf8());
    if (!parsed && address == u"localhost")
        return refuse(u"is a name: write \"127.0.0.1\" and \"::1\""_s);
    if (!parsed)
        return refuse(u"is neither an address nor a network: write \"192.0.2.7\" or \"192.0.2.0/24\""_s);
    IpNetwork network;
    network.m_bits = parsed->toIpv6();
    const int most = address.contains(u':') ? addressBits : addressBits - mappedBits;
    const int prefix = slash < 0 ? most : readPrefix(QStringView(text).sliced(slash + 1), most);
    if (prefix < 0)
        return refuse(u"has a prefix that is not a number from 0 to %1"_s.arg(most));
    network.m_prefix = addressBits - most + prefix;
    const IpNetwork given = network;
    network.m_bits = masked(network.m_bits, network.m_prefix);
    if (network != given)
        return refuse(u"has bits behind its prefix: write \"%1\""_s.arg(network.toString()));
    return network;
}

bool IpNetwork::isIpv4() const
{
    return m_prefix >= mappedBits && isMapped(m_bits);
}

bool IpNetwork::contains(const PeerAddress &address) const
{
    if (address.isNull())
        return false;
    const Q_IPV6ADDR bits = address.toIpv6();
    return isMapped(bits) == isIpv4() && isEqual(masked(bits, m_prefix), m_bits);
}

QString IpNetwork::toString() const
{
    const bool ipv4 = isIpv4();
    QHostAddress address(m_bits);
    if (ipv4)
        address = QHostAddress(address.toIPv4Address());
    const QString text = address.toString();
    return m_prefix == addressBits ? text : "%1/%2"_L1.arg(text, QString::number(m_prefix - (ipv4 ? mappedBits : 0)));
}

bool operator==(const IpNetwork &left, const IpNetwork &right)
{
    return left.m_prefix == right.m_prefix && isEqual(left.m_bits, right.m_bits);
}

} // namespace Landline
