// SPDX-FileCopyrightText: 2026 The Landline authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "http/entrance.h"
#include "http/incoming.h"
#include "http/pipeline.h"
#include "http/requesthead.h"
#include "support/wire.h"

#include <QtNetwork/qhostaddress.h>
#include <QtTest/qtest.h>

using namespace Landline;

/// From a head to a request, and from a handshake to its answer.
class tst_Incoming : public QObject
{
    Q_OBJECT

private slots:
    void request_data();
    void request();
    void redaction();
    void requestsShareNothing();
    void proxied_data();
    void proxied();
    void forwardedOrigin_data();
    void forwardedOrigin();
    void hosts_data();
    void hosts();
    void handshake_data();
    void handshake();
    void isLetIn_data();
    void isLetIn();
};

namespace {

RequestHead headOf(const QByteArray &bytes)
{
    const ParsedHead parsed = RequestHead::parse(bytes);
    if (!parsed.isComplete())
        qFatal("no head: %s", bytes.constData());
    return parsed.head;
}

} // namespace

void tst_Incoming::request_data()
{
    QTest::addColumn<QByteArray>("bytes");
    QTest::addColumn<QByteArray>("method");
    QTest::addColumn<QString>("path");
    QTest::addColumn<QString>("name"); // of the query
    QTest::addColumn<QByteArray>("host");
    QTest::addColumn<int>("versionMinor");

    QTest::newRow("a path") << QByteArray("GET /a/b HTTP/1.1\r\nHost: h\r\n\r\n")
                            << QByteArray("GET") << "/a/b" << QString() << QByteArray("h") << 1;
    QTest::newRow("a query") << QByteArray("PUT /a?name=ann%20b HTTP/1.1\r\nHost: h:1\r\n\r\n")
                             << QByteArray("PUT") << "/a"
                             << "ann b" << QByteArray("h:1") << 1;
    QTest::newRow("a whole URL") << QByteArray(
            "GET http://other:80/a?name=x HTTP/1.1\r\nHost: h\r\n\r\n")
                                 << QByteArray("GET") << "/a"
                                 << "x" << QByteArray("other:80") << 1;
    QTest::newRow("HTTP 1.0") << QByteArray("GET /a HTTP/1.0\r\n\r\n") << QByteArray("GET") << "/a"
                              << QString() << QByteArray() << 0;
}

void tst_Incoming::request()
{
    QFETCH(const QByteArray, bytes);
    const Request request = incomingRequest(headOf(bytes), PeerAddress(QHostAddress("192.0.2.1"), 4711), {});
    QTEST(request.method(), "method");
    QTEST(request.path(), "path");
    QTEST(request.query("name"), "name");
    QTEST(request.header("Host"), "host");
    QTEST(request.versionMinor(), "versionMinor");
    QCOMPARE(request.peerAddress(), QHostAddress("192.0.2.1"));
    QCOMPARE(request.peerPort(), 4711);
    QVERIFY(request.body().isEmpty());
    QVERIFY(!request.isHandshake());
}

void tst_Incoming::redaction()
{
    const RequestHead head = headOf(Wire::get("/a?sid=s3cret"));
    Entrance entrance;
    QVERIFY(!incomingRequest(head, PeerAddress(), entrance).redaction().hides("sid"));
    entrance.redaction = Redaction({"sid"});
    QVERIFY(incomingRequest(head, PeerAddress(), entrance).redaction().hides("sid"));
    QVERIFY(incomingHandshake(head, PeerAddress(), entrance).redaction().hides("sid"));
}

void tst_Incoming::requestsShareNothing()
{
    const RequestHead head = headOf(Wire::get("/"));
    const Request one = incomingRequest(head, PeerAddress(), {});
    const Request other = incomingRequest(head, PeerAddress(), {});
    QVERIFY(&one.context() != &other.context());
}

void tst_Incoming::proxied_data()
{
    QTest::addColumn<QString>("trusted");
    QTest::addColumn<bool>("secure");
    QTest::addColumn<QString>("peer");
    QTest::addColumn<QByteArray>("host");
    QTest::addColumn<bool>("seenAsSecure");

    QTest::newRow("nobody is trusted") << QString() << false << "192.0.2.1" << QByteArray("h") << false;
    QTest::newRow("nobody is trusted, TLS") << QString() << true << "192.0.2.1" << QByteArray("h") << true;
    QTest::newRow("another is trusted") << "192.0.2.2" << false << "192.0.2.1" << QByteArray("h") << false;
    QTest::newRow("trusted") << "192.0.2.0/24" << false << "203.0.113.9" << QByteArray("a.example") << true;
}

