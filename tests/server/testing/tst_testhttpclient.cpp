// SPDX-FileCopyrightText: 2026 The Landline authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "support/backendlimits.h"
#include "support/testauthority.h"
#include "testing/test.h"

#include <Landline/Landline>

#include <QtNetwork/qtcpserver.h>
#include <QtTest/qtest.h>

using namespace Landline;
using namespace Qt::StringLiterals;

/// Requests to both kinds of server, and answers that are none.
class tst_TestHttpClient : public QObject
{
    Q_OBJECT

private slots:
    void methods_data();
    void methods();
    void fields();
    void json();
    void webSocketServer();
    void streams();
    void tls();
    void failures();
    void timesOut();
};

namespace {

NodeConfig config(ServerType type = ServerType::Http)
{
    ServerConfig server;
    server.name = u"test"_s;
    server.type = type;
    NodeConfig config;
    config.servers = {server};
    config.backend = testBackend();
    return config;
}

/// Says what came.
void describeRequests(Router &router)
{
    router.any("/größe", [](const Request &request) {
        Response response = Response::text(QString::fromUtf8(request.method() + '|' + request.query("q").toUtf8() + '|'
                                                             + request.header("Content-Type") + '|' + request.header("X-Test")
                                                             + '|' + request.header("Cookie") + '|' + request.body()));
        response.addCookie("session", "abc");
        return response;
    });
}

} // namespace

void tst_TestHttpClient::methods_data()
{
    QTest::addColumn<QByteArray>("method");
    QTest::addColumn<QByteArray>("body");
    QTest::addColumn<QString>("text");
    QTest::newRow("GET") << QByteArray("GET") << QByteArray() << u"GET|a b||||"_s;
    QTest::newRow("HEAD") << QByteArray("HEAD") << QByteArray() << QString();
    QTest::newRow("POST") << QByteArray("POST") << QByteArray("hello") << u"POST|a b|text/plain|||hello"_s;
    QTest::newRow("POST without a body") << QByteArray("POST") << QByteArray() << u"POST|a b||||"_s;
    QTest::newRow("DELETE") << QByteArray("DELETE") << QByteArray() << u"DELETE|a b||||"_s;
}

void tst_TestHttpClient::methods()
{
    QFETCH(const QByteArray, method);
    QFETCH(const QByteArray, body);
    Test::Node node(config());
    node.addRoutes(describeRequests);
    QVERIFY2(node.start(), qPrintable(node.errorString()));
    Test::HttpClient http(node);
    const Test::HttpResponse response = http.request(method, u"/größe?q=a b"_s, body, "text/plain");
    QVERIFY2(response.status == 200, qPrintable(http.errorString()));
    QTEST(response.text(), "text");
    QCOMPARE(response.cookie("session"), "abc");
}

void tst_TestHttpClient::fields()
{
    Test::Node node(config());
    node.addRoutes(describeRequests);
    QVERIFY2(node.start(), qPrintable(node.errorString()));
    Test::HttpClient http(node);
    http.setHeader("X-Test", "one");
    http.setCookie("a", "1");
    QCOMPARE(http.get(u"/größe"_s).text(), u"GET|||one|a=1|"_s);
    http.setHeader("X-Test", {});
    http.setCookie("a", {});
    QCOMPARE(http.get(u"/größe"_s).text(), u"GET|||||"_s);
    QCOMPARE(http.get(u"/nowhere"_s).status, 404);
}

void tst_TestHttpClient::json()
{
    Test::Node node(config());
    node.addRoutes([](Router &router) {
        router.post("/", [](const Request &request) {
            return Response::json(QJsonObject{{u"got"_s, QJsonDocument::fromJson(request.body()).object()}});
        });
    });
    QVERIFY2(node.start(), qPrintable(node.errorString()));
    Test::HttpClient http(node);
    const QJsonObject sent{{u"n"_s, 1}};
    QCOMPARE(http.post(u"/"_s, sent).json().object(), (QJsonObject{{u"got"_s, sent}}));
}

void tst_TestHttpClient::webSocketServer()
{
    Test::Node node(config(ServerType::WebSocket));
    node.addRoutes([](Router &router) { router.get("/health", [](const Request &) { return "ok"; }); });
    QVERIFY2(node.start(), qPrintable(node.errorString()));
    Test::HttpClient http(node);
    QCOMPARE(http.get(u"/health"_s).text(), u"ok"_s);
}

void tst_TestHttpClient::streams()
{
    Test::Node node(config());
    node.addRoutes([](Router &router) {
        router.get("/", [](const Request &) {
            return Response::stream("text/plain", [left = 3]() mutable { return left-- > 0 ? QByteArray("piece ") : QByteArray(); });
        });
    });
    QVERIFY2(node.start(), qPrintable(node.errorString()));
    QCOMPARE(Test::HttpClient(node).get(u"/"_s).text(), u"piece piece piece "_s);
}

void tst_TestHttpClient::tls()
{
    TestAuthority authority;
    QVERIFY2(authority.issue(u"a"_s, {u"localhost"_s}), authority.error());
    NodeConfig secure = config();
    secure.servers[0].tls = authority.tls({u"a"_s});
    Test::Node node(secure);
    node.addRoutes([](Router &router) { router.get("/", [](const Request &) { return "ok"; }); });
    QVERIFY2(node.start(), qPrintable(node.errorString()));
    QCOMPARE(Test::HttpClient(node).get(u"/"_s).text(), u"ok"_s);
    Test::HttpClient verifying(node.url());
    verifying.setSslConfiguration(authority.client());
    QCOMPARE(verifying.get(u"/"_s).text(), u"ok"_s);
}

void tst_TestHttpClient::failures()
{
    Test::Node node(config());
    Test::HttpClient http(node);
    QCOMPARE(http.get(u"/a"_s).status, 0);
    QCOMPARE(http.errorString(), u"GET /a: expected a response, but the node does not run"_s);

    QTcpServer server;
    QVERIFY(server.listen(QHostAddress::LocalHost));
    const QUrl url(u"http://127.0.0.1:%1"_s.arg(server.serverPort()));
    connect(&server, &QTcpServer::newConnection, &server, [&server] { server.nextPendingConnection()->disconnectFromHost(); });
    Test::HttpClient closing(url);
    QCOMPARE(closing.get(u"/a"_s).status, 0);
    QCOMPARE(closing.errorString(), u"GET %1/a: expected a response, but the server ended the connection before a response"_s.arg(
                                            url.toString()));
    server.close();
    QCOMPARE(closing.get(u"/a"_s).status, 0);
    QVERIFY(closing.errorString().endsWith(u"expected a response, but Connection refused"_s));
}

void tst_TestHttpClient::timesOut()
{
    QTcpServer server; // accepts, and says nothing
    QVERIFY(server.listen(QHostAddress::LocalHost));
    Test::HttpClient http(QUrl(u"http://127.0.0.1:%1"_s.arg(server.serverPort())));
    http.setTimeout(std::chrono::milliseconds(1));
    QCOMPARE(http.get(u"/"_s).status, 0);
    QVERIFY(http.errorString().endsWith(u"none came within 1 ms; 0 bytes did"_s));
}

QTEST_GUILESS_MAIN(tst_TestHttpClient)
#include "tst_testhttpclient.moc"
