// SPDX-FileCopyrightText: 2026 The Landline authors
// SPDX-License-Identifier: LGPL-3.0-or-later

#ifndef LANDLINE_TEST_WAITING_H
#define LANDLINE_TEST_WAITING_H

#include <Landline/landline_export.h>

#include <QtCore/qfuture.h>

#include <chrono>
#include <functional>
#include <optional>

namespace Landline::Test {

/// How long the kit waits for something that must happen. Default: 10 s. The environment variable LANDLINE_TEST_TIMEOUT, in
/// milliseconds, overrides it: for sanitizers, slow machines and debuggers.
///
/// It is a limit, not a delay: every wait ends as soon as its condition holds.
LANDLINE_EXPORT std::chrono::milliseconds defaultTimeout();

/// Runs the event loop until \a condition holds or \a timeout has passed; returns whether it holds. \a condition is called in
/// this thread, after events and every few milliseconds. It may read what other threads write, if that is synchronized.
LANDLINE_EXPORT bool waitFor(const std::function<bool()> &condition, std::chrono::milliseconds timeout = defaultTimeout());

/// Runs the event loop until \a future has finished. Returns its result, or nothing if it was cancelled or \a timeout has
/// passed.
/// \code
/// QCOMPARE(Landline::Test::resultOf(node.sender().pushAsync(fd, "hello")), Landline::PushResult::Queued);
/// \endcode
template<typename T>
std::optional<T> resultOf(const QFuture<T> &future, std::chrono::milliseconds timeout = defaultTimeout())
{
    waitFor([&future] { return future.isFinished(); }, timeout);
    return future.isFinished() && future.resultCount() > 0 ? std::optional<T>(future.result()) : std::nullopt;
}

/// A duration for messages: "250 ms", "10 s".
LANDLINE_EXPORT QString durationText(std::chrono::milliseconds duration);

} // namespace Landline::Test

#endif
