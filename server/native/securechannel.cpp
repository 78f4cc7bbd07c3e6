// SPDX-FileCopyrightText: 2026 The Landline authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "native/securechannel.h"

#include "qt/gentleend.h"
#include "qt/unsentbytes.h"

#include <QtCore/qpointer.h>
#include <QtNetwork/qsslsocket.h>

#include <utility>

#include <linux/sockios.h>
#include <sys/ioctl.h>
#include <sys/socket.h>

namespace Landline {

namespace {

constexpr qint64 sendLimit = 64 * 1024;
constexpr qint64 receiveLimit = 64 * 1024; // of what is decrypted and not received; as much again may wait encrypted

} // namespace

SecureChannel::SecureChannel(QSslSocket *socket, DescriptorPoller *poller, std::chrono::milliseconds lingerTime)
    : m_socket(socket), m_poller(poller), m_lingerTime(lingerTime)
{
    // Whoever made it deletes it when it is disconnected; now it is deleted here.
    disconnect(m_socket, &QSslSocket::disconnected, m_socket, nullptr);
    m_socket->setReadBufferSize(receiveLimit);
    connect(m_socket, &QSslSocket::readyRead, this, &SecureChannel::askForTurnEnd);
    connect(m_socket, &QSslSocket::encryptedBytesWritten, this, &SecureChannel::askForTurnEnd);
    // The peer's word that it sends no more comes as an error, while TCP is still open.
    connect(m_socket, &QSslSocket::errorOccurred, this, &SecureChannel::end);
    connect(m_socket, &QSslSocket::disconnected, this, &SecureChannel::end);
    m_ended = m_socket->state() != QAbstractSocket::ConnectedState;
}

SecureChannel::~SecureChannel()
{
    cut();
    m_poller->forgetTurnEnd(this);
}

bool SecureChannel::watch(Interests interests, DescriptorHandler *handler)
{
    m_handler = handler;
    setInterests(interests);
    return true;
}

void SecureChannel::setInterests(Interests interests)
{
    m_interests = interests;
    askForTurnEnd();
}

Transport::Result SecureChannel::receive(std::span<char> buffer)
{
    const bool isOpen = m_socket && m_socket->isOpen(); // not after shutDown(): Qt would warn
    const qint64 received = isOpen ? m_socket->read(buffer.data(), static_cast<qint64>(buffer.size())) : 0;
    if (received > 0)
        return {State::Moved, received};
    return {m_ended ? State::Ended : State::NotNow};
}

Transport::Result SecureChannel::send(QByteArrayView bytes)
{
    const iovec piece{const_cast<char *>(bytes.data()), static_cast<size_t>(bytes.size())};
    return send(std::span(&piece, 1));
}

Transport::Result SecureChannel::send(std::span<const iovec> pieces)
{
    if (!m_socket || m_ended)
        return {State::Broken};
    qint64 left = room();
    qint64 taken = 0;
    for (const iovec &piece : pieces) {
        const qint64 size = qMin(left, static_cast<qint64>(piece.iov_len));
        if (size <= 0)
            break;
        m_socket->write(static_cast<const char *>(piece.iov_base), size);
        left -= size;
        taken += size;
    }
    if (taken == 0)
        return {State::NotNow};
    m_socket->flush();
    return {State::Moved, taken};
}

bool SecureChannel::hasMore() const
{
    char byte;
    return isReadable()
            || ::recv(static_cast<int>(m_socket->socketDescriptor()), &byte, 1, MSG_PEEK | MSG_DONTWAIT) >= 0;
}

qint64 SecureChannel::unacknowledged() const
{
    int size = 0;
    if (!m_socket || ::ioctl(static_cast<int>(m_socket->socketDescriptor()), SIOCOUTQ, &size) != 0)
        return 0;
    return unsentBytes(m_socket) + size;
}

void SecureChannel::shutDown()
{
    if (m_socket)
        m_socket->abort();
    end();
}

void SecureChannel::endSending()
{
    linger();
    end();
}

void SecureChannel::resetAtClose()
{
    m_resetAtClose = true;
}

void SecureChannel::close()
{
    m_interests = DescriptorPoller::NoInterest;
    if (m_resetAtClose)
        cut();
    else
        linger();
}

void SecureChannel::linger()
{
    if (!m_socket)
        return;
    disconnect(m_socket, nullptr, this, nullptr);
    GentleEnd::of(std::exchange(m_socket, nullptr), m_lingerTime);
}

void SecureChannel::cut()
{
    if (!m_socket)
        return;
    disconnect(m_socket, nullptr, this, nullptr);
    if (m_resetAtClose) {
        const ::linger now{1, 0};
        ::setsockopt(static_cast<int>(m_socket->socketDescriptor()), SOL_SOCKET, SO_LINGER, &now, sizeof now);
    }
    m_socket->abort();
    // Not at once: a handler of ours may have been called in a loop within one of its functions.
    std::exchange(m_socket, nullptr)->deleteLater();
}

void SecureChannel::end()
{
    m_ended = true;
    askForTurnEnd();
}

void SecureChannel::askForTurnEnd()
{
    if (m_interests)
        m_poller->callAtTurnEnd(this);
}

void SecureChannel::turnEnded()
{
    const QPointer<SecureChannel> guard(this);
    if (const DescriptorPoller::Readiness ready = readiness())
        m_handler->descriptorReady(ready);
    // As a descriptor is reported again for as long as it is ready.
    if (guard && readiness())
        askForTurnEnd();
}

DescriptorPoller::Readiness SecureChannel::readiness() const
{
    DescriptorPoller::Readiness ready = DescriptorPoller::NoInterest;
    ready.setFlag(DescriptorPoller::Readable, m_interests & DescriptorPoller::Readable && isReadable());
    ready.setFlag(DescriptorPoller::Writable, m_interests & DescriptorPoller::Writable && isWritable());
    if (m_interests && m_ended) // as a hang-up is reported
        ready = DescriptorPoller::Readable | DescriptorPoller::Writable;
    return ready;
}

bool SecureChannel::isReadable() const
{
    return m_ended || (m_socket && m_socket->bytesAvailable() > 0);
}

bool SecureChannel::isWritable() const
{
    // Not for a few bytes: each report costs a turn, each small piece a record of its own.
    return m_ended || room() >= sendLimit / 2;
}

qint64 SecureChannel::room() const
{
    return m_socket ? sendLimit - unsentBytes(m_socket) : 0;
}

} // namespace Landline
