// SPDX-FileCopyrightText: 2026 The Landline authors
// SPDX-License-Identifier: GPL-3.0-or-later

#ifndef LANDLINE_NATIVEBACKEND_H
#define LANDLINE_NATIVEBACKEND_H

#include "websocket/native/iocontext.h"
#include "websocket/websocketbackend.h"

namespace Landline {

/// The backend of our own: RFC 6455 on a Transport, without a socket object in between.
///
/// Takes handshakes that came in by a QTcpSocket as well: its descriptor is duplicated and the socket destroyed. An encrypted
/// socket is kept, see SecureChannel.
class NativeBackend : public WebSocketBackend
{
    Q_OBJECT

public:
    /// \a poller is that of the worker's thread. Every connection is aborted before the backend is destroyed.
    NativeBackend(ConnectionHost *host, DescriptorPoller *poller, QObject *parent);
    ~NativeBackend() override;

    QTcpSocket *createSocket(QObject *parent) override;
    QSslSocket *createSecureSocket(QObject *parent) override;
    bool upgrade(Upgrade upgrade) override;

private:
    std::unique_ptr<Transport> transportOf(QTcpSocket *socket, const Settings &settings);
    void open(Upgrade &&upgrade);

    IoContext m_io;
};

} // namespace Landline

#endif
