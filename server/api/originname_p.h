// SPDX-FileCopyrightText: 2026 The Landline authors
// SPDX-License-Identifier: LGPL-3.0-or-later

#ifndef LANDLINE_ORIGINNAME_P_H
#define LANDLINE_ORIGINNAME_P_H

#include <QtCore/qbytearray.h>
#include <QtCore/qstring.h>

namespace Landline {

/// \a origin as browsers serialize it (RFC 6454 section 6.2), so that equal origins are equal bytes: scheme and host in
/// lower case, an IPv6 address as RFC 5952 writes it, no default port (80 of http and ws, 443 of https and wss). A dot at
/// the end of the host is kept: to browsers "https://example.com." is another origin. "null" and "file://" are origins.
/// Empty if \a origin is none.
QByteArray normalizedOrigin(QByteArrayView origin);

/// What is wrong with \a origin as a member of Settings::allowedOrigins, to be read behind "which", with what to write
/// instead; empty if nothing is.
QString complaintAboutOrigin(const QString &origin);

} // namespace Landline

#endif
