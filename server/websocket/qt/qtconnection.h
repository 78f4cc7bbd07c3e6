// SPDX-FileCopyrightText: 2026 The Landline authors
// SPDX-License-Identifier: GPL-3.0-or-later

#ifndef LANDLINE_QTCONNECTION_H
#define LANDLINE_QTCONNECTION_H

#include "api/connection.h"
#include "api/settings.h"

#include <QtCore/qpointer.h>
#include <QtCore/qtimer.h>

class QTcpSocket;
class QWebSocket;

namespace Landline {

class ConnectionHost;

/// A Connection on a QWebSocket. What QWebSocket does differently from RFC 6455 is listed in docs/backends.md.
class QtConnection : public Connection
{
    Q_OBJECT

public:
    /// Owns \a webSocket and \a socket, which \a webSocket runs on.
    QtConnection(const Opening &opening, const Request &request, const Settings &settings,
                 QWebSocket *webSocket, QTcpSocket *socket, ConnectionHost *host, QObject *parent);
    ~QtConnection() override;

    using Connection::Opening;

    /// Runs onOpen(); messages are delivered from now on.
    void start(const Request &request);

    void abort() override;
    qint64 queuedBytes() const override;

protected:
    PushResult send(const Frame &frame) override;
    void sendClose(quint16 code, const QString &reason) override;

private:
    void receiveText(const QString &text);
    void receiveBinary(const QByteArray &bytes);
    void tellOpened();
    void closeSeen();
    void ended();
    CloseInfo closeInfo() const;

    QWebSocket *m_webSocket;
    QPointer<QTcpSocket> m_socket;
    ConnectionHost *m_host;
    QTimer m_closeTimer;
    CloseInfo m_close; ///< ours, once m_closing
    qint64 m_maxMessageSize;
    qint64 m_sendQueueLimit;
    std::chrono::milliseconds m_closeWait;
    bool m_opened = false;
    bool m_closing = false;
    bool m_aborted = false;
    bool m_closeSeen = false;
    bool m_ended = false;
};

} // namespace Landline

#endif
