// SPDX-FileCopyrightText: 2026 The Landline authors
// SPDX-License-Identifier: LGPL-3.0-or-later

#ifndef LANDLINE_PERCENTENCODING_P_H
#define LANDLINE_PERCENTENCODING_P_H

#include <QtCore/qbytearray.h>
#include <QtCore/qstring.h>

namespace Landline {

/// Percent-encoding (RFC 3986 section 2.1), decoded as browsers do (WHATWG URL, "percent-decode"). An escape is '%' and
/// two hexadecimal digits.
namespace PercentEncoding {

/// True if each '%' in \a text begins an escape.
bool isValid(QByteArrayView text);

/// \a text with each escape replaced by its byte. A '%' that begins no escape stays as it is, and so does everything
/// around it. '+' is not special.
QByteArray decoded(QByteArrayView text);

/// The same as text: the bytes are UTF-8, in which U+FFFD replaces what is invalid. A byte order mark and U+0000 are
/// characters like any other.
QString decodedText(QByteArrayView text);

} // namespace PercentEncoding

} // namespace Landline

#endif
