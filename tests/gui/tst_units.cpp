// SPDX-FileCopyrightText: 2026 The Landline authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "gui/units.h"

#include <QtCore/qlocale.h>
#include <QtTest/qtest.h>

using namespace Landline::Gui;
using namespace std::chrono_literals;

class tst_Units : public QObject
{
    Q_OBJECT

private slots:
    void initTestCase() { QLocale::setDefault(QLocale(QLocale::English, QLocale::UnitedStates)); }
    void duration_data();
    void duration();
    void numbers();
    void localTime();
    void exactTime();
};

void tst_Units::duration_data()
{
    QTest::addColumn<std::chrono::milliseconds>("time");
    QTest::addColumn<QString>("text");
    const auto row = [](const char *name, std::chrono::milliseconds time, const char *text) {
        QTest::newRow(name) << time << QString::fromLatin1(text);
    };
    row("nothing", 0ms, "now");
    row("the future", -5s, "now");
    row("almost a second", 999ms, "now");
    row("seconds", 59s, "59 s");
    row("minutes", 61s, "1 min");
    row("hours", 2h + 5min, "2 h 05 min");
    row("days", 75h, "3 d 3 h");
}

void tst_Units::duration()
{
    QFETCH(std::chrono::milliseconds, time);
    QTEST(Units::duration(time), "text");
}

void tst_Units::numbers()
{
    QCOMPARE(Units::count(1234567), QStringLiteral("1,234,567"));
    QCOMPARE(Units::bytes(1536), QStringLiteral("1.5 KiB"));
    QVERIFY(Units::exactBytes(1536).startsWith(QStringLiteral("1,536 ")));
    QCOMPARE(Units::roundTrip(std::chrono::microseconds(0)), QStringLiteral("0.0 ms"));
    QCOMPARE(Units::roundTrip(std::chrono::microseconds(1249)), QStringLiteral("1.2 ms"));
    QCOMPARE(Units::roundTrip(std::chrono::seconds(2)), QStringLiteral("2,000 ms"));
    QCOMPARE(Units::rate(0), QStringLiteral("0"));
    QCOMPARE(Units::rate(0.42), QStringLiteral("0.4"));
    QCOMPARE(Units::rate(1234), QStringLiteral("1,234"));
}

void tst_Units::localTime()
{
    const QDateTime noon(QDate::currentDate(), QTime(12, 34, 56));
    QCOMPARE(Units::localTime(noon.toUTC()), QStringLiteral("12:34:56"));
    QVERIFY(Units::localTime(noon.addDays(-3)).endsWith(QStringLiteral(" 12:34:56")));
    QVERIFY(Units::localTime(noon.addDays(-3)).size() > 9);
    QVERIFY(Units::localTime(QDateTime()).isEmpty());
}

void tst_Units::exactTime()
{
    const QDateTime time(QDate(2026, 11, 22), QTime(1, 2, 3, 4), Qt::UTC);
    const QStringList lines = Units::exactTime(time).split(QLatin1Char('\n'));
    QCOMPARE(lines.size(), 2);
    QCOMPARE(QDateTime::fromString(lines.at(0), Qt::ISODateWithMs), time);
    QCOMPARE(lines.at(1), QStringLiteral("2026-11-22T01:02:03.004Z"));
}

QTEST_GUILESS_MAIN(tst_Units)
#include "tst_units.moc"
