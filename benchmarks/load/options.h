// SPDX-FileCopyrightText: 2026 The Landline authors
// SPDX-License-Identifier: LGPL-3.0-or-later

#ifndef LANDLINE_OPTIONS_H
#define LANDLINE_OPTIONS_H

#include "messageset.h"

#include <netinet/in.h>
#include <sys/types.h>

#include <chrono>
#include <optional>
#include <string>
#include <vector>

namespace Landline::Benchmark {

/// What one run of the load generator does, as its command line says it.
struct Options
{
    enum class Mode {
        Echo, ///< each connection keeps `depth` messages on their way; each must come back
        Fan, ///< one connection sends; `copies` of each message must come back, over all connections
        Connect, ///< each connection opens, closes by a closing handshake and opens again
        Get, ///< as Echo, with GET requests, whose answers are `size` letters
        Post, ///< as Echo, with POST requests, whose answers are the last 16 bytes of the payload
        Hold, ///< opens all connections, says so, and closes them when its standard input ends
    };

    Mode mode = Mode::Echo;
    sockaddr_in server = {}; ///< on the loopback: its CPU is read from this machine's /proc
    bool http = false; ///< http or https, not WebSocket
    bool tls = false; ///< wss or https
    std::string path = "/";
    std::vector<pid_t> pids; ///< the processes of the server
    int connections = 1;
    int depth = 1;
    int copies = 0; ///< 0: one for each connection
    int idle = 0; ///< connections opened beside the others, which neither send nor receive
    std::size_t size = 64; ///< of a payload, in bytes
    MessageSet::Kind kind = MessageSet::Kind::Ascii;
    bool deflate = false; ///< permessage-deflate, without context, for each message both ways
    bool resume = false; ///< Connect: each connection resumes the TLS session of its life before
    std::string certificate; ///< PEM file: the client's own
    std::string key; ///< PEM file: of the certificate
    std::chrono::duration<double> seconds{1}; ///< how long is measured, unless `messages` is given
    std::chrono::duration<double> warmUp{0.2};
    long messages = 0; ///< if not 0: how many messages are measured, without a warm-up
    std::chrono::duration<double> timeout{60}; ///< of the whole run

    /// The options of a command line, or nothing after a message on stderr.
    static std::optional<Options> parse(int argc, char *argv[]);
};

} // namespace Landline::Benchmark

#endif
