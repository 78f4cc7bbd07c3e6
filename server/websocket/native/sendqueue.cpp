// SPDX-FileCopyrightText: 2026 The Landline authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "websocket/native/sendqueue.h"

#include <array>
#include <cerrno>

#include <sys/socket.h>
#include <sys/uio.h>

namespace Landline {

namespace {

constexpr size_t piecesAtOnce = 64;

iovec toVector(const QByteArray &piece, qsizetype sent = 0)
{
    return {const_cast<char *>(piece.constData()) + sent, static_cast<size_t>(piece.size() - sent)};
}

} // namespace

void SendQueue::append(const QByteArray &piece)
{
    if (piece.isEmpty())
        return;
    if (m_size == 0) {
        m_first = piece;
    } else {
        if (!m_rest)
            m_rest = std::make_unique<std::deque<QByteArray>>();
        m_rest->push_back(piece);
    }
    m_size += piece.size();
}

void SendQueue::clear()
{
    m_first.clear();
    m_rest.reset();
    m_size = 0;
    m_sentOfFirst = 0;
}

SendQueue::Progress SendQueue::flush(int descriptor)
{
    while (m_size > 0) {
        const qint64 sent = sendSome(descriptor);
        if (sent < 0) {
            if (errno == EINTR)
                continue;
            return errno == EAGAIN || errno == EWOULDBLOCK ? Progress::Full : Progress::Broken;
        }
        drop(sent);
    }
    return Progress::Done;
}

qint64 SendQueue::sendSome(int descriptor)
{
    if (!m_rest)
        return ::send(descriptor, m_first.constData() + m_sentOfFirst,
                      static_cast<size_t>(m_first.size() - m_sentOfFirst), MSG_NOSIGNAL);
    std::array<iovec, piecesAtOnce> vectors;
    vectors[0] = toVector(m_first, m_sentOfFirst);
    size_t count = 1;
    for (auto piece = m_rest->cbegin(); piece != m_rest->cend() && count < piecesAtOnce; ++piece)
        vectors[count++] = toVector(*piece);
    msghdr message = {};
    message.msg_iov = vectors.data();
    message.msg_iovlen = count;
    return ::sendmsg(descriptor, &message, MSG_NOSIGNAL);
}

void SendQueue::drop(qint64 sent)
{
    m_size -= sent;
    m_sentOfFirst += sent;
    while (m_rest && m_sentOfFirst >= m_first.size()) {
        m_sentOfFirst -= m_first.size();
        m_first = std::move(m_rest->front());
        m_rest->pop_front();
        if (m_rest->empty())
            m_rest.reset();
    }
    if (m_size == 0)
        clear();
}

} // namespace Landline
