// SPDX-FileCopyrightText: 2026 The Landline authors
// SPDX-License-Identifier: LGPL-3.0-or-later

#ifndef LANDLINE_FLOORSERVER_H
#define LANDLINE_FLOORSERVER_H

#include "floorconnection.h"
#include "floortls.h"

#include <netinet/in.h>

#include <memory>
#include <string_view>
#include <vector>

namespace Landline::Benchmark {

/// The bare echo server on epoll, level-triggered, in one thread: what every server on this machine pays at least.
class FloorServer : private FloorConnection::Fan
{
public:
    /// Null: speaks no TLS.
    explicit FloorServer(TlsContext tls);
    ~FloorServer() override;
    FloorServer(const FloorServer &) = delete;
    FloorServer &operator=(const FloorServer &) = delete;

    /// Binds 127.0.0.1 and \a port, 0 for any free one. Returns the port, or 0 with errno.
    in_port_t listen(in_port_t port);
    /// Serves for ever.
    void run();

private:
    void sendToAll(std::string_view frame) override;

    void accept();
    void handle(FloorConnection *connection, std::uint32_t events);
    void watchWriting(FloorConnection *connection, bool writing);
    void end(FloorConnection *connection);

    TlsContext m_tls;
    int m_epoll;
    int m_listener;
    std::vector<std::unique_ptr<FloorConnection>> m_connections; ///< by descriptor
    std::vector<char> m_buffer;
};

} // namespace Landline::Benchmark

#endif
