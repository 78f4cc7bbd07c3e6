// SPDX-FileCopyrightText: 2026 The Landline authors
// SPDX-License-Identifier: GPL-3.0-or-later

#ifndef LANDLINE_TESTS_REQUIRE_H
#define LANDLINE_TESTS_REQUIRE_H

#include <cstdio>
#include <cstdlib>

namespace Landline {

/// Ends a fuzzer with a finding unless \a condition holds; says the \a line of the call, which the stack does not when all such
/// calls in a function have become one.
inline void require(bool condition, int line = __builtin_LINE())
{
    if (condition)
        return;
    std::fprintf(stderr, "What line %d requires does not hold\n", line);
    std::abort();
}

} // namespace Landline

#endif
