// SPDX-FileCopyrightText: 2026 The Landline authors
// SPDX-License-Identifier: LGPL-3.0-or-later

#ifndef LANDLINE_CONSOLEACTIONS_H
#define LANDLINE_CONSOLEACTIONS_H

#include "gui/appearance.h"

#include <QtCore/qobject.h>

class QAction;
class QActionGroup;
class QWidget;

namespace Landline::Gui {

/// Everything that the console can be asked for, with its words, icon and keys. What it does is
/// connected elsewhere.
class ConsoleActions : public QObject
{
    Q_OBJECT

public:
    /// The actions belong to \a window, and their shortcuts hold wherever in it the focus is.
    explicit ConsoleActions(QWidget *window);

    QAction *reconnect;
    QAction *quit;
    QAction *selectAll;
    QAction *copy;
    QAction *compose;
    QAction *push;
    QAction *disconnectClients;
    QAction *find;
    QAction *clearFilter;
    QAction *nextPane;
    QAction *resetLayout;
    QAction *shortcuts;
    QAction *about;
    QActionGroup *appearance; ///< its actions' data() is an Appearance as int

private:
    QAction *add(const QString &name, const QString &icon, const QString &text,
                 const QString &toolTip, const QList<QKeySequence> &keys);
    void addAppearance(const QString &name, const QString &text, Appearance value);

    QWidget *m_window;
};

} // namespace Landline::Gui

#endif
