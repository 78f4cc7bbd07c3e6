// SPDX-FileCopyrightText: 2026 The Landline authors
// SPDX-License-Identifier: LGPL-3.0-or-later

#include "runtime/connectionhistory.h"

#include <algorithm>

namespace Landline {

ConnectionHistory::ConnectionHistory(int workers) : m_rings(static_cast<size_t>(workers)) { }

void ConnectionHistory::record(int worker, ConnectionEvent event)
{
    if (event.label.size() > MaxLabelLength)
        event.label = event.label.left(MaxLabelLength);
    Ring &ring = m_rings[static_cast<size_t>(worker)];
    const std::lock_guard lock(ring.mutex);
    event.time = ring.lastTime = std::max(event.time, ring.lastTime);
    if (ring.events.size() < Capacity) {
        ring.events.reserve(Capacity); // by the first event; a page of it takes memory when it is written to
        ring.events.push_back(std::move(event));
    } else {
        ring.events[ring.count % Capacity] = std::move(event);
    }
    ++ring.count;
}

ConnectionHistory::Batch ConnectionHistory::read(Position *position) const
{
    Batch batch;
    position->resize(m_rings.size());
    for (size_t worker = 0; worker < m_rings.size(); ++worker)
        readRing(m_rings[worker], &(*position)[worker], &batch);
    std::stable_sort(batch.events.begin(), batch.events.end(),
                     [](const ConnectionEvent &left, const ConnectionEvent &right) { return left.time < right.time; });
    return batch;
}

void ConnectionHistory::readRing(const Ring &ring, quint64 *next, Batch *batch)
{
    const std::lock_guard lock(ring.mutex);
    const quint64 first = std::max(*next, ring.count - ring.events.size());
    batch->missed += first - *next;
    batch->events.reserve(batch->events.size() + (ring.count - first));
    for (quint64 number = first; number < ring.count; ++number)
        batch->events.push_back(ring.events[number % Capacity]);
    *next = ring.count;
}

} // namespace Landline
