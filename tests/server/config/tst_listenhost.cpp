// SPDX-FileCopyrightText: 2026 The Landline authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "config/listenhost.h"

#include <QtTest/qtest.h>

using namespace Landline;
using namespace Qt::StringLiterals;

class tst_ListenHost : public QObject
{
    Q_OBJECT

private slots:
    void checks_data();
    void checks();
    void overlaps_data();
    void overlaps();
};

void tst_ListenHost::checks_data()
{
    QTest::addColumn<QString>("host");
    QTest::addColumn<QString>("error"); // its end; the same words begin most of them

    QTest::newRow("IPv4") << u"127.0.0.1"_s << QString();
    QTest::newRow("all IPv4") << u"0.0.0.0"_s << QString();
    QTest::newRow("IPv6") << u"::1"_s << QString();
    QTest::newRow("all IPv6") << u"::"_s << QString();
    QTest::newRow("IPv6 in full") << u"0:0:0:0:0:0:0:1"_s << QString();
    QTest::newRow("scope") << u"fe80::1%eth0"_s << QString();
    QTest::newRow("localhost") << u"localhost"_s << QString();
    QTest::newRow("empty")
            << QString()
            << u"; \"0.0.0.0\" stands for all IPv4 addresses, \"::\" for all IPv6 addresses"_s;
    QTest::newRow("star")
            << u"*"_s
            << u"; \"0.0.0.0\" stands for all IPv4 addresses, \"::\" for all IPv6 addresses"_s;
    QTest::newRow("name") << u"example.com"_s << u"or \"localhost\", but is \"example.com\""_s;
    QTest::newRow("with a port") << u"127.0.0.1:9502"_s
                                 << u"; the port has a key of its own: port"_s;
    QTest::newRow("localhost with a port")
            << u"localhost:9502"_s << u"; the port has a key of its own: port"_s;
    QTest::newRow("URL") << u"ws://127.0.0.1"_s << u"; leave out what stands before the address"_s;
    QTest::newRow("brackets") << u"[::1]"_s << u"; leave out the brackets"_s;
    QTest::newRow("shorthand") << u"127.1"_s << u"must be written in full: \"127.0.0.1\""_s;
    QTest::newRow("too large") << u"256.0.0.1"_s << u"but is \"256.0.0.1\""_s;
}

void tst_ListenHost::checks()
{
    QFETCH(QString, host);
    QFETCH(QString, error);

    const QString result = checkHost(host);
    QCOMPARE(result.isEmpty(), error.isEmpty());
    QVERIFY2(result.endsWith(error), qPrintable(result));
}

void tst_ListenHost::overlaps_data()
{
    QTest::addColumn<QString>("first");
    QTest::addColumn<QString>("second");
    QTest::addColumn<bool>("overlap");

    QTest::newRow("same") << u"127.0.0.1"_s << u"127.0.0.1"_s << true;
    QTest::newRow("different") << u"127.0.0.1"_s << u"127.0.0.2"_s << false;
    QTest::newRow("localhost") << u"localhost"_s << u"127.0.0.1"_s << true;
    QTest::newRow("all IPv4") << u"0.0.0.0"_s << u"127.0.0.1"_s << true;
    QTest::newRow("all IPv6") << u"::1"_s << u"::"_s << true;
    QTest::newRow("spelt differently") << u"::1"_s << u"0:0:0:0:0:0:0:1"_s << true;
    QTest::newRow("both kinds") << u"0.0.0.0"_s << u"::"_s << false;
    QTest::newRow("all IPv4 and an IPv6") << u"0.0.0.0"_s << u"::1"_s << false;
}

void tst_ListenHost::overlaps()
{
    QFETCH(QString, first);
    QFETCH(QString, second);
    QFETCH(bool, overlap);

    QCOMPARE(hostsOverlap(first, second), overlap);
    QCOMPARE(hostsOverlap(second, first), overlap);
}

QTEST_APPLESS_MAIN(tst_ListenHost)
#include "tst_listenhost.moc"
