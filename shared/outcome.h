// SPDX-FileCopyrightText: 2026 The Landline authors
// SPDX-License-Identifier: LGPL-3.0-or-later

#ifndef LANDLINE_OUTCOME_H
#define LANDLINE_OUTCOME_H

#include <Landline/namespace.h>

namespace Landline {

/// What became of one target of a push or disconnect.
struct Outcome
{
    qint64 fd = 0;
    PushResult result = PushResult::Unknown;

    friend bool operator==(const Outcome &, const Outcome &) = default;
};

} // namespace Landline

#endif
