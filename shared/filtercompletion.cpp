// SPDX-FileCopyrightText: 2026 The Landline authors
// SPDX-License-Identifier: LGPL-3.0-or-later

#include "shared/filter.h"

#include <algorithm>

using namespace Qt::StringLiterals;

namespace Landline {

namespace {

/// \a key as it is written before a value: "user:", "queued>", "tls", "ctx.".
QString keyWithOperator(FilterKey key)
{
    const QString name = filterKeyName(key);
    switch (filterValueOf(key)) {
    case FilterValue::Text:
    case FilterValue::Address: return name + u':';
    case FilterValue::Count: return key == FilterKey::In || key == FilterKey::Out ? name + u'>' : name + u':';
    case FilterValue::Size:
    case FilterValue::Seconds:
    case FilterValue::Milliseconds: return name + u'>';
    case FilterValue::Flag: return name;
    case FilterValue::Any: return name + u'.';
    }
    Q_UNREACHABLE();
}

QStringList keysBeginningWith(QStringView prefix)
{
    QStringList keys;
    for (int i = 0; i <= int(FilterKey::Context); ++i) {
        const QString key = keyWithOperator(FilterKey(i));
        if (key.startsWith(prefix, Qt::CaseInsensitive))
            keys.append(key);
    }
    return keys;
}

bool isOperator(QChar c)
{
    return QStringView(u":<>=").contains(c);
}

/// Behind the text in quotation marks that begins at \a at, closed or not.
qsizetype endOfQuoted(QStringView text, qsizetype at)
{
    for (++at; at < text.size() && text.at(at) != u'"'; ++at) {
        if (text.at(at) == u'\\')
            ++at;
    }
    return std::min(at + 1, text.size());
}

/// Behind what begins at \a at and ends at the first character outside of quotation marks for which \a isEnd is true.
template<typename IsEnd>
qsizetype endOf(QStringView text, qsizetype at, const IsEnd &isEnd)
{
    while (at < text.size() && !isEnd(text.at(at)))
        at = text.at(at) == u'"' ? endOfQuoted(text, at) : at + 1;
    return at;
}

bool isSpace(QChar c)
{
    return c.isSpace();
}

/// What a part of a value says, as far as it is typed.
QString withoutQuotes(QStringView text)
{
    if (!text.startsWith(u'"'))
        return text.toString();
    QString result;
    for (qsizetype i = 1; i < text.size() && text.at(i) != u'"'; ++i) {
        if (text.at(i) == u'\\' && i + 1 < text.size())
            ++i;
        result += text.at(i);
    }
    return result;
}

void setKey(FilterCompletion &completion, QStringView name)
{
    if (name.startsWith("ctx."_L1, Qt::CaseInsensitive) && name.size() > 4) {
        completion.valueOf = FilterKey::Context;
        completion.contextName = name.sliced(4).toString();
    } else if (const std::optional<FilterKey> key = filterKeyByName(name); key && filterValueOf(*key) != FilterValue::Flag) {
        completion.valueOf = key;
    }
}

/// The completion at \a position in the term from \a start to \a end.
FilterCompletion completionInTerm(QStringView text, qsizetype start, qsizetype end, qsizetype position)
{
    while (start < position && text.at(start) == u'!')
        ++start;
    const qsizetype keyEnd = endOf(text.first(end), start, isOperator);
    qsizetype valueStart = keyEnd;
    while (valueStart < end && isOperator(text.at(valueStart)))
        ++valueStart;
    FilterCompletion completion;
    if (position <= keyEnd || keyEnd == end) {
        // The operator is replaced with the key.
        completion.start = start;
        completion.length = valueStart - start;
        completion.typed = text.sliced(start, position - start).toString();
        if (!completion.typed.startsWith(u'"'))
            completion.keys = keysBeginningWith(completion.typed);
        return completion;
    }
    const auto isBar = [](QChar c) { return c == u'|'; };
    qsizetype valueEnd = endOf(text.first(end), valueStart, isBar);
    while (valueEnd < position) {
        valueStart = valueEnd + 1;
        valueEnd = endOf(text.first(end), valueStart, isBar);
    }
    valueStart = std::min(valueStart, position);
    setKey(completion, text.sliced(start, keyEnd - start));
    completion.start = valueStart;
    completion.length = valueEnd - valueStart;
    completion.typed = withoutQuotes(text.sliced(valueStart, position - valueStart));
    return completion;
}

} // namespace

FilterCompletion Filter::completionsAt(QStringView text, qsizetype position)
{
    position = std::clamp<qsizetype>(position, 0, text.size());
    qsizetype start = 0;
    while (true) {
        while (start < position && isSpace(text.at(start)))
            ++start;
        const qsizetype end = endOf(text, start, isSpace);
        if (end >= position)
            return completionInTerm(text, start, end, position);
        start = end;
    }
}

} // namespace Landline
