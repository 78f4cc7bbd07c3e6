// SPDX-FileCopyrightText: 2026 The Landline authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "runtime/inspection.h"

#include "api/changelist.h"
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

void addPage(Findings &findings, const ConnectionTable &table, const Inspection &inspection)
{
    const qsizetype limit = std::max(inspection.limit, 0);
    for (const qint64 fd : nextFds(table, inspection.afterFd, limit)) {
        if (findings.rows.size() == limit) {
            findings.more = true;
            return;
        }
        findings.rows.append(table.find(fd)->info(inspection.labelKey));
    }
}

void addMatching(Findings &findings, const ConnectionTable &table, const Inspection &inspection)
{
    const QList<Connection *> connections = table.connections();
    for (const Connection *connection : connections) {
        const ConnectionInfo info = connection->info(inspection.labelKey);
        if (!matches(info, inspection.filter))
            continue;
        ++findings.counters.matched;
        if (inspection.page != Inspection::Page::Changes && info.fd > inspection.afterFd)
            findings.rows.append(info);
    }
}

void addChanges(Findings &findings, const ConnectionTable &table, ChangeList &changes, const Inspection &inspection)
{
    const ChangeList::Page page = changes.since(inspection.since, std::max(inspection.limit, 0));
    findings.more = page.more;
    findings.isLost = page.isLost;
    for (const ChangeList::Entry &entry : page.entries) {
        const Connection *connection = entry.isClosed ? nullptr : table.find(entry.position.fd);
        if (!connection) {
            findings.changes.push_back({entry.position, std::nullopt});
            continue;
        }
        const ConnectionInfo info = connection->info(inspection.labelKey);
        // What leaves the queue is no change of its own: it is looked at again until the queue is empty.
        if (info.queuedBytes > 0)
            changes.noteChanged(info.fd);
        if (matches(info, inspection.filter))
            findings.changes.push_back({entry.position, info});
    }
    // Also when the filter left nothing of it: the next page goes on behind this one.
    if (page.more)
        findings.position = page.entries.empty() ? inspection.since : page.entries.back().position;
}

/// Puts the changes in order. What lies behind the place where a worker was cut off comes with the next page.
void cutChanges(Findings &findings, size_t limit)
{
    std::vector<Findings::Change> &changes = findings.changes;
    std::sort(changes.begin(), changes.end(), [](const Findings::Change &left, const Findings::Change &right) {
        return left.position < right.position;
    });
    while (!changes.empty() && changes.back().position > findings.position)
        changes.pop_back();
    if (changes.size() > limit) {
        findings.more = true;
        changes.resize(limit);
        if (limit > 0)
            findings.position = changes.back().position;
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

void Findings::merge(const Findings &other)
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
}

void Findings::finish(const Inspection &inspection)
{
    std::sort(counters.lags.begin(), counters.lags.end(),
              [](const Admin::LoopLag &left, const Admin::LoopLag &right) { return left.worker < right.worker; });
    std::sort(rows.begin(), rows.end(), byFd);
    const qsizetype limit = std::max(inspection.limit, 0);
    if (rows.size() > limit) {
        more = true;
        rows.resize(limit);
    }
    if (inspection.page == Inspection::Page::Changes)
        cutChanges(*this, static_cast<size_t>(limit));
    if (!more || inspection.page != Inspection::Page::Changes)
        position = {inspection.question, std::numeric_limits<qint64>::max()};
}

Findings inspect(const ConnectionTable &table, ChangeList &changes, const Inspection &inspection)
{
    Findings findings;
    if (inspection.tracksChanges()) {
        changes.setActive(true);
        changes.collect(inspection.question);
    }
    findings.counters.connections = table.size();
    findings.counters.matched = table.size();
    if (!isEverything(inspection.filter)) {
        findings.counters.matched = 0;
        addMatching(findings, table, inspection);
    } else if (inspection.page != Inspection::Page::Changes) {
        addPage(findings, table, inspection);
    }
    if (inspection.page == Inspection::Page::Changes)
        addChanges(findings, table, changes, inspection);
    findings.finish(inspection);
    return findings;
}

} // namespace Landline
