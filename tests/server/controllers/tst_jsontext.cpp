// SPDX-FileCopyrightText: 2026 The Landline authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "controllers/jsontext.h"

#include <QtCore/qjsonarray.h>
#include <QtCore/qjsondocument.h>
#include <QtTest/qtest.h>

using namespace Landline;
using namespace Qt::StringLiterals;

class tst_JsonText : public QObject
{
    Q_OBJECT

private slots:
    void accepts_data();
    void accepts();
    void rejects_data();
    void rejects();
    void strings_data();
    void strings();
    void integers_data();
    void integers();
    void membersInOrder();
    void elements();
    void depth();
};

void tst_JsonText::accepts_data()
{
    QTest::addColumn<QByteArray>("text");
    QTest::addColumn<QByteArray>("compact");

    const auto row = [](const char *name, const QByteArray &text, const QByteArray &compact) { QTest::newRow(name) << text << compact; };
    row("null", "null", "null");
    row("true", " true ", "true");
    row("false", "\tfalse\r\n", "false");
    row("zero", "0", "0");
    row("negative zero", "-0", "-0");
    row("number", "-12.50e+03", "-12.50e+03");
    row("long number", "123456789012345678901234567890", "123456789012345678901234567890");
    row("string", R"("a b")", R"("a b")");
    row("escapes", R"("\"\\\/\b\f\n\r\t\u00e4")", R"("\"\\\/\b\f\n\r\t\u00e4")");
    row("brackets in a string", R"(["]", "}", "\"]"])", R"(["]","}","\"]"])");
    row("empty array", "[ ]", "[]");
    row("empty object", "{ }", "{}");
    row("nested", R"({ "b" : [ 1 , { "a" : null } , [ ] ] , "a" : "x y" })", R"({"b":[1,{"a":null},[]],"a":"x y"})");
    row("member twice", R"({"a": 1, "a": 2})", R"({"a":1,"a":2})");
    row("DEL", "\"\x7f\"", "\"\x7f\"");
}

void tst_JsonText::accepts()
{
    QFETCH(const QByteArray, text);

    JsonText::Error error;
    const std::optional<JsonText> json = JsonText::parse(text, &error);
    QVERIFY2(json, QByteArray::number(error.position).constData());
    QTEST(json->compact(), "compact");
}

void tst_JsonText::rejects_data()
{
    QTest::addColumn<QByteArray>("text");
    QTest::addColumn<int>("kind");

    const auto row = [](const char *name, const QByteArray &text, JsonText::Error::Kind kind = JsonText::Error::Kind::Malformed) {
        QTest::newRow(name) << text << int(kind);
    };
    row("empty", "");
    row("spaces", "  ");
    row("word", "nul");
    row("longer word", "nulll");
    row("leading zero", "01");
    row("plus", "+1");
    row("no digit", "-");
    row("no fraction", "1.");
    row("no exponent", "1e");
    row("open string", "\"a");
    row("line in a string", "\"a\nb\"");
    row("wrong escape", R"("\x")");
    row("short escape", R"("\u12")");
    row("open array", "[1");
    row("comma at the end", "[1,]");
    row("two commas", "[1,,2]");
    row("no comma", "[1 2]");
    row("wrong bracket", "[1}");
    row("open object", "{");
    row("no name", "{1: 2}");
    row("no value", R"({"a":})");
    row("no colon", R"({"a" 1})");
    row("name alone", R"({"a"})");
    row("comma in an object", R"({"a": 1,})");
    row("two values", "1 2");
    row("closing bracket", "]");
    row("NUL", QByteArray("1\0", 2));
    row("byte order mark", "\xef\xbb\xbf" "1");
    row("not UTF-8", "\"\xff\"");
    row("surrogate in UTF-8", "\"\xed\xa0\x80\"");
    row("high surrogate", R"("\ud800")", JsonText::Error::Kind::LoneSurrogate);
    row("low surrogate", R"("\udc00")", JsonText::Error::Kind::LoneSurrogate);
    row("two high surrogates", R"("\ud800\ud800")", JsonText::Error::Kind::LoneSurrogate);
    row("surrogate in a name", R"({"\udc00": 1})", JsonText::Error::Kind::LoneSurrogate);
    row("lone surrogate and malformed", R"(["\ud800")");
    row("deep and malformed", QByteArray(1000, '['));
    row("deep", QByteArray(66, '[') + QByteArray(66, ']'), JsonText::Error::Kind::TooDeep);
}

