// SPDX-FileCopyrightText: 2026 The Landline authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "runtime/inspection.h"

#include "api/connection.h"
#include "runtime/connectiontable.h"

#include <algorithm>

namespace Landline {

namespace {

bool byFd(const ConnectionInfo &left, const ConnectionInfo &right)
{
    return left.fd < right.fd;
}

bool byLastActivity(const ConnectionInfo &left, const ConnectionInfo &right)
{
    return left.lastActiveAt != right.lastActiveAt ? left.lastActiveAt < right.lastActiveAt : byFd(left, right);
}

} // namespace

bool matches(const ConnectionInfo &info, const Admin::Filter &filter)
{
    if (!filter.server.isEmpty() && info.server != filter.server)
        return false;
    if (filter.text.isEmpty())
        return true;
    const auto has = [&filter](const QString &field) { return field.contains(filter.text, Qt::CaseInsensitive); };
    return has(QString::number(info.fd)) || has(info.label) || has(info.path) || has(info.route)
            || has(info.server) || has(info.peerAddress) || has(info.userAgent)
            || has(info.user) || std::any_of(info.groups.cbegin(), info.groups.cend(), has);
}

void Findings::merge(const Findings &other)
{
    rows += other.rows;
    more = more || other.more;
    counters.connections += other.counters.connections;
    counters.matched += other.counters.matched;
    counters.opened += other.counters.opened;
    counters.closed += other.counters.closed;
    counters.messagesIn += other.counters.messagesIn;
    counters.messagesOut += other.counters.messagesOut;
    counters.bytesIn += other.counters.bytesIn;
    counters.bytesOut += other.counters.bytesOut;
    counters.statistics += other.counters.statistics;
    counters.lags += other.counters.lags;
}

void Findings::finish(const Inspection &inspection)
{
    std::sort(counters.lags.begin(), counters.lags.end(),
              [](const Admin::LoopLag &left, const Admin::LoopLag &right) { return left.worker < right.worker; });
    std::sort(rows.begin(), rows.end(), inspection.byActivity ? byLastActivity : byFd);
    qsizetype end = std::max(inspection.limit, 0);
    if (rows.size() <= end)
        return;
    // A page by time must not end between two rows of the same millisecond: the next one begins behind it.
    while (inspection.byActivity && end > 0 && end < rows.size() && rows.at(end).lastActiveAt == rows.at(end - 1).lastActiveAt)
        ++end;
    more = more || end < rows.size();
    rows.resize(end);
}

Findings inspect(const ConnectionTable &table, const Inspection &inspection)
{
    Findings findings;
    const QList<Connection *> connections = table.connections();
    findings.counters.connections = connections.size();
    for (const Connection *connection : connections) {
        const ConnectionInfo info = connection->info(inspection.labelKey);
        findings.counters.messagesIn += info.messagesIn;
        findings.counters.messagesOut += info.messagesOut;
        findings.counters.bytesIn += info.bytesIn;
        findings.counters.bytesOut += info.bytesOut;
        findings.counters.statistics.droppedMessages += info.messagesDropped;
        if (!matches(info, inspection.filter))
            continue;
        ++findings.counters.matched;
        const bool wanted = inspection.byActivity ? connection->lastActiveTime() >= inspection.sinceTime
                                                  : info.fd > inspection.afterFd;
        if (wanted)
            findings.rows.append(info);
    }
    findings.finish(inspection);
    return findings;
}

} // namespace Landline
