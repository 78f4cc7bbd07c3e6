// SPDX-FileCopyrightText: 2026 The Landline authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "config/configreader.h"

#include <QtCore/qdir.h>
#include <QtTest/qtest.h>

using namespace Landline;
using namespace Qt::StringLiterals;

namespace {

NodeConfig read(const QByteArray &toml)
{
    return NodeConfig::fromToml(toml, u"x.toml"_s);
}

// A server that has all it needs, in four lines.
const QByteArray Server = "[[server]]\nname = \"ws\"\ntype = \"websocket\"\nport = 9502\n";

} // namespace

class tst_ConfigReader : public QObject
{
    Q_OBJECT

private slots:
    void everything();
    void settingsOverride();
    void defaults();
    void accepts_data();
    void accepts();
    void methods_data();
    void methods();
    void nodeErrors_data();
    void nodeErrors();
    void settingsErrors_data();
    void settingsErrors();
    void serverErrors_data();
    void serverErrors();
    void tls();
    void tlsPaths_data();
    void tlsPaths();
    void tlsErrors_data();
    void tlsErrors();
    void routeErrors_data();
    void routeErrors();
    void queueOfTheRoute();
    void apiKeys();
    void apiKeyErrors_data();
    void apiKeyErrors();
    void app();
    void appErrors_data();
    void appErrors();
    void unknownKeys_data();
    void unknownKeys();
    void wholeFileErrors_data();
    void wholeFileErrors();
    void reportsEverythingInOrder();
};

void tst_ConfigReader::everything()
{
    const NodeConfig config = read(R"([node]
name = "east-1"
workers = 3
websocket_backend = "qt"
label_key = "user"
max_connections = 50000
admin_socket = "/run/x.sock"
redact = ["token", "Session"]

[[server]]
name = "ws"
type = "websocket"
host = "::1"
port = 9502
middleware = ["RequestLog", "RequireToken"]

[[server.route]]
method = "GET"
path = "/chat/{room}"
controller = "Chat"
middleware = ["Throttle"]
)");
    QVERIFY2(config.isValid(), qPrintable(config.errorString()));
    QCOMPARE(config.name, u"east-1"_s);
    QCOMPARE(config.workers, 3);
    QCOMPARE(config.backend, BackendType::Qt);
    QCOMPARE(config.labelKey, u"user"_s);
    QCOMPARE(config.maxConnections, 50000);
    QCOMPARE(config.adminSocket, u"/run/x.sock"_s);
    QCOMPARE(config.redact, QStringList({u"token"_s, u"Session"_s}));

    ServerConfig server;
    server.name = u"ws"_s;
    server.type = ServerType::WebSocket;
    server.host = u"::1"_s;
    server.port = 9502;
    server.middleware = QStringList{u"RequestLog"_s, u"RequireToken"_s};
    server.middlewareOrigin = u"x.toml:15:14"_s;
    server.origin = u"x.toml:10:1"_s;
    server.routes.append({u"GET"_s,
                          u"/chat/{room}"_s,
                          u"Chat"_s,
                          {u"Throttle"_s},
                          u"x.toml:20:14"_s,
                          u"x.toml:21:14"_s});
    QVERIFY(config.servers == QList<ServerConfig>{server});
}

void tst_ConfigReader::settingsOverride()
{
    using namespace std::chrono_literals;

    const NodeConfig config = read(R"([[server]]
name = "a"
type = "http"
port = 0
[server.settings]
open_websocket_protocol = false
allowed_origins = ["same-host", "https://app.example.com:8443"]
trusted_proxies = ["127.0.0.1", "10.0.0.0/8", "2001:db8::/32"]
allowed_hosts = ["chat.example", "*.example:8443"]
max_message_size = 70000
head_timeout = "1 s"
close_wait = "1 min"
max_fragments = 100
compression_min_size = 0
compression_window_bits = 9
[[server]]
name = "b"
type = "http"
port = 0
[node.settings]
max_message_size = "1 MiB"
max_body_size = "3 MiB"
send_queue_limit = "64 KiB"
slow_consumer = "drop_oldest"
send_timeout = "0 s"
heartbeat_idle = "50 s"
heartbeat_timeout = "2 min"
max_messages_per_second = 100
max_bytes_per_second = "1 MB"
rate_patience = "10 s"
body_timeout = "7 s"
keep_alive_timeout = "1 h"
compression = true
compression_level = 9
compression_context_takeover = true
)");
    QVERIFY2(config.isValid(), qPrintable(config.errorString()));
    Settings b;
    b.maxMessageSize = 1024 * 1024;
    b.maxBodySize = 3 * 1024 * 1024;
    b.sendQueueLimit = 64 * 1024;
    b.slowConsumer = SlowConsumer::DropOldest;
    b.sendTimeout = 0s;
    b.heartbeatIdle = 50s;
    b.heartbeatTimeout = 2min;
    b.maxMessagesPerSecond = 100;
    b.maxBytesPerSecond = 1'000'000;
    b.ratePatience = 10s;
    b.bodyTimeout = 7s;
    b.keepAliveTimeout = 1h;
    b.compression = true;
    b.compressionLevel = 9;
    b.compressionContextTakeover = true;
    QVERIFY(config.servers.at(1).settings == b);
    Settings a = b;
    a.openWebSocketProtocol = false;
    a.allowedOrigins = QStringList{u"same-host"_s, u"https://app.example.com:8443"_s};
    for (const QString &proxy : {u"127.0.0.1"_s, u"10.0.0.0/8"_s, u"2001:db8::/32"_s})
        a.trustedProxies.append(*IpNetwork::fromString(proxy));
    a.allowedHosts = QStringList{u"chat.example"_s, u"*.example:8443"_s};
    a.maxMessageSize = 70000;
    a.headTimeout = 1s;
    a.closeWait = 1min;
    a.maxFragments = 100;
    a.compressionMinSize = 0;
    a.compressionWindowBits = 9;
    QVERIFY(config.servers.at(0).settings == a);
}

void tst_ConfigReader::defaults()
{
    const NodeConfig config = read(Server + "[[server.route]]\npath = '/'\ncontroller = 'X'\n");
    QVERIFY2(config.isValid(), qPrintable(config.errorString()));
    QCOMPARE(config.name, u"main"_s);
    QCOMPARE(config.workers, 0);
    QCOMPARE(config.backend, BackendType::Native);
    QCOMPARE(config.labelKey, u"label"_s);
    QCOMPARE(config.servers.first().host, u"127.0.0.1"_s);
    QVERIFY(config.servers.first().settings == Settings());
    QCOMPARE(config.servers.first().routes.first().method, u"GET"_s);
    QVERIFY(config.servers.first().middlewareOrigin.isEmpty());
}

