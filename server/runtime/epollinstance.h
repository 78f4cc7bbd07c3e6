// SPDX-FileCopyrightText: 2026 The Landline authors
// SPDX-License-Identifier: LGPL-3.0-or-later

#ifndef LANDLINE_EPOLLINSTANCE_H
#define LANDLINE_EPOLLINSTANCE_H

#include <QtCore/qglobal.h>

#include <sys/epoll.h>

namespace Landline {

/// An epoll descriptor, whose events say for which use (generation) of which descriptor they are; see epoll(7).
class EpollInstance
{
public:
    /// \a wakeUp and \a timer are watched edge-triggered: they end a wait and stand for nobody. Takes a descriptor; see
    /// error().
    EpollInstance(int wakeUp, int timer);
    ~EpollInstance();
    Q_DISABLE_COPY_MOVE(EpollInstance)

    /// The errno of why there is no epoll descriptor and nothing can be watched; 0 if there is one.
    int error() const { return m_error; }

    /// epoll_ctl(2): false with errno.
    bool control(int operation, int descriptor, quint32 generation, quint32 events);
    /// epoll_wait(2): how many of the \a size places at \a events are filled.
    int wait(epoll_event *events, int size, int timeout);
    /// Forgets every descriptor but those two.
    void clear();

    /// Of one of the two that stand for nobody; its descriptorOf() is negative.
    static bool isOwn(const epoll_event &event) { return descriptorOf(event) < 0; }
    static bool isTimer(const epoll_event &event) { return event.data.u64 == timerKey; }
    static int descriptorOf(const epoll_event &event) { return static_cast<int>(event.data.u64 & 0xffffffff); }
    static quint32 generationOf(const epoll_event &event) { return static_cast<quint32>(event.data.u64 >> 32); }
    /// As the kernel would fill it.
    static epoll_event event(int descriptor, quint32 generation, quint32 events);

private:
    static constexpr quint64 wakeUpKey = ~quint64(0); // no descriptor is -1
    static constexpr quint64 timerKey = wakeUpKey - 1;

    int m_epoll = -1;
    int m_wakeUp;
    int m_timer;
    int m_error = 0;
};

} // namespace Landline

#endif
