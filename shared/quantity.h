// SPDX-FileCopyrightText: 2026 The Landline authors
// SPDX-License-Identifier: LGPL-3.0-or-later

#ifndef LANDLINE_QUANTITY_H
#define LANDLINE_QUANTITY_H

#include <QtCore/qstring.h>

#include <chrono>
#include <optional>

namespace Landline {

/// What reading a quantity gave: a value, or an error that says what is wrong with the text and
/// what to write instead.
template<typename T> struct Quantity
{
    std::optional<T> value;
    QString error;
    qsizetype position = 0; ///< of the error in the text
};

/// A size in bytes from "2 MiB", "64 KiB", "500 kB" or "1024 B". The units are B, kB, MB, GB
/// (powers of 1000) and KiB, MiB, GiB (powers of 1024); the space may be left out, the unit may
/// not. Whole numbers only.
Quantity<qint64> parseSize(QStringView text);

/// A duration from "500 ms", "10 s", "1 min" or "1 h"; the same rules as for sizes.
Quantity<std::chrono::milliseconds> parseDuration(QStringView text);

/// The shortest text that parseSize() reads as \a bytes again: "2 MiB", "500 kB", "1000001 B".
QString formatSize(qint64 bytes);

/// The shortest text that parseDuration() reads as \a duration again: "10 s", "1500 ms".
QString formatDuration(std::chrono::milliseconds duration);

/// The same in one word, as filters are written: "64KiB", "1.5MiB", "64k", "65536". The unit may be left out, then it is
/// bytes; "k" is KiB; a fraction is rounded to whole bytes.
Quantity<qint64> parseCompactSize(QStringView text);

/// Likewise "30s", "5m", "1.5h", "0.4ms", rounded to microseconds: "m" is min, and \a bare is the unit where there is none.
Quantity<std::chrono::microseconds> parseCompactDuration(QStringView text, std::chrono::milliseconds bare);

/// The shortest text with a unit that parseCompactSize() reads as \a bytes again: "64KiB".
QString formatCompactSize(qint64 bytes);

/// Likewise for parseCompactDuration(): "30s", "0.4ms".
QString formatCompactDuration(std::chrono::microseconds duration);

} // namespace Landline

#endif
