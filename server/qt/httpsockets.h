// SPDX-FileCopyrightText: 2026 The Landline authors
// SPDX-License-Identifier: GPL-3.0-or-later

#ifndef LANDLINE_HTTPSOCKETS_H
#define LANDLINE_HTTPSOCKETS_H

#include "api/request.h"
#include "api/response.h"
#include "http/admission.h"
#include "io/loglimit.h"
#include "qt/httpfrontend.h"
#include "qt/sslconfigurations.h"

#include <QtCore/qobject.h>

class QSslSocket;
class QTcpSocket;

namespace Landline {

class BackendHost;
class PeerAddress;
struct Entrance;

/// The sockets of one worker that are not WebSockets yet, on Qt's classes: makes a QTcpSocket or QSslSocket of each accepted
/// descriptor, with a TlsGate and a Gate on it, and gives those away whose handshake was accepted.
///
/// Belongs to its thread. What is left is closed when it is destroyed.
class HttpSockets : public QObject
{
    Q_OBJECT

public:
    /// A socket whose handshake the pipeline has accepted. Its head is taken; bytes behind it are still in the socket.
    struct Accepted
    {
        QTcpSocket *socket = nullptr;
        const Entrance *entrance = nullptr;
        Request request;
        Response answer; ///< the router's 101: its route(), and what middleware added
        std::shared_ptr<Admission::Place> place; ///< for the connection to keep
    };
    using Accept = std::function<void(const Accepted &accepted)>;
    /// Makes a socket without a descriptor, as a child of \a parent.
    using MakeSocket = std::function<QTcpSocket *(QObject *parent)>;
    using MakeSecureSocket = std::function<QSslSocket *(QObject *parent)>;

    HttpSockets(BackendHost *host, const MakeSocket &makeSocket, const MakeSecureSocket &makeSecureSocket,
                const Accept &accept);
    ~HttpSockets() override;

    /// As Backend::accept().
    void accept(int descriptor, const PeerAddress &peer, const Entrance &entrance);
    /// As Backend::drain(). \a drained is called once, by the event loop.
    void drain(const std::function<void()> &drained);
    /// The end of \a socket, which was accepted, is not told to the host.
    void forget(QTcpSocket *socket);

private:
    void acceptSecure(int descriptor, const PeerAddress &peer, const Entrance &entrance);
    bool take(QTcpSocket *socket, int descriptor);
    void readHead(QTcpSocket *socket, const Entrance &entrance);
    void handshakeFailed(const PeerAddress &peer, const QString &reason);
    void tellIfDrained();

    BackendHost *m_host;
    MakeSocket m_makeSocket;
    MakeSecureSocket m_makeSecureSocket;
    Accept m_accept;
    HttpFrontend m_frontend;
    SslConfigurationCache m_configurations;
    LogLimit m_tlsLog;
    std::function<void()> m_drained; ///< until it is called
    qsizetype m_unsettled = 0; ///< Gates that may have a response to send
    QObject m_sockets; ///< their parent
};

} // namespace Landline

#endif
