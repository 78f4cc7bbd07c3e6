// SPDX-FileCopyrightText: 2026 The Landline authors
// SPDX-License-Identifier: LGPL-3.0-or-later

#ifndef LANDLINE_HTTPDATE_P_H
#define LANDLINE_HTTPDATE_P_H

#include <QtCore/qdatetime.h>

namespace Landline {

/// \a date as in "Sun, 06 Nov 1994 08:49:37 GMT" (IMF-fixdate, RFC 9110 section 5.6.7), whatever
/// the locale.
QByteArray httpDate(const QDateTime &date);

/// The date that \a text is, in UTC: an IMF-fixdate, or one of asctime(). Invalid if it is none of them; the form of RFC 850,
/// which leaves out the century, is not supported.
QDateTime parseHttpDate(const QByteArray &text);

} // namespace Landline

#endif
