// SPDX-FileCopyrightText: 2026 The Landline authors
// SPDX-License-Identifier: LGPL-3.0-or-later

#include "testing/httpresponse.h"

namespace Landline::Test {

QByteArray HttpResponse::header(QByteArrayView name) const
{
    QByteArray joined;
    for (const auto &[key, value] : headers) {
        if (key.compare(name, Qt::CaseInsensitive) == 0)
            joined = joined.isNull() ? QByteArray("") + value : joined + ", " + value;
    }
    return joined;
}

QByteArray HttpResponse::cookie(QByteArrayView name) const
{
    QByteArray found;
    for (const auto &[key, value] : headers) {
        if (key.compare("Set-Cookie", Qt::CaseInsensitive) != 0)
            continue;
        const QByteArray pair = value.split(';').constFirst();
        const qsizetype equals = pair.indexOf('=');
        if (equals >= 0 && QByteArrayView(pair).first(equals).trimmed() == name)
            found = QByteArray("") + pair.mid(equals + 1).trimmed();
    }
    return found;
}

QString HttpResponse::summary() const
{
    constexpr qsizetype most = 200;
    QString summary = QStringLiteral("%1 %2").arg(status).arg(QString::fromUtf8(reason));
    if (!body.isEmpty() && body.trimmed() != reason)
        summary += QStringLiteral(": ") + text().left(most) + (text().size() > most ? QStringLiteral("...") : QString());
    return summary;
}

} // namespace Landline::Test
