// SPDX-FileCopyrightText: 2026 The Landline authors
// SPDX-License-Identifier: GPL-3.0-or-later

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

} // namespace Landline

#endif
