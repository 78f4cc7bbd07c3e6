// SPDX-FileCopyrightText: 2026 The Landline authors
// SPDX-License-Identifier: GPL-3.0-or-later

#ifndef LANDLINE_SECURECHANNEL_H
#define LANDLINE_SECURECHANNEL_H

#include "io/descriptorpoller.h"

#include <QtCore/qbytearrayview.h>
#include <QtCore/qobject.h>

#include <chrono>
#include <span>

#include <sys/types.h>
#include <sys/uio.h>

class QSslSocket;

namespace Landline {

/// An encrypted socket that behaves like a descriptor which does not block, watched by a DescriptorPoller: so the same code
/// speaks RFC 6455 on TCP and on TLS, see Transport.
///
/// What it has accepted and the kernel has not is bounded as a kernel's buffer is: send() takes less, or fails with EAGAIN.
/// The handler is told at the end of the loop turn in which something became ready, never from within a function of the
/// socket: it may do everything that a handler of a DescriptorPoller may.
class SecureChannel final : public QObject, private TurnEndHandler
{
    Q_OBJECT

public:
    /// Takes over \a socket, which is encrypted and which nobody else listens to. \a poller and \a handler live longer; no
    /// interest at first. What is still to be sent when it is closed has \a lingerTime for it.
    SecureChannel(QSslSocket *socket, DescriptorPoller *poller, DescriptorHandler *handler,
                  std::chrono::milliseconds lingerTime);
    /// Cuts what is not closed.
    ~SecureChannel() override;

    void setInterests(DescriptorPoller::Interests interests);

    /// Like recv(2), with errno: -1 and EAGAIN when there is nothing just now; 0 at the end, whether the peer ended TLS or
    /// TCP, and however.
    ssize_t receive(std::span<char> buffer);
    /// Like send(2) and sendmsg(2), with errno: -1 and EAGAIN when there is no room, EPIPE behind the end.
    ssize_t send(QByteArrayView bytes);
    ssize_t send(std::span<const iovec> pieces);
    /// There are bytes to be received, in the socket or in the kernel, or there is the end.
    bool hasMore() const;

    /// Nothing more is sent; what has come can still be received.
    void shutDown();
    /// What send() accepted goes out, then TLS's word of the end and a FIN. TLS has no half that could go on: this is the
    /// end for receive() too.
    void endSending();
    /// close() will be a reset, and nothing is kept for the peer.
    void resetAtClose();
    /// Ends the connection as close(2) does: what send() accepted still goes out.
    void close();

private:
    void turnEnded() override;
    void end();
    void askForTurnEnd();
    DescriptorPoller::Readiness readiness() const;
    bool isReadable() const;
    bool isWritable() const;
    qint64 room() const;
    void linger();
    void cut();

    QSslSocket *m_socket; ///< nullptr once it is closed
    DescriptorPoller *m_poller;
    DescriptorHandler *m_handler;
    std::chrono::milliseconds m_lingerTime;
    DescriptorPoller::Interests m_interests = DescriptorPoller::NoInterest;
    bool m_ended = false; ///< nothing more comes than what is buffered
    bool m_resetAtClose = false;
};

} // namespace Landline

#endif
