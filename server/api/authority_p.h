// SPDX-FileCopyrightText: 2026 The Landline authors
// SPDX-License-Identifier: LGPL-3.0-or-later

#ifndef LANDLINE_AUTHORITY_P_H
#define LANDLINE_AUTHORITY_P_H

#include <QtCore/qbytearray.h>

#include <optional>

namespace Landline {

/// A host with or without a port, as in a Host header or in an origin (RFC 3986 section 3.2), in a form that can be
/// compared: the name in lower case, an IPv6 address in brackets as RFC 5952 writes it. A dot at the end of a name is
/// part of it, as it is for browsers: "example.com." is another host than "example.com".
struct Authority
{
    QByteArray host; ///< "example.com", "192.0.2.7", "[2001:db8::7]"
    int port = -1; ///< 0 to 65535; -1 where there is none

    /// Nothing if \a text has another form, a user name for example. An empty port ("example.com:") is none.
    static std::optional<Authority> parse(QByteArrayView text);

    friend bool operator==(const Authority &, const Authority &) = default;
};

} // namespace Landline

#endif
