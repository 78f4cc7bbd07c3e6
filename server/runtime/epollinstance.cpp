// SPDX-FileCopyrightText: 2026 The Landline authors
// SPDX-License-Identifier: LGPL-3.0-or-later

#include "runtime/epollinstance.h"

#include <cerrno>

#include <unistd.h>

namespace Landline {

EpollInstance::EpollInstance(int wakeUp, int timer) : m_wakeUp(wakeUp), m_timer(timer)
{
    clear();
    if (m_epoll < 0)
        m_error = errno;
}

EpollInstance::~EpollInstance()
{
    if (m_epoll >= 0)
        ::close(m_epoll);
}

epoll_event EpollInstance::event(int descriptor, quint32 generation, quint32 events)
{
    epoll_event event = {};
    event.events = events;
    event.data.u64 = quint64(generation) << 32 | static_cast<quint32>(descriptor);
    return event;
}

bool EpollInstance::control(int operation, int descriptor, quint32 generation, quint32 events)
{
    epoll_event wanted = event(descriptor, generation, events);
    return ::epoll_ctl(m_epoll, operation, descriptor, &wanted) == 0;
}

int EpollInstance::wait(epoll_event *events, int size, int timeout)
{
    return ::epoll_wait(m_epoll, events, size, timeout);
}

void EpollInstance::clear()
{
    // What a descriptor that is closed left behind goes with the instance only.
    const int fresh = ::epoll_create1(EPOLL_CLOEXEC);
    if (fresh < 0)
        return;
    epoll_event own = {};
    own.events = EPOLLIN | EPOLLET;
    own.data.u64 = wakeUpKey;
    ::epoll_ctl(fresh, EPOLL_CTL_ADD, m_wakeUp, &own);
    own.data.u64 = timerKey;
    ::epoll_ctl(fresh, EPOLL_CTL_ADD, m_timer, &own);
    if (m_epoll >= 0)
        ::close(m_epoll);
    m_epoll = fresh;
}

} // namespace Landline
