// SPDX-FileCopyrightText: 2026 The Landline authors
// SPDX-License-Identifier: GPL-3.0-or-later

#ifndef LANDLINE_SECURECHANNEL_H
#define LANDLINE_SECURECHANNEL_H

#include "io/transport.h"

#include <QtCore/qobject.h>

#include <chrono>

class QSslSocket;

namespace Landline {

/// A Transport on an encrypted socket: so the same code speaks RFC 6455 on TCP and on TLS.
///
/// What it has accepted and the kernel has not is bounded as a kernel's buffer is: send() takes less, or nothing just now.
/// The peer's end is that of the connection, whether it ended TLS or TCP, and however: receive() never says Broken.
/// The handler is told at the end of the loop turn in which something became ready, never from within a function of the
/// socket: it may do everything that a handler of a DescriptorPoller may.
class SecureChannel final : public QObject, public Transport, private TurnEndHandler
{
    Q_OBJECT

public:
    /// Takes over \a socket, which is encrypted and which nobody else listens to. \a poller lives longer. What is still to
    /// be sent when it is closed has \a lingerTime for it.
    SecureChannel(QSslSocket *socket, DescriptorPoller *poller, std::chrono::milliseconds lingerTime);
    /// Cuts what is not closed.
    ~SecureChannel() override;

    bool watch(Interests interests, DescriptorHandler *handler) override;
    void setInterests(Interests interests) override;
    Result receive(std::span<char> buffer) override;
    Result send(QByteArrayView bytes) override;
    Result send(std::span<const iovec> pieces) override;
    bool hasMore() const override;
    qint64 unacknowledged() const override;
    /// TLS has no half that could go on: this is the end for receive() too.
    void endSending() override;
    void shutDown() override;
    void resetAtClose() override;
    void close() override;

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
    DescriptorHandler *m_handler = nullptr;
    std::chrono::milliseconds m_lingerTime;
    Interests m_interests = DescriptorPoller::NoInterest;
    bool m_ended = false; ///< nothing more comes than what is buffered
    bool m_resetAtClose = false;
};

} // namespace Landline

#endif
