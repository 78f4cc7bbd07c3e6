// SPDX-FileCopyrightText: 2026 The Landline authors
// SPDX-License-Identifier: LGPL-3.0-or-later

#ifndef LANDLINE_APPEARANCE_H
#define LANDLINE_APPEARANCE_H

#include <QtGui/qpalette.h>

namespace Landline::Gui {

/// Which colours the console wears.
enum class Appearance {
    System, ///< the desktop's; where it has none, Light
    Light,
    Dark,
};

/// The console's own palette; \a appearance is Light or Dark.
QPalette paletteOf(Appearance appearance);

/// Puts the whole application into \a appearance, with the Fusion style; may be called again at any
/// time.
void apply(Appearance appearance);

/// Key for the settings, and back; what is not known is System.
QString toKey(Appearance appearance);
Appearance appearanceFromKey(const QString &key);

bool isDark(const QPalette &palette);

/// A background that says "attention" and the colour of text on it, fitting \a palette.
struct NoticeColors
{
    QColor background;
    QColor text;
};
NoticeColors noticeColors(const QPalette &palette);
/// The colour of text that reports an error, on \a palette's Window and Base.
QColor errorColor(const QPalette &palette);
/// The colour of text that matters less, on \a palette's Window and Base.
QColor quietColor(const QPalette &palette);

/// The contrast of two colours after WCAG 2.1, from 1 to 21.
double contrast(const QColor &first, const QColor &second);

} // namespace Landline::Gui

#endif
