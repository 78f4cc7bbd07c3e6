// SPDX-FileCopyrightText: 2026 The Landline authors
// SPDX-License-Identifier: LGPL-3.0-or-later

#ifndef LANDLINE_COLUMNLAYOUT_H
#define LANDLINE_COLUMNLAYOUT_H

#include <QtCore/qobject.h>

class QHeaderView;
class QMenu;
class QTableView;

namespace Landline::Gui {

/// The columns of the table of connections: chosen by the header's menu, and as wide as the table
/// until somebody chooses a width.
class ColumnLayout : public QObject
{
    Q_OBJECT

public:
    /// For \a view, which has its model already and owns the layout.
    explicit ColumnLayout(QTableView *view);

    /// Columns, order, widths and sorting as at the very first start.
    void reset();
    /// Whether the widths are somebody's choice, which the table's width does not change.
    void setWidthsKept(bool kept);
    bool areWidthsKept() const { return !m_fits; }
    /// Fills \a menu with one entry for each column.
    void fillMenu(QMenu *menu);

protected:
    bool eventFilter(QObject *watched, QEvent *event) override;

private:
    void showMenu(const QPoint &position);
    void setShown(int column, bool shown);
    int smallestWidth(int column) const;
    void fit();

    QTableView *m_view;
    QHeaderView *m_header;
    bool m_fits = true;
    bool m_fitting = false; ///< it is us who resize
};

} // namespace Landline::Gui

#endif
