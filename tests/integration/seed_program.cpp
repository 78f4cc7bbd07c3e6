// SPDX-FileCopyrightText: 2026 The Landline authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "tst_seed.h"

#include "controllers/websocketcontroller.h"
#include "nginxexample.h"
#include "support/finishedprocess.h"
#include "support/landlineprocess.h"
#include "support/patience.h"
#include "support/rawclient.h"
#include "support/testclient.h"
#include "support/testnode.h"

#include <Landline/Landline>

#include <QtCore/qjsondocument.h>
#include <QtCore/qjsonobject.h>
#include <QtTest/qtest.h>

using namespace Landline;
using namespace Qt::StringLiterals;

namespace {

/// HTTP first, on purpose.
const QByteArray threeServers = R"(
[node]
workers = 3
websocket_backend = "@BACKEND@"

[[server]]
name = "http"
type = "http"
host = "0.0.0.0"
port = 0

[[server]]
name = "ws"
type = "websocket"
host = "0.0.0.0"
port = 0

[[server.route]]
method = "GET"
path = "/"
controller = "WebSocketController"

[[server]]
name = "more"
type = "websocket"
host = "127.0.0.1"
port = 0
)";

FinishedProcess runPeer(const QString &testCase, const QUrl &url)
{
    return FinishedProcess::run(FinishedProcess::pythonWithWebSockets(),
                        {QStringLiteral(LANDLINE_SOURCE_DIR "/tests/integration/peer.py"), testCase,
                         url.toString()});
}

} // namespace

#define SKIP_WITHOUT_PYTHON()                                                                      \
    if (FinishedProcess::pythonWithWebSockets().isEmpty())                                                 \
    QSKIP("python3-websockets is not installed.")

#define SKIP_WITHOUT_NGINX()                                                                       \
    if (!NginxExample::isInstalled())                                                              \
    QSKIP("nginx is not installed.")

NginxExample *tst_Seed::nginx()
{
    if (!m_nginx) {
        m_nginx = std::make_unique<NginxExample>();
        if (!m_nginx->start())
            qWarning("%s", m_nginx->output().constData());
    }
    return m_nginx.get();
}

void tst_Seed::s18_startStartsEverything()
{
    // One command starts everything, and what runs without a file is the page's own pair of servers.
    const NodeConfig config = NodeConfig::embeddedDefault();
    QCOMPARE(config.servers.size(), 2);
    QCOMPARE(config.servers.at(0).port, quint16(9502));
    QCOMPARE(config.servers.at(1).port, quint16(9501));
    TestNode node(config);
    QVERIFY2(node.start(), node.error());
    TestClient inProcess;
    QVERIFY(inProcess.open(node.url(u"ws"_s)));
    QVERIFY(inProcess.waitForFrames(1));
    QCOMPARE(inProcess.texts(), QStringList({u"Opened"_s}));

    LandlineProcess landline;
    landline.setConfig(threeServers);
    QVERIFY2(landline.start(3), landline.errorOutput());
    TestClient client;
    QVERIFY(client.open(QUrl(u"ws://127.0.0.1:%1/"_s.arg(landline.port(u"WebSocket"_s)))));
    client.send(u"hello"_s);
    QVERIFY(client.waitForFrames(2));
    QCOMPARE(client.texts(), QStringList({u"Opened"_s, u"Recv: hello"_s}));
    landline.terminate();
    QCOMPARE(landline.waitForEnd(), 0);
}

void tst_Seed::s19_anyClient()
{
    // Any WebSocket client can talk to it.
    SKIP_WITHOUT_PYTHON();
    TestNode node(TestNode::twoServers);
    node->addRoutes(u"ws"_s, [](Router &router) { router.webSocket<WebSocketController>("/"); });
    QVERIFY2(node.start(), node.error());
    for (const QString &server : {u"ws"_s, u"http"_s}) {
        const FinishedProcess peer = runPeer(u"seed"_s, node.url(server));
        QVERIFY2(peer.exitCode == 0, peer.errorOutput);
    }
}

