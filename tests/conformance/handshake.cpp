// SPDX-FileCopyrightText: 2026 The Landline authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "conformance/clientframe.h"
#include "conformance/exchange.h"
#include "conformance/peer.h"
#include "conformance/subject.h"
#include "conformance/themes.h"

#include <QtCore/qcryptographichash.h>
#include <QtTest/qtest.h>

namespace Landline::Conformance {

namespace {

const QByteArray host = "Host: localhost\r\n";
const QByteArray version = "Sec-WebSocket-Version: 13\r\n";
const QByteArray keyLine = "Sec-WebSocket-Key: " + Wire::key + "\r\n";
const QByteArray upgrade = "Connection: Upgrade\r\nUpgrade: websocket\r\n";

/// A request with \a lines and what a handshake needs besides the two that say "upgrade".
QByteArray asking(const QByteArray &lines)
{
    return "GET / HTTP/1.1\r\n" + host + lines + version + keyLine + "\r\n";
}

QByteArray withKeyLines(const QByteArray &lines)
{
    return "GET / HTTP/1.1\r\n" + host + upgrade + version + lines + "\r\n";
}

QByteArray withVersionLines(const QByteArray &lines)
{
    return "GET / HTTP/1.1\r\n" + host + upgrade + keyLine + lines + "\r\n";
}

/// Section 4.2.2 number 5.4.
QByteArray acceptFor(const QByteArray &key)
{
    return QCryptographicHash::hash(key + "258EAFA5-E914-47DA-95CA-C5AB0DC85B11",
                                    QCryptographicHash::Sha1)
            .toBase64();
}

/// The status, and what a 426 must tell: which version is spoken, or what to upgrade to.
QByteArray worded(const HttpAnswer &answer)
{
    if (answer.status == 0)
        return "cut";
    QByteArray words = QByteArray::number(answer.status);
    if (answer.status == 426 && !answer.header("Sec-WebSocket-Version").isNull())
        words += ", version " + answer.header("Sec-WebSocket-Version");
    return words;
}

/// As isAllowed(), and "4xx" stands for any of these.
bool isAllowedAnswer(const QByteArray &said, const QByteArray &allowed)
{
    return isAllowed(said, allowed) || (said.startsWith('4') && isAllowed("4xx", allowed));
}

} // namespace

class tst_Handshake : public QObject
{
    Q_OBJECT

private slots:
    void accepted_data();
    void accepted();
    void acceptKey_data();
    void acceptKey();
    void refused_data();
    void refused();
    void framesBehindTheRequest_data();
    void framesBehindTheRequest();
    void subprotocol_data();
    void subprotocol();
    void afterAnotherRequest_data();
    void afterAnotherRequest();
    void arrivesInPieces();
};

void tst_Handshake::accepted_data()
{
    QTest::addColumn<QByteArray>("request");
    const auto row
            = [](const char *name, const QByteArray &request) { QTest::newRow(name) << request; };
    row("plain", asking(upgrade));
    row("names in lower case",
        "GET / HTTP/1.1\r\nhost: localhost\r\nconnection: upgrade\r\nupgrade: websocket\r\n"
        "sec-websocket-version: 13\r\nsec-websocket-key: "
                + Wire::key + "\r\n\r\n");
    row("names in upper case", asking("CONNECTION: Upgrade\r\nUPGRADE: websocket\r\n"));
    row("tokens in upper case", asking("Connection: UPGRADE\r\nUpgrade: WEBSOCKET\r\n"));
    row("tokens in mixed case", asking("Connection: uPgRaDe\r\nUpgrade: WebSocket\r\n"));
    row("keep-alive, Upgrade", asking("Connection: keep-alive, Upgrade\r\nUpgrade: websocket\r\n"));
    row("Upgrade,keep-alive", asking("Connection: Upgrade,keep-alive\r\nUpgrade: websocket\r\n"));
    row("empty elements in Connection",
        asking("Connection: , Upgrade ,\r\nUpgrade: websocket\r\n"));
    row("two Connection lines", asking("Connection: keep-alive\r\n" + upgrade));
    row("two Connection lines, the other order", asking(upgrade + "Connection: keep-alive\r\n"));
    row("list in Upgrade", asking("Connection: Upgrade\r\nUpgrade: h2c, websocket\r\n"));
    row("two Upgrade lines",
        asking("Connection: Upgrade\r\nUpgrade: h2c\r\nUpgrade: websocket\r\n"));
    row("spaces and tabs around values",
        "GET / HTTP/1.1\r\nHost:localhost\r\nConnection:\tUpgrade\t\r\nUpgrade:websocket \r\n"
        "Sec-WebSocket-Version:   13\r\nSec-WebSocket-Key:\t"
                + Wire::key + "  \r\n\r\n");
    row("a query", "GET /?name=ann" + asking(upgrade).mid(5));
    row("a whole URL", "GET http://localhost/" + asking(upgrade).mid(5));
    row("HTTP 1.0", asking(upgrade).replace("HTTP/1.1", "HTTP/1.0"));
    row("HTTP 1.0 without Host", asking(upgrade).replace("HTTP/1.1\r\n" + host, "HTTP/1.0\r\n"));
    row("a length of 0", asking(upgrade + "Content-Length: 0\r\n"));
    row("an unknown extension", asking(upgrade + "Sec-WebSocket-Extensions: x-none; a=1\r\n"));
    row("an Origin of its own", asking(upgrade + "Origin: http://localhost\r\n"));
    row("fifty other lines", asking(upgrade + QByteArray("X-Other: 1\r\n").repeated(50)));
}

void tst_Handshake::accepted()
{
    QFETCH(QByteArray, request);
    bool isException = false;
    const QByteArray expected = expectedHere("101", {}, &isException);
    if (expected.isNull())
        return;
    Peer peer(subject().port());
    peer.send(request);
    const HttpAnswer answer = peer.answer();
    QVERIFY2(isAllowedAnswer(worded(answer), expected), worded(answer));
    if (answer.status != 101)
        return;
    QCOMPARE(answer.version, QByteArray("HTTP/1.1"));
    QCOMPARE(answer.header("Upgrade").toLower(), QByteArray("websocket"));
    QCOMPARE(answer.header("Connection").toLower(), QByteArray("upgrade"));
    QCOMPARE(answer.header("Sec-WebSocket-Accept"), Wire::acceptedKey);
    QVERIFY(answer.header("Sec-WebSocket-Extensions").isNull());
    QVERIFY(answer.header("Sec-WebSocket-Protocol").isNull());
    QVERIFY(answer.header("Content-Length").isNull()
            && answer.header("Transfer-Encoding").isNull());
    peer.send(ClientFrame::text("hello"));
    QCOMPARE(peer.listen(1), says::text("hello"));
}

void tst_Handshake::acceptKey_data()
{
    QTest::addColumn<QByteArray>("key");
    QTest::newRow("of the RFC") << Wire::key;
    QTest::newRow("zeros") << QByteArray(16, 0).toBase64();
    QTest::newRow("ones") << QByteArray(16, '\xff').toBase64();
    QTest::newRow("with both signs")
            << QByteArray("\xfb\xef\xbe\xff\xff\xff\xfb\xef\xbe\xff\xff\xff\xfb\xef\xbe\xff")
                       .toBase64();
}

void tst_Handshake::acceptKey()
{
    QFETCH(QByteArray, key);
    Peer peer(subject().port());
    peer.send(withKeyLines("Sec-WebSocket-Key: " + key + "\r\n"));
    const HttpAnswer answer = peer.answer();
    QCOMPARE(answer.status, 101);
    QCOMPARE(answer.header("Sec-WebSocket-Accept"), acceptFor(key));
}

void tst_Handshake::refused_data()
{
    QTest::addColumn<QByteArray>("request");
    QTest::addColumn<QByteArray>("expected");
    const auto key = [](const char *name, const QByteArray &lines) {
        QTest::addRow("key: %s", name) << withKeyLines(lines) << QByteArray("400");
    };
    const QByteArray begin = "Sec-WebSocket-Key: ";
    key("missing", {});
    key("empty", begin + "\r\n");
    key("15 bytes", begin + QByteArray(15, 'x').toBase64() + "\r\n");
    key("17 bytes", begin + QByteArray(17, 'x').toBase64() + "\r\n");
    key("one byte", begin + "eA==\r\n");
    key("not base64", begin + "!!!!!!!!!!!!!!!!!!!!!!==\r\n");
    key("base64 of URLs", begin + "-_-_IHNhbXBsZSBub25jZQ==\r\n");
    key("without padding", begin + Wire::key.chopped(2) + "\r\n");
    key("padding inside", begin + "dGhl==hhbXBsZSBub25jZQAA\r\n");
    key("a space inside", begin + "dGhlIHNhbXBs ZSBub25jZQ==\r\n");
    key("the same twice", keyLine + keyLine);
    key("two in a list", begin + Wire::key + ", " + Wire::key + "\r\n");

    const auto badVersion = [](const char *name, const QByteArray &lines) {
        QTest::addRow("version: %s", name)
                << withVersionLines(lines) << QByteArray("426, version 13");
    };
    const auto number
            = [](const QByteArray &value) { return "Sec-WebSocket-Version: " + value + "\r\n"; };
    badVersion("missing", {});
    badVersion("empty", number({}));
    for (const char *value : {"0", "7", "8", "12", "14", "25", "255"})
        badVersion(value, number(value));
    badVersion("269, which is 13 in 8 bits", number("269"));
    badVersion("65549, which is 13 in 16 bits", number("65549"));
    badVersion("4294967309, which is 13 in 32 bits", number("4294967309"));
    badVersion("-13", number("-13"));
    badVersion("13 in words", number("thirteen"));
    badVersion("13 and more", number("13x"));
    badVersion("two in a list", number("13, 8"));
    badVersion("two lines", number("13") + number("8"));

    const auto row = [](const char *name, const QByteArray &request, const QByteArray &expected) {
        QTest::newRow(name) << request << expected;
    };
    const QByteArray plain = "426 or 426, version 13 or 400"; // not a handshake at all
    row("no Upgrade line", asking("Connection: Upgrade\r\n"), plain);
    row("no Connection line", asking("Upgrade: websocket\r\n"), plain);
    row("Connection: keep-alive", asking("Connection: keep-alive\r\nUpgrade: websocket\r\n"),
        plain);
    row("Connection: upgraded", asking("Connection: upgraded\r\nUpgrade: websocket\r\n"), plain);
    row("Upgrade: h2c", asking("Connection: Upgrade\r\nUpgrade: h2c\r\n"), plain);
    row("Upgrade: websocketx", asking("Connection: Upgrade\r\nUpgrade: websocketx\r\n"), plain);
    row("Upgrade: web socket", asking("Connection: Upgrade\r\nUpgrade: web socket\r\n"), plain);
    row("POST", "POST" + asking(upgrade).mid(3), "405");
    row("HEAD", "HEAD" + asking(upgrade).mid(3), "405");
    row("a body", asking(upgrade + "Content-Length: 5\r\n") + "hello", "400");
    row("a body of chunks", asking(upgrade + "Transfer-Encoding: chunked\r\n") + "0\r\n\r\n",
        "400");
    row("no such path", Wire::handshake("/nowhere"), "404");
    row("no Host", asking(upgrade).replace(host, {}), "400");
    row("two Host lines", asking(host + upgrade), "400");
    row("HTTP 2.0", asking(upgrade).replace("HTTP/1.1", "HTTP/2.0"), "505 or 400");
    row("HTTP 0.9", asking(upgrade).replace("HTTP/1.1", "HTTP/0.9"), "505 or 400");
    row("a space before a colon", asking("Connection : Upgrade\r\nUpgrade: websocket\r\n"), "400");
    row("a line without a colon", asking(upgrade + "hello\r\n"), "400");
    row("NUL in a value", asking(upgrade + QByteArray("X: a\0b\r\n", 8)), "400");
    row("a folded line", asking("Connection:\r\n Upgrade\r\nUpgrade: websocket\r\n"), "400");
}

void tst_Handshake::refused()
{
    QFETCH(QByteArray, request);
    QFETCH(QByteArray, expected);
    bool isException = false;
    expected = expectedHere(expected, "101", &isException);
    if (expected.isNull())
        return;
    Peer peer(subject().port());
    peer.send(request);
    const HttpAnswer answer = peer.answer(request.first(4) == "HEAD" ? "HEAD" : "GET");
    QVERIFY2(isAllowedAnswer(worded(answer), expected), worded(answer));
}

void tst_Handshake::framesBehindTheRequest_data()
{
    QTest::addColumn<QByteArray>("frames");
    QTest::addColumn<QByteArray>("expected");
    const auto row = [](const char *name, const QByteArray &frames, const QByteArray &expected) {
        QTest::newRow(name) << frames << expected;
    };
    const QByteArray hello = ClientFrame::text("hello");
    row("a text", hello, says::text("hello"));
    row("fragments", fragmented(Wire::Text, {"hel", "lo"}), says::text("hello"));
    row("a ping", ClientFrame::ping("x"), says::pong("x"));
    row("a hundred texts", hello.repeated(100),
        QByteArrayList(100, says::text("hello")).join("; "));
    row("a close", ClientFrame::close(1000), says::close(1000));
    row("a text and a close", hello + ClientFrame::close(4000).bytes(),
        says::text("hello") + "; " + says::close(4000));
    row("a broken rule", ClientFrame(3, "x"), says::close(1002));
    row("another request", asking(upgrade), says::close(1002));
}

void tst_Handshake::framesBehindTheRequest()
{
    QFETCH(QByteArray, frames);
    QFETCH(QByteArray, expected);
    bool isException = false;
    expected = expectedHere(expected, {}, &isException);
    if (expected.isNull())
        return;
    Peer peer(subject().port());
    peer.send(Wire::handshake() + frames);
    QCOMPARE(peer.answer().status, 101);
    const QByteArray said = expected.contains("close ") ? peer.listenToEnd()
                                                        : peer.listen(1 + expected.count("; "));
    QVERIFY2(isAllowed(said, expected), said);
}

void tst_Handshake::subprotocol_data()
{
    QTest::addColumn<QByteArray>("lines");
    QTest::addColumn<QByteArray>("chosen");
    const auto offer
            = [](const QByteArray &list) { return "Sec-WebSocket-Protocol: " + list + "\r\n"; };
    QTest::newRow("none offered") << QByteArray() << QByteArray();
    QTest::newRow("one") << offer("chat.v1") << QByteArray("chat.v1");
    QTest::newRow("the other") << offer("chat.v2") << QByteArray("chat.v2");
    QTest::newRow("one of several") << offer("mqtt, chat.v1, soap") << QByteArray("chat.v1");
    QTest::newRow("without spaces") << offer("mqtt,chat.v1,soap") << QByteArray("chat.v1");
    QTest::newRow("in two lines") << offer("mqtt") + offer("chat.v1") << QByteArray("chat.v1");
    QTest::newRow("none known") << offer("mqtt") << QByteArray();
    QTest::newRow("case matters") << offer("CHAT.V1") << QByteArray();
    QTest::newRow("a part of a name") << offer("chat.v, chat.v11") << QByteArray();
}

void tst_Handshake::subprotocol()
{
    QFETCH(QByteArray, lines);
    QFETCH(QByteArray, chosen);
    bool isException = false;
    const QByteArray expected = expectedHere("101", {}, &isException);
    Peer peer(subject().port());
    peer.send(Wire::handshake("/", lines));
    const HttpAnswer answer = peer.answer();
    QVERIFY2(isAllowedAnswer(worded(answer), expected), worded(answer));
    QCOMPARE(answer.header("Sec-WebSocket-Protocol"), chosen);
    // "No header" is not an empty one: a browser fails the connection on that.
    QCOMPARE(answer.header("Sec-WebSocket-Protocol").isNull(), chosen.isEmpty());
}

void tst_Handshake::afterAnotherRequest_data()
{
    QTest::addColumn<int>("requests");
    QTest::addColumn<bool>("pipelined");
    QTest::newRow("second") << 1 << false;
    QTest::newRow("fourth") << 3 << false;
    QTest::newRow("second, in one segment") << 1 << true;
    QTest::newRow("fourth, in one segment") << 3 << true;
}

void tst_Handshake::afterAnotherRequest()
{
    QFETCH(int, requests);
    QFETCH(bool, pipelined);
    bool isException = false;
    if (expectedHere("101", {}, &isException).isNull())
        return; // skipped
    const QByteArray request = Wire::get("/plain");
    Peer peer(subject().port());
    if (pipelined)
        peer.send(request.repeated(requests) + Wire::handshake()
                  + ClientFrame::text("hello").bytes());
    for (int i = 0; i < requests; ++i) {
        if (!pipelined)
            peer.send(request);
        QCOMPARE(peer.answer().status, 200);
    }
    if (!pipelined)
        peer.send(Wire::handshake() + ClientFrame::text("hello").bytes());
    QCOMPARE(peer.answer().status, 101);
    QCOMPARE(peer.listen(1), says::text("hello"));
}

void tst_Handshake::arrivesInPieces()
{
    QByteArrayList bytes;
    for (const char byte : Wire::handshake())
        bytes.append(QByteArray(1, byte));
    Peer peer(subject().port());
    peer.sendApart(bytes);
    QCOMPARE(peer.answer().status, 101);
    peer.send(ClientFrame::text("hello"));
    QCOMPARE(peer.listen(1), says::text("hello"));
}

std::unique_ptr<QObject> handshake()
{
    return std::make_unique<tst_Handshake>();
}

} // namespace Landline::Conformance

#include "handshake.moc"
