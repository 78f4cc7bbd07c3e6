// SPDX-FileCopyrightText: 2026 The Landline authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "messageset.h"

#include <algorithm>
#include <random>

namespace Landline::Benchmark {

// Enough to tell messages apart, and few enough that the ring of large ones stays in the processor's cache.
static constexpr std::size_t RingBytes = 1 << 20;
static constexpr std::size_t FewestMessages = 16, MostMessages = 64;

static std::string ascii(std::mt19937 &random, std::size_t size)
{
    constexpr std::string_view Letters
            = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789 .";
    std::string text(size, ' ');
    for (char &letter : text)
        letter = Letters[random() % Letters.size()];
    return text;
}

static std::string chinese(std::mt19937 &random, std::size_t size)
{
    constexpr unsigned FirstIdeograph = 0x4E00, Ideographs = 0x51A5, BytesEach = 3;
    std::string text;
    while (text.size() + BytesEach <= size) {
        const unsigned character = FirstIdeograph + random() % Ideographs;
        text += static_cast<char>(0xE0 | character >> 12);
        text += static_cast<char>(0x80 | (character >> 6 & 0x3F));
        text += static_cast<char>(0x80 | (character & 0x3F));
    }
    return text + ascii(random, size - text.size());
}

static std::string binary(std::mt19937 &random, std::size_t size)
{
    std::string bytes(size, '\0');
    std::generate(bytes.begin(), bytes.end(), [&random] { return static_cast<char>(random()); });
    return bytes;
}

MessageSet::MessageSet(Kind kind, std::size_t payloadSize)
    : m_count(static_cast<int>(std::clamp(RingBytes / payloadSize, FewestMessages, MostMessages)))
    , m_opcode(kind == Kind::Binary ? 2 : 1)
{
    const auto make = kind == Kind::Ascii ? ascii : kind == Kind::Chinese ? chinese : binary;
    for (int i = 0; i < m_count; ++i) {
        // Seeded by its place: the same messages in every run, on every server.
        std::mt19937 random(static_cast<unsigned>(i + 1));
        appendFrame(m_payloads.emplace_back(make(random, payloadSize)),
                    static_cast<std::uint32_t>(random()));
    }
    m_frameSize = m_frames.size() / m_payloads.size();
}

void MessageSet::appendFrame(const std::string &payload, std::uint32_t seed)
{
    constexpr std::size_t ShortLimit = 126, MediumLimit = 1 << 16;
    constexpr unsigned char Final = 0x80, Masked = 0x80;
    const std::size_t size = payload.size();
    const int lengthBytes = size < ShortLimit ? 0 : size < MediumLimit ? 2 : 8;
    const std::size_t shortLength = lengthBytes == 0 ? size : lengthBytes == 2 ? 126 : 127;
    m_frames += static_cast<char>(Final | m_opcode);
    m_frames += static_cast<char>(Masked | shortLength);
    for (int shift = 8 * (lengthBytes - 1); shift >= 0; shift -= 8)
        m_frames += static_cast<char>(size >> shift);
    char key[4];
    for (char &byte : key) {
        byte = static_cast<char>(seed | 1);
        seed >>= 8;
    }
    m_frames.append(key, sizeof key);
    for (std::size_t i = 0; i < size; ++i)
        m_frames += static_cast<char>(payload[i] ^ key[i % sizeof key]);
}

std::string_view MessageSet::payload(long index) const
{
    return m_payloads[static_cast<std::size_t>(index % m_count)];
}

std::string_view MessageSet::frames(long index, long count) const
{
    const long place = index % m_count;
    const auto many = static_cast<std::size_t>(std::min<long>(count, m_count - place));
    return std::string_view(m_frames).substr(static_cast<std::size_t>(place) * m_frameSize,
                                             many * m_frameSize);
}

} // namespace Landline::Benchmark
