// SPDX-FileCopyrightText: 2026 The Landline authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "floorserver.h"

#include <sys/resource.h>

#include <cstdio>
#include <cstdlib>

/// echo-floor [PORT]: echoes on every path, and on /fan sends each message to all who entered there. Answers HTTP/1.1
/// on every path: a POST with the last 16 bytes of its body, everything else with 100 letters.
int main(int argc, char *argv[])
{
    rlimit limit = {};
    getrlimit(RLIMIT_NOFILE, &limit);
    limit.rlim_cur = limit.rlim_max;
    setrlimit(RLIMIT_NOFILE, &limit);

    Landline::Benchmark::FloorServer server;
    const in_port_t port = server.listen(static_cast<in_port_t>(argc > 1 ? std::atoi(argv[1]) : 0));
    if (port == 0) {
        std::perror("echo-floor");
        return 1;
    }
    std::printf("ws://127.0.0.1:%d\n", port);
    std::fflush(stdout);
    server.run();
}
