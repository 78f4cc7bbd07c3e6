// SPDX-FileCopyrightText: 2026 The Landline authors
// SPDX-License-Identifier: LGPL-3.0-or-later

#ifndef LANDLINE_GRAMMAR_H
#define LANDLINE_GRAMMAR_H

#include <QtCore/qbytearrayview.h>

#include <array>
#include <optional>

namespace Landline {

/// The small words of HTTP's grammar that reading and writing of heads have in common (RFC 9110,
/// 9112, 3986).
namespace Grammar {

/// What a byte may be part of.
enum class CharacterClass : quint8 {
    Token = 1, ///< a method or a header's name (RFC 9110 section 5.6.2)
    Target = 2, ///< visible ASCII without '#', which would begin a fragment; no target has one
    Value
    = 4, ///< a header's value (RFC 9110 section 5.5), white space and bytes beyond ASCII included
    HostName = 8, ///< a host's name (RFC 3986 section 3.2.2, reg-name)
    HostAddress = 16, ///< what stands between the brackets of an IPv6 address
};

/// The classes that each byte is in; for isIn().
extern const std::array<quint8, 256> classTable;

inline bool isIn(CharacterClass wanted, char c)
{
    return classTable[uchar(c)] & quint8(wanted);
}
/// True when \a text is not empty and all of it is in \a wanted.
bool consistsOf(CharacterClass wanted, QByteArrayView text);

/// Compares the names of headers, schemes and the like: case does not matter.
bool isSameName(QByteArrayView a, QByteArrayView b);

/// A number of digits only, at most the largest qint64: no sign, no space, no point.
std::optional<qint64> toNumber(QByteArrayView digits);

/// A name, an IPv4 address or an IPv6 address in brackets, with or without a port.
bool isHostAndPort(QByteArrayView host);

} // namespace Grammar

} // namespace Landline

#endif
