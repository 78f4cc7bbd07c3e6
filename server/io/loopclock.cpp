// SPDX-FileCopyrightText: 2026 The Landline authors
// SPDX-License-Identifier: LGPL-3.0-or-later

#include "io/loopclock.h"

#include <chrono>

#include <time.h>

namespace Landline {

namespace {

constinit thread_local bool turning = false;

qint64 systemTime()
{
    using namespace std::chrono;
    return duration_cast<milliseconds>(system_clock::now().time_since_epoch()).count();
}

} // namespace

constinit thread_local qint64 LoopClock::s_time = 0;
constinit thread_local qint64 LoopClock::s_uptime = 0;

qint64 LoopClock::askTime()
{
    const qint64 time = systemTime();
    if (turning)
        s_time = time;
    return time;
}

qint64 LoopClock::askUptime()
{
    const qint64 time = systemUptime();
    if (turning)
        s_uptime = time;
    return time;
}

qint64 LoopClock::systemUptime()
{
    // Nobody here needs it so exactly that the price of the exact one is worth it.
    timespec time;
    ::clock_gettime(CLOCK_MONOTONIC_COARSE, &time);
    return time.tv_sec * 1000 + time.tv_nsec / 1'000'000;
}

void LoopClock::turn()
{
    turning = true;
    s_time = 0;
    s_uptime = 0;
}

void LoopClock::stop()
{
    turning = false;
    s_time = 0;
    s_uptime = 0;
}

} // namespace Landline
