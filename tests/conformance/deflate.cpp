// SPDX-FileCopyrightText: 2026 The Landline authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "conformance/clientframe.h"
#include "conformance/exchange.h"
#include "conformance/peer.h"
#include "conformance/subject.h"
#include "conformance/themes.h"

#include <QtTest/qtest.h>

namespace Landline::Conformance {

namespace {

constexpr qsizetype limit = Subject::messageLimit;
const QByteArray protocolError = says::close(1002);
const QByteArray tooBig = says::close(1009);
const QByteArray alone = "permessage-deflate; server_no_context_takeover; client_no_context_takeover";
const QByteArray withContext = "permessage-deflate";

QByteArray hex(const char *digits)
{
    return QByteArray::fromHex(digits);
}

const QByteArray hello = hex("f248cdc9c90700");

ClientFrame compressed(const ClientFrame &frame)
{
    return frame.withReservedBits(4);
}

QByteArray text(const QByteArray &payload)
{
    return compressed(ClientFrame::text(payload)).bytes();
}

QByteArray binary(const QByteArray &payload)
{
    return compressed(ClientFrame::binary(payload)).bytes();
}

QByteArray deflated(const QByteArray &message)
{
    return RawDeflate().deflate(message);
}

} // namespace

/// RFC 7692. Whether a server compresses its answers, and how, is its own business as long as zlib reads it with what was
/// agreed on.
class tst_Deflate : public QObject
{
    Q_OBJECT

private slots:
    void agreed_data();
    void agreed();
    void declined_data();
    void declined();
    void eachSize_data();
    void eachSize();
    void messages_data();
    void messages();
    void fragments_data();
    void fragments();
    void refused_data();
    void refused();
    void notAgreedOn_data();
    void notAgreedOn();
    void badData_data();
    void badData();
    void texts_data();
    void texts();
    void limits_data();
    void limits();
    void answersAreCompressed();

private:
    void carryOutRow()
    {
        QFETCH(Exchange, exchange);
        execute(exchange);
    }
};

void tst_Deflate::agreed_data()
{
    QTest::addColumn<QByteArray>("offer");
    const auto row = [](const char *name, const QByteArray &offer) { QTest::newRow(name) << offer; };
    row("plain", withContext);
    row("as browsers offer it", "permessage-deflate; client_max_window_bits");
    row("without context", alone);
    row("server without context", "permessage-deflate; server_no_context_takeover");
    row("client without context", "permessage-deflate; client_no_context_takeover");
    for (int bits = 9; bits <= 15; ++bits) {
        const QByteArray number = QByteArray::number(bits);
        QTest::addRow("server window %d", bits) << "permessage-deflate; server_max_window_bits=" + number;
        QTest::addRow("client window %d", bits) << "permessage-deflate; client_max_window_bits=" + number;
        QTest::addRow("windows %d, without context", bits)
                << alone + "; server_max_window_bits=" + number + "; client_max_window_bits=" + number;
    }
    row("quotes", "permessage-deflate; server_max_window_bits=\"10\"");
    row("behind another", "x-none; a=1, permessage-deflate");
    row("behind one that must be declined", "permessage-deflate; mystery=1, permessage-deflate; client_max_window_bits");
    row("two headers", "x-none; a=1\r\nSec-WebSocket-Extensions: permessage-deflate");
}

void tst_Deflate::agreed()
{
    QFETCH(const QByteArray, offer);
    bool isException = false;
    const QByteArray expected = expectedHere("agreed", "declined", &isException);
    if (expected.isNull())
        return;
    Peer peer(subject().port());
    const bool open = peer.shakeHands(offer);
    QCOMPARE(open && peer.deflate() ? "agreed" : open ? "declined" : "400", expected);
    if (!peer.deflate())
        return;
    const QByteArray answer = peer.extensions();
    QVERIFY2(!answer.contains("mystery") && !answer.contains("x-none"), answer);
    if (offer.contains("server_no_context_takeover"))
        QVERIFY2(answer.contains("server_no_context_takeover"), answer);
    if (offer.contains("server_max_window_bits"))
        QVERIFY2(answer.contains("server_max_window_bits="), answer);
    if (!offer.contains("client_max_window_bits"))
        QVERIFY2(!answer.contains("client_max_window_bits"), answer);
    // With all that was agreed on, in both directions, several times.
    for (const QByteArray &message :
         {jsonText(1000), jsonText(1000), jsonText(50'000, 2), noise(1000).toHex(), jsonText(1000)}) {
        peer.send(text(peer.deflate()->deflate(message)));
        QCOMPARE(peer.listen(1), says::text(message));
    }
}

void tst_Deflate::declined_data()
{
    QTest::addColumn<QByteArray>("offer");
    for (const char *parameter : {"mystery", "server_no_context_takeover=1", "client_no_context_takeover=1",
                                  "server_no_context_takeover; server_no_context_takeover",
                                  "server_max_window_bits", "server_max_window_bits=7", "server_max_window_bits=16",
                                  "server_max_window_bits=08", "client_max_window_bits=7", "client_max_window_bits=16",
                                  "client_max_window_bits=ten", "client_max_window_bits; client_max_window_bits"})
        QTest::newRow(parameter) << QByteArray("permessage-deflate; ") + parameter;
    QTest::newRow("another name") << QByteArray("permessage-bzip2");
}

void tst_Deflate::declined()
{
    QFETCH(const QByteArray, offer);
    bool isException = false;
    const QByteArray expected = expectedHere("declined", "400", &isException);
    if (expected.isNull())
        return;
    Peer peer(subject().port());
    const bool open = peer.shakeHands(offer);
    QCOMPARE(open ? peer.extensions().isNull() ? "declined" : "agreed" : "400", expected);
    if (!open)
        return;
    peer.send(ClientFrame::text("hello"));
    QCOMPARE(peer.listen(1), says::text("hello"));
}

void tst_Deflate::eachSize_data()
{
    QTest::addColumn<Exchange>("exchange");
    const auto row = [](const char *kind, const QByteArray &message) {
        QTest::addRow("%s, %lld", kind, static_cast<long long>(message.size()))
                << Exchange{{binary(deflated(message))}, says::binary(message), {}, {}, alone};
    };
    for (const qsizetype size : {1, 2, 7, 125, 126, 127, 1000, 65535, 65536, 70'000, 1'000'000}) {
        row("text", jsonText(size));
        row("noise", noise(size));
        row("zeros", QByteArray(size, '\0'));
    }
}

void tst_Deflate::eachSize()
{
    carryOutRow();
}

void tst_Deflate::messages_data()
{
    QTest::addColumn<Exchange>("exchange");
    const auto row = [](const char *name, const QByteArrayList &segments, const QByteArray &said,
                        const QByteArray &offer = alone) {
        QTest::newRow(name) << Exchange{segments, said, {}, {}, offer};
    };
    const QByteArray saysHello = says::text("Hello");
    // The examples of section 7.2.3.
    row("one block", {text(hello)}, saysHello);
    row("refers to the message before", {text(hello), text(hex("f200110000"))}, saysHello + "; " + saysHello, withContext);
    row("a block without compression", {text(hex("000500faff48656c6c6f00"))}, saysHello);
    row("BFINAL", {text(hex("f348cdc9c9070000"))}, saysHello);
    row("two blocks", {text(hex("f24805000000ffffcac9c90700"))}, saysHello);
    row("empty", {text(hex("00"))}, says::text(""));
    row("empty, and another", {text(hex("00")), text(hello)}, says::text("") + "; " + saysHello);
    row("no payload at all", {text({}), text(hello)}, says::text("") + "; " + saysHello);
    row("BFINAL, and another", {text(hex("f348cdc9c9070000")), text(hello)}, saysHello + "; " + saysHello);
    row("BFINAL, and one that refers to it", {text(hex("f348cdc9c9070000")), text(hex("f200110000"))},
        saysHello + "; " + saysHello, withContext);
    // Plain messages may stand between compressed ones, and are not part of what those refer to.
    row("plain", {ClientFrame::text("Hello")}, saysHello);
    row("plain between two", {text(hello), ClientFrame::text("other"), text(hex("f200110000"))},
        saysHello + "; " + says::text("other") + "; " + saysHello, withContext);
    row("in one segment", {text(hello) + ClientFrame::text("a").bytes() + binary(hello)},
        saysHello + "; " + says::text("a") + "; " + says::binary("Hello"));
    QByteArrayList bytewise;
    for (const char byte : text(hello))
        bytewise.append(QByteArray(1, byte));
    row("byte by byte", bytewise, saysHello);
}

void tst_Deflate::messages()
{
    carryOutRow();
}

void tst_Deflate::fragments_data()
{
    QTest::addColumn<Exchange>("exchange");
    const auto row = [](const char *name, const QByteArray &segment, const QByteArray &said) {
        QTest::newRow(name) << Exchange{{segment}, said, {}, {}, alone};
    };
    for (qsizetype cut = 0; cut <= hello.size(); ++cut) {
        QTest::addRow("cut at %lld", static_cast<long long>(cut))
                << Exchange{{compressed(ClientFrame::text(hello.first(cut)).unfinished()).bytes(),
                             ClientFrame::continuation(hello.sliced(cut))},
                            says::text("Hello"),
                            {},
                            {},
                            alone};
    }
    QByteArray each = compressed(ClientFrame::text(hello.first(1)).unfinished()).bytes();
    for (qsizetype i = 1; i < hello.size(); ++i)
        each += ClientFrame::continuation(hello.mid(i, 1)).unfinished().bytes();
    row("a byte each, and an empty one", each + ClientFrame::continuation({}).bytes(), says::text("Hello"));
    row("a ping between",
        compressed(ClientFrame::text(hello.first(3)).unfinished()).bytes() + ClientFrame::ping("p").bytes()
                + ClientFrame::continuation(hello.sliced(3)).bytes(),
        says::pong("p") + "; " + says::text("Hello"));
    row("the tail of each fragment is sent, as some flush",
        compressed(ClientFrame::text(hello + hex("0000ffff")).unfinished()).bytes() + ClientFrame::continuation({}).bytes(),
        says::text("Hello"));
}

void tst_Deflate::fragments()
{
    carryOutRow();
}

void tst_Deflate::refused_data()
{
    QTest::addColumn<Exchange>("exchange");
    const auto row = [](const char *name, const QByteArray &segment) {
        QTest::newRow(name) << Exchange{{segment}, protocolError, {}, {}, alone};
    };
    row("RSV1 on a ping", compressed(ClientFrame::ping("a")));
    row("RSV1 on a pong", compressed(ClientFrame::pong("a")));
    row("RSV1 on a close", compressed(ClientFrame::close(1000)));
    row("RSV1 on a continuation of a compressed message",
        compressed(ClientFrame::text(hello.first(3)).unfinished()).bytes()
                + compressed(ClientFrame::continuation(hello.sliced(3))).bytes());
    row("RSV1 on a continuation of a plain message",
        ClientFrame::text("a").unfinished().bytes() + compressed(ClientFrame::continuation(hello)).bytes());
    row("RSV2 too", ClientFrame::text(hello).withReservedBits(6));
    row("RSV3 too", ClientFrame::text(hello).withReservedBits(5));
}

void tst_Deflate::refused()
{
    carryOutRow();
}

void tst_Deflate::notAgreedOn_data()
{
    QTest::addColumn<Exchange>("exchange");
    QTest::newRow("nothing offered") << Exchange{{text(hello)}, protocolError};
    QTest::newRow("another offered") << Exchange{{text(hello)}, protocolError, {}, {}, "x-none"};
}

void tst_Deflate::notAgreedOn()
{
    carryOutRow();
}

void tst_Deflate::badData_data()
{
    QTest::addColumn<Exchange>("exchange");
    const auto row = [](const char *name, const QByteArray &payload) {
        QTest::newRow(name) << Exchange{{binary(payload)}, says::close(1007), {}, {}, alone};
    };
    row("a reserved kind of block", hex("06"));
    row("lengths that differ", hex("000500faee48656c6c6f00"));
    row("refers to what was not", hex("f200110000"));
    row("nonsense behind a block", hello + hex("0000ffff06"));
    row("text", "Hello");
    row("cut in a block", deflated(jsonText(2000)).first(200));
    QTest::newRow("refers to a message, though that was not agreed on")
            << Exchange{{text(hello), text(hex("f200110000"))}, says::text("Hello") + "; " + says::close(1007), {}, {}, alone};
}

void tst_Deflate::badData()
{
    carryOutRow();
}

void tst_Deflate::texts_data()
{
    QTest::addColumn<Exchange>("exchange");
    const QByteArray chinese = QByteArray("\xe4\xb8\xad\xe6\x96\x87").repeated(200);
    QTest::newRow("Chinese") << Exchange{{text(deflated(chinese))}, says::text(chinese), {}, {}, alone};
    const auto bad = [](const char *name, const QByteArray &message) {
        QTest::newRow(name) << Exchange{{text(deflated(message))}, says::close(1007), {}, {}, alone};
    };
    bad("not UTF-8", "abc\xff");
    bad("ends in a character", chinese.chopped(1));
    bad("a surrogate", "\xed\xa0\x80");
    bad("not UTF-8, long", jsonText(100'000) + "\xff" + jsonText(100'000));
    QTest::newRow("any bytes are binary") << Exchange{{binary(deflated("abc\xff"))}, says::binary("abc\xff"), {}, {}, alone};
}

void tst_Deflate::texts()
{
    carryOutRow();
}

void tst_Deflate::limits_data()
{
    QTest::addColumn<Exchange>("exchange");
    const auto row = [](const char *name, const QByteArray &segment, const QByteArray &said) {
        QTest::newRow(name) << Exchange{{segment}, said, {}, {}, alone};
    };
    const QByteArray most(limit, 'x');
    row("the limit", binary(deflated(most)), says::binary(most));
    row("a byte more", binary(deflated(most + 'x')), tooBig);
    row("a text, a byte more", text(deflated(most + 'x')), tooBig);
    row("a bomb of 200 MiB", binary(RawDeflate::bomb(200 * 1024 * 1024)), tooBig);
    const QByteArray bomb = RawDeflate::bomb(10 * limit);
    row("a bomb in fragments",
        compressed(ClientFrame::binary(bomb.first(bomb.size() / 2)).unfinished()).bytes()
                + ClientFrame::continuation(bomb.sliced(bomb.size() / 2)).bytes(),
        tooBig);
    row("compressed, longer than the limit", compressed(ClientFrame::binary({}).declaring(limit + 1)), tooBig);
    row("a million empty blocks", binary(hex("000000ffff").repeated(limit / 5)), says::binary(""));
}

void tst_Deflate::limits()
{
    carryOutRow();
}

void tst_Deflate::answersAreCompressed()
{
    Peer peer(subject().port());
    QVERIFY(peer.shakeHands(alone));
    if (!peer.deflate())
        QSKIP("no permessage-deflate here");
    const QByteArray message = jsonText(10'000);
    peer.send(text(deflated(message)));
    const QByteArray bytes = peer.listenToBytes();
    QVERIFY2(!bytes.isEmpty() && bytes.size() < message.size() / 2, QByteArray::number(bytes.size()));
    QCOMPARE(static_cast<quint8>(bytes.at(0)), 0xc1);
}

std::unique_ptr<QObject> deflate()
{
    return std::make_unique<tst_Deflate>();
}

} // namespace Landline::Conformance

#include "deflate.moc"
