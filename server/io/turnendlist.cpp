// SPDX-FileCopyrightText: 2026 The Landline authors
// SPDX-License-Identifier: LGPL-3.0-or-later

#include "io/turnendlist.h"

#include <algorithm>
#include <utility>

namespace Landline {

TurnEndList::~TurnEndList()
{
    for (TurnEndHandler *handler : m_handlers) {
        if (handler)
            handler->m_place = -1;
    }
}

void TurnEndList::add(TurnEndHandler *handler)
{
    if (handler->m_place >= 0)
        return;
    handler->m_place = static_cast<int>(m_handlers.size());
    m_handlers.push_back(handler);
    ++m_waiting;
}

void TurnEndList::remove(TurnEndHandler *handler)
{
    if (handler->m_place < 0)
        return;
    m_handlers[static_cast<size_t>(std::exchange(handler->m_place, -1))] = nullptr;
    --m_waiting;
}

void TurnEndList::run()
{
    if (m_waiting == 0)
        return;
    ++m_depth;
    // Those who come meanwhile have the next turn: one who always asks again must not hold up the descriptors.
    const size_t count = m_handlers.size();
    for (size_t i = 0; i < std::min(count, m_handlers.size()); ++i) {
        if (TurnEndHandler *handler = m_handlers[i]) {
            remove(handler);
            handler->turnEnded();
        }
    }
    --m_depth;
    // Places must stay what they are while a run() further out still goes through them.
    if (m_waiting == 0)
        m_handlers.clear();
    else if (m_depth == 0)
        closeGaps();
}

void TurnEndList::closeGaps()
{
    size_t kept = 0;
    for (TurnEndHandler *handler : m_handlers) {
        if (!handler)
            continue;
        handler->m_place = static_cast<int>(kept);
        m_handlers[kept++] = handler;
    }
    m_handlers.resize(kept);
}

} // namespace Landline
