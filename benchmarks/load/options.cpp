// SPDX-FileCopyrightText: 2026 The Landline authors
// SPDX-License-Identifier: LGPL-3.0-or-later

#include "options.h"

#include <arpa/inet.h>
#include <getopt.h>

#include <algorithm>
#include <charconv>
#include <cstdio>
#include <map>
#include <sstream>
#include <string_view>

namespace Landline::Benchmark {

static const char Usage[]
        = R"(usage: landline-load echo|fan|connect|hold --url ws[s]://127.0.0.1:PORT/PATH [options]
       landline-load get|post|hold --url http[s]://127.0.0.1:PORT/PATH [options]
  --pid PID[,PID...]    the server's processes, whose CPU time is read
  --connections N       1
  --depth N             messages that each connection keeps on their way (echo, get, post), 1
  --copies N            how often each message comes back in all (fan), once a connection
  --idle N              silent connections beside the others, 0
  --size BYTES          of a payload, the body of a POST, or the answer to a GET, 64
  --text KIND           ascii, chinese, json, or binary; ascii
  --deflate             compresses each message, and wants the same of the server (permessage-deflate)
  --resume              each connection resumes the TLS session of its life before (connect by wss)
  --certificate FILE    PEM; the client certificate of every connection (wss, https)
  --key FILE            PEM; of the certificate
  --seconds S           how long is measured, 1
  --warmup S            before that, 0.2
  --messages N          measure this many messages instead, without a warm-up
  --timeout S           of the whole run, 60
)";

static const std::map<std::string_view, Options::Mode> Modes = {
        {"echo", Options::Mode::Echo},
        {"fan", Options::Mode::Fan},
        {"connect", Options::Mode::Connect},
        {"get", Options::Mode::Get},
        {"post", Options::Mode::Post},
        {"hold", Options::Mode::Hold},
};

static const std::map<std::string_view, MessageSet::Kind> Kinds = {
        {"ascii", MessageSet::Kind::Ascii},
        {"chinese", MessageSet::Kind::Chinese},
        {"json", MessageSet::Kind::Json},
        {"binary", MessageSet::Kind::Binary},
};

template<typename Number> static bool toNumber(std::string_view text, Number &number)
{
    const auto result = std::from_chars(text.data(), text.data() + text.size(), number);
    return result.ec == std::errc() && result.ptr == text.data() + text.size() && number >= 0;
}

static bool toSeconds(std::string_view text, std::chrono::duration<double> &seconds)
{
    double number = 0;
    const bool ok = toNumber(text, number);
    seconds = std::chrono::duration<double>(number);
    return ok;
}

static bool toPids(const std::string &text, std::vector<pid_t> &pids)
{
    std::istringstream list(text);
    for (std::string part; std::getline(list, part, ',');) {
        if (!toNumber(part, pids.emplace_back()))
            return false;
    }
    return !pids.empty();
}

/// ws://127.0.0.1:9502/path
static bool toUrl(std::string_view url, Options &options)
{
    constexpr std::string_view SchemeEnd = "://";
    const std::string_view scheme = url.substr(0, url.find(SchemeEnd));
    options.http = scheme == "http" || scheme == "https";
    options.tls = scheme == "wss" || scheme == "https";
    if (!options.http && !options.tls && scheme != "ws")
        return false;
    url.remove_prefix(std::min(url.size(), scheme.size() + SchemeEnd.size()));
    const std::string_view authority = url.substr(0, url.find('/'));
    if (authority.size() < url.size())
        options.path = url.substr(authority.size());
    const std::size_t colon = authority.find(':');
    in_port_t port = 0;
    if (colon == authority.npos || !toNumber(authority.substr(colon + 1), port))
        return false;
    options.server.sin_family = AF_INET;
    options.server.sin_port = htons(port);
    const std::string host(authority.substr(0, colon));
    constexpr in_addr_t LoopbackNet = 127;
    return inet_pton(AF_INET, host.c_str(), &options.server.sin_addr) == 1
            && ntohl(options.server.sin_addr.s_addr) >> 24 == LoopbackNet;
}

