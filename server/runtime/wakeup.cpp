// SPDX-FileCopyrightText: 2026 The Landline authors
// SPDX-License-Identifier: LGPL-3.0-or-later

#include "runtime/wakeup.h"

#include <cerrno>

#include <sys/eventfd.h>
#include <unistd.h>

namespace Landline {

WakeUp::WakeUp()
    : m_descriptor(::eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK))
    , m_error(m_descriptor < 0 ? errno : 0)
{
}

WakeUp::~WakeUp()
{
    if (m_descriptor >= 0)
        ::close(m_descriptor);
}

void WakeUp::wake()
{
    // The order of these two against aboutToWait() and isPending(), all of them sequentially consistent: either we see
    // that it waits, or it sees that it must not.
    if (!m_pending.exchange(true) && m_waiting.load())
        ::eventfd_write(m_descriptor, 1);
}

bool WakeUp::waited()
{
    // Whoever still sees the old value writes once too often.
    m_waiting.store(false, std::memory_order_relaxed);
    return m_pending.load(std::memory_order_relaxed) && m_pending.exchange(false);
}

void WakeUp::drain()
{
    eventfd_t count = 0;
    ::eventfd_read(m_descriptor, &count);
}

} // namespace Landline
