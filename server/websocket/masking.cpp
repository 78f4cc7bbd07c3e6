// SPDX-FileCopyrightText: 2026 The Landline authors
// SPDX-License-Identifier: LGPL-3.0-or-later

#include "websocket/masking.h"

#include <bit>
#include <cstring>

namespace Landline {

void applyMask(char *target, const char *source, qsizetype size, const std::array<char, 4> &mask, quint64 offset)
{
    // The mask as the next bytes in memory see it.
    quint32 key;
    std::memcpy(&key, mask.data(), 4);
    const int bits = static_cast<int>(offset % 4) * 8;
    key = std::endian::native == std::endian::little ? std::rotr(key, bits) : std::rotl(key, bits);
    const quint64 word = static_cast<quint64>(key) << 32 | key;

    // Four words a step: compilers make vector instructions of it.
    while (size >= 32) {
        std::array<quint64, 4> block;
        std::memcpy(block.data(), source, 32);
        for (quint64 &part : block)
            part ^= word;
        std::memcpy(target, block.data(), 32);
        source += 32;
        target += 32;
        size -= 32;
    }
    while (size >= 8) {
        quint64 part;
        std::memcpy(&part, source, 8);
        part ^= word;
        std::memcpy(target, &part, 8);
        source += 8;
        target += 8;
        size -= 8;
    }
    std::array<char, 8> last;
    std::memcpy(last.data(), &word, 8);
    for (qsizetype i = 0; i < size; ++i)
        target[i] = static_cast<char>(source[i] ^ last[static_cast<size_t>(i)]);
}

} // namespace Landline