void tst_ConfigReader::accepts_data()
{
    QTest::addColumn<QByteArray>("toml");

    QTest::newRow("CRLF") << QByteArray(Server).replace("\n", "\r\n");
    QTest::newRow("BOM") << "\xef\xbb\xbf" + Server;
    QTest::newRow("BOM and CRLF") << "\xef\xbb\xbf" + QByteArray(Server).replace("\n", "\r\n");
    QTest::newRow("no line end") << Server.trimmed();
    QTest::newRow("inline tables")
            << QByteArray("server = [{name = 'a', type = 'http', port = 0, settings = "
                          "{close_wait = '1s'}}]\nnode = {name = 'x'}");
    QTest::newRow("no death") << Server + "[server.settings]\nheartbeat_timeout = '0 s'\nheartbeat_idle = '2 min'\n";
    QTest::newRow("no pings") << Server + "[server.settings]\nheartbeat_timeout = '5 s'\nheartbeat_idle = '0 s'\n";
    QTest::newRow("empty node") << "[node]\n" + Server;
    QTest::newRow("two free ports")
            << QByteArray("[[server]]\nname = 'a'\ntype = 'http'\nport = 0\n[[server]]\nname = "
                          "'b'\ntype = 'http'\nport = 0\n");
    QTest::newRow("same port on two addresses")
            << QByteArray("[[server]]\nname = 'a'\ntype = 'http'\nport = 1\n"
                          "[[server]]\nname = 'b'\ntype = 'http'\nhost = '127.0.0.2'\nport = 1\n");
    QTest::newRow("same path, two methods") << Server
                    + "[[server.route]]\npath = '/'\ncontroller = 'X'\n"
                      "[[server.route]]\npath = '/'\nmethod = 'POST'\ncontroller = 'X'\n";
    QTest::newRow("same path on two servers") << Server
                    + "[[server.route]]\npath = '/'\ncontroller = 'X'\n"
                      "[[server]]\nname = 'b'\ntype = 'http'\nport = 0\n"
                      "[[server.route]]\npath = '/'\ncontroller = 'X'\n";
}

void tst_ConfigReader::accepts()
{
    QFETCH(QByteArray, toml);

    const NodeConfig config = read(toml);
    QVERIFY2(config.isValid(), qPrintable(config.errorString()));
    QVERIFY(!config.servers.isEmpty());
}

void tst_ConfigReader::methods_data()
{
    QTest::addColumn<QByteArray>("written");
    QTest::addColumn<QString>("method");

    QTest::newRow("one") << QByteArray("'POST'") << u"POST"_s;
    QTest::newRow("joined") << QByteArray("'GET|POST'") << u"GET|POST"_s;
    QTest::newRow("spaces") << QByteArray("'GET | POST'") << u"GET|POST"_s;
    QTest::newRow("list") << QByteArray("['GET', 'HEAD', 'DELETE']") << u"GET|HEAD|DELETE"_s;
    QTest::newRow("twice") << QByteArray("['GET', 'GET']") << u"GET"_s;
}

void tst_ConfigReader::methods()
{
    QFETCH(QByteArray, written);

    const NodeConfig config
            = read(Server + "[[server.route]]\npath = '/'\ncontroller = 'X'\nmethod = " + written);
    QVERIFY2(config.isValid(), qPrintable(config.errorString()));
    QTEST(config.servers.first().routes.first().method, "method");
}

void tst_ConfigReader::nodeErrors_data()
{
    QTest::addColumn<QByteArray>("line");
    QTest::addColumn<QString>("error");

    const QString name = u"2:8: name must be 1 to 64 letters (a-z, A-Z), digits, '-', '_' or '.', "
                         u"with a letter or digit "
                         "first, but is the string \"%1\"; for example: name = \"main\""_s;
    QTest::newRow("name with a slash") << QByteArray("name = '../x'") << name.arg(u"../x"_s);
    QTest::newRow("empty name") << QByteArray("name = ''") << name.arg(QString());
    QTest::newRow("hidden name") << QByteArray("name = '.x'") << name.arg(u".x"_s);
    QTest::newRow("long name") << "name = '" + QByteArray(65, 'x') + "'"
                               << name.arg(QString(65, u'x'));
    QTest::newRow("no workers")
            << QByteArray("workers = 0")
            << u"2:11: workers must be a whole number from 1 to 256, but is the number 0; for "
                "example: workers = 4"_s;
    QTest::newRow("too many workers")
            << QByteArray("workers = 257")
            << u"2:11: workers must be a whole number from 1 to 256, but is the number 257; for "
                "example: workers = 4"_s;
    QTest::newRow("workers as a string")
            << QByteArray("workers = \"4\"")
            << u"2:11: workers must be a whole number from 1 to 256, but is the string \"4\"; for "
                "example: workers = 4"_s;
    QTest::newRow("other backend")
            << QByteArray("websocket_backend = 'uws'")
            << u"2:21: websocket_backend must be \"native\" or \"qt\", but is the string \"uws\"; for "
               "example: websocket_backend = \"native\""_s;
    for (const char *wrong : {"run/x.sock", "", "Off", "no", "~/x.sock"}) {
        QTest::addRow("admin socket \"%s\"", wrong)
                << QByteArray("admin_socket = '") + wrong + '\''
                << u"2:16: admin_socket must be \"default\", \"off\" or an absolute path, but is the string \"%1\"; for "
                   "example: admin_socket = \"off\""_s.arg(QLatin1String(wrong));
    }
    const QString redact = u" for example: redact = [\"token\", \"authorization\", \"session\"]"_s;
    QTest::newRow("redact, a string") << QByteArray("redact = 'token'")
                                      << u"2:10: redact must be a list of strings, but is the string \"token\";"_s + redact;
    QTest::newRow("redact, an empty name")
            << QByteArray("redact = ['token', '']")
            << u"2:20: redact must be a list of strings, but one of them is the string \"\";"_s + redact;
    QTest::newRow("label key")
            << QByteArray("label_key = 1.5")
            << u"2:13: label_key must be a string, but is the number 1.5; for example: label_key "
                "= \"label\""_s;
}

void tst_ConfigReader::nodeErrors()
{
    QFETCH(QByteArray, line);
    QFETCH(QString, error);

    const NodeConfig config = read("[node]\n" + line + '\n' + Server);
    QCOMPARE(config.errorString(), "x.toml:"_L1 + error);
}