void tst_JsonText::rejects()
{
    QFETCH(const QByteArray, text);

    JsonText::Error error;
    QVERIFY(!JsonText::parse(text, &error));
    QTEST(int(error.kind), "kind");
}

void tst_JsonText::strings_data()
{
    QTest::addColumn<QByteArray>("text");

    for (const QByteArray &text : {QByteArray(R"("")"), QByteArray(R"("plain")"), QByteArray("\"\xc3\xa4\xf0\x9f\x98\x80\""),
                                   QByteArray(R"("\"\\\/\b\f\n\r\t")"), QByteArray(R"("a\u00E4b\ud83d\uDE00c\u0000")")})
        QTest::newRow(text.constData()) << text;
}

void tst_JsonText::strings()
{
    QFETCH(const QByteArray, text);

    JsonText::Error error;
    QCOMPARE(JsonText::parse(text, &error)->toString(), QJsonDocument::fromJson('[' + text + ']').array().at(0).toString());
}

void tst_JsonText::integers_data()
{
    QTest::addColumn<QByteArray>("text");
    QTest::addColumn<bool>("isInteger");

    QTest::newRow("0") << QByteArray("0") << true;
    QTest::newRow("negative") << QByteArray("-17") << true;
    QTest::newRow("largest") << QByteArray("9223372036854775807") << true;
    QTest::newRow("too large") << QByteArray("9223372036854775808") << false;
    QTest::newRow("fraction") << QByteArray("1.0") << false;
    QTest::newRow("exponent") << QByteArray("1e1") << false;
    QTest::newRow("string") << QByteArray("\"1\"") << false;
}

void tst_JsonText::integers()
{
    QFETCH(const QByteArray, text);
    QFETCH(const bool, isInteger);

    JsonText::Error error;
    const std::optional<qint64> integer = JsonText::parse(text, &error)->toInteger();
    QCOMPARE(integer.has_value(), isInteger);
    if (integer)
        QCOMPARE(QByteArray::number(*integer), text);
}

void tst_JsonText::membersInOrder()
{
    JsonText::Error error;
    const QByteArray text = R"( { "z" : 1, "a" : {"x": [1, 2]}, "\u00e4" : "\"}" , "z" : -2.5 } )";
    QStringList shown;
    for (const auto &[name, value] : JsonText::parse(text, &error)->members())
        shown.append(name + u'=' + QString::fromUtf8(value.compact()));
    QCOMPARE(shown, QStringList({u"z=1"_s, uR"(a={"x":[1,2]})"_s, uR"(ä="\"}")"_s, u"z=-2.5"_s}));
}

void tst_JsonText::elements()
{
    JsonText::Error error;
    const QByteArray text = R"([ 1, "a]" ,[2,3], {"b": [4]} ,true,null])";
    QByteArrayList shown;
    for (const JsonText &element : JsonText::parse(text, &error)->elements())
        shown.append(element.compact());
    QCOMPARE(shown, QByteArrayList({"1", "\"a]\"", "[2,3]", "{\"b\":[4]}", "true", "null"}));
}

void tst_JsonText::depth()
{
    JsonText::Error error;
    QVERIFY(JsonText::parse("{\"json\": " + QByteArray(64, '[') + QByteArray(64, ']') + '}', &error));
    QVERIFY(!JsonText::parse("{\"json\": " + QByteArray(65, '[') + QByteArray(65, ']') + '}', &error));
    QCOMPARE(error.kind, JsonText::Error::Kind::TooDeep);
}

QTEST_APPLESS_MAIN(tst_JsonText)
#include "tst_jsontext.moc"
