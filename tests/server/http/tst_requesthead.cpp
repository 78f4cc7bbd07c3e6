// SPDX-FileCopyrightText: 2026 The Landline authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "http/requesthead.h"

#include <QtCore/qrandom.h>
#include <QtTest/qtest.h>

using namespace Landline;

namespace {

/// A valid request with \a lines ("Name: value\r\n", each ended) behind its Host.
QByteArray get(const QByteArray &lines = {})
{
    return "GET /chat HTTP/1.1\r\nHost: example.org\r\n" + lines + "\r\n";
}

QByteArray requestLine(const QByteArray &line)
{
    return line + "\r\nHost: example.org\r\n\r\n";
}

RequestHead headOf(const QByteArray &bytes)
{
    return RequestHead::parse(bytes).head;
}

/// The length of the shortest beginning of \a bytes that is decided, or -1 when a longer one is
/// decided otherwise.
qsizetype decidedAt(const QByteArray &bytes)
{
    const ParsedHead whole = RequestHead::parse(bytes);
    qsizetype first = bytes.size() + 1;
    for (qsizetype size = 0; size <= bytes.size(); ++size) {
        const ParsedHead part = RequestHead::parse(QByteArrayView(bytes).first(size));
        const bool decided = part.state != ParsedHead::State::Incomplete;
        if ((decided && part != whole) || (!decided && first <= bytes.size()))
            return -1;
        if (decided)
            first = qMin(first, size);
    }
    return first;
}

} // namespace

class tst_RequestHead : public QObject
{
    Q_OBJECT

private slots:
    void requestLine_data();
    void requestLine();
    void refused_data();
    void refused();
    void refusedEarly_data();
    void refusedEarly();
    void limits_data();
    void limits();
    void incomplete_data();
    void incomplete();
    void sizeEndsBeforeTheBody();
    void headersKeepOrderAndSpelling();
    void lookUpIgnoresCase();
    void hasToken_data();
    void hasToken();
    void onlyHeader();
    void host_data();
    void host();
    void body_data();
    void body();
    void connection_data();
    void connection();
    void upgrade_data();
    void upgrade();
    void mutationsAreDecidedAlike_data();
    void mutationsAreDecidedAlike();
};

void tst_RequestHead::requestLine_data()
{
    QTest::addColumn<QByteArray>("line");
    QTest::addColumn<QByteArray>("method");
    QTest::addColumn<QByteArray>("path");
    QTest::addColumn<QByteArray>("query");
    QTest::addColumn<int>("versionMinor");

    const auto row = [](const char *name, const QByteArray &line, const QByteArray &method,
                        const QByteArray &path, const QByteArray &query, int versionMinor) {
        QTest::newRow(name) << line << method << path << query << versionMinor;
    };
    row("root", "GET / HTTP/1.1", "GET", "/", "", 1);
    row("HTTP/1.0", "GET / HTTP/1.0", "GET", "/", "", 0);
    row("POST", "POST /a/b HTTP/1.1", "POST", "/a/b", "", 1);
    row("unknown method", "BREW /pot HTTP/1.1", "BREW", "/pot", "", 1);
    row("method keeps its case", "get / HTTP/1.1", "get", "/", "", 1);
    row("query", "GET /chat?room=1&x=%20 HTTP/1.1", "GET", "/chat", "room=1&x=%20", 1);
    row("wrong escape in the query", "GET /chat?q=5%&r=%zz HTTP/1.1", "GET", "/chat", "q=5%&r=%zz", 1);
    row("empty query", "GET /chat? HTTP/1.1", "GET", "/chat", "", 1);
    row("second question mark", "GET /chat?a?b HTTP/1.1", "GET", "/chat", "a?b", 1);
    row("percent-encoding is kept", "GET /a%2Fb%00 HTTP/1.1", "GET", "/a%2Fb%00", "", 1);
    row("encoded CR LF is kept", "GET /%0d%0aX:1 HTTP/1.1", "GET", "/%0d%0aX:1", "", 1);
    row("dots are kept", "GET /../../etc/passwd HTTP/1.1", "GET", "/../../etc/passwd", "", 1);
    row("encoded dots are kept", "GET /%2e%2e%5c HTTP/1.1", "GET", "/%2e%2e%5c", "", 1);
    row("backslash", "GET /..\\x HTTP/1.1", "GET", "/..\\x", "", 1);
    row("two slashes are a path", "GET //host/path HTTP/1.1", "GET", "//host/path", "", 1);
    row("absolute form", "GET http://h/a?b HTTP/1.1", "GET", "/a", "b", 1);
    row("absolute form, case", "GET HTTPS://h:8/a HTTP/1.1", "GET", "/a", "", 1);
    row("absolute form, ws", "GET ws://h/chat HTTP/1.1", "GET", "/chat", "", 1);
    row("absolute form, wss", "GET wss://[::1]:9502/chat HTTP/1.1", "GET", "/chat", "", 1);
    row("absolute form without path", "GET http://h HTTP/1.1", "GET", "/", "", 1);
    row("absolute form, query only", "GET http://h?q=1 HTTP/1.1", "GET", "/", "q=1", 1);
    row("asterisk", "OPTIONS * HTTP/1.1", "OPTIONS", "*", "", 1);
    row("braces and pipes", "GET /{a}|\"<b>\" HTTP/1.1", "GET", "/{a}|\"<b>\"", "", 1);
    row("empty line before", "\r\nGET / HTTP/1.1", "GET", "/", "", 1);
}

