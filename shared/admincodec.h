// SPDX-FileCopyrightText: 2026 The Landline authors
// SPDX-License-Identifier: LGPL-3.0-or-later

#ifndef LANDLINE_ADMINCODEC_H
#define LANDLINE_ADMINCODEC_H

#include "adminprotocol.h"

#include <QtCore/qbytearrayview.h>

#include <optional>

/// The messages of the admin link as bytes, and back.
///
/// One message is one CBOR map (RFC 8949): "id" and "type" first, then the fields of the struct under their names.
/// Enumerators are text, times are milliseconds since 1970 in UTC (null: none), a frame's payload is a byte string.
/// Unknown keys are ignored, so a newer peer may say more; what a message cannot do without must be there. An entry of a
/// list (an event, an outcome, a server) with an enumerator of an unknown name is left out; such events count as
/// Changes::skippedEvents. An Error of an unknown kind is a BadRequest. Anything else that is unknown is an error.
/// Whatever the bytes are, decoding neither crashes nor takes more than some tens of times their size.
/// The functions may be called from any thread. Length prefixes are Channel's part.
namespace Landline::Admin {

/// The deepest nesting of maps and lists in a message; what is deeper is refused.
inline constexpr int MaxNesting = 8;

QByteArray encode(const Request &request);
/// May be longer than MaxReplyBytes when its rows carry very long strings: the sender has to look.
QByteArray encode(const Reply &reply);

/// The request in \a message, or nothing and in \a error (never null) a sentence that names message, key and rule.
std::optional<Request> decodeRequest(QByteArrayView message, QString *error);
/// The same for a reply.
std::optional<Reply> decodeReply(QByteArrayView message, QString *error);

} // namespace Landline::Admin

#endif
