// SPDX-FileCopyrightText: 2026 The Landline authors
// SPDX-License-Identifier: LGPL-3.0-or-later

#include "cpuclock.h"

#include <filesystem>
#include <fstream>

namespace Landline::Benchmark {

CpuClock::ByThread CpuClock::read() const
{
    ByThread times;
    for (const pid_t pid : m_pids) {
        std::error_code error;
        const std::filesystem::path tasks = "/proc/" + std::to_string(pid) + "/task";
        for (const auto &task : std::filesystem::directory_iterator(tasks, error)) {
            long long nanoseconds = 0;
            if (std::ifstream(task.path() / "schedstat") >> nanoseconds)
                times[std::stoi(task.path().filename())] = std::chrono::nanoseconds(nanoseconds);
        }
    }
    return times;
}

std::chrono::duration<double> CpuClock::elapsed()
{
    const ByThread now = read();
    std::chrono::nanoseconds sum{0};
    for (const auto &[thread, time] : now) {
        const auto before = m_start.find(thread);
        sum += before != m_start.end() ? time - before->second : time;
    }
    for (const auto &[thread, time] : m_start)
        m_valid = m_valid && now.contains(thread);
    return sum;
}

} // namespace Landline::Benchmark
