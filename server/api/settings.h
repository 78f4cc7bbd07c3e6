// SPDX-FileCopyrightText: 2026 The Landline authors
// SPDX-License-Identifier: GPL-3.0-or-later

#ifndef LANDLINE_SETTINGS_H
#define LANDLINE_SETTINGS_H

#include <QtCore/qstringlist.h>

#include <chrono>

namespace Landline {

/// The limits and switches of one server: `[server.settings]` over `[node.settings]` over these defaults.
/// Sizes are bytes.
struct Settings
{
    /// WebSocket clients may enter through this HTTP server's port too, with the first websocket server's routes and
    /// middleware (Hyperf's key of that name). No effect on a websocket server.
    bool openWebSocketProtocol = true;
    /// The origins whose pages may connect: "https://app.example.com", "same-host" for pages of the host that is
    /// connected to, "*" for all. Clients that are no browsers send no origin and may always connect.
    QStringList allowedOrigins = {QStringLiteral("same-host")};
    /// The longest message a client may send; a longer one is answered with close 1009. Hyperf: package_max_length.
    qint64 maxMessageSize = 2 * 1024 * 1024;
    /// The largest body of an HTTP request; a larger one is answered with 413.
    qint64 maxBodySize = 2 * 1024 * 1024;
    /// How much may wait for one client in its send queue before pushes are Rejected. A single message into an empty
    /// queue is taken whatever its size.
    qint64 sendQueueLimit = 1024 * 1024;
    /// How long a request head may take, in total, from the first byte (or from the connect).
    std::chrono::milliseconds headTimeout = std::chrono::seconds(10);
    /// How long the body of an HTTP request may take, in total.
    std::chrono::milliseconds bodyTimeout = std::chrono::seconds(30);
    /// How long a kept-alive HTTP connection may be silent between two requests.
    std::chrono::milliseconds keepAliveTimeout = std::chrono::seconds(75);
    /// How long a client has for its side of the closing handshake before TCP is cut.
    std::chrono::milliseconds closeWait = std::chrono::seconds(2);

    friend bool operator==(const Settings &, const Settings &) = default;
};

} // namespace Landline

#endif