void tst_RequestHead::requestLine()
{
    QFETCH(QByteArray, line);
    const QByteArray bytes = ::requestLine(line);
    const ParsedHead parsed = RequestHead::parse(bytes);

    QCOMPARE(parsed.reason, QByteArray());
    QVERIFY(parsed.isComplete());
    QCOMPARE(parsed.size, bytes.size());
    QTEST(parsed.head.method(), "method");
    QTEST(parsed.head.path(), "path");
    QTEST(parsed.head.query(), "query");
    QTEST(parsed.head.versionMinor(), "versionMinor");
    QCOMPARE(parsed.head.target(), line.trimmed().split(' ').at(1));
    QCOMPARE(decidedAt(bytes), bytes.size());
}

void tst_RequestHead::refused_data()
{
    QTest::addColumn<QByteArray>("bytes");
    QTest::addColumn<int>("status");

    const auto row = [](const char *name, const QByteArray &bytes, int status = 400) {
        QTest::newRow(name) << bytes << status;
    };
    // The request line
    row("random bytes", QByteArray("\x93\x01\xfe\x00\x7f\r\n\r\n", 9));
    row("TLS hello", QByteArray("\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03", 11));
    row("two empty lines before", "\r\n\r\n" + get());
    row("bare LF before", "\n" + get());
    row("bare CR before", "\r" + get());
    row("space before", " " + get());
    row("HTTP/0.9", "GET /\r\n");
    row("no target", ::requestLine("GET HTTP/1.1"));
    row("empty target", ::requestLine("GET  HTTP/1.1"));
    row("two spaces", ::requestLine("GET  / HTTP/1.1"));
    row("tab for space", ::requestLine("GET\t/ HTTP/1.1"));
    row("space at the end", ::requestLine("GET / HTTP/1.1 "));
    row("space in the target", ::requestLine("GET /a b HTTP/1.1"));
    row("slash in the method", ::requestLine("GE/T / HTTP/1.1"));
    row("NUL in the method", ::requestLine(QByteArray("G\0ET / HTTP/1.1", 15)));
    row("NUL in the target", ::requestLine(QByteArray("GET /\0 HTTP/1.1", 15)));
    row("control character in the target", ::requestLine("GET /\x1b[31m HTTP/1.1"));
    row("DEL in the target", ::requestLine("GET /\x7f HTTP/1.1"));
    row("bytes beyond ASCII in the target", ::requestLine("GET /\xc3\xbc HTTP/1.1"));
    row("fragment in the target", ::requestLine("GET /a#b HTTP/1.1"));
    row("CR in the target", ::requestLine("GET /\rX HTTP/1.1"));
    row("CR LF in the target", ::requestLine("GET /\r\nX: 1 HTTP/1.1"));
    row("percent sign at the end of the path", ::requestLine("GET /5% HTTP/1.1"));
    row("percent sign without digits", ::requestLine("GET /100%of HTTP/1.1"));
    row("percent sign with one digit", ::requestLine("GET /%2 HTTP/1.1"));
    row("escape that the query cuts", ::requestLine("GET /%2?0 HTTP/1.1"));
    row("wrong escape in absolute form", ::requestLine("GET http://h/%zz HTTP/1.1"));
    row("relative target", ::requestLine("GET chat HTTP/1.1"));
    row("asterisk with GET", ::requestLine("GET * HTTP/1.1"));
    row("authority form", ::requestLine("CONNECT example.org:443 HTTP/1.1"));
    row("another scheme", ::requestLine("GET ftp://h/ HTTP/1.1"));
    row("absolute form without host", ::requestLine("GET http:///a HTTP/1.1"));
    row("absolute form with user", ::requestLine("GET http://u@h/ HTTP/1.1"));
    row("absolute form with a wrong port", ::requestLine("GET http://h:99999/ HTTP/1.1"));
    row("HTTP/2 preface", "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n", 505);
    row("HTTP/2.0", ::requestLine("GET / HTTP/2.0"), 505);
    row("HTTP/0.9 by name", ::requestLine("GET / HTTP/0.9"), 505);
    row("HTTP/1.2", ::requestLine("GET / HTTP/1.2"), 505);
    row("HTTP/9.9", ::requestLine("GET / HTTP/9.9"), 505);
    row("HTTP/x.y", ::requestLine("GET / HTTP/x.y"));
    row("HTTP/1", ::requestLine("GET / HTTP/1"));
    row("HTTP/1.10", ::requestLine("GET / HTTP/1.10"));
    row("HTTP/01.1", ::requestLine("GET / HTTP/01.1"));
    row("http/1.1", ::requestLine("GET / http/1.1"));
    row("HTTPS/1.1", ::requestLine("GET / HTTPS/1.1"));
    row("line ends with LF", "GET / HTTP/1.1\nHost: a\r\n\r\n");
    row("line ends with CR", "GET / HTTP/1.1\rHost: a\r\n\r\n");

    // Header lines
    row("NUL in a name", get(QByteArray("X\0Y: 1\r\n", 8)));
    row("NUL in a value", get(QByteArray("X: a\0b\r\n", 8)));
    row("escape character in a value", get("User-Agent: \x1b[31m\r\n"));
    row("DEL in a value", get("X: \x7f\r\n"));
    row("CR in a value", get("X: a\rb\r\n"));
    row("LF for CR LF", get("X: a\n"));
    row("LF for the empty line", "GET / HTTP/1.1\r\nHost: a\r\n\n");
    row("CR for the empty line", "GET / HTTP/1.1\r\nHost: a\r\n\rX");
    row("space before the colon", get("X : 1\r\n"));
    row("tab before the colon", get("X\t: 1\r\n"));
    row("space before the length's colon", get("Content-Length : 5\r\n"));
    row("space in a name", get("X Y: 1\r\n"));
    row("folded line", get("X: a\r\n b\r\n"));
    row("folded line, tab", get("X: a\r\n\tb\r\n"));
    row("first line folded", "GET / HTTP/1.1\r\n Host: a\r\n\r\n");
    row("no colon", get("no colon here\r\n"));
    row("name alone", get("X\r\n"));
    row("empty name", get(": 1\r\n"));
    row("bracket in a name", get("X(): 1\r\n"));
    row("byte beyond ASCII in a name", get("X\xfc: 1\r\n"));

    // Host
    row("no Host", "GET / HTTP/1.1\r\n\r\n");
    row("no Host with an absolute form", "GET http://a/ HTTP/1.1\r\n\r\n");
    row("empty Host", "GET / HTTP/1.1\r\nHost:\r\n\r\n");
    row("two Hosts", get("Host: example.org\r\n"));
    row("two Hosts, case", get("hOST: other\r\n"));
    row("two Hosts in HTTP/1.0", "GET / HTTP/1.0\r\nHost: a\r\nHost: a\r\n\r\n");
    row("Host with a slash", "GET / HTTP/1.1\r\nHost: a/b\r\n\r\n");
    row("Host with a user", "GET / HTTP/1.1\r\nHost: u@a\r\n\r\n");
    row("Host with a space", "GET / HTTP/1.1\r\nHost: a b\r\n\r\n");
    row("Host with a word for a port", "GET / HTTP/1.1\r\nHost: a:http\r\n\r\n");
    row("Host with a large port", "GET / HTTP/1.1\r\nHost: a:65536\r\n\r\n");
    row("Host with two ports", "GET / HTTP/1.1\r\nHost: a:1:2\r\n\r\n");
    row("Host, open bracket", "GET / HTTP/1.1\r\nHost: [::1\r\n\r\n");
    row("Host, empty brackets", "GET / HTTP/1.1\r\nHost: []\r\n\r\n");
    row("Host, word in brackets", "GET / HTTP/1.1\r\nHost: [localhost]\r\n\r\n");
    row("Host, text behind brackets", "GET / HTTP/1.1\r\nHost: [::1]x\r\n\r\n");
    row("Host, port alone", "GET / HTTP/1.1\r\nHost: :80\r\n\r\n");

    // The body's size
    row("length, negative", get("Content-Length: -1\r\n"));
    row("length, signed", get("Content-Length: +5\r\n"));
    row("length, word", get("Content-Length: five\r\n"));
    row("length, hexadecimal", get("Content-Length: 0x10\r\n"));
    row("length, fraction", get("Content-Length: 5.0\r\n"));
    row("length, empty", get("Content-Length:\r\n"));
    row("length, two words", get("Content-Length: 5 5\r\n"));
    row("length, list", get("Content-Length: 5, 5\r\n"));
    row("length, 2^63", get("Content-Length: 9223372036854775808\r\n"));
    row("length, 2^64 and 5", get("Content-Length: 18446744073709551621\r\n"));
    row("length, endless", get("Content-Length: " + QByteArray(400, '9') + "\r\n"));
    row("two lengths", get("Content-Length: 5\r\nContent-Length: 6\r\n"));
    row("two equal lengths", get("Content-Length: 5\r\ncontent-length: 5\r\n"));
    row("length and chunked", get("Content-Length: 5\r\nTransfer-Encoding: chunked\r\n"));
    row("chunked and length", get("Transfer-Encoding: chunked\r\nContent-Length: 5\r\n"));
    row("chunked in HTTP/1.0", "GET / HTTP/1.0\r\nTransfer-Encoding: chunked\r\n\r\n");
    row("chunked twice", get("Transfer-Encoding: chunked\r\nTransfer-Encoding: chunked\r\n"));
    row("xchunked", get("Transfer-Encoding: xchunked\r\n"), 501);
    row("identity", get("Transfer-Encoding: identity\r\n"), 501);
    row("gzip, chunked", get("Transfer-Encoding: gzip, chunked\r\n"), 501);
    row("chunked, identity", get("Transfer-Encoding: chunked, identity\r\n"), 501);
    row("chunked in quotes", get("Transfer-Encoding: \"chunked\"\r\n"), 501);
    row("chunked with a parameter", get("Transfer-Encoding: chunked;x=1\r\n"), 501);
    row("empty encoding", get("Transfer-Encoding:\r\n"), 501);
}

