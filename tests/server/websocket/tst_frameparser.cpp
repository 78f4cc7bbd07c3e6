// SPDX-FileCopyrightText: 2026 The Landline authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "websocket/frameparser.h"

#include "websocket/masking.h"

#include <QtCore/qendian.h>
#include <QtTest/qtest.h>

using namespace Landline;
using Event = FrameParser::Event;

namespace {

constexpr qint64 limit = 100'000;
constexpr int maxFragments = 1000;

/// A client's frame.
QByteArray frame(Opcode opcode, const QByteArray &payload, bool isFinal = true)
{
    const std::array<char, 4> mask = {'\x37', '\xfa', '\x21', '\x3d'};
    QByteArray bytes(FrameHeader::MaxServerSize, '\0');
    bytes.truncate(FrameHeader::encode(opcode, static_cast<quint64>(payload.size()), bytes.data()));
    bytes[0] = static_cast<char>(isFinal ? bytes[0] : bytes[0] & 0x7f);
    bytes[1] = static_cast<char>(bytes[1] | 0x80);
    bytes.append(mask.data(), 4);
    QByteArray masked = payload;
    applyMask(masked.data(), masked.constData(), masked.size(), mask);
    return bytes + masked;
}

/// The first frame of a message that is compressed.
QByteArray withRsv1(QByteArray frame)
{
    frame[0] = static_cast<char>(frame[0] | 0x40);
    return frame;
}

QByteArray closePayload(quint16 code, const QByteArray &reason = {})
{
    QByteArray payload(2, '\0');
    qToBigEndian(code, payload.data());
    return payload + reason;
}

/// What a parser finds, as text: one that a table can compare.
QByteArray described(Event event, const FrameParser::Found &found)
{
    switch (event) {
    case Event::Message:
        return (found.isCompressed ? "compressed " : "") + QByteArray(found.type == FrameType::Text ? "text " : "binary ")
                + found.payload;
    case Event::Ping: return "ping " + found.payload;
    case Event::Pong: return "pong " + found.payload;
    case Event::Close: return "close " + QByteArray::number(found.code) + ' ' + found.payload;
    case Event::Violation: return "violation " + QByteArray::number(found.code);
    case Event::NeedMore: break;
    }
    return "need more";
}

/// Reads \a pieces one after the other, to the end or to the first violation.
QList<QByteArray> parsed(const QList<QByteArray> &pieces, bool *isIdle = nullptr,
                         FrameHeader::Compression compression = FrameHeader::Compression::Refused)
{
    FrameParser parser({limit, maxFragments, compression});
    FrameParser::Found found;
    QList<QByteArray> events;
    for (const QByteArray &piece : pieces) {
        QByteArrayView input(piece);
        for (Event event; (event = parser.next(&input, &found)) != Event::NeedMore;) {
            events.append(described(event, found));
            if (event == Event::Violation)
                return events;
        }
        if (!input.isEmpty())
            events.append("left something");
    }
    if (isIdle)
        *isIdle = parser.isIdle();
    return events;
}

QList<QByteArray> cutInto(const QByteArray &bytes, qsizetype size)
{
    QList<QByteArray> pieces;
    for (qsizetype at = 0; at < bytes.size(); at += size)
        pieces.append(bytes.mid(at, size));
    return pieces;
}

const QByteArray mixed = "a\xc3\xa4\xe2\x82\xac\xf0\x9f\x98\x80z"; // 1 to 4 bytes a character

} // namespace

class tst_FrameParser : public QObject
{
    Q_OBJECT

private slots:
    void isSmall();
    void finds_data();
    void finds();
    void fails_data();
    void fails();
    void failsWithoutTheRest_data();
    void failsWithoutTheRest();
    void compressed_data();
    void compressed();
    void compressedFails_data();
    void compressedFails();
    void everyCutOfAText();
    void messageLimit();
    void fragmentLimit();
    void payloadMemoryIsUsedAgain();
    void sharedPayloadIsLeftAlone();
};

void tst_FrameParser::isSmall()
{
    QCOMPARE(sizeof(FrameParser), size_t(16)); // each connection has one
}

