// SPDX-FileCopyrightText: 2026 The Landline authors
// SPDX-License-Identifier: GPL-3.0-or-later

// Feeds random bytes to every UTF-8 engine of this machine: each must say what Qt says of the whole text, and the
// validator for pieces must say the same whichever way the text is cut, and fail at the same byte.
// The first two bytes of an input say where its text is cut.

#include "require.h"
#include "shared/utf8.h"

#include <algorithm>
#include <array>

using namespace Landline;

namespace {

bool isValidInPieces(const std::array<QByteArrayView, 3> &pieces)
{
    Utf8Validator validator;
    return std::ranges::all_of(pieces, [&](QByteArrayView piece) { return validator.append(piece); })
            && validator.isComplete();
}

/// How many bytes can be the beginning of a text.
qsizetype bytesTaken(QByteArrayView text)
{
    Utf8Validator validator;
    qsizetype taken = 0;
    while (taken < text.size() && validator.append(text.sliced(taken, 1)))
        ++taken;
    return taken;
}

void checkEngine(Utf8Engine engine, QByteArrayView text, qsizetype first, qsizetype second)
{
    if (!setUtf8Engine(engine))
        return;
    const bool expected = text.isValidUtf8();
    require(isValidUtf8(text) == expected);
    require(isValidInPieces({text.first(first), text.sliced(first, second - first), text.sliced(second)})
            == expected);

    const qsizetype taken = bytesTaken(text);
    require(!expected || taken == text.size());
    require(Utf8Validator().append(text.first(taken)));
    if (taken < text.size())
        require(!Utf8Validator().append(text.first(taken + 1)));
}

} // namespace

extern "C" int LLVMFuzzerTestOneInput(const unsigned char *data, size_t size)
{
    if (size < 2)
        return 0;
    const QByteArrayView text(data + 2, qsizetype(size) - 2);
    const qsizetype cut = data[0] % (text.size() + 1);
    const qsizetype other = data[1] % (text.size() + 1);
    for (const Utf8Engine engine : {Utf8Engine::Scalar, Utf8Engine::Avx2, Utf8Engine::Qt})
        checkEngine(engine, text, qMin(cut, other), qMax(cut, other));
    return 0;
}
