// SPDX-FileCopyrightText: 2026 The Landline authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "api/nearestname.h"

#include <QtCore/qlist.h>

namespace Landline {

namespace {

qsizetype distance(const QString &from, const QString &to)
{
    QList<qsizetype> row(to.size() + 1);
    for (qsizetype j = 0; j <= to.size(); ++j)
        row[j] = j;
    for (qsizetype i = 1; i <= from.size(); ++i) {
        qsizetype diagonal = std::exchange(row[0], i);
        for (qsizetype j = 1; j <= to.size(); ++j) {
            const qsizetype replaced = diagonal + (from.at(i - 1) == to.at(j - 1) ? 0 : 1);
            diagonal = row.at(j);
            row[j] = std::min({replaced, row.at(j) + 1, row.at(j - 1) + 1});
        }
    }
    return row.last();
}

} // namespace

QString nearestName(const QString &name, const QStringList &known)
{
    QString nearest;
    qsizetype best = std::max<qsizetype>(1, name.size() / 3) + 1;
    for (const QString &candidate : known) {
        const qsizetype length = distance(name.toLower(), candidate.toLower());
        if (length < best) {
            best = length;
            nearest = candidate;
        }
    }
    return nearest;
}

} // namespace Landline
