// SPDX-FileCopyrightText: 2026 The Landline authors
// SPDX-License-Identifier: LGPL-3.0-or-later

#include "websocket/upgradeanswer.h"

#include <QtCore/qcryptographichash.h>
#include <QtCore/qvarlengtharray.h>

namespace Landline {

namespace {

constexpr qsizetype usualSize = 256; // without what middleware adds

bool isOneLine(const QByteArray &text)
{
    return !text.contains('\r') && !text.contains('\n') && !text.contains('\0');
}

bool isReserved(const QByteArray &name)
{
    static const QList<QByteArray> reserved = {"connection", "content-length", "date", "sec-websocket-accept",
                                               "sec-websocket-extensions", "transfer-encoding", "upgrade"};
    return name.isEmpty() || name.contains(':') || reserved.contains(name.trimmed().toLower());
}

} // namespace

QByteArray acceptKey(const QByteArray &key)
{
    constexpr QByteArrayView guid("258EAFA5-E914-47DA-95CA-C5AB0DC85B11");
    QVarLengthArray<char, 64> both; // 60 of a valid key
    both.append(key.constData(), key.size());
    both.append(guid.data(), guid.size());
    return QCryptographicHash::hash(QByteArrayView(both), QCryptographicHash::Sha1).toBase64();
}

QByteArray upgradeAnswer(const QByteArray &key, const QByteArray &subprotocol, const QByteArray &extensions,
                         const QList<QPair<QByteArray, QByteArray>> &headers)
{
    QByteArray answer;
    answer.reserve(usualSize);
    answer.append("HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
                  "Sec-WebSocket-Accept: ");
    answer.append(acceptKey(key)).append("\r\n");
    if (!subprotocol.isEmpty())
        answer.append("Sec-WebSocket-Protocol: ").append(subprotocol).append("\r\n");
    if (!extensions.isEmpty())
        answer.append("Sec-WebSocket-Extensions: ").append(extensions).append("\r\n");
    answer.append(upgradeHeaderLines(headers)).append("\r\n");
    return answer;
}

QByteArray upgradeHeaderLines(const QList<QPair<QByteArray, QByteArray>> &headers)
{
    QByteArray lines;
    for (const auto &[name, value] : headers) {
        if (isOneLine(name) && isOneLine(value) && !isReserved(name))
            lines += name + ": " + value + "\r\n";
    }
    return lines;
}

} // namespace Landline
