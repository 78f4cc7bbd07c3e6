// SPDX-FileCopyrightText: 2026 The Landline authors
// SPDX-License-Identifier: LGPL-3.0-or-later

#include "measurement.h"

#include <unistd.h>

namespace Landline::Benchmark {

Measurement::Measurement(const Options &options)
    : m_options(options)
    , m_cpuClock(options.pids)
    , m_ownClock({getpid()})
{
}

void Measurement::start()
{
    m_since = Clock::now();
    m_phase = Phase::WarmUp;
    if (m_options.messages > 0)
        enterSpan();
}

void Measurement::count(int messages)
{
    if (m_phase != Phase::Span)
        return;
    m_messages += messages;
    if (m_options.messages > 0 && m_messages >= m_options.messages)
        leaveSpan();
}

void Measurement::update()
{
    const Clock::duration passed = Clock::now() - m_since;
    if (m_phase == Phase::WarmUp && passed >= m_options.warmUp)
        enterSpan();
    else if (m_phase == Phase::Span && m_options.messages == 0 && passed >= m_options.seconds && hasFigure())
        leaveSpan();
}

/// On a busy machine a short span can pass without any CPU time for the server: that is no figure, so it goes on.
bool Measurement::hasFigure()
{
    return m_messages > 0 && (m_options.pids.empty() || m_cpuClock.elapsed().count() > 0);
}

void Measurement::enterSpan()
{
    m_phase = Phase::Span;
    m_since = Clock::now();
    m_ownClock.start();
    m_cpuClock.start();
}

void Measurement::leaveSpan()
{
    m_phase = Phase::Over;
    m_serverCpu = m_cpuClock.elapsed();
    m_ownCpu = m_ownClock.elapsed();
    m_seconds = Clock::now() - m_since;
}

} // namespace Landline::Benchmark
