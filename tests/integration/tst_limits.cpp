// SPDX-FileCopyrightText: 2026 The Landline authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "controllers/echocontroller.h"
#include "support/patience.h"
#include "support/rawclient.h"
#include "support/testclient.h"
#include "support/testnode.h"

#include <Landline/Landline>

#include <QtTest/qtest.h>

using namespace Landline;
using namespace Qt::StringLiterals;

/// What a client may ask of a node, and what it is told when it asks for more: sizes and times.
class tst_Limits : public QObject
{
    Q_OBJECT

private slots:
    void headSize_data();
    void headSize();
    void headTime_data();
    void headTime();
    void drippingBytesDoNotHelp();
    void silence_data();
    void silence();
    void bodyTime();
    void bodySize_data();
    void bodySize();
    void requestsBehindABody_data();
    void requestsBehindABody();
    void messageSize_data();
    void messageSize();
    void sendQueue();
    void closeWait();

private:
    static QByteArray config(const QByteArray &settings);
    static void defineRoutes(TestNode &node);
};

QByteArray tst_Limits::config(const QByteArray &settings)
{
    return TestNode::twoServers + "\n[node.settings]\n" + settings;
}

void tst_Limits::defineRoutes(TestNode &node)
{
    for (const QString &server : {u"ws"_s, u"http"_s}) {
        node->addRoutes(server, [](Router &router) {
            router.get("/plain", [](const Request &) { return "plain"; });
            router.post("/size", [](const Request &request) {
                return QString::number(request.body().size());
            });
            if (router.serverName() == u"ws")
                router.webSocket<EchoController>("/");
        });
    }
}

void tst_Limits::headSize_data()
{
    QTest::addColumn<QByteArray>("head");
    QTest::addColumn<int>("status");
    const QByteArray start = "GET /plain HTTP/1.1\r\nHost: a\r\n";
    const auto padded = [&start](qsizetype size) { // to exactly that many bytes
        return start + "X: " + QByteArray(size - start.size() - 7, 'x') + "\r\n\r\n";
    };
    QTest::newRow("16 KiB") << padded(16 * 1024) << 200;
    QTest::newRow("16 KiB and a byte") << padded(16 * 1024 + 1) << 431;
    QTest::newRow("16 KiB without an end") << padded(17 * 1024).left(16 * 1024) << 431;
    QTest::newRow("100 lines") << start + QByteArray("X: 1\r\n").repeated(99) + "\r\n" << 200;
    QTest::newRow("101 lines") << start + QByteArray("X: 1\r\n").repeated(100) + "\r\n" << 431;
    QTest::newRow("long target") << "GET /" + QByteArray(8192, 'x') + " HTTP/1.1\r\nHost: a\r\n\r\n"
                                 << 414;
    QTest::newRow("long method") << QByteArray(33, 'X') + " / HTTP/1.1\r\nHost: a\r\n\r\n" << 501;
    const QByteArray handshake = Wire::handshake().chopped(2);
    QTest::newRow("handshake of 101 lines") << handshake + QByteArray("X: 1\r\n").repeated(96)
                    + "\r\n" << 431;
    QTest::newRow("handshake of 17 KiB") << handshake + "Cookie: " + QByteArray(17 * 1024, 'x')
                    + "\r\n\r\n" << 431;
}

void tst_Limits::headSize()
{
    QFETCH(QByteArray, head);
    QFETCH(int, status);
    TestNode node(TestNode::twoServers);
    defineRoutes(node);
    QVERIFY2(node.start(), node.error());
    for (const QString &server : {u"ws"_s, u"http"_s}) {
        for (const QByteArray &before : {QByteArray(), Wire::get("/plain")}) {
            RawClient client(node.port(server));
            if (!before.isEmpty())
                QCOMPARE(client.ask(before).status, 200);
            const HttpAnswer answer = client.ask(head);
            QCOMPARE(answer.status, status);
            if (status == 200)
                continue;
            QCOMPARE(answer.header("Connection"), QByteArray("close"));
            QCOMPARE(answer.header("Content-Length").toLongLong(), answer.body.size());
            QVERIFY(client.waitForEnd());
        }
    }
}

void tst_Limits::headTime_data()
{
    QTest::addColumn<QByteArray>("before");
    QTest::addColumn<QByteArray>("half");
    const QByteArray half = "GET /plain HTTP/1.1\r\nHost: a\r\n";
    const QByteArray halfHandshake = Wire::handshake().chopped(2);
    QTest::newRow("first request") << QByteArray() << half;
    QTest::newRow("later request") << Wire::get("/plain") << half;
    QTest::newRow("after a body") << Wire::request("POST", "/size", {}, "body") << half;
    QTest::newRow("handshake") << QByteArray() << halfHandshake;
    QTest::newRow("handshake as a later request") << Wire::get("/plain") << halfHandshake;
    QTest::newRow("one byte") << QByteArray() << QByteArray("G");
}

