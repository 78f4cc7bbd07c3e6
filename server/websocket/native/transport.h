// SPDX-FileCopyrightText: 2026 The Landline authors
// SPDX-License-Identifier: GPL-3.0-or-later

#ifndef LANDLINE_TRANSPORT_H
#define LANDLINE_TRANSPORT_H

#include <QtCore/qbytearrayview.h>

#include <span>

#include <sys/socket.h>
#include <sys/uio.h>

namespace Landline {

/// One end of a TCP connection: the only place where a NativeConnection's bytes come in and go out. Does not own the
/// descriptor.
///
/// receive() and send() are those of the kernel: a number of bytes, or -1 and errno; EAGAIN is not now. No SIGPIPE.
class Transport
{
public:
    explicit Transport(int descriptor) : m_descriptor(descriptor) { }

    int descriptor() const { return m_descriptor; }

    ssize_t receive(std::span<char> buffer) { return ::recv(m_descriptor, buffer.data(), buffer.size(), 0); }
    ssize_t send(QByteArrayView bytes)
    {
        return ::send(m_descriptor, bytes.data(), static_cast<size_t>(bytes.size()), MSG_NOSIGNAL);
    }
    ssize_t send(std::span<iovec> pieces)
    {
        msghdr message = {};
        message.msg_iov = pieces.data();
        message.msg_iovlen = pieces.size();
        return ::sendmsg(m_descriptor, &message, MSG_NOSIGNAL);
    }

    /// There are bytes that have not been received, or there is an end or an error to be.
    bool hasMore() const
    {
        char byte;
        return ::recv(m_descriptor, &byte, 1, MSG_PEEK | MSG_DONTWAIT) >= 0;
    }
    /// Nothing more is sent or received; what has come can still be received.
    void shutDown() { ::shutdown(m_descriptor, SHUT_RDWR); }
    /// Says that we send no more (FIN).
    void endSending() { ::shutdown(m_descriptor, SHUT_WR); }
    /// The descriptor's close() resets the connection, and forgets what the kernel keeps for a peer that does not take it.
    void resetAtClose()
    {
        const linger now{1, 0};
        ::setsockopt(m_descriptor, SOL_SOCKET, SO_LINGER, &now, sizeof now);
    }

private:
    int m_descriptor;
};

} // namespace Landline

#endif
