// SPDX-FileCopyrightText: 2026 The Landline authors
// SPDX-License-Identifier: LGPL-3.0-or-later

#include "controllers/jsontext.h"

#include "shared/utf8.h"

#include <vector>

namespace Landline {

namespace {

bool isSpace(char c)
{
    return c == ' ' || c == '\t' || c == '\n' || c == '\r';
}

bool isDigit(char c)
{
    return c >= '0' && c <= '9';
}

qsizetype skipSpace(QByteArrayView text, qsizetype position)
{
    while (position < text.size() && isSpace(text[position]))
        ++position;
    return position;
}

int hexDigit(char c)
{
    if (isDigit(c))
        return c - '0';
    const char lower = static_cast<char>(c | 0x20);
    return lower >= 'a' && lower <= 'f' ? lower - 'a' + 10 : -1;
}

/// The four hexadecimal digits at \a position, or -1.
int codeUnit(QByteArrayView text, qsizetype position)
{
    if (position + 4 > text.size())
        return -1;
    int unit = 0;
    for (qsizetype i = position; i < position + 4; ++i) {
        const int digit = hexDigit(text[i]);
        if (digit < 0)
            return -1;
        unit = unit * 16 + digit;
    }
    return unit;
}

/// Behind the string that begins at \a position; the text is valid.
qsizetype endOfString(QByteArrayView text, qsizetype position)
{
    for (++position; text[position] != '"'; ++position) {
        if (text[position] == '\\')
            ++position;
    }
    return position + 1;
}

/// Behind the value that begins at \a position; the text is valid.
qsizetype endOfValue(QByteArrayView text, qsizetype position)
{
    qsizetype depth = 0;
    do {
        const char c = text[position];
        if (c == '"') {
            position = endOfString(text, position);
            continue;
        }
        if (c == '{' || c == '[')
            ++depth;
        else if (c == '}' || c == ']')
            --depth;
        else if (depth == 0)
            while (position + 1 < text.size() && !isSpace(text[position + 1]) && !QByteArrayView(",]}").contains(text[position + 1]))
                ++position;
        ++position;
    } while (depth > 0);
    return position;
}

/// Checks a text against the grammar, without recursion: the depth of a text is its sender's choice.
class Checker
{
public:
    explicit Checker(QByteArrayView text) : m_text(text) { }

    /// True if it is JSON. It may be too deep and have lone surrogates all the same, see error().
    bool check()
    {
        m_position = skipSpace(m_text, 0);
        do {
            if (!value())
                return false;
        } while (!m_open.empty());
        m_position = skipSpace(m_text, m_position);
        return m_position == m_text.size();
    }
    qsizetype position() const { return m_position; }
    const std::optional<JsonText::Error> &error() const { return m_error; }

private:
    char peek() const { return m_position < m_text.size() ? m_text[m_position] : '\0'; }
    bool take(char c)
    {
        if (peek() != c || m_position == m_text.size())
            return false;
        m_position = skipSpace(m_text, m_position + 1);
        return true;
    }

    /// One value, or the beginning of one that has values; and what follows it up to the next value.
    bool value()
    {
        const char c = peek();
        if (c == '{' || c == '[') {
            open(c);
            if (take(c == '{' ? '}' : ']'))
                return close();
            return c == '[' || name();
        }
        return plain() && next();
    }
    void open(char c)
    {
        m_open.push_back(c);
        if (m_open.size() > JsonText::MaxDepth + 1)
            note(JsonText::Error::Kind::TooDeep, m_position);
        m_position = skipSpace(m_text, m_position + 1);
    }
    bool close()
    {
        m_open.pop_back();
        return next();
    }
    /// Behind a value: the end of what it is in, or the way to the next value.
    bool next()
    {
        m_position = skipSpace(m_text, m_position);
        while (!m_open.empty()) {
            const bool isObject = m_open.back() == '{';
            if (take(','))
                return !isObject || name();
            if (!take(isObject ? '}' : ']'))
                return false;
            m_open.pop_back();
        }
        return true;
    }
    bool name()
    {
        if (peek() != '"' || !string())
            return false;
        m_position = skipSpace(m_text, m_position);
        return take(':');
    }
    bool plain()
    {
        switch (peek()) {
        case '"': return string();
        case 't': return word("true");
        case 'f': return word("false");
        case 'n': return word("null");
        default: return number();
        }
    }
    bool word(QByteArrayView word)
    {
        if (m_text.sliced(m_position, qMin(word.size(), m_text.size() - m_position)) != word)
            return false;
        m_position += word.size();
        return true;
    }
    bool digits()
    {
        const qsizetype begin = m_position;
        while (isDigit(peek()))
            ++m_position;
        return m_position > begin;
    }
    bool number()
    {
        m_position += peek() == '-';
        if (peek() == '0')
            ++m_position;
        else if (!digits())
            return false;
        if (peek() == '.') {
            ++m_position;
            if (!digits())
                return false;
        }
        if (peek() == 'e' || peek() == 'E') {
            ++m_position;
            m_position += peek() == '+' || peek() == '-';
            return digits();
        }
        return true;
    }
    bool string()
    {
        for (++m_position; m_position < m_text.size(); ++m_position) {
            const char c = m_text[m_position];
            if (c == '"') {
                ++m_position;
                return true;
            }
            if (static_cast<uchar>(c) < 0x20 || (c == '\\' && !escape()))
                return false;
        }
        return false;
    }
    bool escape()
    {
        ++m_position;
        if (peek() != 'u')
            return m_position < m_text.size() && QByteArrayView("\"\\/bfnrt").contains(peek());
        const int unit = codeUnit(m_text, m_position + 1);
        if (unit < 0)
            return false;
        const qsizetype begin = m_position - 1;
        m_position += 4;
        if (!QChar::isSurrogate(static_cast<char32_t>(unit)))
            return true;
        const bool isPair = QChar::isHighSurrogate(static_cast<char32_t>(unit)) && m_position + 2 < m_text.size()
                && m_text[m_position + 1] == '\\' && m_text[m_position + 2] == 'u'
                && QChar::isLowSurrogate(static_cast<char32_t>(qMax(codeUnit(m_text, m_position + 3), 0)));
        if (isPair)
            m_position += 6;
        else
            note(JsonText::Error::Kind::LoneSurrogate, begin);
        return true;
    }
    void note(JsonText::Error::Kind kind, qsizetype position)
    {
        if (!m_error)
            m_error = JsonText::Error{kind, position};
    }

