// SPDX-FileCopyrightText: 2026 The Landline authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "shared/quantity.h"

#include <QtTest/qtest.h>

#include <limits>

using namespace Landline;
using namespace Qt::StringLiterals;

class tst_Quantity : public QObject
{
    Q_OBJECT

private slots:
    void size_data();
    void size();
    void wrongSize_data();
    void wrongSize();
    void duration_data();
    void duration();
    void wrongDuration_data();
    void wrongDuration();
    void formatsSize_data();
    void formatsSize();
    void formatsDuration_data();
    void formatsDuration();
};

void tst_Quantity::size_data()
{
    QTest::addColumn<QString>("text");
    QTest::addColumn<qint64>("bytes");

    QTest::newRow("bytes") << u"1024 B"_s << Q_INT64_C(1024);
    QTest::newRow("kB") << u"500 kB"_s << Q_INT64_C(500000);
    QTest::newRow("KiB") << u"64 KiB"_s << Q_INT64_C(65536);
    QTest::newRow("MB") << u"2 MB"_s << Q_INT64_C(2000000);
    QTest::newRow("MiB") << u"2 MiB"_s << Q_INT64_C(2097152);
    QTest::newRow("GB") << u"1 GB"_s << Q_INT64_C(1000000000);
    QTest::newRow("GiB") << u"1 GiB"_s << Q_INT64_C(1073741824);
    QTest::newRow("without a space") << u"2MiB"_s << Q_INT64_C(2097152);
    QTest::newRow("more spaces") << u" 2  MiB "_s << Q_INT64_C(2097152);
    QTest::newRow("zero") << u"0 B"_s << Q_INT64_C(0);
    QTest::newRow("leading zero") << u"08 B"_s << Q_INT64_C(8);
    QTest::newRow("largest") << u"9223372036854775807 B"_s << std::numeric_limits<qint64>::max();
}

void tst_Quantity::size()
{
    QFETCH(QString, text);
    QFETCH(qint64, bytes);

    const Quantity<qint64> result = parseSize(text);
    QVERIFY2(result.value, qPrintable(result.error));
    QCOMPARE(*result.value, bytes);
    QVERIFY(result.error.isEmpty());
}

void tst_Quantity::wrongSize_data()
{
    QTest::addColumn<QString>("text");
    QTest::addColumn<QString>("error");

    const QString noNumber = u"must begin with a whole number; for example \"2 MiB\""_s;
    const QString notOne = u"must be one number with one unit; for example \"2 MiB\""_s;
    QTest::newRow("empty") << QString() << noNumber;
    QTest::newRow("only a unit") << u"MiB"_s << noNumber;
    QTest::newRow("negative") << u"-1 B"_s << noNumber;
    QTest::newRow("words") << u"unlimited"_s << noNumber;
    QTest::newRow("other digits") << u"\u0663 B"_s << noNumber;
    QTest::newRow("no unit") << u"1024"_s << u"has no unit: write \"1024 B\""_s;
    QTest::newRow("fraction") << u"1.5 MiB"_s << u"must be a whole number: use a smaller unit"_s;
    QTest::newRow("comma") << u"1,5 MiB"_s << u"must be a whole number: use a smaller unit"_s;
    QTest::newRow("two") << u"1 MiB 2 KiB"_s << notOne;
    QTest::newRow("wrong case") << u"2 mib"_s
                                << u"has the unknown unit \"mib\": did you mean \"2 MiB\"?"_s;
    QTest::newRow("letter") << u"2M"_s << u"has the unknown unit \"M\": did you mean \"2 MiB\"?"_s;
    QTest::newRow("KB") << u"2 KB"_s << u"has the unknown unit \"KB\": did you mean \"2 KiB\"?"_s;
    QTest::newRow("time") << u"2 s"_s
                          << u"has the unknown unit \"s\": use B, kB, KiB, MB, MiB, GB or GiB"_s;
    QTest::newRow("too many digits") << u"99999999999999999999 B"_s << u"is too large"_s;
    QTest::newRow("overflow by the unit") << u"9223372036854775807 KiB"_s << u"is too large"_s;
}

void tst_Quantity::wrongSize()
{
    QFETCH(QString, text);
    QFETCH(QString, error);

    const Quantity<qint64> result = parseSize(text);
    QVERIFY(!result.value);
    QCOMPARE(result.error, error);
}

