// SPDX-FileCopyrightText: 2026 The Landline authors
// SPDX-License-Identifier: GPL-3.0-or-later

#ifndef LANDLINE_TESTCLIENT_H
#define LANDLINE_TESTCLIENT_H

#include "shared/frame.h"

#include <QtNetwork/qnetworkrequest.h>
#include <QtNetwork/qsslconfiguration.h>
#include <QtWebSockets/qwebsocket.h>

namespace Landline {

/// A QWebSocket that remembers what it received and how it ended.
///
/// The functions that wait run the event loop and say whether it happened; use them in QVERIFY.
class TestClient : public QObject
{
public:
    explicit TestClient(QObject *parent = nullptr);

    /// Before open(): one more line of the handshake's head.
    void setHeader(const QByteArray &name, const QByteArray &value);
    void setSubprotocols(const QStringList &subprotocols) { m_subprotocols = subprotocols; }

    void setSslConfiguration(const QSslConfiguration &configuration) { m_socket.setSslConfiguration(configuration); }

    /// Connects and waits for the end of the handshake; true if it was let in.
    bool open(const QUrl &url);
    /// The same without waiting, for many clients at once.
    void startOpening(const QUrl &url);
    bool isOpen() const { return m_socket.state() == QAbstractSocket::ConnectedState; }
    QString subprotocol() const { return m_socket.subprotocol(); }

    void send(const QString &text) { m_socket.sendTextMessage(text); }
    void sendBinary(const QByteArray &bytes) { m_socket.sendBinaryMessage(bytes); }
    void close(quint16 code = 1000, const QString &reason = {});
    /// Ends TCP without a closing handshake.
    void abort() { m_socket.abort(); }

    QList<Frame> frames() const { return m_frames; }
    /// The payloads of frames() as strings, which reads best in a QCOMPARE.
    QStringList texts() const;
    bool waitForFrames(qsizetype count) const;
    /// Sends \a text and waits for one frame more; its text. Null if none came.
    QString ask(const QString &text);
    /// The number in a first frame {"fd": N}, as DemoController says it; waits for it. 0 if it is not there.
    qint64 fd() const;

    /// Refused, closed or cut.
    bool isEnded() const { return m_ended; }
    bool waitForEnd() const;
    /// 1006 if there was no close frame.
    quint16 closeCode() const;
    QString closeReason() const { return m_socket.closeReason(); }

private:
    QNetworkRequest m_request;
    QStringList m_subprotocols;
    QList<Frame> m_frames;
    bool m_closeSeen = false;
    bool m_ended = false;
    QWebSocket m_socket; // last: it still says disconnected() when it is destroyed
};

} // namespace Landline

#endif
