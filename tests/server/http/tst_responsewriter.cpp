// SPDX-FileCopyrightText: 2026 The Landline authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "http/responsewriter.h"

#include <QtCore/qlocale.h>
#include <QtCore/qregularexpression.h>
#include <QtCore/qtimezone.h>
#include <QtTest/qtest.h>

using namespace Landline;

using Headers = QList<QPair<QByteArray, QByteArray>>;

namespace {

const QDateTime someDate(QDate(1994, 11, 6), QTime(8, 49, 37), Qt::UTC);

QByteArray answer(int status, const Headers &headers, const QByteArray &body,
                  WriteOptions options = {})
{
    options.date = someDate;
    return writeResponse(status, headers, body, options);
}

QList<QByteArray> linesOf(const QByteArray &response)
{
    QList<QByteArray> lines;
    for (const QByteArray &line : response.first(response.indexOf("\r\n\r\n")).split('\n'))
        lines.append(line.endsWith('\r') ? line.chopped(1) : line);
    return lines;
}

/// The line of the header \a name, or an empty one.
QByteArray lineOf(const QByteArray &response, const QByteArray &name)
{
    for (const QByteArray &line : linesOf(response)) {
        if (line.startsWith(name + ':'))
            return line;
    }
    return {};
}

QByteArray bodyOf(const QByteArray &response)
{
    return response.sliced(response.indexOf("\r\n\r\n") + 4);
}

} // namespace

class tst_ResponseWriter : public QObject
{
    Q_OBJECT

private slots:
    void wholeAnswer();
    void statusLine_data();
    void statusLine();
    void body_data();
    void body();
    void connection_data();
    void connection();
    void upgradeIsNamedInConnection_data();
    void upgradeIsNamedInConnection();
    void unsafeHeaders_data();
    void unsafeHeaders();
    void headersKeepTheirOrder();
    void headOfHeadIsHeadOfGet();
    void streamedAnswer();
    void bodies_data();
    void bodies();
    void dateOfToday();
    void dateIgnoresZoneAndLocale();
};

void tst_ResponseWriter::wholeAnswer()
{
    QCOMPARE(answer(200, {{"Content-Type", "text/plain"}}, "hello"),
             QByteArray("HTTP/1.1 200 OK\r\n"
                        "Content-Type: text/plain\r\n"
                        "Content-Length: 5\r\n"
                        "Connection: close\r\n"
                        "Date: Sun, 06 Nov 1994 08:49:37 GMT\r\n"
                        "\r\n"
                        "hello"));
}

void tst_ResponseWriter::statusLine_data()
{
    QTest::addColumn<int>("status");
    QTest::addColumn<QByteArray>("line");
    const auto row = [](int status, const QByteArray &line) {
        QTest::addRow("%d", status) << status << line;
    };
    row(200, "HTTP/1.1 200 OK");
    row(204, "HTTP/1.1 204 No Content");
    row(304, "HTTP/1.1 304 Not Modified");
    row(400, "HTTP/1.1 400 Bad Request");
    row(401, "HTTP/1.1 401 Unauthorized");
    row(403, "HTTP/1.1 403 Forbidden");
    row(404, "HTTP/1.1 404 Not Found");
    row(405, "HTTP/1.1 405 Method Not Allowed");
    row(408, "HTTP/1.1 408 Request Timeout");
    row(410, "HTTP/1.1 410 Gone");
    row(413, "HTTP/1.1 413 Content Too Large");
    row(414, "HTTP/1.1 414 URI Too Long");
    row(426, "HTTP/1.1 426 Upgrade Required");
    row(428, "HTTP/1.1 428 Precondition Required");
    row(429, "HTTP/1.1 429 Too Many Requests");
    row(431, "HTTP/1.1 431 Request Header Fields Too Large");
    row(451, "HTTP/1.1 451 Unavailable For Legal Reasons");
    row(500, "HTTP/1.1 500 Internal Server Error");
    row(501, "HTTP/1.1 501 Not Implemented");
    row(505, "HTTP/1.1 505 HTTP Version Not Supported");
    row(511, "HTTP/1.1 511 Network Authentication Required");
    row(299, "HTTP/1.1 299 ");
    row(999, "HTTP/1.1 999 ");
    row(101, "HTTP/1.1 500 Internal Server Error"); // not an answer proper
    row(199, "HTTP/1.1 500 Internal Server Error");
    row(0, "HTTP/1.1 500 Internal Server Error");
    row(-1, "HTTP/1.1 500 Internal Server Error");
    row(1000, "HTTP/1.1 500 Internal Server Error");
}

void tst_ResponseWriter::statusLine()
{
    QFETCH(int, status);
    QFETCH(QByteArray, line);
    QVERIFY(answer(status, {}, {}).startsWith(line + "\r\n"));
}

