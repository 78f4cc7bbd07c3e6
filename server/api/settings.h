// SPDX-FileCopyrightText: 2026 The Landline authors
// SPDX-License-Identifier: LGPL-3.0-or-later

#ifndef LANDLINE_SETTINGS_H
#define LANDLINE_SETTINGS_H

#include <Landline/ipnetwork.h>
#include <Landline/namespace.h>

#include <QtCore/qstringlist.h>

#include <chrono>

namespace Landline {

/// How messages are compressed: of a server, or by Route::setCompression() of a route.
struct CompressionSettings
{
    /// permessage-deflate (RFC 7692) with the clients that offer it. The `native` backend has it; on `qt` this and what
    /// follows has no effect.
    bool compression = false;
    /// Shorter messages are sent as they are.
    qint64 compressionMinSize = 1024;
    /// 1, fastest, to 9, smallest: zlib's.
    int compressionLevel = 1;
    /// Messages are compressed with what went before them in mind, in both directions, where the client agrees: smaller,
    /// and each connection keeps two windows. Otherwise each message stands alone, the worker keeps all the memory, and
    /// what is sent to many is compressed once.
    bool compressionContextTakeover = false;
    /// How far back, as a power of two of bytes, a compressed message may refer: 9 to 15. What a connection keeps in
    /// memory where there is context takeover depends on it.
    int compressionWindowBits = 15;

    friend bool operator==(const CompressionSettings &, const CompressionSettings &) = default;
};

/// The limits and switches of one server: `[server.settings]` over `[node.settings]` over these defaults.
/// Sizes are bytes.
struct Settings : CompressionSettings
{
    /// WebSocket clients may enter through this HTTP server's port too, with the first websocket server's routes and
    /// middleware (Hyperf's key of that name). No effect on a websocket server.
    bool openWebSocketProtocol = true;
    /// The origins whose pages may connect: "https://app.example.com", "null", "file://", "same-host" for pages of the host
    /// that is connected to, "*" for all; see normalizedOrigin() for what is equal. Clients that are no browsers send no
    /// origin and may always connect.
    QStringList allowedOrigins = {QStringLiteral("same-host")};
    /// The proxies whose X-Forwarded-For, -Host and -Proto are believed: Request::peer(), host() and isSecure() are then
    /// what they say, and so is what counts for the caps by address, the log and the console. Those of the server whose
    /// port a request comes in by. Empty: nothing is believed, but "same-host" in allowedOrigins accepts the host in
    /// X-Forwarded-Host from everybody, since no page can set that.
    QList<IpNetwork> trustedProxies;
    /// The Host values that are served, "*" for all: "example.com" on any port, "example.com:8443", "*.example.com" for names
    /// with one label more. Requests for others, and those without a host, get 421 before middleware runs. Behind a
    /// trusted proxy the host is Request::host(). That of the server whose port a request comes in by.
    QStringList allowedHosts = {QStringLiteral("*")};
    /// The longest message a client may send; a longer one is answered with close 1009. Hyperf: package_max_length.
    qint64 maxMessageSize = 2 * 1024 * 1024;
    /// A message may come in this many fragments; one that comes in more is answered with close 1008.
    int maxFragments = 16384;
    /// The largest body of an HTTP request; a larger one is answered with 413. HttpRoute::setMaxBodySize() is for one route.
    qint64 maxBodySize = 2 * 1024 * 1024;
    /// How much may wait for one client in its send queue. A single message into an empty queue is taken whatever its
    /// size. Route::setSendQueueLimit() goes over it.
    qint64 sendQueueLimit = 1024 * 1024;
    /// What is done with a push that does not fit into the send queue any more. Route::setSlowConsumer() goes over it.
    SlowConsumer slowConsumer = SlowConsumer::Reject;
    /// A client that takes nothing of what waits for it for this long is disconnected; 0 disables it. The time starts again
    /// whenever the client takes bytes.
    std::chrono::milliseconds sendTimeout = std::chrono::seconds(30);
    /// A client from which nothing came for so long gets a ping; 0 sends none. Whatever comes counts, what is sent does
    /// not.
    std::chrono::milliseconds heartbeatIdle = std::chrono::seconds(25);
    /// A client from which nothing came for so long, not even the answer to the ping, is dead and is cut; 0 is for ever.
    /// Hyperf: heartbeat_idle_time.
    std::chrono::milliseconds heartbeatTimeout = std::chrono::seconds(60);
    /// Messages that a client may send in a second, and so many at once; for more it has to wait. 0 is no limit.
    int maxMessagesPerSecond = 0;
    /// The same for the bytes of their payloads.
    qint64 maxBytesPerSecond = 0;
    /// A client that has had to wait again and again for so long, and still has more, is closed with 1008.
    std::chrono::milliseconds ratePatience = std::chrono::seconds(5);
    /// How long a request head may take, in total, from the first byte (or from the connect).
    std::chrono::milliseconds headTimeout = std::chrono::seconds(10);
    /// How long the body of an HTTP request may take, in total; of one that is streamed (RequestStream) each piece.
    std::chrono::milliseconds bodyTimeout = std::chrono::seconds(30);
    /// How long a kept-alive HTTP connection may be silent between two requests, from when the last response has been sent.
    std::chrono::milliseconds keepAliveTimeout = std::chrono::seconds(75);
    /// How long a client has for its side of the closing handshake, from when our close frame has been sent, before TCP is cut.
    std::chrono::milliseconds closeWait = std::chrono::seconds(2);

    // Caps; 0: none. Behind a proxy that is not in trustedProxies every client has the proxy's address.

    /// How many live WebSocket connections the server's routes may have; a handshake beyond is answered with 503.
    int maxConnections = 0;
    /// How many of them one IPv4 address, or one IPv6 network (/64), may have; a handshake beyond is answered with 429.
    int maxConnectionsPerAddress = 0;
    /// How many handshakes one of these may try in a second, after a second of rest so many at once; those beyond are
    /// answered with 429.
    int maxHandshakesPerSecond = 0;

    friend bool operator==(const Settings &, const Settings &) = default;
};

} // namespace Landline

#endif