void tst_ConfigReader::settingsErrors_data()
{
    QTest::addColumn<QByteArray>("line");
    QTest::addColumn<QString>("error");

    QTest::newRow("switch as a string")
            << QByteArray("open_websocket_protocol = 'false'")
            << u"6:27: open_websocket_protocol must be true or false, but is the string "
                "\"false\"; for example: open_websocket_protocol = false"_s;
    QTest::newRow("origin without a scheme")
            << QByteArray("allowed_origins = ['app.example.com']")
            << u"6:20: allowed_origins has \"app.example.com\", which is not an origin as browsers send it: write "
               "\"https://app.example.com\""_s;
    QTest::newRow("origin with a path")
            << QByteArray("allowed_origins = ['*', 'https://a/b']")
            << u"6:25: allowed_origins has \"https://a/b\", which is not an origin as browsers send it: write "
               "\"https://a\""_s;
    QTest::newRow("origin with a wildcard")
            << QByteArray("allowed_origins = ['https://*.example.com']")
            << u"6:20: allowed_origins has \"https://*.example.com\", which has a wildcard: list each origin, or write "
               "\"*\" to allow all"_s;
    QTest::newRow("no origin at all")
            << QByteArray("allowed_origins = ['https://a:99999']")
            << u"6:20: allowed_origins has \"https://a:99999\", which is not an origin: write \"https://host\", "
               "\"null\", \"same-host\" or \"*\""_s;
    QTest::newRow("proxy by name")
            << QByteArray("trusted_proxies = ['10.0.0.1', 'proxy.example']")
            << u"6:32: trusted_proxies has \"proxy.example\", which is neither an address nor a network: write "
               "\"192.0.2.7\" or \"192.0.2.0/24\""_s;
    QTest::newRow("proxies with bits behind their prefix")
            << QByteArray("trusted_proxies = ['10.0.0.1/8']")
            << u"6:20: trusted_proxies has \"10.0.0.1/8\", which has bits behind its prefix: write \"10.0.0.0/8\""_s;
    QTest::newRow("proxies as a string")
            << QByteArray("trusted_proxies = '10.0.0.1'")
            << u"6:19: trusted_proxies must be a list of strings, but is the string \"10.0.0.1\"; for example: "
               "trusted_proxies = [\"127.0.0.1\", \"10.0.0.0/8\"]"_s;
    QTest::newRow("host as an address")
            << QByteArray("allowed_hosts = ['a.example', 'https://b.example:8443/']")
            << u"6:31: allowed_hosts has \"https://b.example:8443/\", which is not a host as clients send it: write "
               "\"b.example:8443\""_s;
    QTest::newRow("no hosts") << QByteArray("allowed_hosts = []")
                              << u"6:17: allowed_hosts must not be empty: write [\"*\"] for all"_s;
    QTest::newRow("no size")
            << QByteArray("max_message_size = true")
            << u"6:20: max_message_size must be a size, but is true; for example: "
                "max_message_size = \"2 MiB\""_s;
    QTest::newRow("size of 0")
            << QByteArray("max_message_size = 0")
            << u"6:20: max_message_size must be from \"1 B\" to \"1 GiB\", but is the number 0; "
                "for example: max_message_size = \"2 MiB\""_s;
    QTest::newRow("negative size")
            << QByteArray("send_queue_limit = -1")
            << u"6:20: send_queue_limit must be from \"1 B\" to \"1 GiB\", but is the number -1; "
                "for example: send_queue_limit = \"1 MiB\""_s;
    QTest::newRow("size too large")
            << QByteArray("max_body_size = '2 GiB'")
            << u"6:17: max_body_size must be from \"1 B\" to \"1 GiB\", but is the string \"2 "
                "GiB\"; for example: max_body_size = \"2 MiB\""_s;
    QTest::newRow("size without a unit") << QByteArray("max_body_size = '2048'")
                                         << u"6:17: max_body_size has no unit: write \"2048 B\""_s;
    QTest::newRow("unknown unit")
            << QByteArray("max_body_size = '2mb'")
            << u"6:17: max_body_size has the unknown unit \"mb\": did you mean \"2 MB\"?"_s;
    QTest::newRow("window too small for zlib")
            << QByteArray("compression_window_bits = 8")
            << u"6:27: compression_window_bits must be a whole number from 9 to 15, but is the number 8; "
                "for example: compression_window_bits = 12"_s;
    QTest::newRow("duration as a number")
            << QByteArray("head_timeout = 10")
            << u"6:16: head_timeout has no unit: write \"10 s\" or \"10 ms\""_s;
    QTest::newRow("duration as a float")
            << QByteArray("head_timeout = 1.5")
            << u"6:16: head_timeout must be a duration, but is the number 1.5; for example: "
                "head_timeout = \"10 s\""_s;
    QTest::newRow("duration of 0")
            << QByteArray("close_wait = '0 s'")
            << u"6:14: close_wait must be from \"1 ms\" to \"1 min\", but is the string \"0 s\"; "
                "for example: close_wait = \"2 s\""_s;
    QTest::newRow("dead before it was asked")
            << QByteArray("heartbeat_timeout = '25 s'")
            << u"6:21: heartbeat_timeout must be longer than heartbeat_idle, which is \"25 s\""_s;
    QTest::newRow("asked when it is dead")
            << QByteArray("heartbeat_idle = '2 min'")
            << u"6:18: heartbeat_idle must be shorter than heartbeat_timeout, which is \"1 min\""_s;
    QTest::newRow("word that is none")
            << QByteArray("slow_consumer = 'drop'")
            << u"6:17: slow_consumer must be \"reject\" or \"drop_oldest\" or \"close\", but is the string \"drop\"; "
                "for example: slow_consumer = \"drop_oldest\""_s;
    QTest::newRow("duration too long")
            << QByteArray("head_timeout = '2 h'")
            << u"6:16: head_timeout must be from \"1 ms\" to \"1 h\", but is the string \"2 h\"; "
                "for example: head_timeout = \"10 s\""_s;
}

void tst_ConfigReader::settingsErrors()
{
    QFETCH(QByteArray, line);
    QFETCH(QString, error);

    QCOMPARE(read(Server + "[server.settings]\n" + line + '\n').errorString(),
             "x.toml:"_L1 + error);
    const NodeConfig node = read("\n\n\n\n[node.settings]\n" + line + '\n' + Server);
    QCOMPARE(node.errorString(), "x.toml:"_L1 + error);
}