void tst_ResponseWriter::body_data()
{
    QTest::addColumn<int>("status");
    QTest::addColumn<bool>("headOnly");
    QTest::addColumn<QByteArray>("content");
    QTest::addColumn<QByteArray>("lengthLine"); // empty: none
    QTest::addColumn<QByteArray>("expected");
    const auto row = [](const char *name, int status, bool headOnly, const QByteArray &content,
                        const QByteArray &lengthLine, const QByteArray &expected) {
        QTest::newRow(name) << status << headOnly << content << lengthLine << expected;
    };
    row("text", 200, false, "abc", "Content-Length: 3", "abc");
    row("empty", 200, false, "", "Content-Length: 0", "");
    row("bytes", 200, false, QByteArray("\0\r\n\xff", 4), "Content-Length: 4",
        QByteArray("\0\r\n\xff", 4));
    row("HEAD", 200, true, "abc", "Content-Length: 3", "");
    row("HEAD not found", 404, true, "Not Found", "Content-Length: 9", "");
    row("refusal", 401, false, "no", "Content-Length: 2", "no");
    row("redirection without body", 302, false, "", "Content-Length: 0", "");
    row("204", 204, false, "abc", "", "");
    row("205", 205, false, "abc", "Content-Length: 0", "");
    row("304", 304, false, "abc", "", "");
}

void tst_ResponseWriter::body()
{
    QFETCH(int, status);
    QFETCH(bool, headOnly);
    QFETCH(QByteArray, content);
    QFETCH(QByteArray, lengthLine);
    const QByteArray response = answer(status, {}, content, {.headOnly = headOnly});
    QCOMPARE(lineOf(response, "Content-Length"), lengthLine);
    QTEST(bodyOf(response), "expected");
}

void tst_ResponseWriter::connection_data()
{
    QTest::addColumn<int>("status");
    QTest::addColumn<bool>("keepAlive");
    QTest::addColumn<int>("versionMinor");
    QTest::addColumn<QByteArray>("expected"); // empty: none
    QTest::newRow("1.1 close") << 200 << false << 1 << QByteArray("Connection: close");
    QTest::newRow("1.1 keep") << 200 << true << 1 << QByteArray();
    QTest::newRow("1.0 close") << 200 << false << 0 << QByteArray("Connection: close");
    QTest::newRow("1.0 keep") << 200 << true << 0 << QByteArray("Connection: keep-alive");
}

void tst_ResponseWriter::connection()
{
    QFETCH(int, status);
    QFETCH(bool, keepAlive);
    QFETCH(int, versionMinor);
    const QByteArray response = answer(status, {{"Connection", "x"}}, {},
                                       {.keepAlive = keepAlive, .versionMinor = versionMinor});
    QTEST(lineOf(response, "Connection"), "expected");
    QVERIFY(response.startsWith("HTTP/1.1 "));
}

void tst_ResponseWriter::upgradeIsNamedInConnection_data()
{
    QTest::addColumn<QByteArray>("name");
    QTest::addColumn<QByteArray>("value");
    QTest::addColumn<bool>("keepAlive");
    QTest::addColumn<int>("versionMinor");
    QTest::addColumn<QByteArray>("expected"); // empty: none
    const auto row = [](const char *label, const QByteArray &name, const QByteArray &value, bool keepAlive,
                        int versionMinor, const QByteArray &expected) {
        QTest::newRow(label) << name << value << keepAlive << versionMinor << expected;
    };
    row("close", "Upgrade", "websocket", false, 1, "Connection: close, Upgrade");
    row("keep", "Upgrade", "websocket", true, 1, "Connection: Upgrade");
    row("1.0 keep", "Upgrade", "websocket", true, 0, "Connection: keep-alive, Upgrade");
    row("in small letters", "upgrade", "websocket", false, 1, "Connection: close, Upgrade");
    row("one that is left out", "Upgrade", "web\nsocket", true, 1, {});
    row("another header", "Upgrade-Insecure-Requests", "1", true, 1, {});
}

void tst_ResponseWriter::upgradeIsNamedInConnection()
{
    QFETCH(QByteArray, name);
    QFETCH(QByteArray, value);
    QFETCH(bool, keepAlive);
    QFETCH(int, versionMinor);
    const QByteArray response = answer(426, {{name, value}}, {}, {.keepAlive = keepAlive, .versionMinor = versionMinor});
    QTEST(lineOf(response, "Connection"), "expected");
}

