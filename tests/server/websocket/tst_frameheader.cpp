// SPDX-FileCopyrightText: 2026 The Landline authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "websocket/frameheader.h"

#include <QtTest/qtest.h>

using namespace Landline;
using Verdict = FrameHeader::Verdict;

class tst_FrameHeader : public QObject
{
    Q_OBJECT

private slots:
    void good_data();
    void good();
    void bad_data();
    void bad();
    void compressed_data();
    void compressed();
    void encoded_data();
    void encoded();
};

void tst_FrameHeader::good_data()
{
    QTest::addColumn<QByteArray>("hex");
    QTest::addColumn<int>("opcode");
    QTest::addColumn<bool>("isFinal");
    QTest::addColumn<quint64>("payloadSize");
    const auto row = [](const char *name, const char *hex, Opcode opcode, bool isFinal, quint64 payloadSize) {
        QTest::newRow(name) << QByteArray(hex) << static_cast<int>(opcode) << isFinal << payloadSize;
    };
    row("empty text", "8180", Opcode::Text, true, 0);
    row("first fragment", "0183", Opcode::Text, false, 3);
    row("continuation", "0083", Opcode::Continuation, false, 3);
    row("last fragment", "8083", Opcode::Continuation, true, 3);
    row("125", "82fd", Opcode::Binary, true, 125);
    row("126", "82fe007e", Opcode::Binary, true, 126);
    row("65535", "82feffff", Opcode::Binary, true, 65535);
    row("65536", "82ff0000000000010000", Opcode::Binary, true, 65536);
    row("the longest", "82ff7fffffffffffffff", Opcode::Binary, true, 0x7fffffffffffffff);
    row("close", "8882", Opcode::Close, true, 2);
    row("ping of 125", "89fd", Opcode::Ping, true, 125);
    row("pong", "8a80", Opcode::Pong, true, 0);
}

void tst_FrameHeader::good()
{
    QFETCH(const QByteArray, hex);
    const QByteArray bytes = QByteArray::fromHex(hex) + "MASKpayload";
    const qsizetype headerSize = hex.size() / 2 + 4;
    FrameHeader header;
    const char *error = nullptr;
    for (qsizetype size = 0; size < headerSize; ++size)
        QCOMPARE(FrameHeader::decode(bytes.first(size), &header, &error), Verdict::Incomplete);
    for (qsizetype size = headerSize; size <= bytes.size(); ++size) {
        header = {};
        QCOMPARE(FrameHeader::decode(bytes.first(size), &header, &error), Verdict::Complete);
        QTEST(static_cast<int>(header.opcode), "opcode");
        QTEST(header.isFinal, "isFinal");
        QTEST(header.payloadSize, "payloadSize");
        QCOMPARE(header.size, headerSize);
        QCOMPARE(QByteArray(header.mask.data(), 4), QByteArray("MASK"));
    }
}

void tst_FrameHeader::bad_data()
{
    QTest::addColumn<QByteArray>("hex"); // all of it is needed to prove it
    for (int bits = 1; bits < 8; ++bits)
        QTest::addRow("reserved bits %d", bits) << QByteArray(1, static_cast<char>(0x81 | bits << 4)).toHex();
    for (int opcode : {3, 4, 5, 6, 7, 11, 12, 13, 14, 15})
        QTest::addRow("opcode %d", opcode) << QByteArray(1, static_cast<char>(0x80 | opcode)).toHex();
    QTest::newRow("fragmented close") << QByteArray("08");
    QTest::newRow("fragmented ping") << QByteArray("09");
    QTest::newRow("fragmented pong") << QByteArray("0a");
    QTest::newRow("unmasked") << QByteArray("8105");
    QTest::newRow("long ping") << QByteArray("89fe");
    QTest::newRow("very long close") << QByteArray("88ff");
    QTest::newRow("125 in two bytes") << QByteArray("82fe007d");
    QTest::newRow("0 in two bytes") << QByteArray("82fe0000");
    QTest::newRow("65535 in eight bytes") << QByteArray("82ff000000000000ffff");
    QTest::newRow("top bit") << QByteArray("82ff8000000000000000");
}