void tst_RequestHead::refused()
{
    QFETCH(QByteArray, bytes);
    const ParsedHead parsed = RequestHead::parse(bytes);

    QVERIFY(parsed.isRefused());
    QTEST(parsed.status, "status");
    QVERIFY(!parsed.reason.isEmpty());
    QCOMPARE(parsed.head, RequestHead());
    QVERIFY(decidedAt(bytes) > 0);
    QVERIFY(decidedAt(bytes) <= bytes.size());
}

void tst_RequestHead::refusedEarly_data()
{
    QTest::addColumn<QByteArray>("enough"); // refused with its last byte, and not before

    const auto row
            = [](const char *name, const QByteArray &enough) { QTest::newRow(name) << enough; };
    row("TLS hello", "\x16");
    row("first byte", "\xff");
    row("LF first", "\n");
    row("method", "GE\x01");
    row("target", "GET /\x01");
    row("version", "GET / HTTX");
    row("HTTP/2", "GET / HTTP/2.0\r\n");
    row("escape in the path", "GET /%zz HTTP/1.1\r\n");
    row("form of the target", "GET chat HTTP/1.1\r\n");
    row("fold", "GET / HTTP/1.1\r\n ");
    row("no colon", "GET / HTTP/1.1\r\nno ");
    row("control character", "GET / HTTP/1.1\r\nX: \x01");
    row("second Host", "GET / HTTP/1.1\r\nHost: a\r\nHost: a\r\n");
    row("length", "GET / HTTP/1.1\r\nContent-Length: -1\r\n");
    row("length and chunked",
        "GET / HTTP/1.1\r\nContent-Length: 1\r\nTransfer-Encoding: chunked\r\n");
    row("endless method", QByteArray(RequestHead::MaxMethodSize + 1, 'A'));
    row("endless target", "GET " + QByteArray(RequestHead::MaxTargetSize + 1, '/'));
    row("endless header",
        ("GET / HTTP/1.1\r\nX: " + QByteArray(RequestHead::MaxSize, 'x'))
                .first(RequestHead::MaxSize));
}

