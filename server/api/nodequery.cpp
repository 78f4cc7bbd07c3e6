// SPDX-FileCopyrightText: 2026 The Landline authors
// SPDX-License-Identifier: LGPL-3.0-or-later

#include "api/nodequery_p.h"

#include <algorithm>

namespace Landline {

NodeCounters &NodeCounters::operator+=(const NodeCounters &other)
{
    connections += other.connections;
    opened += other.opened;
    closed += other.closed;
    messagesIn += other.messagesIn;
    messagesOut += other.messagesOut;
    bytesIn += other.bytesIn;
    bytesOut += other.bytesOut;
    return *this;
}

NodeQueryResult NodeQueryResult::stopped()
{
    NodeQueryResult result;
    result.isStopped = true;
    return result;
}

NodeQueryResult &NodeQueryResult::operator+=(const NodeQueryResult &other)
{
    if (found == PushResult::Unknown)
        found = other.found;
    connections += other.connections;
    matched += other.matched;
    more = more || other.more;
    for (auto group = other.groups.cbegin(); group != other.groups.cend(); ++group)
        groups[group.key()] += group.value();
    counters += other.counters;
    isStopped = isStopped || other.isStopped;
    return *this;
}

void NodeQueryResult::finish(const NodeQuery &query)
{
    if (query.type != NodeQuery::Type::Connections)
        return;
    std::sort(connections.begin(), connections.end(),
              [](const ConnectionInfo &left, const ConnectionInfo &right) { return left.fd < right.fd; });
    if (connections.size() > query.limit) {
        more = true;
        connections.resize(query.limit);
    }
}

} // namespace Landline
