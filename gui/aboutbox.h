// SPDX-FileCopyrightText: 2026 The Landline authors
// SPDX-License-Identifier: LGPL-3.0-or-later

#ifndef LANDLINE_ABOUTBOX_H
#define LANDLINE_ABOUTBOX_H

class QWidget;

namespace Landline::Gui {

/// Opens a box over \a window that names the console, its version and its licence.
void showAboutBox(QWidget *window);

} // namespace Landline::Gui

#endif
