// SPDX-FileCopyrightText: 2026 The Landline authors
// SPDX-License-Identifier: LGPL-3.0-or-later

#ifndef LANDLINE_FILTERBAR_H
#define LANDLINE_FILTERBAR_H

#include "gui/connectionfilter.h"

#include <QtWidgets/qwidget.h>

class QComboBox;
class QLabel;
class QLineEdit;

namespace Landline::Gui {

/// Which connections to show: words to look for, a server, and how many that are.
class FilterBar : public QWidget
{
    Q_OBJECT

public:
    explicit FilterBar(QWidget *parent = nullptr);

    ConnectionFilter filter() const;
    /// The servers to choose from; the choice stays if its name is still there.
    void setServers(const QStringList &names);
    void setCounts(qsizetype shown, qsizetype total);
    void clear();
    void focusText();

signals:
    void filterChanged(const Landline::Gui::ConnectionFilter &filter);
    /// Enter or Down was pressed in the text: on to the table.
    void left();

protected:
    bool eventFilter(QObject *watched, QEvent *event) override;

private:
    QLineEdit *m_text;
    QComboBox *m_server;
    QLabel *m_counts;
};

} // namespace Landline::Gui

#endif
