// SPDX-FileCopyrightText: 2026 The Landline authors
// SPDX-License-Identifier: LGPL-3.0-or-later

#ifndef LANDLINE_TIMERLIST_H
#define LANDLINE_TIMERLIST_H

#include <QtCore/qabstracteventdispatcher.h>

#include <chrono>
#include <map>
#include <optional>
#include <unordered_map>

namespace Landline {

/// The timers of one thread, for its event dispatcher; times are those of the steady clock, so nobody who sets the time
/// of day moves them. Starting, stopping and firing one costs the logarithm of their number.
///
/// The accuracy is the one that Qt::TimerType promises: precise ones fire at their time, rounded up to a millisecond by
/// the wait; coarse ones within 5 % of the interval, at round times so that many wake the thread once; very coarse ones
/// at whole seconds. One that was late does not make up for what it missed.
class TimerList
{
public:
    using Clock = std::chrono::steady_clock;

    TimerList() = default;
    Q_DISABLE_COPY_MOVE(TimerList)

    /// \a id is unique among the timers of the process, as Qt hands them out.
    void add(int id, std::chrono::milliseconds interval, Qt::TimerType type, QObject *object);
    /// False if there is no such timer.
    bool remove(int id);
    bool removeAll(QObject *object);

    /// Those of \a object, with the interval and type that they were added with.
    QList<QAbstractEventDispatcher::TimerInfo> timersOf(QObject *object) const;
    /// Until the timer fires, rounded up; 0 if it is due, nothing if there is no such timer.
    std::optional<std::chrono::milliseconds> remainingTime(int id) const;
    /// When the first one fires; nothing if none will. One that is being delivered does not count.
    std::optional<Clock::time_point> nextTime() const;
    /// Until then, rounded up.
    std::optional<std::chrono::milliseconds> timeToWait() const;

    /// Sends a QTimerEvent for each timer that is due, in the order of their times, once each. A timer whose event is
    /// still being delivered (its receiver runs an event loop) is not fired again, it only moves on. The answer is how
    /// many were due, not counting those with an interval of 0.
    int deliver();

private:
    struct Timer
    {
        int id;
        std::chrono::milliseconds interval;
        Qt::TimerType type; ///< as asked for
        QObject *object;
        quint64 serial; ///< tells it from another one to which Qt gave the same id later
        Clock::time_point expected; ///< the time without rounding, so that rounding does not add up
        bool inDelivery = false;
    };
    using Timers = std::multimap<Clock::time_point, Timer>; ///< by their time, rounded; those of one time as they came

    Timer *find(int id, quint64 serial);
    void moveOn(Timers::iterator timer, Clock::time_point now);

    Timers m_timers;
    std::unordered_map<int, Timers::iterator> m_byId;
    quint64 m_lastSerial = 0;
};

} // namespace Landline

#endif
