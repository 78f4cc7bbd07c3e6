// SPDX-FileCopyrightText: 2026 The Landline authors
// SPDX-License-Identifier: LGPL-3.0-or-later

#ifndef LANDLINE_SHORTCUTSDIALOG_H
#define LANDLINE_SHORTCUTSDIALOG_H

#include <QtWidgets/qdialog.h>

class QAction;

namespace Landline::Gui {

/// The list of all keys, made from the actions themselves, so that it cannot be out of date.
class ShortcutsDialog : public QDialog
{
    Q_OBJECT

public:
    explicit ShortcutsDialog(const QList<QAction *> &actions, QWidget *parent = nullptr);
};

} // namespace Landline::Gui

#endif
