// SPDX-FileCopyrightText: 2026 The Landline authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "support/backendlimits.h"
#include "support/finishedprocess.h"
#include "support/landlineprocess.h"

#include <QtCore/qfile.h>
#include <QtCore/qstandardpaths.h>
#include <QtCore/qurl.h>
#include <QtTest/qtest.h>

using namespace Landline;
using namespace Qt::StringLiterals;

/// Clients that are not Qt's against the real program: python3-websockets, Node's ws and curl.
class tst_Peers : public QObject
{
    Q_OBJECT

private slots:
    void initTestCase();
    void webSockets_data();
    void webSockets();
    void compression_data();
    void compression();
    void compressionWithNode_data();
    void compressionWithNode();
    void curl_data();
    void curl();
    void curlReadsRefusals();

private:
    LandlineProcess m_landline;
};

static const QByteArray Config = R"(
[node]
workers = 2
websocket_backend = "@BACKEND@"

[[server]]
name = "ws"
type = "websocket"
port = 0

[[server.route]]
path = "/"
controller = "WebSocketController"

[[server.route]]
path = "/echo"
controller = "EchoController"

[[server.route]]
path = "/demo"
controller = "DemoController"

[[server.route]]
path = "/server"
controller = "ServerController"

[[server.route]]
method = "GET|POST"
path = "/match/{name}"
controller = "RouteEcho"

[[server]]
name = "http"
type = "http"
port = 0

[[server.route]]
path = "/server"
controller = "ServerController"

[[server]]
name = "compressed"
type = "websocket"
port = 0

[server.settings]
compression = true
compression_min_size = 0

[[server.route]]
path = "/echo"
controller = "EchoController"

[[server]]
name = "compressed with context"
type = "websocket"
port = 0

[server.settings]
compression = true
compression_context_takeover = true
compression_level = 6
compression_window_bits = 12

[[server.route]]
path = "/echo"
controller = "EchoController"
)";

void tst_Peers::initTestCase()
{
    m_landline.setConfig(Config);
    QVERIFY2(m_landline.start(4), m_landline.errorOutput());
}

void tst_Peers::webSockets_data()
{
    QTest::addColumn<QString>("path");
    const auto row = [](const char *testCase, const QString &path = u"/echo"_s) {
        QTest::newRow(testCase) << path;
    };
    row("seed", u"/"_s);
    row("text");
    row("binary");
    row("sizes");
    row("fragments");
    row("ping");
    row("close");
    row("bad_text");
    row("origin_and_headers");
    row("foreign_origin");
    row("many");
    row("server_closes", u"/demo"_s);
}

void tst_Peers::webSockets()
{
    QFETCH(QString, path);
    const QString python = FinishedProcess::pythonWithWebSockets();
    if (python.isEmpty())
        QSKIP("python3-websockets is not installed.");
    for (const QString &kind : {u"WebSocket"_s, u"HTTP"_s}) {
        const QString url = u"ws://127.0.0.1:%1%2"_s.arg(m_landline.port(kind)).arg(path);
        const FinishedProcess peer
                = FinishedProcess::run(python,
                               {QStringLiteral(LANDLINE_SOURCE_DIR "/tests/integration/peer.py"),
                                QString::fromLatin1(QTest::currentDataTag()), url});
        QVERIFY2(peer.exitCode == 0, peer.errorOutput);
    }
    QVERIFY2(m_landline.isRunning(), m_landline.errorOutput());
}

void tst_Peers::compression_data()
{
    QTest::addColumn<QString>("testCase");
    for (const char *testCase : {"deflate", "text", "binary", "sizes", "fragments", "ping", "close", "bad_text",
                                 "origin_and_headers", "many"})
        QTest::newRow(testCase) << QString::fromLatin1(testCase);
}

void tst_Peers::compression()
{
    QFETCH(const QString, testCase);
    const QString python = FinishedProcess::pythonWithWebSockets();
    if (python.isEmpty())
        QSKIP("python3-websockets is not installed.");
    if (lacks(QtLimit::Extensions))
        QSKIP("It has no extensions.");
    for (const int server : {1, 2}) {
        const QString url = u"ws://127.0.0.1:%1/echo"_s.arg(m_landline.port(u"WebSocket"_s, server));
        const FinishedProcess peer
                = FinishedProcess::run(python,
                               {QStringLiteral(LANDLINE_SOURCE_DIR "/tests/integration/peer.py"),
                                testCase, url});
        QVERIFY2(peer.exitCode == 0, peer.errorOutput);
    }
    QVERIFY2(m_landline.isRunning(), m_landline.errorOutput());
}

void tst_Peers::compressionWithNode_data()
{
    QTest::addColumn<QString>("options"); // of ws's perMessageDeflate
    QTest::newRow("as it comes") << u"{}"_s;
    QTest::newRow("without context")
            << u"{\"serverNoContextTakeover\": true, \"clientNoContextTakeover\": true}"_s;
    QTest::newRow("server without context") << u"{\"serverNoContextTakeover\": true}"_s;
    QTest::newRow("windows") << u"{\"serverMaxWindowBits\": 9, \"clientMaxWindowBits\": 10}"_s;
    QTest::newRow("everything compressed") << u"{\"threshold\": 0}"_s;
}

