// SPDX-FileCopyrightText: 2026 The Landline authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "qt/qtconnection.h"

#include "api/request.h"
#include "api/route.h"
#include "io/loopclock.h"
#include "qt/unsentbytes.h"
#include "runtime/backendhost.h"
#include "websocket/ratelimit.h"

#include <QtNetwork/qsslsocket.h>
#include <QtWebSockets/qwebsocket.h>

namespace Landline {

class QtConnection::Busy
{
public:
    explicit Busy(QtConnection *connection) : m_connection(connection) { ++m_connection->m_busy; }
    ~Busy()
    {
        // Not deleted at once: functions of QWebSocket have called us. Nor said any earlier: an event loop that runs in a
        // handler would delete it within them.
        if (--m_connection->m_busy == 0 && m_connection->m_ended)
            m_connection->deleteLater();
    }
    Q_DISABLE_COPY_MOVE(Busy)

private:
    QtConnection *m_connection;
};

QtConnection::QtConnection(const Opening &opening, const Request &request, const Settings *settings,
                           QWebSocket *webSocket, QTcpSocket *socket, BackendHost *host, TimerWheel *wheel,
                           QObject *parent)
    : Connection(opening, request, parent)
    , m_webSocket(webSocket)
    , m_socket(socket)
    , m_host(host)
    , m_settings(settings)
    , m_wheel(wheel)
    , m_heartbeat(LoopClock::uptime())
    , m_rate(RateLimit::of(*settings, LoopClock::uptime()))
{
    m_webSocket->setParent(this);
    m_webSocket->setMaxAllowedIncomingFrameSize(static_cast<quint64>(settings->maxMessageSize));
    m_webSocket->setMaxAllowedIncomingMessageSize(static_cast<quint64>(settings->maxMessageSize));
    m_closeTimer.setSingleShot(true);
    connect(&m_closeTimer, &QTimer::timeout, this, &QtConnection::closeIsLate);
    // QWebSocket is connected already: it has read, and answered pings, when we are told.
    connect(m_socket, &QTcpSocket::readyRead, this, &QtConnection::received);
    // What a QSslSocket calls written is only encrypted.
    if (auto *secureSocket = qobject_cast<QSslSocket *>(m_socket))
        connect(secureSocket, &QSslSocket::encryptedBytesWritten, this, &QtConnection::bytesWritten);
    else
        connect(m_socket, &QTcpSocket::bytesWritten, this, &QtConnection::bytesWritten);
    connect(m_webSocket, &QWebSocket::pong, this,
            [this](quint64, const QByteArray &payload) { m_heartbeat.pong(payload); });
    connect(m_webSocket, &QWebSocket::textMessageReceived, this, &QtConnection::receiveText);
    connect(m_webSocket, &QWebSocket::binaryMessageReceived, this, &QtConnection::receiveBinary);
    connect(m_webSocket, &QWebSocket::aboutToClose, this, &QtConnection::closeSeen);
    connect(m_webSocket, &QWebSocket::disconnected, this, &QtConnection::ended);
}

QtConnection::~QtConnection()
{
    m_wheel->cancel(this);
    // ~QWebSocket forgets the socket, which belongs to nobody else.
    if (m_socket)
        m_socket->deleteLater();
}

void QtConnection::start(const Request &request)
{
    const Busy busy(this);
    m_progressAt = LoopClock::uptime(); // the 101 may still wait: a QSslSocket sends in the next turn
    m_host->entered(this);
    open(request);
    tellOpened();
    lookAgain(LoopClock::uptime());
}

void QtConnection::received()
{
    const qint64 now = LoopClock::uptime();
    m_heartbeat.heard(now);
    const qint64 queued = queuedBytes();
    if (queued == 0)
        return;
    beginWaiting(now);
    if (queued - m_exempt <= route()->sendQueueLimit(*m_settings) + PongMargin)
        return;
    if (isOpen())
        ++m_host->statistics().slowConsumers;
    cut(QStringLiteral("does not read the answers to its pings"));
}

void QtConnection::bytesWritten(qint64 bytes)
{
    m_progressAt = LoopClock::uptime();
    // That message is at the head of the queue.
    m_exempt = qMax<qint64>(m_exempt - bytes, 0);
    if (queuedBytes() == 0) {
        m_exempt = 0;
        m_waits = false;
    }
    checkMarks();
}

/// Starts send_timeout, unless it runs already.
void QtConnection::beginWaiting(qint64 now)
{
    if (std::exchange(m_waits, true))
        return;
    m_progressAt = now;
    lookAgain(now);
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
    return m_socket ? unsentBytes(m_socket) : 0;
}

PushResult QtConnection::send(const Frame &frame, Encodings *)
{
    const qint64 queued = queuedBytes();
    if (queued > 0 && queued + frame.size() > route()->sendQueueLimit(*m_settings))
        return refuse();
    if (frame.isText())
        m_webSocket->sendTextMessage(frame.text());
    else
        m_webSocket->sendBinaryMessage(frame.data());
    if (queued == 0) {
        m_waits = false;
        const qint64 unsent = queuedBytes();
        m_exempt = unsent + unsent / 64; // TLS sends more than it is given: 29 bytes for each 16 KiB
        if (unsent > 0)
            beginWaiting(LoopClock::uptime());
    }
    checkMarks();
    return PushResult::Queued;
}

/// What is in a QTcpSocket can neither be dropped nor be passed by a close frame.
PushResult QtConnection::refuse()
{
    if (route()->slowConsumer(*m_settings) != SlowConsumer::Close)
        return PushResult::Rejected;
    ++m_host->statistics().slowConsumers;
    close(CloseCode::TryAgainLater, QStringLiteral("reads too slowly"));
    return PushResult::Gone;
}

void QtConnection::sendClose(quint16 code, const QString &reason)
{
    m_closing = true;
    m_close = {code, reason, ClosedBy::Server};
    m_closeTimer.start(m_settings->closeWait);
    m_webSocket->close(static_cast<QWebSocketProtocol::CloseCode>(code), reason);
}

void QtConnection::checkMarks()
{
    // Not told now: we may be within push(), or within a signal of the socket.
    if (m_marks.update(queuedBytes(), route()->sendQueueLimit(*m_settings)) && !std::exchange(m_tellsMarks, true))
        QMetaObject::invokeMethod(this, &QtConnection::tellMarks, Qt::QueuedConnection);
}

void QtConnection::tellMarks()
{
    m_tellsMarks = false;
    const std::optional<bool> isFilled = m_marks.takeNews();
    if (!isFilled || !isOpen())
        return;
    const Busy busy(this);
    if (*isFilled)
        emit queueFilled();
    else
        emit queueDrained();
}

void QtConnection::lookAtTime()
{
    if (!isOpen() || !m_socket)
        return;
    const qint64 now = LoopClock::uptime();
    const bool stalls = m_settings->sendTimeout.count() > 0 && queuedBytes() > 0;
    if (stalls && now - m_progressAt >= m_settings->sendTimeout.count()) {
        ++m_host->statistics().slowConsumers;
        return cut(QStringLiteral("takes nothing of what is sent"));
    }
    switch (m_heartbeat.look(*m_settings, now)) {
    case Heartbeat::Verdict::Alive: break;
    case Heartbeat::Verdict::Silent:
        if (queuedBytes() == 0)
            m_progressAt = now;
        m_webSocket->ping(m_heartbeat.ping());
        break;
    case Heartbeat::Verdict::Dead:
        ++m_host->statistics().deadPeers;
        return cut(Heartbeat::reasonOfDeath(*m_settings));
    }
    lookAgain(now);
}

/// Puts it on the wheel for when lookAtTime() may find something.
void QtConnection::lookAgain(qint64 now)
{
    if (!isOpen())
        return;
    std::optional<std::chrono::milliseconds> left = m_heartbeat.timeLeft(*m_settings, now);
    if (m_settings->sendTimeout.count() > 0 && queuedBytes() > 0) {
        const std::chrono::milliseconds stalled(now - m_progressAt);
        const auto time = qMax(m_settings->sendTimeout - stalled, std::chrono::milliseconds(0));
        left = left ? qMin(*left, time) : time;
    }
    if (left)
        m_wheel->schedule(this, *left);
    else
        m_wheel->cancel(this);
}

void QtConnection::cut(const QString &reason)
{
    m_cutBecause = reason;
    abort();
}

/// False if the client has said more than it may, and is closed. QWebSocket cannot be made to wait.
bool QtConnection::takes(const Frame &frame)
{
    if (!m_rate || m_rate->take(frame.size(), LoopClock::uptime()) == RateLimit::Verdict::Within)
        return true;
    ++m_host->statistics().floods;
    close(CloseCode::PolicyViolation, QStringLiteral("sends too much"));
    return false;
}

void QtConnection::receiveText(const QString &text)
{
    const Busy busy(this);
    const Frame frame(text);
    // QWebSocket counts UTF-16 units.
    if (frame.size() > m_settings->maxMessageSize)
        close(CloseCode::MessageTooBig, QStringLiteral("message too big"));
    else if (takes(frame))
        receive(frame);
}

void QtConnection::receiveBinary(const QByteArray &bytes)
{
    const Busy busy(this);
    const Frame frame = Frame::fromBinary(bytes);
    if (takes(frame))
        receive(frame);
}

void QtConnection::closeSeen()
{
    if (m_closing || m_closeSeen)
        return;
    m_closeSeen = true;
    m_closeTimer.start(m_settings->closeWait);
    setClosing();
}

void QtConnection::closeIsLate()
{
    if (!m_socket)
        return;
    // Our close frame is queued behind what the peer still takes.
    const std::chrono::milliseconds stalled(LoopClock::uptime() - m_progressAt);
    const bool isStalled = m_settings->sendTimeout.count() > 0 && stalled >= m_settings->sendTimeout;
    if (queuedBytes() > 0 && !isStalled)
        m_closeTimer.start(m_settings->closeWait);
    else
        m_socket->abort();
}

void QtConnection::ended()
{
    if (m_ended)
        return;
    const Busy busy(this);
    m_ended = true;
    m_wheel->cancel(this);
    m_closeTimer.stop();
    tellOpened(); // when onOpen itself ends the connection
    const CloseInfo close = closeInfo();
    finish(close);
    m_host->left(this, close);
}

CloseInfo QtConnection::closeInfo() const
{
    if (m_closing)
        return m_close;
    if (m_aborted)
        return {CloseCode::Abnormal, m_cutBecause, ClosedBy::Server};
    if (!m_closeSeen)
        return {CloseCode::Abnormal, {}, ClosedBy::Client};
    const auto code = static_cast<quint16>(m_webSocket->closeCode());
    // QWebSocket says by the code alone whether the peer left or broke a rule.
    const bool ruleBroken = code == CloseCode::ProtocolError || code == CloseCode::InvalidPayload
            || code == CloseCode::MessageTooBig;
    return {code, m_webSocket->closeReason(), ruleBroken ? ClosedBy::Server : ClosedBy::Client};
}

} // namespace Landline
