// SPDX-FileCopyrightText: 2026 The Landline authors
// SPDX-License-Identifier: LGPL-3.0-or-later

#ifndef LANDLINE_CONNECTIONVIEW_H
#define LANDLINE_CONNECTIONVIEW_H

#include <QtCore/qset.h>
#include <QtGui/qpalette.h>
#include <QtWidgets/qtableview.h>

namespace Landline::Gui {

class ColumnLayout;
class ConnectionModel;

/// The table of connections: whole rows are selected, columns are chosen by the header's menu, and
/// nothing moves under a pressed button or key.
class ConnectionView : public QTableView
{
    Q_OBJECT

public:
    /// \a model stays the caller's.
    explicit ConnectionView(ConnectionModel *model, QWidget *parent = nullptr);

    /// The fds of the selected rows, in the order of the table.
    QList<qint64> selectedFds() const;
    int selectedCount() const;
    /// Selects exactly those rows of \a fds that are shown.
    void selectFds(const QList<qint64> &fds);

    /// Draws everything in the colour of what is disabled, or as usual.
    void setStale(bool stale);
    bool isStale() const { return m_stale; }

    /// The selected rows with their visible columns, a line each, cells parted by tabs.
    QString selectionAsText() const;
    /// Which columns there are, in what order and how wide.
    ColumnLayout *columns() const { return m_columns; }

signals:
    void selectedCountChanged(int count);

protected:
    void mousePressEvent(QMouseEvent *event) override;
    void mouseReleaseEvent(QMouseEvent *event) override;
    void keyPressEvent(QKeyEvent *event) override;
    void keyReleaseEvent(QKeyEvent *event) override;
    void focusOutEvent(QFocusEvent *event) override;
    void contextMenuEvent(QContextMenuEvent *event) override;
    void changeEvent(QEvent *event) override;
    void selectionChanged(const QItemSelection &selected,
                          const QItemSelection &deselected) override;

private:
    void updateHold();
    void updateColors();

    ConnectionModel *m_model;
    ColumnLayout *m_columns = nullptr;
    QPalette m_ownPalette;
    QSet<int> m_keys; ///< pressed and not released
    bool m_mouseDown = false;
    bool m_menuOpen = false;
    bool m_stale = false;
};

} // namespace Landline::Gui

#endif
