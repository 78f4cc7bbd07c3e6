// SPDX-FileCopyrightText: 2026 The Landline authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "websocket/deflater.h"

#include "support/rawdeflate.h"

#include <QtTest/qtest.h>

using namespace Landline;

class tst_Deflater : public QObject
{
    Q_OBJECT

private slots:
    void firstMessage();
    void zlibReadsIt_data();
    void zlibReadsIt();
    void referencesStayInTheWindow_data();
    void referencesStayInTheWindow();
    void notSmaller_data();
    void notSmaller();
    void contextMakesSmaller();
    void forgetStandsAlone();
    void roomIsThatOfTheMessage();
    void sharedMemoryIsLeftAlone();
};

void tst_Deflater::firstMessage()
{
    Deflater deflater(15, 6);
    QByteArray compressed;
    const QByteArray message = "Hello, hello, hello";
    QVERIFY(deflater.deflate(message, &compressed));
    QCOMPARE(compressed, RawDeflate().deflate(message));
}

void tst_Deflater::zlibReadsIt_data()
{
    QTest::addColumn<int>("windowBits");
    QTest::addColumn<int>("level");
    QTest::addColumn<bool>("keepsContext");
    for (int bits = 9; bits <= 15; ++bits) {
        for (int level = 1; level <= 9; ++level) {
            QTest::addRow("window %d, level %d", bits, level) << bits << level << false;
            QTest::addRow("window %d, level %d, context", bits, level) << bits << level << true;
        }
    }
}

void tst_Deflater::zlibReadsIt()
{
    QFETCH(const int, windowBits);
    QFETCH(const int, level);
    QFETCH(const bool, keepsContext);
    Deflater deflater(windowBits, level);
    RawDeflate::Options options;
    options.peerWindowBits = windowBits;
    options.peerKeepsContext = keepsContext;
    RawDeflate client(options);
    QByteArray compressed;
    for (const QByteArray &message : {jsonText(100), jsonText(5000), jsonText(5000), noise(3000), jsonText(200'000, 2),
                                      QByteArray(100'000, 'a'), jsonText(40'000, 3), noise(1) + jsonText(1000)}) {
        if (deflater.deflate(message, &compressed)) {
            QVERIFY(compressed.size() < message.size());
            QCOMPARE(client.inflate(compressed), message);
            if (!keepsContext)
                deflater.forget();
        } else {
            QVERIFY(message == noise(3000));
        }
    }
}

void tst_Deflater::referencesStayInTheWindow_data()
{
    QTest::addColumn<int>("windowBits");
    for (int bits = 9; bits <= 15; ++bits)
        QTest::addRow("%d", bits) << bits;
}

void tst_Deflater::referencesStayInTheWindow()
{
    // Something that comes again at every distance: a reader with just that window must do.
    QFETCH(const int, windowBits);
    Deflater deflater(windowBits, 9);
    RawDeflate::Options options;
    options.peerWindowBits = windowBits;
    options.peerKeepsContext = true;
    RawDeflate client(options);
    const QByteArray again = noise(40, 99);
    QByteArray compressed;
    for (qsizetype distance = 1; distance < (qsizetype(1) << windowBits) + 600; distance += 1 + distance / 50) {
        const QByteArray message = again + noise(distance, static_cast<quint32>(distance)) + again + jsonText(500);
        if (deflater.deflate(message, &compressed))
            QCOMPARE(client.inflate(compressed), message);
    }
}

void tst_Deflater::notSmaller_data()
{
    QTest::addColumn<QByteArray>("message");
    QTest::newRow("empty") << QByteArray();
    QTest::newRow("one byte") << QByteArray("a");
    QTest::newRow("short") << QByteArray("Hello");
    QTest::newRow("noise") << noise(1000);
    QTest::newRow("much noise") << noise(100'000);
}

void tst_Deflater::notSmaller()
{
    QFETCH(const QByteArray, message);
    Deflater deflater(15, 6);
    RawDeflate::Options options;
    options.peerKeepsContext = true;
    RawDeflate client(options);
    QByteArray compressed;
    QVERIFY(deflater.deflate(jsonText(1000), &compressed));
    QCOMPARE(client.inflate(compressed), jsonText(1000));
    QVERIFY(!deflater.deflate(message, &compressed));
    // The client has not seen it, so nothing may refer to it.
    QVERIFY(deflater.deflate(message + jsonText(1000) + message, &compressed));
    QCOMPARE(client.inflate(compressed), message + jsonText(1000) + message);
}

void tst_Deflater::contextMakesSmaller()
{
    Deflater deflater(15, 6);
    QByteArray first, second;
    QVERIFY(deflater.deflate(jsonText(1000), &first));
    QVERIFY(deflater.deflate(jsonText(1000), &second));
    QVERIFY(second.size() * 10 < first.size());
}

void tst_Deflater::forgetStandsAlone()
{
    Deflater deflater(15, 6);
    QByteArray first, second;
    QVERIFY(deflater.deflate(jsonText(1000), &first));
    deflater.forget();
    QVERIFY(deflater.deflate(jsonText(1000), &second));
    QCOMPARE(second, first);
}

void tst_Deflater::roomIsThatOfTheMessage()
{
    Deflater deflater(15, 6);
    QByteArray compressed;
    QVERIFY(!deflater.deflate(noise(100'000), &compressed));
    QVERIFY(compressed.isEmpty());
    QVERIFY(compressed.capacity() < 100'100);
}

void tst_Deflater::sharedMemoryIsLeftAlone()
{
    Deflater deflater(15, 6);
    QByteArray compressed = "first";
    const QByteArray kept = compressed;
    QVERIFY(deflater.deflate(jsonText(1000), &compressed));
    QCOMPARE(kept, "first");
}

QTEST_APPLESS_MAIN(tst_Deflater)
#include "tst_deflater.moc"