static bool toOption(std::string_view name, const char *value, Options &options)
{
    if (name == "url")
        return toUrl(value, options);
    if (name == "pid")
        return toPids(value, options.pids);
    if (name == "connections")
        return toNumber(value, options.connections) && options.connections > 0;
    if (name == "depth")
        return toNumber(value, options.depth) && options.depth > 0;
    if (name == "copies")
        return toNumber(value, options.copies);
    if (name == "idle")
        return toNumber(value, options.idle);
    if (name == "size")
        return toNumber(value, options.size) && options.size >= MessageSet::SmallestSize;
    if (name == "deflate")
        return options.deflate = true;
    if (name == "resume")
        return options.resume = true;
    if (name == "certificate")
        return !(options.certificate = value).empty();
    if (name == "key")
        return !(options.key = value).empty();
    if (name == "seconds")
        return toSeconds(value, options.seconds);
    if (name == "warmup")
        return toSeconds(value, options.warmUp);
    if (name == "messages")
        return toNumber(value, options.messages);
    if (name == "timeout")
        return toSeconds(value, options.timeout);
    const auto kind = Kinds.find(value);
    options.kind = kind != Kinds.end() ? kind->second : options.kind;
    return kind != Kinds.end();
}

/// What is wrong with options that are all right by themselves; empty if nothing is.
static std::string contradiction(const std::string &mode, const Options &options)
{
    const bool wantsHttp = options.mode == Options::Mode::Get || options.mode == Options::Mode::Post;
    if (options.server.sin_port == 0)
        return "--url is missing, or its port is 0";
    // What the scheme of the URL promises is what the mode does.
    if (options.mode != Options::Mode::Hold && options.http != wantsHttp)
        return mode + " needs a URL with " + (wantsHttp ? "http:// or https://" : "ws:// or wss://");
    if (options.http && options.deflate)
        return "--deflate needs a URL with ws:// or wss://";
    if (options.resume && (options.mode != Options::Mode::Connect || !options.tls))
        return "--resume needs connect and a URL with wss://";
    if (options.certificate.empty() != options.key.empty())
        return "--certificate and --key need each other";
    if (!options.certificate.empty() && !options.tls)
        return "--certificate needs a URL with wss:// or https://";
    return {};
}

static std::nullopt_t refuse(const std::string &reason)
{
    if (!reason.empty())
        std::fprintf(stderr, "landline-load: %s\n", reason.c_str());
    std::fputs(Usage, stderr);
    return std::nullopt;
}

std::optional<Options> Options::parse(int argc, char *argv[])
{
    static const option Names[] = {
            {"url", 1, nullptr, 0},    {"pid", 1, nullptr, 0},      {"connections", 1, nullptr, 0},
            {"depth", 1, nullptr, 0},  {"copies", 1, nullptr, 0},   {"idle", 1, nullptr, 0},
            {"size", 1, nullptr, 0},   {"text", 1, nullptr, 0},     {"seconds", 1, nullptr, 0},
            {"warmup", 1, nullptr, 0}, {"messages", 1, nullptr, 0}, {"timeout", 1, nullptr, 0},
            {"deflate", 0, nullptr, 0}, {"resume", 0, nullptr, 0},   {"certificate", 1, nullptr, 0},
            {"key", 1, nullptr, 0},    {nullptr, 0, nullptr, 0},
    };
    Options options;
    int index = 0;
    for (int found = 0; (found = getopt_long(argc, argv, "", Names, &index)) != -1;) {
        if (found == 0 && toOption(Names[index].name, optarg, options))
            continue;
        // getopt_long() has said why.
        return refuse(found != 0 ? std::string() : std::string("not a value of --") + Names[index].name + ": " + optarg);
    }
    const auto mode = optind < argc ? Modes.find(argv[optind]) : Modes.end();
    if (mode == Modes.end() || optind + 1 != argc)
        return refuse("one mode is needed, of those below");
    options.mode = mode->second;
    if (const std::string reason = contradiction(argv[optind], options); !reason.empty())
        return refuse(reason);
    if (options.copies == 0)
        options.copies = options.connections;
    return options;
}

} // namespace Landline::Benchmark
