// SPDX-FileCopyrightText: 2026 The Landline authors
// SPDX-License-Identifier: LGPL-3.0-or-later

#include "websocket/inflater.h"

#include <limits>

#include <zlib.h>

namespace Landline {

namespace {

// What inflate() leaves in z_stream::data_type.
constexpr int endOfBlock = 128;
constexpr int unusedBits = 63; // how many of the last byte
constexpr qsizetype firstSize = 1024;
constexpr qsizetype usualRatio = 4;
constexpr qsizetype mostAtOnce = std::numeric_limits<uInt>::max() / 2; // zlib counts in 32 bits
// What the sender has taken off (RFC 7692 section 7.2.1): the end of an empty block.
constexpr QByteArrayView tail("\x00\x00\xff\xff", 4);

} // namespace

/// The message that grows: to what is likely first, then doubled, and to the limit at last.
class Inflater::Output
{
public:
    Output(QByteArray *message, qsizetype maxSize, qsizetype compressedSize)
        : m_message(message), m_maxSize(maxSize)
    {
        if (!message->isDetached())
            *message = QByteArray();
        const qsizetype likely = qMax(firstSize, compressedSize * usualRatio);
        grow(qMin(maxSize, qMax(likely, message->capacity())));
    }

    /// Lends \a stream what room there is. At the limit that is one byte beside the message: who needs it is too big.
    void lendTo(z_stream *stream)
    {
        if (m_size == m_message->size() && m_size < m_maxSize)
            grow(m_size > m_maxSize / 2 ? m_maxSize : m_size * 2);
        const qsizetype room = qMin(mostAtOnce, m_message->size() - m_size);
        stream->next_out = room > 0 ? reinterpret_cast<Bytef *>(m_message->data() + m_size) : &m_beyond;
        stream->avail_out = static_cast<uInt>(qMax<qsizetype>(1, room));
        m_lent = stream->avail_out;
        m_isBeyond = room <= 0;
    }
    /// False if the message is too big.
    bool takeBack(const z_stream &stream)
    {
        const uInt written = m_lent - stream.avail_out;
        if (m_isBeyond)
            return written == 0;
        m_size += written;
        return true;
    }
    void finish() { m_message->truncate(m_size); }

private:
    void grow(qsizetype size)
    {
        m_message->reserve(size); // resize() alone would take more than it is told
        m_message->resize(size);
    }

    QByteArray *m_message;
    qsizetype m_maxSize;
    qsizetype m_size = 0;
    uInt m_lent = 0;
    Bytef m_beyond = 0;
    bool m_isBeyond = false;
};

Inflater::Inflater(int windowBits) : m_stream(std::make_unique<z_stream>())
{
    // Senders whose zlib takes 9 bits where 8 are agreed on are read as well.
    if (::inflateInit2(m_stream.get(), -qBound(9, windowBits, 15)) != Z_OK)
        qBadAlloc();
}

Inflater::~Inflater()
{
    ::inflateEnd(m_stream.get());
}

void Inflater::forget()
{
    ::inflateReset(m_stream.get());
}

Inflater::Result Inflater::inflate(QByteArrayView compressed, qsizetype maxSize, QByteArray *message)
{
    Output output(message, maxSize, compressed.size());
    // Nothing is no block at all, but what some senders make of an empty message (they flush twice).
    Result result = compressed.isEmpty() ? Result::Done : feed(compressed, &output);
    // Who sends the tail, or ends the stream as section 7.2.3.4 allows, is at the end of a block already.
    if (result == Result::Done && !compressed.isEmpty() && !isBetweenBlocks()) {
        result = feed(tail, &output);
        if (result == Result::Done && !isBetweenBlocks())
            result = Result::Invalid;
    }
    output.finish();
    return result;
}

Inflater::Result Inflater::feed(QByteArrayView bytes, Output *output)
{
    z_stream *stream = m_stream.get();
    for (;;) {
        const qsizetype piece = qMin(mostAtOnce, bytes.size());
        stream->next_in = reinterpret_cast<Bytef *>(const_cast<char *>(bytes.data()));
        stream->avail_in = static_cast<uInt>(piece);
        output->lendTo(stream);
        const int status = ::inflate(stream, Z_SYNC_FLUSH);
        bytes = bytes.sliced(piece - stream->avail_in);
        if (!output->takeBack(*stream))
            return Result::TooBig;
        if (status == Z_MEM_ERROR)
            qBadAlloc();
        if (status == Z_STREAM_END) {
            ::inflateResetKeep(stream); // more may follow, and refer to what was: inflateReset() would empty the window
            stream->data_type = endOfBlock;
        } else if (status != Z_OK && status != Z_BUF_ERROR)
            return Result::Invalid;
        // At the end of a block there is nothing more to come, and inflate() would forget that it is one.
        if (bytes.isEmpty() && (stream->avail_out > 0 || isBetweenBlocks()))
            return Result::Done;
    }
}

bool Inflater::isBetweenBlocks() const
{
    return (m_stream->data_type & (endOfBlock | unusedBits)) == endOfBlock;
}

} // namespace Landline