void tst_ConfigReader::serverErrors_data()
{
    QTest::addColumn<QByteArray>("toml");
    QTest::addColumn<QStringList>("errors");

    const QString namePlaces
            = u"name must have 1 to 64 characters, without control characters and without spaces "
               "at its ends"_s;
    QTest::newRow("nothing in it")
            << QByteArray("[[server]]\n")
            << QStringList{u"1:1: [[server]] needs a name; for example: name = \"ws\""_s,
                           u"1:1: [[server]] needs a type; for example: type = \"websocket\""_s,
                           u"1:1: [[server]] needs a port; for example: port = 9502"_s};
    QTest::newRow("empty name") << QByteArray(Server).replace("\"ws\"", "''")
                                << QStringList{u"2:8: "_s + namePlaces};
    QTest::newRow("name with spaces") << QByteArray(Server).replace("\"ws\"", "' ws'")
                                      << QStringList{u"2:8: "_s + namePlaces};
    QTest::newRow("name with an escape") << QByteArray(Server).replace("\"ws\"", "\"\\u001b\"")
                                         << QStringList{u"2:8: "_s + namePlaces};
    QTest::newRow("misspelt type")
            << QByteArray(Server).replace("websocket", "websockets")
            << QStringList{
                       u"3:8: type must be \"websocket\" or \"http\", but is \"websockets\": did "
                        "you mean \"websocket\"?"_s};
    QTest::newRow("ws")
            << QByteArray(Server).replace("websocket", "ws")
            << QStringList{
                       u"3:8: type must be \"websocket\" or \"http\", but is \"ws\": did you mean "
                        "\"websocket\"?"_s};
    QTest::newRow("Hyperf's constant")
            << QByteArray(Server).replace("websocket", "Server::SERVER_HTTP")
            << QStringList{
                       u"3:8: type must be \"websocket\" or \"http\", but is "
                        "\"Server::SERVER_HTTP\": did you mean \"http\"?"_s};
    QTest::newRow("wss")
            << QByteArray(Server).replace("websocket", "wss")
            << QStringList{
                       u"3:8: type must be \"websocket\" or \"http\", but is \"wss\": write "
                        "type = \"websocket\" and a [server.tls] with certificate and key"_s};
    QTest::newRow("tcp")
            << QByteArray(Server).replace("websocket", "base")
            << QStringList{u"3:8: type must be \"websocket\" or \"http\", but is \"base\""_s};
    QTest::newRow("type as a number")
            << QByteArray(Server).replace("\"websocket\"", "2")
            << QStringList{
                       u"3:8: type must be a string, but is the number 2; for example: type = "
                        "\"websocket\""_s};
    QTest::newRow("port as a string")
            << QByteArray(Server).replace("9502", "\"9502\"")
            << QStringList{
                       u"4:8: port must be a whole number from 0 to 65535, but is the string "
                        "\"9502\"; for example: port = 9502"_s};
    QTest::newRow("port too high")
            << QByteArray(Server).replace("9502", "65536")
            << QStringList{
                       u"4:8: port must be a whole number from 0 to 65535, but is the number "
                        "65536; for example: port = 9502"_s};
    QTest::newRow("negative port")
            << QByteArray(Server).replace("9502", "-1")
            << QStringList{
                       u"4:8: port must be a whole number from 0 to 65535, but is the number -1; "
                        "for example: port = 9502"_s};
    QTest::newRow("host")
            << Server + "host = '*'"
            << QStringList{
                       u"5:8: host must be an IPv4 or IPv6 address or \"localhost\", but is "
                        "\"*\"; \"0.0.0.0\" stands for all IPv4 addresses, \"::\" for all IPv6 "
                        "addresses"_s};
    QTest::newRow("host as a number")
            << Server + "host = 1"
            << QStringList{
                       u"5:8: host must be a string, but is the number 1; for example: host = "
                        "\"127.0.0.1\""_s};
    QTest::newRow("middleware as a string")
            << Server + "middleware = 'A'"
            << QStringList{
                       u"5:14: middleware must be a list of strings, but is the string \"A\"; for "
                        "example: middleware = [\"RequestLog\"]"_s};
    QTest::newRow("middleware with a number")
            << Server + "middleware = ['A', 3]"
            << QStringList{
                       u"5:20: middleware must be a list of strings, but one of them is the "
                        "number 3; for example: middleware = [\"RequestLog\"]"_s};
    QTest::newRow("middleware without a name")
            << Server + "middleware = ['']"
            << QStringList{
                       u"5:15: middleware must be a list of strings, but one of them is the "
                        "string \"\"; for example: middleware = [\"RequestLog\"]"_s};
    QTest::newRow("same name and port")
            << Server + Server
            << QStringList{
                       u"6:8: name \"ws\" is the name of another server already, at x.toml:1:1"_s,
                       u"8:8: port 9502 on 127.0.0.1 is taken by the server \"ws\" at "
                        "x.toml:1:1"_s};
    QTest::newRow("port within all addresses")
            << Server + "[[server]]\nname = 'b'\ntype = 'http'\nhost = '0.0.0.0'\nport = 9502"
            << QStringList{
                       u"9:8: port 9502 on 0.0.0.0 is taken by the server \"ws\" at x.toml:1:1"_s};
    QTest::newRow("settings as a value")
            << Server + "settings = 3"
            << QStringList{u"5:1: settings must be one table: write [server.settings]"_s};
    QTest::newRow("settings as a list")
            << Server + "[[server.settings]]"
            << QStringList{u"5:10: settings must be one table: write [server.settings]"_s};
    QTest::newRow("route as a table")
            << Server + "[server.route]\npath = '/'"
            << QStringList{u"5:9: route must be a list of tables: write [[server.route]]"_s};
}

void tst_ConfigReader::serverErrors()
{
    QFETCH(QByteArray, toml);
    QFETCH(QStringList, errors);

    for (QString &error : errors)
        error.prepend("x.toml:"_L1);
    QCOMPARE(read(toml).errors, errors);
}

