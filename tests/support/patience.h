// SPDX-FileCopyrightText: 2026 The Landline authors
// SPDX-License-Identifier: GPL-3.0-or-later

#ifndef LANDLINE_PATIENCE_H
#define LANDLINE_PATIENCE_H

#include <QtCore/qeventloop.h>
#include <QtCore/qtestsupport_core.h>
#include <QtCore/qtimer.h>

#include <chrono>

namespace Landline {

/// How long a test waits for what must happen. Far longer than it takes: sanitizers and busy machines are slow,
/// and a test that passes never waits to the end.
inline constexpr std::chrono::milliseconds patience = std::chrono::seconds(30);

/// Runs the event loop until \a condition holds; false when patience is at its end.
template<typename Condition> bool eventually(const Condition &condition)
{
    return QTest::qWaitFor(condition, static_cast<int>(patience.count()));
}

/// eventually() without its pauses, which would make up most of a long transfer.
template<typename Condition> bool promptly(const Condition &condition)
{
    QEventLoop loop;
    QTimer look;
    QObject::connect(&look, &QTimer::timeout, &loop, [&] {
        if (condition())
            loop.quit();
    });
    QTimer::singleShot(patience, &loop, &QEventLoop::quit);
    look.start(0);
    loop.exec();
    return condition();
}

} // namespace Landline

/// QTRY_COMPARE and QTRY_VERIFY with our patience.
#define TRY_COMPARE(actual, expected)                                                              \
    QTRY_COMPARE_WITH_TIMEOUT(actual, expected, static_cast<int>(Landline::patience.count()))
#define TRY_VERIFY(condition)                                                                      \
    QTRY_VERIFY_WITH_TIMEOUT(condition, static_cast<int>(Landline::patience.count()))

#endif
