// SPDX-FileCopyrightText: 2026 The Landline authors
// SPDX-License-Identifier: GPL-3.0-or-later

#ifndef LANDLINE_UNSENTBYTES_H
#define LANDLINE_UNSENTBYTES_H

#include <QtCore/qglobal.h>

class QTcpSocket;

namespace Landline {

/// What was written to \a socket and the kernel has not taken. QSslSocket::bytesToWrite() is what is not encrypted yet, which
/// soon is nothing, however slowly the peer reads; encrypted bytes are counted here as well.
qint64 unsentBytes(const QTcpSocket *socket);

} // namespace Landline

#endif
