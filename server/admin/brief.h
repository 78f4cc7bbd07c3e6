// SPDX-FileCopyrightText: 2026 The Landline authors
// SPDX-License-Identifier: LGPL-3.0-or-later

#ifndef LANDLINE_BRIEF_H
#define LANDLINE_BRIEF_H

#include <QtCore/qstring.h>

namespace Landline {

/// The most characters of one text of a client that the admin link carries.
inline constexpr qsizetype MaxBriefLength = 512;

/// \a text, or its beginning and "…" when it is longer than that: a client chooses how long its
/// path is, and thousands of them have to fit into one answer.
QString brief(const QString &text);

/// The same within quotation marks, for the log: what does not print is escaped.
QString quotedBrief(const QString &text);

} // namespace Landline

#endif
