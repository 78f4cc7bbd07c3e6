// SPDX-FileCopyrightText: 2026 The Landline authors
// SPDX-License-Identifier: LGPL-3.0-or-later

#include "acceptkey.h"

#include <array>
#include <bit>
#include <cstdint>

namespace Landline::Benchmark {

using Digest = std::array<std::uint32_t, 5>;

/// One block of 64 bytes (FIPS 180-4 section 6.1.2).
static void addBlock(Digest &digest, const char *block)
{
    std::array<std::uint32_t, 80> w;
    for (std::size_t i = 0; i < 16; ++i) {
        w[i] = 0;
        for (std::size_t byte = 0; byte < 4; ++byte)
            w[i] = w[i] << 8 | static_cast<unsigned char>(block[4 * i + byte]);
    }
    for (std::size_t i = 16; i < w.size(); ++i)
        w[i] = std::rotl(w[i - 3] ^ w[i - 8] ^ w[i - 14] ^ w[i - 16], 1);

    auto [a, b, c, d, e] = digest;
    for (std::size_t i = 0; i < w.size(); ++i) {
        const std::uint32_t f = i < 20 ? ((b & c) | (~b & d)) + 0x5A827999
                : i < 40               ? (b ^ c ^ d) + 0x6ED9EBA1
                : i < 60               ? ((b & c) | (b & d) | (c & d)) + 0x8F1BBCDC
                                       : (b ^ c ^ d) + 0xCA62C1D6;
        const std::uint32_t next = std::rotl(a, 5) + f + e + w[i];
        e = d;
        d = c;
        c = std::rotl(b, 30);
        b = a;
        a = next;
    }
    digest = {digest[0] + a, digest[1] + b, digest[2] + c, digest[3] + d, digest[4] + e};
}

static Digest sha1(std::string text)
{
    const std::uint64_t bits = text.size() * 8;
    text += '\x80';
    text.resize((text.size() + 8 + 63) / 64 * 64 - 8);
    for (int shift = 56; shift >= 0; shift -= 8)
        text += static_cast<char>(bits >> shift);
    Digest digest = {0x67452301, 0xEFCDAB89, 0x98BADCFE, 0x10325476, 0xC3D2E1F0};
    for (std::size_t i = 0; i < text.size(); i += 64)
        addBlock(digest, text.data() + i);
    return digest;
}

std::string acceptKey(std::string_view key)
{
    constexpr std::string_view Letters
            = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    constexpr std::size_t DigestBytes = 20;
    const Digest digest = sha1(std::string(key) + "258EAFA5-E914-47DA-95CA-C5AB0DC85B11");
    const auto byte = [&digest](std::size_t i) {
        return i < DigestBytes ? digest[i / 4] >> (24 - 8 * (i % 4)) & 0xFF : 0;
    };
    std::string text;
    for (std::size_t i = 0; i < DigestBytes; i += 3) {
        const std::uint32_t group = byte(i) << 16 | byte(i + 1) << 8 | byte(i + 2);
        for (int shift = 18; shift >= 0; shift -= 6)
            text += Letters[group >> shift & 0x3F];
    }
    text.back() = '='; // 20 bytes end one short of a group
    return text;
}

} // namespace Landline::Benchmark
