// SPDX-FileCopyrightText: 2026 The Landline authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "api/nearestname.h"

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
