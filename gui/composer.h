// SPDX-FileCopyrightText: 2026 The Landline authors
// SPDX-License-Identifier: LGPL-3.0-or-later

#ifndef LANDLINE_COMPOSER_H
#define LANDLINE_COMPOSER_H

#include "gui/payload.h"

#include <QtWidgets/qwidget.h>

class QAction;
class QComboBox;
class QLabel;
class QPlainTextEdit;

namespace Landline::Gui {

/// Where a message is written: text, JSON or binary as hex, checked while it is typed, with what
/// was pushed before.
class Composer : public QWidget
{
    Q_OBJECT

public:
    static constexpr int MaxHistory = 20;

    /// \a push is the action of the button; triggering it is what pushes. It stays the caller's.
    explicit Composer(QAction *push, QWidget *parent = nullptr);

    /// The message as it stands; nothing when it is not valid or too long.
    std::optional<Frame> frame() const;
    /// Whether frame() has one and something was typed: an empty message is pushed by nobody on
    /// purpose.
    bool hasMessage() const { return m_hasMessage; }
    PayloadKind kind() const;
    QString text() const;

    void setMessage(PayloadKind kind, const QString &text);
    /// How many connections a push would go to.
    void setTargetCount(int count);
    /// Puts the message at the head of the history; the same message is not kept twice.
    void remember();
    /// Puts the focus into the editor.
    void focusEditor();

signals:
    /// frame() may have changed.
    void messageChanged();

private:
    struct Entry
    {
        PayloadKind kind;
        QString text;

        friend bool operator==(const Entry &, const Entry &) = default;
    };

    QWidget *buildTop();
    QWidget *buildBottom(QAction *push);
    void check();
    void showProblem(const QString &problem);
    void recall(int index);
    void updateHistory();

    QComboBox *m_kind = nullptr;
    QComboBox *m_history = nullptr;
    QPlainTextEdit *m_editor = nullptr;
    QLabel *m_size = nullptr;
    QLabel *m_problem = nullptr;
    QLabel *m_targets = nullptr;
    QList<Entry> m_entries;
    bool m_hasMessage = false;
};

} // namespace Landline::Gui

#endif
