// SPDX-FileCopyrightText: 2026 The Landline authors
// SPDX-License-Identifier: LGPL-3.0-or-later

#include "http/grammar.h"

#include <algorithm>
#include <charconv>

namespace Landline {

namespace {

using Grammar::CharacterClass;

constexpr bool isDigit(int c)
{
    return c >= '0' && c <= '9';
}

constexpr bool isHexDigit(int c)
{
    return isDigit(c) || (c >= 'A' && c <= 'F') || (c >= 'a' && c <= 'f');
}

constexpr bool isAlphaNumeric(int c)
{
    return isDigit(c) || (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z');
}

constexpr bool isOneOf(int c, const char *set)
{
    for (; *set; ++set) {
        if (c == *set)
            return true;
    }
    return false;
}

constexpr char lowered(char c)
{
    return c >= 'A' && c <= 'Z' ? char(c + ('a' - 'A')) : c;
}

constexpr int bit(CharacterClass characterClass, bool on)
{
    return on ? int(characterClass) : 0;
}

constexpr quint8 classesOf(int c)
{
    return quint8(
            bit(CharacterClass::Token, isAlphaNumeric(c) || isOneOf(c, "!#$%&'*+-.^_`|~"))
            | bit(CharacterClass::Target, c > ' ' && c < 0x7f && c != '#')
            | bit(CharacterClass::Value, c == '\t' || (c >= ' ' && c != 0x7f))
            | bit(CharacterClass::HostName, isAlphaNumeric(c) || isOneOf(c, "-._~%!$&'()*+,;="))
            | bit(CharacterClass::HostAddress, isHexDigit(c) || isOneOf(c, ":.")));
}

constexpr std::array<quint8, 256> makeClassTable()
{
    std::array<quint8, 256> table{};
    for (int c = 0; c < 256; ++c)
        table[size_t(c)] = classesOf(c);
    return table;
}

bool isPort(QByteArrayView port)
{
    return port.isEmpty() || Grammar::toNumber(port).value_or(65536) < 65536;
}

} // namespace

constinit const std::array<quint8, 256> Grammar::classTable = makeClassTable();

bool Grammar::consistsOf(CharacterClass wanted, QByteArrayView text)
{
    return !text.isEmpty()
            && std::all_of(text.begin(), text.end(), [wanted](char c) { return isIn(wanted, c); });
}

bool Grammar::isSameName(QByteArrayView a, QByteArrayView b)
{
    return std::equal(a.begin(), a.end(), b.begin(), b.end(),
                      [](char left, char right) { return left == right || lowered(left) == lowered(right); });
}

std::optional<qint64> Grammar::toNumber(QByteArrayView digits)
{
    // from_chars() alone takes a sign and stops before what is no digit; two readers of one head could understand
    // that differently.
    if (!std::all_of(digits.begin(), digits.end(), isDigit))
        return std::nullopt;
    qint64 number = 0;
    const std::errc error = std::from_chars(digits.begin(), digits.end(), number).ec;
    return error == std::errc() ? std::optional(number) : std::nullopt;
}

bool Grammar::isHostAndPort(QByteArrayView host)
{
    const bool bracketed = host.startsWith('[');
    const qsizetype found = host.indexOf(bracketed ? ']' : ':');
    if (bracketed && found < 0)
        return false;
    const qsizetype end = found < 0 ? host.size() : found;
    const QByteArrayView name = bracketed ? host.sliced(1, end - 1) : host.first(end);
    const QByteArrayView rest = host.sliced(bracketed ? end + 1 : end);
    return consistsOf(bracketed ? CharacterClass::HostAddress : CharacterClass::HostName, name)
            && (rest.isEmpty() || (rest.startsWith(':') && isPort(rest.sliced(1))));
}

} // namespace Landline
