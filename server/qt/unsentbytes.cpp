// SPDX-FileCopyrightText: 2026 The Landline authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "qt/unsentbytes.h"

#include <QtNetwork/qsslsocket.h>

namespace Landline {

qint64 unsentBytes(const QTcpSocket *socket)
{
    const auto *secure = qobject_cast<const QSslSocket *>(socket);
    const bool encrypts = secure && secure->mode() != QSslSocket::UnencryptedMode;
    return socket->bytesToWrite() + (encrypts ? secure->encryptedBytesToWrite() : 0);
}

} // namespace Landline