void tst_Quantity::duration_data()
{
    QTest::addColumn<QString>("text");
    QTest::addColumn<qint64>("milliseconds");

    QTest::newRow("ms") << u"500ms"_s << Q_INT64_C(500);
    QTest::newRow("s") << u"10s"_s << Q_INT64_C(10000);
    QTest::newRow("s with a space") << u"10 s"_s << Q_INT64_C(10000);
    QTest::newRow("min") << u"1 min"_s << Q_INT64_C(60000);
    QTest::newRow("h") << u"1h"_s << Q_INT64_C(3600000);
    QTest::newRow("zero") << u"0 s"_s << Q_INT64_C(0);
}

void tst_Quantity::duration()
{
    QFETCH(QString, text);
    QFETCH(qint64, milliseconds);

    const auto result = parseDuration(text);
    QVERIFY2(result.value, qPrintable(result.error));
    QCOMPARE(result.value->count(), milliseconds);
}

void tst_Quantity::wrongDuration_data()
{
    QTest::addColumn<QString>("text");
    QTest::addColumn<QString>("error");

    QTest::newRow("empty") << QString()
                           << u"must begin with a whole number; for example \"10 s\""_s;
    QTest::newRow("no unit") << u"10"_s << u"has no unit: write \"10 s\""_s;
    QTest::newRow("m") << u"5m"_s << u"has the unknown unit \"m\": did you mean \"5 min\"?"_s;
    QTest::newRow("sec") << u"5 sec"_s << u"has the unknown unit \"sec\": did you mean \"5 s\"?"_s;
    QTest::newRow("hours") << u"2 Hours"_s
                           << u"has the unknown unit \"Hours\": did you mean \"2 h\"?"_s;
    QTest::newRow("days") << u"2 d"_s << u"has the unknown unit \"d\": use ms, s, min or h"_s;
    QTest::newRow("two") << u"1h30min"_s
                         << u"must be one number with one unit; for example \"10 s\""_s;
    QTest::newRow("terminal") << u"1 \u001b["_s
                              << u"has the unknown unit \"\\u001b[\": use ms, s, min or h"_s;
    QTest::newRow("overflow") << u"9223372036854775807 h"_s << u"is too large"_s;
}

void tst_Quantity::wrongDuration()
{
    QFETCH(QString, text);
    QFETCH(QString, error);

    const auto result = parseDuration(text);
    QVERIFY(!result.value);
    QCOMPARE(result.error, error);
}

void tst_Quantity::formatsSize_data()
{
    QTest::addColumn<qint64>("bytes");
    QTest::addColumn<QString>("text");

    QTest::newRow("zero") << Q_INT64_C(0) << u"0 B"_s;
    QTest::newRow("one") << Q_INT64_C(1) << u"1 B"_s;
    QTest::newRow("odd") << Q_INT64_C(1000001) << u"1000001 B"_s;
    QTest::newRow("kB") << Q_INT64_C(500000) << u"500 kB"_s;
    QTest::newRow("KiB") << Q_INT64_C(65536) << u"64 KiB"_s;
    QTest::newRow("MiB") << Q_INT64_C(2097152) << u"2 MiB"_s;
    QTest::newRow("MB") << Q_INT64_C(3000000) << u"3 MB"_s;
    QTest::newRow("GiB") << Q_INT64_C(1073741824) << u"1 GiB"_s;
    QTest::newRow("1.5 MiB") << Q_INT64_C(1572864) << u"1536 KiB"_s;
    QTest::newRow("largest") << std::numeric_limits<qint64>::max() << u"9223372036854775807 B"_s;
}

void tst_Quantity::formatsSize()
{
    QFETCH(qint64, bytes);

    QTEST(formatSize(bytes), "text");
    QCOMPARE(parseSize(formatSize(bytes)).value, std::optional(bytes));
}

void tst_Quantity::formatsDuration_data()
{
    QTest::addColumn<qint64>("milliseconds");
    QTest::addColumn<QString>("text");

    QTest::newRow("zero") << Q_INT64_C(0) << u"0 ms"_s;
    QTest::newRow("ms") << Q_INT64_C(1500) << u"1500 ms"_s;
    QTest::newRow("s") << Q_INT64_C(75000) << u"75 s"_s;
    QTest::newRow("min") << Q_INT64_C(120000) << u"2 min"_s;
    QTest::newRow("h") << Q_INT64_C(7200000) << u"2 h"_s;
}

void tst_Quantity::formatsDuration()
{
    QFETCH(qint64, milliseconds);

    const std::chrono::milliseconds duration(milliseconds);
    QTEST(formatDuration(duration), "text");
    QVERIFY(parseDuration(formatDuration(duration)).value == duration);
}

QTEST_APPLESS_MAIN(tst_Quantity)
#include "tst_quantity.moc"
