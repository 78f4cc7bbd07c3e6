// SPDX-FileCopyrightText: 2026 The Landline authors
// SPDX-License-Identifier: LGPL-3.0-or-later

#include "http/routepattern.h"

#include "api/percentencoding_p.h"
#include "http/requesthead.h"

#include <algorithm>
#include <array>

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

/// What RFC 3986 section 3.3 lets stand in a path as it is, by code point.
static constexpr auto pathCharacters = [] {
    std::array<bool, 128> characters{};
    for (const char c : "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-._~!$&'()*+,;=:@/")
        characters[size_t(c)] = c != '\0';
    return characters;
}();

static bool isPathCharacter(QChar c)
{
    return c.unicode() < pathCharacters.size() && pathCharacters[c.unicode()];
}

/// The first character of \a rest, which is not empty: a whole escape, or a whole surrogate pair.
static QStringView firstCharacter(QStringView rest)
{
    const QStringView escape = rest.first(qMin<qsizetype>(rest.size(), 3));
    if (rest.front() == u'%' && escape.size() == 3 && PercentEncoding::isValid(escape.toLatin1()))
        return escape;
    const bool isPair = rest.size() > 1 && rest[0].isHighSurrogate() && rest[1].isLowSurrogate();
    return rest.first(isPair ? 2 : 1);
}

/// \a character, one that firstCharacter() gave, as it is in a canonicalPath().
static QString canonical(QStringView character)
{
    if (character.front() == u'%' && character.size() > 1)
        return character.toString().toUpper();
    if (isPathCharacter(character.front()))
        return character.toString();
    return QString::fromLatin1(character.toUtf8().toPercentEncoding());
}

QString RoutePattern::canonicalPath(const QString &path)
{
    if (std::all_of(path.begin(), path.end(), isPathCharacter))
        return path;
    QString result;
    for (QStringView rest = path; !rest.isEmpty();) {
        const QStringView character = firstCharacter(rest);
        result += canonical(character);
        rest = rest.sliced(character.size());
    }
    return result;
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
        return readLiteral(rest.sliced(m_position));
    }
}

bool RoutePattern::readLiteral(QStringView rest)
{
    const QStringView character = firstCharacter(rest);
    if (!checkLiteral(character))
        return false;
    const QString literal = canonical(character);
    m_path += literal;
    m_expression += QRegularExpression::escape(literal);
    m_position += character.size();
    return true;
}

/// False for what no request can have in its path.
bool RoutePattern::checkLiteral(QStringView character)
{
    const QChar c = character.front();
    if (c == u'#')
        return fail(u"has a \"#\", which begins a fragment that clients do not send: leave it out, or write %23 for the sign"_s);
    if (c == u'?')
        return fail(u"has a \"?\", which begins the query, and routes match paths only: leave it out and read "
                    "Request::query(), or write %3F for the sign"_s);
    if (c == u'%' && character.size() == 1)
        return fail(u"has a \"%\" without two hexadecimal digits behind it: write %25 for the sign"_s);
    if (c.category() == QChar::Other_Control) {
        const QString number = QString::number(c.unicode(), 16).toUpper().rightJustified(4, u'0');
        return fail(u"has the control character U+%1: leave it out, or write %2"_s.arg(number, canonical(character)));
    }
    if (c.isSurrogate() && character.size() == 1)
        return fail(u"has half a surrogate pair, which is not text: leave it out"_s);
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
    if (m_path.size() > RequestHead::MaxTargetSize)
        return fail(u"is longer than the %1 bytes that a request target may have"_s.arg(RequestHead::MaxTargetSize));
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
