// SPDX-FileCopyrightText: 2026 The Landline authors
// SPDX-License-Identifier: GPL-3.0-or-later

#ifndef LANDLINE_INSPECTION_H
#define LANDLINE_INSPECTION_H

#include "shared/adminprotocol.h"

namespace Landline {

class ConnectionTable;

/// A question about the live connections, put to every worker, and the answers merged. Values.
///
/// Two kinds of page: by rising fd behind `afterFd`, or, with `byActivity`, what was active since `sinceTime`, oldest
/// activity first.
struct Inspection
{
    Admin::Filter filter;
    qint64 afterFd = 0;
    qint64 sinceTime = 0; ///< ms since the epoch
    bool byActivity = false;
    int limit = Admin::MaxRows;
    QString labelKey;
};

/// What one worker, or all of them together, found.
struct Findings
{
    QList<ConnectionInfo> rows;
    bool more = false; ///< the limit has cut rows off
    Admin::Counters counters;

    /// Adds those of another worker; finish() then puts the rows in order and cuts them to the limit.
    void merge(const Findings &other);
    void finish(const Inspection &inspection);
};

/// Does \a info match all terms of \a filter?
bool matches(const ConnectionInfo &info, const Admin::Filter &filter);

/// Looks through one worker's table, in its thread.
Findings inspect(const ConnectionTable &table, const Inspection &inspection);

} // namespace Landline

#endif
