// SPDX-FileCopyrightText: 2026 The Landline authors
// SPDX-License-Identifier: LGPL-3.0-or-later

#include "shared/filterparser.h"

#include "shared/quantity.h"
#include "shared/quoting.h"

#include <algorithm>
#include <cctype>
#include <cmath>

using namespace Qt::StringLiterals;

namespace Landline {

namespace {

constexpr QStringView operators = u":<>=";

bool isHexDigit(QChar c)
{
    return c.unicode() < 0x80 && std::isxdigit(c.unicode());
}

/// One or more digits, and possibly a sign and a fraction: what QString::toDouble() accepts is more.
bool isDecimal(QStringView text)
{
    if (text.startsWith(u'-'))
        text = text.sliced(1);
    const auto digits = [](QStringView part) {
        return !part.isEmpty()
                && std::all_of(part.begin(), part.end(), [](QChar c) { return c >= u'0' && c <= u'9'; });
    };
    const qsizetype point = text.indexOf(u'.');
    return point < 0 ? digits(text) : digits(text.first(point)) && digits(text.sliced(point + 1));
}

Quantity<qint64> parseNumber(FilterValue kind, const QString &text)
{
    if (kind == FilterValue::Size)
        return parseCompactSize(text);
    if (kind == FilterValue::Seconds || kind == FilterValue::Milliseconds) {
        const bool isSeconds = kind == FilterValue::Seconds;
        const auto bare = isSeconds ? std::chrono::milliseconds(1000) : std::chrono::milliseconds(1);
        const auto duration = parseCompactDuration(text, bare);
        if (!duration.value)
            return {std::nullopt, duration.error, duration.position};
        const qint64 count = duration.value->count();
        if (isSeconds && count % 1000 != 0)
            return {std::nullopt, u"is finer than a millisecond"_s};
        return {isSeconds ? count / 1000 : count, QString()};
    }
    const auto end = std::find_if_not(text.begin(), text.end(), [](QChar c) { return c >= u'0' && c <= u'9'; });
    if (end != text.end() || text.isEmpty())
        return {std::nullopt, u"must be a whole number"_s, end - text.begin()};
    bool isSmall = false;
    const qint64 number = text.toLongLong(&isSmall);
    return isSmall ? Quantity<qint64>{number, QString()} : Quantity<qint64>{std::nullopt, u"is too large"_s};
}

bool isUnitOf(FilterKey key, QStringView word)
{
    const QString text = u'1' + word.toString();
    switch (filterValueOf(key)) {
    case FilterValue::Size: return parseCompactSize(text).value.has_value();
    case FilterValue::Seconds:
    case FilterValue::Milliseconds: return parseCompactDuration(text, std::chrono::milliseconds(1)).value.has_value();
    default: return false;
    }
}

QString unknownKey(const QString &name)
{
    // "fd!=17"
    if (const QStringView key = QStringView(name).chopped(1); name.endsWith(u'!') && filterKeyByName(key))
        return "There is no operator \"!=\": a \"!\" before the key negates the term, for example !%1"_L1.arg(
                filterExample(*filterKeyByName(key)));
    const QString nearest = nearestFilterKey(name);
    const QString advice = nearest.isEmpty() ? "the keys are %1"_L1.arg(filterKeyNames().join(", "_L1))
                                             : "did you mean %1?"_L1.arg(nearest);
    return "Unknown key \"%1\": %2 (Text with : < > = in it needs quotation marks.)"_L1.arg(
            printable(name), nearest.isEmpty() ? advice + u'.' : advice);
}

} // namespace

bool FilterParser::fail(qsizetype position, const QString &message)
{
    m_error = {position, message};
    return false;
}

/// A value is not there, at the place that is read now.
bool FilterParser::failMissing(const FilterTerm &term)
{
    const FilterValue kind = filterValueOf(term.key);
    QString message = "A value is missing, as in %1"_L1.arg(filterExample(term.key));
    if (kind == FilterValue::Text || kind == FilterValue::Any)
        message += u"; \"\" is an empty value"_s;
    return fail(m_at, message);
}

void FilterParser::skipSpaces()
{
    while (!isAtEnd() && m_text.at(m_at).isSpace())
        ++m_at;
}

bool FilterParser::parse(Filter &filter)
{
    if (m_text.size() > Filter::MaxLength)
        return fail(Filter::MaxLength, u"A filter has at most %1 characters"_s.arg(Filter::MaxLength));
    for (skipSpaces(); !isAtEnd(); skipSpaces()) {
        FilterTerm term;
        if (!readTerm(term))
            return false;
        filter.terms().append(term);
    }
    return true;
}

bool FilterParser::readTerm(FilterTerm &term)
{
    if (isAt(u'!')) {
        term.isNegated = true;
        ++m_at;
        if (isAtEndOfTerm())
            return fail(m_at, u"A term is missing after the \"!\", as in !user:ann or !tls"_s);
        if (isAt(u'!'))
            return fail(m_at, u"Only one \"!\" can stand before a term"_s);
    }
    const qsizetype start = m_at;
    if (isAt(u'"'))
        return readQuotedText(term);
    while (!isAtEndOfTerm() && !operators.contains(m_text.at(m_at)) && !QStringView(u"\"|*").contains(m_text.at(m_at)))
        ++m_at;
    if (isAtEndOfTerm())
        return readWord(term, start);
    if (isAt(u'"'))
        return fail(m_at, u"A quotation mark can only begin a text or a value; inside quotation marks it is written \\\""_s);
    if (isAt(u'|') || isAt(u'*'))
        return fail(m_at,
                    "\"%1\" is special and can only be used in the value of a key, as in path:/chat/* "
                    "or user:ann|bob; text with \"%1\" in it needs quotation marks"_L1.arg(m_text.at(m_at)));
    return readKey(term, start);
}

bool FilterParser::readQuotedText(FilterTerm &term)
{
    m_withoutUnit.clear();
    const qsizetype start = m_at;
    Value value;
    if (!readQuoted(value) || !checkEndOfQuoted())
        return false;
    term.text = value.text();
    if (term.text.isEmpty())
        return fail(start, u"The text to search for is empty"_s);
    return true;
}

/// A word that ends here and is no key with a value.
bool FilterParser::readWord(FilterTerm &term, qsizetype start)
{
    const QStringView word = m_text.sliced(start, m_at - start);
    if (!m_withoutUnit.isEmpty() && isUnitOf(m_withoutUnitKey, word))
        return fail(start, "No space can stand before a unit: write %1%2"_L1.arg(m_withoutUnit, word));
    m_withoutUnit.clear();
    const std::optional<FilterKey> key = filterKeyByName(word);
    if (key && filterValueOf(*key) == FilterValue::Flag) {
        term.kind = FilterTerm::Kind::Flag;
        term.key = *key;
    } else {
        term.text = word.toString();
    }
    return true;
}

/// A key that ends here; its operator is next.
bool FilterParser::readKey(FilterTerm &term, qsizetype start)
{
    m_withoutUnit.clear();
    const QString name = m_text.sliced(start, m_at - start).toString();
    if (name.isEmpty())
        return fail(start,
                    "A key is missing before \"%1\", as in user:ann or queued>64KiB, without spaces; text with \"%1\" in "
                    "it needs quotation marks"_L1.arg(m_text.at(m_at)));
    if (name.startsWith("ctx."_L1, Qt::CaseInsensitive)) {
        term.key = FilterKey::Context;
        term.contextName = name.sliced(4);
        if (term.contextName.isEmpty())
            return fail(m_at, u"The name of a value of the context is missing after \"ctx.\", as in ctx.role:admin"_s);
    } else if (const std::optional<FilterKey> key = filterKeyByName(name)) {
        term.key = *key;
    } else {
        return fail(start, unknownKey(name));
    }
    return readOperator(term, start);
}

bool FilterParser::readOperator(FilterTerm &term, qsizetype start)
{
    const qsizetype position = m_at;
    const QString name = filterKeyName(term.key);
    const FilterValue kind = filterValueOf(term.key);
    if (kind == FilterValue::Flag)
        return fail(position, "\"%1\" stands alone: write %1 or !%1"_L1.arg(name));
    const QChar first = m_text.at(m_at++);
    if (first == u':')
        return readValues(term);
    if (kind == FilterValue::Text || kind == FilterValue::Address)
        return fail(position, "\"%1\" is not a number: write %2"_L1.arg(name, filterExample(term.key)));
    const bool hasEqual = first != u'=' && isAt(u'=');
    m_at += hasEqual ? 1 : 0;
    if (isAt(u'=') || isAt(u'<') || isAt(u'>'))
        return fail(position, u"The operators are :, =, <, <=, > and >="_s);
    using Comparison = FilterTerm::Comparison;
    if (first == u'<')
        term.comparison = hasEqual ? Comparison::LessOrEqual : Comparison::Less;
    else if (first == u'>')
        term.comparison = hasEqual ? Comparison::GreaterOrEqual : Comparison::Greater;
    term.kind = FilterTerm::Kind::Compares;
    const bool isRead = readComparison(term);
    if (isRead && filterValueOf(term.key) != FilterValue::Count && m_text.at(m_at - 1).isDigit()) {
        m_withoutUnit = m_text.sliced(start, m_at - start).toString();
        m_withoutUnitKey = term.key;
    }
    return isRead;
}

/// What stands behind ":".
bool FilterParser::readValues(FilterTerm &term)
{
    const FilterValue kind = filterValueOf(term.key);
    const bool isText = kind == FilterValue::Text || kind == FilterValue::Address || kind == FilterValue::Any;
    term.kind = isText ? FilterTerm::Kind::Equals : FilterTerm::Kind::Compares;
    if (!isText && !isAtEnd() && QStringView(u"<>=").contains(m_text.at(m_at)))
        return fail(m_at - 1, "Either \":\" or \"%1\": write %2%1"_L1.arg(m_text.at(m_at), filterKeyName(term.key)));
    while (true) {
        Value value;
        if (!readValue(value))
            return false;
        if (value.isMissing())
            return failMissing(term);
        if (!addValue(term, value))
            return false;
        if (!isAt(u'|'))
            return true;
        ++m_at;
    }
}

/// The number behind an operator other than ":".
bool FilterParser::readComparison(FilterTerm &term)
{
    Value value;
    if (!readValue(value))
        return false;
    if (value.isMissing())
        return failMissing(term);
    if (isAt(u'|'))
        return fail(m_at, "Several values need a \":\", as in %1:1|2"_L1.arg(filterKeyName(term.key)));
    return term.key == FilterKey::Context ? addDecimal(term, value) : addNumber(term, value);
}

bool FilterParser::addValue(FilterTerm &term, const Value &value)
{
    if (term.kind == FilterTerm::Kind::Compares)
        return addNumber(term, value);
    if (term.key == FilterKey::Ip)
        return addAddress(term, value);
    term.patterns.append(WildcardPattern(value.pieces));
    return true;
}

bool FilterParser::addAddress(FilterTerm &term, const Value &value)
{
    if (value.pieces.size() > 1 || value.text().isEmpty()) {
        term.patterns.append(WildcardPattern(value.pieces));
        return true;
    }
    QString complaint;
    const std::optional<IpNetwork> network = IpNetwork::fromString(value.text(), &complaint);
    if (!network)
        return fail(value.start, "\"%1\" %2"_L1.arg(printable(value.text()), complaint));
    term.networks.append(*network);
    return true;
}

bool FilterParser::addNumber(FilterTerm &term, const Value &value)
{
    const auto number = parseNumber(filterValueOf(term.key), value.text());
    // The error may be a better example.
    const QString example = number.error.endsWith(u'?') ? QString() : ", as in "_L1 + filterExample(term.key);
    if (!number.value)
        return fail(value.start + number.position, "\"%1\" %2%3"_L1.arg(printable(value.text()), number.error, example));
    term.numbers.append(*number.value);
    return true;
}

bool FilterParser::addDecimal(FilterTerm &term, const Value &value)
{
    const QString text = value.text();
    term.decimal = text.toDouble();
    if (!isDecimal(text) || !std::isfinite(term.decimal))
        return fail(value.start,
                    "\"%1\" is not a number, as in ctx.score>=0.5; text is compared with \":\", as in %2"_L1.arg(
                            printable(text), filterExample(term.key)));
    return true;
}

/// Reads up to the end of the term or the next "|".
bool FilterParser::readValue(Value &value)
{
    if (isAt(u'"')) {
        if (!readQuoted(value))
            return false;
        return isAt(u'|') || checkEndOfQuoted();
    }
    value.start = m_at;
    value.pieces = QStringList(QString());
    for (; !isAtEndOfTerm() && !isAt(u'|'); ++m_at) {
        if (isAt(u'"'))
            return fail(m_at, u"A quotation mark can only begin a text or a value; inside quotation marks it is written \\\""_s);
        if (isAt(u'*'))
            value.pieces.append(QString());
        else
            value.pieces.last() += m_text.at(m_at);
    }
    return true;
}

bool FilterParser::readQuoted(Value &value)
{
    const qsizetype opening = m_at++;
    value.start = m_at;
    value.isQuoted = true;
    value.pieces = QStringList(QString());
    for (; !isAtEnd() && !isAt(u'"'); ++m_at) {
        if (isAt(u'*'))
            value.pieces.append(QString());
        else if (!isAt(u'\\'))
            value.pieces.last() += m_text.at(m_at);
        else if (!readEscape(value.pieces.last()))
            return false;
    }
    if (isAtEnd())
        return fail(opening, u"The quotation mark is not closed: another one has to end the text"_s);
    ++m_at;
    return true;
}

/// Adds the meaning of an escape to \a text, and goes to its last character.
bool FilterParser::readEscape(QString &text)
{
    const QChar c = m_at + 1 < m_text.size() ? m_text.at(m_at + 1) : QChar();
    const QStringView digits = m_text.sliced(std::min(m_at + 2, m_text.size())).left(4);
    if (c == u'"' || c == u'\\' || c == u'*') {
        text += c;
    } else if (c == u'n' || c == u't') {
        text += c == u'n' ? u'\n' : u'\t';
    } else if (c == u'u' && digits.size() == 4 && std::all_of(digits.begin(), digits.end(), isHexDigit)) {
        text += QChar(digits.toUInt(nullptr, 16));
        m_at += 4;
    } else {
        return fail(m_at, u"The escapes are \\\" \\\\ \\* \\n \\t and \\u with four hexadecimal digits"_s);
    }
    ++m_at;
    return true;
}

bool FilterParser::checkEndOfQuoted()
{
    return isAtEndOfTerm() || fail(m_at, u"A space must follow the closing quotation mark"_s);
}

} // namespace Landline