void tst_FrameHeader::bad()
{
    QFETCH(const QByteArray, hex);
    const QByteArray bytes = QByteArray::fromHex(hex);
    FrameHeader header;
    const char *error = nullptr;
    for (qsizetype size = 0; size < bytes.size(); ++size)
        QCOMPARE(FrameHeader::decode(bytes.first(size), &header, &error), Verdict::Incomplete);
    QVERIFY(!error);
    QCOMPARE(FrameHeader::decode(bytes, &header, &error), Verdict::Violation);
    QVERIFY(error);
}

void tst_FrameHeader::compressed_data()
{
    QTest::addColumn<QByteArray>("hex");
    QTest::addColumn<bool>("isGood");
    QTest::newRow("text") << QByteArray("c180") << true;
    QTest::newRow("binary") << QByteArray("c283") << true;
    QTest::newRow("first fragment") << QByteArray("4183") << true;
    QTest::newRow("continuation") << QByteArray("40") << false;
    QTest::newRow("last fragment") << QByteArray("c0") << false;
    QTest::newRow("close") << QByteArray("c8") << false;
    QTest::newRow("ping") << QByteArray("c9") << false;
    QTest::newRow("pong") << QByteArray("ca") << false;
    QTest::newRow("RSV2 too") << QByteArray("e1") << false;
    QTest::newRow("RSV3 too") << QByteArray("d1") << false;
    QTest::newRow("RSV2 alone") << QByteArray("a1") << false;
}

void tst_FrameHeader::compressed()
{
    QFETCH(const QByteArray, hex);
    QFETCH(const bool, isGood);
    const QByteArray bytes = isGood ? QByteArray::fromHex(hex) + "MASK" : QByteArray::fromHex(hex);
    FrameHeader header;
    const char *error = nullptr;
    QCOMPARE(FrameHeader::decode(bytes, &header, &error, FrameHeader::Compression::Allowed),
             isGood ? Verdict::Complete : Verdict::Violation);
    if (isGood)
        QVERIFY(header.isCompressed);
    QCOMPARE(FrameHeader::decode(bytes, &header, &error), Verdict::Violation);
    QCOMPARE(FrameHeader::decode("\x81\x80MASK", &header, &error, FrameHeader::Compression::Allowed), Verdict::Complete);
    QVERIFY(!header.isCompressed);
}

void tst_FrameHeader::encoded_data()
{
    QTest::addColumn<quint64>("payloadSize");
    QTest::addColumn<QByteArray>("hex");
    QTest::newRow("0") << quint64(0) << QByteArray("8200");
    QTest::newRow("125") << quint64(125) << QByteArray("827d");
    QTest::newRow("126") << quint64(126) << QByteArray("827e007e");
    QTest::newRow("65535") << quint64(65535) << QByteArray("827effff");
    QTest::newRow("65536") << quint64(65536) << QByteArray("827f0000000000010000");
}

void tst_FrameHeader::encoded()
{
    QFETCH(const quint64, payloadSize);
    QByteArray header(FrameHeader::MaxServerSize, '\0');
    header.truncate(FrameHeader::encode(Opcode::Binary, payloadSize, header.data()));
    QTEST(header.toHex(), "hex");
    QByteArray compressed(FrameHeader::MaxServerSize, '\0');
    compressed.truncate(FrameHeader::encode(Opcode::Binary, payloadSize, compressed.data(), true));
    QCOMPARE(static_cast<quint8>(compressed.at(0)), 0xc2);
    QCOMPARE(compressed.mid(1), header.mid(1));
}

QTEST_APPLESS_MAIN(tst_FrameHeader)
#include "tst_frameheader.moc"