void tst_RequestHead::refusedEarly()
{
    QFETCH(QByteArray, enough);
    QVERIFY(RequestHead::parse(enough).isRefused());
    QCOMPARE(decidedAt(enough), enough.size());
}

void tst_RequestHead::limits_data()
{
    QTest::addColumn<QByteArray>("bytes");
    QTest::addColumn<int>("status"); // 0: accepted

    const auto padded = [](qsizetype size) {
        const qsizetype frame = get("X: \r\n").size();
        return get("X: " + QByteArray(size - frame, 'x') + "\r\n");
    };
    const auto lines = [](int count) { return get(QByteArray("X: 1\r\n").repeated(count - 1)); };
    const auto target = [](qsizetype size) {
        return ::requestLine("GET /" + QByteArray(size - 1, 'a') + " HTTP/1.1");
    };
    const auto method
            = [](qsizetype size) { return ::requestLine(QByteArray(size, 'M') + " / HTTP/1.1"); };

    QTest::newRow("16 KiB") << padded(16 * 1024) << 0;
    QTest::newRow("16 KiB and a byte") << padded(16 * 1024 + 1) << 431;
    QTest::newRow("100 KiB") << padded(100 * 1024) << 431;
    QTest::newRow("100 lines") << lines(100) << 0;
    QTest::newRow("101 lines") << lines(101) << 431;
    QTest::newRow("10,000 lines") << lines(10000) << 431;
    QTest::newRow("target of 8 KiB") << target(8 * 1024) << 0;
    QTest::newRow("target of 8 KiB and a byte") << target(8 * 1024 + 1) << 414;
    QTest::newRow("target of 64 KiB") << target(64 * 1024) << 414;
    QTest::newRow("method of 32 bytes") << method(32) << 0;
    QTest::newRow("method of 33 bytes") << method(33) << 501;
    QTest::newRow("endless name") << QByteArray("GET / HTTP/1.1\r\n" + QByteArray(100000, 'n'))
                                  << 431;
    QTest::newRow("large body") << QByteArray(get() + QByteArray(100000, 'b')) << 0;
}