void tst_Peers::compressionWithNode()
{
    QFETCH(const QString, options);
    if (lacks(QtLimit::Extensions))
        QSKIP("It has no extensions.");
    QProcessEnvironment environment = QProcessEnvironment::systemEnvironment();
    // Where Debian keeps Node's packages; its own node looks there by itself, others do not.
    environment.insert(u"NODE_PATH"_s, environment.value(u"NODE_PATH"_s) + u":/usr/share/nodejs"_s);
    const QString probe = u"require('ws').WebSocket.name"_s;
    if (FinishedProcess::run(u"node"_s, {u"-e"_s, probe}, environment).exitCode != 0)
        QSKIP("Node's ws is not installed.");
    for (const int server : {1, 2}) {
        const QString url = u"ws://127.0.0.1:%1/echo"_s.arg(m_landline.port(u"WebSocket"_s, server));
        const FinishedProcess peer = FinishedProcess::run(
                u"node"_s, {QStringLiteral(LANDLINE_SOURCE_DIR "/tests/integration/peer.js"), url, options}, environment);
        QVERIFY2(peer.exitCode == 0, peer.errorOutput);
    }
    QVERIFY2(m_landline.isRunning(), m_landline.errorOutput());
}

void tst_Peers::curl_data()
{
    QTest::addColumn<QStringList>("arguments");
    QTest::addColumn<QByteArray>("expected"); // the body, then the status
    const QByteArray matched
            = R"({"method":"POST","parameters":{"name":"x"},"query":{"q":"1"},"route":"/match/{name}",)"
              R"("server":"ws"})";
    const QByteArray fetched = QByteArray(matched).replace("POST", "GET");
    QTest::newRow("GET") << QStringList({u"/match/x?q=1"_s}) << fetched + "200";
    QTest::newRow("POST") << QStringList({u"--data"_s, u"a=b"_s, u"/match/x?q=1"_s})
                          << matched + "200";
    QTest::newRow("HEAD") << QStringList(
            {u"--head"_s, u"--output"_s, u"/dev/null"_s, u"/match/x"_s})
                          << QByteArray("200");
    QTest::newRow("HTTP/1.0") << QStringList({u"--http1.0"_s, u"/match/x?q=1"_s})
                              << fetched + "200";
    QTest::newRow("upgrade to HTTP/2 offered")
            << QStringList({u"--http2"_s, u"/match/x?q=1"_s}) << fetched + "200";
    QTest::newRow("chunks") << QStringList({u"--header"_s, u"Transfer-Encoding: chunked"_s,
                                            u"--data"_s, u"a=b"_s, u"/match/x?q=1"_s})
                            << matched + "200";
    QTest::newRow("a body of 1 MiB, asked for")
            << QStringList({u"--data-binary"_s, u"@large"_s, u"--header"_s,
                            u"Expect: 100-continue"_s, u"/match/x?q=1"_s})
            << matched + "200";
    QTest::newRow("JSON") << QStringList({u"--header"_s, u"Content-Type: application/json"_s,
                                          u"--data"_s, u"{\"fd\": 999999}"_s, u"/server/send"_s})
                          << QByteArray("There never was such a connection404");
    QTest::newRow("not a number")
            << QStringList({u"/server/send?fd=one"_s})
            << QByteArray("Argument \"fd\" must be a whole number of 64 bits, not \"one\"400");
    QTest::newRow("nowhere") << QStringList({u"/nowhere"_s}) << QByteArray("Not Found404");
}

void tst_Peers::curl()
{
    QFETCH(QStringList, arguments);
    if (QStandardPaths::findExecutable(u"curl"_s).isEmpty())
        QSKIP("curl is not installed.");
    QFile large(m_landline.filePath(u"large"_s));
    QVERIFY(large.open(QIODevice::WriteOnly) && large.resize(1024 * 1024));
    large.close();
    arguments.replaceInStrings(u"@large"_s, u'@' + large.fileName());
    arguments.last().prepend(u"http://127.0.0.1:%1"_s.arg(m_landline.port(u"WebSocket"_s)));
    const FinishedProcess run = FinishedProcess::run(
            u"curl"_s,
            QStringList({u"--silent"_s, u"--show-error"_s, u"--globoff"_s, u"--max-time"_s, u"30"_s,
                         u"--write-out"_s, u"%{http_code}"_s, u"--noproxy"_s, u"*"_s})
                    + arguments);
    QVERIFY2(run.exitCode == 0, run.errorOutput);
    QTEST(run.output, "expected");
}

void tst_Peers::curlReadsRefusals()
{
    if (QStandardPaths::findExecutable(u"curl"_s).isEmpty())
        QSKIP("curl is not installed.");
    const FinishedProcess run
            = FinishedProcess::run(u"curl"_s,
                           {u"--silent"_s, u"--include"_s, u"--max-time"_s, u"30"_s, u"--noproxy"_s,
                            u"*"_s, u"--header"_s, u"Connection: Upgrade"_s, u"--header"_s,
                            u"Upgrade: websocket"_s, u"--header"_s, u"Sec-WebSocket-Version: 13"_s,
                            u"http://127.0.0.1:%1/"_s.arg(m_landline.port(u"HTTP"_s))});
    QCOMPARE(run.exitCode, 0);
    QVERIFY2(run.output.startsWith("HTTP/1.1 400 Bad Request\r\n"), run.output);
    QVERIFY2(run.output.endsWith("\r\n\r\nsec-websocket-key is invalid!"), run.output);
}

QTEST_GUILESS_MAIN(tst_Peers)
#include "tst_peers.moc"
