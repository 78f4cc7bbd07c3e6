// SPDX-FileCopyrightText: 2026 The Landline authors
// SPDX-License-Identifier: LGPL-3.0-or-later

#include "runtime/connectionquery.h"

#include "api/changelist_p.h"
#include "api/connection.h"
#include "runtime/connectiontable.h"

#include <algorithm>
#include <limits>

namespace Landline {

namespace {

bool byFd(const ConnectionInfo &left, const ConnectionInfo &right)
{
    return left.fd < right.fd;
}

bool isEverything(const Admin::Filter &filter)
{
    return filter.server.isEmpty() && filter.text.isEmpty();
}

/// The fds behind \a afterFd by rising number, no more than \a limit and one that tells of the rest.
std::vector<qint64> nextFds(const ConnectionTable &table, qint64 afterFd, qsizetype limit)
{
    std::vector<qint64> fds;
    table.forEachFd([&](qint64 fd) {
        if (fd > afterFd)
            fds.push_back(fd);
    });
    const auto wanted = static_cast<size_t>(limit) + 1;
    if (wanted < fds.size()) {
        std::nth_element(fds.begin(), fds.begin() + limit, fds.end());
        fds.resize(wanted);
    }
    std::sort(fds.begin(), fds.end());
    return fds;
}

void addPage(ConnectionQueryResult &result, const ConnectionTable &table, const ConnectionQuery &query)
{
    const qsizetype limit = std::max(query.limit, 0);
    for (const qint64 fd : nextFds(table, query.afterFd, limit)) {
        if (result.rows.size() == limit) {
            result.more = true;
            return;
        }
        result.rows.append(table.find(fd)->info(query.labelKey));
    }
}

void addMatching(ConnectionQueryResult &result, const ConnectionTable &table, const ConnectionQuery &query)
{
    const QList<Connection *> connections = table.connections();
    for (const Connection *connection : connections) {
        const ConnectionInfo info = connection->info(query.labelKey);
        if (!matches(info, query.filter))
            continue;
        ++result.counters.matched;
        if (query.page != ConnectionQuery::Page::Changes && info.fd > query.afterFd)
            result.rows.append(info);
    }
}

void addChanges(ConnectionQueryResult &result, const ConnectionTable &table, ChangeList &changes,
                const ConnectionQuery &query)
{
    const ChangeList::Page page = changes.since(query.since, std::max(query.limit, 0));
    result.more = page.more;
    result.isLost = page.isLost;
    for (const ChangeList::Entry &entry : page.entries) {
        const Connection *connection = entry.isClosed ? nullptr : table.find(entry.position.fd);
        if (!connection) {
            result.changes.push_back({entry.position, std::nullopt});
            continue;
        }
        const ConnectionInfo info = connection->info(query.labelKey);
        // What leaves the queue is no change of its own: it is looked at again until the queue is empty.
        if (info.queuedBytes > 0)
            changes.noteChanged(info.fd);
        if (matches(info, query.filter))
            result.changes.push_back({entry.position, info});
    }
    // Also when the filter left nothing of it: the next page goes on behind this one.
    if (page.more)
        result.position = page.entries.empty() ? query.since : page.entries.back().position;
}

/// Puts the changes in order. What lies behind the place where a worker was cut off comes with the next page.
void cutChanges(ConnectionQueryResult &result, size_t limit)
{
    std::vector<ConnectionQueryResult::Change> &changes = result.changes;
    using Change = ConnectionQueryResult::Change;
    std::sort(changes.begin(), changes.end(),
              [](const Change &left, const Change &right) { return left.position < right.position; });
    while (!changes.empty() && changes.back().position > result.position)
        changes.pop_back();
    if (changes.size() > limit) {
        result.more = true;
        changes.resize(limit);
        if (limit > 0)
            result.position = changes.back().position;
    }
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

ConnectionQueryResult &ConnectionQueryResult::operator+=(const ConnectionQueryResult &other)
{
    rows += other.rows;
    changes.insert(changes.end(), other.changes.begin(), other.changes.end());
    more = more || other.more;
    isLost = isLost || other.isLost;
    position = std::min(position, other.position);
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
    return *this;
}

void ConnectionQueryResult::finish(const ConnectionQuery &query)
{
    std::sort(counters.lags.begin(), counters.lags.end(),
              [](const Admin::LoopLag &left, const Admin::LoopLag &right) { return left.worker < right.worker; });
    std::sort(rows.begin(), rows.end(), byFd);
    const qsizetype limit = std::max(query.limit, 0);
    if (rows.size() > limit) {
        more = true;
        rows.resize(limit);
    }
    if (query.page == ConnectionQuery::Page::Changes)
        cutChanges(*this, static_cast<size_t>(limit));
    if (!more || query.page != ConnectionQuery::Page::Changes)
        position = {query.question, std::numeric_limits<qint64>::max()};
}

ConnectionQueryResult executeQuery(const ConnectionTable &table, ChangeList &changes, const ConnectionQuery &query)
{
    ConnectionQueryResult result;
    if (query.tracksChanges()) {
        changes.setActive(true);
        changes.collect(query.question);
    }
    result.counters.connections = table.size();
    result.counters.matched = table.size();
    if (!isEverything(query.filter)) {
        result.counters.matched = 0;
        addMatching(result, table, query);
    } else if (query.page != ConnectionQuery::Page::Changes) {
        addPage(result, table, query);
    }
    if (query.page == ConnectionQuery::Page::Changes)
        addChanges(result, table, changes, query);
    result.finish(query);
    return result;
}

} // namespace Landline
