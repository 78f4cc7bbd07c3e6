// SPDX-FileCopyrightText: 2026 The Landline authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "websocket/extensionlist.h"

#include <QtTest/qtest.h>

using namespace Landline;

namespace {

/// The offers as text: one that a table can compare.
QList<QByteArray> read(const QByteArray &header)
{
    QList<QByteArray> offers;
    ExtensionList list(header);
    for (ExtensionOffer offer; list.next(&offer);) {
        QByteArray text = offer.name.toByteArray();
        for (const ExtensionOffer::Parameter &parameter : offer.parameters)
            text += ';' + parameter.name.toByteArray() + (parameter.value ? '=' + *parameter.value : QByteArray());
        offers.append(text);
    }
    return offers;
}

} // namespace

class tst_ExtensionList : public QObject
{
    Q_OBJECT

private slots:
    void good_data();
    void good();
    void malformed_data();
    void malformed();
    void longHeaders_data();
    void longHeaders();
};

void tst_ExtensionList::good_data()
{
    QTest::addColumn<QByteArray>("header");
    QTest::addColumn<QList<QByteArray>>("offers");
    const auto row = [](const char *name, const QByteArray &header, const QList<QByteArray> &offers) {
        QTest::newRow(name) << header << offers;
    };
    row("nothing", {}, {});
    row("one", "a", {"a"});
    row("parameters", "a; b; c=1", {"a;b;c=1"});
    row("without spaces", "a;b;c=1,d;e=f", {"a;b;c=1", "d;e=f"});
    row("spaces and tabs", " \ta \t; \tb\t = \t1 ,\td ", {"a;b=1", "d"});
    row("quotes", R"(a; b="1"; c="x-y")", {"a;b=1;c=x-y"});
    row("quoted pairs", R"(a; b="1\0")", {"a;b=10"});
    row("empty elements", ",, a,,b ,", {"a", "b"});
    row("the same twice", "a; b=1; b=2, a", {"a;b=1;b=2", "a"});
    row("all kinds of characters", "!#$%&'*+-.^_`|~09azAZ", {"!#$%&'*+-.^_`|~09azAZ"});
}

void tst_ExtensionList::good()
{
    QFETCH(const QByteArray, header);
    QTEST(read(header), "offers");
}

void tst_ExtensionList::malformed_data()
{
    QTest::addColumn<QByteArray>("end");
    QTest::newRow("no name") << QByteArray("; a");
    QTest::newRow("no parameter") << QByteArray("x;");
    QTest::newRow("no parameter before a comma") << QByteArray("x;, y");
    QTest::newRow("no value") << QByteArray("x; a=");
    QTest::newRow("no value before a comma") << QByteArray("x; a=, y");
    QTest::newRow("empty quotes") << QByteArray(R"(x; a="")");
    QTest::newRow("open quotes") << QByteArray(R"(x; a="1)");
    QTest::newRow("open quotes, empty") << QByteArray(R"(x; a=")");
    QTest::newRow("a backslash at the end") << QByteArray(R"(x; a="1\)");
    QTest::newRow("no token in the quotes") << QByteArray(R"(x; a="1 2")");
    QTest::newRow("no token in the quotes, escaped") << QByteArray(R"(x; a="\"")");
    QTest::newRow("two words") << QByteArray("x y");
    QTest::newRow("two values") << QByteArray("x; a=1 2");
    QTest::newRow("text behind quotes") << QByteArray(R"(x; a="1"2)");
    QTest::newRow("a parameter of nothing") << QByteArray("x; =1");
    QTest::newRow("another bracket") << QByteArray("x; (a)");
    QTest::newRow("NUL") << QByteArray("x\0y", 3);
    QTest::newRow("beyond ASCII") << QByteArray("x\xc3\xa4");
}

void tst_ExtensionList::malformed()
{
    QFETCH(const QByteArray, end);
    QCOMPARE(read(end), QList<QByteArray>());
    QCOMPARE(read("good; one, " + end + ", lost"), QList<QByteArray>{"good;one"});
}

void tst_ExtensionList::longHeaders_data()
{
    QTest::addColumn<QByteArray>("header");
    QTest::addColumn<qsizetype>("count");
    constexpr qsizetype many = 100'000;
    QTest::newRow("offers") << QByteArray("a,").repeated(many) << many;
    QTest::newRow("parameters") << "a" + QByteArray(";a").repeated(many) << qsizetype(1);
    QTest::newRow("commas") << QByteArray(many, ',') << qsizetype(0);
    QTest::newRow("a value") << "a;b=\"" + QByteArray("\\x").repeated(many) + '"' << qsizetype(1);
}

void tst_ExtensionList::longHeaders()
{
    QFETCH(const QByteArray, header);
    QTEST(read(header).size(), "count");
}

QTEST_APPLESS_MAIN(tst_ExtensionList)
#include "tst_extensionlist.moc"
