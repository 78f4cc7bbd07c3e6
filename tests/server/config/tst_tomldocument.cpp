// SPDX-FileCopyrightText: 2026 The Landline authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "config/tomldocument.h"

#include <QtCore/qdatetime.h>
#include <QtTest/qtest.h>

#include <limits>

using namespace Landline;
using namespace Qt::StringLiterals;

class tst_TomlDocument : public QObject
{
    Q_OBJECT

private slots:
    void values();
    void toVariant_data();
    void toVariant();
    void keepsTheOrderOfTheText();
    void position_data();
    void position();
    void syntaxError_data();
    void syntaxError();
};

void tst_TomlDocument::values()
{
    const TomlDocument document = TomlDocument::parse(
            "s = 'x'\ni = -3\nf = 1.5\nb = true\nd = 2026-01-01\na = [1, 'y']\n[t]\nk = 1\n");
    QVERIFY2(!document.hasError(), qPrintable(document.errorString()));
    const TomlValue &root = document.root();
    QCOMPARE(root.member("s"_L1)->description(), u"the string \"x\""_s);
    QCOMPARE(root.member("i"_L1)->integer, Q_INT64_C(-3));
    QCOMPARE(root.member("i"_L1)->description(), u"the number -3"_s);
    QCOMPARE(root.member("f"_L1)->description(), u"the number 1.5"_s);
    QCOMPARE(root.member("b"_L1)->boolean, true);
    QCOMPARE(root.member("b"_L1)->description(), u"true"_s);
    QCOMPARE(root.member("d"_L1)->description(), u"a date or time"_s);
    QCOMPARE(root.member("a"_L1)->description(), u"a list"_s);
    QCOMPARE(root.member("a"_L1)->children.size(), size_t(2));
    QCOMPARE(root.member("t"_L1)->description(), u"a table"_s);
    QCOMPARE(root.member("t"_L1)->member("k"_L1)->integer, Q_INT64_C(1));
    QVERIFY(!root.member("nothing"_L1));
}

void tst_TomlDocument::toVariant_data()
{
    QTest::addColumn<QByteArray>("toml");
    QTest::addColumn<QVariant>("expected");

    const QDate day(2026, 11, 29);
    const QTime time(3, 4, 5, 678);
    QTest::newRow("string") << QByteArray("'\xc3\xa4'") << QVariant(u"\u00e4"_s);
    QTest::newRow("integer") << QByteArray("-9223372036854775808") << QVariant(std::numeric_limits<qint64>::min());
    QTest::newRow("float") << QByteArray("0.1") << QVariant(0.1);
    QTest::newRow("whole float") << QByteArray("1.0") << QVariant(1.0);
    QTest::newRow("infinity") << QByteArray("-inf") << QVariant(-qInf());
    QTest::newRow("boolean") << QByteArray("true") << QVariant(true);
    QTest::newRow("UTC") << QByteArray("2026-11-29T03:04:05.678Z") << QVariant(QDateTime(day, time, Qt::UTC));
    QTest::newRow("offset") << QByteArray("2026-11-29T03:04:05.678-02:30") << QVariant(QDateTime(day, time, Qt::OffsetFromUTC, -9000));
    QTest::newRow("local") << QByteArray("2026-11-29 03:04:05.678901") << QVariant(QDateTime(day, time));
    QTest::newRow("date") << QByteArray("2026-11-29") << QVariant(day);
    QTest::newRow("time") << QByteArray("03:04:05.678") << QVariant(time);
    QTest::newRow("list") << QByteArray("[1, 'a', [true]]") << QVariant(QVariantList{1LL, u"a"_s, QVariantList{true}});
    QTest::newRow("table") << QByteArray("{a = 1, 'b.c' = {}}")
                           << QVariant(QVariantMap{{u"a"_s, 1LL}, {u"b.c"_s, QVariantMap()}});
}

void tst_TomlDocument::toVariant()
{
    QFETCH(QByteArray, toml);
    QFETCH(QVariant, expected);

    const TomlDocument document = TomlDocument::parse("x = " + toml);
    QVERIFY2(!document.hasError(), qPrintable(document.errorString()));
    const QVariant value = document.root().member("x"_L1)->toVariant();
    QCOMPARE(value, expected);
    QCOMPARE(value.typeId(), expected.typeId());
    if (value.typeId() == QMetaType::QDateTime)
        QCOMPARE(value.toDateTime().timeSpec(), expected.toDateTime().timeSpec());
}

