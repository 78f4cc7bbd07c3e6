// SPDX-FileCopyrightText: 2026 The Landline authors
// SPDX-License-Identifier: GPL-3.0-or-later

#ifndef LANDLINE_WEBSOCKETBACKEND_H
#define LANDLINE_WEBSOCKETBACKEND_H

#include "api/admission.h"
#include "api/request.h"
#include "api/response.h"
#include "api/settings.h"
#include "io/transport.h"

#include <QtCore/qobject.h>

class QSslSocket;
class QTcpSocket;

namespace Landline {

class ConnectionHost;

/// The seam behind which RFC 6455 is spoken: makes Connections of sockets whose handshake was let in.
///
/// One instance a worker, in its thread.
class WebSocketBackend : public QObject
{
    Q_OBJECT

public:
    ~WebSocketBackend() override;

    /// A handshake that the pipeline let in. Its head is taken; bytes behind it are still in the socket.
    struct Upgrade
    {
        /// Made by createSocket(), or by createSecureSocket() and encrypted; or nullptr, and there is a transport.
        QTcpSocket *socket = nullptr;
        std::unique_ptr<Transport> transport = nullptr; ///< for the NativeBackend only
        QByteArray early; ///< read off the transport behind the head
        Request request;
        Response answer; ///< its route() and what middleware added to the 101
        const Settings *settings = nullptr; ///< of the server whose route it is; lives as long as the worker
        std::shared_ptr<Admission::Place> place = nullptr; ///< for the host to keep
    };

    /// A socket without a descriptor yet, of the kind that upgrade() can take.
    virtual QTcpSocket *createSocket(QObject *parent) = 0;
    /// Likewise for TLS.
    virtual QSslSocket *createSecureSocket(QObject *parent) = 0;

    /// Answers 101 and makes a Connection, which the host is told of: entered(), the route's opened(), opened(). False if
    /// that cannot be: the client is cut off then, and the host hears nothing.
    virtual bool upgrade(Upgrade upgrade) = 0;

protected:
    explicit WebSocketBackend(ConnectionHost *host, QObject *parent);

    ConnectionHost *host() const { return m_host; }

private:
    ConnectionHost *m_host;
};

} // namespace Landline

#endif