void tst_Limits::headTime()
{
    QFETCH(QByteArray, before);
    QFETCH(QByteArray, half);
    TestNode node(config("head_timeout = \"200 ms\""));
    defineRoutes(node);
    QVERIFY2(node.start(), node.error());
    for (const QString &server : {u"ws"_s, u"http"_s}) {
        RawClient client(node.port(server));
        if (!before.isEmpty())
            QCOMPARE(client.ask(before).status, 200);
        client.send(half);
        const HttpAnswer answer = client.answer();
        QCOMPARE(answer.status, 408);
        QCOMPARE(answer.header("Connection"), QByteArray("close"));
        QVERIFY(client.waitForEnd());
    }
}

void tst_Limits::drippingBytesDoNotHelp()
{
    TestNode node(config("head_timeout = \"200 ms\""));
    defineRoutes(node);
    QVERIFY2(node.start(), node.error());
    RawClient client(node.port(u"http"_s));
    client.send("GET /plain HTTP/1.1\r\nHost: a\r\nX: ");
    QTimer drip;
    connect(&drip, &QTimer::timeout, &client, [&client] { client.send("x"); });
    drip.start(20);
    QCOMPARE(client.answer().status, 408);
    QVERIFY(client.waitForEnd());
}

void tst_Limits::silence_data()
{
    QTest::addColumn<QByteArray>("settings");
    QTest::addColumn<QByteArray>("before");
    QTest::newRow("nothing ever") << QByteArray("head_timeout = \"200 ms\"") << QByteArray();
    QTest::newRow("nothing more") << QByteArray("keep_alive_timeout = \"200 ms\"")
                                  << Wire::get("/plain");
}

void tst_Limits::silence()
{
    QFETCH(QByteArray, settings);
    QFETCH(QByteArray, before);
    TestNode node(config(settings));
    defineRoutes(node);
    QVERIFY2(node.start(), node.error());
    RawClient client(node.port(u"http"_s));
    if (!before.isEmpty())
        QCOMPARE(client.ask(before).status, 200);
    QVERIFY(client.waitForEnd());
    QCOMPARE(client.rest(), QByteArray());
}

void tst_Limits::bodyTime()
{
    TestNode node(config("body_timeout = \"200 ms\""));
    defineRoutes(node);
    QVERIFY2(node.start(), node.error());
    for (const QByteArray &half : {QByteArray("Content-Length: 5\r\n\r\nhel"),
                                   QByteArray("Transfer-Encoding: chunked\r\n\r\n5\r\nhel")}) {
        RawClient client(node.port(u"http"_s));
        client.send("POST /size HTTP/1.1\r\nHost: a\r\n" + half);
        QCOMPARE(client.answer().status, 408);
        QVERIFY(client.waitForEnd());
    }
}