void tst_RequestHead::limits()
{
    QFETCH(QByteArray, bytes);
    QFETCH(int, status);
    const ParsedHead parsed = RequestHead::parse(bytes);
    QCOMPARE(parsed.status, status);
    QCOMPARE(parsed.isComplete(), status == 0);
}

void tst_RequestHead::incomplete_data()
{
    QTest::addColumn<QByteArray>("bytes");
    QTest::newRow("nothing") << QByteArray();
    QTest::newRow("CR") << QByteArray("\r");
    QTest::newRow("empty line") << QByteArray("\r\n");
    QTest::newRow("method") << QByteArray("GET");
    QTest::newRow("version that is not spoken") << QByteArray("GET / HTTP/2.0\r");
    QTest::newRow("request line") << QByteArray("GET / HTTP/1.1\r\n");
    QTest::newRow("one header") << QByteArray("GET / HTTP/1.1\r\nHost: a\r\n");
    QTest::newRow("last CR") << QByteArray("GET / HTTP/1.1\r\nHost: a\r\n\r");
}

void tst_RequestHead::incomplete()
{
    QFETCH(QByteArray, bytes);
    QCOMPARE(RequestHead::parse(bytes), ParsedHead());
}

void tst_RequestHead::sizeEndsBeforeTheBody()
{
    const QByteArray first = "\r\n" + get("Content-Length: 4\r\n");
    const ParsedHead parsed = RequestHead::parse(first + "body" + get());
    QVERIFY(parsed.isComplete());
    QCOMPARE(parsed.size, first.size());
    QCOMPARE(decidedAt(first + "body"), first.size());
}

