// SPDX-FileCopyrightText: 2026 The Landline authors
// SPDX-License-Identifier: LGPL-3.0-or-later

#include "utf8.h"

#include "utf8avx2.h"

#include <cstring>

namespace Landline {

namespace {

/// What follows the first byte of a character: how many bytes, and the range of the first of them. The rest are
/// 80 to BF.
struct Continuation
{
    uchar size = 0; ///< 0: no character of several bytes starts so
    uchar low = 0x80;
    uchar high = 0xbf;
};

// Table 3-7 of the Unicode Standard, "Well-Formed UTF-8 Byte Sequences", from its second row on.
constexpr Continuation continuationOf(uchar lead)
{
    if (lead < 0xc2)
        return {};
    if (lead < 0xe0)
        return {1};
    if (lead < 0xf0)
        return {2, uchar(lead == 0xe0 ? 0xa0 : 0x80), uchar(lead == 0xed ? 0x9f : 0xbf)};
    if (lead < 0xf5)
        return {3, uchar(lead == 0xf0 ? 0x90 : 0x80), uchar(lead == 0xf4 ? 0x8f : 0xbf)};
    return {};
}

bool isContinuation(uchar byte)
{
    return (byte & 0xc0) == 0x80;
}

const uchar *skipAscii(const uchar *begin, const uchar *end)
{
    for (; end - begin >= 8; begin += 8) {
        quint64 eight;
        std::memcpy(&eight, begin, sizeof eight);
        if (eight & 0x8080808080808080u)
            break;
    }
    while (begin != end && *begin < 0x80)
        ++begin;
    return begin;
}

bool isValidScalar(const uchar *begin, const uchar *end)
{
    while (begin != end) {
        if (*begin < 0x80) {
            begin = skipAscii(begin, end);
            continue;
        }
        const Continuation rest = continuationOf(*begin);
        if (rest.size == 0 || end - begin <= rest.size)
            return false;
        if (begin[1] < rest.low || begin[1] > rest.high)
            return false;
        for (int i = 2; i <= rest.size; ++i) {
            if (!isContinuation(begin[i]))
                return false;
        }
        begin += rest.size + 1;
    }
    return true;
}

Utf8Engine fastest()
{
    return hasAvx2() ? Utf8Engine::Avx2 : Utf8Engine::Scalar;
}

// Until it is initialized it is Scalar, its zero: so a Frame that is made before main() is fine.
Utf8Engine currentEngine = fastest();

bool isValid(const uchar *begin, const uchar *end)
{
    // Shorter texts are done sooner than they are copied to a block of their own.
    constexpr std::ptrdiff_t WorthBlocks = 32;

    if (currentEngine == Utf8Engine::Avx2 && end - begin >= WorthBlocks)
        return isValidUtf8Avx2(begin, end);
    if (currentEngine == Utf8Engine::Qt)
        return QByteArrayView(begin, end).isValidUtf8();
    return isValidScalar(begin, end);
}

/// Where the character starts that the end cuts, if one is cut: at most three bytes before \a end. Exact for a
/// valid beginning of a text; for anything else, what is before or what is behind is invalid.
const uchar *startOfCutCharacter(const uchar *begin, const uchar *end)
{
    for (std::ptrdiff_t size = 1; size <= qMin<std::ptrdiff_t>(3, end - begin); ++size) {
        const uchar byte = *(end - size);
        if (!isContinuation(byte))
            return continuationOf(byte).size >= size ? end - size : end;
    }
    return end;
}

} // namespace

bool isValidUtf8(QByteArrayView bytes)
{
    const auto begin = reinterpret_cast<const uchar *>(bytes.data());
    return isValid(begin, begin + bytes.size());
}

bool Utf8Validator::append(QByteArrayView piece)
{
    if (m_failed)
        return false;
    const auto *next = reinterpret_cast<const uchar *>(piece.data());
    const uchar *const end = next + piece.size();
    while (m_missing != 0 && next != end) {
        if (!appendByte(*next++))
            return false;
    }
    const uchar *const cut = startOfCutCharacter(next, end);
    m_failed = !isValid(next, cut);
    for (next = cut; next != end && !m_failed; ++next)
        appendByte(*next);
    return !m_failed;
}

bool Utf8Validator::appendByte(uchar byte)
{
    if (m_missing == 0) {
        const Continuation rest = continuationOf(byte);
        m_missing = rest.size;
        m_low = rest.low;
        m_high = rest.high;
        m_failed = byte >= 0x80 && rest.size == 0;
    } else {
        --m_missing;
        m_failed = byte < m_low || byte > m_high;
        m_low = 0x80;
        m_high = 0xbf;
    }
    return !m_failed;
}

Utf8Engine utf8Engine()
{
    return currentEngine;
}

bool setUtf8Engine(Utf8Engine engine)
{
    if (engine == Utf8Engine::Avx2 && !hasAvx2())
        return false;
    currentEngine = engine;
    return true;
}

} // namespace Landline