void tst_ConfigReader::tls()
{
    const NodeConfig config = read(Server + R"([server.tls]
certificate = "/c/fullchain.pem"
key = "/c/privkey.pem"
key_passphrase_file = "/c/passphrase"
minimum_version = "1.3"
client_certificates = "required"
client_ca = "/c/clients.pem"
client_crl = "/c/clients.crl"
ciphers = "ECDHE+AESGCM"
ciphersuites = "TLS_AES_256_GCM_SHA384"
handshake_timeout = "5 s"
[[server.tls.host]]
names = ["b.example", "*.b.example"]
certificate = "/b/fullchain.pem"
key = "/b/privkey.pem"
[[server.tls.host]]
certificate = "/d/fullchain.pem"
key = "/d/privkey.pem"
)");
    QVERIFY2(config.isValid(), qPrintable(config.errorString()));
    TlsConfig tls;
    tls.certificates = {{u"/c/fullchain.pem"_s, u"/c/privkey.pem"_s, u"/c/passphrase"_s, {}, u"x.toml:6:15"_s,
                         u"x.toml:7:7"_s, u"x.toml:8:23"_s},
                        {u"/b/fullchain.pem"_s, u"/b/privkey.pem"_s, {}, {u"b.example"_s, u"*.b.example"_s},
                         u"x.toml:18:15"_s, u"x.toml:19:7"_s, {}},
                        {u"/d/fullchain.pem"_s, u"/d/privkey.pem"_s, {}, {}, u"x.toml:21:15"_s, u"x.toml:22:7"_s, {}}};
    tls.minimumVersion = TlsConfig::Version::Tls13;
    tls.clientCertificates = TlsConfig::ClientCertificates::Required;
    tls.clientCa = u"/c/clients.pem"_s;
    tls.clientCaOrigin = u"x.toml:11:13"_s;
    tls.clientCrl = u"/c/clients.crl"_s;
    tls.clientCrlOrigin = u"x.toml:12:14"_s;
    tls.ciphers = u"ECDHE+AESGCM"_s;
    tls.ciphersOrigin = u"x.toml:13:11"_s;
    tls.ciphersuites = u"TLS_AES_256_GCM_SHA384"_s;
    tls.ciphersuitesOrigin = u"x.toml:14:16"_s;
    tls.handshakeTimeout = std::chrono::seconds(5);
    QVERIFY(config.servers.constFirst().tls == tls);
    QVERIFY(!read(Server).servers.constFirst().tls);
}

void tst_ConfigReader::tlsPaths_data()
{
    QTest::addColumn<QString>("source");
    QTest::addColumn<QString>("written");
    QTest::addColumn<QString>("path");
    QTest::newRow("beside it") << u"/etc/landline/x.toml"_s << u"a.pem"_s << u"/etc/landline/a.pem"_s;
    QTest::newRow("below it") << u"/etc/landline/x.toml"_s << u"tls/a.pem"_s << u"/etc/landline/tls/a.pem"_s;
    QTest::newRow("above it") << u"/etc/landline/x.toml"_s << u"../a.pem"_s << u"/etc/a.pem"_s;
    QTest::newRow("absolute") << u"/etc/landline/x.toml"_s << u"/ssl/a.pem"_s << u"/ssl/a.pem"_s;
    QTest::newRow("from here") << u"x.toml"_s << u"a.pem"_s << QDir::current().filePath(u"a.pem"_s);
    QTest::newRow("from a folder here") << u"conf/x.toml"_s << u"a.pem"_s << QDir::current().filePath(u"conf/a.pem"_s);
}

void tst_ConfigReader::tlsPaths()
{
    QFETCH(QString, source);
    QFETCH(QString, written);
    const QByteArray toml = Server + "[server.tls]\ncertificate = \"" + written.toUtf8() + "\"\nkey = \"/k\"\n";
    const NodeConfig config = NodeConfig::fromToml(toml, source);
    QVERIFY2(config.isValid(), qPrintable(config.errorString()));
    QTEST(config.servers.constFirst().tls->certificates.constFirst().certificate, "path");
}

void tst_ConfigReader::tlsErrors_data()
{
    QTest::addColumn<QByteArray>("toml"); // behind [server.tls], certificate and key, from line 8 on
    QTest::addColumn<QString>("error");
    const auto row = [](const char *name, const QByteArray &toml, const QString &error) {
        QTest::newRow(name) << toml << error;
    };
    row("version", "minimum_version = '1.1'",
        u"8:19: minimum_version must be \"1.2\" or \"1.3\", but is the string \"1.1\"; for example: "
        "minimum_version = \"1.3\""_s);
    row("version as a number", "minimum_version = 1.3",
        u"8:19: minimum_version must be a string, but is the number 1.3; for example: minimum_version = \"1.3\""_s);
    row("client certificates", "client_certificates = 'yes'",
        u"8:23: client_certificates must be \"none\", \"optional\" or \"required\", but is the string \"yes\"; for "
        "example: client_certificates = \"required\""_s);
    row("no one who signs", "client_certificates = 'optional'",
        u"8:23: client_certificates needs client_ca, the PEM file of those who sign them; for example: client_ca = "
        "\"clients.pem\""_s);
    row("an empty name", "client_ca = ''",
        u"8:13: client_ca must be the name of a file, but is the string \"\"; for example: client_ca = \"clients.pem\""_s);
    row("no unit", "handshake_timeout = '5'", u"8:21: handshake_timeout has no unit: write \"5 s\""_s);
    row("too long", "handshake_timeout = '1 h'",
        u"8:21: handshake_timeout must be from \"1 ms\" to \"10 min\", but is the string \"1 h\"; for example: "
        "handshake_timeout = \"10 s\""_s);
    row("no ciphers", "ciphers = ' '",
        u"8:11: ciphers must be names with colons between them, but is the string \" \"; for example: "
        "ciphers = \"ECDHE+AESGCM\""_s);
    row("a list of suites", "ciphersuites = ['TLS_AES_256_GCM_SHA384']",
        u"8:16: ciphersuites must be a string, but is a list; for example: ciphersuites = \"TLS_AES_256_GCM_SHA384\""_s);
    row("one host", "[server.tls.host]\ncertificate = 'b'\nkey = 'b'",
        u"8:13: host must be a list of tables: write [[server.tls.host]]"_s);
    row("a host without key", "[[server.tls.host]]\ncertificate = 'b'",
        u"8:1: [[server.tls.host]] needs a key; for example: key = \"b.example/privkey.pem\""_s);
    row("a host without certificate", "[[server.tls.host]]\nkey = 'b'",
        u"8:1: [[server.tls.host]] needs a certificate; for example: certificate = \"b.example/fullchain.pem\""_s);
    row("no host name", "[[server.tls.host]]\ncertificate = 'b'\nkey = 'b'\nnames = ['https://b']",
        u"11:9: names has \"https://b\", which is no host name: write \"a.example\" or \"*.a.example\""_s);
    row("a star in the middle", "[[server.tls.host]]\ncertificate = 'b'\nkey = 'b'\nnames = ['a.*.b']",
        u"11:9: names has \"a.*.b\", which is no host name: write \"a.example\" or \"*.a.example\""_s);
    row("misspelt", "certficate = 'a'", u"8:1: unknown key \"certficate\" in [server.tls]: did you mean \"certificate\"?"_s);
}

void tst_ConfigReader::tlsErrors()
{
    QFETCH(QByteArray, toml);
    QFETCH(QString, error);
    const NodeConfig config = read(Server + "[server.tls]\ncertificate = 'a'\nkey = 'a'\n" + toml + '\n');
    QCOMPARE(config.errors, QStringList(u"x.toml:"_s + error));
}

