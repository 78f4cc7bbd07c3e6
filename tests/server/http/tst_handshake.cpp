// SPDX-FileCopyrightText: 2026 The Landline authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "http/handshake.h"
#include "http/requesthead.h"

#include <QtTest/qtest.h>

using namespace Landline;

namespace {

const QByteArray upgrade = "Connection: Upgrade\r\nUpgrade: websocket\r\n";
const QByteArray key = "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n";
const QByteArray version = "Sec-WebSocket-Version: 13\r\n";

RequestHead request(const QByteArray &lines, const QByteArray &line = "GET / HTTP/1.1")
{
    return RequestHead::parse(line + "\r\nHost: a\r\n" + lines + "\r\n").head;
}

} // namespace

class tst_Handshake : public QObject
{
    Q_OBJECT

private slots:
    void isHandshake_data();
    void isHandshake();
    void accepted_data();
    void accepted();
    void refused_data();
    void refused();
    void answersSayWhatIsAllowed();
};

void tst_Handshake::isHandshake_data()
{
    QTest::addColumn<QByteArray>("lines");
    QTest::addColumn<bool>("expected");
    QTest::newRow("whole") << upgrade + key + version << true;
    QTest::newRow("without version") << upgrade + key << true;
    QTest::newRow("without key") << upgrade + version << true;
    QTest::newRow("empty key") << upgrade + "Sec-WebSocket-Key:\r\n" << true;
    QTest::newRow("a proxy's constant headers") << upgrade << false;
    QTest::newRow("Connection without upgrade")
            << "Connection: keep-alive\r\nUpgrade: websocket\r\n" + key + version << false;
    QTest::newRow("h2c") << "Connection: Upgrade\r\nUpgrade: h2c\r\n" + key << false;
    QTest::newRow("plain") << QByteArray() << false;
}

void tst_Handshake::isHandshake()
{
    QFETCH(QByteArray, lines);
    QTEST(Landline::isHandshake(request(lines)), "expected");
}

void tst_Handshake::accepted_data()
{
    QTest::addColumn<QByteArray>("lines");
    QTest::addColumn<QByteArray>("line");
    const auto row = [](const char *name, const QByteArray &lines,
                        const QByteArray &line = "GET / HTTP/1.1") {
        QTest::newRow(name) << lines << line;
    };
    row("plain", upgrade + key + version);
    row("nginx speaks HTTP/1.0", upgrade + key + version, "GET / HTTP/1.0");
    row("case and lists",
        "connection: keep-alive, UPGRADE\r\nUPGRADE: abc, WebSocket\r\nsec-websocket-key: "
        "AAAAAAAAAAAAAAAAAAAAAA==\r\nSEC-WEBSOCKET-VERSION:  13 \r\n");
    row("key with plus and slash",
        upgrade + "Sec-WebSocket-Key: +/+/+/+/+/+/+/+/+/+/+w==\r\n" + version);
    row("empty body", upgrade + key + version + "Content-Length: 0\r\n");
    row("many subprotocols",
        upgrade + key + version + "Sec-WebSocket-Protocol: " + QByteArray(6000, ',') + "\r\n");
    row("monstrous extensions",
        upgrade + key + version
                + "Sec-WebSocket-Extensions: " + QByteArray("a;b=\"c\",").repeated(800) + "\r\n");
}

void tst_Handshake::accepted()
{
    QFETCH(QByteArray, lines);
    QFETCH(QByteArray, line);
    const RequestHead head = request(lines, line);
    QVERIFY(Landline::isHandshake(head));
    QVERIFY(!checkHandshake(head));
}

