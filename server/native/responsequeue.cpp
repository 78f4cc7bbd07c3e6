// SPDX-FileCopyrightText: 2026 The Landline authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "native/responsequeue.h"

#include "io/loopclock.h"

namespace Landline {

void ResponseQueue::clear()
{
    m_queue.clear();
    m_isBlocked = false;
    m_isStalled = false;
}

bool ResponseQueue::flush(Transport &transport)
{
    if (m_isBlocked || m_queue.isEmpty())
        return true;
    const qint64 before = m_queue.size();
    const SendQueue::Progress progress = m_queue.flush(transport);
    m_isBlocked = progress == SendQueue::Progress::Full;
    if (m_isBlocked && (!m_isStalled || m_queue.size() < before))
        m_progressAt = LoopClock::uptime();
    m_isStalled = m_isBlocked;
    return progress != SendQueue::Progress::Broken;
}

} // namespace Landline
