// SPDX-FileCopyrightText: 2026 The Landline authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "api/percentencoding_p.h"

#include <QtTest/qtest.h>

using namespace Landline;

class tst_PercentEncoding : public QObject
{
    Q_OBJECT

private slots:
    void decoded_data();
    void decoded();
    void decodedText_data();
    void decodedText();
    void everyByte();
};

void tst_PercentEncoding::decoded_data()
{
    QTest::addColumn<QByteArray>("text");
    QTest::addColumn<QByteArray>("expected");
    QTest::addColumn<bool>("valid");

    const auto row = [](const char *name, const QByteArray &text, const QByteArray &expected, bool valid = true) {
        QTest::newRow(name) << text << expected << valid;
    };
    row("empty", "", "");
    row("no escape", "/a+b", "/a+b");
    row("space", "ok%20ok", "ok ok");
    row("first", "%41b", "Ab");
    row("last", "a%42", "aB");
    row("two in a row", "%C3%BC", "\xc3\xbc");
    row("lower case", "%c3%bc", "\xc3\xbc");
    row("once only", "%2541", "%41");
    row("NUL", "a%00b", QByteArray("a\0b", 3));
    row("slash", "a%2Fb", "a/b");
    row("percent sign alone", "%", "%", false);
    row("at the end", "5%", "5%", false);
    row("one digit at the end", "%4", "%4", false);
    row("before text", "100%of", "100%of", false);
    row("no digits", "a%zzb", "a%zzb", false);
    row("second is no digit", "%1G", "%1G", false);
    row("first is no digit", "%:1", "%:1", false);
    row("sign is no digit", "%+1", "%+1", false);
    row("beyond the digits", "%0Gk", "%0Gk", false);
    row("an escape behind a percent sign", "%%41", "%A", false);
    row("a percent sign behind an escape", "%25%s%1G", "%%s%1G", false);
    row("between escapes", "%41%zz%42", "A%zzB", false);
    row("bytes beyond ASCII are no digits", "%\xc3\xbc", "%\xc3\xbc", false);
}

void tst_PercentEncoding::decoded()
{
    QFETCH(const QByteArray, text);
    QTEST(PercentEncoding::decoded(text), "expected");
    QTEST(PercentEncoding::isValid(text), "valid");
}

void tst_PercentEncoding::decodedText_data()
{
    QTest::addColumn<QByteArray>("text");
    QTest::addColumn<QString>("expected");

    QTest::newRow("UTF-8") << QByteArray("gr%C3%B6%C3%9Fe") << QStringLiteral(u"gr\u00f6\u00dfe");
    QTest::newRow("beyond the BMP") << QByteArray("%F0%9F%98%80") << QStringLiteral(u"\U0001f600");
    QTest::newRow("not UTF-8") << QByteArray("a%FFb") << QStringLiteral(u"a\ufffdb");
    QTest::newRow("cut at the end") << QByteArray("a%C3") << QStringLiteral(u"a\ufffd");
    QTest::newRow("overlong") << QByteArray("%C0%AF") << QStringLiteral(u"\ufffd\ufffd");
    QTest::newRow("byte order mark") << QByteArray("%EF%BB%BFa") << QStringLiteral(u"\ufeffa");
    QTest::newRow("NUL") << QByteArray("a%00b") << QString::fromLatin1("a\0b", 3);
    QTest::newRow("empty") << QByteArray("") << QString("");
}

void tst_PercentEncoding::decodedText()
{
    QFETCH(const QByteArray, text);
    QTEST(PercentEncoding::decodedText(text), "expected");
    QVERIFY(!PercentEncoding::decodedText(text).isNull());
}

void tst_PercentEncoding::everyByte()
{
    for (int byte = 0; byte < 256; ++byte) {
        const QByteArray expected(1, char(byte));
        const QByteArray escape = '%' + expected.toHex();
        QCOMPARE(PercentEncoding::decoded(escape), expected);
        QCOMPARE(PercentEncoding::decoded('%' + expected.toHex().toUpper()), expected);
        const QByteArray digit(1, char(byte));
        QCOMPARE(PercentEncoding::isValid("%0" + digit), QByteArray("0123456789abcdefABCDEF").contains(char(byte)));
    }
}

QTEST_APPLESS_MAIN(tst_PercentEncoding)
#include "tst_percentencoding.moc"
