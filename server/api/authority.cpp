// SPDX-FileCopyrightText: 2026 The Landline authors
// SPDX-License-Identifier: LGPL-3.0-or-later

#include "api/authority_p.h"

#include <QtNetwork/qhostaddress.h>

#include <algorithm>

namespace Landline {

namespace {

bool isDigit(char c)
{
    return c >= '0' && c <= '9';
}

/// Of a name in lower case (RFC 3986 section 3.2.2, reg-name).
bool isNameCharacter(char c)
{
    return isDigit(c) || (c >= 'a' && c <= 'z') || QByteArrayView("-._~%!$&'()*+,;=").contains(c);
}

/// \a text without the brackets around it; null if it is no IPv6 address.
QByteArray normalizedIpv6(QByteArrayView text)
{
    QHostAddress address;
    if (text.contains('%') || !address.setAddress(QString::fromLatin1(text))
        || address.protocol() != QAbstractSocket::IPv6Protocol)
        return {};
    return '[' + address.toString().toLatin1() + ']';
}

bool readPort(QByteArrayView digits, int *port)
{
    if (!std::all_of(digits.begin(), digits.end(), isDigit))
        return false;
    if (digits.isEmpty())
        return true;
    bool fits = false;
    *port = digits.toByteArray().toUShort(&fits);
    return fits;
}

} // namespace

std::optional<Authority> Authority::parse(QByteArrayView text)
{
    const bool bracketed = text.startsWith('[');
    const qsizetype end = bracketed ? text.indexOf(']') + 1 : text.indexOf(':');
    if (bracketed && end == 0)
        return std::nullopt;
    const QByteArrayView host = end < 0 ? text : text.first(end);
    const QByteArrayView rest = text.sliced(host.size());
    Authority authority;
    if (!rest.isEmpty() && (!rest.startsWith(':') || !readPort(rest.sliced(1), &authority.port)))
        return std::nullopt;
    authority.host = bracketed ? normalizedIpv6(host.sliced(1, host.size() - 2)) : host.toByteArray().toLower();
    if (authority.host.isEmpty()
        || (!bracketed && !std::all_of(authority.host.begin(), authority.host.end(), isNameCharacter)))
        return std::nullopt;
    return authority;
}

} // namespace Landline
