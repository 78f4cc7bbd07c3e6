// SPDX-FileCopyrightText: 2026 The Landline authors
// SPDX-License-Identifier: LGPL-3.0-or-later

#include "api/percentencoding_p.h"

#include <QtCore/qstringconverter.h>

namespace Landline {

namespace {

constexpr qsizetype escapeSize = 3; // "%2F"

/// The value of the hexadecimal digit \a c, or -1.
int hexValue(char c)
{
    if (c >= '0' && c <= '9')
        return c - '0';
    const char lower = char(c | 0x20);
    return lower >= 'a' && lower <= 'f' ? lower - 'a' + 10 : -1;
}

/// The byte that the escape at the start of \a text stands for, or -1 if there is none.
int escapedByte(QByteArrayView text)
{
    if (text.size() < escapeSize || text[0] != '%')
        return -1;
    const int high = hexValue(text[1]);
    const int low = hexValue(text[2]);
    return high < 0 || low < 0 ? -1 : high * 16 + low;
}

} // namespace

bool PercentEncoding::isValid(QByteArrayView text)
{
    for (qsizetype i = text.indexOf('%'); i >= 0; i = text.indexOf('%', i + escapeSize)) {
        if (escapedByte(text.sliced(i)) < 0)
            return false;
    }
    return true;
}

QByteArray PercentEncoding::decoded(QByteArrayView text)
{
    if (!text.contains('%'))
        return text.toByteArray();
    QByteArray bytes;
    bytes.reserve(text.size());
    for (qsizetype i = 0; i < text.size();) {
        const int byte = escapedByte(text.sliced(i));
        bytes += byte < 0 ? text[i] : char(byte);
        i += byte < 0 ? 1 : escapeSize;
    }
    return bytes;
}

QString PercentEncoding::decodedText(QByteArrayView text)
{
    // QString::fromUtf8() would drop a byte order mark.
    using Flag = QStringConverter::Flag;
    QStringDecoder decoder(QStringDecoder::Utf8, Flag::Stateless | Flag::ConvertInitialBom);
    return decoder(decoded(text));
}

} // namespace Landline
