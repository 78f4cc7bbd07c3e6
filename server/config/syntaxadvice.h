// SPDX-FileCopyrightText: 2026 The Landline authors
// SPDX-License-Identifier: LGPL-3.0-or-later

#ifndef LANDLINE_SYNTAXADVICE_H
#define LANDLINE_SYNTAXADVICE_H

#include <QtCore/qstring.h>

namespace Landline {

/// What to tell about a syntax error: the parser's \a description, and where the \a line shows what
/// was meant, how it is written in TOML.
QString describeSyntaxError(const QString &description, const QString &line);

} // namespace Landline

#endif
