// SPDX-FileCopyrightText: 2026 The Landline authors
// SPDX-License-Identifier: LGPL-3.0-or-later

#ifndef LANDLINE_ICONS_H
#define LANDLINE_ICONS_H

#include <QtGui/qicon.h>

namespace Landline::Gui {

/// The bundled icon \a name, by its freedesktop name ("document-send"), drawn in the palette's text
/// colour: it follows every change of the palette by itself.
QIcon symbolicIcon(const QString &name);

/// The application's own icon, in colours.
QIcon applicationIcon();

} // namespace Landline::Gui

#endif