void tst_ConfigReader::routeErrors_data()
{
    QTest::addColumn<QByteArray>("route");
    QTest::addColumn<QStringList>("errors");

    QTest::newRow("nothing in it")
            << QByteArray()
            << QStringList{
                       u"5:1: [[server.route]] needs a path; for example: path = \"/\""_s,
                       u"5:1: [[server.route]] needs a controller; for example: controller = "
                        "\"EchoController\""_s};
    QTest::newRow("path")
            << QByteArray("path = 'echo'\ncontroller = 'X'")
            << QStringList{u"6:8: path must begin with '/', but is \"echo\": write \"/echo\""_s};
    QTest::newRow("empty controller")
            << QByteArray("path = '/'\ncontroller = ''")
            << QStringList{
                       u"7:14: controller must be the name of a controller, but is the string "
                        "\"\"; for example: controller = \"EchoController\""_s};
    QTest::newRow("Hyperf's controller")
            << QByteArray("path = '/'\ncontroller = ['X', 'index']")
            << QStringList{
                       u"7:14: controller must be a string, but is a list; for example: "
                        "controller = \"EchoController\""_s};
    const QString methods
            = u"method must be made of GET, HEAD, POST, PUT, PATCH, DELETE, OPTIONS, but has "_s;
    QTest::newRow("lower case") << QByteArray("path = '/'\ncontroller = 'X'\nmethod = 'get'")
                                << QStringList{u"8:10: "_s + methods
                                               + u"\"get\": did you mean \"GET\"?"_s};
    QTest::newRow("unknown method")
            << QByteArray("path = '/'\ncontroller = 'X'\nmethod = 'GET|SUBSCRIBE'")
            << QStringList{u"8:10: "_s + methods + u"\"SUBSCRIBE\""_s};
    QTest::newRow("method as a number")
            << QByteArray("path = '/'\ncontroller = 'X'\nmethod = 1")
            << QStringList{
                       u"8:10: method must be a string or a list of strings, but is the number 1; "
                        "for example: method = \"GET\""_s};
    QTest::newRow("no method")
            << QByteArray("path = '/'\ncontroller = 'X'\nmethod = []")
            << QStringList{
                       u"8:10: method must be a method or several, but is a list; for example: "
                        "method = \"GET\""_s};
    QTest::newRow("queue")
            << QByteArray("path = '/'\ncontroller = 'X'\nsend_queue_limit = '0 B'\nslow_consumer = 'ignore'")
            << QStringList{
                       u"8:20: send_queue_limit must be from \"1 B\" to \"1 GiB\", but is the string \"0 B\"; "
                        "for example: send_queue_limit = \"256 KiB\""_s,
                       u"9:17: slow_consumer must be \"reject\" or \"drop_oldest\" or \"close\", but is the string "
                        "\"ignore\"; for example: slow_consumer = \"close\""_s};
    QTest::newRow("same route")
            << QByteArray("path = '/'\ncontroller = 'X'\n[[server.route]]\npath = '/'\n"
                          "method = 'POST|GET'\ncontroller = 'Y'")
            << QStringList{u"9:8: path \"/\" has a route for POST|GET already, at x.toml:7:14"_s};
}

void tst_ConfigReader::routeErrors()
{
    QFETCH(QByteArray, route);
    QFETCH(QStringList, errors);

    for (QString &error : errors)
        error.prepend("x.toml:"_L1);
    QCOMPARE(read(Server + "[[server.route]]\n" + route).errors, errors);
}

void tst_ConfigReader::queueOfTheRoute()
{
    const NodeConfig config = read(Server + "[[server.route]]\npath = '/'\ncontroller = 'X'\nsend_queue_limit = '9 KiB'\n"
                                            "slow_consumer = 'drop_oldest'\n[[server.route]]\npath = '/b'\ncontroller = 'X'\n");
    QCOMPARE(config.errors, QStringList());
    const QList<RouteConfig> routes = config.servers.constFirst().routes;
    QCOMPARE(routes.at(0).sendQueueLimit, 9 * 1024);
    QCOMPARE(routes.at(0).slowConsumer, SlowConsumer::DropOldest);
    QVERIFY(!routes.at(1).sendQueueLimit);
    QVERIFY(!routes.at(1).slowConsumer);
}

void tst_ConfigReader::apiKeys()
{
    const NodeConfig config = NodeConfig::fromToml(Server + R"([[api_key]]
name = "billing"
secret_file = "keys/billing.key"
scopes = ["read", "push"]

[[api_key]]
name = "ops"
secret_env = "OPS_KEY"
scopes = ["disconnect", "disconnect"]
)", u"/etc/landline/x.toml"_s);
    QVERIFY2(config.isValid(), qPrintable(config.errorString()));
    const QList<ApiKeyConfig> expected{
        {u"billing"_s, {}, u"/etc/landline/keys/billing.key"_s, {}, ApiScope::Read | ApiScope::Push,
         u"/etc/landline/x.toml:5:1"_s, u"/etc/landline/x.toml:7:15"_s},
        {u"ops"_s, {}, {}, u"OPS_KEY"_s, ApiScope::Disconnect, u"/etc/landline/x.toml:10:1"_s, u"/etc/landline/x.toml:12:14"_s},
    };
    QVERIFY(config.apiKeys == expected);
}

void tst_ConfigReader::apiKeyErrors_data()
{
    QTest::addColumn<QByteArray>("toml"); // from line 6 on
    QTest::addColumn<QString>("error");
    const auto row = [](const char *name, const QByteArray &toml, const QString &error) {
        QTest::newRow(name) << toml << error;
    };
    row("no name", "secret_file = 'a'\nscopes = ['read']",
        u"5:1: [[api_key]] needs a name; for example: name = \"billing\""_s);
    row("bad name", "name = 'a b'\nsecret_file = 'a'\nscopes = ['read']",
        u"6:8: name must be 1 to 64 letters (a-z, A-Z), digits, '-', '_' or '.', with a letter or digit first, but is the string "
        "\"a b\"; for example: name = \"billing\""_s);
    row("no secret", "name = 'a'\nscopes = ['read']",
        u"5:1: [[api_key]] needs a secret_file; for example: secret_file = \"billing.key\""_s);
    row("two secrets", "name = 'a'\nsecret_file = 'a'\nsecret_env = 'A'\nscopes = ['read']",
        u"8:14: secret_env and secret_file are both set: keep one of them"_s);
    row("empty file", "name = 'a'\nsecret_file = ''\nscopes = ['read']",
        u"7:15: secret_file must be the name of a file, but is the string \"\"; for example: secret_file = \"billing.key\""_s);
    row("no variable", "name = 'a'\nsecret_env = 'A=1'\nscopes = ['read']",
        u"7:14: secret_env must be the name of an environment variable, but is the string \"A=1\"; for example: secret_env = "
        "\"BILLING_KEY\""_s);
    row("no scopes", "name = 'a'\nsecret_file = 'a'",
        u"5:1: scopes must be a list of read, push and disconnect, but is missing; for example: scopes = [\"read\", \"push\", \"disconnect\"]"_s);
    row("empty scopes", "name = 'a'\nsecret_file = 'a'\nscopes = []",
        u"8:10: scopes has no scope: a key without scopes may do nothing; for example: scopes = [\"read\"]"_s);
    row("unknown scope", "name = 'a'\nsecret_file = 'a'\nscopes = ['read', 'admin']",
        u"8:19: scopes has \"admin\", which is no scope: known are read, push, disconnect"_s);
    row("secret itself", "name = 'a'\nsecret = 'a'\nsecret_env = 'A'\nscopes = ['read']",
        u"7:1: unknown key \"secret\" in [[api_key]]: it knows name, secret_file, secret_env and scopes"_s);
    row("same name", "name = 'a'\nsecret_file = 'a'\nscopes = ['read']\n[[api_key]]\nname = 'a'\nsecret_file = 'b'\nscopes = ['read']",
        u"10:8: name \"a\" is the name of another api_key already, at x.toml:5:1"_s);
}

