// SPDX-FileCopyrightText: 2026 The Landline authors
// SPDX-License-Identifier: LGPL-3.0-or-later

#ifndef LANDLINE_LANGUAGES_H
#define LANDLINE_LANGUAGES_H

class QCoreApplication;
class QLocale;

namespace Landline::Gui {

/// Makes \a application speak the language of \a locale, Qt's own texts included where Qt's
/// translations are installed; English when there is no better.
void installLanguage(QCoreApplication *application, const QLocale &locale);

} // namespace Landline::Gui

#endif
