// SPDX-FileCopyrightText: 2026 The Landline authors
// SPDX-License-Identifier: LGPL-3.0-or-later

#ifndef LANDLINE_QUOTING_H
#define LANDLINE_QUOTING_H

#include <QtCore/qstringlist.h>

namespace Landline {

/// \a text as a TOML basic string, quotation marks included: what TOML forbids in a string, and
/// what could disturb a terminal, is escaped.
QString quoted(QStringView text);

/// \a texts as a TOML array: `["a", "b"]`.
QString quotedList(const QStringList &texts);

/// The same as quoted() without quotation marks, cut after 80 characters: for text that a message quotes or a
/// comment names.
QString printable(QStringView text);

} // namespace Landline

#endif
