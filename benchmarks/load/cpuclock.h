// SPDX-FileCopyrightText: 2026 The Landline authors
// SPDX-License-Identifier: LGPL-3.0-or-later

#ifndef LANDLINE_CPUCLOCK_H
#define LANDLINE_CPUCLOCK_H

#include <sys/types.h>

#include <chrono>
#include <map>
#include <string>
#include <vector>

namespace Landline::Benchmark {

/// The CPU time that processes have used: user and system, all of their threads.
///
/// From /proc/<pid>/task/<tid>/schedstat, which counts nanoseconds, for a running thread up to the last tick of
/// the scheduler (some ms ago); utime and stime of /proc/<pid>/stat say the same in steps of 10 ms. What a
/// thread has used is lost with the thread, so one that ends between start() and elapsed() makes the
/// measurement worthless: isValid() is false then.
class CpuClock
{
public:
    explicit CpuClock(const std::vector<pid_t> &pids) : m_pids(pids) { }

    void start() { m_start = read(); }
    /// Used since start().
    std::chrono::duration<double> elapsed();
    bool isValid() const { return m_valid; }

private:
    using ByThread = std::map<pid_t, std::chrono::nanoseconds>;
    ByThread read() const;

    std::vector<pid_t> m_pids;
    ByThread m_start;
    bool m_valid = true;
};

} // namespace Landline::Benchmark

#endif
