// SPDX-FileCopyrightText: 2026 The Landline authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "api/httpdate_p.h"

#include <QtTest/qtest.h>

using namespace Landline;

class tst_HttpDate : public QObject
{
    Q_OBJECT

private slots:
    void parse_data();
    void parse();
};

void tst_HttpDate::parse_data()
{
    QTest::addColumn<QByteArray>("text");
    QTest::addColumn<QByteArray>("date");
    const QByteArray date("Sun, 06 Nov 1994 08:49:37 GMT");
    QTest::newRow("IMF-fixdate") << date << date;
    QTest::newRow("spaces around") << " " + date + " " << date;
    QTest::newRow("asctime") << QByteArray("Sun Nov  6 08:49:37 1994") << date;
    QTest::newRow("RFC 850") << QByteArray("Sunday, 06-Nov-94 08:49:37 GMT") << QByteArray();
    QTest::newRow("another zone") << QByteArray("Sun, 06 Nov 1994 08:49:37 CET") << QByteArray();
    QTest::newRow("no such day") << QByteArray("Sun, 31 Nov 1994 08:49:37 GMT") << QByteArray();
    QTest::newRow("a number") << QByteArray("0") << QByteArray();
    QTest::newRow("nothing") << QByteArray() << QByteArray();
}

void tst_HttpDate::parse()
{
    QFETCH(const QByteArray, text);
    QFETCH(const QByteArray, date);
    const QDateTime parsed = parseHttpDate(text);
    QCOMPARE(parsed.isValid(), !date.isEmpty());
    if (parsed.isValid())
        QCOMPARE(httpDate(parsed), date);
}

QTEST_APPLESS_MAIN(tst_HttpDate)
#include "tst_httpdate.moc"
