// SPDX-FileCopyrightText: 2026 The Landline authors
// SPDX-License-Identifier: LGPL-3.0-or-later

#ifndef LANDLINE_EVENTLOG_H
#define LANDLINE_EVENTLOG_H

#include <QtCore/qabstractitemmodel.h>
#include <QtWidgets/qwidget.h>

class QAction;
class QLabel;
class QTreeView;

namespace Landline::Gui {

class EventModel;

/// The log: an EventModel's lines, following the newest as long as the last line is in sight, else
/// standing still whatever is inserted or dropped above, with pause and clear.
class EventLog : public QWidget
{
    Q_OBJECT

public:
    /// \a model stays the caller's.
    explicit EventLog(EventModel *model, QWidget *parent = nullptr);

    QTreeView *view() const { return m_view; }

signals:
    /// The user asked (Enter or double click) for the connection of a line.
    void connectionRequested(qint64 fd);

protected:
    bool eventFilter(QObject *watched, QEvent *event) override;
    void resizeEvent(QResizeEvent *event) override;

private:
    void buildView();
    QWidget *buildBar();
    void rememberPlace();
    void restorePlace();
    void follow(const QModelIndex &parent, int first, int last);
    void copySelection() const;
    void showWaiting(int lines);

    EventModel *m_model;
    QTreeView *m_view;
    QAction *m_pause = nullptr;
    QLabel *m_waiting = nullptr;
    QPersistentModelIndex m_top; ///< the first line in sight, while m_atEnd is false
    bool m_atEnd = true;
};

} // namespace Landline::Gui

#endif
