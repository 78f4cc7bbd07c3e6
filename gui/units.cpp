// SPDX-FileCopyrightText: 2026 The Landline authors
// SPDX-License-Identifier: LGPL-3.0-or-later

#include "gui/units.h"

#include <QtCore/qcoreapplication.h>
#include <QtCore/qlocale.h>

namespace Landline::Gui::Units {

namespace {
struct Words
{
    Q_DECLARE_TR_FUNCTIONS(Landline::Gui::Units)
};
} // namespace

QString count(qint64 number)
{
    return QLocale().toString(number);
}

QString bytes(qint64 number)
{
    return QLocale().formattedDataSize(number, 1);
}

QString exactBytes(qint64 number)
{
    // The plural's choice needs an int; the digits come from the number itself.
    const int plural = int(qMin<qint64>(number, 1'000'000));
    return Words::tr("%1 byte(s)", "%1 is the number, already written out", plural)
            .arg(count(number));
}

QString duration(std::chrono::milliseconds time)
{
    using namespace std::chrono;
    const qint64 seconds = qMax<qint64>(0, duration_cast<std::chrono::seconds>(time).count());
    if (seconds < 1)
        return Words::tr("now");
    if (seconds < 60)
        return Words::tr("%1 s").arg(seconds);
    if (seconds < 3600)
        return Words::tr("%1 min").arg(seconds / 60);
    if (seconds < 86400)
        return Words::tr("%1 h %2 min")
                .arg(seconds / 3600)
                .arg(seconds / 60 % 60, 2, 10, QLatin1Char('0'));
    return Words::tr("%1 d %2 h").arg(seconds / 86400).arg(seconds / 3600 % 24);
}

QString rate(double perSecond)
{
    return QLocale().toString(perSecond, 'f', perSecond > 0.05 && perSecond < 9.95 ? 1 : 0);
}

QString roundTrip(std::chrono::microseconds time)
{
    const double milliseconds = double(time.count()) / 1000;
    return QLocale().toString(milliseconds, 'f', milliseconds < 9.95 ? 1 : 0) + QStringLiteral(" ms");
}

QString localTime(const QDateTime &time)
{
    if (!time.isValid())
        return {};
    const QDateTime local = time.toLocalTime();
    const QString clock = local.toString(QStringLiteral("HH:mm:ss"));
    if (local.date() == QDate::currentDate())
        return clock;
    return QLocale().toString(local.date(), QLocale::ShortFormat) + QLatin1Char(' ') + clock;
}

QString exactTime(const QDateTime &time)
{
    if (!time.isValid())
        return {};
    const QDateTime local = time.toLocalTime();
    return local.toOffsetFromUtc(local.offsetFromUtc()).toString(Qt::ISODateWithMs)
            + QLatin1Char('\n') + time.toUTC().toString(Qt::ISODateWithMs);
}

} // namespace Landline::Gui::Units