void tst_Handshake::refused_data()
{
    QTest::addColumn<QByteArray>("lines");
    QTest::addColumn<QByteArray>("line");
    QTest::addColumn<int>("status");
    const auto row = [](const char *name, int status, const QByteArray &lines,
                        const QByteArray &line = "GET / HTTP/1.1") {
        QTest::newRow(name) << QByteArray(upgrade + lines) << line << status;
    };
    const auto keyRow = [&row](const char *name, const QByteArray &value) {
        row(name, 400, "Sec-WebSocket-Key: " + value + "\r\n" + version);
    };
    row("no key", 400, version);
    keyRow("empty key", "");
    keyRow("short key", "short");
    keyRow("15 bytes", "AAAAAAAAAAAAAAAAAAAA");
    keyRow("17 bytes", "AAAAAAAAAAAAAAAAAAAAAAA=");
    keyRow("18 bytes", "AAAAAAAAAAAAAAAAAAAAAAAA");
    keyRow("long key", QByteArray(1000, 'A'));
    keyRow("no padding", "dGhlIHNhbXBsZSBub25jZQ");
    keyRow("one padding", "dGhlIHNhbXBsZSBub25jZQ=");
    keyRow("last character has stray bits", "dGhlIHNhbXBsZSBub25jZR==");
    keyRow("junk", "dGhlIHNhbXBsZSBub25j!Q==");
    keyRow("URL alphabet", "-_hlIHNhbXBsZSBub25jZQ==");
    keyRow("space inside", "dGhlIHNhbXBs ZSBub25jZQ==");
    keyRow("padding inside", "dGhlIHNhbXBsZSBub2==ZQ==");
    row("two keys", 400, key + "Sec-WebSocket-Key: AAAAAAAAAAAAAAAAAAAAAA==\r\n" + version);
    row("the same key twice", 400, key + key + version);
    keyRow("two keys in one line", "dGhlIHNhbXBsZSBub25jZQ==, dGhlIHNhbXBsZSBub25jZQ==");
    row("key before method", 400, version, "POST / HTTP/1.1");
    row("POST", 405, key + version, "POST / HTTP/1.1");
    row("HEAD", 405, key + version, "HEAD / HTTP/1.1");
    row("method before version", 405, key, "POST / HTTP/1.1");
    row("no version", 426, key);
    row("empty version", 426, key + "Sec-WebSocket-Version:\r\n");
    row("version 8", 426, key + "Sec-WebSocket-Version: 8\r\n");
    row("version 12", 426, key + "Sec-WebSocket-Version: 12\r\n");
    row("version 14", 426, key + "Sec-WebSocket-Version: 14\r\n");
    row("version 269", 426, key + "Sec-WebSocket-Version: 269\r\n");
    row("version 2^32 + 13", 426, key + "Sec-WebSocket-Version: 4294967309\r\n");
    row("version 013", 426, key + "Sec-WebSocket-Version: 013\r\n");
    row("version +13", 426, key + "Sec-WebSocket-Version: +13\r\n");
    row("version 13, 8", 426, key + "Sec-WebSocket-Version: 13, 8\r\n");
    row("two versions", 426, key + version + "Sec-WebSocket-Version: 8\r\n");
    row("version before body", 426, key + "Content-Length: 5\r\n");
    row("body", 400, key + version + "Content-Length: 5\r\n");
    row("chunked body", 400, key + version + "Transfer-Encoding: chunked\r\n");
}

void tst_Handshake::refused()
{
    QFETCH(QByteArray, lines);
    QFETCH(QByteArray, line);
    const auto refusal = checkHandshake(request(lines, line));
    QVERIFY(refusal);
    QTEST(refusal->status, "status");
    QVERIFY(!refusal->body.isEmpty());
}

void tst_Handshake::answersSayWhatIsAllowed()
{
    const auto badKey = checkHandshake(request(upgrade + version));
    QCOMPARE(badKey->body, QByteArray("sec-websocket-key is invalid!"));
    const auto badMethod = checkHandshake(request(upgrade + key + version, "PUT / HTTP/1.1"));
    QVERIFY(badMethod->headers.contains({"Allow", "GET"}));
    const auto badVersion = checkHandshake(request(upgrade + key + "Sec-WebSocket-Version: 8\r\n"));
    QVERIFY(badVersion->headers.contains({"Sec-WebSocket-Version", "13"}));
    QVERIFY(badVersion->headers.contains({"Upgrade", "websocket"}));
}

QTEST_APPLESS_MAIN(tst_Handshake)
#include "tst_handshake.moc"
