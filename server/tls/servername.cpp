// SPDX-FileCopyrightText: 2026 The Landline authors
// SPDX-License-Identifier: LGPL-3.0-or-later

#include "tls/servername.h"

#include <QtCore/qendian.h>

#include <algorithm>

namespace Landline {

namespace {

constexpr qsizetype lengthSize = 2; // of the list, and of the name in it
constexpr qsizetype prefixSize = 2 * lengthSize + 1;
constexpr char hostName = 0; // nobody has defined another type, and there is one name of each type
constexpr qsizetype longestName = 255;

bool isHostCharacter(char c)
{
    return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '-' || c == '_' || c == '.';
}

qsizetype lengthAt(QByteArrayView bytes, qsizetype position)
{
    return qFromBigEndian<quint16>(bytes.data() + position);
}

} // namespace

std::optional<QByteArray> readServerName(QByteArrayView extension)
{
    const qsizetype size = extension.size();
    if (size <= prefixSize || size - prefixSize > longestName || lengthAt(extension, 0) != size - lengthSize
        || extension[lengthSize] != hostName || lengthAt(extension, lengthSize + 1) != size - prefixSize)
        return std::nullopt;
    QByteArray name = extension.sliced(prefixSize).toByteArray().toLower();
    if (name.endsWith('.'))
        name.chop(1);
    return std::all_of(name.cbegin(), name.cend(), isHostCharacter) ? name : QByteArray();
}

} // namespace Landline
