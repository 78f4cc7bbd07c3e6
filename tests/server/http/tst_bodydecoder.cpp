// SPDX-FileCopyrightText: 2026 The Landline authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "http/bodydecoder.h"
#include "http/requesthead.h"

#include <QtTest/qtest.h>

using namespace Landline;
using namespace Qt::StringLiterals;

/// Bodies as bytes: each row whole, byte by byte, and cut once at every place.
class tst_BodyDecoder : public QObject
{
    Q_OBJECT

private slots:
    void bodies_data();
    void bodies();
    void limits_data();
    void limits();
};

namespace {

constexpr qint64 maxSize = 100;

/// What was made of some bytes.
struct Decoded
{
    BodyDecoder::Result result;
    QByteArray body;
    QByteArray rest; ///< what was not taken
    int status;

    friend bool operator==(const Decoded &, const Decoded &) = default;
};

RequestHead headWith(const QByteArray &line)
{
    return RequestHead::parse("POST / HTTP/1.1\r\nHost: a\r\n" + line + "\r\n\r\n").head;
}

/// Decodes \a pieces one after the other.
Decoded decode(const RequestHead &head, const QByteArrayList &pieces)
{
    BodyDecoder decoder(head, maxSize);
    Decoded decoded{BodyDecoder::Result::Incomplete, {}, {}, 0};
    for (const QByteArray &piece : pieces) {
        QByteArrayView input(piece);
        decoded.result = decoder.decode(&input);
        decoded.body += decoder.takeBody();
        decoded.rest += input.toByteArray();
    }
    decoded.status = decoder.status();
    return decoded;
}

/// The same, \a bytes being cut in all the ways of this test. Nothing if they differ.
std::optional<Decoded> decodeInAllCuts(const RequestHead &head, const QByteArray &bytes)
{
    const Decoded whole = decode(head, {bytes});
    QByteArrayList single;
    for (qsizetype i = 0; i < bytes.size(); ++i) {
        single.append(bytes.mid(i, 1));
        if (decode(head, {bytes.left(i), bytes.mid(i)}) != whole)
            return std::nullopt;
    }
    return single.isEmpty() || decode(head, single) == whole ? std::optional(whole) : std::nullopt;
}

} // namespace

