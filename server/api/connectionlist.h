// SPDX-FileCopyrightText: 2026 The Landline authors
// SPDX-License-Identifier: LGPL-3.0-or-later

#ifndef LANDLINE_CONNECTIONLIST_H
#define LANDLINE_CONNECTIONLIST_H

#include <Landline/connectioninfo.h>
#include <Landline/landline_export.h>
#include <Landline/namespace.h>

#include <QtCore/qlist.h>

namespace Landline {

/// What a node has counted since its start, closed connections included.
struct LANDLINE_EXPORT NodeCounters
{
    qint64 connections = 0; ///< live now
    qint64 opened = 0;
    qint64 closed = 0;
    qint64 messagesIn = 0;
    qint64 messagesOut = 0;
    qint64 bytesIn = 0; ///< payload bytes
    qint64 bytesOut = 0; ///< payload bytes, as queued

    NodeCounters &operator+=(const NodeCounters &other);
    friend bool operator==(const NodeCounters &, const NodeCounters &) = default;
};

/// The result of Sender::connectionInfo().
struct ConnectionLookup
{
    PushResult result = PushResult::Unknown; ///< Queued if the connection is open; else Gone, Unknown or Stopped
    ConnectionInfo info; ///< if it is open; with all its groups

    bool isOpen() const { return result == PushResult::Queued; }
};

/// The result of Sender::connections(): some of the open connections that match a filter.
struct ConnectionList
{
    QList<ConnectionInfo> connections; ///< by rising fd, each with all its groups
    qint64 matched = 0; ///< how many match in all
    bool more = false; ///< some of them have higher fds than these
    bool isStopped = false; ///< the node does not run (any more)
};

/// A group and the number of its members.
struct GroupSize
{
    QString name;
    qint64 members = 0;

    friend bool operator==(const GroupSize &, const GroupSize &) = default;
};

} // namespace Landline

#endif
