// SPDX-FileCopyrightText: 2026 The Landline authors
// SPDX-License-Identifier: LGPL-3.0-or-later

#ifndef LANDLINE_HANDSHAKE_H
#define LANDLINE_HANDSHAKE_H

#include <Landline/landline_export.h>

#include <QtCore/qbytearray.h>
#include <QtCore/qlist.h>
#include <QtCore/qpair.h>

#include <optional>

namespace Landline {

class RequestHead;

// The server's side of RFC 6455 section 4.2, as pure functions of a request's head. Call
// isHandshake() first: what is none is plain HTTP. Then checkHandshake(), before any routing, as
// Hyperf does: a bad key on an unknown path is 400.

/// The answer to a handshake that cannot be accepted. Close the connection behind it.
struct Refusal
{
    int status = 400;
    QByteArray body; ///< plain text
    QList<QPair<QByteArray, QByteArray>> headers;

    friend bool operator==(const Refusal &, const Refusal &) = default;
};

/// True when \a head wants a WebSocket and has at least one of the two headers that only a
/// WebSocket client sends, Sec-WebSocket-Key and Sec-WebSocket-Version. A proxy that puts
/// `Upgrade: websocket` on every request makes no handshakes of them.
LANDLINE_PRIVATE_EXPORT bool isHandshake(const RequestHead &head);

/// Nothing when \a head is a valid handshake. Otherwise, the first that applies of: 400 for the
/// key, 405 for another method than GET, 426 for another version than 13, 400 for a body.
///
/// HTTP/1.0 passes: nginx speaks it to its upstreams by default.
std::optional<Refusal> checkHandshake(const RequestHead &head);

} // namespace Landline

#endif
