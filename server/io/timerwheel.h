// SPDX-FileCopyrightText: 2026 The Landline authors
// SPDX-License-Identifier: LGPL-3.0-or-later

#ifndef LANDLINE_TIMERWHEEL_H
#define LANDLINE_TIMERWHEEL_H

#include <Landline/landline_export.h>

#include <QtCore/qtimer.h>

#include <array>
#include <chrono>
#include <functional>
#include <limits>

namespace Landline {

/// One timer for very many things that look at the time now and then.
///
/// Whoever wants to be looked at derives from TimerWheel::Entry, which takes 16 bytes, and is put on the wheel and taken
/// off it at the same price however many there are. It is made for what rarely comes true: a peer that is silent too long.
/// What happens in the meantime is only noted, with LoopClock::uptime(); who is due looks at its notes, and is scheduled
/// again for what is left.
///
/// \code
/// TimerWheel wheel([](TimerWheel::Entry *entry) { static_cast<Peer *>(entry)->look(); });
/// wheel.schedule(peer, 25s);
/// \endcode
///
/// Coarse: late by up to 16 ms, or a sixteenth of the delay, or 1 s where that is more, so that many wake the thread once.
/// Whoever has a delay over 16 s is called earlier as well, and so may be who was scheduled in a turn of the event loop
/// that took long: look at the time. Where very many are due at once, CallsInATurn of them are called in each turn of the
/// event loop, so that others have their turn in between. Sleeps while nothing is on it, after it has noticed. Belongs to one thread.
class LANDLINE_PRIVATE_EXPORT TimerWheel
{
public:
    class Entry
    {
    public:
        Entry() = default;
        Q_DISABLE_COPY_MOVE(Entry)
        bool isScheduled() const { return m_link; }

    protected:
        ~Entry() { Q_ASSERT_X(!m_link, "TimerWheel::Entry", "destroyed on the wheel"); }

    private:
        friend class TimerWheel;
        Entry *m_next = nullptr;
        Entry **m_link = nullptr; ///< what points to this one
    };

    /// At most so many are called in one turn of the event loop.
    static constexpr int CallsInATurn = 512;

    /// \a due is called for each whose time has come, which is no longer on the wheel then.
    explicit TimerWheel(const std::function<void(Entry *)> &due);
    Q_DISABLE_COPY_MOVE(TimerWheel)

    /// \a entry is due after \a delay, whatever was said before.
    void schedule(Entry *entry, std::chrono::milliseconds delay);
    /// Takes \a entry off. Nothing happens if it is not on the wheel.
    void cancel(Entry *entry);

    /// Takes somebody off, whoever it is, without a call: for owners that end. nullptr if nobody is left.
    Entry *takeAny();

    bool isEmpty() const { return m_count == 0; }

private:
    static constexpr qint64 TickLength = 16; // ms
    static constexpr qint64 Ticks = 1024; // a turn of the wheel
    static constexpr qint64 Never = std::numeric_limits<qint64>::max();

    static qint64 nowInTicks();
    Entry **slot(qint64 tick) { return &m_slots[static_cast<size_t>(tick % Ticks)]; }
    void insert(Entry *entry, Entry **head);
    void remove(Entry *entry);
    void wakeAt(qint64 tick);
    void wakeForNext();
    void turn();

    std::function<void(Entry *)> m_callDue;
    std::array<Entry *, Ticks> m_slots = {};
    Entry *m_due = nullptr; ///< off the slots, not called yet
    QTimer m_timer;
    qint64 m_reached = 0; ///< the tick whose slot, and those before it, have been emptied
    /// When the timer ends. It runs on while nobody is left: who comes next need not start it, mostly.
    qint64 m_wakeTick = Never;
    qsizetype m_count = 0;
};

} // namespace Landline

#endif
