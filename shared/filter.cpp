// SPDX-FileCopyrightText: 2026 The Landline authors
// SPDX-License-Identifier: LGPL-3.0-or-later

#include "shared/filter.h"

#include "shared/filterparser.h"
#include "shared/filtersubject.h"
#include "shared/filterterm.h"

#include <algorithm>

namespace Landline {

class FilterData : public QSharedData
{
public:
    QList<FilterTerm> terms;
};

Filter::Filter() = default;
Filter::Filter(const Filter &other) = default;
Filter::Filter(Filter &&other) noexcept = default;
Filter &Filter::operator=(const Filter &other) = default;
Filter &Filter::operator=(Filter &&other) noexcept = default;
Filter::~Filter() = default;

QList<FilterTerm> &Filter::terms()
{
    if (!d)
        d = new FilterData;
    return d->terms;
}

std::optional<Filter> Filter::parse(QStringView text, FilterError *error)
{
    FilterParser parser(text);
    Filter filter;
    if (parser.parse(filter))
        return filter;
    if (error)
        *error = parser.error();
    return std::nullopt;
}

QString Filter::toString() const
{
    QStringList texts;
    if (d) {
        for (const FilterTerm &term : d->terms)
            texts.append(term.toString());
    }
    return texts.join(u' ');
}

bool Filter::isEmpty() const
{
    return !d || d->terms.isEmpty();
}

bool Filter::matches(const FilterSubject &subject, qint64 now) const
{
    return !d || std::all_of(d->terms.begin(), d->terms.end(), [&subject, now](const FilterTerm &term) {
        return term.matches(subject, now);
    });
}

bool Filter::matches(const ConnectionInfo &info, qint64 now) const
{
    return matches(ConnectionInfoSubject(info), now);
}

bool Filter::dependsOnTime() const
{
    return d && std::any_of(d->terms.begin(), d->terms.end(), [](const FilterTerm &term) { return term.dependsOnTime(); });
}

bool Filter::usesContext() const
{
    return d && std::any_of(d->terms.begin(), d->terms.end(), [](const FilterTerm &term) {
        return term.key == FilterKey::Context;
    });
}

std::optional<qint64> Filter::nextChange(const FilterSubject &subject, qint64 now) const
{
    if (!dependsOnTime())
        return std::nullopt;
    std::optional<qint64> next;
    for (const FilterTerm &term : d->terms) {
        const std::optional<qint64> change = term.dependsOnTime() ? term.nextChange(subject, now) : std::nullopt;
        // One term that does not match and stays so is enough: the others cannot change anything.
        if (!change && !term.matches(subject, now))
            return std::nullopt;
        if (change && (!next || *change < *next))
            next = change;
    }
    return next;
}

QString Filter::quotedValue(const QString &text)
{
    return quotedFilterValue(text);
}

} // namespace Landline