    QByteArrayView m_text;
    qsizetype m_position = 0;
    std::vector<char> m_open;
    std::optional<JsonText::Error> m_error;
};

} // namespace

std::optional<JsonText> JsonText::parse(QByteArrayView bytes, Error *error)
{
    Checker checker(bytes);
    if (!checker.check())
        *error = {Error::Kind::Malformed, checker.position()};
    else if (!isValidUtf8(bytes))
        *error = {Error::Kind::Malformed, 0};
    else if (checker.error())
        *error = *checker.error();
    else
        return JsonText(bytes.trimmed());
    return std::nullopt;
}

JsonText::Type JsonText::type() const
{
    switch (m_text.front()) {
    case '{': return Type::Object;
    case '[': return Type::Array;
    case '"': return Type::String;
    case 't':
    case 'f': return Type::Bool;
    case 'n': return Type::Null;
    default: return Type::Number;
    }
}

std::optional<qint64> JsonText::toInteger() const
{
    bool ok = false;
    const qint64 integer = m_text.toByteArray().toLongLong(&ok);
    return ok && type() == Type::Number ? std::optional(integer) : std::nullopt;
}

QString JsonText::toString() const
{
    QString string;
    qsizetype plain = 1;
    const auto appendPlain = [&](qsizetype end) { string += QString::fromUtf8(m_text.sliced(plain, end - plain)); };
    for (qsizetype i = 1; i + 1 < m_text.size(); ++i) {
        if (m_text[i] != '\\')
            continue;
        appendPlain(i);
        const char c = m_text[++i];
        switch (c) {
        case 'b': string += QChar(u'\b'); break;
        case 'f': string += QChar(u'\f'); break;
        case 'n': string += QChar(u'\n'); break;
        case 'r': string += QChar(u'\r'); break;
        case 't': string += QChar(u'\t'); break;
        case 'u':
            string += QChar(static_cast<ushort>(codeUnit(m_text, i + 1)));
            i += 4;
            break;
        default: string += QLatin1Char(c); break;
        }
        plain = i + 1;
    }
    appendPlain(m_text.size() - 1);
    return string;
}

QList<JsonText> JsonText::elements() const
{
    QList<JsonText> elements;
    qsizetype position = skipSpace(m_text, 1);
    while (m_text[position] != ']') {
        const qsizetype end = endOfValue(m_text, position);
        elements.append(JsonText(m_text.sliced(position, end - position)));
        position = skipSpace(m_text, end);
        if (m_text[position] == ',')
            position = skipSpace(m_text, position + 1);
    }
    return elements;
}

QList<std::pair<QString, JsonText>> JsonText::members() const
{
    QList<std::pair<QString, JsonText>> members;
    qsizetype position = skipSpace(m_text, 1);
    while (m_text[position] != '}') {
        const qsizetype nameEnd = endOfString(m_text, position);
        const JsonText name(m_text.sliced(position, nameEnd - position));
        position = skipSpace(m_text, skipSpace(m_text, nameEnd) + 1);
        const qsizetype end = endOfValue(m_text, position);
        members.append({name.toString(), JsonText(m_text.sliced(position, end - position))});
        position = skipSpace(m_text, end);
        if (m_text[position] == ',')
            position = skipSpace(m_text, position + 1);
    }
    return members;
}

QByteArray JsonText::compact() const
{
    QByteArray compact;
    compact.reserve(m_text.size());
    for (qsizetype i = 0; i < m_text.size();) {
        const qsizetype end = m_text[i] == '"' ? endOfString(m_text, i) : i + 1;
        if (!isSpace(m_text[i]))
            compact += m_text.sliced(i, end - i);
        i = end;
    }
    return compact;
}

} // namespace Landline
