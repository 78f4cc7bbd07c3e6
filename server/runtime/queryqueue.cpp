// SPDX-FileCopyrightText: 2026 The Landline authors
// SPDX-License-Identifier: LGPL-3.0-or-later

#include "runtime/queryqueue.h"

#include "api/connection.h"
#include "api/groupindex_p.h"
#include "io/loopclock.h"
#include "runtime/connectionsubject.h"
#include "runtime/connectiontable.h"

#include <algorithm>
#include <limits>
#include <utility>

namespace Landline {

namespace {

constexpr qsizetype looksPerClock = 16; // so many connections are looked at between two questions to the clock
constexpr qsizetype allGroups = std::numeric_limits<qsizetype>::max();

} // namespace

QueryQueue::QueryQueue(const ConnectionTable *table, const GroupIndex *groups, const QString &labelKey,
                       const std::function<NodeCounters()> &counters, QObject *parent)
    : QObject(parent)
    , m_table(table)
    , m_groups(groups)
    , m_labelKey(labelKey)
    , m_counters(counters)
    , m_timer(this)
{
    m_timer.setInterval(0);
    connect(&m_timer, &QTimer::timeout, this, &QueryQueue::runSlice);
}

QueryQueue::~QueryQueue() = default;

void QueryQueue::add(const NodeQuery &query, const Answered &answered)
{
    if (m_stopped)
        return answered(NodeQueryResult::stopped());
    switch (query.type) {
    case NodeQuery::Type::Connection: return answered(find(query.fd));
    case NodeQuery::Type::Connections: return addSearch(query, answered);
    case NodeQuery::Type::Groups: return answered(groupSizes());
    case NodeQuery::Type::Counters: break;
    }
    NodeQueryResult result;
    result.counters = m_counters();
    answered(result);
}

void QueryQueue::stop()
{
    m_stopped = true;
    m_timer.stop();
    const std::deque<Search> searches = std::exchange(m_searches, {});
    for (const Search &search : searches)
        search.answered(NodeQueryResult::stopped());
}

NodeQueryResult QueryQueue::find(qint64 fd) const
{
    NodeQueryResult result;
    if (!m_table->owns(fd))
        return result;
    const Connection *connection = m_table->find(fd);
    if (connection && connection->isOpen()) {
        result.found = PushResult::Queued;
        result.connections.append(connection->info(m_labelKey, allGroups));
    } else {
        result.found = connection ? PushResult::Gone : m_table->absence(fd);
    }
    return result;
}

NodeQueryResult QueryQueue::groupSizes() const
{
    NodeQueryResult result;
    m_groups->groups.forEach([&result](const QString &name, qsizetype members) { result.groups.insert(name, members); });
    return result;
}

void QueryQueue::addSearch(const NodeQuery &query, const Answered &answered)
{
    Search search{query, answered, m_table->fds()};
    std::sort(search.fds.begin(), search.fds.end());
    if (m_searches.empty() && advance(search))
        return answered(search.result);
    m_searches.push_back(std::move(search));
    m_timer.start();
}

void QueryQueue::runSlice()
{
    if (advance(m_searches.front())) {
        const Search search = std::move(m_searches.front());
        m_searches.pop_front();
        search.answered(search.result);
    }
    if (m_searches.empty())
        m_timer.stop();
}

/// Goes on for SliceTime; true at the end.
bool QueryQueue::advance(Search &search) const
{
    const Clock::time_point end = Clock::now() + SliceTime;
    const qint64 now = LoopClock::now();
    while (search.next < search.fds.size()) {
        const qsizetype last = std::min(search.next + looksPerClock, search.fds.size());
        while (search.next < last)
            look(search, search.fds.at(search.next++), now);
        if (Clock::now() >= end)
            break;
    }
    return search.next == search.fds.size();
}

void QueryQueue::look(Search &search, qint64 fd, qint64 now) const
{
    const Connection *connection = m_table->find(fd);
    if (!connection || !connection->isOpen()
        || !search.query.filter.matches(ConnectionSubject(*connection, m_labelKey), now))
        return;
    ++search.result.matched;
    if (fd <= search.query.afterFd)
        return;
    if (search.result.connections.size() < search.query.limit)
        search.result.connections.append(connection->info(m_labelKey, allGroups));
    else
        search.result.more = true;
}

} // namespace Landline
