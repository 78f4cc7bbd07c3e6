// SPDX-FileCopyrightText: 2026 The Landline authors
// SPDX-License-Identifier: LGPL-3.0-or-later

#ifndef LANDLINE_SERVERNAME_H
#define LANDLINE_SERVERNAME_H

#include <Landline/landline_export.h>

#include <QtCore/qbytearray.h>

#include <optional>

namespace Landline {

/// The one host name of the \a extension server_name of a ClientHello (RFC 6066 section 3), in lower case and without a dot
/// at its end. Empty if no certificate can be for such a name; nothing if the extension is malformed.
LANDLINE_PRIVATE_EXPORT std::optional<QByteArray> readServerName(QByteArrayView extension);

} // namespace Landline

#endif
