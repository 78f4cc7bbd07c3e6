// SPDX-FileCopyrightText: 2026 The Landline authors
// SPDX-License-Identifier: LGPL-3.0-or-later

#include "io/descriptortransport.h"

#include <array>
#include <cerrno>

#include <linux/sockios.h>
#include <sys/ioctl.h>
#include <sys/sendfile.h>
#include <sys/socket.h>
#include <unistd.h>

namespace Landline {

namespace {

/// What \a call, a system call, says.
template<typename Call>
Transport::Result resultOf(const Call &call)
{
    while (true) {
        const ssize_t size = call();
        if (size > 0)
            return {Transport::State::Moved, size};
        if (size == 0)
            return {Transport::State::Ended};
        if (errno == EAGAIN || errno == EWOULDBLOCK)
            return {Transport::State::NotNow};
        if (errno != EINTR)
            return {Transport::State::Broken};
    }
}

} // namespace

Transport::~Transport() = default;

Transport::Result Transport::sendFile(int file, qint64 offset, qsizetype size)
{
    std::array<char, 64 * 1024> bytes;
    const Result read = resultOf([&] { return ::pread(file, bytes.data(), qMin(size_t(size), bytes.size()), offset); });
    return read.state == State::Moved ? send(QByteArrayView(bytes.data(), read.size)) : read;
}

bool DescriptorTransport::watch(Interests interests, DescriptorHandler *handler)
{
    return m_poller->watch(m_descriptor, interests, handler);
}

void DescriptorTransport::setInterests(Interests interests)
{
    m_poller->setInterests(m_descriptor, interests);
}

Transport::Result DescriptorTransport::receive(std::span<char> buffer)
{
    return resultOf([&] { return ::recv(m_descriptor, buffer.data(), buffer.size(), 0); });
}

Transport::Result DescriptorTransport::send(QByteArrayView bytes)
{
    return resultOf([&] { return ::send(m_descriptor, bytes.data(), static_cast<size_t>(bytes.size()), flags()); });
}

Transport::Result DescriptorTransport::send(std::span<const iovec> pieces)
{
    msghdr message = {};
    message.msg_iov = const_cast<iovec *>(pieces.data());
    message.msg_iovlen = pieces.size();
    return resultOf([&] { return ::sendmsg(m_descriptor, &message, flags()); });
}

Transport::Result DescriptorTransport::sendFile(int file, qint64 offset, qsizetype size)
{
    off_t position = offset;
    const Result sent = resultOf([&] { return ::sendfile(m_descriptor, file, &position, size_t(size)); });
    // Not every file system can.
    const bool isUnsupported = sent.state == State::Broken && (errno == EINVAL || errno == ENOSYS);
    return isUnsupported ? Transport::sendFile(file, offset, size) : sent;
}

int DescriptorTransport::flags() const
{
    return m_isEnding ? MSG_NOSIGNAL | MSG_MORE : MSG_NOSIGNAL;
}

bool DescriptorTransport::hasMore() const
{
    char byte;
    return ::recv(m_descriptor, &byte, 1, MSG_PEEK | MSG_DONTWAIT) >= 0;
}

qint64 DescriptorTransport::unacknowledged() const
{
    int size = 0;
    return ::ioctl(m_descriptor, SIOCOUTQ, &size) == 0 ? size : 0;
}

void DescriptorTransport::endSending()
{
    ::shutdown(m_descriptor, SHUT_WR);
}

void DescriptorTransport::shutDown()
{
    ::shutdown(m_descriptor, SHUT_RDWR);
}

void DescriptorTransport::resetAtClose()
{
    const linger now{1, 0};
    ::setsockopt(m_descriptor, SOL_SOCKET, SO_LINGER, &now, sizeof now);
}

void DescriptorTransport::close()
{
    if (m_descriptor < 0)
        return;
    // The kernel resets a connection that is closed with unread bytes, and throws away what waits for its end.
    if (m_isEnding)
        endSending();
    m_poller->close(m_descriptor);
    m_descriptor = -1;
}

} // namespace Landline
