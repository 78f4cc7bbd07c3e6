// SPDX-FileCopyrightText: 2026 The Landline authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "shared/frame.h"

#include <QtCore/qstringbuilder.h>
#include <QtTest/qtest.h>

using namespace Landline;
using namespace Qt::StringLiterals;

class tst_Frame : public QObject
{
    Q_OBJECT

private slots:
    void isEmptyTextAtFirst();
    void texts_data();
    void texts();
    void utf8_data();
    void utf8();
    void knownUtf8IsTakenAsItIs();
    void loneSurrogateIsReplaced();
    void convertsImplicitly_data();
    void convertsImplicitly();
    void binary();
    void kindsDiffer();
    void sharesItsBytes();
    void keepsRawData();
};

void tst_Frame::isEmptyTextAtFirst()
{
    const Frame frame;
    QVERIFY(frame.isText() && !frame.isBinary() && frame.isValid());
    QCOMPARE(frame.size(), 0);
    QCOMPARE(frame, Frame(QString()));
}

void tst_Frame::texts_data()
{
    QTest::addColumn<QString>("text");
    QTest::addColumn<QByteArray>("bytes");

    QTest::newRow("ASCII") << u"hello"_s << "hello"_ba;
    QTest::newRow("umlaut") << u"gr\u00fcn"_s << "gr\xc3\xbcn"_ba;
    QTest::newRow("Chinese") << u"\u623f"_s << "\xe6\x88\xbf"_ba;
    QTest::newRow("beyond the plane") << u"\U0001f44b"_s << "\xf0\x9f\x91\x8b"_ba;
    QTest::newRow("leading BOM is kept") << u"\ufeffx"_s << "\xef\xbb\xbfx"_ba;
    QTest::newRow("NUL inside") << u"a\0b"_s << "a\0b"_ba;
}

void tst_Frame::texts()
{
    QFETCH(QString, text);
    QFETCH(QByteArray, bytes);
    const Frame frame(text);
    QCOMPARE(frame.type(), FrameType::Text);
    QCOMPARE(frame.data(), bytes);
    QCOMPARE(frame.size(), bytes.size());
    QCOMPARE(Frame(bytes), frame);
}

void tst_Frame::utf8_data()
{
    QTest::addColumn<QByteArray>("bytes");
    QTest::addColumn<bool>("valid");

    QTest::newRow("empty") << QByteArray() << true;
    QTest::newRow("text") << "\xe6\x88\xbf"_ba << true;
    QTest::newRow("cut") << "\xe6\x88"_ba << false;
    QTest::newRow("overlong") << "\xc0\x80"_ba << false;
    QTest::newRow("surrogate") << "\xed\xa0\x80"_ba << false;
    QTest::newRow("beyond U+10FFFF") << "\xf4\x90\x80\x80"_ba << false;
    QTest::newRow("no UTF-8 byte") << "ok\xff"_ba << false;
}

void tst_Frame::utf8()
{
    QFETCH(QByteArray, bytes);
    const Frame frame(bytes);
    QTEST(frame.isValid(), "valid");
    QVERIFY(frame.isText());
    QCOMPARE(frame.data(), bytes);
}

void tst_Frame::knownUtf8IsTakenAsItIs()
{
    const QByteArray bytes("gr\xc3\xbcn");
    const Frame frame = Frame::fromValidUtf8(bytes);
    QCOMPARE(frame, Frame(bytes));
    QVERIFY(frame.data().isSharedWith(bytes));
}

void tst_Frame::loneSurrogateIsReplaced()
{
    const Frame frame(QString(QChar(0xd800)));
    QVERIFY(frame.isValid());
    QVERIFY(frame.data().isValidUtf8());
}

void tst_Frame::convertsImplicitly_data()
{
    QTest::addColumn<Frame>("frame");

    const QByteArray bytes = "you"_ba;
    QTest::newRow("literal") << Frame("Recv: you");
    QTest::newRow("string") << Frame(u"Recv: you"_s);
    QTest::newRow("bytes") << Frame("Recv: you"_ba);
    QTest::newRow("concatenated bytes") << Frame("Recv: " + bytes);
    QTest::newRow("built bytes") << Frame("Recv: " % bytes);
    QTest::newRow("bytes built of two") << Frame("Recv: "_ba % bytes);
    QTest::newRow("built string") << Frame(u"Recv: "_s % u"you"_s);
}

void tst_Frame::convertsImplicitly()
{
    QFETCH(Frame, frame);
    QVERIFY(frame.isText() && frame.isValid());
    QCOMPARE(frame.text(), u"Recv: you"_s);
}

void tst_Frame::binary()
{
    const QByteArray bytes = "\0\xff\x80"_ba;
    const Frame frame = Frame::fromBinary(bytes);
    QVERIFY(frame.isBinary() && !frame.isText() && frame.isValid());
    QCOMPARE(frame.type(), FrameType::Binary);
    QCOMPARE(frame.data(), bytes);
}

void tst_Frame::kindsDiffer()
{
    QVERIFY(Frame("a") != Frame::fromBinary("a"));
    QVERIFY(Frame("a") != Frame("b"));
}

void tst_Frame::sharesItsBytes()
{
    const QByteArray bytes(100, 'x');
    const Frame frame(bytes);
    const Frame copy = frame;
    QCOMPARE(static_cast<const void *>(copy.data().constData()),
             static_cast<const void *>(bytes.constData()));
}

void tst_Frame::keepsRawData()
{
    QByteArray buffer = "before";
    const Frame text(QByteArray::fromRawData(buffer.constData(), buffer.size()));
    const Frame binary = Frame::fromBinary(QByteArray::fromRawData(buffer.constData(), buffer.size()));
    buffer.data()[0] = 'x';
    QCOMPARE(text.data(), QByteArray("before"));
    QCOMPARE(binary.data(), QByteArray("before"));
}

QTEST_APPLESS_MAIN(tst_Frame)
#include "tst_frame.moc"
