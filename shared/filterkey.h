// SPDX-FileCopyrightText: 2026 The Landline authors
// SPDX-License-Identifier: LGPL-3.0-or-later

#ifndef LANDLINE_FILTERKEY_H
#define LANDLINE_FILTERKEY_H

#include <Landline/landline_export.h>

#include <QtCore/qstringlist.h>

#include <optional>

namespace Landline {

/// The properties of a connection that a Filter can name.
enum class FilterKey : quint8 {
    Fd,
    Id,
    Node,
    Server,
    Route,
    Path,
    Label,
    User,
    Group,
    Ip,
    Port,
    Worker,
    Agent,
    Subprotocol,
    Tls,
    Compressed,
    Queued,
    Idle,
    Age,
    In,
    Out,
    BytesIn,
    BytesOut,
    RoundTrip, ///< "rtt"
    Context, ///< "ctx.NAME"
};

/// How the values of a key are written and compared.
enum class FilterValue : quint8 {
    Text, ///< text with wildcards
    Address, ///< an IP address, a network in CIDR form, or text with wildcards
    Count, ///< a whole number
    Size, ///< bytes, with the units of size
    Seconds, ///< a duration, in seconds where it has no unit; kept in ms
    Milliseconds, ///< a duration, in ms where it has no unit; kept in µs
    Flag, ///< none: the key stands alone
    Any, ///< text with wildcards after `:`, a number after `<`, `>` and `=`
};

/// The name of \a key in a filter: "user", "bytes_in". Of FilterKey::Context "ctx".
LANDLINE_EXPORT QLatin1StringView filterKeyName(FilterKey key);
/// What is compared with \a key.
LANDLINE_EXPORT FilterValue filterValueOf(FilterKey key);
/// A term with \a key, for error messages: "user:ann", "queued>64KiB", "tls".
LANDLINE_EXPORT QLatin1StringView filterExample(FilterKey key);
/// The names of all keys in the order of FilterKey; FilterKey::Context as "ctx.NAME".
LANDLINE_EXPORT QStringList filterKeyNames();

/// The key named \a name, ignoring case, or nothing. Not FilterKey::Context.
LANDLINE_EXPORT std::optional<FilterKey> filterKeyByName(QStringView name);
/// The name of the key that \a name was most likely meant to be, or an empty string. Knows the member names of a
/// connection as JSON as well: "queued" for "queued_bytes".
LANDLINE_EXPORT QString nearestFilterKey(const QString &name);

} // namespace Landline

#endif
