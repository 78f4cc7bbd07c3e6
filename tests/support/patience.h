// SPDX-FileCopyrightText: 2026 The Landline authors
// SPDX-License-Identifier: GPL-3.0-or-later

#ifndef LANDLINE_PATIENCE_H
#define LANDLINE_PATIENCE_H

#include <QtCore/qtestsupport_core.h>

#include <chrono>

namespace Landline {

/// How long a test waits for what must happen. Far longer than it takes: sanitizers and busy machines are slow, and a
/// test that passes never waits to the end.
inline constexpr std::chrono::milliseconds patience = std::chrono::seconds(30);

/// Runs the event loop until \a condition holds; false when patience is at its end.
template<typename Condition> bool eventually(const Condition &condition)
{
    return QTest::qWaitFor(condition, static_cast<int>(patience.count()));
}

} // namespace Landline

#endif