void tst_Seed::s20_workerLines()
{
    // "[INFO] Worker#N started.", a line for each worker, from 0.
    LandlineProcess landline;
    landline.setConfig(threeServers);
    QVERIFY2(landline.start(3), landline.errorOutput());
    QCOMPARE(landline.lines().mid(0, 3),
             QStringList({u"[INFO] Worker#0 started."_s, u"[INFO] Worker#1 started."_s,
                          u"[INFO] Worker#2 started."_s}));
    QVERIFY(!landline.output().contains("Worker#3"));
}

void tst_Seed::s21_webSocketLine()
{
    // "[INFO] WebSocket Server listening at host:port", once for each.
    LandlineProcess landline;
    landline.setConfig(threeServers);
    QVERIFY2(landline.start(3), landline.errorOutput());
    const quint16 first = landline.port(u"WebSocket"_s, 0);
    const quint16 second = landline.port(u"WebSocket"_s, 1);
    QVERIFY(first != 0 && second != 0 && first != second);
    QCOMPARE(landline.lines().mid(3, 2),
             QStringList({u"[INFO] WebSocket Server listening at 0.0.0.0:%1"_s.arg(first),
                          u"[INFO] WebSocket Server listening at 127.0.0.1:%1"_s.arg(second)}));
    for (const quint16 port : {first, second}) {
        RawClient client(port);
        QVERIFY(client.ask(Wire::handshake("/nowhere")).status == 404);
    }
}

void tst_Seed::s22_httpLineComesLast()
{
    // "[INFO] HTTP Server listening at host:port", behind WebSocket's whatever the file's order; no more.
    LandlineProcess landline;
    landline.setConfig(threeServers);
    QVERIFY2(landline.start(3), landline.errorOutput());
    const quint16 port = landline.port(u"HTTP"_s);
    QCOMPARE(landline.lines().mid(5),
             QStringList({u"[INFO] HTTP Server listening at 0.0.0.0:%1"_s.arg(port)}));
    landline.terminate();
    QCOMPARE(landline.waitForEnd(), 0);
    QCOMPARE(landline.lines().size(), 6);
}

void tst_Seed::s35_nodesBehindNginx()
{
    // Several nodes stand behind one nginx, which deals out the clients.
    SKIP_WITHOUT_NGINX();
    QVERIFY2(nginx()->port() != 0, nginx()->output());
    std::vector<std::unique_ptr<TestClient>> clients;
    QList<qint64> fds;
    for (int i = 0; i < 4; ++i) {
        clients.push_back(std::make_unique<TestClient>());
        QVERIFY(clients.back()->open(nginx()->url(u"/demo"_s)));
        fds.append(clients.back()->fd());
    }
    // Each node has numbers of its own.
    std::sort(fds.begin(), fds.end());
    QCOMPARE(fds, QList<qint64>({1, 1, 2, 2}));
    for (const auto &client : clients)
        QCOMPARE(client->ask(u"hello"_s), u"Recv: hello"_s);
}

void tst_Seed::s36_constantUpgradeHeader()
{
    // nginx sends a constant "Upgrade: websocket", with plain requests too: those are answered as such.
    SKIP_WITHOUT_NGINX();
    QVERIFY2(nginx()->port() != 0, nginx()->output());
    RawClient plain(nginx()->port());
    for (const QByteArray &method : {QByteArray("GET"), QByteArray("HEAD"), QByteArray("GET")}) {
        const HttpAnswer answer = plain.ask(Wire::request(method, "/match/x?q=1"));
        QCOMPARE(answer.status, 200);
        if (method == "HEAD")
            continue;
        const QJsonObject matched = QJsonDocument::fromJson(answer.body).object();
        QCOMPARE(matched.value(u"route"_s).toString(), u"/match/{name}"_s);
        QCOMPARE(matched.value(u"parameters"_s).toObject(), QJsonObject({{u"name"_s, u"x"_s}}));
        QCOMPARE(matched.value(u"query"_s).toObject(), QJsonObject({{u"q"_s, u"1"_s}}));
    }
    QCOMPARE(plain.ask(Wire::get("/nowhere")).status, 404);
    QCOMPARE(plain.ask(Wire::request("POST", "/server/send",
                                     "Content-Type: application/x-www-form-urlencoded\r\n",
                                     "fd=999999"))
                     .status,
             404);
    QCOMPARE(plain.ask(Wire::get("/server/send")).status, 400);

    RawClient upgraded(nginx()->port());
    QCOMPARE(upgraded.ask(Wire::handshake()).header("Sec-WebSocket-Accept"), Wire::acceptedKey);
    QCOMPARE(upgraded.frame().value_or(Wire::ServerFrame()).payload, QByteArray("Opened"));
}

