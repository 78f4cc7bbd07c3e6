// SPDX-FileCopyrightText: 2026 The Landline authors
// SPDX-License-Identifier: LGPL-3.0-or-later

#include "shared/nearestname.h"

#include <QtCore/qlist.h>

#include <algorithm>
#include <utility>

namespace Landline {

namespace {

constexpr qsizetype edit = 1'000'000; // of names shorter than this
constexpr qsizetype transposition = edit - 1; // of candidates with the same number of edits it wins

/// What it costs to make \a to of \a from: Levenshtein's edits and transpositions of neighbours, none of which is edited
/// again (optimal string alignment).
qsizetype distance(const QString &from, const QString &to)
{
    QList<qsizetype> last;
    QList<qsizetype> row(to.size() + 1);
    for (qsizetype j = 0; j <= to.size(); ++j)
        row[j] = j * edit;
    for (qsizetype i = 1; i <= from.size(); ++i) {
        const QList<qsizetype> beforeLast = std::exchange(last, row);
        row[0] = i * edit;
        for (qsizetype j = 1; j <= to.size(); ++j) {
            const qsizetype replaced = last.at(j - 1) + (from.at(i - 1) == to.at(j - 1) ? 0 : edit);
            row[j] = std::min({replaced, last.at(j) + edit, row.at(j - 1) + edit});
            if (i > 1 && j > 1 && from.at(i - 1) == to.at(j - 2) && from.at(i - 2) == to.at(j - 1))
                row[j] = std::min(row.at(j), beforeLast.at(j - 2) + transposition);
        }
    }
    return row.last();
}

} // namespace

QString nearestName(const QString &name, const QStringList &known)
{
    QString nearest;
    qsizetype best = std::max<qsizetype>(1, name.size() / 3) * edit + 1;
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
