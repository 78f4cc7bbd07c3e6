// SPDX-FileCopyrightText: 2026 The Landline authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "support/rawdeflate.h"

#include <array>
#include <random>

namespace Landline {

namespace {

constexpr QByteArrayView tail("\x00\x00\xff\xff", 4);

Bytef *bytesOf(const QByteArray &array)
{
    return reinterpret_cast<Bytef *>(const_cast<char *>(array.constData()));
}

} // namespace

RawDeflate::RawDeflate(const Options &options) : m_options(options)
{
    if (::deflateInit2(&m_deflate, options.level, Z_DEFLATED, -options.windowBits, options.memoryLevel, options.strategy)
                != Z_OK
        || ::inflateInit2(&m_inflate, -options.peerWindowBits) != Z_OK)
        qFatal("zlib refuses these options");
}

RawDeflate::~RawDeflate()
{
    ::deflateEnd(&m_deflate);
    ::inflateEnd(&m_inflate);
}

QByteArray RawDeflate::deflate(const QByteArray &message)
{
    if (message.isEmpty())
        return QByteArray(1, '\0'); // RFC 7692 section 7.2.3.6
    QByteArray payload(static_cast<qsizetype>(::deflateBound(&m_deflate, static_cast<uLong>(message.size()))) + 64, '\0');
    m_deflate.next_in = bytesOf(message);
    m_deflate.avail_in = static_cast<uInt>(message.size());
    m_deflate.next_out = bytesOf(payload);
    m_deflate.avail_out = static_cast<uInt>(payload.size());
    ::deflate(&m_deflate, Z_SYNC_FLUSH);
    payload.chop(m_deflate.avail_out);
    if (!m_options.keepsContext)
        ::deflateReset(&m_deflate);
    Q_ASSERT(payload.endsWith(tail));
    return payload.chopped(tail.size());
}

std::optional<QByteArray> RawDeflate::inflate(const QByteArray &payload)
{
    const QByteArray input = payload + tail.toByteArray();
    m_inflate.next_in = bytesOf(input);
    m_inflate.avail_in = static_cast<uInt>(input.size());
    QByteArray message;
    std::array<char, 64 * 1024> part;
    do {
        m_inflate.next_out = reinterpret_cast<Bytef *>(part.data());
        m_inflate.avail_out = part.size();
        const int status = ::inflate(&m_inflate, Z_SYNC_FLUSH);
        message.append(part.data(), static_cast<qsizetype>(part.size() - m_inflate.avail_out));
        if (status != Z_OK && status != Z_BUF_ERROR)
            return std::nullopt;
    } while (m_inflate.avail_out == 0 && (m_inflate.data_type & 128) == 0);
    const bool isWhole = m_inflate.avail_in == 0 && (m_inflate.data_type & 128) != 0;
    if (!m_options.peerKeepsContext)
        ::inflateReset(&m_inflate);
    return isWhole ? std::optional(message) : std::nullopt;
}

QByteArray RawDeflate::bomb(qsizetype size)
{
    return RawDeflate().deflate(QByteArray(size, '\0'));
}

QByteArray jsonText(qsizetype size, quint32 seed)
{
    static constexpr std::array words = {"alpha", "beta", "gamma", "delta", "online", "away", "room", "message"};
    std::mt19937 random(seed);
    QByteArray text = "[";
    while (text.size() < size) {
        text += R"({"id":)" + QByteArray::number(quint32(random() % 1'000'000)) + R"(,"name":")" + words[random() % words.size()]
                + R"(","state":")" + words[random() % words.size()] + R"(","price":)"
                + QByteArray::number(double(random() % 100'000) / 100) + "},\n";
    }
    text.truncate(size);
    return text;
}

QByteArray noise(qsizetype size, quint32 seed)
{
    std::mt19937 random(seed);
    QByteArray bytes(size, '\0');
    for (char &byte : bytes)
        byte = static_cast<char>(random());
    return bytes;
}

} // namespace Landline
