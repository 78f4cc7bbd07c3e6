// SPDX-FileCopyrightText: 2026 The Landline authors
// SPDX-License-Identifier: LGPL-3.0-or-later

#ifndef LANDLINE_RESPONSEWRITER_H
#define LANDLINE_RESPONSEWRITER_H

#include <Landline/landline_export.h>
#include "api/httpdate_p.h"

#include <QtCore/qbytearray.h>
#include <QtCore/qlist.h>
#include <QtCore/qpair.h>

namespace Landline {

/// How the request asks for its answer to be written.
struct WriteOptions
{
    bool headOnly = false; ///< the request was HEAD: all header lines, but no body
    bool keepAlive = false; ///< the connection stays open behind this answer
    int versionMinor = 1; ///< of the request; an HTTP/1.0 client is told of keepAlive
    QDateTime date = {}; ///< of the Date header; now when not set
};

/// The bytes of a whole HTTP/1.1 answer: status line, header lines, body.
///
/// Content-Length, Connection and Date are written here and Transfer-Encoding never, whatever \a
/// headers say of them. An Upgrade header, as a 426 has it, is named in Connection (RFC 9110 section
/// 7.8). A header whose name is no token, or whose value has CR, LF or NUL in it, is left out, so
/// nothing can put a line of its own into the answer. Where the status allows no body (204, 205, 304)
/// none is written. A status that is none of an answer proper, 200 to 999, becomes 500.
///
/// The answer to an HTTP/1.0 request is an HTTP/1.1 answer too (RFC 9110 section 6.2). Pure, for
/// any thread.
LANDLINE_PRIVATE_EXPORT QByteArray writeResponse(int status, const QList<QPair<QByteArray, QByteArray>> &headers,
                         const QByteArray &body, const WriteOptions &options = {});

/// The head of an answer whose body is written piece by piece. One whose \a length is known is written as it is. Of
/// another the pieces are written by writeChunk() and lastChunk to an HTTP/1.1 client, and as they are to an HTTP/1.0
/// client, whose connection has to end behind it, so keepAlive is false then. The rest is as above.
LANDLINE_PRIVATE_EXPORT QByteArray writeStreamHead(int status, const QList<QPair<QByteArray, QByteArray>> &headers, const WriteOptions &options,
                           qint64 length = -1);
/// \a piece, which is not empty, as a chunk (RFC 9112 section 7.1).
LANDLINE_PRIVATE_EXPORT QByteArray writeChunk(const QByteArray &piece);
inline constexpr char lastChunk[] = "0\r\n\r\n";
/// False for 204, 205 and 304, and what is no status of an answer.
LANDLINE_PRIVATE_EXPORT bool hasBody(int status);

} // namespace Landline

#endif
