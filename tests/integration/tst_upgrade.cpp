// SPDX-FileCopyrightText: 2026 The Landline authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "support/patience.h"
#include "support/rawclient.h"
#include "support/testnode.h"

#include <Landline/Landline>

#include <QtTest/qtest.h>

#include <memory>

using namespace Landline;
using namespace Qt::StringLiterals;

/// The handshake as bytes on the wire, at both ports: what is let in, what is refused, and what the answers say.
class tst_Upgrade : public QObject
{
    Q_OBJECT

private slots:
    void initTestCase();
    void cleanupTestCase();

    void accepted_data();
    void accepted();
    void acceptedByteForByte();
    void refused_data();
    void refused();
    void refusedIsNotOpened();
    void subprotocol_data();
    void subprotocol();
    void afterOtherRequests_data();
    void afterOtherRequests();
    void earlyFrames_data();
    void earlyFrames();
    void constantUpgradeHeader_data();
    void constantUpgradeHeader();

private:
    std::unique_ptr<TestNode> m_node;
};

namespace {

const QByteArray upgrade = "Host: a\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n";
const QByteArray version = "Sec-WebSocket-Version: 13\r\n";
const QByteArray keyLine = "Sec-WebSocket-Key: " + Wire::key + "\r\n";

QByteArray withKey(const QByteArray &key, const QByteArray &path = "/")
{
    return "GET " + path + " HTTP/1.1\r\n" + upgrade + version + "Sec-WebSocket-Key: " + key
            + "\r\n\r\n";
}

QByteArray withVersion(const QByteArray &lines)
{
    return "GET / HTTP/1.1\r\n" + upgrade + keyLine + lines + "\r\n";
}

/// Lets everybody in, but in a later turn of the event loop.
class Later : public Middleware
{
public:
    Reply process(Request request, const Next &next) override
    {
        QPromise<Response> promise;
        QFuture<Response> future = promise.future();
        promise.start();
        auto kept = std::make_shared<QPromise<Response>>(std::move(promise));
        QTimer::singleShot(0, &m_context, [this, kept, request, next] {
            next(request).deliver(&m_context, [kept](const Response &response) {
                kept->addResult(response);
                kept->finish();
            });
        });
        return future;
    }

private:
    QObject m_context;
};

void answerAsTheSeed(Route &route)
{
    route.onOpen([](Connection *connection, const Request &) { connection->push("Opened"); });
    route.onMessage([](Connection *connection, const Frame &frame) {
        connection->push("Recv: " + frame.data());
    });
}

} // namespace

void tst_Upgrade::initTestCase()
{
    m_node = std::make_unique<TestNode>(TestNode::twoServers);
    (*m_node)->addRoutes(u"ws"_s, [](Router &router) {
        answerAsTheSeed(router.webSocket("/"));
        answerAsTheSeed(router.webSocket("/later").use<Later>());
        answerAsTheSeed(router.webSocket("/chat").setSubprotocols({u"chat.v2"_s, u"chat.v1"_s}));
        router.get("/plain", [](const Request &) { return "plain"; });
        router.post("/form",
                    [](const Request &request) { return QString::fromUtf8(request.body()); });
    });
    (*m_node)->addRoutes(u"http"_s, [](Router &router) {
        router.get("/plain", [](const Request &) { return "plain"; });
    });
    QVERIFY2(m_node->start(), m_node->error());
}

void tst_Upgrade::cleanupTestCase()
{
    m_node.reset();
}

