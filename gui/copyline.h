// SPDX-FileCopyrightText: 2026 The Landline authors
// SPDX-License-Identifier: LGPL-3.0-or-later

#ifndef LANDLINE_COPYLINE_H
#define LANDLINE_COPYLINE_H

#include <QtWidgets/qwidget.h>

class QLabel;
class QLineEdit;
class QToolButton;

namespace Landline::Gui {

/// A caption, a text to take away, and a button that copies it.
class CopyLine : public QWidget
{
    Q_OBJECT

public:
    explicit CopyLine(const QString &caption, QWidget *parent = nullptr);

    QString text() const;
    void setText(const QString &text);
    /// Adds a button that opens the text, which is an address, in the browser.
    void setOpensInBrowser();

private:
    QLabel *m_caption;
    QLineEdit *m_text;
    QToolButton *m_copy;
    QToolButton *m_open = nullptr;
};

} // namespace Landline::Gui

#endif
