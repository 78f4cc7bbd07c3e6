// SPDX-FileCopyrightText: 2026 The Landline authors
// SPDX-License-Identifier: LGPL-3.0-or-later

#ifndef LANDLINE_ADMINPROTOCOL_H
#define LANDLINE_ADMINPROTOCOL_H

#include "closecode.h"
#include "connectioninfo.h"
#include "frame.h"
#include "namespace.h"
#include "outcome.h"
#include "serverinfo.h"
#include "statistics.h"

#include <QtCore/qlist.h>
#include <QtCore/qstringlist.h>

#include <variant>

/// What a console and a node say to each other over the local socket, as plain structs.
///
/// The console asks, the node answers; each request carries an id that its answer repeats. Nothing comes unasked but
/// Goodbye. The first message of a session is Hello, answered by Welcome; anything else first is a violation.
/// Live changes are pulled: a console that stops asking (frozen, suspended) costs the node nothing.
/// How these structs become bytes is known to admincodec.cpp alone.
namespace Landline::Admin {

/// Grows with every change that an older peer would misunderstand. Both ends must have the same.
inline constexpr int ProtocolVersion = 2;
/// The longest request that a node reads, in bytes after the length.
inline constexpr qint64 MaxRequestBytes = 1024 * 1024;
/// The longest reply that a console reads, in bytes after the length.
inline constexpr qint64 MaxReplyBytes = 16 * 1024 * 1024;
/// The most rows that one page or one batch of changes is asked for. A rule for the sender: a receiver takes what comes.
inline constexpr int MaxRows = 1000;
/// The most targets of one push or disconnect.
inline constexpr int MaxTargets = 50000;

// --- what the console asks ---------------------------------------------------------------------------------------

struct Hello
{
    int protocol = ProtocolVersion;
    QString product; ///< "landline-admin 0.1.0"

    friend bool operator==(const Hello &, const Hello &) = default;
};

/// Which connections: all that match every given term. Matching ignores case.
struct Filter
{
    QString server; ///< exact name, or empty for all
    QString text; ///< contained in fd, server, route, path, label, peer address, user agent, user or a group that the
                  ///< row names; or empty for all

    friend bool operator==(const Filter &, const Filter &) = default;
};

/// One page of the live connections in the order of their fds. Ask again with the last fd while `more` is true.
struct ListConnections
{
    Filter filter;
    qint64 afterFd = 0;
    int limit = MaxRows;

    friend bool operator==(const ListConnections &, const ListConnections &) = default;
};

/// How much of what has changed a console knows. Each question of a console has a number, rising over all of them, and a
/// change belongs to the first question that found it; within one, changes are in the order of their fds.
struct ChangePosition
{
    quint64 question = 0;
    qint64 fd = 0;

    friend auto operator<=>(const ChangePosition &, const ChangePosition &) = default;
};

/// What has changed since the positions that an earlier page or batch named.
struct PollChanges
{
    Filter filter;
    quint64 sinceEvent = 0;
    ChangePosition since;
    int limit = MaxRows; ///< of changed and closed connections together, and of events

    friend bool operator==(const PollChanges &, const PollChanges &) = default;
};

struct Push
{
    QList<qint64> fds;
    Frame frame;

    friend bool operator==(const Push &, const Push &) = default;
};

struct Disconnect
{
    QList<qint64> fds;
    quint16 code = CloseCode::Normal;
    QString reason;

    friend bool operator==(const Disconnect &, const Disconnect &) = default;
};

// --- what the node answers ---------------------------------------------------------------------------------------

struct Welcome
{
    int protocol = ProtocolVersion;
    QString product; ///< "landline 0.1.0"
    QString node;
    qint64 pid = 0;
    QDateTime startedAt;
    int workers = 0;
    QList<ServerInfo> servers;

    friend bool operator==(const Welcome &, const Welcome &) = default;
};

/// How long one worker let others wait: the time that a turn of its event loop took, in ms. All that happens in a worker
/// happens in turns, so nothing waits longer than that for its own.
struct LoopLag
{
    int worker = 0;
    qint64 recent = 0; ///< the longest turn of the last ten seconds or somewhat more, one that still runs included
    qint64 longest = 0; ///< since the node's start

