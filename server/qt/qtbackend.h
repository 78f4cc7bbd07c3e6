// SPDX-FileCopyrightText: 2026 The Landline authors
// SPDX-License-Identifier: GPL-3.0-or-later

#ifndef LANDLINE_QTBACKEND_H
#define LANDLINE_QTBACKEND_H

#include "io/timerwheel.h"
#include "qt/httpsockets.h"
#include "runtime/backend.h"

#include <QtCore/qhash.h>
#include <QtNetwork/qhostaddress.h>
#include <QtWebSockets/qwebsocketserver.h>

namespace Landline {

/// The reference backend: Qt's own sockets, its QAbstractHttpServer for bodies and its QWebSocketServer for frames.
///
/// A Gate has taken the head and checked it. QWebSocketServer is given a minimal one in its place and never sees the
/// client's; its 101 is completed by HandshakeSocket.
class QtBackend final : public QObject, public Backend
{
    Q_OBJECT

public:
    explicit QtBackend(BackendHost *host);
    ~QtBackend() override;

    void accept(int descriptor, const PeerAddress &peer, const Entrance &entrance) override;
    void drain() override;

private:
    /// QWebSocketServer gives no way back from a new QWebSocket to its socket but the two ends of the TCP connection.
    struct Ends
    {
        QHostAddress peerAddress;
        quint16 peerPort = 0;
        quint16 localPort = 0;

        friend bool operator==(const Ends &, const Ends &) = default;
        friend size_t qHash(const Ends &ends, size_t seed = 0)
        {
            return qHashMulti(seed, ends.peerAddress, ends.peerPort, ends.localPort);
        }
    };

    struct Pending
    {
        HttpSockets::Accepted accepted;
        QString subprotocol;
        QByteArray early; ///< what the client sent behind its head, not waiting for the 101
    };

    void upgrade(const HttpSockets::Accepted &accepted);
    void takeConnections();
    void open(QWebSocket *webSocket, const Pending &pending);

    BackendHost *m_host;
    QHash<Ends, Pending> m_pending;
    HttpSockets m_sockets;
    QWebSocketServer m_server;
    TimerWheel m_wheel;
};

} // namespace Landline

#endif
