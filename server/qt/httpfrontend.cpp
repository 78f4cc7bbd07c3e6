// SPDX-FileCopyrightText: 2026 The Landline authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "qt/httpfrontend.h"

#include "io/putback.h"

#include <QtCore/qmetaobject.h>
#include <QtHttpServer/qhttpserverrequest.h>
#include <QtHttpServer/qhttpserverresponder.h>
#include <QtNetwork/qtcpserver.h>
#include <QtNetwork/qtcpsocket.h>

#include <deque>

namespace Landline {

/// A QTcpServer that never listens: it hands over sockets that were accepted elsewhere.
class SocketFeed : public QTcpServer
{
public:
    using QTcpServer::QTcpServer;

    void feed(QTcpSocket *socket)
    {
        m_sockets.push_back(socket);
        static const QMetaMethod available = QMetaMethod::fromSignal(&QTcpServer::pendingConnectionAvailable);
        available.invoke(this, Qt::DirectConnection);
    }

    bool hasPendingConnections() const override { return !m_sockets.empty(); }

    QTcpSocket *nextPendingConnection() override
    {
        if (m_sockets.empty())
            return nullptr;
        QTcpSocket *socket = m_sockets.front();
        m_sockets.pop_front();
        return socket;
    }

private:
    std::deque<QTcpSocket *> m_sockets;
};

HttpFrontend::HttpFrontend(QObject *parent) : QAbstractHttpServer(parent), m_feed(new SocketFeed(this))
{
    // bind() wants a server that listens (6.4.2 warns, 6.8 refuses); nothing is accepted before it is closed again.
    m_feed->listen(QHostAddress::LocalHost);
    bind(m_feed);
    m_feed->close();
}

HttpFrontend::~HttpFrontend() = default;

void HttpFrontend::readBody(QTcpSocket *socket, qint64 length, const BodyReader &reader)
{
    QByteArray head("POST / HTTP/1.1\r\nHost: landline\r\n");
    head += length < 0 ? QByteArray("Transfer-Encoding: chunked\r\n\r\n")
                       : "Content-Length: " + QByteArray::number(length) + "\r\n\r\n";
    putBack(socket, head);

    m_readers.insert(socket, reader);
    connect(socket, &QObject::destroyed, this, [this, socket] { m_readers.remove(socket); });
    m_feed->feed(socket);
    // QtHttpServer does not look at what is buffered when it gets a socket. Not a turn later: by then the socket may have
    // found the client's FIN, and be closed.
    QMetaObject::invokeMethod(socket, &QTcpSocket::readyRead, Qt::DirectConnection);
}

void HttpFrontend::release(QTcpSocket *socket)
{
    m_readers.remove(socket);
    disconnect(socket, &QObject::destroyed, this, nullptr);
#if QT_VERSION >= QT_VERSION_CHECK(6, 5, 0)
    // Since 6.5 a protocol handler, the socket's new parent, stands between.
    if (QObject *handler = socket->parent(); handler && handler != this) {
        disconnect(socket, nullptr, handler, nullptr);
        socket->setParent(this);
        handler->deleteLater();
    }
#else
    disconnect(socket, &QTcpSocket::readyRead, this, nullptr);
#endif
    if (socket->isTransactionStarted())
        socket->commitTransaction();
}

void HttpFrontend::bodyComplete(QTcpSocket *socket, const QByteArray &body)
{
    const BodyReader reader = m_readers.value(socket);
    release(socket);
    if (reader)
        reader(body);
}

#if QT_VERSION >= QT_VERSION_CHECK(6, 5, 0)
bool HttpFrontend::handleRequest(const QHttpServerRequest &request, QHttpServerResponder &)
{
    for (auto reader = m_readers.cbegin(); reader != m_readers.cend(); ++reader) {
        QTcpSocket *socket = reader.key();
        if (socket->peerAddress() == request.remoteAddress() && socket->peerPort() == request.remotePort()) {
            bodyComplete(socket, request.body());
            break;
        }
    }
    return true;
}
#else
bool HttpFrontend::handleRequest(const QHttpServerRequest &request, QTcpSocket *socket)
{
    bodyComplete(socket, request.body());
    return true;
}
#endif

#if QT_VERSION >= QT_VERSION_CHECK(6, 8, 0)
void HttpFrontend::missingHandler(const QHttpServerRequest &, QHttpServerResponder &) { }
#elif QT_VERSION >= QT_VERSION_CHECK(6, 5, 0)
void HttpFrontend::missingHandler(const QHttpServerRequest &, QHttpServerResponder &&) { }
#else
void HttpFrontend::missingHandler(const QHttpServerRequest &, QTcpSocket *) { }
#endif

} // namespace Landline
