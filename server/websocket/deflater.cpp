// SPDX-FileCopyrightText: 2026 The Landline authors
// SPDX-License-Identifier: LGPL-3.0-or-later

#include "websocket/deflater.h"

#include <zlib.h>

namespace Landline {

namespace {

constexpr qsizetype longest = 1024 * 1024 * 1024; // zlib counts in 32 bits
constexpr qsizetype tailSize = 4; // 00 00 ff ff, which RFC 7692 section 7.2.1 takes off
constexpr qsizetype flushRoom = 6; // with less left, zlib would flush twice

/// What zlib takes for its tables, as a power of two: 8, its default, is as much as for the largest window. Smaller ones
/// get by with less, but below 4 blocks become so short that it costs time and size.
int memoryLevel(int windowBits)
{
    return qMax(4, windowBits - 7);
}

} // namespace

Deflater::Deflater(int windowBits, int level) : m_stream(std::make_unique<z_stream>())
{
    const int bits = qBound(9, windowBits, 15);
    const int status = ::deflateInit2(m_stream.get(), qBound(1, level, 9), Z_DEFLATED, -bits, memoryLevel(bits),
                                      Z_DEFAULT_STRATEGY);
    if (status != Z_OK)
        qBadAlloc();
}

Deflater::~Deflater()
{
    ::deflateEnd(m_stream.get());
}

void Deflater::forget()
{
    ::deflateReset(m_stream.get());
}

bool Deflater::deflate(QByteArrayView message, QByteArray *compressed)
{
    if (message.isEmpty() || message.size() > longest)
        return false;
    if (!compressed->isDetached())
        *compressed = QByteArray();
    // No more room than the message itself has: what does not fit is not smaller.
    const qsizetype room = message.size() + tailSize + flushRoom;
    compressed->reserve(room);
    compressed->resize(room);
    m_stream->next_in = reinterpret_cast<Bytef *>(const_cast<char *>(message.data()));
    m_stream->avail_in = static_cast<uInt>(message.size());
    m_stream->next_out = reinterpret_cast<Bytef *>(compressed->data());
    m_stream->avail_out = static_cast<uInt>(room);
    ::deflate(m_stream.get(), Z_SYNC_FLUSH);
    const qsizetype size = room - static_cast<qsizetype>(m_stream->avail_out) - tailSize;
    const bool isSmaller = m_stream->avail_in == 0 && m_stream->avail_out > 0 && size < message.size();
    if (!isSmaller)
        forget(); // the peer will not have seen it
    compressed->truncate(isSmaller ? size : 0);
    return isSmaller;
}

} // namespace Landline
