// SPDX-FileCopyrightText: 2026 The Landline authors
// SPDX-License-Identifier: LGPL-3.0-or-later

#include "echoserver.h"

#include <QtNetwork/qhostaddress.h>
#include <QtWebSockets/qwebsocket.h>

namespace Landline::Benchmark {

EchoServer::EchoServer(QObject *parent)
    : QObject(parent), m_server(QStringLiteral("echo"), QWebSocketServer::NonSecureMode)
{
    connect(&m_server, &QWebSocketServer::newConnection, this, &EchoServer::serveNext);
}

QString EchoServer::listen()
{
    return m_server.listen(QHostAddress::LocalHost) ? m_server.serverUrl().toString() : QString();
}

void EchoServer::serveNext()
{
    while (QWebSocket *socket = m_server.nextPendingConnection()) {
        connect(socket, &QWebSocket::textMessageReceived, socket,
                [socket](const QString &text) { socket->sendTextMessage(text); });
        connect(socket, &QWebSocket::binaryMessageReceived, socket,
                [socket](const QByteArray &data) { socket->sendBinaryMessage(data); });
        connect(socket, &QWebSocket::disconnected, socket, &QObject::deleteLater);
    }
}

} // namespace Landline::Benchmark