void tst_Incoming::proxied()
{
    QFETCH(const QString, trusted);
    QFETCH(const bool, secure);
    const RequestHead head = headOf(Wire::get("/", "X-Forwarded-For: 203.0.113.9\r\nX-Forwarded-Host: a.example\r\n"
                                                   "X-Forwarded-Proto: https\r\n").replace("localhost", "h"));
    Entrance entrance;
    if (!trusted.isEmpty())
        entrance.settings.trustedProxies.append(*IpNetwork::fromString(trusted));
    const Request request = incomingRequest(head, PeerAddress(QHostAddress("192.0.2.1"), 1), entrance, secure);
    QTEST(request.peerAddress().toString(), "peer");
    QTEST(request.host(), "host");
    QTEST(request.isSecure(), "seenAsSecure");
    QCOMPARE(request.header("Host"), "h");
}

void tst_Incoming::forwardedOrigin_data()
{
    QTest::addColumn<QString>("trusted");
    QTest::addColumn<QByteArray>("forwarded");
    QTest::addColumn<int>("status");

    const QByteArray host = "X-Forwarded-Host: a.example, inner\r\n";
    QTest::newRow("nobody is trusted") << QString() << host << 101;
    QTest::newRow("another is trusted") << "192.0.2.2" << host << 403;
    QTest::newRow("trusted") << "192.0.2.1" << host << 101;
    QTest::newRow("trusted, the client's invention is left of it")
            << "192.0.2.1" << QByteArray("X-Forwarded-For: 1.1.1.1, 203.0.113.9\r\nX-Forwarded-Host: a.example, b.example\r\n")
            << 403;
    QTest::newRow("trusted, behind the client's invention")
            << "192.0.2.1" << QByteArray("X-Forwarded-For: 1.1.1.1, 203.0.113.9\r\nX-Forwarded-Host: b.example, a.example\r\n")
            << 101;
}

void tst_Incoming::forwardedOrigin()
{
    QFETCH(const QString, trusted);
    QFETCH(const QByteArray, forwarded);
    QFETCH(const int, status);
    QObject parent;
    auto router = std::make_unique<Router>("main", Sender(), &parent);
    router->webSocket("/");
    const Pipeline pipeline(std::move(router), {});
    Entrance entrance;
    entrance.webSocket = &pipeline;
    if (!trusted.isEmpty())
        entrance.settings.trustedProxies.append(*IpNetwork::fromString(trusted));
    const RequestHead head = headOf(Wire::handshake("/", "Origin: https://a.example\r\n" + forwarded));
    if (status == 403)
        QTest::ignoreMessage(QtWarningMsg, QRegularExpression("refused: a page of https://a.example"));

    const Request request = incomingHandshake(head, PeerAddress(QHostAddress("192.0.2.1"), 1), entrance);
    QCOMPARE(answerHandshake(head, request, entrance).reply.response()->status(), status);
}

void tst_Incoming::hosts_data()
{
    QTest::addColumn<QStringList>("allowed");
    QTest::addColumn<QByteArray>("lines");
    QTest::addColumn<QString>("trusted");
    QTest::addColumn<bool>("served");

    const QByteArray host = "Host: a.example:1\r\n";
    const QByteArray proxied = "Host: inner\r\nX-Forwarded-Host: a.example\r\n";
    const QStringList list("a.example");
    QTest::newRow("all") << QStringList("*") << QByteArray("Host: x\r\n") << QString() << true;
    QTest::newRow("all, none said") << QStringList("*") << QByteArray() << QString() << true;
    QTest::newRow("listed") << list << host << QString() << true;
    QTest::newRow("not listed") << list << QByteArray("Host: b.example\r\n") << QString() << false;
    QTest::newRow("none said") << list << QByteArray() << QString() << false;
    QTest::newRow("all, not as the first") << QStringList({"x", "*"}) << host << QString() << true;
    QTest::newRow("no list") << QStringList() << host << QString() << false;
    QTest::newRow("by a trusted proxy") << list << proxied << "192.0.2.1" << true;
    QTest::newRow("by another") << list << proxied << "192.0.2.2" << false;
}

