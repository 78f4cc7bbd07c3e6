// SPDX-FileCopyrightText: 2026 The Landline authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "http/routepattern.h"

#include <algorithm>

using namespace Qt::StringLiterals;

namespace Landline {

static bool isName(QStringView name)
{
    const auto isLetter = [](QChar c) {
        return (c >= u'a' && c <= u'z') || (c >= u'A' && c <= u'Z') || c == u'_';
    };
    return !name.isEmpty() && isLetter(name.front())
            && std::all_of(name.begin(), name.end(), [isLetter](QChar c) {
                   return isLetter(c) || (c >= u'0' && c <= u'9') || c == u'-';
               });
}

/// The index of the brace that closes the one at \a open, or -1.
static qsizetype closingBrace(QStringView text, qsizetype open)
{
    int depth = 0;
    for (qsizetype i = open; i < text.size(); ++i) {
        if (text[i] == u'{')
            ++depth;
        else if (text[i] == u'}' && --depth == 0)
            return i;
    }
    return -1;
}

RoutePattern::RoutePattern(const QString &pattern)
    : m_pattern(pattern)
{
    if (!read(m_pattern))
        m_variants.clear();
}

bool RoutePattern::fail(const QString &complaint)
{
    m_errorString = u"The route \"%1\" %2."_s.arg(m_pattern, complaint);
    return false;
}

bool RoutePattern::read(QStringView pattern)
{
    QStringView rest = pattern;
    while (rest.endsWith(u']'))
        rest.chop(1);
    while (m_position < rest.size()) {
        if (!readElement(rest))
            return false;
    }
    if (m_tails > 0 && m_tailStart == rest.size())
        return fail(u"has an empty optional part"_s);
    if (m_tails != pattern.size() - rest.size())
        return fail(u"does not close each \"[\" with one \"]\""_s);
    return endVariant();
}

bool RoutePattern::readElement(QStringView rest)
{
    const QChar c = rest[m_position];
    switch (c.unicode()) {
    case u'{':
        return readPlaceholder(rest);
    case u'}':
        return fail(u"has a \"}\" without its \"{\""_s);
    case u'[':
        return beginTail();
    case u']':
        return fail(u"has an optional part that is not at its end"_s);
    default:
        return readLiteral(c);
    }
}

bool RoutePattern::readLiteral(QChar c)
{
    m_path += c;
    // Only ASCII has signs to escape, and half a surrogate pair must not be.
    m_expression
            += c.unicode() < 0x80 ? QRegularExpression::escape(QStringView(&c, 1)) : QString(c);
    ++m_position;
    return true;
}

bool RoutePattern::beginTail()
{
    if (m_position > 0 && m_position == m_tailStart)
        return fail(u"has an empty optional part"_s);
    ++m_tails;
    m_tailStart = ++m_position;
    return endVariant();
}

bool RoutePattern::readPlaceholder(QStringView rest)
{
    const qsizetype end = closingBrace(rest, m_position);
    if (end < 0)
        return fail(u"has a \"{\" without its \"}\""_s);
    const QStringView inside = rest.sliced(m_position + 1, end - m_position - 1);
    m_position = end + 1;
    const qsizetype colon = inside.indexOf(u':');
    if (colon < 0)
        return addPlaceholder(inside.trimmed().toString(), u"[^/]+"_s);
    return addPlaceholder(inside.first(colon).trimmed().toString(),
                          inside.sliced(colon + 1).trimmed().toString());
}

bool RoutePattern::addPlaceholder(const QString &name, const QString &regex)
{
    if (!isName(name))
        return fail(u"has a placeholder with the name \"%1\", which is not allowed"_s.arg(name));
    if (m_names.contains(name))
        return fail(u"has the placeholder \"%1\" twice"_s.arg(name));
    // Looked at alone first: in "a)(b" the parentheses would otherwise pair up with ours.
    const QRegularExpression alone(regex);
    if (!alone.isValid()) {
        const QString complaint = u"has an invalid regular expression for \"%1\": %2"_s;
        return fail(complaint.arg(name, alone.errorString()));
    }
    if (alone.captureCount() > 0) {
        const QString complaint = u"has a capturing group in \"%1\", where (?:...) is meant"_s;
        return fail(complaint.arg(name));
    }
    m_names += name;
    m_expression += u'(' + regex + u')';
    return true;
}

bool RoutePattern::endVariant()
{
    Variant variant{m_path, QRegularExpression(), m_names};
    if (!variant.isStatic()) {
        variant.regex.setPattern(QRegularExpression::anchoredPattern(m_expression));
        if (variant.regex.captureCount() != m_names.size())
            return fail(u"is not a valid regular expression as a whole: "_s
                        + variant.regex.errorString());
        variant.regex.optimize();
    }
    m_variants.append(variant);
    return true;
}

} // namespace Landline