void tst_Upgrade::accepted_data()
{
    QTest::addColumn<QByteArray>("handshake");
    const auto row = [](const char *name, const QByteArray &lines,
                        const QByteArray &requestLine = "GET / HTTP/1.1") {
        QTest::newRow(name) << requestLine + "\r\n" + lines + "\r\n";
    };
    const QByteArray rest = "Host: a\r\n" + version + keyLine;
    row("as a browser says it",
        upgrade + version + keyLine + "Origin: http://a\r\nUser-Agent: b\r\nAccept: */*\r\n");
    row("lower case",
        "host: a\r\nconnection: upgrade\r\nupgrade: websocket\r\nsec-websocket-version: 13\r\n"
        "sec-websocket-key: "
                + Wire::key + "\r\n");
    row("WebSocket", "Connection: Upgrade\r\nUpgrade: WebSocket\r\n" + rest);
    row("list in Connection", "Connection: keep-alive, Upgrade\r\nUpgrade: websocket\r\n" + rest);
    row("two Connection lines",
        "Connection: keep-alive\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n" + rest);
    row("list in Upgrade", "Connection: Upgrade\r\nUpgrade: abc, websocket, def\r\n" + rest);
    row("spaces around values",
        "Host: a\r\nConnection:\tUpgrade \r\nUpgrade:websocket\r\n"
        "Sec-WebSocket-Version:  13 \r\nSec-WebSocket-Key:   "
                + Wire::key + "  \r\n");
    row("HTTP/1.0", upgrade + version + keyLine, "GET / HTTP/1.0");
    row("HTTP/1.0 without Host",
        "Connection: upgrade\r\nUpgrade: websocket\r\n" + version + keyLine, "GET / HTTP/1.0");
    row("a whole URL as target", upgrade + version + keyLine, "GET ws://a/ HTTP/1.1");
    row("with a query", upgrade + version + keyLine, "GET /?name=ann HTTP/1.1");
    row("an empty body", upgrade + version + keyLine + "Content-Length: 0\r\n");
    row("extensions that are not spoken here",
        upgrade + version + keyLine
                + "Sec-WebSocket-Extensions: permessage-deflate; client_max_window_bits\r\n");
}

void tst_Upgrade::accepted()
{
    QFETCH(QByteArray, handshake);
    for (const QString &server : {u"ws"_s, u"http"_s}) {
        RawClient client(m_node->port(server));
        const HttpAnswer answer = client.ask(handshake);
        QCOMPARE(answer.status, 101);
        QCOMPARE(answer.version, QByteArray("HTTP/1.1"));
        QCOMPARE(answer.header("Upgrade").toLower(), QByteArray("websocket"));
        QCOMPARE(answer.header("Connection").toLower(), QByteArray("upgrade"));
        QCOMPARE(answer.header("Sec-WebSocket-Accept"), Wire::acceptedKey);
        QVERIFY(answer.header("Sec-WebSocket-Extensions").isNull());
        QVERIFY(answer.header("Content-Length").isNull());
        const auto first = client.frame();
        QVERIFY(first);
        QCOMPARE(first->payload, QByteArray("Opened"));
        client.send(Wire::frame(Wire::Text, "hello"));
        const auto second = client.frame();
        QVERIFY(second);
        QCOMPARE(second->payload, QByteArray("Recv: hello"));
    }
}

void tst_Upgrade::acceptedByteForByte()
{
    RawClient client(m_node->port(u"ws"_s));
    for (const char byte : Wire::handshake())
        client.send(QByteArray(1, byte));
    QCOMPARE(client.answer().status, 101);
    for (const char byte : Wire::frame(Wire::Text, "hello"))
        client.send(QByteArray(1, byte));
    QCOMPARE(client.frame().value_or(Wire::ServerFrame()).payload, QByteArray("Opened"));
    QCOMPARE(client.frame().value_or(Wire::ServerFrame()).payload, QByteArray("Recv: hello"));
}

