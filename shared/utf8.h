// SPDX-FileCopyrightText: 2026 The Landline authors
// SPDX-License-Identifier: LGPL-3.0-or-later

#ifndef LANDLINE_UTF8_H
#define LANDLINE_UTF8_H

#include <Landline/landline_export.h>

#include <QtCore/qbytearrayview.h>

namespace Landline {

/// True if \a bytes are well-formed UTF-8 (Unicode, table 3-7): whole characters in their shortest form, none of
/// them a surrogate or above U+10FFFF. The verdict of QByteArrayView::isValidUtf8(), several times faster.
///
/// May be called in any thread.
LANDLINE_PRIVATE_EXPORT bool isValidUtf8(QByteArrayView bytes);

/// isValidUtf8() for a text that comes in pieces, which may be cut anywhere, inside a character as well.
///
/// What it remembers between two pieces is four bytes, so that each connection in the middle of a message can have
/// one. Long pieces are as fast as isValidUtf8().
///
/// \code
/// Utf8Validator validator;
/// while (!isLast) {
///     // ...
///     if (!validator.append(piece) || (isLast && !validator.isComplete()))
///         return fail(CloseCode::InvalidPayload);
/// }
/// \endcode
class Utf8Validator
{
public:
    /// Goes on with \a piece. False as soon as no text starts with what was appended so far: RFC 6455 section 8.1
    /// wants such a connection to fail, and it need not wait for the rest. Stays false until reset().
    bool append(QByteArrayView piece);
    /// True if the text may end here: all of it was valid, and no character is cut. So it is at first.
    bool isComplete() const { return m_missing == 0 && !m_failed; }
    /// Makes it ready for the next text.
    void reset() { *this = Utf8Validator(); }

private:
    bool appendByte(uchar byte);

    // Of a character that is cut: how many bytes are missing, and what the next of them may be.
    uchar m_missing = 0;
    uchar m_low = 0x80;
    uchar m_high = 0xbf;
    bool m_failed = false;
};

/// What validates whole characters for isValidUtf8() and Utf8Validator. They agree in every verdict.
enum class Utf8Engine {
    Scalar, ///< byte by byte, eight at once where they are ASCII: everywhere
    Avx2, ///< 32 bytes at once, on x86-64 processors that have AVX2
    Qt, ///< QByteArrayView::isValidUtf8(), to compare with
};

/// The one that is used: Avx2 where the processor has it, else Scalar.
Utf8Engine utf8Engine();
/// For benchmarks and tests: uses \a engine from now on. False, without a change, if this machine cannot. To be
/// called before other threads validate.
bool setUtf8Engine(Utf8Engine engine);

} // namespace Landline

#endif
