// SPDX-FileCopyrightText: 2026 The Landline authors
// SPDX-License-Identifier: LGPL-3.0-or-later

#ifndef LANDLINE_ADMINFIELDS_H
#define LANDLINE_ADMINFIELDS_H

#include "adminprotocol.h"

#include <array>
#include <concepts>
#include <limits>
#include <optional>
#include <utility>

/// The names on the wire: of every message, of its fields and of the enumerators. Part of admincodec.cpp.
///
/// describe(fields, message) shows each field of a message to \a fields, under its key; a writer and a reader of
/// messages both take this one description, so they cannot differ. `fields` has
/// - required(key, value): the receiver cannot do without it;
/// - optional(key, value): when it is missing, the struct's default holds;
/// - between(key, value, least, most): optional, and bounded;
/// - list(key, values, most): required, with no more entries than that; an entry with an enumerator whose name is unknown
///   is left out;
/// - list(key, values, most, leftOut): likewise, and adds the number of such entries to \a leftOut;
/// - optionalList(key, values, most): as the first, but when it is missing the list is empty.
///
/// What a node answers is bounded by MaxReplyBytes alone: a console that gets more rows than it asked for shows them.
namespace Landline::Admin {

inline constexpr int AnyNumber = std::numeric_limits<int>::max();

using Qt::StringLiterals::operator""_L1;

template<typename T, typename Message>
concept Is = std::same_as<std::remove_const_t<T>, Message>;

// --- messages ----------------------------------------------------------------------------------------------------

template<typename Body>
inline constexpr QLatin1StringView TypeName = ""_L1;
template<> inline constexpr auto TypeName<Hello> = "hello"_L1;
template<> inline constexpr auto TypeName<ListConnections> = "list"_L1;
template<> inline constexpr auto TypeName<PollChanges> = "poll"_L1;
template<> inline constexpr auto TypeName<Push> = "push"_L1;
template<> inline constexpr auto TypeName<Disconnect> = "disconnect"_L1;
template<> inline constexpr auto TypeName<Welcome> = "welcome"_L1;
template<> inline constexpr auto TypeName<ConnectionPage> = "connections"_L1;
template<> inline constexpr auto TypeName<Changes> = "changes"_L1;
template<> inline constexpr auto TypeName<Outcomes> = "outcomes"_L1;
template<> inline constexpr auto TypeName<Error> = "error"_L1;
template<> inline constexpr auto TypeName<Goodbye> = "goodbye"_L1;

// --- enumerators -------------------------------------------------------------------------------------------------

template<typename Enum>
using Enumerator = std::pair<Enum, QLatin1StringView>;

template<typename Enum>
inline constexpr std::array<Enumerator<Enum>, 0> Enumerators = {};
template<> inline constexpr auto Enumerators<FrameType> = std::to_array<Enumerator<FrameType>>({
        {FrameType::Text, "text"_L1},
        {FrameType::Binary, "binary"_L1},
});
template<> inline constexpr auto Enumerators<ServerType> = std::to_array<Enumerator<ServerType>>({
        {ServerType::WebSocket, "websocket"_L1},
        {ServerType::Http, "http"_L1},
});
template<> inline constexpr auto Enumerators<ClosedBy> = std::to_array<Enumerator<ClosedBy>>({
        {ClosedBy::Client, "client"_L1},
        {ClosedBy::Server, "server"_L1},
});
template<> inline constexpr auto Enumerators<PushResult> = std::to_array<Enumerator<PushResult>>({
        {PushResult::Queued, "queued"_L1},
        {PushResult::Rejected, "rejected"_L1},
        {PushResult::Gone, "gone"_L1},
        {PushResult::Unknown, "unknown"_L1},
        {PushResult::Stopped, "stopped"_L1},
});
template<> inline constexpr auto Enumerators<RefusalReason> = std::to_array<Enumerator<RefusalReason>>({
        {RefusalReason::NodeFull, "nodeFull"_L1},
        {RefusalReason::ServerFull, "serverFull"_L1},
        {RefusalReason::AddressFull, "addressFull"_L1},
        {RefusalReason::HandshakeRate, "handshakeRate"_L1},
        {RefusalReason::BadHandshake, "badHandshake"_L1},
        {RefusalReason::Origin, "origin"_L1},
        {RefusalReason::NoRoute, "noRoute"_L1},
        {RefusalReason::Middleware, "middleware"_L1},
        {RefusalReason::TlsHandshake, "tlsHandshake"_L1},
});
template<> inline constexpr auto Enumerators<Event::Kind> = std::to_array<Enumerator<Event::Kind>>({
        {Event::Kind::Opened, "opened"_L1},
        {Event::Kind::Closed, "closed"_L1},
        {Event::Kind::Pushed, "pushed"_L1},
        {Event::Kind::Disconnected, "disconnected"_L1},
        {Event::Kind::ConsoleConnected, "consoleConnected"_L1},
        {Event::Kind::ConsoleLeft, "consoleLeft"_L1},
});
template<> inline constexpr auto Enumerators<Error::Kind> = std::to_array<Enumerator<Error::Kind>>({
        {Error::Kind::BadRequest, "badRequest"_L1},
        {Error::Kind::WrongProtocol, "wrongProtocol"_L1},
        {Error::Kind::PermissionDenied, "permissionDenied"_L1},
        {Error::Kind::Violation, "violation"_L1},
        {Error::Kind::TooManySessions, "tooManySessions"_L1},
});

/// What a name that is not in the table is read as. Without this it is an error.
template<typename Enum>
inline constexpr std::optional<Enum> UnknownName = std::nullopt;
template<> inline constexpr auto UnknownName<Error::Kind> = std::optional(Error::Kind::BadRequest);

// --- what the console asks ---------------------------------------------------------------------------------------

void describe(auto &fields, Is<Hello> auto &message)
{
    fields.required("protocol"_L1, message.protocol);
    fields.optional("product"_L1, message.product);
}

void describe(auto &fields, Is<Filter> auto &filter)
{
    fields.optional("server"_L1, filter.server);
    fields.optional("text"_L1, filter.text);
}

void describe(auto &fields, Is<ListConnections> auto &message)
{
    fields.optional("filter"_L1, message.filter);
    fields.optional("afterFd"_L1, message.afterFd);
    fields.between("limit"_L1, message.limit, 1, MaxRows);
}

void describe(auto &fields, Is<ChangePosition> auto &position)
{
    fields.required("question"_L1, position.question);
    fields.required("fd"_L1, position.fd);
}

void describe(auto &fields, Is<PollChanges> auto &message)
{
    fields.optional("filter"_L1, message.filter);
    fields.required("sinceEvent"_L1, message.sinceEvent);
    fields.required("since"_L1, message.since);
    fields.between("limit"_L1, message.limit, 1, MaxRows);
}

/// A frame as it is on the wire; Frame itself keeps type and payload consistent and so has no fields to set.
struct FrameFields
{
    FrameType type = FrameType::Text;
    QByteArray payload;
};

void describe(auto &fields, Is<FrameFields> auto &frame)
{
    fields.required("type"_L1, frame.type);
    fields.required("payload"_L1, frame.payload);
}

void describe(auto &fields, Is<Push> auto &message)
{
    fields.list("fds"_L1, message.fds, MaxTargets);
    fields.required("frame"_L1, message.frame);
}

void describe(auto &fields, Is<Disconnect> auto &message)
{
    fields.list("fds"_L1, message.fds, MaxTargets);
    fields.optional("code"_L1, message.code);
    fields.optional("reason"_L1, message.reason);
}

// --- what the node answers ---------------------------------------------------------------------------------------

void describe(auto &fields, Is<ServerInfo> auto &server)
{
    fields.required("name"_L1, server.name);
    fields.required("type"_L1, server.type);
    fields.required("host"_L1, server.host);
    fields.required("port"_L1, server.port);
}

void describe(auto &fields, Is<Welcome> auto &message)
{
    fields.required("protocol"_L1, message.protocol);
    fields.required("product"_L1, message.product);
    fields.required("node"_L1, message.node);
    fields.optional("pid"_L1, message.pid);
    fields.optional("startedAt"_L1, message.startedAt);
    fields.optional("workers"_L1, message.workers);
    fields.list("servers"_L1, message.servers, AnyNumber);
}

/// One field a reason, with the reason's name.
void describe(auto &fields, Is<Refusals> auto &refusals)
{
    for (const auto &[reason, name] : Enumerators<RefusalReason>) {
        auto &&count = refusals[reason];
        fields.optional(name, count);
    }
}

void describe(auto &fields, Is<Statistics> auto &statistics)
{
    fields.optional("refused"_L1, statistics.refused);
    fields.optional("deadPeers"_L1, statistics.deadPeers);
    fields.optional("slowConsumers"_L1, statistics.slowConsumers);
    fields.optional("floods"_L1, statistics.floods);
    fields.optional("droppedMessages"_L1, statistics.droppedMessages);
}

void describe(auto &fields, Is<LoopLag> auto &lag)
{
    fields.required("worker"_L1, lag.worker);
    fields.optional("recent"_L1, lag.recent);
    fields.optional("longest"_L1, lag.longest);
}

void describe(auto &fields, Is<Counters> auto &counters)
{
    fields.required("connections"_L1, counters.connections);
    fields.required("matched"_L1, counters.matched);
    fields.optional("opened"_L1, counters.opened);
    fields.optional("closed"_L1, counters.closed);
    fields.optional("messagesIn"_L1, counters.messagesIn);
    fields.optional("messagesOut"_L1, counters.messagesOut);
    fields.optional("bytesIn"_L1, counters.bytesIn);
    fields.optional("bytesOut"_L1, counters.bytesOut);
    fields.optional("statistics"_L1, counters.statistics);
    fields.optionalList("lags"_L1, counters.lags, AnyNumber);
}

void describe(auto &fields, Is<ConnectionInfo> auto &info)
{
    fields.required("fd"_L1, info.fd);
    fields.optional("id"_L1, info.id);
    fields.optional("server"_L1, info.server);
    fields.optional("route"_L1, info.route);
    fields.optional("path"_L1, info.path);
    fields.optional("label"_L1, info.label);
    fields.optional("subprotocol"_L1, info.subprotocol);
    fields.optional("userAgent"_L1, info.userAgent);
    fields.optional("peerAddress"_L1, info.peerAddress);
    fields.optional("peerPort"_L1, info.peerPort);
    fields.optional("worker"_L1, info.worker);
    fields.optional("openedAt"_L1, info.openedAt);
    fields.optional("lastActiveAt"_L1, info.lastActiveAt);
    fields.optional("messagesIn"_L1, info.messagesIn);
    fields.optional("messagesOut"_L1, info.messagesOut);
    fields.optional("bytesIn"_L1, info.bytesIn);
    fields.optional("bytesOut"_L1, info.bytesOut);
    fields.optional("queuedBytes"_L1, info.queuedBytes);
    fields.optional("messagesDropped"_L1, info.messagesDropped);
    fields.optional("roundTrip"_L1, info.roundTrip);
    fields.optional("tls"_L1, info.tls);
    fields.optional("compressed"_L1, info.compressed);
    fields.optional("user"_L1, info.user);
    fields.optionalList("groups"_L1, info.groups, AnyNumber);
    fields.optional("groupCount"_L1, info.groupCount);
}

void describe(auto &fields, Is<ConnectionPage> auto &message)
{
    fields.list("rows"_L1, message.rows, AnyNumber);
    fields.optional("more"_L1, message.more);
    fields.required("counters"_L1, message.counters);
    fields.required("event"_L1, message.event);
    fields.required("position"_L1, message.position);
}

void describe(auto &fields, Is<Event> auto &event)
{
    fields.required("sequence"_L1, event.sequence);
    fields.required("time"_L1, event.time);
    fields.required("kind"_L1, event.kind);
    fields.optional("fd"_L1, event.fd);
    fields.optional("server"_L1, event.server);
    fields.optional("route"_L1, event.route);
    fields.optional("peer"_L1, event.peer);
    fields.optional("label"_L1, event.label);
    fields.optional("code"_L1, event.code);
    fields.optional("by"_L1, event.by);
    fields.optional("detail"_L1, event.detail);
}

void describe(auto &fields, Is<Changes> auto &message)
{
    fields.list("changed"_L1, message.changed, AnyNumber);
    fields.list("closed"_L1, message.closed, AnyNumber);
    fields.optional("skippedEvents"_L1, message.skippedEvents);
    fields.list("events"_L1, message.events, AnyNumber, message.skippedEvents);
    fields.optional("more"_L1, message.more);
    fields.optional("resync"_L1, message.resync);
    fields.required("counters"_L1, message.counters);
    fields.required("event"_L1, message.event);
    fields.required("position"_L1, message.position);
}

void describe(auto &fields, Is<Outcome> auto &outcome)
{
    fields.required("fd"_L1, outcome.fd);
    fields.required("result"_L1, outcome.result);
}

void describe(auto &fields, Is<Outcomes> auto &message)
{
    fields.list("outcomes"_L1, message.outcomes, AnyNumber);
}

void describe(auto &fields, Is<Error> auto &message)
{
    fields.required("kind"_L1, message.kind);
    fields.optional("text"_L1, message.text);
    fields.optional("protocol"_L1, message.protocol);
    fields.optional("product"_L1, message.product);
}

void describe(auto &fields, Is<Goodbye> auto &message)
{
    fields.optional("stoppedAt"_L1, message.stoppedAt);
}

} // namespace Landline::Admin

#endif
