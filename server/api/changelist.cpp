// SPDX-FileCopyrightText: 2026 The Landline authors
// SPDX-License-Identifier: LGPL-3.0-or-later

#include "api/changelist_p.h"

#include <algorithm>
#include <limits>

namespace Landline {

void ChangeList::setActive(bool active)
{
    if (active == isActive())
        return;
    m_round = active ? ++m_lastRound : 0;
    m_knownFrom = std::numeric_limits<quint64>::max();
    m_fresh = {};
    m_batches.clear();
    m_latest = {};
    m_size = 0;
}

void ChangeList::noteChanged(qint64 fd)
{
    if (isActive())
        m_fresh.push_back({fd, false});
}

void ChangeList::noteClosed(qint64 fd)
{
    if (isActive())
        m_fresh.push_back({fd, true});
}

void ChangeList::collect(quint64 question)
{
    if (!isActive())
        return;
    m_round = ++m_lastRound;
    m_knownFrom = std::min(m_knownFrom, question);
    if (m_fresh.empty())
        return;
    // Of one fd the closing comes first, and what was noted before it goes.
    std::sort(m_fresh.begin(), m_fresh.end(), [](const Item &left, const Item &right) {
        return left.fd != right.fd ? left.fd < right.fd : left.isClosed && !right.isClosed;
    });
    const auto end = std::unique(m_fresh.begin(), m_fresh.end(),
                                 [](const Item &left, const Item &right) { return left.fd == right.fd; });
    Batch batch{question, std::vector<Item>(m_fresh.begin(), end)};
    m_fresh.clear();
    for (const Item &item : batch.items)
        m_latest.insert(item.fd, question);
    m_size += batch.items.size();
    m_batches.push_back(std::move(batch));
    prune();
}

/// Forgets the oldest batches, but never the last one.
void ChangeList::prune()
{
    while (m_size > Capacity && m_batches.size() > 1) {
        const Batch &oldest = m_batches.front();
        for (const Item &item : oldest.items) {
            if (const auto latest = m_latest.constFind(item.fd); latest != m_latest.cend() && *latest == oldest.question)
                m_latest.erase(latest);
        }
        m_size -= oldest.items.size();
        // Who has read all of that batch has lost nothing.
        m_knownFrom = oldest.question + 1;
        m_batches.pop_front();
    }
}

ChangeList::Page ChangeList::since(const Admin::ChangePosition &position, qsizetype limit) const
{
    Page page;
    page.isLost = !isActive() || position.question < m_knownFrom;
    if (page.isLost)
        return page;
    const auto first = std::lower_bound(
            m_batches.cbegin(), m_batches.cend(), position.question,
            [](const Batch &batch, quint64 question) { return batch.question < question; });
    for (auto batch = first; batch != m_batches.cend(); ++batch) {
        for (const Item &item : batch->items) {
            const Admin::ChangePosition at{batch->question, item.fd};
            if (at <= position || m_latest.value(item.fd) != batch->question)
                continue;
            if (static_cast<qsizetype>(page.entries.size()) >= limit) {
                page.more = true;
                return page;
            }
            page.entries.push_back({at, item.isClosed});
        }
    }
    return page;
}

} // namespace Landline
