// SPDX-FileCopyrightText: 2026 The Landline authors
// SPDX-License-Identifier: LGPL-3.0-or-later

#include "native/sendqueue.h"

#include <array>

namespace Landline {

namespace {

constexpr size_t piecesAtOnce = 64;

iovec toVector(const QByteArray &piece, qsizetype sent = 0)
{
    return {const_cast<char *>(piece.constData()) + sent, static_cast<size_t>(piece.size() - sent)};
}

} // namespace

void SendQueue::append(const QByteArray &piece, Part part)
{
    if (piece.isEmpty())
        return;
    if (m_size == 0) {
        m_first = piece;
        m_partOfFirst = part;
    } else {
        if (!m_rest)
            m_rest = std::make_unique<std::deque<Piece>>();
        m_rest->push_back({piece, part});
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

SendQueue::Progress SendQueue::flush(Transport &transport)
{
    while (m_size > 0) {
        const Transport::Result sent = sendSome(transport);
        if (sent.state != Transport::State::Moved)
            return sent.state == Transport::State::NotNow ? Progress::Full : Progress::Broken;
        drop(sent.size);
    }
    const Transport::State rest = transport.flush();
    return rest == Transport::State::Moved ? Progress::Done
            : rest == Transport::State::NotNow ? Progress::Full
                                               : Progress::Broken;
}

Transport::Result SendQueue::sendSome(Transport &transport)
{
    if (!m_rest)
        return transport.send(QByteArrayView(m_first).sliced(m_sentOfFirst));
    std::array<iovec, piecesAtOnce> vectors;
    vectors[0] = toVector(m_first, m_sentOfFirst);
    size_t count = 1;
    for (auto piece = m_rest->cbegin(); piece != m_rest->cend() && count < piecesAtOnce; ++piece)
        vectors[count++] = toVector(piece->bytes);
    return transport.send(std::span<const iovec>(vectors.data(), count));
}

void SendQueue::drop(qint64 sent)
{
    m_size -= sent;
    m_sentOfFirst += sent;
    while (m_rest && m_sentOfFirst >= m_first.size()) {
        m_sentOfFirst -= m_first.size();
        m_first = std::move(m_rest->front().bytes);
        m_partOfFirst = m_rest->front().part;
        m_rest->pop_front();
        if (m_rest->empty())
            m_rest.reset();
    }
    if (m_size == 0)
        clear();
}

int SendQueue::dropMessages(qint64 bytes)
{
    int dropped = 0;
    while (bytes > 0) {
        const qint64 size = dropFirst();
        if (size == 0)
            break;
        bytes -= size;
        ++dropped;
    }
    if (!m_rest)
        return dropped;
    for (auto piece = m_rest->begin(); bytes > 0 && piece != m_rest->end();) {
        const int count = piece->part == Part::Message ? 1 : piece->part == Part::Head ? 2 : 0;
        const auto end = piece + qMax(count, 1);
        if (count == 0) {
            piece = end;
            continue;
        }
        for (auto gone = piece; gone != end; ++gone) {
            m_size -= gone->bytes.size();
            bytes -= gone->bytes.size();
        }
        piece = m_rest->erase(piece, end);
        ++dropped;
    }
    if (m_rest->empty())
        m_rest.reset();
    return dropped;
}

/// The size of the message that is first and of which nothing has left, when it has been dropped; or 0.
qint64 SendQueue::dropFirst()
{
    if (m_size == 0 || m_sentOfFirst > 0)
        return 0;
    qint64 size = 0;
    if (m_partOfFirst == Part::Message)
        size = m_first.size();
    else if (m_partOfFirst == Part::Head)
        size = m_first.size() + m_rest->front().bytes.size();
    drop(size);
    return size;
}

} // namespace Landline