void tst_Limits::bodySize_data()
{
    QTest::addColumn<QByteArray>("request");
    QTest::addColumn<int>("status");
    const QByteArray post = "POST /size HTTP/1.1\r\nHost: a\r\n";
    const auto chunks = [&post](int count, const QByteArray &end) { // of 1000 bytes each
        return post + "Transfer-Encoding: chunked\r\n\r\n"
                + ("3e8\r\n" + QByteArray(1000, 'x') + "\r\n").repeated(count) + end;
    };
    QTest::newRow("as long as it may be")
            << Wire::request("POST", "/size", {}, QByteArray(10'000, 'x')) << 200;
    QTest::newRow("a byte more") << Wire::request("POST", "/size", {}, QByteArray(10'001, 'x'))
                                 << 413;
    QTest::newRow("before it is sent") << post + "Content-Length: 10001\r\n\r\n" << 413;
    QTest::newRow("nothing is asked for")
            << post + "Content-Length: 10001\r\nExpect: 100-continue\r\n\r\n"
            << 413;
    QTest::newRow("more than a number holds")
            << post + "Content-Length: 99999999999999999999\r\n\r\n"
            << 400;
    QTest::newRow("chunks") << chunks(10, "0\r\n\r\n") << 200;
    QTest::newRow("chunks too many") << chunks(11, "0\r\n\r\n") << 413;
    QTest::newRow("chunks without end") << chunks(200, {}) << 413;
}

void tst_Limits::bodySize()
{
    QFETCH(QByteArray, request);
    QFETCH(int, status);
    TestNode node(config("max_body_size = 10000"));
    defineRoutes(node);
    QVERIFY2(node.start(), node.error());
    for (const QString &server : {u"ws"_s, u"http"_s}) {
        RawClient client(node.port(server));
        const HttpAnswer answer = client.ask(request);
        QCOMPARE(answer.status, status);
        if (status == 200) {
            QCOMPARE(answer.body, QByteArray("10000"));
            continue;
        }
        QCOMPARE(answer.header("Connection"), QByteArray("close"));
        QVERIFY(client.waitForEnd());
    }
}

void tst_Limits::requestsBehindABody_data()
{
    QTest::addColumn<QByteArray>("request");
    QTest::newRow("length") << Wire::request("POST", "/size", {}, QByteArray(10'000, 'x'));
    QTest::newRow("chunks")
            << "POST /size HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n2710\r\n"
                    + QByteArray(10'000, 'x') + "\r\n0\r\n\r\n";
}

void tst_Limits::requestsBehindABody()
{
    QFETCH(QByteArray, request);
    TestNode node(config("max_body_size = 10000"));
    defineRoutes(node);
    QVERIFY2(node.start(), node.error());
    RawClient client(node.port(u"http"_s));
    constexpr int count = 1000;
    client.send(request + Wire::get("/plain").repeated(count));
    QCOMPARE(client.answer().body, QByteArray("10000"));
    for (int i = 0; i < count; ++i)
        QCOMPARE(client.answer().body, QByteArray("plain"));
}

void tst_Limits::messageSize_data()
{
    QTest::addColumn<QByteArray>("frames");
    QTest::addColumn<bool>("taken");
    const QByteArray fits(10'000, 'x');
    QTest::newRow("as long as it may be") << Wire::frame(Wire::Text, fits) << true;
    QTest::newRow("binary") << Wire::frame(Wire::Binary, fits) << true;
    QTest::newRow("a byte more") << Wire::frame(Wire::Text, fits + 'x') << false;
    QTest::newRow("binary, a byte more") << Wire::frame(Wire::Binary, fits + 'x') << false;
    QTest::newRow("bytes count, not characters")
            << Wire::frame(Wire::Text, QByteArray("\xc3\xa4").repeated(5001)) << false;
    QTest::newRow("fragments") << Wire::frame(Wire::Text, fits.left(6000), false)
                    + Wire::frame(Wire::Continuation, fits.mid(6000))
                               << true;
    QTest::newRow("fragments, a byte more") << Wire::frame(Wire::Text, fits.left(6000), false)
                    + Wire::frame(Wire::Continuation, fits.mid(6000) + 'x')
                                            << false;
    QTest::newRow("a length of 2 GiB")
            << QByteArray::fromHex("82ff000000008000000000000000") << false;
}

void tst_Limits::messageSize()
{
    QFETCH(QByteArray, frames);
    QFETCH(bool, taken);
    TestNode node(config("max_message_size = 10000"));
    defineRoutes(node);
    QVERIFY2(node.start(), node.error());
    for (const QString &server : {u"ws"_s, u"http"_s}) {
        RawClient client(node.port(server));
        QCOMPARE(client.ask(Wire::handshake()).status, 101);
        client.send(frames);
        const auto answer = client.frame();
        QVERIFY(answer);
        if (taken) {
            QCOMPARE(answer->payload.size(), 10'000);
            continue;
        }
        QCOMPARE(answer->opcode, Wire::Close);
        QCOMPARE(answer->closeCode(), CloseCode::MessageTooBig);
        QVERIFY(client.waitForEnd());
    }
}

void tst_Limits::sendQueue()
{
    TestNode node(config("send_queue_limit = \"64 KiB\""));
    defineRoutes(node);
    QVERIFY2(node.start(), node.error());
    RawClient deaf(node.port(u"ws"_s));
    QCOMPARE(deaf.ask(Wire::handshake()).status, 101);
    TRY_COMPARE(node.opened().size(), 1);
    deaf.stopReading();

    // The kernel takes some MiB before anything is queued.
    const Frame frame = Frame::fromBinary(QByteArray(256 * 1024, 'x'));
    PushResult result = PushResult::Queued;
    int pushed = 0;
    for (; pushed < 400 && result == PushResult::Queued; ++pushed)
        result = node->sender().pushAsync(node.lastFd(), frame).result();
    QCOMPARE(result, PushResult::Rejected);
    QVERIFY(pushed > 1);
    QCOMPARE(node.closed().size(), 0);
    // Others are not kept from anything.
    TestClient other;
    QVERIFY(other.open(node.url(u"ws"_s)));
    QCOMPARE(other.ask(u"hello"_s), u"hello"_s);
}

void tst_Limits::closeWait()
{
    TestNode node(config("close_wait = \"200 ms\""));
    defineRoutes(node);
    QVERIFY2(node.start(), node.error());
    RawClient client(node.port(u"ws"_s));
    QCOMPARE(client.ask(Wire::handshake()).status, 101);
    TRY_COMPARE(node.opened().size(), 1);
    QCOMPARE(node->sender().disconnectAsync(node.lastFd(), 4000, u"go"_s).result(),
             PushResult::Queued);
    const auto close = client.frame();
    QVERIFY(close);
    QCOMPARE(close->closeCode(), quint16(4000));
    // The client says nothing back.
    QVERIFY(client.waitForEnd());
    TRY_COMPARE(node.closed().size(), 1);
    QCOMPARE(node.closed().constFirst().close, (CloseInfo{4000, u"go"_s, ClosedBy::Server}));
}

QTEST_GUILESS_MAIN(tst_Limits)
#include "tst_limits.moc"
