// SPDX-FileCopyrightText: 2026 The Landline authors
// SPDX-License-Identifier: GPL-3.0-or-later

#ifndef LANDLINE_WIRE_H
#define LANDLINE_WIRE_H

#include <QtCore/qbytearray.h>

#include <optional>

/// Bytes as clients send them, for tests that want each of them in their hands.
namespace Landline::Wire {

/// The key of RFC 6455 section 1.3, and what the server must answer to it.
inline const QByteArray key = "dGhlIHNhbXBsZSBub25jZQ==";
inline const QByteArray acceptedKey = "s3pPLMBiTxaQ9kYGzzhZRbK+xOo=";

/// "GET path HTTP/1.1" with Host, the four lines of a handshake and \a lines, each with its "\r\n".
QByteArray handshake(const QByteArray &path = "/", const QByteArray &lines = {});
/// A request with Host, \a lines and \a body; a Content-Length too if there is a body.
QByteArray request(const QByteArray &method, const QByteArray &path, const QByteArray &lines = {},
                   const QByteArray &body = {});
inline QByteArray get(const QByteArray &path, const QByteArray &lines = {})
{
    return request("GET", path, lines);
}

enum Opcode : quint8 {
    Continuation = 0,
    Text = 1,
    Binary = 2,
    Close = 8,
    Ping = 9,
    Pong = 10,
};

/// A masked frame, as a client sends it.
QByteArray frame(Opcode opcode, const QByteArray &payload, bool isFinal = true);
/// The same with RSV1: \a payload is compressed.
QByteArray compressedFrame(Opcode opcode, const QByteArray &payload, bool isFinal = true);

/// A frame that a server sent.
struct ServerFrame
{
    Opcode opcode = Text;
    bool isFinal = true;
    QByteArray payload;
    bool isCompressed = false; ///< RSV1

    /// Of a close frame; 1005 if it has none.
    quint16 closeCode() const;
    QByteArray closeReason() const { return payload.mid(2); }

    /// Takes the first frame off \a bytes once it is there whole.
    static std::optional<ServerFrame> take(QByteArray *bytes);
};

} // namespace Landline::Wire

#endif
