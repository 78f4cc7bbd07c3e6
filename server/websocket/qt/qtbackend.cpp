// SPDX-FileCopyrightText: 2026 The Landline authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "websocket/qt/qtbackend.h"

#include "api/route.h"
#include "io/putback.h"
#include "websocket/connectionhost.h"
#include "websocket/qt/handshakesocket.h"
#include "websocket/qt/qtconnection.h"

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

QtBackend::QtBackend(ConnectionHost *host, QObject *parent)
    : WebSocketBackend(host, parent)
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

QTcpSocket *QtBackend::createSocket(QObject *parent)
{
    return new HandshakeSocket(parent);
}

QSslSocket *QtBackend::createSecureSocket(QObject *parent)
{
    return new SecureHandshakeSocket(parent);
}

bool QtBackend::upgrade(Upgrade upgrade)
{
    QTcpSocket *socket = upgrade.socket;
    const QString subprotocol
            = upgrade.answer.route()->chosenSubprotocol(upgrade.request.offeredSubprotocols());
    const Pending pending{std::make_shared<const Upgrade>(std::move(upgrade)), subprotocol, socket->readAll()};
    QList<QPair<QByteArray, QByteArray>> headers = pending.upgrade->answer.headers();
    if (!pending.subprotocol.isEmpty())
        headers.append({"Sec-WebSocket-Protocol", pending.subprotocol.toLatin1()});
    dynamic_cast<HeadRewriter *>(socket)->rewriteHead(headers);
    const QByteArray head = minimalHead(pending.upgrade->request);
    // Full with that: what comes behind it before open() would be taken for the first frame.
    socket->setReadBufferSize(head.size());

    const Ends ends{socket->peerAddress(), socket->peerPort(), socket->localPort()};
    m_pending.insert(ends, pending);
    connect(socket, &QObject::destroyed, this, [this, ends] { m_pending.remove(ends); });
    putBack(socket, head);
    m_server.handleConnection(socket);
    return true;
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
        disconnect(taken.upgrade->socket, &QObject::destroyed, this, nullptr);
        open(webSocket, taken);
    }
}

void QtBackend::open(QWebSocket *webSocket, const Pending &pending)
{
    QTcpSocket *socket = pending.upgrade->socket;
    // It must not die before the QWebSocket, which touches it to the end: QtConnection deletes both. Whoever accepted it
    // would, and QWebSocketServer, as soon as it is disconnected.
    disconnect(socket, &QTcpSocket::disconnected, socket, nullptr);
    disconnect(socket, &QTcpSocket::disconnected, &m_server, nullptr);
    QtConnection::Opening opening;
    opening.fd = host()->issueFd();
    opening.nodeId = host()->nodeId();
    opening.worker = host()->workerNumber();
    opening.subprotocol = pending.subprotocol;
    opening.route = pending.upgrade->answer.route();
    auto *connection = new QtConnection(opening, pending.upgrade->request, pending.upgrade->settings, webSocket, socket,
                                        host(), &m_wheel, this);
    host()->keepPlace(opening.fd, pending.upgrade->place);
    connection->start(pending.upgrade->request);
    if (!socket->isOpen())
        return;
    // QWebSocket would have emitted these messages before anybody could be connected to it.
    putBack(socket, pending.early);
    // It reads a frame only when it is buffered whole.
    socket->setReadBufferSize(pending.upgrade->settings->maxMessageSize + frameHeadSize);
    QMetaObject::invokeMethod(socket, &QTcpSocket::readyRead, Qt::QueuedConnection);
}

} // namespace Landline