void tst_Upgrade::refused_data()
{
    QTest::addColumn<QByteArray>("handshake");
    QTest::addColumn<int>("status");
    QTest::addColumn<QByteArray>("body");
    QTest::addColumn<QByteArray>("header"); // and its value, the one that says how to do better
    const auto badKey = [](const char *name, const QByteArray &handshake) {
        QTest::newRow(name) << handshake << 400 << QByteArray("sec-websocket-key is invalid!")
                            << QByteArray();
    };
    badKey("no key", "GET / HTTP/1.1\r\n" + upgrade + version + "\r\n");
    badKey("empty key", withKey({}));
    badKey("15 bytes", withKey("AAAAAAAAAAAAAAAAAAAA"));
    badKey("17 bytes", withKey("AAAAAAAAAAAAAAAAAAAAAAA="));
    badKey("without padding", withKey("dGhlIHNhbXBsZSBub25jZQ"));
    badKey("bits behind the last byte", withKey("dGhlIHNhbXBsZSBub25jZR=="));
    badKey("base64 of URLs", withKey("-_-_IHNhbXBsZSBub25jZQ=="));
    badKey("space inside", withKey("dGhlIHNhbXB sZSBub25jZQ=="));
    badKey("two keys", "GET / HTTP/1.1\r\n" + upgrade + version + keyLine + keyLine + "\r\n");
    badKey("the key comes before the route", withKey("short", "/nowhere"));
    badKey("the key comes before the version",
           "GET / HTTP/1.1\r\n" + upgrade
                   + "Sec-WebSocket-Version: 8\r\nSec-WebSocket-Key: short\r\n\r\n");
    badKey("the key comes before the method", "POST / HTTP/1.1\r\n" + upgrade + version + "\r\n");

    const auto badVersion = [](const char *name, const QByteArray &handshake) {
        QTest::newRow(name) << handshake << 426
                            << QByteArray("The WebSocket version spoken here is 13.")
                            << QByteArray("Sec-WebSocket-Version: 13");
    };
    badVersion("no version", withVersion({}));
    badVersion("version 8", withVersion("Sec-WebSocket-Version: 8\r\n"));
    badVersion("version 14", withVersion("Sec-WebSocket-Version: 14\r\n"));
    badVersion("a list of versions", withVersion("Sec-WebSocket-Version: 13, 8\r\n"));
    badVersion("two versions", withVersion(version + version));
    badVersion("not a number", withVersion("Sec-WebSocket-Version: thirteen\r\n"));

    QTest::newRow("no route") << Wire::handshake("/nowhere") << 404 << QByteArray("Not Found")
                              << QByteArray();
    QTest::newRow("trailing slash")
            << Wire::handshake("/chat/") << 404 << QByteArray("Not Found") << QByteArray();
    QTest::newRow("only plain GET here")
            << Wire::handshake("/plain") << 404 << QByteArray("Not Found") << QByteArray();
    QTest::newRow("only plain POST here")
            << Wire::handshake("/form") << 405 << QByteArray("Method Not Allowed")
            << QByteArray("Allow: POST");
    QTest::newRow("POST") << "POST" + Wire::handshake().mid(3) << 405
                          << QByteArray("A WebSocket handshake is a GET request.")
                          << QByteArray("Allow: GET");
    QTest::newRow("a body") << Wire::handshake("/", "Content-Length: 2\r\n") + "hi" << 400
                            << QByteArray("A WebSocket handshake has no body.") << QByteArray();
}

void tst_Upgrade::refused()
{
    QFETCH(QByteArray, handshake);
    QFETCH(int, status);
    QFETCH(QByteArray, header);
    for (const QString &server : {u"ws"_s, u"http"_s}) {
        RawClient client(m_node->port(server));
        const HttpAnswer answer = client.ask(handshake);
        QCOMPARE(answer.status, status);
        QTEST(answer.body, "body");
        QCOMPARE(answer.header("Content-Length").toLongLong(), answer.body.size());
        QCOMPARE(answer.header("Connection"), status == 426 ? "close, Upgrade" : "close");
        QVERIFY(!answer.header("Date").isNull());
        if (!header.isEmpty()) {
            const qsizetype colon = header.indexOf(':');
            QCOMPARE(answer.header(header.first(colon)), header.mid(colon + 2));
        }
        if (status == 426)
            QCOMPARE(answer.header("Upgrade"), QByteArray("websocket"));
        QVERIFY(client.waitForEnd());
        QCOMPARE(client.rest(), QByteArray());
    }
}

void tst_Upgrade::refusedIsNotOpened()
{
    const qsizetype before = m_node->opened().size();
    RawClient refused(m_node->port(u"ws"_s));
    QCOMPARE(refused.ask(Wire::handshake("/nowhere")).status, 404);
    RawClient accepted(m_node->port(u"ws"_s));
    QCOMPARE(accepted.ask(Wire::handshake("/")).status, 101);
    TRY_COMPARE(m_node->opened().size(), before + 1);
    QCOMPARE(m_node->opened().constLast().path, u"/"_s);
}

void tst_Upgrade::subprotocol_data()
{
    QTest::addColumn<QByteArray>("path");
    QTest::addColumn<QByteArray>("lines");
    QTest::addColumn<QByteArray>("answered");
    const auto offer
            = [](const QByteArray &list) { return "Sec-WebSocket-Protocol: " + list + "\r\n"; };
    QTest::newRow("one") << QByteArray("/chat") << offer("chat.v1") << QByteArray("chat.v1");
    QTest::newRow("the client's order")
            << QByteArray("/chat") << offer("chat.v1, chat.v2") << QByteArray("chat.v1");
    QTest::newRow("the first known")
            << QByteArray("/chat") << offer("mqtt,chat.v2") << QByteArray("chat.v2");
    QTest::newRow("two lines") << QByteArray("/chat") << offer("mqtt") + offer("chat.v2")
                               << QByteArray("chat.v2");
    QTest::newRow("none known") << QByteArray("/chat") << offer("mqtt") << QByteArray();
    QTest::newRow("case matters") << QByteArray("/chat") << offer("Chat.V1") << QByteArray();
    QTest::newRow("none offered") << QByteArray("/chat") << QByteArray() << QByteArray();
    QTest::newRow("none spoken here") << QByteArray("/") << offer("chat.v1") << QByteArray();
}

