// SPDX-FileCopyrightText: 2026 The Landline authors
// SPDX-License-Identifier: LGPL-3.0-or-later

#include "messageset.h"

#include "deflate.h"

#include <algorithm>
#include <iterator>
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

static std::string json(std::mt19937 &random, std::size_t size)
{
    constexpr const char *Rooms[] = {"lobby", "support", "music", "games", "news", "random", "sports", "travel"};
    constexpr const char *States[] = {"online", "away", "busy", "offline"};
    const auto number = [&random](unsigned limit) { return std::to_string(random() % limit); };
    std::string text = R"({"type":"presence","sequence":)" + number(1'000'000) + R"(,"users":[)";
    while (text.size() < size) {
        text += R"({"id":)" + number(100'000'000) + R"(,"name":")" + ascii(random, 8) + R"(","room":")"
                + Rooms[random() % std::size(Rooms)] + R"(","state":")" + States[random() % std::size(States)]
                + R"(","unread":)" + number(100) + R"(,"score":)" + number(1000) + '.' + number(100) + "},";
    }
    text.resize(size);
    return text;
}

static std::string made(MessageSet::Kind kind, std::mt19937 &random, std::size_t size)
{
    switch (kind) {
    case MessageSet::Kind::Ascii:
        return ascii(random, size);
    case MessageSet::Kind::Chinese:
        return chinese(random, size);
    case MessageSet::Kind::Json:
        return json(random, size);
    case MessageSet::Kind::Binary:
        break;
    }
    return binary(random, size);
}

MessageSet::MessageSet(Kind kind, std::size_t payloadSize, bool deflated)
    : m_count(static_cast<int>(std::clamp(RingBytes / payloadSize, FewestMessages, MostMessages)))
    , m_opcode(kind == Kind::Binary ? 2 : 1)
    , m_deflated(deflated)
{
    for (int i = 0; i < m_count; ++i) {
        // Seeded by its place: the same messages in every run, on every server.
        std::mt19937 random(static_cast<unsigned>(i + 1));
        const std::string &payload = m_payloads.emplace_back(made(kind, random, payloadSize));
        m_frameStarts.push_back(m_frames.size());
        appendFrame(deflated ? deflate(payload) : payload, static_cast<std::uint32_t>(random()));
    }
    m_frameStarts.push_back(m_frames.size());
}

void MessageSet::appendFrame(const std::string &payload, std::uint32_t seed)
{
    constexpr std::size_t ShortLimit = 126, MediumLimit = 1 << 16;
    constexpr unsigned char Final = 0x80, Masked = 0x80, Compressed = 0x40;
    const std::size_t size = payload.size();
    const int lengthBytes = size < ShortLimit ? 0 : size < MediumLimit ? 2 : 8;
    const std::size_t shortLength = lengthBytes == 0 ? size : lengthBytes == 2 ? 126 : 127;
    m_frames += static_cast<char>(Final | (m_deflated ? Compressed : 0) | m_opcode);
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
    return m_payloads[place(index)];
}

std::size_t MessageSet::frameSize(long index) const
{
    return m_frameStarts[place(index) + 1] - m_frameStarts[place(index)];
}

std::string_view MessageSet::frames(long index, long count) const
{
    const std::size_t first = place(index);
    const std::size_t behind = std::min(first + static_cast<std::size_t>(count), m_payloads.size());
    return std::string_view(m_frames).substr(m_frameStarts[first], m_frameStarts[behind] - m_frameStarts[first]);
}

} // namespace Landline::Benchmark
