// SPDX-FileCopyrightText: 2026 The Landline authors
// SPDX-License-Identifier: LGPL-3.0-or-later

#include "io/timerwheel.h"

#include "io/loopclock.h"

#include <algorithm>
#include <bit>

namespace Landline {

namespace {

constexpr qint64 coarsest = 64; // ticks: about a second

} // namespace

TimerWheel::TimerWheel(const std::function<void(Entry *)> &due) : m_callDue(due)
{
    m_timer.setSingleShot(true);
    m_timer.setTimerType(Qt::PreciseTimer); // it is coarse enough by itself
    QObject::connect(&m_timer, &QTimer::timeout, &m_timer, [this] { turn(); });
}

qint64 TimerWheel::nowInTicks()
{
    return LoopClock::uptime() / TickLength;
}

void TimerWheel::schedule(Entry *entry, std::chrono::milliseconds delay)
{
    cancel(entry);
    const qint64 now = nowInTicks();
    if (m_count == 0)
        m_reached = now;
    const qint64 wait = std::max<qint64>(delay.count(), 0);
    const auto granule = static_cast<qint64>(
            std::bit_floor(static_cast<quint64>(std::clamp<qint64>(wait / TickLength / 16, 1, coarsest))));
    // Rounded up, where the wheel is large enough for it.
    const qint64 exact = (LoopClock::uptime() + wait) / TickLength + 1;
    const qint64 round = (std::min(exact + granule - 1, now + Ticks - 1)) / granule * granule;
    const qint64 tick = std::max(round, now + 1);
    insert(entry, slot(tick));
    if (tick < m_wakeTick)
        wakeAt(tick);
}

void TimerWheel::cancel(Entry *entry)
{
    if (entry->m_link)
        remove(entry);
}

TimerWheel::Entry *TimerWheel::takeAny()
{
    const auto found = std::find_if(m_slots.begin(), m_slots.end(), [](const Entry *head) { return head; });
    Entry *entry = found == m_slots.end() ? m_due : *found;
    if (entry)
        remove(entry);
    return entry;
}

void TimerWheel::insert(Entry *entry, Entry **head)
{
    entry->m_next = *head;
    entry->m_link = head;
    if (entry->m_next)
        entry->m_next->m_link = &entry->m_next;
    *head = entry;
    ++m_count;
}

void TimerWheel::remove(Entry *entry)
{
    *entry->m_link = entry->m_next;
    if (entry->m_next)
        entry->m_next->m_link = entry->m_link;
    entry->m_next = nullptr;
    entry->m_link = nullptr;
    --m_count;
}

void TimerWheel::wakeAt(qint64 tick)
{
    m_wakeTick = tick;
    const qint64 left = tick * TickLength - LoopClock::uptime();
    m_timer.start(std::chrono::milliseconds(std::max<qint64>(left, 1)));
}

void TimerWheel::wakeForNext()
{
    for (qint64 tick = m_reached + 1; tick <= m_reached + Ticks; ++tick) {
        if (*slot(tick))
            return wakeAt(tick);
    }
}

void TimerWheel::turn()
{
    m_wakeTick = Never;
    const qint64 now = nowInTicks();
    for (qint64 tick = std::max(m_reached + 1, now - Ticks + 1); tick <= now; ++tick) {
        while (Entry *entry = *slot(tick)) {
            remove(entry);
            insert(entry, &m_due);
        }
    }
    m_reached = std::max(m_reached, now);
    wakeForNext(); // before the calls: an event loop may run in there
    for (int calls = 0; m_due && calls < CallsInATurn; ++calls) {
        Entry *entry = m_due;
        cancel(entry);
        m_callDue(entry);
    }
    if (m_due) {
        m_wakeTick = m_reached;
        m_timer.start(std::chrono::milliseconds(0));
    }
}

} // namespace Landline
