// SPDX-FileCopyrightText: 2026 The Landline authors
// SPDX-License-Identifier: LGPL-3.0-or-later

#include "runtime/timerdescriptor.h"

#include <cerrno>

#include <sys/timerfd.h>
#include <unistd.h>

namespace Landline {

TimerDescriptor::TimerDescriptor()
    : m_descriptor(::timerfd_create(CLOCK_MONOTONIC, TFD_CLOEXEC | TFD_NONBLOCK)) // the clock of steady_clock
    , m_error(m_descriptor < 0 ? errno : 0)
{
}

TimerDescriptor::~TimerDescriptor()
{
    if (m_descriptor >= 0)
        ::close(m_descriptor);
}

void TimerDescriptor::set(Time time)
{
    using namespace std::chrono;
    // A time of 0 would stop it.
    const nanoseconds since = std::max(duration_cast<nanoseconds>(time.time_since_epoch()), nanoseconds(1));
    const auto whole = duration_cast<seconds>(since);
    itimerspec value = {};
    value.it_value = {static_cast<time_t>(whole.count()), static_cast<long>((since - whole).count())};
    ::timerfd_settime(m_descriptor, TFD_TIMER_ABSTIME, &value, nullptr);
    m_time = time;
}

} // namespace Landline
