// SPDX-FileCopyrightText: 2026 The Landline authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "shared/nearestname.h"

#include <QtTest/qtest.h>

using namespace Landline;

class tst_NearestName : public QObject
{
    Q_OBJECT

private slots:
    void nearest_data();
    void nearest();
};

void tst_NearestName::nearest_data()
{
    QTest::addColumn<QString>("name");
    QTest::addColumn<QStringList>("known");
    QTest::addColumn<QString>("nearest");

    const QStringList controllers = {"DemoController", "DemoPage", "EchoController"};
    QTest::newRow("a letter too few") << "EchoControler" << controllers << "EchoController";
    QTest::newRow("a letter too many") << "DemooPage" << controllers << "DemoPage";
    QTest::newRow("two letters changed places") << "DemoPgae" << controllers << "DemoPage";
    QTest::newRow("case") << "echocontroller" << controllers << "EchoController";
    QTest::newRow("the nearer of two") << "DchoController" << controllers << "EchoController";
    QTest::newRow("nothing like it") << "Chat" << controllers << QString();
    QTest::newRow("empty") << "" << controllers << QString();
    QTest::newRow("nothing is known") << "Echo" << QStringList() << QString();
    QTest::newRow("a third of the letters") << "abcdef" << QStringList("abcdxy") << "abcdxy";
    QTest::newRow("more than a third") << "abcdef" << QStringList("abcxyz") << QString();
    QTest::newRow("the first of equals") << "axc" << QStringList({"abc", "adc"}) << "abc";
    const QStringList keys = {"name", "type", "host", "port", "path", "workers", "tls", "fd", "pore"};
    QTest::newRow("transposed: prot") << "prot" << keys << "port";
    QTest::newRow("transposed: hots") << "hots" << keys << "host";
    QTest::newRow("transposed: ptah") << "ptah" << keys << "path";
    QTest::newRow("transposed at the start") << "anme" << keys << "name";
    QTest::newRow("transposed at the end") << "nmae" << keys << "name";
    QTest::newRow("transposed, three letters") << "tsl" << keys << "tls";
    QTest::newRow("transposed, two letters") << "df" << keys << "fd";
    QTest::newRow("transposed, other case") << "PRot" << keys << "port";
    QTest::newRow("transposed in a longer name") << "wrokers" << keys << "workers";
    QTest::newRow("transposed twice, three letters each") << "owrkres" << keys << "workers";
    QTest::newRow("transposed twice, too short for two edits") << "opts" << QStringList("post") << QString();
    QTest::newRow("apart, not neighbours") << "tpor" << QStringList("rpot") << QString();
    QTest::newRow("a transposition wins over a letter") << "prot" << QStringList({"prof", "pro", "port"}) << "port";
    QTest::newRow("wherever it stands") << "prot" << QStringList({"port", "prof", "pro"}) << "port";
    QTest::newRow("equality wins over a transposition") << "prot" << QStringList({"port", "prot"}) << "prot";
    QTest::newRow("one letter wins over two edits") << "abcdfe" << QStringList({"bacdef", "abcdfx"}) << "abcdfx";
    QTest::newRow("a transposed letter is not edited again") << "ca" << QStringList("abc") << QString();
    QTest::newRow("beyond Latin") << QStringLiteral("\u540d\u524d\u4e00") << QStringList(QStringLiteral("\u540d\u524d\u4e8c"))
                                  << QStringLiteral("\u540d\u524d\u4e8c");
}

void tst_NearestName::nearest()
{
    QFETCH(const QString, name);
    QFETCH(const QStringList, known);
    QTEST(nearestName(name, known), "nearest");
}

QTEST_GUILESS_MAIN(tst_NearestName)
#include "tst_nearestname.moc"
