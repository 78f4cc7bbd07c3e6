// SPDX-FileCopyrightText: 2026 The Landline authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "qt/qtbackend.h"

#include "api/route.h"
#include "http/entrance.h"
#include "io/putback.h"
#include "qt/handshakesocket.h"
#include "qt/qtconnection.h"
#include "runtime/backendhost.h"

#include <QtWebSockets/qwebsocket.h>

#include <limits>

namespace Landline {

namespace {

constexpr qint64 frameHeadSize = 14; // RFC 6455 section 5.2

/// What QWebSocketServer 6.4.2 accepts and what it needs, and nothing else of what the client sent.
QByteArray minimalHead(const Request &request)
{
    return "GET / HTTP/1.1\r\nHost: landline\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
           "Sec-WebSocket-Version: 13\r\nSec-WebSocket-Key: "
            + request.header("Sec-WebSocket-Key") + "\r\n\r\n";
}

} // namespace

QtBackend::QtBackend(BackendHost *host)
    : m_host(host)
    , m_sockets(
              host, [](QObject *parent) { return new HandshakeSocket(parent); },
              [](QObject *parent) { return new SecureHandshakeSocket(parent); },
              [this](const HttpSockets::Accepted &accepted) { upgrade(accepted); })
    , m_server(QString(), QWebSocketServer::NonSecureMode)
    , m_wheel([](TimerWheel::Entry *entry) { static_cast<QtConnection *>(entry)->lookAtTime(); })
{
    m_server.setMaxPendingConnections(std::numeric_limits<int>::max());
    connect(&m_server, &QWebSocketServer::newConnection, this, &QtBackend::takeConnections);
}

QtBackend::~QtBackend()
{
    // They are on the wheel, which dies before our children do.
    qDeleteAll(findChildren<QtConnection *>(Qt::FindDirectChildrenOnly));
}

void QtBackend::accept(int descriptor, const PeerAddress &peer, const Entrance &entrance)
{
    m_sockets.accept(descriptor, peer, entrance);
}

void QtBackend::drain()
{
    m_sockets.drain([host = m_host] { host->drained(); });
}

void QtBackend::upgrade(const HttpSockets::Accepted &accepted)
{
    QTcpSocket *socket = accepted.socket;
    const QString subprotocol = accepted.answer.route()->chosenSubprotocol(accepted.request.offeredSubprotocols());
    const Pending pending{accepted, subprotocol, socket->readAll()};
    QList<QPair<QByteArray, QByteArray>> headers = accepted.answer.headers();
    if (!subprotocol.isEmpty())
        headers.append({"Sec-WebSocket-Protocol", subprotocol.toLatin1()});
    dynamic_cast<HeadRewriter *>(socket)->rewriteHead(headers);
    const QByteArray head = minimalHead(accepted.request);
    // Full with that: what comes behind it before open() would be taken for the first frame.
    socket->setReadBufferSize(head.size());

    const Ends ends{socket->peerAddress(), socket->peerPort(), socket->localPort()};
    m_pending.insert(ends, pending);
    connect(socket, &QObject::destroyed, this, [this, ends] { m_pending.remove(ends); });
    putBack(socket, head);
    m_server.handleConnection(socket);
}

void QtBackend::takeConnections()
{
    while (QWebSocket *webSocket = m_server.nextPendingConnection()) {
        const Ends ends{webSocket->peerAddress(), webSocket->peerPort(), webSocket->localPort()};
        const auto pending = m_pending.constFind(ends);
        if (pending == m_pending.cend()) {
            webSocket->deleteLater();
            continue;
        }
        const Pending taken = m_pending.take(ends);
        disconnect(taken.accepted.socket, &QObject::destroyed, this, nullptr);
        open(webSocket, taken);
    }
}

void QtBackend::open(QWebSocket *webSocket, const Pending &pending)
{
    QTcpSocket *socket = pending.accepted.socket;
    // It must not die before the QWebSocket, which touches it to the end: QtConnection deletes both. Whoever accepted it
    // would, and QWebSocketServer, as soon as it is disconnected.
    disconnect(socket, &QTcpSocket::disconnected, socket, nullptr);
    disconnect(socket, &QTcpSocket::disconnected, &m_server, nullptr);
    QtConnection::Opening opening;
    opening.fd = m_host->issueFd();
    opening.nodeId = m_host->nodeId();
    opening.worker = m_host->workerNumber();
    opening.subprotocol = pending.subprotocol;
    opening.route = pending.accepted.answer.route();
    const Settings &settings = pending.accepted.entrance->webSocketSettings;
    auto *connection = new QtConnection(opening, pending.accepted.request, &settings, webSocket, socket,
                                        m_host, &m_wheel, this);
    m_host->keepPlace(opening.fd, pending.accepted.place);
    connection->start(pending.accepted.request);
    if (!socket->isOpen())
        return;
    // QWebSocket would have emitted these messages before anybody could be connected to it.
    putBack(socket, pending.early);
    // It reads a frame only when it is buffered whole.
    socket->setReadBufferSize(settings.maxMessageSize + frameHeadSize);
    QMetaObject::invokeMethod(socket, &QTcpSocket::readyRead, Qt::QueuedConnection);
}

} // namespace Landline
