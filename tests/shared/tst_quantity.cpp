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
    void compactSize_data();
    void compactSize();
    void compactDuration_data();
    void compactDuration();
    void wrongCompact_data();
    void wrongCompact();
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

void tst_Quantity::compactSize_data()
{
    QTest::addColumn<QString>("text");
    QTest::addColumn<qint64>("bytes");
    QTest::addColumn<QString>("formatted");

    QTest::newRow("unit") << u"64KiB"_s << Q_INT64_C(65536) << u"64KiB"_s;
    QTest::newRow("shorthand") << u"64k"_s << Q_INT64_C(65536) << u"64KiB"_s;
    QTest::newRow("power of 1000") << u"64kB"_s << Q_INT64_C(64000) << u"64kB"_s;
    QTest::newRow("without a unit") << u"65537"_s << Q_INT64_C(65537) << u"65537B"_s;
    QTest::newRow("fraction") << u"1.5MiB"_s << Q_INT64_C(1572864) << u"1536KiB"_s;
    QTest::newRow("fraction with zeros") << u"1.50k"_s << Q_INT64_C(1536) << u"1536B"_s;
    QTest::newRow("rounded down") << u"0.1k"_s << Q_INT64_C(102) << u"102B"_s;
    QTest::newRow("rounded up") << u"1.9k"_s << Q_INT64_C(1946) << u"1946B"_s;
    QTest::newRow("fraction of nothing") << u"0.000000000000B"_s << Q_INT64_C(0) << u"0B"_s;
    QTest::newRow("smallest fraction") << u"0.000000001GB"_s << Q_INT64_C(1) << u"1B"_s;
    QTest::newRow("largest") << u"9223372036854775807"_s << std::numeric_limits<qint64>::max()
                             << u"9223372036854775807B"_s;
}

void tst_Quantity::compactSize()
{
    QFETCH(QString, text);
    QFETCH(qint64, bytes);

    const Quantity<qint64> result = parseCompactSize(text);
    QVERIFY2(result.value, qPrintable(result.error));
    QCOMPARE(*result.value, bytes);
    QTEST(formatCompactSize(bytes), "formatted");
    QCOMPARE(parseCompactSize(formatCompactSize(bytes)).value, bytes);
}

void tst_Quantity::compactDuration_data()
{
    QTest::addColumn<QString>("text");
    QTest::addColumn<int>("bare");
    QTest::addColumn<qint64>("microseconds");
    QTest::addColumn<QString>("formatted");

    QTest::newRow("unit") << u"30s"_s << 1000 << Q_INT64_C(30'000'000) << u"30s"_s;
    QTest::newRow("shorthand") << u"5m"_s << 1000 << Q_INT64_C(300'000'000) << u"5min"_s;
    QTest::newRow("without a unit: seconds") << u"30"_s << 1000 << Q_INT64_C(30'000'000) << u"30s"_s;
    QTest::newRow("without a unit: milliseconds") << u"30"_s << 1 << Q_INT64_C(30'000) << u"30ms"_s;
    QTest::newRow("fraction of an hour") << u"1.5h"_s << 1 << Q_INT64_C(5'400'000'000) << u"90min"_s;
    QTest::newRow("fraction without a unit") << u"0.4"_s << 1 << Q_INT64_C(400) << u"0.4ms"_s;
    QTest::newRow("microsecond") << u"12.001ms"_s << 1 << Q_INT64_C(12'001) << u"12.001ms"_s;
    QTest::newRow("rounded") << u"0.0004"_s << 1 << Q_INT64_C(0) << u"0ms"_s;
    QTest::newRow("zero") << u"0"_s << 1 << Q_INT64_C(0) << u"0ms"_s;
}

void tst_Quantity::compactDuration()
{
    QFETCH(QString, text);
    QFETCH(int, bare);
    QFETCH(qint64, microseconds);

    const auto result = parseCompactDuration(text, std::chrono::milliseconds(bare));
    QVERIFY2(result.value, qPrintable(result.error));
    QCOMPARE(result.value->count(), microseconds);
    QTEST(formatCompactDuration(*result.value), "formatted");
    QCOMPARE(parseCompactDuration(formatCompactDuration(*result.value), {}).value, result.value);
}

void tst_Quantity::wrongCompact_data()
{
    QTest::addColumn<QString>("text");
    QTest::addColumn<QString>("error");
    QTest::addColumn<int>("position");

    QTest::newRow("empty") << QString() << u"must begin with a number"_s << 0;
    QTest::newRow("sign") << u"-1"_s << u"must begin with a number"_s << 0;
    QTest::newRow("unit alone") << u"KiB"_s << u"must begin with a number"_s << 0;
    QTest::newRow("other spelling") << u"64kb"_s << u"has the unknown unit \"kb\": did you mean \"64KiB\"?"_s << 2;
    QTest::newRow("other spelling of a fraction")
            << u"1.5M"_s << u"has the unknown unit \"M\": did you mean \"1.5MiB\"?"_s << 3;
    QTest::newRow("unknown unit")
            << u"64x"_s << u"has the unknown unit \"x\": use B, kB, KiB, MB, MiB, GB or GiB"_s << 2;
    QTest::newRow("a point alone")
            << u"64."_s << u"has the unknown unit \".\": use B, kB, KiB, MB, MiB, GB or GiB"_s << 2;
    QTest::newRow("half a byte") << u"0.5"_s << u"has too many decimal places"_s << 0;
    QTest::newRow("too fine") << u"0.0000000001GB"_s << u"has too many decimal places"_s << 0;
    QTest::newRow("too large") << u"9223372036854775808"_s << u"is too large"_s << 0;
    QTest::newRow("too large by its unit") << u"9007199254740992k"_s << u"is too large"_s << 0;
}

void tst_Quantity::wrongCompact()
{
    QFETCH(QString, text);

    const Quantity<qint64> result = parseCompactSize(text);
    QVERIFY(!result.value);
    QTEST(result.error, "error");
    QTEST(int(result.position), "position");
}

QTEST_APPLESS_MAIN(tst_Quantity)
#include "tst_quantity.moc"
