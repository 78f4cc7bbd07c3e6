// SPDX-FileCopyrightText: 2026 The Landline authors
// SPDX-License-Identifier: LGPL-3.0-or-later

#ifndef LANDLINE_UPGRADEANSWER_H
#define LANDLINE_UPGRADEANSWER_H

#include <Landline/landline_export.h>

#include <QtCore/qbytearray.h>
#include <QtCore/qlist.h>
#include <QtCore/qpair.h>

namespace Landline {

// The server's side of a handshake that is let in (RFC 6455 section 4.2.2), as pure functions.

/// The value of Sec-WebSocket-Accept for the client's \a key.
LANDLINE_PRIVATE_EXPORT QByteArray acceptKey(const QByteArray &key);

/// The whole 101 for the client's \a key, with \a headers of the pipeline and, unless they are empty, \a subprotocol and
/// what was agreed on of the \a extensions.
QByteArray upgradeAnswer(const QByteArray &key, const QByteArray &subprotocol, const QByteArray &extensions,
                         const QList<QPair<QByteArray, QByteArray>> &headers);

/// \a headers as lines, each with its end. What the protocol itself says in a 101, or must not say in it, is left out, and
/// so is what would not be one line.
LANDLINE_PRIVATE_EXPORT QByteArray upgradeHeaderLines(const QList<QPair<QByteArray, QByteArray>> &headers);

} // namespace Landline

#endif
