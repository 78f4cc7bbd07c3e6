// SPDX-FileCopyrightText: 2026 The Landline authors
// SPDX-License-Identifier: LGPL-3.0-or-later

#ifndef LANDLINE_INPUTDEADLINE_H
#define LANDLINE_INPUTDEADLINE_H

#include "api/settings.h"

#include <limits>

namespace Landline {

/// Until when an HTTP client may take for what it is to send next: the total for a head or for a body, or the time between
/// two requests, or between two pieces of a body that is streamed. Times are LoopClock::uptime().
class InputDeadline
{
public:
    enum class Phase : quint8 {
        None, ///< nothing is waited for
        Head,
        Body,
        Piece,
        KeepAlive,
    };
    static constexpr qint64 Never = std::numeric_limits<qint64>::max();

    /// From \a now on \a phase is waited for; it goes on if it was before.
    void setPhase(Phase phase, const Settings &settings, qint64 now)
    {
        if (m_phase == phase)
            return;
        m_phase = phase;
        m_due = phase == Phase::None ? Never : now + timeFor(phase, settings).count();
    }
    /// The next phase begins anew, even if it is the same one.
    void restart() { m_phase = Phase::None; }

    Phase phase() const { return m_phase; }
    qint64 due() const { return m_phase == Phase::None ? Never : m_due; }

private:
    static std::chrono::milliseconds timeFor(Phase phase, const Settings &settings)
    {
        return phase == Phase::Head ? settings.headTimeout
                : phase == Phase::KeepAlive ? settings.keepAliveTimeout
                                            : settings.bodyTimeout;
    }

    qint64 m_due = Never;
    Phase m_phase = Phase::None;
};

} // namespace Landline

#endif
