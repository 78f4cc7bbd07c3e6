// SPDX-FileCopyrightText: 2026 The Landline authors
// SPDX-License-Identifier: LGPL-3.0-or-later

#ifndef LANDLINE_UNITS_H
#define LANDLINE_UNITS_H

#include <QtCore/qdatetime.h>
#include <QtCore/qstring.h>

#include <chrono>

/// Numbers and times as people read them, in the language and the manner of QLocale().
namespace Landline::Gui::Units {

/// "12,345"
QString count(qint64 number);
/// "12.1 KiB"
QString bytes(qint64 number);
/// "12,345 bytes"
QString exactBytes(qint64 number);
/// "now", "12 s", "3 min", "2 h 05 min", "4 d 3 h"
QString duration(std::chrono::milliseconds time);
/// "0", "0.4", "12", "12,345": messages per second
QString rate(double perSecond);
/// "0.4 ms", "12 ms", "1,234 ms"
QString roundTrip(std::chrono::microseconds time);
/// "14:03:22" of \a time's local time, with the date before it unless that is today
QString localTime(const QDateTime &time);
/// Local time with offset and UTC, in two lines of ISO 8601
QString exactTime(const QDateTime &time);

} // namespace Landline::Gui::Units

#endif
