// SPDX-FileCopyrightText: 2026 The Landline authors
// SPDX-License-Identifier: LGPL-3.0-or-later

#include "options.h"
#include "tlsstream.h"
#include "workload.h"

#include <sys/resource.h>

#include <algorithm>
#include <csignal>
#include <cstdio>
#include <string>

using namespace Landline::Benchmark;

static void raiseDescriptorLimit()
{
    rlimit limit = {};
    getrlimit(RLIMIT_NOFILE, &limit);
    limit.rlim_cur = limit.rlim_max;
    setrlimit(RLIMIT_NOFILE, &limit);
}

/// What a server said may be part of an error.
static std::string withoutSpecials(std::string text)
{
    const auto isSpecial = [](char c) { return c < ' ' || c > '~' || c == '"' || c == '\\'; };
    std::replace_if(text.begin(), text.end(), isSpecial, '?');
    return text;
}

/// One line of JSON.
static void print(const Workload &workload)
{
    const Measurement &measurement = workload.measurement();
    const double cpu = measurement.serverCpu().count();
    std::printf("{\"messages\": %ld, \"seconds\": %.6f, \"server_cpu_seconds\": %.6f, "
                "\"client_cpu_seconds\": %.6f, "
                "\"messages_per_cpu_second\": %.1f, \"payload_ratio\": %.4f, "
                "\"tls_full_handshakes\": %ld, \"tls_resumed_handshakes\": %ld, \"errors\": %d, \"error\": \"%s\"}\n",
                measurement.messages(), measurement.seconds().count(), cpu,
                measurement.ownCpu().count(),
                cpu > 0 ? static_cast<double>(measurement.messages()) / cpu : 0.0,
                workload.payloadRatio(), workload.fullHandshakes(), workload.resumedHandshakes(),
                workload.errorCount(), withoutSpecials(workload.errorString()).c_str());
}

int main(int argc, char *argv[])
{
    std::optional<Options> options = Options::parse(argc, argv);
    if (!options)
        return 2;
    if (options->mode == Options::Mode::Hold)
        options->messages = options->connections;
    raiseDescriptorLimit();
    // OpenSSL writes to its socket without MSG_NOSIGNAL.
    std::signal(SIGPIPE, SIG_IGN);
    if (!options->certificate.empty()) {
        const std::string error = TlsStream::setIdentity(options->certificate, options->key);
        if (!error.empty()) {
            std::fprintf(stderr, "landline-load: %s\n", error.c_str());
            return 2;
        }
    }
    const std::unique_ptr<Workload> workload = Workload::make(*options);
    const bool ok = workload->run();
    print(*workload);
    return ok ? 0 : 1;
}
