// SPDX-FileCopyrightText: 2026 The Landline authors
// SPDX-License-Identifier: LGPL-3.0-or-later

#include "shared/filterterm.h"

#include "shared/endpoint.h"
#include "shared/filtersubject.h"
#include "shared/quantity.h"
#include "shared/quoting.h"

#include <QtCore/qlocale.h>

#include <algorithm>
#include <array>

using namespace Qt::StringLiterals;

namespace Landline {

namespace {

template<typename Number>
bool compare(Number value, FilterTerm::Comparison comparison, Number with)
{
    switch (comparison) {
    case FilterTerm::Comparison::Equal: return value == with;
    case FilterTerm::Comparison::Less: return value < with;
    case FilterTerm::Comparison::LessOrEqual: return value <= with;
    case FilterTerm::Comparison::Greater: return value > with;
    case FilterTerm::Comparison::GreaterOrEqual: return value >= with;
    }
    Q_UNREACHABLE();
}

bool isMadeOf(const QString &text, QStringView characters)
{
    return std::all_of(text.begin(), text.end(), [characters](QChar c) { return characters.contains(c); });
}

/// True if addresses with ports may contain \a text. To write one costs more than to search all the rest.
bool canBeInAddress(const QString &text)
{
    return isMadeOf(text, u"0123456789abcdefABCDEF.:[]") || text.contains(u'%');
}

/// True if \a text needs no quotation marks: it has no spaces, no escapes and nothing of \a special.
bool isPlain(const QString &text, QStringView special)
{
    return quoted(text).size() == text.size() + 2 && std::none_of(text.begin(), text.end(), [special](QChar c) {
        return c.isSpace() || special.contains(c);
    });
}

bool isPlainWord(const QString &text)
{
    const std::optional<FilterKey> key = filterKeyByName(text);
    const bool isFlag = key && filterValueOf(*key) == FilterValue::Flag;
    return !text.isEmpty() && !text.startsWith(u'!') && !isFlag && isPlain(text, u":<>=|*");
}

QString patternText(const WildcardPattern &pattern)
{
    const QStringList &pieces = pattern.pieces();
    const bool isEmpty = !pattern.hasWildcards() && pieces.constFirst().isEmpty();
    if (!isEmpty && std::all_of(pieces.begin(), pieces.end(), [](const QString &piece) { return isPlain(piece, u"|*"); }))
        return pieces.join(u'*');
    QStringList escaped;
    for (const QString &piece : pieces)
        escaped.append(quoted(piece).chopped(1).sliced(1).replace(u'*', "\\*"_L1));
    return u'"' + escaped.join(u'*') + u'"';
}

/// What a value of the context can be compared as: itself, or each of its entries.
QStringList contextTexts(const QVariant &value)
{
    QStringList texts = value.toStringList();
    return texts.isEmpty() ? QStringList(value.toString()) : texts;
}

} // namespace

QString quotedFilterValue(const QString &text)
{
    return patternText(WildcardPattern(QStringList(text)));
}

QLatin1StringView comparisonSign(FilterTerm::Comparison comparison)
{
    constexpr std::array signs{"="_L1, "<"_L1, "<="_L1, ">"_L1, ">="_L1};
    return signs.at(std::size_t(comparison));
}

bool FilterTerm::matches(const FilterSubject &subject, qint64 now) const
{
    return isFulfilled(subject, now) != isNegated;
}

bool FilterTerm::isFulfilled(const FilterSubject &subject, qint64 now) const
{
    switch (kind) {
    case Kind::Contains: return isContained(subject);
    case Kind::Equals: return isEqual(subject);
    case Kind::Compares: return compares(subject, now);
    case Kind::Flag: return subject.number(key) == 1;
    }
    Q_UNREACHABLE();
}

bool FilterTerm::isContained(const FilterSubject &subject) const
{
    const auto has = [this](const QString &value) { return value.contains(text, Qt::CaseInsensitive); };
    for (const FilterKey searched : {FilterKey::Label, FilterKey::User, FilterKey::Path, FilterKey::Route,
                                     FilterKey::Server, FilterKey::Agent, FilterKey::Subprotocol}) {
        if (has(subject.text(searched)))
            return true;
    }
    const QStringList groups = subject.groups();
    if (std::any_of(groups.begin(), groups.end(), has))
        return true;
    const PeerAddress peer = canBeInAddress(text) ? subject.peer() : PeerAddress();
    if (!peer.isNull() && has(peerEndpoint(peer.address().toString(), peer.port())))
        return true;
    if (isMadeOf(text, u"0123456789"))
        return has(QString::number(subject.number(FilterKey::Fd).value_or(0)));
    // A part of an id would be in the ids of all connections.
    return text.contains(u'-') && text.compare(subject.text(FilterKey::Id), Qt::CaseInsensitive) == 0;
}

bool FilterTerm::isEqual(const FilterSubject &subject) const
{
    const auto isOne = [this](const QString &value) {
        return std::any_of(patterns.begin(), patterns.end(),
                           [&value](const WildcardPattern &pattern) { return pattern.matches(value); });
    };
    if (key == FilterKey::Group) {
        const QStringList groups = subject.groups();
        return groups.isEmpty() ? isOne({}) : std::any_of(groups.begin(), groups.end(), isOne);
    }
    if (key == FilterKey::Context) {
        const QStringList texts = contextTexts(subject.contextValue(contextName));
        return std::any_of(texts.begin(), texts.end(), isOne);
    }
    if (key != FilterKey::Ip)
        return isOne(subject.text(key));
    const PeerAddress peer = subject.peer();
    return std::any_of(networks.begin(), networks.end(),
                       [&peer](const IpNetwork &network) { return network.contains(peer); })
            || (!patterns.isEmpty() && isOne(peer.address().toString()));
}

bool FilterTerm::compares(const FilterSubject &subject, qint64 now) const
{
    if (key == FilterKey::Context)
        return comparesInContext(subject);
    std::optional<qint64> value = subject.number(key);
    if (!value)
        return false;
    if (dependsOnTime())
        value = std::max<qint64>(now - *value, 0);
    return std::any_of(numbers.begin(), numbers.end(),
                       [this, &value](qint64 number) { return compare(*value, comparison, number); });
}

bool FilterTerm::comparesInContext(const FilterSubject &subject) const
{
    bool isNumber = false;
    const double value = subject.contextValue(contextName).toDouble(&isNumber);
    return isNumber && compare(value, comparison, decimal);
}

bool FilterTerm::dependsOnTime() const
{
    return kind == Kind::Compares && (key == FilterKey::Idle || key == FilterKey::Age);
}

std::optional<qint64> FilterTerm::nextChange(const FilterSubject &subject, qint64 now) const
{
    const qint64 since = subject.number(key).value_or(0);
    std::optional<qint64> next;
    const auto consider = [&](qint64 duration) {
        qint64 moment = 0;
        if (!qAddOverflow(since, duration, &moment) && moment > now && (!next || moment < *next))
            next = moment;
    };
    for (const qint64 number : numbers) {
        // Up to where the durations are less than the number, and from where they are more.
        if (comparison != Comparison::Greater && comparison != Comparison::LessOrEqual)
            consider(number);
        if (comparison != Comparison::GreaterOrEqual && comparison != Comparison::Less
            && number < std::numeric_limits<qint64>::max())
            consider(number + 1);
    }
    return next;
}

QString FilterTerm::keyText() const
{
    return key == FilterKey::Context ? filterKeyName(key) + u'.' + contextName : filterKeyName(key);
}

QString FilterTerm::numberText(qint64 number) const
{
    switch (filterValueOf(key)) {
    case FilterValue::Size: return formatCompactSize(number);
    case FilterValue::Seconds: return formatCompactDuration(std::chrono::milliseconds(number));
    case FilterValue::Milliseconds: return formatCompactDuration(std::chrono::microseconds(number));
    default: return QString::number(number);
    }
}

QString FilterTerm::toString() const
{
    const QString sign = isNegated ? u"!"_s : QString();
    if (kind == Kind::Contains)
        return sign + (isPlainWord(text) ? text : quoted(text));
    if (kind == Kind::Flag)
        return sign + keyText();
    if (kind == Kind::Compares && key == FilterKey::Context)
        return sign + keyText() + comparisonSign(comparison)
                + QString::number(decimal, 'f', QLocale::FloatingPointShortest);
    if (kind == Kind::Compares && comparison != Comparison::Equal)
        return sign + keyText() + comparisonSign(comparison) + numberText(numbers.constFirst());
    QStringList values;
    for (const IpNetwork &network : networks)
        values.append(network.toString());
    for (const WildcardPattern &pattern : patterns)
        values.append(patternText(pattern));
    for (const qint64 number : numbers)
        values.append(numberText(number));
    return sign + keyText() + u':' + values.join(u'|');
}

} // namespace Landline
