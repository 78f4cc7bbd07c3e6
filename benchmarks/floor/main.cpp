// SPDX-FileCopyrightText: 2026 The Landline authors
// SPDX-License-Identifier: LGPL-3.0-or-later

#include "floorserver.h"

#include <getopt.h>
#include <sys/resource.h>

#include <charconv>
#include <csignal>
#include <cstdio>
#include <cstring>
#include <optional>
#include <string>
#include <utility>

using namespace Landline::Benchmark;

static const char Usage[]
        = R"(usage: echo-floor [PORT] [--certificate FILE --key FILE [--client-ca FILE]]
Echoes WebSocket messages on every path, and on /fan sends each message to all connections of that path. Answers
HTTP/1.1 on every path: a POST with the last 16 bytes of its body, everything else with 100 letters.
  PORT                  0 or none: any free one
  --certificate FILE    PEM; speaks TLS and nothing else
  --key FILE            PEM; of the certificate
  --client-ca FILE      PEM; every client needs a certificate that this one has signed
)";

namespace {

struct Options
{
    in_port_t port = 0;
    TlsFiles tls;
};

} // namespace

static std::nullopt_t refuse(const std::string &reason)
{
    if (!reason.empty())
        std::fprintf(stderr, "echo-floor: %s\n", reason.c_str());
    std::fputs(Usage, stderr);
    return std::nullopt;
}

static bool toPort(const char *text, in_port_t &port)
{
    const char *end = text + std::strlen(text);
    const auto result = std::from_chars(text, end, port);
    return result.ec == std::errc() && result.ptr == end;
}

static std::optional<Options> parse(int argc, char *argv[])
{
    static const option Names[] = {{"certificate", 1, nullptr, 0}, {"key", 1, nullptr, 0}, {"client-ca", 1, nullptr, 0}, {}};
    Options options;
    std::string *const values[] = {&options.tls.certificate, &options.tls.key, &options.tls.clientCa};
    int index = 0;
    for (int found = 0; (found = getopt_long(argc, argv, "", Names, &index)) != -1;) {
        if (found != 0)
            return refuse({}); // getopt_long() has said why
        *values[index] = optarg;
    }
    if (optind < argc && !toPort(argv[optind], options.port))
        return refuse(std::string("not a port: ") + argv[optind]);
    if (optind + 1 < argc)
        return refuse(std::string("too many arguments: ") + argv[optind + 1]);
    if (options.tls.certificate.empty() != options.tls.key.empty())
        return refuse("--certificate and --key need each other");
    if (!options.tls.clientCa.empty() && options.tls.certificate.empty())
        return refuse("--client-ca needs --certificate and --key");
    return options;
}

static void raiseDescriptorLimit()
{
    rlimit limit = {};
    getrlimit(RLIMIT_NOFILE, &limit);
    limit.rlim_cur = limit.rlim_max;
    setrlimit(RLIMIT_NOFILE, &limit);
}

int main(int argc, char *argv[])
{
    const std::optional<Options> options = parse(argc, argv);
    if (!options)
        return 2;
    raiseDescriptorLimit();
    // OpenSSL writes to its socket without MSG_NOSIGNAL.
    std::signal(SIGPIPE, SIG_IGN);

    const bool speaksTls = !options->tls.certificate.empty();
    std::string error;
    TlsContext tls = speaksTls ? makeTlsContext(options->tls, error) : TlsContext(nullptr, &SSL_CTX_free);
    if (!error.empty()) {
        std::fprintf(stderr, "echo-floor: %s\n", error.c_str());
        return 1;
    }
    FloorServer server(std::move(tls));
    const in_port_t port = server.listen(options->port);
    if (port == 0) {
        std::perror("echo-floor");
        return 1;
    }
    std::printf("%s://127.0.0.1:%d\n", speaksTls ? "wss" : "ws", port);
    std::fflush(stdout);
    server.run();
}