void tst_BodyDecoder::bodies_data()
{
    QTest::addColumn<QByteArray>("line");
    QTest::addColumn<QByteArray>("bytes");
    QTest::addColumn<QByteArray>("body"); // null: none yet, or refused with status
    QTest::addColumn<int>("status");
    QTest::addColumn<QByteArray>("rest");
    const QByteArray next = "GET / HTTP/1.1\r\n";
    const auto length = [&](const char *name, int size, const QByteArray &bytes, const QByteArray &body) {
        QTest::newRow(name) << "Content-Length: " + QByteArray::number(size) << bytes + (body.isNull() ? "" : next) << body
                            << 0 << (body.isNull() ? QByteArray() : next);
    };
    const auto legal = [&](const char *name, const QByteArray &bytes, const QByteArray &body) {
        QTest::newRow(name) << QByteArray("Transfer-Encoding: chunked") << bytes + next << body << 0 << next;
    };
    const auto incomplete = [](const char *name, const QByteArray &bytes) {
        QTest::newRow(name) << QByteArray("Transfer-Encoding: chunked") << bytes << QByteArray() << 0 << QByteArray();
    };
    const auto refused = [](const char *name, const QByteArray &bytes, int status = 400) {
        QTest::newRow(name) << QByteArray("Transfer-Encoding: chunked") << bytes << QByteArray() << status << QByteArray();
    };

    length("length", 5, "hello", "hello");
    length("length, cut", 5, "hell", {});
    length("length 0", 0, "", "");
    length("length, the limit", 100, QByteArray(100, 'x'), QByteArray(100, 'x'));
    QTest::newRow("length, over the limit")
            << QByteArray("Content-Length: 101") << QByteArray() << QByteArray() << 413 << QByteArray();

    legal("no chunk", "0\r\n\r\n", "");
    legal("a chunk", "5\r\nhello\r\n0\r\n\r\n", "hello");
    legal("chunks", "2\r\nhe\r\n1\r\nl\r\n2\r\nlo\r\n000\r\n\r\n", "hello");
    legal("upper and lower case", "A\r\n0123456789\r\nb\r\n0123456789a\r\n0\r\n\r\n", "01234567890123456789a");
    legal("leading zeros", "00000000000000000005\r\nhello\r\n0\r\n\r\n", "hello");
    legal("CRLF in the data", "4\r\n\r\n\r\n\r\n0\r\n\r\n", "\r\n\r\n");
    legal("an extension", "5;a=b\r\nhello\r\n0;c\r\n\r\n", "hello");
    legal("extensions", "5;a;b=c;d=\"e\"\r\nhello\r\n0\r\n\r\n", "hello");
    legal("a quoted extension", "5;a=\"x;y\\\"\\\\\xe4\t\"\r\nhello\r\n0\r\n\r\n", "hello");
    legal("space around an extension", "5 ; a\t= \"b\" ;c\r\nhello\r\n0\r\n\r\n", "hello");
    legal("a trailer field", "5\r\nhello\r\n0\r\nX-T: one\r\n\r\n", "hello");
    legal("trailer fields", "0\r\nA:\r\nB: \xe4 :\t\r\nContent-Length: 7\r\n\r\n", "");
    legal("as long as it may be", "64\r\n" + QByteArray(100, 'x') + "\r\n0\r\n\r\n", QByteArray(100, 'x'));

    incomplete("nothing", "");
    incomplete("no end of the size", "5");
    incomplete("half a chunk", "5\r\nhel");
    incomplete("no CRLF yet", "5\r\nhello");
    incomplete("no last chunk", "5\r\nhello\r\n");
    incomplete("no end of the trailers", "5\r\nhello\r\n0\r\nA: b\r\n");
    incomplete("half an extension", "5;a=\"\\");

    refused("prefix", "0x5\r\nhello\r\n0\r\n\r\n");
    refused("plus", "+5\r\nhello\r\n0\r\n\r\n");
    refused("minus", "-5\r\nhello\r\n0\r\n\r\n");
    refused("space before", " 5\r\nhello\r\n0\r\n\r\n");
    refused("space behind", "5 \r\nhello\r\n0\r\n\r\n");
    refused("tab behind", "5\t\r\nhello\r\n0\r\n\r\n");
    refused("LF behind the size", "5\nhello\r\n0\r\n\r\n");
    refused("CR alone behind the size", "5\rhello\r\n0\r\n\r\n");
    refused("no digit", "5g\r\nhello\r\n0\r\n\r\n");
    refused("underscore", "1_0\r\n");
    refused("empty size", "\r\nhello\r\n0\r\n\r\n");
    refused("extension without a size", ";a\r\nhello\r\n0\r\n\r\n");
    refused("too much data", "5\r\nhelloXX0\r\n\r\n");
    refused("LF behind the data", "5\r\nhello\n0\r\n\r\n");
    refused("CR behind the data", "5\r\nhello\rX");
    refused("no hexadecimal last chunk", "5\r\nhello\r\nx\r\n\r\n");
    refused("LF behind the last chunk", "5\r\nhello\r\n0\n\n");
    refused("LF at the end", "5\r\nhello\r\n0\r\n\n");
    refused("CR at the end", "0\r\n\rX");
    refused("a trailer that is none", "5\r\nhello\r\n0\r\nJUNK\r\n\r\n");
    refused("a request in place of the end", "0\r\nGET / HTTP/1.1\r\n\r\n");
    refused("a trailer with a space before its colon", "0\r\nA : b\r\n\r\n");
    refused("a folded trailer", "0\r\nA: b\r\n c\r\n\r\n");
    refused("a control character in a trailer", QByteArray("0\r\nA: b\0\r\n\r\n", 12));
    refused("LF behind a trailer", "0\r\nA: b\n\r\n");
    refused("no extension behind ;", "5;\r\nhello\r\n0\r\n\r\n");
    refused("LF behind ;", "5;\nhello\r\n0\r\n\r\n");
    refused("LF in an extension", "5;a\nb\r\nhello\r\n0\r\n\r\n");
    refused("LF in a quoted extension", "5;a=\"\n\"\r\nhello\r\n0\r\n\r\n");
    refused("CRLF in a quoted extension", "5;a=\"\r\n\"\r\nhello\r\n0\r\n\r\n");
    refused("an extension without its value", "5;a=\r\nhello\r\n0\r\n\r\n");
    refused("an extension without its name", "5;=a\r\nhello\r\n0\r\n\r\n");
    refused("text behind a quoted extension", "5;a=\"b\"c\r\nhello\r\n0\r\n\r\n");
    refused("two words in an extension", "5;a b\r\nhello\r\n0\r\n\r\n");
    refused("space behind an extension", "5;a \r\nhello\r\n0\r\n\r\n");
    refused("overflow", "10000000000000005\r\nhello\r\n0\r\n\r\n", 413);
    refused("the largest number", "ffffffffffffffff\r\nhello\r\n0\r\n\r\n", 413);
    refused("the largest qint64", "7fffffffffffffff\r\nhello\r\n0\r\n\r\n", 413);
    refused("over the limit at once", "65\r\n", 413);
    refused("over the limit together", "63\r\n" + QByteArray(99, 'x') + "\r\n2\r\n", 413);
}

