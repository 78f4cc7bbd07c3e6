// SPDX-FileCopyrightText: 2026 The Landline authors
// SPDX-License-Identifier: GPL-3.0-or-later

#ifndef LANDLINE_HTTPFRONTEND_H
#define LANDLINE_HTTPFRONTEND_H

#include <QtHttpServer/qabstracthttpserver.h>

#include <QtCore/qhash.h>

#include <functional>

namespace Landline {

class SocketFeed;

/// Reads the bodies of HTTP requests: a QAbstractHttpServer that is lent a socket for one body and gives it back.
///
/// The Gate has read and checked the head; QtHttpServer 6.4.2, which accepts heads that it must not and knows no limits,
/// sees a minimal one in its place and thus only ever parses Content-Length and chunks. One instance a worker.
/// The only file pair that knows QtHttpServer.
class HttpFrontend : public QAbstractHttpServer
{
    Q_OBJECT

public:
    using BodyReader = std::function<void(const QByteArray &body)>;

    explicit HttpFrontend(QObject *parent = nullptr);
    ~HttpFrontend() override;

    /// Reads one body from \a socket, whose next byte is the first of it: \a length bytes, or chunks if that is
    /// negative. \a reader is called once with the body, at once if all of it has come, unless the socket dies or
    /// release() comes first; the socket is its caller's again then. Each call costs about a kilobyte until the socket
    /// is closed (Qt 6.4.2 keeps its request object), so a caller must bound the number of calls for one socket.
    void readBody(QTcpSocket *socket, qint64 length, const BodyReader &reader);
    /// Takes \a socket back without a body.
    void release(QTcpSocket *socket);

protected:
#if QT_VERSION >= QT_VERSION_CHECK(6, 5, 0)
    bool handleRequest(const QHttpServerRequest &request, QHttpServerResponder &responder) override;
#  if QT_VERSION >= QT_VERSION_CHECK(6, 8, 0)
    void missingHandler(const QHttpServerRequest &request, QHttpServerResponder &responder) override;
#  else
    void missingHandler(const QHttpServerRequest &request, QHttpServerResponder &&responder) override;
#  endif
#else
    bool handleRequest(const QHttpServerRequest &request, QTcpSocket *socket) override;
    void missingHandler(const QHttpServerRequest &request, QTcpSocket *socket) override;
#endif

private:
    void bodyComplete(QTcpSocket *socket, const QByteArray &body);

    SocketFeed *m_feed;
    QHash<QTcpSocket *, BodyReader> m_readers;
};

} // namespace Landline

#endif