void tst_RequestHead::headersKeepOrderAndSpelling()
{
    const RequestHead head
            = headOf(get("X-b:2\r\nx-A: \t 1 \t\r\nX-b:\r\nX-Latin: caf\xe9\r\nX-Tab: a\tb\r\n"));
    const QList<RequestHead::Header> expected{
            {"Host", "example.org"}, {"X-b", "2"},     {"x-A", "1"}, {"X-b", ""},
            {"X-Latin", "caf\xe9"},  {"X-Tab", "a\tb"}};
    QCOMPARE(head.headers(), expected);
}

void tst_RequestHead::lookUpIgnoresCase()
{
    const RequestHead head = headOf(get("X-One: 1\r\nx-one: 2\r\n"));
    QCOMPARE(head.header("x-ONE"), QByteArray("1"));
    QCOMPARE(head.headers("X-ONE"), (QList<QByteArray>{"1", "2"}));
    QVERIFY(head.hasHeader("host"));
    QVERIFY(!head.hasHeader("X-On"));
    QVERIFY(head.header("X-On").isNull());
    QVERIFY(head.headers("X-On").isEmpty());
}

void tst_RequestHead::hasToken_data()
{
    QTest::addColumn<QByteArray>("lines");
    QTest::addColumn<QList<QByteArray>>("expected");
    QTest::newRow("none") << QByteArray() << QList<QByteArray>();
    QTest::newRow("one") << QByteArray("T: a\r\n") << QList<QByteArray>{"a"};
    QTest::newRow("list") << QByteArray("T: a,b ,\tC\r\n") << QList<QByteArray>{"a", "b", "c"};
    QTest::newRow("lines") << QByteArray("T: a\r\nt: B, c\r\n") << QList<QByteArray>{"a", "b", "c"};
    QTest::newRow("empty members") << QByteArray("T: , ,a,,\r\n") << QList<QByteArray>{"a"};
    QTest::newRow("empty") << QByteArray("T:\r\n") << QList<QByteArray>();
    QTest::newRow("part of a member") << QByteArray("T: ab, ba, a;q=1, a b\r\n") << QList<QByteArray>();
}

void tst_RequestHead::hasToken()
{
    QFETCH(QByteArray, lines);
    const RequestHead head = headOf(get(lines));
    QList<QByteArray> found;
    for (const QByteArray token : {"a", "b", "c"}) {
        if (head.hasToken("T", token.toUpper()))
            found.append(token);
    }
    QTEST(found, "expected");
}

void tst_RequestHead::onlyHeader()
{
    const RequestHead head = headOf(get("X-One: 1\r\nX-Two: 2\r\nx-two: 2\r\nX-Empty:\r\n"));
    QCOMPARE(head.onlyHeader("x-one"), QByteArray("1"));
    QCOMPARE(head.onlyHeader("X-Two"), std::nullopt);
    QCOMPARE(head.onlyHeader("X-Three"), std::nullopt);
    QCOMPARE(head.onlyHeader("X-Empty"), QByteArray(""));
}