void tst_FrameParser::finds_data()
{
    QTest::addColumn<QByteArray>("bytes");
    QTest::addColumn<QList<QByteArray>>("events");
    const auto row = [](const char *name, const QByteArray &bytes, const QList<QByteArray> &events) {
        QTest::newRow(name) << bytes << events;
    };
    const QByteArray big(70'000, 'b');
    row("nothing", "", {});
    row("text", frame(Opcode::Text, mixed), {"text " + mixed});
    row("empty text", frame(Opcode::Text, ""), {"text "});
    row("binary", frame(Opcode::Binary, "\xff\xfe"), {"binary \xff\xfe"});
    row("126 bytes", frame(Opcode::Binary, big.left(126)), {"binary " + big.left(126)});
    row("70,000 bytes", frame(Opcode::Binary, big), {"binary " + big});
    row("BOM and NUL", frame(Opcode::Text, QByteArray("\xef\xbb\xbf\0", 4)), {"text " + QByteArray("\xef\xbb\xbf\0", 4)});
    row("three messages", frame(Opcode::Text, "1") + frame(Opcode::Binary, "2") + frame(Opcode::Text, "3"),
        {"text 1", "binary 2", "text 3"});
    row("fragments", frame(Opcode::Text, "a\xc3", false) + frame(Opcode::Continuation, "", false)
                + frame(Opcode::Continuation, "\xa4z"), {"text a\xc3\xa4z"});
    row("binary fragments", frame(Opcode::Binary, "\xff", false) + frame(Opcode::Continuation, "\xff"),
        {"binary \xff\xff"});
    row("control between fragments", frame(Opcode::Text, "a", false) + frame(Opcode::Ping, "p")
                + frame(Opcode::Continuation, "b", false) + frame(Opcode::Pong, "q") + frame(Opcode::Continuation, "c"),
        {"ping p", "pong q", "text abc"});
    row("pings", frame(Opcode::Ping, "") + frame(Opcode::Ping, big.left(125)), {"ping ", "ping " + big.left(125)});
    row("close without a code", frame(Opcode::Close, ""), {"close 1005 "});
    row("close", frame(Opcode::Close, closePayload(4999, mixed)), {"close 4999 " + mixed});
    row("close inside a message", frame(Opcode::Text, "a", false) + frame(Opcode::Close, closePayload(1001)),
        {"close 1001 "});
}

void tst_FrameParser::finds()
{
    QFETCH(const QByteArray, bytes);
    QFETCH(const QList<QByteArray>, events);
    QCOMPARE(parsed({bytes}), events);
    for (const qsizetype size : {1, 2, 3, 5, 7, 13, 1000})
        QCOMPARE(parsed(cutInto(bytes, size)), events);
    if (bytes.size() > 1000)
        return;
    for (qsizetype cut = 1; cut < bytes.size(); ++cut)
        QCOMPARE(parsed({bytes.left(cut), bytes.mid(cut)}), events);
}

void tst_FrameParser::fails_data()
{
    QTest::addColumn<QByteArray>("bytes");
    QTest::addColumn<int>("code");
    const auto row = [](const char *name, const QByteArray &bytes, int code) { QTest::newRow(name) << bytes << code; };
    row("reserved bit", "\xc1", 1002);
    row("unmasked", QByteArray("\x81\x01", 2), 1002);
    row("continuation of nothing", frame(Opcode::Continuation, "a"), 1002);
    row("continuation of a message that is over",
        frame(Opcode::Text, "a", false) + frame(Opcode::Continuation, "b") + frame(Opcode::Continuation, "c"), 1002);
    row("message in a message", frame(Opcode::Text, "a", false) + frame(Opcode::Text, "b"), 1002);
    row("half a close code", frame(Opcode::Close, "a"), 1002);
    for (const int code : {0, 999, 1004, 1005, 1006, 1015, 1016, 1100, 2000, 2999, 5000, 65535})
        QTest::addRow("close code %d", code) << frame(Opcode::Close, closePayload(static_cast<quint16>(code))) << 1002;
    row("close reason is not UTF-8", frame(Opcode::Close, closePayload(1000, "\xff")), 1007);
    row("text is not UTF-8", frame(Opcode::Text, "a\xff"), 1007);
    row("text ends in a character", frame(Opcode::Text, "a\xc3"), 1007);
    row("fragments end in a character", frame(Opcode::Text, "a", false) + frame(Opcode::Continuation, "\xc3"), 1007);
    row("surrogate over two fragments", frame(Opcode::Text, "\xed", false) + frame(Opcode::Continuation, "\xa0\x80"), 1007);
    row("too long", frame(Opcode::Binary, QByteArray(limit + 1, 'x')), 1009);
    row("too long together",
        frame(Opcode::Binary, QByteArray(limit, 'x'), false) + frame(Opcode::Continuation, "x"), 1009);
}

void tst_FrameParser::fails()
{
    QFETCH(const QByteArray, bytes);
    QFETCH(const int, code);
    const QList<QByteArray> expected = {"violation " + QByteArray::number(code)};
    QCOMPARE(parsed({bytes}).last(1), expected);
    QCOMPARE(parsed(cutInto(bytes, 1)).last(1), expected);
    QCOMPARE(parsed(cutInto(bytes, 7)).last(1), expected);
}

void tst_FrameParser::failsWithoutTheRest_data()
{
    QTest::addColumn<QByteArray>("bytes"); // the beginning of something longer
    QTest::addColumn<int>("code");
    const QByteArray text = frame(Opcode::Text, "ab\xf4\x90" + QByteArray(100, 'c'));
    QTest::newRow("text with its first bad byte") << text.left(6 + 4) << 1007;
    const QByteArray cut = frame(Opcode::Text, "ab\xf4", false) + frame(Opcode::Continuation, "\x90" + QByteArray(100, 'c'));
    QTest::newRow("in the second fragment") << cut.left(9 + 6 + 1) << 1007;
    QTest::newRow("declared too long") << QByteArray::fromHex("82ff00000000000186a1") + "MASK" << 1009;
    QTest::newRow("declared far too long") << QByteArray::fromHex("82ff7fffffffffffffff") + "MASK" << 1009;
}

void tst_FrameParser::failsWithoutTheRest()
{
    QFETCH(const QByteArray, bytes);
    QFETCH(const int, code);
    QCOMPARE(parsed({bytes}), QList<QByteArray>{"violation " + QByteArray::number(code)});
    QCOMPARE(parsed({bytes.chopped(1)}), QList<QByteArray>());
}

void tst_FrameParser::compressed_data()
{
    QTest::addColumn<QByteArray>("bytes");
    QTest::addColumn<QList<QByteArray>>("events");
    const auto row = [](const char *name, const QByteArray &bytes, const QList<QByteArray> &events) {
        QTest::newRow(name) << bytes << events;
    };
    // What is compressed is nobody's text yet: no byte is wrong in it.
    const QByteArray notUtf8 = "\xff\xfe";
    row("text", withRsv1(frame(Opcode::Text, notUtf8)), {"compressed text " + notUtf8});
    row("binary", withRsv1(frame(Opcode::Binary, notUtf8)), {"compressed binary " + notUtf8});
    row("empty", withRsv1(frame(Opcode::Text, "")), {"compressed text "});
    row("the limit", withRsv1(frame(Opcode::Text, QByteArray(limit, '\xff'))),
        {"compressed text " + QByteArray(limit, '\xff')});
    row("fragments, a ping between", withRsv1(frame(Opcode::Text, "\xff", false)) + frame(Opcode::Ping, "p")
                + frame(Opcode::Continuation, "\xfe"), {"ping p", "compressed text " + notUtf8});
    row("plain ones beside it", frame(Opcode::Text, "a") + withRsv1(frame(Opcode::Text, notUtf8)) + frame(Opcode::Text, "b"),
        {"text a", "compressed text " + notUtf8, "text b"});
    row("plain fragments behind it", withRsv1(frame(Opcode::Text, notUtf8, false)) + frame(Opcode::Continuation, "x")
                + frame(Opcode::Text, "a", false) + frame(Opcode::Continuation, "b"),
        {"compressed text " + notUtf8 + 'x', "text ab"});
}

void tst_FrameParser::compressed()
{
    QFETCH(const QByteArray, bytes);
    QFETCH(const QList<QByteArray>, events);
    bool isIdle = false;
    QCOMPARE(parsed({bytes}, &isIdle, FrameHeader::Compression::Allowed), events);
    QVERIFY(isIdle);
    for (const qsizetype size : {1, 2, 3, 5, 7, 13, 1000})
        QCOMPARE(parsed(cutInto(bytes, size), nullptr, FrameHeader::Compression::Allowed), events);
    QCOMPARE(parsed({bytes}).last(1), QList<QByteArray>{"violation 1002"});
}

void tst_FrameParser::compressedFails_data()
{
    QTest::addColumn<QByteArray>("bytes");
    QTest::addColumn<int>("code");
    const auto row = [](const char *name, const QByteArray &bytes, int code) { QTest::newRow(name) << bytes << code; };
    row("ping", withRsv1(frame(Opcode::Ping, "a")).left(1), 1002);
    row("pong", withRsv1(frame(Opcode::Pong, "a")).left(1), 1002);
    row("close", withRsv1(frame(Opcode::Close, "")).left(1), 1002);
    row("continuation of a compressed message",
        withRsv1(frame(Opcode::Text, "a", false)) + withRsv1(frame(Opcode::Continuation, "b")).left(1), 1002);
    row("continuation of a plain message",
        frame(Opcode::Text, "a", false) + withRsv1(frame(Opcode::Continuation, "b")).left(1), 1002);
    row("RSV2 too", "\xe1", 1002);
    row("RSV3 too", "\xd1", 1002);
    row("a plain text that is not UTF-8", frame(Opcode::Text, "a\xff"), 1007);
    row("a plain fragment that is not UTF-8 behind a compressed message",
        withRsv1(frame(Opcode::Text, "\xff")) + frame(Opcode::Text, "\xff", false), 1007);
    row("too long", withRsv1(frame(Opcode::Text, QByteArray(limit + 1, 'x'))), 1009);
    row("too long together",
        withRsv1(frame(Opcode::Binary, QByteArray(limit, 'x'), false)) + frame(Opcode::Continuation, "x"), 1009);
}

void tst_FrameParser::compressedFails()
{
    QFETCH(const QByteArray, bytes);
    QFETCH(const int, code);
    const QList<QByteArray> expected = {"violation " + QByteArray::number(code)};
    for (const QList<QByteArray> &pieces : {QList<QByteArray>{bytes}, cutInto(bytes, 1)})
        QCOMPARE(parsed(pieces, nullptr, FrameHeader::Compression::Allowed).last(1), expected);
}

void tst_FrameParser::everyCutOfAText()
{
    for (qsizetype first = 0; first <= mixed.size(); ++first) {
        for (qsizetype second = first; second <= mixed.size(); ++second) {
            const QByteArray bytes = frame(Opcode::Text, mixed.left(first), false)
                    + frame(Opcode::Continuation, mixed.mid(first, second - first), false)
                    + frame(Opcode::Continuation, mixed.mid(second));
            bool isIdle = false;
            QCOMPARE(parsed({bytes}, &isIdle), QList<QByteArray>{"text " + mixed});
            QVERIFY(isIdle);
            QCOMPARE(parsed(cutInto(bytes, 1)), QList<QByteArray>{"text " + mixed});
        }
    }
}

void tst_FrameParser::messageLimit()
{
    const QByteArray most(limit, 'x');
    QCOMPARE(parsed({frame(Opcode::Text, most)}), QList<QByteArray>{"text " + most});
    QCOMPARE(parsed({frame(Opcode::Text, most.left(1), false) + frame(Opcode::Continuation, most.mid(1))}),
             QList<QByteArray>{"text " + most});
}

void tst_FrameParser::fragmentLimit()
{
    const QByteArray begin = frame(Opcode::Binary, "", false);
    const QByteArray more = frame(Opcode::Continuation, "", false).repeated(maxFragments - 2);
    const QByteArray end = frame(Opcode::Continuation, "");
    QCOMPARE(parsed({begin + more + end}), QList<QByteArray>{"binary "});
    QCOMPARE(parsed({begin + more + frame(Opcode::Continuation, "", false) + end}), QList<QByteArray>{"violation 1008"});
}

void tst_FrameParser::payloadMemoryIsUsedAgain()
{
    FrameParser parser({limit, maxFragments});
    FrameParser::Found found;
    const QByteArray bytes = frame(Opcode::Text, "first") + frame(Opcode::Text, "next");
    QByteArrayView input(bytes);
    QCOMPARE(parser.next(&input, &found), Event::Message);
    const char *memory = found.payload.constData();
    QCOMPARE(parser.next(&input, &found), Event::Message);
    QCOMPARE(found.payload, QByteArray("next"));
    QCOMPARE(found.payload.constData(), memory);
}

void tst_FrameParser::sharedPayloadIsLeftAlone()
{
    FrameParser parser({limit, maxFragments});
    FrameParser::Found found;
    const QByteArray bytes = frame(Opcode::Text, "first") + frame(Opcode::Text, "other");
    QByteArrayView input(bytes);
    QCOMPARE(parser.next(&input, &found), Event::Message);
    const QByteArray kept = found.payload;
    QCOMPARE(parser.next(&input, &found), Event::Message);
    QCOMPARE(kept, QByteArray("first"));
    QCOMPARE(found.payload, QByteArray("other"));
}

QTEST_APPLESS_MAIN(tst_FrameParser)
#include "tst_frameparser.moc"
