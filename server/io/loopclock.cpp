// SPDX-FileCopyrightText: 2026 The Landline authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "io/loopclock.h"

#include <chrono>

#include <time.h>

namespace Landline {

namespace {

constinit thread_local bool turning = false;
constinit thread_local qint64 timeOfTurn = 0; // 0 is not known yet
constinit thread_local qint64 uptimeOfTurn = 0;

qint64 systemTime()
{
    using namespace std::chrono;
    return duration_cast<milliseconds>(system_clock::now().time_since_epoch()).count();
}

} // namespace

qint64 LoopClock::now()
{
    if (timeOfTurn != 0)
        return timeOfTurn;
    const qint64 time = systemTime();
    if (turning)
        timeOfTurn = time;
    return time;
}

qint64 LoopClock::uptime()
{
    if (uptimeOfTurn != 0)
        return uptimeOfTurn;
    const qint64 time = systemUptime();
    if (turning)
        uptimeOfTurn = time;
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
    timeOfTurn = 0;
    uptimeOfTurn = 0;
}

void LoopClock::stop()
{
    turning = false;
    timeOfTurn = 0;
    uptimeOfTurn = 0;
}

} // namespace Landline