void tst_RequestHead::host_data()
{
    QTest::addColumn<QByteArray>("bytes");
    QTest::addColumn<QByteArray>("expected");
    const auto row = [](const char *name, const QByteArray &host) {
        QTest::newRow(name) << QByteArray("GET / HTTP/1.1\r\nHost: " + host + "\r\n\r\n") << host;
    };
    row("name", "example.org");
    row("port", "example.org:9502");
    row("empty port", "example.org:");
    row("underscore", "io_nodes");
    row("IPv4", "127.0.0.1:9501");
    row("IPv6", "[::1]");
    row("IPv6 and port", "[fe80::1:2]:9501");
    row("IPv4 in IPv6", "[::ffff:127.0.0.1]:1");
    QTest::newRow("the target's wins")
            << QByteArray("GET http://a:1/ HTTP/1.1\r\nHost: b:2\r\n\r\n") << QByteArray("a:1");
    QTest::newRow("HTTP/1.0 without") << QByteArray("GET / HTTP/1.0\r\n\r\n") << QByteArray();
    QTest::newRow("HTTP/1.0 with")
            << QByteArray("GET / HTTP/1.0\r\nHost: io_nodes\r\n\r\n") << QByteArray("io_nodes");
}

void tst_RequestHead::host()
{
    QFETCH(QByteArray, bytes);
    QVERIFY(RequestHead::parse(bytes).isComplete());
    QTEST(headOf(bytes).host(), "expected");
}

void tst_RequestHead::body_data()
{
    QTest::addColumn<QByteArray>("lines");
    QTest::addColumn<qint64>("length"); // -1: not said
    QTest::addColumn<bool>("chunked");
    QTest::addColumn<bool>("hasBody");
    QTest::newRow("none") << QByteArray() << qint64(-1) << false << false;
    QTest::newRow("zero") << QByteArray("Content-Length: 0\r\n") << qint64(0) << false << false;
    QTest::newRow("some") << QByteArray("content-length: 5\r\n") << qint64(5) << false << true;
    QTest::newRow("leading zeros")
            << QByteArray("Content-Length: 005\r\n") << qint64(5) << false << true;
    QTest::newRow("2^63 - 1") << QByteArray("Content-Length: 9223372036854775807\r\n")
                              << std::numeric_limits<qint64>::max() << false << true;
    QTest::newRow("chunked") << QByteArray("Transfer-Encoding: chunked\r\n") << qint64(-1) << true
                             << true;
    QTest::newRow("Chunked") << QByteArray("transfer-encoding: \tCHUNKED \r\n") << qint64(-1)
                             << true << true;
}

void tst_RequestHead::body()
{
    QFETCH(QByteArray, lines);
    const RequestHead head = headOf(get(lines));
    QTEST(head.contentLength().value_or(-1), "length");
    QTEST(head.isChunked(), "chunked");
    QTEST(head.hasBody(), "hasBody");
}

void tst_RequestHead::connection_data()
{
    QTest::addColumn<int>("versionMinor");
    QTest::addColumn<QByteArray>("lines");
    QTest::addColumn<bool>("keepsAlive");
    QTest::addColumn<bool>("expectsContinue");
    QTest::newRow("1.1") << 1 << QByteArray() << true << false;
    QTest::newRow("1.1 close") << 1 << QByteArray("Connection: Close\r\n") << false << false;
    QTest::newRow("1.1 close in a list")
            << 1 << QByteArray("Connection: x, CLOSE\r\n") << false << false;
    QTest::newRow("1.1 close in a line")
            << 1 << QByteArray("Connection: keep-alive\r\nConnection: close\r\n") << false << false;
    QTest::newRow("1.1 closed") << 1 << QByteArray("Connection: closed\r\n") << true << false;
    QTest::newRow("1.0") << 0 << QByteArray() << false << false;
    QTest::newRow("1.0 keep-alive")
            << 0 << QByteArray("Connection: Keep-Alive\r\n") << true << false;
    QTest::newRow("1.0 both") << 0 << QByteArray("Connection: keep-alive, close\r\n") << false
                              << false;
    QTest::newRow("1.1 continue") << 1 << QByteArray("Expect: 100-Continue\r\n") << true << true;
    QTest::newRow("1.0 continue") << 0 << QByteArray("Expect: 100-continue\r\n") << false << false;
    QTest::newRow("1.1 other expectation")
            << 1 << QByteArray("Expect: wonders\r\n") << true << false;
}

