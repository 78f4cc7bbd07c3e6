// SPDX-FileCopyrightText: 2026 The Landline authors
// SPDX-License-Identifier: LGPL-3.0-or-later

#ifndef LANDLINE_ADMINCHANNEL_H
#define LANDLINE_ADMINCHANNEL_H

#include <QtCore/qobject.h>

class QLocalSocket;

namespace Landline::Admin {

/// Whole messages over a local socket: each goes as its length in 4 bytes, big-endian, and its bytes.
///
/// Both ends of the admin link use it. Connect the signals, then call send() as needed; what was received before
/// the signals were connected is not lost, it is delivered from the event loop. Everything happens in one thread.
/// A channel may be deleted from a slot of its signals by deleteLater(), not by delete.
class Channel : public QObject
{
    Q_OBJECT

public:
    /// Takes over \a socket, which is connected, as its child. A message longer than \a limit bytes is a
    /// violation; it is noticed by its first 4 bytes, so no more than \a limit + 4 bytes are ever held back here.
    explicit Channel(QLocalSocket *socket, qint64 limit, QObject *parent = nullptr);
    ~Channel() override;

    /// Sends \a message, of less than 4 GiB. Does nothing when the socket is closed.
    void send(const QByteArray &message);
    /// What has not yet been taken by the kernel, in bytes: how far the peer is behind.
    qint64 bytesToWrite() const;
    /// For the peer's credentials (SO_PEERCRED); -1 when closed.
    qintptr socketDescriptor() const;

    /// While \a held, messages wait: here up to the limit, the rest with the peer, who is thereby slowed down. What still
    /// waits when the socket ends is lost.
    void setHeld(bool held);

    bool isOpen() const;
    /// Sends what is waiting, then closes; closed() follows, perhaps at once. Nothing is received any more. With a
    /// peer that does not read this can last for ever: abort() then.
    void close();
    /// Closes at once; what is waiting is dropped.
    void abort();

signals:
    /// One whole message, in the order in which they were sent.
    void messageReceived(const QByteArray &message);
    /// The peer announced more than the limit, see \a reason. Nothing further is received, but send() still works:
    /// say why, then close().
    void violated(const QString &reason);
    /// The socket has ended, whoever closed it. Comes once, after the last messageReceived().
    void closed();

private:
    void receive();
    bool takeLength();

    QLocalSocket *m_socket;
    qint64 m_limit;
    qint64 m_length = -1; ///< of the message that is arriving; -1 while that is unknown
    bool m_receiving = true;
    bool m_held = false;
};

} // namespace Landline::Admin

#endif