void tst_ConfigReader::apiKeyErrors()
{
    QFETCH(QByteArray, toml);
    QFETCH(QString, error);

    const NodeConfig config = read(Server + "[[api_key]]\n" + toml + '\n');
    QCOMPARE(config.errorString(), "x.toml:"_L1 + error);
}

void tst_ConfigReader::app()
{
    const NodeConfig config = read(Server
                                   + "[app]\ngreeting = 'hello'\nworkers = 'not ours'\nrooms = ['a', {name = 'b'}]\n"
                                     "[app.limits]\nmost = 3\n[[app.bots]]\nname = 'x'\n");
    QVERIFY2(config.isValid(), qPrintable(config.errorString()));
    const QVariantMap expected{{u"greeting"_s, u"hello"_s},
                               {u"workers"_s, u"not ours"_s},
                               {u"rooms"_s, QVariantList{u"a"_s, QVariantMap{{u"name"_s, u"b"_s}}}},
                               {u"limits"_s, QVariantMap{{u"most"_s, 3LL}}},
                               {u"bots"_s, QVariantList{QVariantMap{{u"name"_s, u"x"_s}}}}};
    QCOMPARE(config.app(), expected);
    QCOMPARE(config.appOrigin(u"greeting"_s), u"x.toml:6:12"_s);
    QCOMPARE(config.appOrigin(u"rooms"_s), u"x.toml:8:9"_s);
    QCOMPARE(config.appOrigin(u"rooms.1.name"_s), u"x.toml:8:23"_s);
    QCOMPARE(config.appOrigin(u"limits.most"_s), u"x.toml:10:8"_s);
    QCOMPARE(config.appOrigin(u"bots.0.name"_s), u"x.toml:12:8"_s);
    QCOMPARE(config.appOrigin(u"nothing"_s), QString());
    QCOMPARE(read(Server).app(), QVariantMap());
}

void tst_ConfigReader::appErrors_data()
{
    QTest::addColumn<QByteArray>("toml");
    QTest::addColumn<QStringList>("errors");

    QTest::newRow("[[app]]") << Server + "[[app]]\n" << QStringList{u"5:3: app must be one table: write [app]"_s};
    QTest::newRow("value") << "app = 1\n" + Server << QStringList{u"1:1: app must be one table: write [app]"_s};
    QTest::newRow("misspelt") << Server + "[aps]\n"
                              << QStringList{u"5:2: unknown key \"aps\" in the part before the first table: did you mean \"app\"?"_s};
}

void tst_ConfigReader::appErrors()
{
    wholeFileErrors();
}

void tst_ConfigReader::unknownKeys_data()
{
    QTest::addColumn<QByteArray>("table");
    QTest::addColumn<QByteArray>("key");
    QTest::addColumn<QString>("advice");

    const QByteArray node("[node]");
    const QByteArray settings("[node.settings]");
    const QByteArray server("[[server]]");
    const QByteArray route("[[server.route]]");
    QTest::newRow("misspelt") << node << QByteArray("wrokers") << u"did you mean \"workers\"?"_s;
    QTest::newRow("transposed") << server << QByteArray("prot") << u"did you mean \"port\"?"_s;
    QTest::newRow("transposed, in another table")
            << node << QByteArray("prot") << u"did you mean \"port\" in [[server]]?"_s;
    QTest::newRow("other case") << node << QByteArray("Workers") << u"did you mean \"workers\"?"_s;
    QTest::newRow("dash") << settings << QByteArray("max-body-size")
                          << u"did you mean \"max_body_size\"?"_s;
    QTest::newRow("plural") << server << QByteArray("ports") << u"did you mean \"port\"?"_s;
    QTest::newRow("plural table") << server << QByteArray("routes") << u"did you mean \"route\"?"_s;
    QTest::newRow("nothing near")
            << node << QByteArray("zzz")
            << u"it knows name, workers, websocket_backend, label_key, max_connections, "
               "admin_socket, redact and settings"_s;
    QTest::newRow("wrong table") << node << QByteArray("port") << u"it belongs into [[server]]"_s;
    QTest::newRow("setting in the server")
            << server << QByteArray("max_message_size")
            << u"it belongs into [node.settings] or [server.settings]"_s;
    QTest::newRow("misspelt setting in the server")
            << server << QByteArray("max_mesage_size")
            << u"did you mean \"max_message_size\" in [node.settings] or [server.settings]?"_s;
    QTest::newRow("name in the route")
            << route << QByteArray("name") << u"it belongs into [node] or [[server]] or [[api_key]]"_s;
    QTest::newRow("sock_type") << server << QByteArray("sock_type")
                               << u"not needed: the host decides (an IPv4 or an IPv6 address)"_s;
    QTest::newRow("callbacks") << server << QByteArray("callbacks")
                               << u"not needed: [[server.route]] names a controller"_s;
    QTest::newRow("mode")
            << node << QByteArray("mode")
            << u"not needed: each worker always owns its connections, as with SWOOLE_BASE"_s;
    QTest::newRow("package_max_length")
            << settings << QByteArray("package_max_length")
            << u"it is called max_message_size here (max_body_size for HTTP), in "
                "[server.settings] or [node.settings]"_s;
    QTest::newRow("worker_num") << settings << QByteArray("worker_num")
                                << u"it is called workers here, in [node]"_s;
    QTest::newRow("socket_buffer_size")
            << settings << QByteArray("socket_buffer_size")
            << u"it is called send_queue_limit here, in [server.settings] or [node.settings]"_s;
    QTest::newRow("open_http_protocol")
            << settings << QByteArray("open_http_protocol")
            << u"not needed: servers of both types answer HTTP requests"_s;
    QTest::newRow("heartbeat_idle_time")
            << settings << QByteArray("heartbeat_idle_time")
            << u"it is called heartbeat_timeout here, in [server.settings] or [node.settings]"_s;
    QTest::newRow("a misspelt heartbeat") << settings << QByteArray("heartbeat_timout")
                                          << u"did you mean \"heartbeat_timeout\"?"_s;
    QTest::newRow("heartbeat in the node") << node << QByteArray("heartbeat_idle")
                                           << u"it belongs into [node.settings] or [server.settings]"_s;
    QTest::newRow("max_conn")
            << settings << QByteArray("max_conn")
            << u"it is called max_connections here, in [node], [node.settings] or [server.settings]"_s;
    QTest::newRow("TLS") << settings << QByteArray("ssl_cert_file")
                         << u"it is called certificate here, in [server.tls]"_s;
    QTest::newRow("ciphers of TLS") << settings << QByteArray("ssl_ciphers") << u"it is called ciphers here, in [server.tls]"_s;
    QTest::newRow("TLS in general") << settings << QByteArray("ssl_ecdh_curve")
                                    << u"TLS has a table of its own here: [server.tls]"_s;
    QTest::newRow("certificate in the server") << server << QByteArray("certificate")
                                               << u"it belongs into [server.tls] or [[server.tls.host]]"_s;
    QTest::newRow("middlewares")
            << server << QByteArray("middlewares")
            << u"it is called middleware here, in [[server]] or [[server.route]]"_s;
}

