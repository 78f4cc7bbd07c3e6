// SPDX-FileCopyrightText: 2026 The Landline authors
// SPDX-License-Identifier: LGPL-3.0-or-later

#include "http/forwarded.h"

#include "api/authority_p.h"
#include "http/grammar.h"
#include "http/requesthead.h"

#include <algorithm>

namespace Landline {

namespace {

/// The members of the list that all headers \a name make together (RFC 9110 section 5.6.1); empty ones do not count.
QList<QByteArray> listOf(const RequestHead &head, QByteArrayView name)
{
    QList<QByteArray> members;
    const QList<QByteArray> lines = head.headers(name);
    for (const QByteArray &line : lines) {
        const QList<QByteArray> parts = line.split(',');
        for (const QByteArray &part : parts) {
            if (const QByteArray member = part.trimmed(); !member.isEmpty())
                members.append(member);
        }
    }
    return members;
}

/// "192.0.2.7", "192.0.2.7:80", "2001:db8::7", "[2001:db8::7]" or "[2001:db8::7]:80".
std::optional<PeerAddress> readAddress(const QByteArray &text)
{
    if (const std::optional<PeerAddress> address = PeerAddress::fromText(text))
        return address;
    const std::optional<Authority> authority = Authority::parse(text);
    if (!authority)
        return std::nullopt;
    const bool bracketed = authority->host.startsWith('[');
    const QByteArray host = bracketed ? authority->host.mid(1).chopped(1) : authority->host;
    return PeerAddress::fromText(host, quint16(std::max(authority->port, 0)));
}

bool isTrusted(const PeerAddress &address, const QList<IpNetwork> &trusted)
{
    return std::any_of(trusted.begin(), trusted.end(),
                       [&address](const IpNetwork &network) { return network.contains(address); });
}

/// The member of \a list that is \a place places from its right end, the last being 1; else the first one, if any.
QByteArray memberAt(const QList<QByteArray> &list, qsizetype place)
{
    if (place > 0 && place <= list.size())
        return list.at(list.size() - place);
    return list.value(0);
}

std::optional<bool> isSecure(const QByteArray &protocol)
{
    const auto isOneOf = [&protocol](QByteArrayView one, QByteArrayView other) {
        return Grammar::isSameName(protocol, one) || Grammar::isSameName(protocol, other);
    };
    if (isOneOf("https", "wss"))
        return true;
    return isOneOf("http", "ws") ? std::optional(false) : std::nullopt;
}

} // namespace

Forwarded forwardedBy(const RequestHead &head, const PeerAddress &peer, const QList<IpNetwork> &trusted)
{
    Forwarded forwarded;
    forwarded.client = peer;
    if (!isTrusted(peer, trusted))
        return forwarded;
    const QList<QByteArray> addresses = listOf(head, "X-Forwarded-For");
    qsizetype place = 0;
    while (place < addresses.size() && isTrusted(forwarded.client, trusted)) {
        const std::optional<PeerAddress> address = readAddress(addresses.at(addresses.size() - place - 1));
        if (!address)
            break;
        forwarded.client = *address;
        ++place;
    }
    const QByteArray host = memberAt(listOf(head, "X-Forwarded-Host"), place);
    forwarded.host = Authority::parse(host) ? host : QByteArray();
    forwarded.secure = isSecure(memberAt(listOf(head, "X-Forwarded-Proto"), place));
    return forwarded;
}

QByteArray firstForwardedHost(const RequestHead &head)
{
    return listOf(head, "X-Forwarded-Host").value(0);
}

} // namespace Landline
