// SPDX-FileCopyrightText: 2026 The Landline authors
// SPDX-License-Identifier: LGPL-3.0-or-later

#ifndef LANDLINE_VISIBLETEXT_H
#define LANDLINE_VISIBLETEXT_H

#include <QtCore/qstring.h>

namespace Landline::Gui {

/// How many characters of a client's text a cell or a line of the log shows.
inline constexpr qsizetype MaxVisibleCharacters = 200;

/// \a text as it may be shown in one line: control characters, line ends and the characters that
/// turn or hide text (U+202A-E, U+2066-9, U+200B-F and their like) become visible, as in "\u202e";
/// what is longer than \a limit characters is cut and ends with an ellipsis.
QString visibleText(const QString &text, qsizetype limit = MaxVisibleCharacters);

/// \a text for a tool tip: Qt would take what looks like HTML for HTML, so it is made HTML that
/// says the same.
QString toolTipText(const QString &text);

/// \a text for a cell of a spreadsheet: never taken for a formula, never two cells or two lines.
QString cellText(const QString &text);

/// The \a text of an action as it stands on a button: without the mnemonic, be it "&Push" or
/// "推送(&P)", and without the ellipsis.
QString withoutMnemonic(const QString &text);

} // namespace Landline::Gui

#endif