void tst_ResponseWriter::unsafeHeaders_data()
{
    QTest::addColumn<QByteArray>("name");
    QTest::addColumn<QByteArray>("value");
    const auto row = [](const char *label, const QByteArray &name, const QByteArray &value) {
        QTest::newRow(label) << name << value;
    };
    row("CR LF in the value", "X", "a\r\nSet-Cookie: b=1");
    row("LF in the value", "X", "a\nSet-Cookie: b=1");
    row("CR in the value", "X", "a\rb");
    row("NUL in the value", "X", QByteArray("a\0b", 3));
    row("whole answer in the value", "X", "a\r\n\r\n<script>");
    row("CR LF in the name", "X: 1\r\nY", "a");
    row("NUL in the name", QByteArray("X\0", 2), "a");
    row("colon in the name", "X:", "a");
    row("space in the name", "X ", "a");
    row("empty name", "", "a");
    row("own Content-Length", "content-length", "99");
    row("own Connection", "CONNECTION", "keep-alive");
    row("own Transfer-Encoding", "Transfer-Encoding", "chunked");
    row("own Date", "date", "yesterday");
}

void tst_ResponseWriter::unsafeHeaders()
{
    QFETCH(QByteArray, name);
    QFETCH(QByteArray, value);
    QCOMPARE(answer(200, {{"A", "1"}, {name, value}, {"B", "2"}}, "body"),
             answer(200, {{"A", "1"}, {"B", "2"}}, "body"));
}

void tst_ResponseWriter::headersKeepTheirOrder()
{
    const QByteArray response = answer(
            200, {{"Set-Cookie", "a=1"}, {"X-Latin", "caf\xe9\t!"}, {"Set-Cookie", "b=2"}}, {});
    QCOMPARE(linesOf(response).sliced(1, 3),
             (QList<QByteArray>{"Set-Cookie: a=1", "X-Latin: caf\xe9\t!", "Set-Cookie: b=2"}));
}

void tst_ResponseWriter::headOfHeadIsHeadOfGet()
{
    const QByteArray whole = answer(200, {{"X", "1"}}, "body");
    QCOMPARE(answer(200, {{"X", "1"}}, "body", {.headOnly = true}) + "body", whole);
}

void tst_ResponseWriter::streamedAnswer()
{
    WriteOptions options{.keepAlive = true, .date = someDate};
    QCOMPARE(writeStreamHead(200, {{"Content-Type", "a/b"}, {"Content-Length", "7"}}, options),
             QByteArray("HTTP/1.1 200 OK\r\nContent-Type: a/b\r\nTransfer-Encoding: chunked\r\n"
                        "Date: Sun, 06 Nov 1994 08:49:37 GMT\r\n\r\n"));
    options.versionMinor = 0;
    options.keepAlive = false;
    QCOMPARE(writeStreamHead(404, {}, options),
             QByteArray("HTTP/1.1 404 Not Found\r\nConnection: close\r\nDate: Sun, 06 Nov 1994 08:49:37 GMT\r\n\r\n"));
    QVERIFY(writeStreamHead(200, {}, options, 7).startsWith("HTTP/1.1 200 OK\r\nContent-Length: 7\r\n"));
    QCOMPARE(writeChunk(QByteArray(26, 'x')), "1a\r\n" + QByteArray(26, 'x') + "\r\n");
}

void tst_ResponseWriter::bodies_data()
{
    QTest::addColumn<int>("status");
    QTest::addColumn<bool>("has");
    for (const int status : {200, 206, 302, 404, 500, 999})
        QTest::addRow("%d", status) << status << true;
    for (const int status : {0, 101, 204, 205, 304, 1000})
        QTest::addRow("%d", status) << status << false;
}

void tst_ResponseWriter::bodies()
{
    QFETCH(const int, status);
    QTEST(hasBody(status), "has");
}

void tst_ResponseWriter::dateOfToday()
{
    static const QRegularExpression form(
            "\r\nDate: (Mon|Tue|Wed|Thu|Fri|Sat|Sun), [0-3]\\d [A-Z][a-z]{2} \\d{4} "
            "[0-2]\\d:[0-5]\\d:[0-6]\\d GMT\r\n");
    const QByteArray response = writeResponse(200, {}, {});
    QVERIFY2(form.match(QString::fromLatin1(response)).hasMatch(), response.constData());
}

void tst_ResponseWriter::dateIgnoresZoneAndLocale()
{
    const QLocale before;
    QLocale::setDefault(QLocale(QLocale::Chinese));
    const QByteArray written = httpDate(someDate.toOffsetFromUtc(8 * 3600));
    QLocale::setDefault(before);
    QCOMPARE(written, QByteArray("Sun, 06 Nov 1994 08:49:37 GMT"));
}

QTEST_APPLESS_MAIN(tst_ResponseWriter)
#include "tst_responsewriter.moc"
