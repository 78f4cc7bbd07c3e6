// SPDX-FileCopyrightText: 2026 The Landline authors
// SPDX-License-Identifier: LGPL-3.0-or-later

#ifndef LANDLINE_NODEQUERY_P_H
#define LANDLINE_NODEQUERY_P_H

#include <Landline/connectionlist.h>
#include <Landline/filter.h>

#include <QtCore/qhash.h>

namespace Landline {

/// A question of a Sender that every worker answers for its connections. A value.
struct NodeQuery
{
    enum class Type {
        Connection, ///< the one with the number `fd`
        Connections, ///< those behind `afterFd` that match `filter`, at most `limit`
        Groups,
        Counters,
    };

    Type type = Type::Counters;
    qint64 fd = 0;
    Filter filter = {};
    qint64 afterFd = 0;
    qsizetype limit = 0;
};

/// The answer to a NodeQuery: of one worker, or of all of them together.
struct NodeQueryResult
{
    PushResult found = PushResult::Unknown; ///< of Type::Connection
    QList<ConnectionInfo> connections; ///< of Type::Connection and Type::Connections
    qint64 matched = 0;
    bool more = false;
    QHash<QString, qint64> groups; ///< their sizes
    NodeCounters counters;
    bool isStopped = false; ///< a worker did not answer, since it does not run (any more)

    /// That of a worker that does not run.
    static NodeQueryResult stopped();

    NodeQueryResult &operator+=(const NodeQueryResult &other);
    /// Puts the connections of all workers in order, and drops those above the limit.
    void finish(const NodeQuery &query);
};

} // namespace Landline

#endif
