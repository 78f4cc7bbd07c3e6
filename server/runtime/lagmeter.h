// SPDX-FileCopyrightText: 2026 The Landline authors
// SPDX-License-Identifier: LGPL-3.0-or-later

#ifndef LANDLINE_LAGMETER_H
#define LANDLINE_LAGMETER_H

#include <chrono>
#include <optional>

namespace Landline {

/// How long an event loop lets others wait: the time from the end of one wait to the beginning of the next. An event loop
/// within a handler waits as well, so what counts is how long nobody had a turn.
///
/// Costs two readings of a coarse clock a turn, one of which LoopClock::uptime() shares, some nanoseconds each and exact to a
/// few milliseconds, and nothing while the loop waits. Belongs to the loop's thread.
class LagMeter
{
public:
    using Time = std::chrono::milliseconds;

    /// The maximum of this time is remembered, and then for as long again at most.
    static constexpr Time Window = std::chrono::seconds(10);
    /// A turn this long is an incident.
    static constexpr Time Incident = std::chrono::seconds(1);

    /// The clock of all times here: LoopClock::systemUptime().
    static Time now();

    /// The loop has waited.
    void turnBegins(Time now) { m_begin = now; }
    /// The loop is about to wait. Answers how long the turn took if that is an incident and has not been one for a Window.
    std::optional<Time> turnEnds(Time now)
    {
        return m_begin && now > *m_begin ? note(now - *m_begin, now) : std::nullopt;
    }

    /// The longest turn lately; one that has not ended yet counts as far as it got.
    Time recent(Time now) const;
    /// The longest turn ever, likewise.
    Time longest(Time now) const;

private:
    std::optional<Time> note(Time length, Time now);
    void moveWindow(Time now);
    Time running(Time now) const { return m_begin ? now - *m_begin : Time(0); }

    std::optional<Time> m_begin;
    Time m_windowBegin{0};
    Time m_inWindow{0};
    Time m_inWindowBefore{0};
    Time m_longest{0};
    std::optional<Time> m_lastIncident;
};

} // namespace Landline

#endif
