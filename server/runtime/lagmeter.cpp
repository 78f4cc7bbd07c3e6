// SPDX-FileCopyrightText: 2026 The Landline authors
// SPDX-License-Identifier: LGPL-3.0-or-later

#include "runtime/lagmeter.h"

#include "io/loopclock.h"

#include <algorithm>

namespace Landline {

LagMeter::Time LagMeter::now()
{
    return Time(LoopClock::systemUptime());
}

std::optional<LagMeter::Time> LagMeter::note(Time length, Time now)
{
    moveWindow(now);
    m_inWindow = std::max(m_inWindow, length);
    m_longest = std::max(m_longest, length);
    if (length < Incident)
        return std::nullopt;
    const bool isNew = !m_lastIncident || now - length - *m_lastIncident >= Window;
    m_lastIncident = now;
    return isNew ? std::optional(length) : std::nullopt;
}

void LagMeter::moveWindow(Time now)
{
    if (now - m_windowBegin < Window)
        return;
    m_inWindowBefore = now - m_windowBegin < 2 * Window ? m_inWindow : Time(0);
    m_inWindow = Time(0);
    m_windowBegin = now;
}

LagMeter::Time LagMeter::recent(Time now) const
{
    LagMeter moved = *this;
    moved.moveWindow(now);
    return std::max({moved.m_inWindow, moved.m_inWindowBefore, running(now)});
}

LagMeter::Time LagMeter::longest(Time now) const
{
    return std::max(m_longest, running(now));
}

} // namespace Landline
