// SPDX-FileCopyrightText: 2026 The Landline authors
// SPDX-License-Identifier: LGPL-3.0-or-later

#ifndef LANDLINE_MEASUREMENT_H
#define LANDLINE_MEASUREMENT_H

#include "cpuclock.h"
#include "options.h"

#include <chrono>

namespace Landline::Benchmark {

/// What is measured: warm-up, then the measured span, in time or in messages, with the server's CPU time at
/// both ends.
class Measurement
{
public:
    explicit Measurement(const Options &options);

    void start();
    /// \a messages came; counted within the span only.
    void count(int messages);
    /// Looks at the clock; to be called each turn of the loop.
    void update();

    /// Nothing more is to be sent.
    bool isOver() const { return m_phase == Phase::Over; }

    long messages() const { return m_messages; }
    std::chrono::duration<double> seconds() const { return m_seconds; }
    std::chrono::duration<double> serverCpu() const { return m_serverCpu; }
    std::chrono::duration<double> ownCpu() const { return m_ownCpu; }
    /// False if a thread of the server ended in the span.
    bool isValid() const { return m_cpuClock.isValid(); }

private:
    using Clock = std::chrono::steady_clock;
    enum class Phase { Before, WarmUp, Span, Over };

    bool hasFigure();
    void enterSpan();
    void leaveSpan();

    const Options &m_options;
    Phase m_phase = Phase::Before;
    Clock::time_point m_since;
    CpuClock m_cpuClock;
    CpuClock m_ownClock;
    long m_messages = 0;
    std::chrono::duration<double> m_seconds{0};
    std::chrono::duration<double> m_serverCpu{0};
    std::chrono::duration<double> m_ownCpu{0};
};

} // namespace Landline::Benchmark

#endif