void tst_Seed::s37_http10AsPrinted()
{
    // With three lines of nginx's file commented out, as the page prints them, it speaks HTTP/1.0 to "io_nodes".
    QFile file(QStringLiteral(LANDLINE_SOURCE_DIR "/examples/nginx/nginx.conf.in"));
    QVERIFY(file.open(QIODevice::ReadOnly));
    const QByteArray printed = file.readAll();
    QVERIFY(printed.contains("    proxy_set_header Upgrade \"websocket\";\n"
                             "    proxy_set_header Connection \"upgrade\";\n"
                             "    # proxy_set_header X-Forwarded-For $proxy_add_x_forwarded_for;\n"
                             "    # proxy_set_header Host $host;\n"
                             "    # proxy_http_version 1.1;\n"));

    TestNode node(TestNode::twoServers);
    node->addRoutes(u"ws"_s, [](Router &router) {
        router.webSocket<WebSocketController>("/");
        router.get("/plain", [](const Request &) { return "plain"; });
    });
    QVERIFY2(node.start(), node.error());
    const QByteArray always
            = " HTTP/1.0\r\nUpgrade: websocket\r\nConnection: upgrade\r\nHost: io_nodes\r\n";
    RawClient plain(node.port(u"ws"_s));
    QCOMPARE(plain.ask("GET /plain" + always + "\r\n").body, QByteArray("plain"));
    QVERIFY(plain.waitForEnd());
    RawClient client(node.port(u"ws"_s));
    const HttpAnswer answer = client.ask("GET /" + always + "Sec-WebSocket-Key: " + Wire::key
                                         + "\r\nSec-WebSocket-Version: 13\r\n\r\n");
    QCOMPARE(answer.status, 101);
    client.send(Wire::frame(Wire::Text, "hello"));
    QCOMPARE(client.frame().value_or(Wire::ServerFrame()).payload, QByteArray("Opened"));
    QCOMPARE(client.frame().value_or(Wire::ServerFrame()).payload, QByteArray("Recv: hello"));
}

void tst_Seed::s37_throughNginx_data()
{
    QTest::addColumn<QString>("client");
    QTest::newRow("QWebSocket") << u"QWebSocket"_s;
    QTest::newRow("python3-websockets") << u"python"_s;
    QTest::newRow("ended by the nodes") << u"ended"_s;
}

void tst_Seed::s37_throughNginx()
{
    // WebSocket works through nginx with the file as it is printed, down to the close codes.
    QFETCH(QString, client);
    SKIP_WITHOUT_NGINX();
    QVERIFY2(nginx()->port() != 0, nginx()->output());
    if (client == u"python") {
        SKIP_WITHOUT_PYTHON();
        const FinishedProcess peer = runPeer(u"seed"_s, nginx()->url(u"/"_s));
        QVERIFY2(peer.exitCode == 0, peer.errorOutput);
        return;
    }
    TestClient socket;
    QVERIFY(socket.open(nginx()->url(u"/"_s)));
    socket.send(u"hello"_s);
    QVERIFY(socket.waitForFrames(2));
    QCOMPARE(socket.texts(), QStringList({u"Opened"_s, u"Recv: hello"_s}));
    if (client == u"ended") {
        nginx()->end();
        QVERIFY(socket.waitForEnd());
        QCOMPARE(socket.closeCode(), CloseCode::GoingAway);
        TRY_VERIFY(!nginx()->isRunning());
        QCOMPARE(nginx()->exitCode(), 0);
    } else {
        socket.close(4001, u"enough"_s);
        QVERIFY(socket.waitForEnd());
        QCOMPARE(socket.closeCode(), quint16(4001));
    }
}
