// SPDX-FileCopyrightText: 2026 The Landline authors
// SPDX-License-Identifier: LGPL-3.0-or-later

#include "api/httpdate_p.h"

#include <QtCore/qlocale.h>

namespace Landline {

namespace {

const QString fixedDate = QStringLiteral("ddd, dd MMM yyyy HH:mm:ss 'GMT'");

} // namespace

QByteArray httpDate(const QDateTime &date)
{
    return QLocale::c().toString(date.toUTC(), fixedDate).toLatin1();
}

QDateTime parseHttpDate(const QByteArray &text)
{
    const QString simplified = QString::fromLatin1(text).simplified(); // asctime() writes "Nov  6"
    for (const QString &form : {fixedDate, QStringLiteral("ddd MMM d HH:mm:ss yyyy")}) {
        QDateTime date = QLocale::c().toDateTime(simplified, form);
        date.setTimeSpec(Qt::UTC);
        if (date.isValid())
            return date;
    }
    return {};
}

} // namespace Landline