void tst_BodyDecoder::bodies()
{
    QFETCH(const QByteArray, line);
    QFETCH(const QByteArray, bytes);
    QFETCH(const QByteArray, body);
    QFETCH(const int, status);
    const std::optional<Decoded> decoded = decodeInAllCuts(headWith(line), bytes);
    QVERIFY(decoded);
    QCOMPARE(decoded->status, status);
    if (status != 0)
        QCOMPARE(decoded->result, BodyDecoder::Result::Refused);
    else if (body.isNull())
        QCOMPARE(decoded->result, BodyDecoder::Result::Incomplete);
    else
        QCOMPARE(decoded->result, BodyDecoder::Result::Complete);
    if (!body.isNull()) {
        QCOMPARE(decoded->body, body);
        QTEST(decoded->rest, "rest");
    }
}

void tst_BodyDecoder::limits_data()
{
    QTest::addColumn<QByteArray>("before");
    QTest::addColumn<QByteArray>("repeated");
    QTest::addColumn<int>("count"); // that many are the most
    QTest::addColumn<QByteArray>("behind");
    QTest::addColumn<int>("status");

    QTest::newRow("an extension") << QByteArray("0;a") << QByteArray("a") << 16381 << QByteArray("\r\n\r\n") << 400;
    QTest::newRow("a quoted extension") << QByteArray("0;a=\"") << QByteArray("a") << 16378 << QByteArray("\"\r\n\r\n") << 400;
    QTest::newRow("extensions of many chunks") << QByteArray() << QByteArray("1;" + QByteArray(326, 'a') + "\r\nx\r\n") << 49
                                               << QByteArray("0\r\n\r\n") << 400;
    QTest::newRow("zeros") << QByteArray() << QByteArray("0") << 16400 << QByteArray("\r\n\r\n") << 400;
    QTest::newRow("trailer fields") << QByteArray("0\r\n") << QByteArray("a: b\r\n") << 100 << QByteArray("\r\n") << 431;
    QTest::newRow("a long trailer field") << QByteArray("0\r\na:") << QByteArray("b") << 16379 << QByteArray("\r\n\r\n") << 431;
    QTest::newRow("long trailer fields") << QByteArray("0\r\n") << QByteArray("a:" + QByteArray(1020, 'b') + "\r\n") << 15
                                         << QByteArray("\r\n") << 431;
}

void tst_BodyDecoder::limits()
{
    QFETCH(const QByteArray, before);
    QFETCH(const QByteArray, repeated);
    QFETCH(const int, count);
    QFETCH(const QByteArray, behind);
    const RequestHead head = headWith("Transfer-Encoding: chunked");
    QCOMPARE(decode(head, {before + repeated.repeated(count) + behind}).result, BodyDecoder::Result::Complete);
    const Decoded more = decode(head, {before + repeated.repeated(count + 1) + behind});
    QCOMPARE(more.result, BodyDecoder::Result::Refused);
    QTEST(more.status, "status");
}

QTEST_APPLESS_MAIN(tst_BodyDecoder)
#include "tst_bodydecoder.moc"
