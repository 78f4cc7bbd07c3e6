// SPDX-FileCopyrightText: 2026 The Landline authors
// SPDX-License-Identifier: LGPL-3.0-or-later

#ifndef LANDLINE_ECHOSERVER_H
#define LANDLINE_ECHOSERVER_H

#include <QtWebSockets/qwebsocketserver.h>

namespace Landline::Benchmark {

/// What an application without Landline has: QWebSocketServer in the main thread, in Qt's own event loop. Echoes
/// every message, and does nothing slower than it must: a lambda for each socket, no QObject::sender().
class EchoServer : public QObject
{
    Q_OBJECT

public:
    explicit EchoServer(QObject *parent = nullptr);

    /// The URL, empty if it cannot listen on any port of the loopback interface.
    QString listen();

private:
    void serveNext();

    QWebSocketServer m_server;
};

} // namespace Landline::Benchmark

#endif
