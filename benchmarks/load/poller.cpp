// SPDX-FileCopyrightText: 2026 The Landline authors
// SPDX-License-Identifier: LGPL-3.0-or-later

#include "poller.h"

#include <sys/epoll.h>
#include <unistd.h>

namespace Landline::Benchmark {

Poller::Poller()
    : m_epoll(epoll_create1(EPOLL_CLOEXEC))
{
}

Poller::~Poller()
{
    close(m_epoll);
}

bool Poller::add(int descriptor, std::uint32_t events, Handler *handler)
{
    epoll_event event = {events, {handler}};
    return epoll_ctl(m_epoll, EPOLL_CTL_ADD, descriptor, &event) == 0;
}

void Poller::change(int descriptor, std::uint32_t events, Handler *handler)
{
    epoll_event event = {events, {handler}};
    epoll_ctl(m_epoll, EPOLL_CTL_MOD, descriptor, &event);
}

void Poller::wait(std::chrono::milliseconds timeout)
{
    epoll_event events[256];
    const int count
            = epoll_wait(m_epoll, events, std::size(events), static_cast<int>(timeout.count()));
    for (int i = 0; i < count; ++i)
        static_cast<Handler *>(events[i].data.ptr)->handle(events[i].events);
}

} // namespace Landline::Benchmark
