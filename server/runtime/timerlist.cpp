// SPDX-FileCopyrightText: 2026 The Landline authors
// SPDX-License-Identifier: LGPL-3.0-or-later

#include "runtime/timerlist.h"

#include <QtCore/qcoreapplication.h>
#include <QtCore/qcoreevent.h>
#include <QtCore/qvarlengtharray.h>

#include <algorithm>
#include <utility>

using namespace std::chrono_literals;

namespace Landline {

namespace {

using std::chrono::milliseconds;
using Time = TimerList::Clock::time_point;

constexpr milliseconds preciseBelow = 20ms; // 5 % of it is no more than the millisecond of the wait
constexpr milliseconds veryCoarseFrom = 20s; // 5 % of it is a second
constexpr milliseconds steps[] = {1000ms, 500ms, 100ms, 50ms, 10ms, 2ms}; // each divides those before it

/// What times of such a timer are multiples of, 0 for none: at most a tenth of the interval, so that rounding to the
/// nearest one is at most 5 % wrong.
milliseconds stepOf(milliseconds interval, Qt::TimerType type)
{
    if (type == Qt::PreciseTimer || (type == Qt::CoarseTimer && interval <= preciseBelow))
        return 0ms;
    if (type == Qt::VeryCoarseTimer || interval >= veryCoarseFrom)
        return 1s;
    return *std::find_if(std::begin(steps), std::end(steps), [&](milliseconds step) { return step * 10 <= interval; });
}

Time rounded(Time expected, milliseconds step, Time now)
{
    if (step == 0ms)
        return expected;
    const Time::duration half = step / 2;
    Time time = expected + half;
    time -= time.time_since_epoch() % step;
    // A rounded time may lie in the past, of a very coarse timer with a short interval.
    return time > now ? time : time + step;
}

milliseconds until(Time time, Time now)
{
    return time <= now ? 0ms : std::chrono::ceil<milliseconds>(time - now);
}

} // namespace

void TimerList::add(int id, milliseconds interval, Qt::TimerType type, QObject *object)
{
    const Time now = Clock::now();
    const Timer timer{id, interval, type, object, ++m_lastSerial, now + interval};
    m_byId[id] = m_timers.emplace(rounded(timer.expected, stepOf(interval, type), now), timer);
}

bool TimerList::remove(int id)
{
    const auto found = m_byId.find(id);
    if (found == m_byId.end())
        return false;
    m_timers.erase(found->second);
    m_byId.erase(found);
    return true;
}

bool TimerList::removeAll(QObject *object)
{
    return std::erase_if(m_timers, [this, object](const auto &entry) {
        return entry.second.object == object && m_byId.erase(entry.second.id) > 0;
    }) > 0;
}

QList<QAbstractEventDispatcher::TimerInfo> TimerList::timersOf(QObject *object) const
{
    QList<QAbstractEventDispatcher::TimerInfo> infos;
    for (const auto &[time, timer] : m_timers) {
        if (timer.object == object)
            infos.append({timer.id, static_cast<int>(timer.interval.count()), timer.type});
    }
    return infos;
}

std::optional<milliseconds> TimerList::remainingTime(int id) const
{
    const auto found = m_byId.find(id);
    if (found == m_byId.end())
        return std::nullopt;
    return until(found->second->first, Clock::now());
}

std::optional<Time> TimerList::nextTime() const
{
    for (const auto &[time, timer] : m_timers) {
        if (!timer.inDelivery)
            return time;
    }
    return std::nullopt;
}

std::optional<milliseconds> TimerList::timeToWait() const
{
    const std::optional<Time> time = nextTime();
    if (!time)
        return std::nullopt;
    return until(*time, Clock::now());
}

TimerList::Timer *TimerList::find(int id, quint64 serial)
{
    const auto found = m_byId.find(id);
    return found != m_byId.end() && found->second->second.serial == serial ? &found->second->second : nullptr;
}

void TimerList::moveOn(Timers::iterator timer, Time now)
{
    auto node = m_timers.extract(timer);
    Timer &info = node.mapped();
    info.expected += info.interval;
    if (info.expected < now)
        info.expected = now + info.interval;
    node.key() = rounded(info.expected, stepOf(info.interval, info.type), now);
    m_byId[info.id] = m_timers.insert(std::move(node));
}

int TimerList::deliver()
{
    if (m_timers.empty())
        return 0;
    const Time now = Clock::now();
    // Receivers stop timers and start others, so the list is not the same after an event.
    QVarLengthArray<std::pair<int, quint64>, 16> due;
    for (auto entry = m_timers.cbegin(); entry != m_timers.cend() && entry->first <= now; ++entry)
        due.append({entry->second.id, entry->second.serial});

    int fired = 0;
    for (const auto &[id, serial] : due) {
        Timer *timer = find(id, serial);
        // Stopped, or fired by an event loop in one of the receivers before it.
        if (!timer || m_byId[id]->first > now)
            continue;
        if (timer->interval > 0ms)
            ++fired;
        moveOn(m_byId[id], now);
        if (std::exchange(timer->inDelivery, true))
            continue;
        QTimerEvent event(id);
        QCoreApplication::sendEvent(timer->object, &event);
        if (Timer *still = find(id, serial))
            still->inDelivery = false;
    }
    return fired;
}

} // namespace Landline
