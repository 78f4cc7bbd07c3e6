// SPDX-FileCopyrightText: 2026 The Landline authors
// SPDX-License-Identifier: LGPL-3.0-or-later

#ifndef LANDLINE_CONNECTIONQUERY_H
#define LANDLINE_CONNECTIONQUERY_H

#include "shared/adminprotocol.h"

#include <limits>
#include <optional>
#include <vector>

namespace Landline {

class ChangeList;
class ConnectionTable;

/// A query for live connections, which every worker executes. A value.
struct ConnectionQuery
{
    enum class Page {
        ByFd, ///< connections by rising fd, behind `afterFd`
        ByFdAndTrack, ///< the same, and the workers keep change lists from now on
        Changes, ///< what has changed behind `since`; the workers keep change lists from now on
    };

    Admin::Filter filter;
    Page page = Page::ByFd;
    qint64 afterFd = 0;
    Admin::ChangePosition since;
    int limit = Admin::MaxRows;
    QString labelKey; ///< Node::query() fills it in
    quint64 question = 0; ///< Node::query() numbers those that track changes, from 1

    bool tracksChanges() const { return page != Page::ByFd; }
};

/// The result of a ConnectionQuery, of one worker or of all together.
struct ConnectionQueryResult
{
    /// A connection that has changed; one without a row has closed.
    struct Change
    {
        Admin::ChangePosition position;
        std::optional<ConnectionInfo> row;
    };

    QList<ConnectionInfo> rows; ///< of a page by fd, by rising fd
    std::vector<Change> changes; ///< of a page of changes, by rising position
    bool more = false; ///< the limit has cut some off
    bool isLost = false; ///< what has changed since is not known any more: list again
    Admin::Counters counters;
    /// Where the next page of changes begins: behind the last one here, or behind this question.
    Admin::ChangePosition position = {std::numeric_limits<quint64>::max(), std::numeric_limits<qint64>::max()};

    /// Adds those of another worker; finish() then puts them in order and cuts them to the limit.
    ConnectionQueryResult &operator+=(const ConnectionQueryResult &other);
    void finish(const ConnectionQuery &query);
};

/// Does \a info match all terms of \a filter?
bool matches(const ConnectionInfo &info, const Admin::Filter &filter);

/// Looks through one worker's connections, in its thread. Costs what is asked for, and not what there is, unless there is
/// a filter: then each connection is looked at, to count those that match. The counters of traffic stay 0.
ConnectionQueryResult executeQuery(const ConnectionTable &table, ChangeList &changes, const ConnectionQuery &query);

} // namespace Landline

#endif
