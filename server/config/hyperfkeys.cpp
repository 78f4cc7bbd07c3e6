// SPDX-FileCopyrightText: 2026 The Landline authors
// SPDX-License-Identifier: LGPL-3.0-or-later

#include "config/hyperfkeys.h"

#include <array>

using namespace Qt::StringLiterals;

namespace Landline {

namespace {

struct Hint
{
    QLatin1StringView key; ///< one that ends in '_' stands for all that begin so
    QLatin1StringView text;
};

constexpr QLatin1StringView SendQueue
        = "it is called send_queue_limit here, in [server.settings] or [node.settings]"_L1;
constexpr QLatin1StringView Heartbeat
        = "it is called heartbeat_timeout here, in [server.settings] or [node.settings]"_L1;
constexpr QLatin1StringView HeartbeatLooks
        = "not needed: heartbeat_idle and heartbeat_timeout look after each client"_L1;
constexpr QLatin1StringView MaxConnections
        = "it is called max_connections here, in [node], [node.settings] or [server.settings]"_L1;
constexpr QLatin1StringView Tls = "TLS has a table of its own here: [server.tls]"_L1;
constexpr QLatin1StringView ClientCertificates = "it is called client_certificates here, in [server.tls]"_L1;
constexpr QLatin1StringView ClientCa = "it is called client_ca here, in [server.tls]"_L1;
constexpr QLatin1StringView NoTasks = "not needed: there are no task workers"_L1;
constexpr QLatin1StringView NoCoroutines = "not needed: there are no coroutines"_L1;
constexpr QLatin1StringView Supervisor = "not needed: a supervisor such as systemd does it"_L1;
constexpr QLatin1StringView NoFiles = "static files are not served: let nginx do it"_L1;
constexpr QLatin1StringView PingPong
        = "not needed: ping, pong and close frames are always answered"_L1;
constexpr QLatin1StringView Log = "not needed: the log goes to stderr"_L1;

constexpr std::array Hints{
        Hint{"servers"_L1, "each server is a table of its own here: [[server]]"_L1},
        Hint{"sock_type"_L1, "not needed: the host decides (an IPv4 or an IPv6 address)"_L1},
        Hint{"callbacks"_L1, "not needed: [[server.route]] names a controller"_L1},
        Hint{"mode"_L1,
             "not needed: each worker always owns its connections, as with SWOOLE_BASE"_L1},
        Hint{"worker_num"_L1, "it is called workers here, in [node]"_L1},
        Hint{"reactor_num"_L1,
             "not needed: each worker does its own input and output; see workers in [node]"_L1},
        Hint{"package_max_length"_L1,
             "it is called max_message_size here (max_body_size for HTTP), in [server.settings] "
             "or [node.settings]"_L1},
        Hint{"socket_buffer_size"_L1, SendQueue},
        Hint{"buffer_output_size"_L1, SendQueue},
        Hint{"output_buffer_size"_L1, SendQueue},
        Hint{"max_queued_bytes"_L1, SendQueue},
        Hint{"middlewares"_L1,
             "it is called middleware here, in [[server]] or [[server.route]]"_L1},
        Hint{"options"_L1, "not needed: see [server.settings]"_L1},
        Hint{"open_http_protocol"_L1, "not needed: servers of both types answer HTTP requests"_L1},
        Hint{"open_http2_protocol"_L1, "HTTP/2 is not spoken: let a proxy such as nginx do it"_L1},
        Hint{"open_websocket_close_frame"_L1, PingPong},
        Hint{"open_websocket_ping_frame"_L1, PingPong},
        Hint{"open_websocket_pong_frame"_L1, PingPong},
        Hint{"open_tcp_nodelay"_L1, "not needed: it is always on"_L1},
        Hint{"open_tcp_keepalive"_L1, HeartbeatLooks},
        Hint{"heartbeat_check_interval"_L1, HeartbeatLooks},
        Hint{"heartbeat_idle_time"_L1, Heartbeat},
        Hint{"max_idle_time"_L1, Heartbeat},
        Hint{"max_connection"_L1, MaxConnections},
        Hint{"max_conn"_L1, MaxConnections},
        Hint{"websocket_compression"_L1, "it is called compression here, in [server.settings] or [node.settings]"_L1},
        Hint{"websocket_subprotocol"_L1, "a route says it, in C++: Route::setSubprotocols()"_L1},
        Hint{"http_compression"_L1, "HTTP answers are not compressed: let a proxy such as nginx do it"_L1},
        Hint{"max_request"_L1, "not needed: workers are threads and are not restarted"_L1},
        Hint{"dispatch_mode"_L1,
             "not needed: the worker with the fewest sockets gets a connection, and keeps it"_L1},
        Hint{"processes"_L1, "not needed: a node is one process; start others beside it"_L1},
        Hint{"task_"_L1, NoTasks},
        Hint{"enable_coroutine"_L1, NoCoroutines},
        Hint{"max_coroutine"_L1, NoCoroutines},
        Hint{"daemonize"_L1, Supervisor},
        Hint{"pid_file"_L1, Supervisor},
        Hint{"user"_L1, Supervisor},
        Hint{"group"_L1, Supervisor},
        Hint{"chroot"_L1, Supervisor},
        Hint{"log_"_L1, Log},
        Hint{"document_root"_L1, NoFiles},
        Hint{"enable_static_handler"_L1, NoFiles},
        Hint{"static_handler_locations"_L1, NoFiles},
        Hint{"ssl_cert_file"_L1, "it is called certificate here, in [server.tls]"_L1},
        Hint{"ssl_key_file"_L1, "it is called key here, in [server.tls]"_L1},
        Hint{"ssl_passphrase"_L1, "the key_passphrase_file of [server.tls] has it"_L1},
        Hint{"ssl_protocols"_L1, "minimum_version in [server.tls] says \"1.2\" or \"1.3\""_L1},
        Hint{"ssl_ciphers"_L1, "it is called ciphers here, in [server.tls]"_L1},
        Hint{"ssl_verify_peer"_L1, ClientCertificates},
        Hint{"ssl_allow_self_signed"_L1, ClientCertificates},
        Hint{"ssl_client_cert_file"_L1, ClientCa},
        Hint{"ssl_cafile"_L1, ClientCa},
        Hint{"ssl_sni_certs"_L1, "each further certificate is a table of its own here: [[server.tls.host]]"_L1},
        Hint{"ssl_"_L1, Tls},
};

bool matches(const Hint &hint, const QString &key)
{
    return hint.key.endsWith(u'_') ? key.startsWith(hint.key) : key == hint.key;
}

} // namespace

QString hintForHyperfKey(const QString &key)
{
    for (const Hint &hint : Hints) {
        if (matches(hint, key))
            return hint.text;
    }
    return QString();
}

} // namespace Landline
