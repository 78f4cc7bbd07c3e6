// SPDX-FileCopyrightText: 2026 The Landline authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "websocket/upgradeanswer.h"

#include <QtTest/qtest.h>

using namespace Landline;

using Headers = QList<QPair<QByteArray, QByteArray>>;

class tst_UpgradeAnswer : public QObject
{
    Q_OBJECT

private slots:
    void acceptKey_data();
    void acceptKey();
    void answer();
    void headerLines_data();
    void headerLines();
};

void tst_UpgradeAnswer::acceptKey_data()
{
    QTest::addColumn<QByteArray>("clientKey");
    QTest::addColumn<QByteArray>("expected");
    QTest::newRow("RFC 6455 section 1.3")
            << QByteArray("dGhlIHNhbXBsZSBub25jZQ==") << QByteArray("s3pPLMBiTxaQ9kYGzzhZRbK+xOo=");
    QTest::newRow("key of zeros") << QByteArray("AAAAAAAAAAAAAAAAAAAAAA==")
                                  << QByteArray("ICX+Yqv66kxgM0FcWaLWlFLwTAI=");
}

void tst_UpgradeAnswer::acceptKey()
{
    QFETCH(const QByteArray, clientKey);
    QTEST(Landline::acceptKey(clientKey), "expected");
}

void tst_UpgradeAnswer::answer()
{
    const QByteArray key = "dGhlIHNhbXBsZSBub25jZQ==";
    const QByteArray lines = "HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
                             "Sec-WebSocket-Accept: s3pPLMBiTxaQ9kYGzzhZRbK+xOo=\r\n";
    QCOMPARE(upgradeAnswer(key, {}, {}, {}), lines + "\r\n");
    QCOMPARE(upgradeAnswer(key, "chat", {}, {{"X-A", "1"}}), lines + "Sec-WebSocket-Protocol: chat\r\nX-A: 1\r\n\r\n");
    QCOMPARE(upgradeAnswer(key, {}, "x; y=1", {{"Sec-WebSocket-Extensions", "z"}}),
             lines + "Sec-WebSocket-Extensions: x; y=1\r\n\r\n");
}

void tst_UpgradeAnswer::headerLines_data()
{
    QTest::addColumn<Headers>("headers");
    QTest::addColumn<QByteArray>("expected");
    QTest::newRow("none") << Headers() << QByteArray();
    QTest::newRow("two of one name") << Headers{{"Set-Cookie", "a=1"}, {"Set-Cookie", "b=2"}}
                                     << QByteArray("Set-Cookie: a=1\r\nSet-Cookie: b=2\r\n");
    QTest::newRow("a line break in a value") << Headers{{"X-A", "1\r\nX-B: 2"}} << QByteArray();
    QTest::newRow("a line break in a name") << Headers{{"X-A: 1\r\nX-B", "2"}} << QByteArray();
    QTest::newRow("a colon in a name") << Headers{{"X-A: 1, X-B", "2"}} << QByteArray();
    QTest::newRow("NUL") << Headers{{"X-A", QByteArray("1\0", 2)}} << QByteArray();
    QTest::newRow("no name") << Headers{{"", "1"}} << QByteArray();
    for (const char *name : {"Connection", "upgrade", "Content-Length", "Transfer-Encoding", "Sec-WebSocket-Accept",
                             "Sec-WebSocket-Extensions", "Date"})
        QTest::newRow(name) << Headers{{name, "1"}} << QByteArray();
}

void tst_UpgradeAnswer::headerLines()
{
    QFETCH(const Headers, headers);
    QTEST(upgradeHeaderLines(headers), "expected");
}

QTEST_APPLESS_MAIN(tst_UpgradeAnswer)
#include "tst_upgradeanswer.moc"