    friend bool operator==(const LoopLag &, const LoopLag &) = default;
};

/// The node as a whole at one moment.
struct Counters
{
    qint64 connections = 0; ///< live now
    qint64 matched = 0; ///< live now and matching the filter of the request
    qint64 opened = 0; ///< since the node's start
    qint64 closed = 0; ///< since the node's start
    qint64 messagesIn = 0; ///< since the node's start, closed connections included
    qint64 messagesOut = 0;
    qint64 bytesIn = 0;
    qint64 bytesOut = 0;
    Statistics statistics;
    QList<LoopLag> lags; ///< of each worker, by its number

    friend bool operator==(const Counters &, const Counters &) = default;
};

struct ConnectionPage
{
    QList<ConnectionInfo> rows;
    bool more = false;
    Counters counters;
    quint64 event = 0; ///< for PollChanges::sinceEvent; use that of the FIRST page of a listing
    ChangePosition position; ///< for PollChanges::since; use that of the FIRST page of a listing

    friend bool operator==(const ConnectionPage &, const ConnectionPage &) = default;
};

/// One line of the console's log.
struct Event
{
    enum class Kind {
        Opened,
        Closed,
        Pushed, ///< a console pushed: fd is the only target or 0, detail says how many and the outcome
        Disconnected, ///< a console disconnected: likewise
        ConsoleConnected,
        ConsoleLeft,
    };

    quint64 sequence = 0; ///< rises by one; no number is skipped
    QDateTime time; ///< UTC
    Kind kind = Kind::Opened;
    qint64 fd = 0;
    QString server;
    QString route;
    QString peer; ///< address:port, or "uid U, pid P" of a console
    QString label;
    quint16 code = 0; ///< of Closed and Disconnected
    ClosedBy by = ClosedBy::Client; ///< of Closed
    QString detail; ///< the reason of a close; the summary of an action ("3 queued, 1 gone"); untrusted

    friend bool operator==(const Event &, const Event &) = default;
};

/// What has changed since the last question. A connection is in it once, whatever has happened to it: in `changed` while it
/// lives, in `closed` once it has gone. The events are for reading only: the table does not depend on them.
struct Changes
{
    QList<ConnectionInfo> changed; ///< new, or not as they were
    QList<qint64> closed; ///< gone; also fds that the console has never seen
    QList<Event> events; ///< behind sinceEvent, oldest first
    quint64 skippedEvents = 0; ///< so many that came before `events` are not kept any more, or of a kind unknown here
    bool more = false; ///< ask again at once: the limit cut the batch
    bool resync = false; ///< what has changed since is not known any more: list again from the start
    Counters counters;
    quint64 event = 0; ///< for the next PollChanges
    ChangePosition position; ///< for the next PollChanges

    friend bool operator==(const Changes &, const Changes &) = default;
};

using Outcome = Landline::Outcome;

/// What became of a Push or Disconnect, one entry a target, in the request's order. A target may be missing if its result
/// is one that the receiver does not know.
struct Outcomes
{
    QList<Outcome> outcomes;

    friend bool operator==(const Outcomes &, const Outcomes &) = default;
};

/// The request could not be carried out; the session goes on unless the kind says otherwise.
struct Error
{
    enum class Kind {
        BadRequest, ///< understood as a message, not as a request: the text says what is wrong
        WrongProtocol, ///< the versions differ; the node closes after it
        PermissionDenied, ///< another user's process; the node closes after it
        Violation, ///< not a message at all; the node closes after it
        TooManySessions, ///< the node closes after it
    };

    Kind kind = Kind::BadRequest;
    QString text;
    int protocol = ProtocolVersion; ///< the node's, for WrongProtocol
    QString product; ///< the node's

    friend bool operator==(const Error &, const Error &) = default;
};

/// The node is going away; comes unasked (request id 0), then the socket closes.
struct Goodbye
{
    QDateTime stoppedAt;

    friend bool operator==(const Goodbye &, const Goodbye &) = default;
};

using RequestBody = std::variant<Hello, ListConnections, PollChanges, Push, Disconnect>;
using ReplyBody = std::variant<Welcome, ConnectionPage, Changes, Outcomes, Error, Goodbye>;

struct Request
{
    quint64 id = 0;
    RequestBody body;
};

struct Reply
{
    quint64 id = 0;
    ReplyBody body;
};

} // namespace Landline::Admin

#endif
