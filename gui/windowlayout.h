// SPDX-FileCopyrightText: 2026 The Landline authors
// SPDX-License-Identifier: LGPL-3.0-or-later

#ifndef LANDLINE_WINDOWLAYOUT_H
#define LANDLINE_WINDOWLAYOUT_H

#include <QtCore/qbytearray.h>
#include <QtCore/qsettings.h>

class QHeaderView;
class QMainWindow;

namespace Landline::Gui {

/// Keeps how a window is laid out from one start to the next: place, docks and the columns of its
/// table.
///
/// What was kept by a version with other docks or columns is passed over.
class WindowLayout
{
public:
    /// To be raised with every change of docks, tool bars or columns.
    static constexpr int Version = 1;

    /// The window and its table's header stay the caller's. The layout that they have now is what
    /// reset() goes back to.
    WindowLayout(QMainWindow *window, QHeaderView *table);

    void save(QSettings &settings) const;
    /// False when nothing fitting was kept.
    bool restore(const QSettings &settings);
    void reset();

private:
    QMainWindow *m_window;
    QHeaderView *m_table;
    QByteArray m_firstState;
    QByteArray m_firstTable;
};

} // namespace Landline::Gui

#endif
