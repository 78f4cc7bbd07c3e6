// SPDX-FileCopyrightText: 2026 The Landline authors
// SPDX-License-Identifier: LGPL-3.0-or-later

#ifndef LANDLINE_FILTERTERM_H
#define LANDLINE_FILTERTERM_H

#include "shared/filterkey.h"
#include "shared/ipnetwork.h"
#include "shared/wildcardpattern.h"

namespace Landline {

class FilterSubject;

/// One term of a Filter, as FilterParser reads it. A value.
struct FilterTerm
{
    enum class Kind : quint8 {
        Contains, ///< some text contains `text`
        Equals, ///< the value of `key` matches one of `patterns` or is in one of `networks`
        Compares, ///< the value of `key` compares with one of `numbers`, or in the context with `decimal`
        Flag, ///< `key` is set
    };
    enum class Comparison : quint8 { Equal, Less, LessOrEqual, Greater, GreaterOrEqual };

    Kind kind = Kind::Contains;
    bool isNegated = false;
    FilterKey key = FilterKey::Fd;
    Comparison comparison = Comparison::Equal;
    QString contextName; ///< of FilterKey::Context
    QString text;
    QList<WildcardPattern> patterns;
    QList<IpNetwork> networks;
    QList<qint64> numbers; ///< several of them only where `comparison` is Equal; in the unit of filterValueOf(key)
    double decimal = 0;

    bool matches(const FilterSubject &subject, qint64 now) const;
    bool dependsOnTime() const;
    /// When matches() changes next if nothing happens to \a subject: after \a now, in ms since the epoch. Nothing if it
    /// stays as it is. Only of a term that dependsOnTime().
    std::optional<qint64> nextChange(const FilterSubject &subject, qint64 now) const;

    /// The shortest text that FilterParser reads as this.
    QString toString() const;

private:
    bool isFulfilled(const FilterSubject &subject, qint64 now) const;
    bool isContained(const FilterSubject &subject) const;
    bool isEqual(const FilterSubject &subject) const;
    bool compares(const FilterSubject &subject, qint64 now) const;
    bool comparesInContext(const FilterSubject &subject) const;
    QString keyText() const;
    QString numberText(qint64 number) const;
};

/// \a text as the value of a key, quoted if it has to be: `ann`, `"ann lee"`, `"\*"`.
QString quotedFilterValue(const QString &text);

/// "<", ">=" ...; of Comparison::Equal "=".
QLatin1StringView comparisonSign(FilterTerm::Comparison comparison);

} // namespace Landline

#endif