void tst_Incoming::hosts()
{
    QFETCH(const QStringList, allowed);
    QFETCH(const QByteArray, lines);
    QFETCH(const QString, trusted);
    QFETCH(const bool, served);
    QObject parent;
    auto router = std::make_unique<Router>("main", Sender(), &parent);
    router->webSocket("/");
    router->get("/", [](const Request &request) { return Response::text(request.serverName()); });
    const Pipeline pipeline(std::move(router), {});
    Entrance entrance;
    entrance.http = entrance.webSocket = &pipeline;
    entrance.settings.allowedHosts = allowed;
    if (!trusted.isEmpty())
        entrance.settings.trustedProxies.append(*IpNetwork::fromString(trusted));
    const QByteArray handshake = "Connection: upgrade\r\nUpgrade: websocket\r\nSec-WebSocket-Version: 13\r\n"
                                 "Sec-WebSocket-Key: " + Wire::key + "\r\n";
    const RequestHead head = headOf("GET / HTTP/1.0\r\n" + lines + handshake + "\r\n");
    const PeerAddress peer(QHostAddress("192.0.2.1"), 1);
    QTest::failOnWarning(QRegularExpression("^(?!A request is refused: host)"));

    const Response response = *answerRequest(incomingRequest(head, peer, entrance), entrance).response();
    QCOMPARE(response.status(), served ? 200 : 421);
    if (served)
        QCOMPARE(response.body(), "main");
    const HandshakeAnswer answer = answerHandshake(head, incomingHandshake(head, peer, entrance), entrance);
    QCOMPARE(answer.reply.response()->status(), served ? 101 : 421);
    QCOMPARE(answer.refusal.has_value(), !served);
}

void tst_Incoming::handshake_data()
{
    QTest::addColumn<QByteArray>("bytes");
    QTest::addColumn<QStringList>("origins");
    QTest::addColumn<int>("status");

    const auto origin = [](const QByteArray &value) {
        return Wire::handshake("/chat", "Origin: " + value + "\r\n");
    };
    const QStringList sameHost("same-host");
    QByteArray version = Wire::handshake("/chat");
    version.replace("Version: 13", "Version: 8");
    QTest::newRow("let in") << Wire::handshake("/chat") << sameHost << 101;
    QTest::newRow("no such route") << Wire::handshake("/nothing") << sameHost << 404;
    QTest::newRow("refused before the origin is looked at") << version << QStringList() << 426;
    QTest::newRow("a page of this host") << origin("http://localhost") << sameHost << 101;
    QTest::newRow("a page of others") << origin("http://example.com") << sameHost << 403;
    QTest::newRow("a page of others, to no route")
            << Wire::handshake("/nothing", "Origin: http://example.com\r\n") << sameHost << 403;
    QTest::newRow("a page of friends")
            << origin("http://example.com") << QStringList("http://example.com") << 101;
    QTest::newRow("a page of the host that a proxy says")
            << Wire::handshake("/chat", "Origin: http://a.example\r\nX-Forwarded-Host: a.example, inner\r\n") << sameHost << 101;
    QTest::newRow("no page") << Wire::handshake("/chat") << QStringList() << 101;
}

void tst_Incoming::handshake()
{
    QFETCH(const QByteArray, bytes);
    QFETCH(const QStringList, origins);
    QFETCH(const int, status);
    QObject parent;
    auto router = std::make_unique<Router>("main", Sender(), &parent);
    router->webSocket("/chat");
    const Pipeline pipeline(std::move(router), {});
    Entrance entrance;
    entrance.webSocket = &pipeline;
    entrance.webSocketSettings.allowedOrigins = origins;
    const RequestHead head = headOf(bytes);
    const Request request = incomingHandshake(head, PeerAddress(), {});
    QVERIFY(request.isHandshake());
    if (status == 403)
        QTest::ignoreMessage(
                QtWarningMsg,
                QRegularExpression("refused: a page of http://example.com may not connect"));

    const Reply reply = answerHandshake(head, request, entrance).reply;
    QVERIFY(reply.isReady());
    QCOMPARE(reply.response()->status(), status);
    QCOMPARE(Landline::isLetIn(*reply.response()), status == 101);
    if (status == 101)
        QCOMPARE(reply.response()->request().serverName(), "main");
}

void tst_Incoming::isLetIn_data()
{
    QTest::addColumn<int>("status");

    // A 101 without a route is no switch of ours.
    for (const int status : {100, 101, 200, 404})
        QTest::addRow("%d without a route", status) << status;
}

void tst_Incoming::isLetIn()
{
    QFETCH(const int, status);
    QVERIFY(!Landline::isLetIn(Response::status(status)));
}

QTEST_GUILESS_MAIN(tst_Incoming)
#include "tst_incoming.moc"