void tst_Upgrade::subprotocol()
{
    QFETCH(QByteArray, path);
    QFETCH(QByteArray, lines);
    RawClient client(m_node->port(u"ws"_s));
    const qsizetype before = m_node->opened().size();
    const HttpAnswer answer = client.ask(Wire::handshake(path, lines));
    QCOMPARE(answer.status, 101);
    QTEST(answer.header("Sec-WebSocket-Protocol"), "answered");
    TRY_COMPARE(m_node->opened().size(), before + 1);
    QTEST(m_node->opened().constLast().subprotocol.toLatin1(), "answered");
}

void tst_Upgrade::afterOtherRequests_data()
{
    QTest::addColumn<bool>("pipelined");
    QTest::newRow("one after the other") << false;
    QTest::newRow("all in one segment") << true;
}

void tst_Upgrade::afterOtherRequests()
{
    QFETCH(bool, pipelined);
    for (const QString &server : {u"ws"_s, u"http"_s}) {
        RawClient client(m_node->port(server));
        if (pipelined) {
            client.send(Wire::get("/plain") + Wire::request("HEAD", "/plain")
                        + Wire::get("/nowhere") + Wire::handshake()
                        + Wire::frame(Wire::Text, "hello"));
        }
        const auto answerTo = [&](const QByteArray &request) {
            return pipelined ? client.answer(request.left(request.indexOf(' ')))
                             : client.ask(request);
        };
        QCOMPARE(answerTo(Wire::get("/plain")).body, QByteArray("plain"));
        QCOMPARE(answerTo(Wire::request("HEAD", "/plain")).status, 200);
        QCOMPARE(answerTo(Wire::get("/nowhere")).status, 404);
        QCOMPARE(answerTo(Wire::handshake()).status, 101);
        if (!pipelined)
            client.send(Wire::frame(Wire::Text, "hello"));
        QCOMPARE(client.frame().value_or(Wire::ServerFrame()).payload, QByteArray("Opened"));
        QCOMPARE(client.frame().value_or(Wire::ServerFrame()).payload, QByteArray("Recv: hello"));
    }
}

void tst_Upgrade::earlyFrames_data()
{
    QTest::addColumn<QByteArray>("path");
    QTest::newRow("let in at once") << QByteArray("/");
    QTest::newRow("let in later") << QByteArray("/later");
}

void tst_Upgrade::earlyFrames()
{
    QFETCH(QByteArray, path);
    RawClient client(m_node->port(u"ws"_s));
    client.send(Wire::handshake(path) + Wire::frame(Wire::Text, "one")
                + Wire::frame(Wire::Text, "tw", false) + Wire::frame(Wire::Continuation, "o")
                + Wire::frame(Wire::Close,
                              QByteArray("\x03\xe8"
                                         "bye",
                                         5)));
    QCOMPARE(client.answer().status, 101);
    QByteArrayList payloads;
    for (int i = 0; i < 3; ++i)
        payloads.append(client.frame().value_or(Wire::ServerFrame()).payload);
    QCOMPARE(payloads, QByteArrayList({"Opened", "Recv: one", "Recv: two"}));
    const auto close = client.frame();
    QVERIFY(close);
    QCOMPARE(close->opcode, Wire::Close);
    QCOMPARE(close->closeCode(), quint16(1000));
    QVERIFY(client.waitForEnd());
}

void tst_Upgrade::constantUpgradeHeader_data()
{
    QTest::addColumn<QByteArray>("path");
    QTest::addColumn<int>("status");
    QTest::addColumn<QByteArray>("body");
    QTest::newRow("an HTTP route") << QByteArray("/plain") << 200 << QByteArray("plain");
    QTest::newRow("a WebSocket route")
            << QByteArray("/") << 400 << QByteArray("sec-websocket-key is invalid!");
    QTest::newRow("no route") << QByteArray("/nowhere") << 404 << QByteArray("Not Found");
}

void tst_Upgrade::constantUpgradeHeader()
{
    QFETCH(QByteArray, path);
    RawClient client(m_node->port(u"ws"_s));
    const HttpAnswer answer
            = client.ask(Wire::get(path, "Connection: upgrade\r\nUpgrade: websocket\r\n"));
    QTEST(answer.status, "status");
    QTEST(answer.body, "body");
}

QTEST_GUILESS_MAIN(tst_Upgrade)
#include "tst_upgrade.moc"
