// SPDX-FileCopyrightText: 2026 The Landline authors
// SPDX-License-Identifier: LGPL-3.0-or-later

#ifndef LANDLINE_EXCHANGE_H
#define LANDLINE_EXCHANGE_H

#include <QtCore/qbytearray.h>

namespace Landline {

class RequestHead;
class Response;

/// What is kept of a request until its response is written: how the request asks for that, and whether another may follow.
class Exchange
{
public:
    /// Of bytes that are no request: an HTTP/1.1 response, behind which the connection ends.
    Exchange() = default;
    /// Of the request \a head. \a isHandshake if it may become a WebSocket, and otherwise is the last.
    Exchange(const RequestHead &head, bool isHandshake);

    /// The connection is kept behind the response.
    bool isKept() const { return m_isKept; }
    void setLast() { m_isKept = false; }
    bool isHandshake() const { return m_isHandshake; }

    /// The bytes of \a response, or of its head if a stream or a file bodyFollows(). A refused upgrade makes it the last: a client, or a proxy, may have switched already.
    QByteArray write(const Response &response);

    /// The body of what write() was given is to be sent behind it.
    bool bodyFollows() const { return m_bodyFollows; }
    /// A stream is sent in chunks, and otherwise until the connection ends.
    bool isChunked() const { return m_versionMinor > 0; }
    /// The bytes of \a piece of a stream.
    QByteArray writePiece(const QByteArray &piece) const;
    /// The bytes behind the last piece.
    QByteArray writeEnd() const;

private:
    quint8 m_versionMinor = 1;
    bool m_isKept : 1 = false;
    bool m_isHead : 1 = false;
    bool m_isHandshake : 1 = false;
    bool m_wantsUpgrade : 1 = false;
    bool m_bodyFollows : 1 = false;
};

} // namespace Landline

#endif
