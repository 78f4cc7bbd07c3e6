// SPDX-FileCopyrightText: 2026 The Landline authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "shared/quoting.h"

#include "config/tomldocument.h"

#include <QtTest/qtest.h>

using namespace Landline;
using namespace Qt::StringLiterals;

class tst_Quoting : public QObject
{
    Q_OBJECT

private slots:
    void quotes_data();
    void quotes();
    void shortens();
};

void tst_Quoting::quotes_data()
{
    QTest::addColumn<QString>("text");
    QTest::addColumn<QString>("toml");

    QTest::newRow("plain") << u"main"_s << u"\"main\""_s;
    QTest::newRow("empty") << QString() << u"\"\""_s;
    QTest::newRow("quotation mark") << u"a\"b"_s << u"\"a\\\"b\""_s;
    QTest::newRow("backslash") << u"{id:\\d+}"_s << u"\"{id:\\\\d+}\""_s;
    QTest::newRow("line end and tab") << u"a\n\tb"_s << u"\"a\\n\\tb\""_s;
    QTest::newRow("escape character") << u"\u001b[31m"_s << u"\"\\u001b[31m\""_s;
    QTest::newRow("right-to-left override") << u"\u202e"_s << u"\"\\u202e\""_s;
    QTest::newRow("line separator") << u"\u2028"_s << u"\"\\u2028\""_s;
    QTest::newRow("Chinese") << u"\u4e2d\u6587"_s << u"\"\u4e2d\u6587\""_s;
    QTest::newRow("beyond the first plane") << u"\U0001f600"_s << u"\"\U0001f600\""_s;
}

void tst_Quoting::quotes()
{
    QFETCH(QString, text);

    const QString toml = quoted(text);
    QTEST(toml, "toml");
    const TomlDocument document = TomlDocument::parse("x = " + toml.toUtf8());
    QVERIFY2(!document.hasError(), qPrintable(document.errorString()));
    QCOMPARE(document.root().member("x"_L1)->text, text);
}

void tst_Quoting::shortens()
{
    QCOMPARE(printable(u"a \"b\"\n"), u"a \"b\"\\n"_s);
    QCOMPARE(printable(QString(80, u'x')), QString(80, u'x'));
    QCOMPARE(printable(QString(81, u'x')), QString(80, u'x') + u'\u2026');
}

QTEST_APPLESS_MAIN(tst_Quoting)
#include "tst_quoting.moc"
