// SPDX-FileCopyrightText: 2026 The Landline authors
// SPDX-License-Identifier: LGPL-3.0-or-later

#ifndef LANDLINE_LOGLIMIT_H
#define LANDLINE_LOGLIMIT_H

#include <Landline/landline_export.h>

#include <QtCore/qbytearray.h>

#include <chrono>
#include <optional>

namespace Landline {

/// Keeps a line that clients can cause from filling the log: the first is written at once, those that follow within the
/// interval are only counted, and the next one that is written says how many they were.
///
/// One for each kind of line, in one thread.
/// \code
/// if (m_limit.allows())
///     qCWarning(lcHandshake, "%s is refused%s", client.constData(), m_limit.unsaid().constData());
/// \endcode
class LANDLINE_PRIVATE_EXPORT LogLimit
{
public:
    using Clock = std::chrono::steady_clock;

    explicit LogLimit(std::chrono::milliseconds interval = std::chrono::seconds(10)) : m_interval(interval) { }

    /// True if the line may be written now; if not, it is counted.
    bool allows(Clock::time_point now = Clock::now());
    /// For the end of a line that is allowed: " (and 12 more since the last such line)", or empty.
    QByteArray unsaid() const;

private:
    std::chrono::milliseconds m_interval;
    std::optional<Clock::time_point> m_last;
    qint64 m_counted = 0;
    qint64 m_unsaid = 0; ///< those before the line that was just allowed
};

} // namespace Landline

#endif