void tst_TomlDocument::keepsTheOrderOfTheText()
{
    const TomlDocument document = TomlDocument::parse("z = 1\na = 2\nm = 3\n");
    QStringList keys;
    for (const TomlValue &member : document.root().children)
        keys.append(member.key);
    QCOMPARE(keys, QStringList({u"z"_s, u"a"_s, u"m"_s}));
}

void tst_TomlDocument::position_data()
{
    QTest::addColumn<QByteArray>("toml");
    QTest::addColumn<QByteArray>("keyAndValue"); // of x

    QTest::newRow("first line") << QByteArray("x = 1") << QByteArray("1:1 1:5");
    QTest::newRow("indented") << QByteArray("\n\tx=1") << QByteArray("2:2 2:4");
    QTest::newRow("CRLF") << QByteArray("a = 1\r\nx = 1\r\n") << QByteArray("2:1 2:5");
    QTest::newRow("table") << QByteArray("a = 1\n[x]\n") << QByteArray("2:2 2:1");
    QTest::newRow("list of tables") << QByteArray("[[x]]\n") << QByteArray("1:3 1:1");
    QTest::newRow("characters, not bytes")
            << QByteArray("\"\xc3\xa4\" = 1\nx = 1") << QByteArray("2:1 2:5");
    QTest::newRow("after a BOM") << QByteArray("\xef\xbb\xbf\nx = 1") << QByteArray("2:1 2:5");
}

void tst_TomlDocument::position()
{
    QFETCH(QByteArray, toml);

    const TomlDocument document = TomlDocument::parse(toml);
    QVERIFY2(!document.hasError(), qPrintable(document.errorString()));
    const TomlValue *x = document.root().member("x"_L1);
    QVERIFY(x);
    const auto written = [](TextPosition position) {
        return QByteArray::number(position.line) + ':' + QByteArray::number(position.column);
    };
    QTEST(written(x->keyPosition) + ' ' + written(x->position), "keyAndValue");
}

void tst_TomlDocument::syntaxError_data()
{
    QTest::addColumn<QByteArray>("toml");
    QTest::addColumn<int>("line");
    QTest::addColumn<QString>("end"); // of the message

    QTest::newRow("bare address") << QByteArray("\nhost = 127.0.0.1 # here\n") << 2
                                  << u"; a string needs quotation marks: host = \"127.0.0.1\""_s;
    QTest::newRow("bare word") << QByteArray("name = main") << 1
                               << u"; a string needs quotation marks: name = \"main\""_s;
    QTest::newRow("bare duration")
            << QByteArray("head_timeout = 10s") << 1
            << u"; a value with a unit needs quotation marks: head_timeout = \"10s\""_s;
    QTest::newRow("bare size")
            << QByteArray("max_body_size = 2 MiB") << 1
            << u"; a value with a unit needs quotation marks: max_body_size = \"2 MiB\""_s;
    QTest::newRow("True") << QByteArray("a = True") << 1 << u"; write a = true"_s;
    QTest::newRow("off") << QByteArray("a = off") << 1 << u"; write a = false"_s;
    QTest::newRow("colon") << QByteArray("name: \"x\"") << 1
                           << u"; write \"name =\" instead of \"name:\""_s;
    QTest::newRow("settings first")
            << QByteArray("[server.settings]\na = 1\n[[server]]\n") << 3
            << u"; [[server]] must stand before its [server.settings] and [[server.route]]"_s;
    QTest::newRow("[server] after [[server]]")
            << QByteArray("[[server]]\n[server]\n") << 2 << u"; write [[server]]"_s;
    QTest::newRow("twice") << QByteArray("a = 1\na = 2\n") << 2
                           << u"cannot redefine existing integer 'a'"_s;
    QTest::newRow("leading zero") << QByteArray("a = 09") << 1
                                  << u"leading zeroes are prohibited"_s;
    QTest::newRow("not UTF-8") << QByteArray("a = '\xff'") << 1
                               << u"encountered invalid utf-8 sequence; save the file as UTF-8"_s;
    QTest::newRow("UTF-16") << QByteArray("\xff\xfe\x61\x00", 4) << 1
                            << u"encountered invalid utf-8 sequence; save the file as UTF-8"_s;
}

void tst_TomlDocument::syntaxError()
{
    QFETCH(QByteArray, toml);
    QFETCH(QString, end);

    const TomlDocument document = TomlDocument::parse(toml);
    QVERIFY(document.hasError());
    QTEST(document.errorPosition().line, "line");
    QVERIFY2(document.errorString().endsWith(end), qPrintable(document.errorString()));
    QVERIFY(document.root().children.empty());
}

QTEST_APPLESS_MAIN(tst_TomlDocument)
#include "tst_tomldocument.moc"
