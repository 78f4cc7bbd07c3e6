// SPDX-FileCopyrightText: 2026 The Landline authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "websocket/inflater.h"

#include "support/rawdeflate.h"

#include <QtTest/qtest.h>

#include <utility>

using namespace Landline;
using Result = Inflater::Result;

namespace {

constexpr qsizetype plenty = 10'000'000;

/// A message as text: one that a table can compare.
QByteArray inflated(Inflater *inflater, const QByteArray &payload, qsizetype maxSize = plenty)
{
    QByteArray message;
    switch (inflater->inflate(payload, maxSize, &message)) {
    case Result::Done: return message;
    case Result::TooBig: return "too big";
    case Result::Invalid: break;
    }
    return "invalid";
}

QByteArray bytes(const char *hex)
{
    return QByteArray::fromHex(hex);
}

} // namespace

class tst_Inflater : public QObject
{
    Q_OBJECT

private slots:
    void messages_data();
    void messages();
    void withContext_data();
    void withContext();
    void invalid_data();
    void invalid();
    void usableAgain();
    void cutMessages();
    void limit_data();
    void limit();
    void manyStreams();
    void zlibsOptions_data();
    void zlibsOptions();
    void memoryIsUsedAgain();
    void sharedMemoryIsLeftAlone();
};

void tst_Inflater::messages_data()
{
    QTest::addColumn<QByteArray>("payload");
    QTest::addColumn<QByteArray>("message");
    const auto row = [](const char *name, const char *hex, const QByteArray &message) {
        QTest::newRow(name) << bytes(hex) << message;
    };
    // The examples of RFC 7692 section 7.2.3.
    row("one block", "f248cdc9c90700", "Hello");
    row("a block without compression", "000500faff48656c6c6f00", "Hello");
    row("BFINAL", "f348cdc9c9070000", "Hello");
    row("two blocks", "f248050000 00ffff cac9c90700", "Hello");
    row("empty", "00", "");
    // What is said less clearly.
    row("nothing at all", "", "");
    row("an empty fixed block", "0200", "");
    row("the tail is not taken off", "f248cdc9c907000000ffff", "Hello");
    row("the tail twice", "f248cdc9c907000000ffff0000 00ffff", "Hello");
    row("BFINAL, and nothing behind it", "f348cdc9c90700", "Hello");
    row("BFINAL, and a block behind it", "f348cdc9c90700 f248cdc9c90700", "HelloHello");
    row("BFINAL twice", "f348cdc9c90700 f348cdc9c90700 00", "HelloHello");
    row("BFINAL, empty", "0300", "");
    row("many empty blocks", "000000ffff 000000ffff 000000ffff 00", "");
}

void tst_Inflater::messages()
{
    QFETCH(const QByteArray, payload);
    QFETCH(const QByteArray, message);
    Inflater inflater(15);
    QCOMPARE(inflated(&inflater, payload), message);
    inflater.forget();
    QCOMPARE(inflated(&inflater, payload), message);
    // Nothing of it is in the way of the next one, context or not.
    QCOMPARE(inflated(&inflater, bytes("f248cdc9c90700")), "Hello");
    QCOMPARE(inflated(&inflater, bytes("f200110000")), "Hello");
}

void tst_Inflater::withContext_data()
{
    QTest::addColumn<QByteArray>("first");
    // The second example of RFC 7692 section 7.2.3.2 refers to the message before it; here to several forms of that.
    QTest::newRow("a block") << bytes("f248cdc9c90700");
    QTest::newRow("BFINAL") << bytes("f348cdc9c9070000");
    QTest::newRow("BFINAL, and nothing behind it") << bytes("f348cdc9c90700");
    QTest::newRow("with its tail") << bytes("f248cdc9c907000000ffff");
}

void tst_Inflater::withContext()
{
    QFETCH(const QByteArray, first);
    Inflater inflater(15);
    QCOMPARE(inflated(&inflater, first), "Hello");
    QCOMPARE(inflated(&inflater, bytes("f200110000")), "Hello");
    QCOMPARE(inflated(&inflater, {}), "");
    QCOMPARE(inflated(&inflater, bytes("f200110000")), "Hello");
    inflater.forget();
    QCOMPARE(inflated(&inflater, bytes("f200110000")), "invalid");
}

void tst_Inflater::invalid_data()
{
    QTest::addColumn<QByteArray>("payload");
    QTest::newRow("a reserved kind of block") << bytes("06");
    QTest::newRow("lengths that differ") << bytes("000500faee48656c6c6f00");
    QTest::newRow("refers to what was not") << bytes("f200110000");
    QTest::newRow("a dynamic block of nonsense") << bytes("fcffffffffffff");
    QTest::newRow("text") << QByteArray("Hello");
    QTest::newRow("cut in a block") << bytes("f248cdc9");
    QTest::newRow("cut in a block without compression") << bytes("000500faff4865");
    QTest::newRow("cut in its head") << bytes("000500");
    QTest::newRow("the head of a block behind BFINAL") << bytes("f348cdc9c90700 000500");
    QTest::newRow("nonsense behind BFINAL") << bytes("f348cdc9c90700 06");
    QTest::newRow("a zlib stream") << bytes("789cf248cdc9c90700058c01f5");
}

void tst_Inflater::invalid()
{
    QFETCH(const QByteArray, payload);
    Inflater inflater(15);
    QCOMPARE(inflated(&inflater, payload), "invalid");
}

