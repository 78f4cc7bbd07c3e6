// SPDX-FileCopyrightText: 2026 The Landline authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "websocket/qt/qtconnection.h"

#include "api/request.h"
#include "websocket/connectionhost.h"

#include <QtNetwork/qtcpsocket.h>
#include <QtWebSockets/qwebsocket.h>

namespace Landline {

QtConnection::QtConnection(const Opening &opening, const Request &request, const Settings &settings,
                           QWebSocket *webSocket, QTcpSocket *socket, ConnectionHost *host, QObject *parent)
    : Connection(opening, request, parent)
    , m_webSocket(webSocket)
    , m_socket(socket)
    , m_host(host)
    , m_maxMessageSize(settings.maxMessageSize)
    , m_sendQueueLimit(settings.sendQueueLimit)
    , m_closeWait(settings.closeWait)
{
    m_webSocket->setParent(this);
    m_webSocket->setMaxAllowedIncomingFrameSize(static_cast<quint64>(m_maxMessageSize));
    m_webSocket->setMaxAllowedIncomingMessageSize(static_cast<quint64>(m_maxMessageSize));
    m_closeTimer.setSingleShot(true);
    connect(&m_closeTimer, &QTimer::timeout, this, [this] {
        if (m_socket)
            m_socket->abort();
    });
    connect(m_webSocket, &QWebSocket::textMessageReceived, this, &QtConnection::receiveText);
    connect(m_webSocket, &QWebSocket::binaryMessageReceived, this, &QtConnection::receiveBinary);
    connect(m_webSocket, &QWebSocket::aboutToClose, this, &QtConnection::closeSeen);
    connect(m_webSocket, &QWebSocket::disconnected, this, &QtConnection::ended);
}

QtConnection::~QtConnection()
{
    // ~QWebSocket forgets the socket, which belongs to nobody else.
    if (m_socket)
        m_socket->deleteLater();
}

void QtConnection::start(const Request &request)
{
    m_host->entered(this);
    open(request);
    tellOpened();
}

void QtConnection::tellOpened()
{
    if (!std::exchange(m_opened, true))
        m_host->opened(this);
}

void QtConnection::abort()
{
    m_aborted = !m_ended && !m_closing && !m_closeSeen;
    if (m_socket)
        m_socket->abort();
    ended();
}

qint64 QtConnection::queuedBytes() const
{
    return m_socket ? m_socket->bytesToWrite() : 0;
}

PushResult QtConnection::send(const Frame &frame)
{
    const qint64 queued = queuedBytes();
    if (queued > 0 && queued + frame.size() > m_sendQueueLimit)
        return PushResult::Rejected;
    if (frame.isText())
        m_webSocket->sendTextMessage(frame.text());
    else
        m_webSocket->sendBinaryMessage(frame.data());
    return PushResult::Queued;
}

void QtConnection::sendClose(quint16 code, const QString &reason)
{
    m_closing = true;
    m_close = {code, reason, ClosedBy::Server};
    m_closeTimer.start(m_closeWait);
    m_webSocket->close(static_cast<QWebSocketProtocol::CloseCode>(code), reason);
}

void QtConnection::receiveText(const QString &text)
{
    const Frame frame(text);
    // QWebSocket counts UTF-16 units.
    if (frame.size() > m_maxMessageSize)
        close(CloseCode::MessageTooBig, QStringLiteral("message too big"));
    else
        receive(frame);
}

void QtConnection::receiveBinary(const QByteArray &bytes)
{
    receive(Frame::fromBinary(bytes));
}

void QtConnection::closeSeen()
{
    if (m_closing || m_closeSeen)
        return;
    m_closeSeen = true;
    m_closeTimer.start(m_closeWait);
    setClosing();
}

void QtConnection::ended()
{
    if (m_ended)
        return;
    m_ended = true;
    m_closeTimer.stop();
    tellOpened(); // when onOpen itself ends the connection
    const CloseInfo close = closeInfo();
    finish(close);
    m_host->left(this, close);
    // Not deleted at once: QWebSocket emits this signal from its own functions.
    deleteLater();
}

CloseInfo QtConnection::closeInfo() const
{
    if (m_closing)
        return m_close;
    if (m_aborted)
        return {CloseCode::Abnormal, {}, ClosedBy::Server};
    if (!m_closeSeen)
        return {CloseCode::Abnormal, {}, ClosedBy::Client};
    const auto code = static_cast<quint16>(m_webSocket->closeCode());
    // QWebSocket says by the code alone whether the peer left or broke a rule.
    const bool ruleBroken = code == CloseCode::ProtocolError || code == CloseCode::InvalidPayload
            || code == CloseCode::MessageTooBig;
    return {code, m_webSocket->closeReason(), ruleBroken ? ClosedBy::Server : ClosedBy::Client};
}

} // namespace Landline
