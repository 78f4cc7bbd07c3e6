// SPDX-FileCopyrightText: 2026 The Landline authors
// SPDX-License-Identifier: LGPL-3.0-or-later

#ifndef LANDLINE_QUERYQUEUE_H
#define LANDLINE_QUERYQUEUE_H

#include "api/nodequery_p.h"

#include <QtCore/qobject.h>
#include <QtCore/qtimer.h>

#include <chrono>
#include <deque>
#include <functional>

namespace Landline {

class ConnectionTable;
struct GroupIndex;

/// Answers the NodeQueries of Senders in one worker, in the order in which they came.
///
/// A search for connections looks at all of them. It is executed in slices of SliceTime, one in each iteration of the event
/// loop, so that clients' messages do not wait for all of it. It finds connections that are open when it begins and still
/// open when it reaches them. Everything else is answered at once.
///
/// Belongs to the worker's thread.
class QueryQueue : public QObject
{
    Q_OBJECT

public:
    using Answered = std::function<void(const NodeQueryResult &result)>;

    static constexpr std::chrono::milliseconds SliceTime = std::chrono::milliseconds(4);

    /// The connections are looked up in \a table and \a groups, which live longer. \a labelKey names the context value that
    /// is the label. \a counters says what the worker has counted.
    QueryQueue(const ConnectionTable *table, const GroupIndex *groups, const QString &labelKey,
               const std::function<NodeCounters()> &counters, QObject *parent = nullptr);
    ~QueryQueue() override;

    /// Answers \a query: \a answered is called once, before this returns or in a later iteration.
    void add(const NodeQuery &query, const Answered &answered);
    /// What waits, and all that is added from now on, is answered with isStopped.
    void stop();

private:
    using Clock = std::chrono::steady_clock;

    struct Search
    {
        NodeQuery query;
        Answered answered;
        QList<qint64> fds; ///< by rising number
        qsizetype next = 0;
        NodeQueryResult result = {};
    };

    NodeQueryResult find(qint64 fd) const;
    NodeQueryResult groupSizes() const;
    void addSearch(const NodeQuery &query, const Answered &answered);
    void runSlice();
    bool advance(Search &search) const;
    void look(Search &search, qint64 fd, qint64 now) const;

    const ConnectionTable *m_table;
    const GroupIndex *m_groups;
    QString m_labelKey;
    std::function<NodeCounters()> m_counters;
    std::deque<Search> m_searches;
    QTimer m_timer;
    bool m_stopped = false;
};

} // namespace Landline

#endif