void tst_ConfigReader::unknownKeys()
{
    QFETCH(QByteArray, table);
    QFETCH(QByteArray, key);
    QFETCH(QString, advice);

    QByteArray toml = Server + "[[server.route]]\npath = '/'\ncontroller = 'X'\n[node.settings]\n";
    // [node] after [node.settings] is good TOML, and keeps the other tables' lines as they are.
    if (table == "[node]")
        toml += "[node]\n";
    toml.replace(table + '\n', table + '\n' + key + " = 1\n");
    const QStringList errors = read(toml).errors;
    QCOMPARE(errors.size(), 1);
    const int line = int(toml.left(toml.indexOf(key + " = 1")).count('\n')) + 1;
    QCOMPARE(errors.first(),
             "x.toml:%1:1: unknown key \"%2\" in %3: %4"_L1.arg(QString::number(line),
                                                                QString::fromUtf8(key),
                                                                QString::fromUtf8(table), advice));
}

void tst_ConfigReader::wholeFileErrors_data()
{
    QTest::addColumn<QByteArray>("toml");
    QTest::addColumn<QStringList>("errors");

    const QString noServer
            = u"1:1: there is no server: at least one [[server]] with name, type and port is "
               "needed"_s;
    QTest::newRow("empty") << QByteArray() << QStringList{noServer};
    QTest::newRow("only a BOM") << QByteArray("\xef\xbb\xbf") << QStringList{noServer};
    QTest::newRow("only a comment") << QByteArray("# nothing\n") << QStringList{noServer};
    QTest::newRow("only a node") << QByteArray("[node]\nworkers = 2\n") << QStringList{noServer};
    QTest::newRow("empty list") << QByteArray("server = []\n") << QStringList{noServer};
    QTest::newRow("servers")
            << QByteArray("[[servers]]\nname = 'a'\n")
            << QStringList{
                       u"1:3: unknown key \"servers\" in the part before the first table: each "
                        "server is a table of its own here: [[server]]"_s};
    QTest::newRow("[server]")
            << QByteArray("[server]\nname = 'a'\n")
            << QStringList{u"1:2: server must be a list of tables: write [[server]]"_s};
    QTest::newRow("[[node]]") << "[[node]]\n" + Server
                              << QStringList{u"1:3: node must be one table: write [node]"_s};
    QTest::newRow("key at the top")
            << "workers = 2\n" + Server
            << QStringList{
                       u"1:1: unknown key \"workers\" in the part before the first table: it "
                        "belongs into [node]"_s};
    QTest::newRow("unknown table")
            << Server + "[nodes]\n"
            << QStringList{
                       u"5:2: unknown key \"nodes\" in the part before the first table: did you "
                        "mean \"node\"?"_s};
    QTest::newRow("nothing near")
            << Server + "[zzzzzz]\n"
            << QStringList{
                       u"5:2: unknown key \"zzzzzz\" in the part before the first table: write "
                        "[node] or [[server]] first"_s};
    QTest::newRow("control characters")
            << Server + "\"\\u001b\\u202e\" = 1\n"
            << QStringList{
                       u"5:1: unknown key \"\\u001b\\u202e\" in [[server]]: it knows name, type, "
                        "host, port, middleware, settings, tls and route"_s};
    QTest::newRow("syntax")
            << Server + "host = 127.0.0.1\n"
            << QStringList{
                       u"5:13: cannot read this floating-point: expected decimal digit or "
                        "exponent, saw '.'; a string needs quotation marks: host = "
                        "\"127.0.0.1\""_s};
}

void tst_ConfigReader::wholeFileErrors()
{
    QFETCH(QByteArray, toml);
    QFETCH(QStringList, errors);

    for (QString &error : errors)
        error.prepend("x.toml:"_L1);
    QCOMPARE(read(toml).errors, errors);
}

void tst_ConfigReader::reportsEverythingInOrder()
{
    const NodeConfig config = read("[[server]]\nport = -1\ntype = 'x'\n[[server.route]]\nfoo = 1\n"
                                   "[node]\nworkers = 0\n[node.settings]\nhead_timeout = 1\n");
    QStringList places;
    for (const QString &error : config.errors)
        places.append(error.section(u' ', 0, 1));
    const QStringList wanted{u"x.toml:1:1: [[server]]"_s,
                             u"x.toml:2:8: port"_s,
                             u"x.toml:3:8: type"_s,
                             u"x.toml:4:1: [[server.route]]"_s,
                             u"x.toml:4:1: [[server.route]]"_s,
                             u"x.toml:5:1: unknown"_s,
                             u"x.toml:7:11: workers"_s,
                             u"x.toml:9:16: head_timeout"_s};
    QCOMPARE(places, wanted);
}

QTEST_APPLESS_MAIN(tst_ConfigReader)
#include "tst_configreader.moc"