void tst_Inflater::usableAgain()
{
    Inflater inflater(15);
    for (const QByteArray &bad : {bytes("06"), bytes("f248cdc9"), RawDeflate::bomb(2000)}) {
        const QByteArray found = inflated(&inflater, bad, 1000);
        QVERIFY(found == "invalid" || found == "too big");
        inflater.forget();
        QCOMPARE(inflated(&inflater, bytes("f248cdc9c90700")), "Hello");
        inflater.forget();
    }
}

void tst_Inflater::cutMessages()
{
    const QByteArray message = jsonText(3000);
    const QByteArray payload = RawDeflate().deflate(message);
    Inflater inflater(15);
    for (qsizetype size = 1; size < payload.size(); ++size) {
        // The last byte may have nothing of it but the head of the empty block.
        const QByteArray found = inflated(&inflater, payload.first(size));
        QVERIFY(found == "invalid" || (size == payload.size() - 1 && found == message));
        inflater.forget();
    }
}

void tst_Inflater::limit_data()
{
    QTest::addColumn<qsizetype>("size");
    QTest::addColumn<bool>("isZeros");
    for (const qsizetype size : {1, 2, 1023, 1024, 1025, 4096, 65536, 1'000'000, 3'000'001}) {
        QTest::addRow("%lld zeros", static_cast<long long>(size)) << size << true;
        QTest::addRow("%lld bytes of text", static_cast<long long>(size)) << size << false;
        QTest::addRow("%lld bytes of noise", static_cast<long long>(size)) << size << false;
    }
}

void tst_Inflater::limit()
{
    QFETCH(const qsizetype, size);
    QFETCH(const bool, isZeros);
    const QByteArray original = isZeros ? QByteArray(size, '\0')
            : QByteArray(QTest::currentDataTag()).endsWith("noise") ? noise(size)
                                                                    : jsonText(size);
    const QByteArray payload = RawDeflate().deflate(original);
    for (const qsizetype maxSize : {size, size + 1, 2 * size}) {
        Inflater inflater(15);
        QByteArray message;
        QCOMPARE(inflater.inflate(payload, maxSize, &message), Result::Done);
        QVERIFY(message == original);
        QVERIFY(message.capacity() <= maxSize + 64); // malloc may give a little more
        QCOMPARE(inflater.inflate(payload + bytes("0000ffff"), maxSize, &message), Result::Done);
        QVERIFY(message == original);
    }
    for (const qsizetype maxSize : {size - 1, size / 2, size / 1000, qsizetype(0)}) {
        Inflater inflater(15);
        QByteArray message;
        QCOMPARE(inflater.inflate(payload, maxSize, &message), Result::TooBig);
        QVERIFY(message.capacity() <= maxSize + 64);
    }
}

void tst_Inflater::manyStreams()
{
    // 2 MiB of the shortest stream: what each costs must not depend on the window.
    Inflater inflater(15);
    QCOMPARE(inflated(&inflater, RawDeflate().deflate(noise(40'000))).size(), 40'000);
    QCOMPARE(inflated(&inflater, bytes("0300").repeated(1024 * 1024)), "");
    QCOMPARE(inflated(&inflater, bytes("000000ffff").repeated(400'000)), "");
}

void tst_Inflater::zlibsOptions_data()
{
    QTest::addColumn<int>("windowBits");
    QTest::addColumn<int>("memoryLevel");
    QTest::addColumn<int>("strategy");
    for (int bits = 9; bits <= 15; ++bits) {
        for (const int memoryLevel : {1, 5, 8, 9})
            QTest::addRow("window %d, memory %d", bits, memoryLevel) << bits << memoryLevel << Z_DEFAULT_STRATEGY;
        for (const int strategy : {Z_FILTERED, Z_HUFFMAN_ONLY, Z_RLE, Z_FIXED})
            QTest::addRow("window %d, strategy %d", bits, strategy) << bits << 8 << strategy;
    }
}

void tst_Inflater::zlibsOptions()
{
    RawDeflate::Options options;
    QFETCH(int, windowBits);
    QFETCH(int, memoryLevel);
    QFETCH(int, strategy);
    options.windowBits = windowBits;
    options.memoryLevel = memoryLevel;
    options.strategy = strategy;
    for (const bool keepsContext : {false, true}) {
        for (int level = 0; level <= 9; ++level) {
            options.keepsContext = keepsContext;
            options.level = level;
            RawDeflate client(options);
            Inflater inflater(windowBits);
            for (const QByteArray &message : {jsonText(5000), jsonText(5000), QByteArray(), noise(2000), jsonText(70'000, 2)}) {
                QCOMPARE(inflated(&inflater, client.deflate(message)), message);
                if (!keepsContext)
                    inflater.forget();
            }
        }
    }
}

void tst_Inflater::memoryIsUsedAgain()
{
    Inflater inflater(15);
    QByteArray message;
    QCOMPARE(inflater.inflate(bytes("f248cdc9c90700"), plenty, &message), Result::Done);
    const char *memory = message.constData();
    QCOMPARE(inflater.inflate(bytes("f200110000"), plenty, &message), Result::Done);
    QCOMPARE(message.constData(), memory);
}

void tst_Inflater::sharedMemoryIsLeftAlone()
{
    Inflater inflater(15);
    QByteArray message = "first";
    const QByteArray kept = message;
    QCOMPARE(inflater.inflate(bytes("f248cdc9c90700"), plenty, &message), Result::Done);
    QCOMPARE(kept, "first");
    QCOMPARE(message, "Hello");
}

QTEST_APPLESS_MAIN(tst_Inflater)
#include "tst_inflater.moc"
