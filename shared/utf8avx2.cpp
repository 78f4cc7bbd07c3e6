// SPDX-FileCopyrightText: 2026 The Landline authors
// SPDX-License-Identifier: LGPL-3.0-or-later

#include "utf8avx2.h"

#if defined(__x86_64__) && defined(__GNUC__)

#include <immintrin.h>

#include <array>
#include <cstring>

// Each function for itself, not the file by -mavx2: an inline function of a header that is compiled here must not
// become the one that the linker keeps for the whole program.
#define LANDLINE_AVX2 __attribute__((target("avx2")))

namespace Landline {

namespace {

/// A set of half bytes: bit n stands for the value n.
using HalfBytes = unsigned;

constexpr HalfBytes range(int first, int last)
{
    return (2u << last) - (1u << first);
}

constexpr HalfBytes AnyHalf = range(0x0, 0xf);
constexpr HalfBytes AsciiHalf = range(0x0, 0x7);
constexpr HalfBytes ContinuationHalf = range(0x8, 0xb);
constexpr HalfBytes LeadHalf = range(0xc, 0xf);

/// Two bytes that cannot be neighbours: the halves of the first, and the high half of the second. Each mistake
/// that table 3-7 of Unicode excludes shows in these twelve bits.
struct Mistake
{
    HalfBytes firstHigh;
    HalfBytes firstLow;
    HalfBytes secondHigh;
};

constexpr std::array mistakes{
    Mistake{LeadHalf, AnyHalf, AsciiHalf | LeadHalf}, // a character cut short
    Mistake{AsciiHalf, AnyHalf, ContinuationHalf}, // a continuation of nothing
    Mistake{range(0xc, 0xc), range(0x0, 0x1), ContinuationHalf}, // ASCII in two bytes
    Mistake{range(0xe, 0xe), range(0x0, 0x0), range(0x8, 0x9)}, // three bytes for what fits two
    Mistake{range(0xe, 0xe), range(0xd, 0xd), range(0xa, 0xb)}, // a surrogate
    Mistake{range(0xf, 0xf), range(0x4, 0xf), range(0x9, 0xb)}, // above U+10FFFF
    // F5 to FF are above it in any case; four bytes for what fits three.
    Mistake{range(0xf, 0xf), range(0x0, 0x0) | range(0x5, 0xf), range(0x8, 0x8)},
    // No mistake after a lead of three or four bytes, one everywhere else: check() decides.
    Mistake{ContinuationHalf, AnyHalf, ContinuationHalf},
};
constexpr uchar TwoContinuations = 0x80; // the bit of the last
static_assert(mistakes.size() == 8);

/// For each value of a half byte, the mistakes that it can take part in, one bit each.
using Table = std::array<uchar, 16>;

constexpr Table tableOf(HalfBytes Mistake::*half)
{
    Table table{};
    for (std::size_t mistake = 0; mistake < mistakes.size(); ++mistake) {
        for (std::size_t value = 0; value < table.size(); ++value) {
            if (mistakes[mistake].*half & (1u << value))
                table[value] |= uchar(1u << mistake);
        }
    }
    return table;
}

alignas(16) constexpr Table firstHighTable = tableOf(&Mistake::firstHigh);
alignas(16) constexpr Table firstLowTable = tableOf(&Mistake::firstLow);
alignas(16) constexpr Table secondHighTable = tableOf(&Mistake::secondHigh);

LANDLINE_AVX2 inline __m256i load(const uchar *bytes)
{
    return _mm256_loadu_si256(reinterpret_cast<const __m256i *>(bytes));
}

LANDLINE_AVX2 inline __m256i lookUp(const Table &table, __m256i halves)
{
    const __m128i lane = _mm_load_si128(reinterpret_cast<const __m128i *>(table.data()));
    return _mm256_shuffle_epi8(_mm256_broadcastsi128_si256(lane), halves);
}

LANDLINE_AVX2 inline __m256i lowHalves(__m256i bytes)
{
    return _mm256_and_si256(bytes, _mm256_set1_epi8(0x0f));
}

LANDLINE_AVX2 inline __m256i highHalves(__m256i bytes)
{
    return lowHalves(_mm256_srli_epi16(bytes, 4));
}

/// Not zero where \a block, which follows \a previous, has a mistake.
LANDLINE_AVX2 inline __m256i check(__m256i block, __m256i previous)
{
    const __m256i joint = _mm256_permute2x128_si256(previous, block, 0x21);
    const __m256i first = _mm256_alignr_epi8(block, joint, 15); // the byte before each byte
    const __m256i second = _mm256_alignr_epi8(block, joint, 14); // the one before that
    const __m256i third = _mm256_alignr_epi8(block, joint, 13);

    const __m256i found = _mm256_and_si256(
            _mm256_and_si256(lookUp(firstHighTable, highHalves(first)),
                             lookUp(firstLowTable, lowHalves(first))),
            lookUp(secondHighTable, highHalves(block)));
    // Two behind a lead of three bytes, three behind one of four, stands a continuation that follows another. With
    // the saturated subtraction the highest bit says whether the byte is such a lead.
    const __m256i expected = _mm256_and_si256(
            _mm256_or_si256(_mm256_subs_epu8(second, _mm256_set1_epi8(char(0xe0 - 0x80))),
                            _mm256_subs_epu8(third, _mm256_set1_epi8(char(0xf0 - 0x80)))),
            _mm256_set1_epi8(char(TwoContinuations)));
    return _mm256_xor_si256(found, expected);
}

/// Not zero if the last character of \a block goes on in the next.
LANDLINE_AVX2 inline __m256i cutCharacter(__m256i block)
{
    // Its last three bytes are at most EF, DF, BF if nothing is cut; the 29 before them do not matter.
    const __m256i highest = _mm256_set_epi64x(qint64(0xbfdfefffffffffff), -1, -1, -1);
    return _mm256_subs_epu8(block, highest);
}

struct Progress
{
    __m256i previous;
    __m256i mistakes;
};

LANDLINE_AVX2 inline void advance(Progress *progress, const uchar *bytes)
{
    const __m256i first = load(bytes);
    const __m256i second = load(bytes + 32);
    if (_mm256_movemask_epi8(_mm256_or_si256(first, second)) == 0) {
        progress->mistakes = _mm256_or_si256(progress->mistakes, cutCharacter(progress->previous));
    } else {
        const __m256i found
                = _mm256_or_si256(check(first, progress->previous), check(second, first));
        progress->mistakes = _mm256_or_si256(progress->mistakes, found);
    }
    progress->previous = second;
}

} // namespace

bool hasAvx2()
{
    // Whoever asks before main() may come before the compiler's own initialization.
    __builtin_cpu_init();
    return __builtin_cpu_supports("avx2");
}

LANDLINE_AVX2 bool isValidUtf8Avx2(const uchar *begin, const uchar *end)
{
    constexpr std::ptrdiff_t Step = 64;
    Progress progress{_mm256_setzero_si256(), _mm256_setzero_si256()};
    for (; end - begin >= Step; begin += Step)
        advance(&progress, begin);
    if (begin != end) {
        // Zeros are ASCII, so what follows the end changes no verdict.
        alignas(32) std::array<uchar, Step> rest{};
        std::memcpy(rest.data(), begin, std::size_t(end - begin));
        advance(&progress, rest.data());
    }
    const __m256i all = _mm256_or_si256(progress.mistakes, cutCharacter(progress.previous));
    return _mm256_testz_si256(all, all) != 0;
}

} // namespace Landline

#else

namespace Landline {

bool hasAvx2()
{
    return false;
}

bool isValidUtf8Avx2(const uchar *, const uchar *)
{
    Q_UNREACHABLE();
}

} // namespace Landline

#endif
