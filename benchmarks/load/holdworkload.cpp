// SPDX-FileCopyrightText: 2026 The Landline authors
// SPDX-License-Identifier: LGPL-3.0-or-later

#include "holdworkload.h"

#include <sys/epoll.h>
#include <unistd.h>

#include <cstdio>

namespace Landline::Benchmark {

static constexpr int ClosingAtOnce = 32;

void HoldWorkload::start()
{
    std::puts("open");
    std::fflush(stdout);
    if (!m_poller.add(STDIN_FILENO, EPOLLIN, this))
        handle(0);
}

/// Standard input: anything but its end is dropped.
void HoldWorkload::handle(std::uint32_t)
{
    char bytes[256];
    if (::read(STDIN_FILENO, bytes, sizeof bytes) > 0)
        return;
    ::close(STDIN_FILENO);
    for (int i = 0; i < ClosingAtOnce; ++i)
        closeNext();
}

void HoldWorkload::closeNext()
{
    if (m_closing < m_clients.size())
        m_clients[m_closing++]->close();
}

void HoldWorkload::closed(Client &client)
{
    Workload::closed(client);
    ++m_closed;
    m_measurement.count(1);
    closeNext();
}

} // namespace Landline::Benchmark
