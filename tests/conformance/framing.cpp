// SPDX-FileCopyrightText: 2026 The Landline authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "conformance/clientframe.h"
#include "conformance/exchange.h"
#include "conformance/themes.h"
#include "conformance/transcript.h"

#include <QtTest/qtest.h>

namespace Landline::Conformance {

namespace {

using Length = ClientFrame::Length;

QByteArray letters(qsizetype size)
{
    QByteArray text(size, 'a');
    for (qsizetype i = 0; i < size; ++i)
        text[i] = static_cast<char>('a' + i % 26);
    return text;
}

QByteArray octets(qsizetype size)
{
    QByteArray bytes(size, 0);
    for (qsizetype i = 0; i < size; ++i)
        bytes[i] = static_cast<char>(i * 7 + size);
    return bytes;
}

const QByteArray protocolError = says::close(1002);

QByteArrayList byteByByte(const QByteArray &bytes)
{
    QByteArrayList segments;
    for (const char byte : bytes)
        segments.append(QByteArray(1, byte));
    return segments;
}

} // namespace

class tst_Framing : public QObject
{
    Q_OBJECT

private slots:
    void lengths_data();
    void lengths();
    void longerLengthThanNeeded_data();
    void longerLengthThanNeeded();
    void hugeLength_data();
    void hugeLength();
    void reservedBits_data();
    void reservedBits();
    void reservedOpcodes_data();
    void reservedOpcodes();
    void unmasked_data();
    void unmasked();
    void maskingKeys_data();
    void maskingKeys();
    void cutInTwo_data();
    void cutInTwo();
    void arrival_data();
    void arrival();
    void aroundTheViolation_data();
    void aroundTheViolation();

private:
    void carryOutRow()
    {
        QFETCH(Exchange, exchange);
        execute(exchange);
    }
};

void tst_Framing::lengths_data()
{
    QTest::addColumn<Exchange>("exchange");
    for (const int size : {0, 1, 2, 124, 125, 126, 127, 128, 65534, 65535, 65536, 65537, 1000000}) {
        QTest::addRow("text of %d bytes", size)
                << Exchange{{ClientFrame::text(letters(size))}, says::text(letters(size))};
        QTest::addRow("binary of %d bytes", size)
                << Exchange{{ClientFrame::binary(octets(size))}, says::binary(octets(size))};
    }
}

void tst_Framing::lengths()
{
    carryOutRow();
}

void tst_Framing::longerLengthThanNeeded_data()
{
    QTest::addColumn<Exchange>("exchange");
    const auto row = [](const char *name, const ClientFrame &frame, const QByteArray &tolerated) {
        QTest::newRow(name) << Exchange{{frame}, protocolError, tolerated};
    };
    for (const int size : {0, 1, 125}) {
        const QByteArray tolerated = says::text(letters(size));
        const ClientFrame frame = ClientFrame::text(letters(size));
        row(QByteArray::number(size) + " in 16 bits", frame.withLengthIn(Length::Bits16),
            tolerated);
        row(QByteArray::number(size) + " in 64 bits", frame.withLengthIn(Length::Bits64),
            tolerated);
    }
    for (const int size : {126, 65535}) {
        row(QByteArray::number(size) + " in 64 bits",
            ClientFrame::binary(octets(size)).withLengthIn(Length::Bits64),
            says::binary(octets(size)));
    }
    // What is too long for a control frame stands in the form, not only in the number.
    row("ping in 16 bits", ClientFrame::ping("x").withLengthIn(Length::Bits16), says::pong("x"));
    row("pong in 64 bits", ClientFrame::pong("x").withLengthIn(Length::Bits64), "");
    row("close in 16 bits", ClientFrame::close(1000).withLengthIn(Length::Bits16),
        says::close(1000));
}

void tst_Framing::longerLengthThanNeeded()
{
    carryOutRow();
}

void tst_Framing::hugeLength_data()
{
    QTest::addColumn<Exchange>("exchange");
    const QByteArray refused = protocolError + " or " + says::close(1009);
    const auto row = [&refused](const char *name, quint64 length) {
        QTest::addRow("text of %s", name)
                << Exchange{{ClientFrame::text("hello").declaring(length)}, refused};
        QTest::addRow("unfinished binary of %s", name)
                << Exchange{{ClientFrame::binary("hello").unfinished().declaring(length)}, refused};
    };
    // The top bit must be 0; a number of 32 bits or with a sign would lose it and see 5 bytes.
    row("2^63", quint64(1) << 63);
    row("2^63 + 5", (quint64(1) << 63) + 5);
    row("2^64 - 1", ~quint64(0));
    row("2^64 - 5", ~quint64(0) - 4);
    row("2^63 - 1", ~quint64(0) >> 1);
    row("2^32 + 5", (quint64(1) << 32) + 5);
    row("2^31 + 5", (quint64(1) << 31) + 5);
}

void tst_Framing::hugeLength()
{
    carryOutRow();
}

void tst_Framing::reservedBits_data()
{
    QTest::addColumn<Exchange>("exchange");
    const auto row = [](quint8 bits, const char *name, const ClientFrame &frame,
                        const QByteArray &before = {}) {
        QByteArray names;
        for (int bit = 1; bit <= 3; ++bit)
            names += bits & (8 >> bit) ? "RSV" + QByteArray::number(bit) + ' ' : QByteArray();
        QTest::addRow("%son %s", names.constData(), name)
                << Exchange{{before + frame.withReservedBits(bits).bytes()}, protocolError};
    };
    const QByteArray start = ClientFrame::text("a").unfinished().bytes();
    for (quint8 bits = 1; bits <= 7; ++bits) {
        row(bits, "a text", ClientFrame::text("hello"));
        row(bits, "an empty text", ClientFrame::text({}));
        row(bits, "a binary", ClientFrame::binary("hello"));
        row(bits, "a first fragment", ClientFrame::text("a").unfinished());
        row(bits, "a last fragment", ClientFrame::continuation("b"), start);
        row(bits, "a ping", ClientFrame::ping("x"));
        row(bits, "a ping in a message", ClientFrame::ping("x"), start);
        row(bits, "a pong", ClientFrame::pong("x"));
        row(bits, "a close", ClientFrame::close(1000));
    }
}

void tst_Framing::reservedBits()
{
    carryOutRow();
}

void tst_Framing::reservedOpcodes_data()
{
    QTest::addColumn<Exchange>("exchange");
    const QByteArray start = ClientFrame::text("a").unfinished().bytes();
    for (const quint8 opcode : {3, 4, 5, 6, 7, 11, 12, 13, 14, 15}) {
        const auto row = [opcode](const char *name, const QByteArray &bytes) {
            QTest::addRow("0x%x, %s", opcode, name) << Exchange{{bytes}, protocolError};
        };
        row("with a payload", ClientFrame(opcode, "hello"));
        row("empty", ClientFrame(opcode, {}));
        row("unfinished", ClientFrame(opcode, "hello").unfinished());
        row("in a message", start + ClientFrame(opcode, "x").bytes());
    }
}

void tst_Framing::reservedOpcodes()
{
    carryOutRow();
}

void tst_Framing::unmasked_data()
{
    QTest::addColumn<Exchange>("exchange");
    const auto row = [](const char *name, const QByteArray &bytes, const QByteArray &tolerated) {
        QTest::newRow(name) << Exchange{{bytes}, protocolError, tolerated};
    };
    row("text", ClientFrame::text("hello").unmasked(), says::text("hello"));
    row("empty text", ClientFrame::text({}).unmasked(), says::text({}));
    row("long binary", ClientFrame::binary(octets(70000)).unmasked(), says::binary(octets(70000)));
    row("ping", ClientFrame::ping("x").unmasked(), says::pong("x"));
    row("pong", ClientFrame::pong("x").unmasked(), "");
    row("close", ClientFrame::close(1000).unmasked(), says::close(1000));
    row("last fragment",
        ClientFrame::text("a").unfinished().bytes()
                + ClientFrame::continuation("b").unmasked().bytes(),
        says::text("ab"));
}

void tst_Framing::unmasked()
{
    carryOutRow();
}

void tst_Framing::maskingKeys_data()
{
    QTest::addColumn<Exchange>("exchange");
    for (const quint32 key :
         {0u, 1u, 0x80u, 0x80000000u, 0x00ffff00u, 0x37fa213du, 0x61616161u, 0xffffffffu}) {
        // Every remainder that unmasking in steps of 4, 8, 16 or 32 bytes can leave.
        QByteArray bytes;
        QByteArrayList echoes;
        for (int size = 0; size <= 67; ++size) {
            bytes += ClientFrame::binary(octets(size)).masked(key).bytes();
            echoes.append(says::binary(octets(size)));
        }
        QTest::addRow("0x%08x", key) << Exchange{{bytes}, echoes.join("; ")};
        QTest::addRow("0x%08x, cut at an odd place", key)
                << Exchange{{bytes.left(1001), bytes.mid(1001)}, echoes.join("; ")};
    }
}

void tst_Framing::maskingKeys()
{
    carryOutRow();
}

void tst_Framing::cutInTwo_data()
{
    QTest::addColumn<QByteArray>("bytes");
    QTest::addColumn<QByteArray>("expected");
    QTest::addColumn<int>("cuts"); // behind each of the first so many bytes
    const auto row = [](const char *name, const QByteArray &bytes, const QByteArray &expected,
                        int cuts = 1000) {
        QTest::newRow(name) << bytes << expected << std::min(cuts, int(bytes.size()) - 1);
    };
    row("text", ClientFrame::text("hello"), says::text("hello"));
    row("empty text", ClientFrame::text({}), says::text({}));
    row("length in 16 bits", ClientFrame::binary(octets(130)), says::binary(octets(130)), 20);
    row("length in 64 bits", ClientFrame::binary(octets(70000)), says::binary(octets(70000)), 24);
    row("two fragments", fragmented(Wire::Text, {"hel", "lo"}), says::text("hello"));
    row("ping", ClientFrame::ping("hello"), says::pong("hello"));
    row("close", ClientFrame::close(1000, "bye"), says::close(1000));
    row("two texts", ClientFrame::text("one").bytes() + ClientFrame::text("two").bytes(),
        says::text("one") + "; " + says::text("two"));
    row("RSV1", ClientFrame::text("hello").withReservedBits(4), protocolError, 1);
    row("unknown opcode", ClientFrame(3, "hello"), protocolError, 1);
}

void tst_Framing::cutInTwo()
{
    QFETCH(QByteArray, bytes);
    QFETCH(QByteArray, expected);
    QFETCH(int, cuts);
    QVERIFY(cuts > 0);
    for (int cut = 1; cut <= cuts; ++cut) {
        if (!execute({{bytes.left(cut), bytes.mid(cut)}, expected},
                      "cut behind byte " + QByteArray::number(cut)))
            return;
    }
}

void tst_Framing::arrival_data()
{
    QTest::addColumn<Exchange>("exchange");
    const auto row
            = [](const char *name, const QByteArrayList &segments, const QByteArray &expected) {
                  QTest::newRow(name) << Exchange{segments, expected};
              };
    row("text byte by byte", byteByByte(ClientFrame::text("hello")), says::text("hello"));
    row("16 bits byte by byte", byteByByte(ClientFrame::binary(octets(200))),
        says::binary(octets(200)));
    row("fragments byte by byte", byteByByte(fragmented(Wire::Text, {"one ", {}, "two"})),
        says::text("one two"));
    row("ping byte by byte", byteByByte(ClientFrame::ping("hello")), says::pong("hello"));
    row("close byte by byte", byteByByte(ClientFrame::close(4000, "bye")), says::close(4000));
    QByteArray stream;
    QByteArrayList echoes;
    for (int i = 0; i < 300; ++i) {
        stream += ClientFrame::text(letters(i))
                          .masked(static_cast<quint32>(i) * 0x01020304u)
                          .bytes();
        echoes.append(says::text(letters(i)));
    }
    row("300 frames in one segment", {stream}, echoes.join("; "));
    QByteArrayList pieces;
    for (qsizetype at = 0; at < stream.size(); at += 1460)
        pieces.append(stream.mid(at, 1460));
    row("300 frames in segments of 1460 bytes", pieces, echoes.join("; "));
}

void tst_Framing::arrival()
{
    carryOutRow();
}

void tst_Framing::aroundTheViolation_data()
{
    QTest::addColumn<Exchange>("exchange");
    const QByteArray hello = ClientFrame::text("hello");
    const QByteArray echo = says::text("hello") + "; ";
    const auto row = [&](const char *name, const QByteArray &violation) {
        QTest::addRow("what follows %s is not read", name)
                << Exchange{{violation + hello + ClientFrame::ping("x").bytes()}, protocolError};
        QTest::addRow("what came before %s is answered", name)
                << Exchange{{hello + violation}, echo + protocolError};
        QTest::addRow("%s after a message that was answered", name)
                << Exchange{{hello, violation}, echo + protocolError};
    };
    row("an unknown opcode", ClientFrame(3, {}));
    row("a reserved bit", ClientFrame::text("x").withReservedBits(4));
    row("a continuation of nothing", ClientFrame::continuation("x"));
    row("a fragmented ping", ClientFrame::ping("x").unfinished());
}

void tst_Framing::aroundTheViolation()
{
    carryOutRow();
}

std::unique_ptr<QObject> framing()
{
    return std::make_unique<tst_Framing>();
}

} // namespace Landline::Conformance

#include "framing.moc"
