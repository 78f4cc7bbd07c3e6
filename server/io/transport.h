// SPDX-FileCopyrightText: 2026 The Landline authors
// SPDX-License-Identifier: LGPL-3.0-or-later

#ifndef LANDLINE_TRANSPORT_H
#define LANDLINE_TRANSPORT_H

#include "io/descriptorpoller.h"

#include <QtCore/qbytearray.h>

#include <span>

#include <sys/uio.h>

namespace Landline {

/// Our end of a connection that carries bytes both ways, plain or encrypted: the only place where an HttpConnection's or a
/// WebSocketConnection's bytes come in and go out.
///
/// No function blocks. A handler is told when it is worth trying again, never from within one of these functions. Each
/// direction ends by itself: a peer that sends no more still receives, until endSending().
///
/// Belongs to its thread. Whoever owns it calls close(), or destroys it, which does the same.
class Transport
{
public:
    using Interests = DescriptorPoller::Interests;

    enum class State : quint8 {
        Moved, ///< size bytes, at least one
        NotNow, ///< nothing just now; the handler is told when there is
        Ended, ///< of receive(): the peer sends no more
        Broken, ///< the connection has failed
    };
    struct Result
    {
        State state = State::NotNow;
        qsizetype size = 0;

        friend bool operator==(const Result &, const Result &) = default;
    };

    virtual ~Transport();

    /// Calls \a handler from now on, and nobody else, when one of \a interests is worth trying. False if the system refuses.
    virtual bool watch(Interests interests, DescriptorHandler *handler) = 0;
    /// What it is watched for, once it is. What comes and goes within a loop turn costs nothing. Without any interest not even
    /// a reset is told.
    virtual void setInterests(Interests interests) = 0;

    /// Takes what has come, as far as it fits into \a buffer.
    virtual Result receive(std::span<char> buffer) = 0;
    /// Accepts \a bytes for sending, or the first of them.
    virtual Result send(QByteArrayView bytes) = 0;
    /// The same for the bytes of \a pieces, one piece behind the other.
    virtual Result send(std::span<const iovec> pieces) = 0;
    /// Accepts for sending what is at \a offset in \a file, a descriptor, or the first of it, at most \a size bytes. Ended if
    /// the file ends before that. SIGPIPE has to be ignored. It is read and sent in small pieces where there is no better way.
    virtual Result sendFile(int file, qint64 offset, qsizetype size);
    /// Goes on with what send() has accepted and the system has not: Moved if the system has all of it, NotNow if the handler is
    /// told when it is worth trying again. It leaves by itself as well; who measures a peer's patience calls this.
    virtual State flush() { return State::Moved; }
    /// The bytes that are left of that. It gets less whenever the system takes some.
    virtual qint64 unsent() const { return 0; }
    /// What is sent from now on is the last: as soon as all of it is, close() or endSending() follows. It may wait for that,
    /// so that it leaves in one segment with the end.
    virtual void setEnding() { }

    /// There are bytes that have not been received, or there is an end or an error to be.
    virtual bool hasMore() const = 0;
    /// Bytes that send() accepted and the peer has not got, as far as the system knows.
    virtual qint64 unacknowledged() const = 0;

    /// Says that we send no more (FIN). What send() accepted leaves before that.
    virtual void endSending() = 0;
    /// Nothing more is sent or received; what has come can still be received.
    virtual void shutDown() = 0;
    /// close() resets the connection, and nothing is kept for a peer that does not take it.
    virtual void resetAtClose() = 0;
    /// Ends the connection; what the system has accepted still goes out. The handler hears nothing more.
    virtual void close() = 0;

    /// The bytes are encrypted on their way.
    virtual bool isSecure() const { return false; }
    /// The certificate that the peer has proved to own, as DER, or empty.
    virtual QByteArray peerCertificate() const { return {}; }

protected:
    Transport() = default;
    Q_DISABLE_COPY_MOVE(Transport)
};

} // namespace Landline

#endif
