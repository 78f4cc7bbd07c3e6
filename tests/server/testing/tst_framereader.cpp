// SPDX-FileCopyrightText: 2026 The Landline authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "testing/framereader.h"

#include <QtTest/qtest.h>

using namespace Landline;
using namespace Landline::Test;
using namespace Qt::StringLiterals;

/// What a server may send, whole and byte by byte.
class tst_FrameReader : public QObject
{
    Q_OBJECT

private slots:
    void rows_data();
    void rows();
};

namespace {

/// What a reader finds in \a pieces, a word and a payload each.
QByteArrayList found(const QByteArrayList &pieces)
{
    QByteArrayList finds;
    FrameReader reader;
    QByteArray input;
    for (const QByteArray &piece : pieces) {
        input += piece;
        while (true) {
            const FrameReader::Event event = reader.next(&input);
            if (event == FrameReader::Event::NeedMore)
                break;
            switch (event) {
            case FrameReader::Event::Message:
                finds.append((reader.type() == FrameType::Text ? "text " : "binary ") + reader.payload().left(8));
                break;
            case FrameReader::Event::Ping: finds.append("ping " + reader.payload()); break;
            case FrameReader::Event::Pong: finds.append("pong " + reader.payload()); break;
            case FrameReader::Event::Close:
                finds.append("close " + QByteArray::number(reader.code()) + ' ' + reader.payload());
                break;
            default: return finds << "violation " + QByteArray::number(reader.code());
            }
        }
    }
    return finds;
}

QByteArray frame(const char *head, const QByteArray &payload)
{
    return QByteArray::fromHex(head) + payload;
}

} // namespace

void tst_FrameReader::rows_data()
{
    QTest::addColumn<QByteArray>("bytes");
    QTest::addColumn<QByteArrayList>("finds");
    const auto row = [](const char *name, const QByteArray &bytes, const QByteArrayList &finds) {
        QTest::newRow(name) << bytes << finds;
    };
    row("nothing", {}, {});
    row("a text", frame("8105", "hello"), {"text hello"});
    row("an empty text", frame("8100", {}), {"text "});
    row("binary", frame("8203", QByteArray("\xff\x00\xfe", 3)), {"binary " + QByteArray("\xff\x00\xfe", 3)});
    row("half a frame", frame("8105", "hel"), {});
    row("126 bytes", frame("817e007e", QByteArray(126, 'a')), {"text aaaaaaaa"});
    row("64 KiB", frame("827f0000000000010000", QByteArray(65536, 'b')), {"binary bbbbbbbb"});
    row("fragments", frame("0103", "hel") + frame("8900", {}) + frame("8002", "lo"), {"ping ", "text hello"});
    row("a character in two fragments", frame("0101", "\xc3") + frame("8001", "\xa4"), {"text \xc3\xa4"});
    row("two messages", frame("8101", "a") + frame("8101", "b"), {"text a", "text b"});
    row("a pong", frame("8a02", "hi"), {"pong hi"});
    row("a close", frame("880603e8", "done"), {"close 1000 done"});
    row("a close without a code", frame("8800", {}), {"close 1005 "});

    const QByteArrayList protocolError{"violation 1002"};
    row("RSV1", frame("c105", "hello"), protocolError);
    row("RSV3", frame("9105", "hello"), protocolError);
    row("masked", frame("8185", "\x01\x02\x03\x04hello"), protocolError);
    row("opcode 3", frame("8300", {}), protocolError);
    row("opcode 11", frame("8b00", {}), protocolError);
    row("a long length of 5", frame("817e0005", "hello"), protocolError);
    row("a longer length of 5", frame("817f0000000000000005", "hello"), protocolError);
    row("a continuation of nothing", frame("8005", "hello"), protocolError);
    row("a message within a message", frame("0105", "hello") + frame("8105", "hello"), protocolError);
    row("a fragmented ping", frame("0900", {}), protocolError);
    row("a ping of 126 bytes", frame("897e007e", QByteArray(126, 'a')), protocolError);
    row("a close of one byte", frame("8801", "a"), protocolError);
    row("a close with 1005", frame("880203ed", {}), protocolError);
    row("a close with 999", frame("880203e7", {}), protocolError);
    row("a text that is not UTF-8", frame("8101", "\xff"), {"violation 1007"});
    row("a reason that is not UTF-8", frame("880303e8", "\xff"), {"violation 1007"});
    row("more than the client takes", frame("827f0000000010000001", {}), {"violation 1009"});
    row("2^63 bytes", frame("827f8000000000000000", {}), {"violation 1009"});
}

void tst_FrameReader::rows()
{
    QFETCH(const QByteArray, bytes);
    QFETCH(const QByteArrayList, finds);
    QCOMPARE(found({bytes}), finds);
    if (bytes.size() > 1000)
        return;
    QByteArrayList single;
    for (qsizetype i = 0; i < bytes.size(); ++i)
        single.append(bytes.mid(i, 1));
    QCOMPARE(found(single), finds);
}

QTEST_APPLESS_MAIN(tst_FrameReader)
#include "tst_framereader.moc"
