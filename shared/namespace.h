// SPDX-FileCopyrightText: 2026 The Landline authors
// SPDX-License-Identifier: LGPL-3.0-or-later

#ifndef LANDLINE_NAMESPACE_H
#define LANDLINE_NAMESPACE_H

#include <QtCore/qobjectdefs.h>

/// The words that every part of Landline shares, both processes included; the counterpart of Qt's qnamespace.h.
namespace Landline {
Q_NAMESPACE

/// What became of one push() or disconnect(). None of these says that the client has read anything.
enum class PushResult {
    Queued, ///< in the owner's send queue (or, for a disconnect: the closing handshake has begun)
    Rejected, ///< that queue is full and the new message was not let in, or the text is not UTF-8
    Gone, ///< the fd was issued once and is closed now
    Unknown, ///< the fd was never issued
    Stopped, ///< the node is not running (any more)
};
Q_ENUM_NS(PushResult)

/// The two kinds of message (RFC 6455 section 5.6); the values are the opcodes.
enum class FrameType {
    Text = 1,
    Binary = 2,
};
Q_ENUM_NS(FrameType)

/// Who ended a connection. Hyperf says the same with a reactorId of -1 for Server.
enum class ClosedBy {
    Client, ///< the peer sent a close frame, or its TCP connection ended
    Server, ///< a controller, the Sender, the console, or a violated rule of the protocol
};
Q_ENUM_NS(ClosedBy)

/// What is done with a push to a client whose send queue is full, because it reads more slowly than it is sent to.
enum class SlowConsumer {
    Reject, ///< the push is Rejected, the queue stays as it is
    DropOldest, ///< whole messages that wait longest are dropped for the new one
    Close, ///< the client is closed with 1013 (try again later), and what waits for it is dropped
};
Q_ENUM_NS(SlowConsumer)

/// What a server's entry is for: its `type` in the configuration.
enum class ServerType {
    WebSocket,
    Http,
};
Q_ENUM_NS(ServerType)

/// What speaks HTTP and RFC 6455 for a node: `websocket_backend` in the configuration.
enum class BackendType {
    Native, ///< Landline's own, on the descriptors
    Qt, ///< QWebSocketServer and QAbstractHttpServer, on Qt's sockets; see Landline::installQtBackend()
};
Q_ENUM_NS(BackendType)

/// Whether a node serves clients.
enum class NodeState {
    Stopped, ///< it does not run
    Running, ///< all ports listen
    Draining, ///< it is stopping: ports are closed or about to be, and connections are being closed
};
Q_ENUM_NS(NodeState)

/// Why a WebSocket handshake was not let in.
enum class RefusalReason {
    NodeFull, ///< the node has as many connections as it may have (503)
    ServerFull, ///< the server has (503)
    AddressFull, ///< the client's address has (429)
    HandshakeRate, ///< too many handshakes of the client's address in a short time (429)
    BadHandshake, ///< it breaks RFC 6455: a wrong key, method or version (400, 405, 426)
    Origin, ///< a page of a foreign origin (403)
    NoRoute, ///< nothing answers there (404, 405), or middleware says so
    Middleware, ///< middleware answered otherwise, or threw (401, 500 ...)
    TlsHandshake, ///< TLS broke off before there was a request: too slow, nothing in common, a wrong certificate
};
Q_ENUM_NS(RefusalReason)

} // namespace Landline

#endif
