// SPDX-FileCopyrightText: 2026 The Landline authors
// SPDX-License-Identifier: GPL-3.0-or-later

#ifndef LANDLINE_HANDSHAKESOCKET_H
#define LANDLINE_HANDSHAKESOCKET_H

#include <QtCore/qlist.h>
#include <QtCore/qpair.h>
#include <QtNetwork/qtcpsocket.h>

namespace Landline {

/// A QTcpSocket that puts headers of ours into the 101 that QWebSocketServer writes.
///
/// QWebSocketServer has no door for cookies, headers or a subprotocol chosen per route, and allows every origin by its
/// Access-Control headers. So the head that it writes is held back here until it is whole, and goes out rewritten.
class HandshakeSocket : public QTcpSocket
{
    Q_OBJECT

public:
    using QTcpSocket::QTcpSocket;

    /// The next head that is written gets \a headers.
    void rewriteHead(const QList<QPair<QByteArray, QByteArray>> &headers);

protected:
    qint64 writeData(const char *data, qint64 size) override;

private:
    QByteArray rewritten() const;

    QList<QPair<QByteArray, QByteArray>> m_headers;
    QByteArray m_head;
    bool m_rewriting = false;
};

} // namespace Landline

#endif
