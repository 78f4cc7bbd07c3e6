// SPDX-FileCopyrightText: 2026 The Landline authors
// SPDX-License-Identifier: GPL-3.0-or-later

#ifndef LANDLINE_TRANSPORT_H
#define LANDLINE_TRANSPORT_H

#include "websocket/native/securechannel.h"

#include <memory>

#include <sys/socket.h>
#include <sys/uio.h>

namespace Landline {

/// One end of a TCP connection: the only place where a NativeConnection's bytes come in and go out, and where it is watched.
/// Does not own the descriptor. On TLS there is a SecureChannel in its place.
///
/// receive() and send() are those of the kernel: a number of bytes, or -1 and errno; EAGAIN is not now. No SIGPIPE.
class Transport
{
public:
    explicit Transport(int descriptor) : m_descriptor(descriptor) { }

    /// Takes \a channel over, to be used instead of the descriptor.
    void setChannel(SecureChannel *channel) { m_channel.reset(channel); }

    /// As DescriptorPoller::watch(), setInterests() and close().
    bool watch(DescriptorPoller *poller, DescriptorPoller::Interests interests, DescriptorHandler *handler)
    {
        if (!m_channel)
            return poller->watch(m_descriptor, interests, handler);
        m_channel->setInterests(interests);
        return true;
    }
    void setInterests(DescriptorPoller *poller, DescriptorPoller::Interests interests)
    {
        if (m_channel)
            m_channel->setInterests(interests);
        else
            poller->setInterests(m_descriptor, interests);
    }
    void close(DescriptorPoller *poller)
    {
        if (m_channel)
            return m_channel->close();
        // The kernel resets a connection that is closed with unread bytes, and throws away what waits for its end.
        if (m_isEnding)
            endSending();
        poller->close(m_descriptor);
    }

    ssize_t receive(std::span<char> buffer)
    {
        return m_channel ? m_channel->receive(buffer) : ::recv(m_descriptor, buffer.data(), buffer.size(), 0);
    }
    ssize_t send(QByteArrayView bytes)
    {
        if (m_channel)
            return m_channel->send(bytes);
        return ::send(m_descriptor, bytes.data(), static_cast<size_t>(bytes.size()), flags());
    }
    ssize_t send(std::span<iovec> pieces)
    {
        if (m_channel)
            return m_channel->send(pieces);
        msghdr message = {};
        message.msg_iov = pieces.data();
        message.msg_iovlen = pieces.size();
        return ::sendmsg(m_descriptor, &message, flags());
    }
    /// What is sent from now on is the last: as soon as all of it is, close() or endSending() follows. It may wait for that
    /// in the kernel, so that it leaves in one segment with the FIN.
    void setEnding() { m_isEnding = true; }

    /// There are bytes that have not been received, or there is an end or an error to be.
    bool hasMore() const
    {
        if (m_channel)
            return m_channel->hasMore();
        char byte;
        return ::recv(m_descriptor, &byte, 1, MSG_PEEK | MSG_DONTWAIT) >= 0;
    }
    /// Nothing more is sent or received; what has come can still be received.
    void shutDown()
    {
        if (m_channel)
            m_channel->shutDown();
        else
            ::shutdown(m_descriptor, SHUT_RDWR);
    }
    /// Says that we send no more (FIN).
    void endSending()
    {
        if (m_channel)
            m_channel->endSending();
        else
            ::shutdown(m_descriptor, SHUT_WR);
    }
    /// The descriptor's close() resets the connection, and forgets what the kernel keeps for a peer that does not take it.
    void resetAtClose()
    {
        if (m_channel)
            return m_channel->resetAtClose();
        const linger now{1, 0};
        ::setsockopt(m_descriptor, SOL_SOCKET, SO_LINGER, &now, sizeof now);
    }

private:
    int flags() const { return m_isEnding ? MSG_NOSIGNAL | MSG_MORE : MSG_NOSIGNAL; }

    std::unique_ptr<SecureChannel> m_channel;
    int m_descriptor;
    bool m_isEnding = false;
};

} // namespace Landline

#endif
