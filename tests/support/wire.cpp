// SPDX-FileCopyrightText: 2026 The Landline authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "support/wire.h"

#include <QtCore/qendian.h>

namespace Landline::Wire {

QByteArray handshake(const QByteArray &path, const QByteArray &lines)
{
    return "GET " + path
            + " HTTP/1.1\r\nHost: localhost\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n"
              "Sec-WebSocket-Version: 13\r\nSec-WebSocket-Key: "
            + key + "\r\n" + lines + "\r\n";
}

QByteArray request(const QByteArray &method, const QByteArray &path, const QByteArray &lines,
                   const QByteArray &body)
{
    const QByteArray length = body.isEmpty()
            ? QByteArray()
            : "Content-Length: " + QByteArray::number(body.size()) + "\r\n";
    return method + ' ' + path + " HTTP/1.1\r\nHost: localhost\r\n" + lines + length + "\r\n"
            + body;
}

QByteArray frame(Opcode opcode, const QByteArray &payload, bool isFinal)
{
    static const QByteArray mask = "\x37\xfa\x21\x3d";
    QByteArray bytes;
    bytes += static_cast<char>((isFinal ? 0x80 : 0) | opcode);
    if (payload.size() < 126) {
        bytes += static_cast<char>(0x80 | payload.size());
    } else if (payload.size() <= 0xffff) {
        bytes += static_cast<char>(0x80 | 126);
        bytes.resize(4);
        qToBigEndian(static_cast<quint16>(payload.size()), bytes.data() + 2);
    } else {
        bytes += static_cast<char>(0x80 | 127);
        bytes.resize(10);
        qToBigEndian(static_cast<quint64>(payload.size()), bytes.data() + 2);
    }
    bytes += mask;
    for (qsizetype i = 0; i < payload.size(); ++i)
        bytes += static_cast<char>(payload.at(i) ^ mask.at(i % 4));
    return bytes;
}

QByteArray compressedFrame(Opcode opcode, const QByteArray &payload, bool isFinal)
{
    QByteArray bytes = frame(opcode, payload, isFinal);
    bytes[0] = static_cast<char>(bytes[0] | 0x40);
    return bytes;
}

quint16 ServerFrame::closeCode() const
{
    return payload.size() < 2 ? quint16(1005) : qFromBigEndian<quint16>(payload.constData());
}

std::optional<ServerFrame> ServerFrame::take(QByteArray *bytes)
{
    if (bytes->size() < 2)
        return {};
    const auto first = static_cast<quint8>(bytes->at(0));
    const auto second = static_cast<quint8>(bytes->at(1)); // never masked, RFC 6455 section 5.1
    const qsizetype headSize = second == 126 ? 4 : second == 127 ? 10 : 2;
    if (bytes->size() < headSize)
        return {};
    qsizetype size = second;
    if (second == 126)
        size = qFromBigEndian<quint16>(bytes->constData() + 2);
    else if (second == 127)
        size = static_cast<qsizetype>(qFromBigEndian<quint64>(bytes->constData() + 2));
    if (bytes->size() < headSize + size)
        return {};
    ServerFrame frame{static_cast<Opcode>(first & 0x0f), (first & 0x80) != 0,
                      bytes->mid(headSize, size), (first & 0x40) != 0};
    bytes->remove(0, headSize + size);
    return frame;
}

} // namespace Landline::Wire
