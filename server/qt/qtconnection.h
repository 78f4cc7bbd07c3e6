// SPDX-FileCopyrightText: 2026 The Landline authors
// SPDX-License-Identifier: GPL-3.0-or-later

#ifndef LANDLINE_QTCONNECTION_H
#define LANDLINE_QTCONNECTION_H

#include "api/connection.h"
#include "api/settings.h"
#include "io/timerwheel.h"
#include "websocket/heartbeat.h"
#include "websocket/queuemarks.h"

#include <QtCore/qpointer.h>
#include <QtCore/qtimer.h>

class QTcpSocket;
class QWebSocket;

namespace Landline {

class BackendHost;
class RateLimit;

/// A Connection on a QWebSocket. What QWebSocket does differently from RFC 6455 is listed in docs/backends.md. It is
/// destroyed soon after it has ended, but never while one of its handlers runs, which may run an event loop.
///
/// QWebSocket answers every ping by itself, and nothing limits these answers. So the unsent bytes are compared with
/// Route::sendQueueLimit() plus PongMargin whenever bytes have been received; a connection with more is cut. A single
/// message that was pushed into an empty queue does not count, however large it is.
class QtConnection : public Connection, public TimerWheel::Entry
{
    Q_OBJECT

public:
    /// Owns \a webSocket and \a socket, which \a webSocket runs on. \a settings and \a wheel live longer.
    QtConnection(const Opening &opening, const Request &request, const Settings *settings, QWebSocket *webSocket,
                 QTcpSocket *socket, BackendHost *host, TimerWheel *wheel, QObject *parent);
    ~QtConnection() override;

    using Connection::Opening;

    /// How many bytes may wait beyond the limit of push(): answers to pings, and headers of frames.
    static constexpr qint64 PongMargin = 256 * 1024;

    /// Runs onOpen(); messages are delivered from now on.
    void start(const Request &request);

    void abort() override;
    qint64 queuedBytes() const override;
    std::chrono::microseconds roundTrip() const override { return m_heartbeat.roundTrip(); }

    /// For the wheel.
    void lookAtTime();

protected:
    PushResult send(const Frame &frame, Encodings *encodings) override;
    void sendClose(quint16 code, const QString &reason) override;

private:
    /// One lives in each function that calls the application; behind the outermost it may be destroyed.
    class Busy;

    PushResult refuse();
    void checkMarks();
    void tellMarks();
    void lookAgain(qint64 now);
    void cut(const QString &reason);
    bool takes(const Frame &frame);
    void receiveText(const QString &text);
    void receiveBinary(const QByteArray &bytes);
    void received();
    void bytesWritten(qint64 bytes);
    void beginWaiting(qint64 now);
    void tellOpened();
    void closeSeen();
    void closeIsLate();
    void ended();
    CloseInfo closeInfo() const;

    QWebSocket *m_webSocket;
    QPointer<QTcpSocket> m_socket;
    BackendHost *m_host;
    QTimer m_closeTimer;
    CloseInfo m_close; ///< ours, once m_closing
    const Settings *m_settings;
    TimerWheel *m_wheel;
    Heartbeat m_heartbeat;
    std::unique_ptr<RateLimit> m_rate; ///< where there is one
    QString m_cutBecause;
    qint64 m_progressAt = 0; ///< when the kernel took something last, while anything waits
    qint64 m_exempt = 0; ///< unsent bytes of the message that was pushed into an empty queue, rounded up
    QueueMarks m_marks;
    int m_busy = 0;
    bool m_waits = false; ///< bytes are unsent, and sendTimeout counts since m_progressAt
    bool m_tellsMarks = false; ///< is going to
    bool m_opened = false;
    bool m_closing = false;
    bool m_aborted = false;
    bool m_closeSeen = false;
    bool m_ended = false;
};

} // namespace Landline

#endif
