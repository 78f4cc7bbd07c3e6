// SPDX-FileCopyrightText: 2026 The Landline authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "websocket/masking.h"

#include <cstring>

namespace Landline {

void applyMask(char *target, const char *source, qsizetype size, const std::array<char, 4> &mask, quint64 offset)
{
    std::array<char, 8> turned;
    for (size_t i = 0; i < turned.size(); ++i)
        turned[i] = mask[(offset + i) % 4];
    quint64 word;
    std::memcpy(&word, turned.data(), 8);

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
    for (qsizetype i = 0; i < size; ++i)
        target[i] = static_cast<char>(source[i] ^ turned[static_cast<size_t>(i)]);
}

} // namespace Landline
