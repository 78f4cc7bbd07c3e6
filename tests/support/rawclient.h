// SPDX-FileCopyrightText: 2026 The Landline authors
// SPDX-License-Identifier: GPL-3.0-or-later

#ifndef LANDLINE_RAWCLIENT_H
#define LANDLINE_RAWCLIENT_H

#include "support/httpanswer.h"
#include "support/wire.h"

#include <QtNetwork/qsslsocket.h>

#include <memory>

namespace Landline {

/// A TCP client that sends bytes as they are and reads the answers one by one.
///
/// \code
/// RawClient client(node.port("ws"));
/// client.send(Wire::handshake("/nowhere"));
/// QCOMPARE(client.answer().status, 404);
/// QVERIFY(client.waitForEnd());
/// \endcode
class RawClient : public QObject
{
public:
    /// Connects to 127.0.0.1.
    explicit RawClient(quint16 port, QObject *parent = nullptr);
    /// Connects by TLS and waits for the end of the handshake, see isEncrypted(). \a serverName is what it comes for.
    RawClient(quint16 port, const QSslConfiguration &configuration, const QString &serverName = QStringLiteral("localhost"));

    bool isEncrypted() const { return m_secureSocket && m_secureSocket->isEncrypted(); }
    /// What the server showed.
    QSslCertificate certificate() const { return m_secureSocket->peerCertificate(); }
    /// Why there is no connection, or no more: the first that the socket said.
    QString errorString() const { return m_errorString; }

    /// Sends \a bytes, in one segment as far as TCP lets us say so.
    void send(const QByteArray &bytes);
    /// From now on nothing is read, so that the server's send queue fills up.
    void stopReading() { m_socket->setReadBufferSize(1); }
    /// What send() was given and the kernel has not taken.
    qint64 unsentBytes() const;
    /// Takes stopReading() back.
    void readAgain();
    /// Says that no more will be sent, and goes on reading (FIN).
    void endSending();
    /// Ends the connection in good order, as TLS or TCP wants it.
    void close() { m_socket->disconnectFromHost(); }
    /// For what endSending() and reset() do not do.
    int descriptor() const { return static_cast<int>(m_socket->socketDescriptor()); }
    /// Ends the connection without a word, as a crashed machine does that comes back (RST).
    void reset();

    /// Waits for the next answer; one with status 0 if none came. \a method is that of its request.
    HttpAnswer answer(const QByteArray &method = "GET");
    /// Sends \a request and waits for its answer.
    HttpAnswer ask(const QByteArray &request);
    /// After a 101: waits for the next frame. Nothing if none came.
    std::optional<Wire::ServerFrame> frame();

    /// Waits until the server has closed the connection.
    bool waitForEnd();
    bool isEnded() const { return m_ended; }
    /// Something has come, even if it is not read yet.
    bool hasReceived() const { return !m_received.isEmpty() || m_socket->bytesAvailable() > 0; }
    /// What was received and is not part of an answer or frame read so far.
    QByteArray rest() const { return m_received; }

private:
    void init();
    void read();

    QByteArray m_received;
    QString m_errorString;
    bool m_ended = false;
    QSslSocket *m_secureSocket = nullptr; ///< m_socket, if it is one
    std::unique_ptr<QTcpSocket> m_socket; // last: it still says disconnected() when it is destroyed
};

} // namespace Landline

#endif
