// SPDX-FileCopyrightText: 2026 The Landline authors
// SPDX-License-Identifier: GPL-3.0-or-later

#ifndef LANDLINE_DEADLINES_H
#define LANDLINE_DEADLINES_H

#include <QtCore/qtimer.h>

#include <chrono>
#include <functional>
#include <set>

namespace Landline {

/// One timer for many things that may take only so long: a QTimer each would cost a QObject each.
///
/// A \a T is added with the time it has, and is removed before it dies. \a reached is called once for each whose time is
/// over, which is no longer in here then. Coarse: some milliseconds late, never early. Belongs to one thread.
template<typename T>
class Deadlines
{
public:
    using Clock = std::chrono::steady_clock;

    explicit Deadlines(const std::function<void(T *)> &reached) : m_reached(reached)
    {
        m_timer.setSingleShot(true);
        QObject::connect(&m_timer, &QTimer::timeout, &m_timer, [this] { callReached(); });
    }
    Q_DISABLE_COPY_MOVE(Deadlines)

    /// Returns when \a thing's time is over; keep it for remove().
    Clock::time_point add(T *thing, std::chrono::milliseconds time)
    {
        const Clock::time_point when = Clock::now() + time;
        m_things.insert({when, thing});
        if (!m_timer.isActive() || when < m_next)
            startTimer();
        return when;
    }
    void remove(T *thing, Clock::time_point when) { m_things.erase({when, thing}); }

    bool isEmpty() const { return m_things.empty(); }
    /// The one that has least time left; nullptr if there is none.
    T *first() const { return m_things.empty() ? nullptr : m_things.begin()->second; }

private:
    void startTimer()
    {
        m_next = m_things.begin()->first;
        // Rounded up: not to be called a moment early, only to wait again.
        const auto left = std::chrono::ceil<std::chrono::milliseconds>(m_next - Clock::now());
        m_timer.start(qMax(left, std::chrono::milliseconds(0)));
    }

    void callReached()
    {
        const Clock::time_point now = Clock::now();
        while (!m_things.empty() && m_things.begin()->first <= now) {
            T *thing = m_things.begin()->second;
            m_things.erase(m_things.begin());
            goOn(); // before the call: an event loop may run in there
            m_reached(thing);
        }
        goOn();
    }

    void goOn()
    {
        if (!m_things.empty() && !m_timer.isActive())
            startTimer();
    }

    std::function<void(T *)> m_reached;
    std::set<std::pair<Clock::time_point, T *>> m_things;
    QTimer m_timer;
    Clock::time_point m_next;
};

} // namespace Landline

#endif
