// SPDX-FileCopyrightText: 2026 The Landline authors
// SPDX-License-Identifier: LGPL-3.0-or-later

#ifndef LANDLINE_DECIMAL_H
#define LANDLINE_DECIMAL_H

#include <QtCore/qstring.h>

#include <charconv>

namespace Landline {

/// Appends \a number in decimal to \a text, as QString::number() writes it, for a tenth of its price.
inline void appendDecimal(QString *text, qint64 number)
{
    char digits[20];
    const char *end = std::to_chars(digits, digits + sizeof digits, number).ptr;
    *text += QLatin1String(digits, static_cast<qsizetype>(end - digits));
}

} // namespace Landline

#endif
