// SPDX-FileCopyrightText: 2026 The Landline authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "websocket/qt/handshakesocket.h"

namespace Landline {

namespace {

constexpr char endOfHead[] = "\r\n\r\n";

bool isKept(const QByteArray &line)
{
    return !line.startsWith("Access-Control-") && !line.startsWith("Server:");
}

bool isOneLine(const QByteArray &text)
{
    return !text.contains('\r') && !text.contains('\n') && !text.contains('\0');
}

/// What the protocol itself says in a 101, or must not say in it: not for middleware to set.
bool isReserved(const QByteArray &name)
{
    static const QList<QByteArray> reserved = {"connection", "content-length", "date", "sec-websocket-accept",
                                               "sec-websocket-extensions", "transfer-encoding", "upgrade"};
    return name.isEmpty() || name.contains(':') || reserved.contains(name.trimmed().toLower());
}

} // namespace

void HandshakeSocket::rewriteHead(const QList<QPair<QByteArray, QByteArray>> &headers)
{
    m_headers = headers;
    m_head.clear();
    m_rewriting = true;
}

qint64 HandshakeSocket::writeData(const char *data, qint64 size)
{
    if (!m_rewriting)
        return QTcpSocket::writeData(data, size);
    m_head.append(data, size);
    if (!m_head.contains(endOfHead))
        return size;
    m_rewriting = false;
    const QByteArray head = rewritten();
    return QTcpSocket::writeData(head.constData(), head.size()) < 0 ? -1 : size;
}

QByteArray HandshakeSocket::rewritten() const
{
    QByteArray head;
    qsizetype begin = 0;
    const qsizetype end = m_head.indexOf(endOfHead);
    while (begin < end) {
        const qsizetype lineEnd = m_head.indexOf("\r\n", begin);
        const QByteArray line = m_head.mid(begin, lineEnd - begin);
        if (isKept(line))
            head += line + "\r\n";
        begin = lineEnd + 2;
    }
    for (const auto &[name, value] : m_headers) {
        if (isOneLine(name) && isOneLine(value) && !isReserved(name))
            head += name + ": " + value + "\r\n";
    }
    return head + "\r\n" + m_head.mid(end + 4);
}

} // namespace Landline
