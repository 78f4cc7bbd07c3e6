// SPDX-FileCopyrightText: 2026 The Landline authors
// SPDX-License-Identifier: GPL-3.0-or-later

#ifndef LANDLINE_HANDSHAKESOCKET_H
#define LANDLINE_HANDSHAKESOCKET_H

#include "qt/headrewriter.h"

#include <QtNetwork/qsslsocket.h>

namespace Landline {

/// A QTcpSocket or QSslSocket whose next head can be rewritten on its way out.
template<typename Socket>
class RewritingSocket : public Socket, public HeadRewriter
{
public:
    using Socket::Socket;

protected:
    qint64 writeData(const char *data, qint64 size) override
    {
        if (!isRewriting())
            return Socket::writeData(data, size);
        const std::optional<QByteArray> head = append(data, size);
        return head && Socket::writeData(head->constData(), head->size()) < 0 ? -1 : size;
    }
};

using HandshakeSocket = RewritingSocket<QTcpSocket>;
using SecureHandshakeSocket = RewritingSocket<QSslSocket>;

} // namespace Landline

#endif
