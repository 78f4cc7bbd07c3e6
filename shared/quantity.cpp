// SPDX-FileCopyrightText: 2026 The Landline authors
// SPDX-License-Identifier: LGPL-3.0-or-later

#include "shared/quantity.h"

#include "shared/quoting.h"

#include <algorithm>
#include <array>
#include <limits>
#include <span>

using namespace Qt::StringLiterals;

namespace Landline {

namespace {

struct Unit
{
    QLatin1StringView name;
    qint64 factor;
};

struct Alias
{
    QLatin1StringView written;
    QLatin1StringView meant;
};

// What a kind of quantity is made of; the aliases are spellings that are understood well enough to
// be corrected.
struct Kind
{
    std::span<const Unit> units;
    std::span<const Alias> aliases;
    Alias shorthand; ///< in the compact form, instead of a correction
    QLatin1StringView unitNames;
    QLatin1StringView example;
    QLatin1StringView usualUnit;
};

constexpr std::array SizeUnits{
        Unit{"GiB"_L1, 1024 * 1024 * 1024},
        Unit{"MiB"_L1, 1024 * 1024},
        Unit{"KiB"_L1, 1024},
        Unit{"GB"_L1, 1000 * 1000 * 1000},
        Unit{"MB"_L1, 1000 * 1000},
        Unit{"kB"_L1, 1000},
        Unit{"B"_L1, 1},
};
constexpr std::array SizeAliases{
        Alias{"g"_L1, "GiB"_L1}, Alias{"gb"_L1, "GB"_L1},  Alias{"gib"_L1, "GiB"_L1},
        Alias{"m"_L1, "MiB"_L1}, Alias{"mb"_L1, "MB"_L1},  Alias{"mib"_L1, "MiB"_L1},
        Alias{"k"_L1, "KiB"_L1}, Alias{"kb"_L1, "KiB"_L1}, Alias{"kib"_L1, "KiB"_L1},
        Alias{"b"_L1, "B"_L1},   Alias{"byte"_L1, "B"_L1}, Alias{"bytes"_L1, "B"_L1},
};
constexpr std::array DurationUnits{
        Unit{"h"_L1, 3600 * 1000},
        Unit{"min"_L1, 60 * 1000},
        Unit{"s"_L1, 1000},
        Unit{"ms"_L1, 1},
};
constexpr std::array DurationAliases{
        Alias{"hr"_L1, "h"_L1},
        Alias{"hour"_L1, "h"_L1},
        Alias{"hours"_L1, "h"_L1},
        Alias{"m"_L1, "min"_L1},
        Alias{"mins"_L1, "min"_L1},
        Alias{"minute"_L1, "min"_L1},
        Alias{"minutes"_L1, "min"_L1},
        Alias{"sec"_L1, "s"_L1},
        Alias{"secs"_L1, "s"_L1},
        Alias{"second"_L1, "s"_L1},
        Alias{"seconds"_L1, "s"_L1},
        Alias{"msec"_L1, "ms"_L1},
        Alias{"msecs"_L1, "ms"_L1},
        Alias{"millis"_L1, "ms"_L1},
        Alias{"milliseconds"_L1, "ms"_L1},
};

constexpr Kind Size{SizeUnits, SizeAliases, {"k"_L1, "KiB"_L1}, "B, kB, KiB, MB, MiB, GB or GiB"_L1,
                    "2 MiB"_L1, "B"_L1};
constexpr Kind Duration{DurationUnits, DurationAliases, {"m"_L1, "min"_L1}, "ms, s, min or h"_L1,
                        "10 s"_L1, "s"_L1};

bool isAsciiDigit(QChar c)
{
    return c >= u'0' && c <= u'9';
}

QString unknownUnit(QStringView number, QStringView unit, const Kind &kind, QStringView space)
{
    for (const Alias &alias : kind.aliases) {
        if (unit.compare(alias.written, Qt::CaseInsensitive) == 0)
            return "has the unknown unit \"%1\": did you mean \"%2%3%4\"?"_L1.arg(unit, number, space,
                                                                                   alias.meant);
    }
    return "has the unknown unit \"%1\": use %2"_L1.arg(printable(unit), kind.unitNames);
}

Quantity<qint64> multiplied(QStringView number, QStringView unitName, const Kind &kind)
{
    for (const Unit &unit : kind.units) {
        if (unitName != unit.name)
            continue;
        bool ok = false;
        const qint64 count = number.toLongLong(&ok);
        if (!ok || count > std::numeric_limits<qint64>::max() / unit.factor)
            return {std::nullopt, u"is too large"_s};
        return {count * unit.factor, QString()};
    }
    return {std::nullopt, unknownUnit(number, unitName, kind, u" ")};
}

Quantity<qint64> parse(QStringView text, const Kind &kind)
{
    text = text.trimmed();
    const auto end = std::find_if_not(text.begin(), text.end(), isAsciiDigit);
    const QStringView number = text.first(end - text.begin());
    const QStringView unit = text.sliced(number.size()).trimmed();
    if (number.isEmpty())
        return {std::nullopt,
                "must begin with a whole number; for example \"%1\""_L1.arg(kind.example)};
    if (unit.isEmpty())
        return {std::nullopt, "has no unit: write \"%1 %2\""_L1.arg(number, kind.usualUnit)};
    if (unit.startsWith(u'.') || unit.startsWith(u','))
        return {std::nullopt, u"must be a whole number: use a smaller unit"_s};
    if (std::any_of(unit.begin(), unit.end(),
                    [](QChar c) { return isAsciiDigit(c) || c.isSpace(); }))
        return {std::nullopt,
                "must be one number with one unit; for example \"%1\""_L1.arg(kind.example)};
    return multiplied(number, unit, kind);
}

/// How many of the smallest units \a name is worth in the compact form, or 0.
qint64 compactFactor(QStringView name, const Kind &kind)
{
    const bool isShorthand = name == kind.shorthand.written;
    for (const Unit &unit : kind.units) {
        if (isShorthand ? unit.name == kind.shorthand.meant : name == unit.name)
            return unit.factor;
    }
    return 0;
}

bool hasDigits(QStringView text)
{
    return !text.isEmpty() && isAsciiDigit(text.front());
}

/// Takes the digits at the beginning of \a text off.
QStringView takeDigits(QStringView &text)
{
    const auto end = std::find_if_not(text.begin(), text.end(), isAsciiDigit);
    const QStringView digits = text.first(end - text.begin());
    text = text.sliced(digits.size());
    return digits;
}

/// \a whole and the digits of a \a fraction, times \a factor, rounded: few fractions of a MiB are whole bytes.
Quantity<qint64> multiplied(QStringView whole, QStringView fraction, qint64 factor)
{
    constexpr qsizetype MostDigits = 9; // so that nothing overflows
    while (fraction.endsWith(u'0'))
        fraction.chop(1);
    qint64 parts = 1;
    for (qsizetype i = 0; i < std::min(fraction.size(), MostDigits); ++i)
        parts *= 10;
    const qint64 counted = fraction.first(std::min(fraction.size(), MostDigits)).toLongLong() * factor;
    if (!fraction.isEmpty() && (fraction.size() > MostDigits || factor < 1000))
        return {std::nullopt, u"has too many decimal places"_s};
    bool isSmall = false;
    qint64 result = whole.toLongLong(&isSmall);
    if (!isSmall || qMulOverflow(result, factor, &result) || qAddOverflow(result, (counted + parts / 2) / parts, &result))
        return {std::nullopt, u"is too large"_s};
    return {result, QString()};
}

/// The compact form. \a bare is the factor of a number without a unit, \a scale one for all units.
Quantity<qint64> parseCompact(QStringView text, const Kind &kind, qint64 bare, qint64 scale)
{
    QStringView unit = text;
    const QStringView whole = takeDigits(unit);
    if (whole.isEmpty())
        return {std::nullopt, u"must begin with a number"_s};
    const bool hasPoint = unit.startsWith(u'.') && hasDigits(unit.sliced(1));
    if (hasPoint)
        unit = unit.sliced(1);
    const QStringView fraction = hasPoint ? takeDigits(unit) : QStringView();
    const qint64 factor = unit.isEmpty() ? bare : compactFactor(unit, kind) * scale;
    if (factor == 0)
        return {std::nullopt, unknownUnit(text.chopped(unit.size()), unit, kind, u""), text.size() - unit.size()};
    return multiplied(whole, fraction, factor);
}

QString format(qint64 value, const Kind &kind)
{
    for (const Unit &unit : kind.units) {
        if (value != 0 && value % unit.factor == 0)
            return "%1 %2"_L1.arg(QString::number(value / unit.factor), unit.name);
    }
    return "%1 %2"_L1.arg(QString::number(value), kind.units.back().name);
}

} // namespace

Quantity<qint64> parseSize(QStringView text)
{
    return parse(text, Size);
}

Quantity<std::chrono::milliseconds> parseDuration(QStringView text)
{
    const Quantity<qint64> result = parse(text, Duration);
    if (!result.value)
        return {std::nullopt, result.error};
    return {std::chrono::milliseconds(*result.value), QString()};
}

Quantity<qint64> parseCompactSize(QStringView text)
{
    return parseCompact(text, Size, 1, 1);
}

Quantity<std::chrono::microseconds> parseCompactDuration(QStringView text, std::chrono::milliseconds bare)
{
    const Quantity<qint64> result = parseCompact(text, Duration, bare.count() * 1000, 1000);
    if (!result.value)
        return {std::nullopt, result.error, result.position};
    return {std::chrono::microseconds(*result.value), QString()};
}

QString formatSize(qint64 bytes)
{
    return format(bytes, Size);
}

QString formatDuration(std::chrono::milliseconds duration)
{
    return format(duration.count(), Duration);
}

QString formatCompactSize(qint64 bytes)
{
    return formatSize(bytes).remove(u' ');
}

QString formatCompactDuration(std::chrono::microseconds duration)
{
    const auto whole = std::chrono::duration_cast<std::chrono::milliseconds>(duration);
    if (whole == duration)
        return formatDuration(whole).remove(u' ');
    QString fraction = QString::number((duration - whole).count()).rightJustified(3, u'0');
    while (fraction.endsWith(u'0'))
        fraction.chop(1);
    return "%1.%2ms"_L1.arg(QString::number(whole.count()), fraction);
}

} // namespace Landline