void tst_RequestHead::connection()
{
    QFETCH(int, versionMinor);
    QFETCH(QByteArray, lines);
    const RequestHead head = headOf("POST / HTTP/1." + QByteArray::number(versionMinor)
                                    + "\r\nHost: a\r\n" + lines + "\r\n");
    QTEST(head.keepsAlive(), "keepsAlive");
    QTEST(head.expectsContinue(), "expectsContinue");
}

void tst_RequestHead::upgrade_data()
{
    QTest::addColumn<QByteArray>("lines");
    QTest::addColumn<bool>("wantsWebSocket");
    const auto row = [](const char *name, const QByteArray &lines, bool wantsWebSocket) {
        QTest::newRow(name) << lines << wantsWebSocket;
    };
    row("plain", "", false);
    row("browser", "Connection: Upgrade\r\nUpgrade: websocket\r\n", true);
    row("Firefox", "Connection: keep-alive, Upgrade\r\nUpgrade: websocket\r\n", true);
    row("nginx", "Connection: upgrade\r\nUpgrade: websocket\r\n", true);
    row("case", "cOnNeCtIoN: UPGRADE\r\nuPgRaDe: WebSocket\r\n", true);
    row("two Connection headers",
        "Connection: keep-alive\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n", true);
    row("list, first", "Connection: Upgrade\r\nUpgrade: websocket, abc\r\n", true);
    row("list, middle", "Connection: Upgrade\r\nUpgrade: abc, websocket, def\r\n", true);
    row("Connection without upgrade", "Connection: keep-alive\r\nUpgrade: websocket\r\n", false);
    row("no Connection", "Upgrade: websocket\r\n", false);
    row("no Upgrade", "Connection: Upgrade\r\n", false);
    row("h2c", "Connection: Upgrade\r\nUpgrade: h2c\r\n", false);
    row("websocketx", "Connection: Upgrade\r\nUpgrade: websocketx\r\n", false);
    row("upgrades", "Connection: upgrades\r\nUpgrade: websocket\r\n", false);
}

void tst_RequestHead::upgrade()
{
    QFETCH(QByteArray, lines);
    QTEST(headOf(get(lines)).wantsWebSocket(), "wantsWebSocket");
}

void tst_RequestHead::mutationsAreDecidedAlike_data()
{
    QTest::addColumn<quint32>("seed");
    for (quint32 seed = 1; seed <= 40; ++seed)
        QTest::addRow("seed %u", seed) << seed;
}

void tst_RequestHead::mutationsAreDecidedAlike()
{
    QFETCH(quint32, seed);
    QRandomGenerator random(seed);
    const QByteArray alphabet("\0\t\n\r :,/*?#[]%\x7f\xff"
                              "019aZ",
                              22);
    for (int round = 0; round < 25; ++round) {
        QByteArray bytes
                = get("Content-Length: 5\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n");
        for (int change = random.bounded(1, 6); change > 0; --change) {
            const qsizetype at = random.bounded(int(bytes.size()));
            const char c = alphabet.at(random.bounded(int(alphabet.size())));
            if (random.bounded(2))
                bytes[at] = c;
            else
                bytes.insert(at, c);
        }
        QVERIFY2(decidedAt(bytes) >= 0, bytes.toPercentEncoding().constData());
    }
}

QTEST_APPLESS_MAIN(tst_RequestHead)
#include "tst_requesthead.moc"
