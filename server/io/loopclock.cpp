// SPDX-FileCopyrightText: 2026 The Landline authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "io/loopclock.h"

#include <chrono>

namespace Landline {

namespace {

constinit thread_local bool turning = false;
constinit thread_local qint64 timeOfTurn = 0; // 0 is not known yet

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

void LoopClock::turn()
{
    turning = true;
    timeOfTurn = 0;
}

void LoopClock::stop()
{
    turning = false;
    timeOfTurn = 0;
}

} // namespace Landline
