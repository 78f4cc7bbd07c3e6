// SPDX-FileCopyrightText: 2026 The Landline authors
// SPDX-License-Identifier: GPL-3.0-or-later

#ifndef LANDLINE_TESTS_REQUIRE_H
#define LANDLINE_TESTS_REQUIRE_H

#include <cstdlib>

namespace Landline {

/// Ends a fuzzer with a finding unless \a condition holds.
inline void require(bool condition)
{
    if (!condition)
        std::abort();
}

} // namespace Landline

#endif
