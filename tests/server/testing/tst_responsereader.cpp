// SPDX-FileCopyrightText: 2026 The Landline authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "testing/responsereader.h"

#include <QtTest/qtest.h>

using namespace Landline::Test;
using namespace Qt::StringLiterals;

/// Responses whole, cut, and wrong.
class tst_ResponseReader : public QObject
{
    Q_OBJECT

private slots:
    void rows_data();
    void rows();
    void untilTheEnd();
    void headers();
    void summaries();
};

using Result = ResponseReader::Result;
Q_DECLARE_METATYPE(Result)

void tst_ResponseReader::rows_data()
{
    QTest::addColumn<QByteArray>("method");
    QTest::addColumn<QByteArray>("bytes");
    QTest::addColumn<Result>("result");
    QTest::addColumn<int>("status");
    QTest::addColumn<QByteArray>("body");
    QTest::addColumn<QByteArray>("left");
    const QByteArray get = "GET";
    const QByteArray none;
    const QByteArray sized = "HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\n";
    const QByteArray chunked = "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n";
    const QByteArray upgrade = "HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\n\r\n";
    QTest::newRow("nothing") << get << none << Result::NeedMore << 0 << none << none;
    QTest::newRow("half a head") << get << QByteArray("HTTP/1.1 200") << Result::NeedMore << 0 << none << none;
    QTest::newRow("a body") << get << sized + "helloHTTP" << Result::Complete << 200 << QByteArray("hello") << QByteArray("HTTP");
    QTest::newRow("half a body") << get << sized + "hel" << Result::NeedMore << 200 << none << none;
    QTest::newRow("HEAD") << QByteArray("HEAD") << sized << Result::Complete << 200 << none << none;
    QTest::newRow("204") << get << QByteArray("HTTP/1.1 204 No Content\r\n\r\n") << Result::Complete << 204 << none << none;
    QTest::newRow("no reason") << get << QByteArray("HTTP/1.1 204\r\n\r\n") << Result::Complete << 204 << none << none;
    QTest::newRow("101") << get << upgrade + "\x81" << Result::Complete << 101 << none << QByteArray("\x81");
    QTest::newRow("100 before") << get << "HTTP/1.1 100 Continue\r\n\r\n" + sized + "hello" << Result::Complete << 200
                                << QByteArray("hello") << none;
    QTest::newRow("chunks") << get << chunked + "2;a=b\r\nhe\r\n03\r\nllo\r\n0\r\nT: u\r\n\r\nx" << Result::Complete << 200
                            << QByteArray("hello") << QByteArray("x");
    QTest::newRow("half a chunk") << get << chunked + "5\r\nhel" << Result::NeedMore << 200 << none << none;
    QTest::newRow("no length") << get << QByteArray("HTTP/1.1 200 OK\r\n\r\nhel") << Result::NeedMore << 200 << none << none;
    for (const char *wrong : {"hello\r\n\r\n", "HTTP/1.1 2x0 OK\r\n\r\n", "HTTP/1.1 099 No\r\n\r\n", "HTTP/1.1-200 OK\r\n\r\n",
                              "HTTP/2.0 200 OK\r\n\r\n", "HTTP/1.1 200 OK\r\nno colon\r\n\r\n",
                              "HTTP/1.1 200 OK\r\nA : b\r\n\r\n", "HTTP/1.1 200 OK\r\nContent-Length: -1\r\n\r\n",
                              "HTTP/1.1 200 OK\r\nTransfer-Encoding: gzip\r\n\r\n",
                              "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n+5\r\nhello\r\n",
                              "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nhelloworld\r\n"})
        QTest::newRow(wrong) << get << QByteArray(wrong) << Result::Malformed << 0 << none << QByteArray(wrong);
}

void tst_ResponseReader::rows()
{
    QFETCH(const QByteArray, method);
    QFETCH(QByteArray, bytes);
    QFETCH(const Result, result);
    QFETCH(const QByteArray, left);
    const QByteArray before = bytes;
    ResponseReader reader(method);
    QCOMPARE(reader.read(&bytes, false), result);
    QCOMPARE(reader.error().isEmpty(), result != Result::Malformed);
    if (result == Result::NeedMore) {
        QCOMPARE(bytes, before);
        return;
    }
    QTEST(reader.response().status, "status");
    QTEST(reader.response().body, "body");
    QCOMPARE(bytes, left);
}

void tst_ResponseReader::untilTheEnd()
{
    QByteArray bytes = "HTTP/1.1 200 OK\r\n\r\nhello";
    ResponseReader reader("GET");
    QCOMPARE(reader.read(&bytes, true), Result::Complete);
    QCOMPARE(reader.response().text(), u"hello"_s);

    bytes = "HTTP/1.1 200 OK\r\nContent-Length: 6\r\n\r\nhello";
    QCOMPARE(reader.read(&bytes, true), Result::Malformed);
    QCOMPARE(reader.error(), u"the server ended the connection before a body of 6 bytes"_s);
    bytes.clear();
    QCOMPARE(reader.read(&bytes, true), Result::Malformed);
    QCOMPARE(reader.error(), u"the server ended the connection before a response"_s);
}

void tst_ResponseReader::headers()
{
    QByteArray bytes = "HTTP/1.1 200 OK\r\nA: 1\r\na:2\r\nEmpty:\r\nContent-Length: 7\r\n"
                       "Set-Cookie: session=a=b; Path=/\r\nSet-Cookie: other=\r\n\r\n{\"n\":1}";
    ResponseReader reader("GET");
    QCOMPARE(reader.read(&bytes, false), Result::Complete);
    const HttpResponse response = reader.response();
    QCOMPARE(response.reason, "OK");
    QCOMPARE(response.header("A"), "1, 2");
    QVERIFY(response.header("Empty").isEmpty() && !response.header("Empty").isNull());
    QVERIFY(response.header("B").isNull());
    QCOMPARE(response.cookie("session"), "a=b");
    QVERIFY(response.cookie("other").isEmpty() && !response.cookie("other").isNull());
    QVERIFY(response.cookie("none").isNull());
    QCOMPARE(response.json().object().value("n"_L1).toInt(), 1);
}

void tst_ResponseReader::summaries()
{
    HttpResponse response;
    response.status = 401;
    response.reason = "Unauthorized";
    QCOMPARE(response.summary(), u"401 Unauthorized"_s);
    response.body = "Unauthorized\n";
    QCOMPARE(response.summary(), u"401 Unauthorized"_s);
    response.body = "token expired";
    QCOMPARE(response.summary(), u"401 Unauthorized: token expired"_s);
    response.body = QByteArray(1000, 'x');
    QCOMPARE(response.summary(), u"401 Unauthorized: "_s + QString(200, u'x') + u"..."_s);
}

QTEST_APPLESS_MAIN(tst_ResponseReader)
#include "tst_responsereader.moc"
