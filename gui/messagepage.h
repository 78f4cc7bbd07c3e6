// SPDX-FileCopyrightText: 2026 The Landline authors
// SPDX-License-Identifier: LGPL-3.0-or-later

#ifndef LANDLINE_MESSAGEPAGE_H
#define LANDLINE_MESSAGEPAGE_H

#include <QtWidgets/qwidget.h>

class QAction;
class QLabel;
class QVBoxLayout;

namespace Landline::Gui {

class CopyLine;

/// A calm page in the place of content that is not there: an icon, a title, a sentence, things to
/// copy, a button.
class MessagePage : public QWidget
{
    Q_OBJECT

public:
    explicit MessagePage(QWidget *parent = nullptr);

    void setIconName(const QString &name);
    void setTitle(const QString &title);
    /// Plain text.
    void setText(const QString &text);
    /// Small print under everything else; plain text.
    void setDetail(const QString &detail);
    QString title() const;
    QString text() const;
    QString detail() const;

    /// Puts a line between text and button.
    CopyLine *addLine(const QString &caption);
    /// Puts a button for \a action, which stays the caller's, under the lines.
    void addButton(QAction *action);

protected:
    void changeEvent(QEvent *event) override;

private:
    void updateLook();

    QString m_iconName;
    QLabel *m_icon;
    QLabel *m_title;
    QLabel *m_text;
    QLabel *m_detail;
    QVBoxLayout *m_lines;
    QVBoxLayout *m_buttons;
};

} // namespace Landline::Gui

#endif
