// SPDX-FileCopyrightText: 2026 The Landline authors
// SPDX-License-Identifier: GPL-3.0-or-later

#ifndef LANDLINE_TESTS_CUTS_H
#define LANDLINE_TESTS_CUTS_H

#include "require.h"

#include <QtCore/qbytearrayview.h>

namespace Landline {

/// Checks that what T::parse() decides for a beginning of \a bytes stays decided for every longer one, and is \a whole,
/// its answer for all of them. \a Parsed has a `state`, one of which is Incomplete.
template<typename T, typename Parsed>
void checkCuts(QByteArrayView bytes, const Parsed &whole)
{
    // Every cut of a short input; of a long one some, which its last byte moves.
    const qsizetype step = 1 + bytes.size() / 64;
    const qsizetype first = bytes.isEmpty() ? 0 : uchar(bytes.back()) % step;
    bool decided = false;
    for (qsizetype size = first; size <= bytes.size(); size += step) {
        const Parsed part = T::parse(bytes.first(size));
        const bool isDecided = part.state != Parsed::State::Incomplete;
        require(isDecided || !decided);
        require(!isDecided || part == whole);
        decided = isDecided;
    }
}

} // namespace Landline

#endif
