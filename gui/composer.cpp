// SPDX-FileCopyrightText: 2026 The Landline authors
// SPDX-License-Identifier: LGPL-3.0-or-later

#include "gui/composer.h"

#include "gui/icons.h"
#include "gui/nodeactions.h"
#include "gui/tonedlabel.h"
#include "gui/units.h"
#include "gui/visibletext.h"

#include <QtGui/qaction.h>
#include <QtGui/qfontdatabase.h>
#include <QtWidgets/qboxlayout.h>
#include <QtWidgets/qcombobox.h>
#include <QtWidgets/qlabel.h>
#include <QtWidgets/qplaintextedit.h>
#include <QtWidgets/qtoolbutton.h>

namespace Landline::Gui {

Composer::Composer(QAction *push, QWidget *parent)
    : QWidget(parent)
{
    setObjectName(QStringLiteral("composer"));
    m_editor = new QPlainTextEdit(this);
    m_editor->setObjectName(QStringLiteral("composerEditor"));
    m_editor->setAccessibleName(tr("Message"));
    m_editor->setFont(QFontDatabase::systemFont(QFontDatabase::FixedFont));
    m_editor->setTabChangesFocus(true);
    m_editor->setPlaceholderText(tr("The message to push to the selected connections"));
    auto *layout = new QVBoxLayout(this);
    layout->setContentsMargins(6, 4, 6, 6);
    layout->setSpacing(4);
    layout->addWidget(buildTop());
    layout->addWidget(m_editor, 1);
    layout->addWidget(buildBottom(push));
    connect(m_editor, &QPlainTextEdit::textChanged, this, &Composer::check);
    connect(m_kind, &QComboBox::currentIndexChanged, this, &Composer::check);
    setTargetCount(0);
    updateHistory();
    check();
}

QWidget *Composer::buildTop()
{
    auto *top = new QWidget(this);
    m_kind = new QComboBox(top);
    m_kind->setObjectName(QStringLiteral("composerKind"));
    m_kind->setAccessibleName(tr("Kind of message"));
    m_kind->setToolTip(
            tr("What the message is: text, text that has to be JSON, or bytes written as hex"));
    m_kind->addItem(tr("Text"), int(PayloadKind::Text));
    m_kind->addItem(tr("JSON"), int(PayloadKind::Json));
    m_kind->addItem(tr("Binary (hex)"), int(PayloadKind::Hex));
    m_history = new QComboBox(top);
    m_history->setObjectName(QStringLiteral("composerHistory"));
    m_history->setAccessibleName(tr("Messages pushed before"));
    m_history->setToolTip(tr("Take up one of the last messages again"));
    m_history->setSizeAdjustPolicy(QComboBox::AdjustToMinimumContentsLengthWithIcon);
    m_history->setMinimumContentsLength(12);
    connect(m_history, &QComboBox::activated, this, &Composer::recall);
    auto *kindLabel = new QLabel(tr("&Kind:"), top);
    kindLabel->setBuddy(m_kind);
    auto *historyLabel = new QLabel(tr("H&istory:"), top);
    historyLabel->setBuddy(m_history);
    auto *layout = new QHBoxLayout(top);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->addWidget(kindLabel);
    layout->addWidget(m_kind);
    layout->addSpacing(8);
    layout->addWidget(historyLabel);
    layout->addWidget(m_history, 1);
    return top;
}

static QLabel *plainLabel(const QString &name, QWidget *parent)
{
    auto *label = new QLabel(parent);
    label->setObjectName(name);
    label->setTextFormat(Qt::PlainText);
    return label;
}

QWidget *Composer::buildBottom(QAction *push)
{
    auto *bottom = new QWidget(this);
    m_size = plainLabel(QStringLiteral("composerSize"), bottom);
    m_problem = new TonedLabel(TonedLabel::Tone::Error, bottom);
    m_problem->setObjectName(QStringLiteral("composerProblem"));
    m_problem->setSizePolicy(QSizePolicy::Ignored, QSizePolicy::Preferred);
    m_targets = plainLabel(QStringLiteral("composerTargets"), bottom);
    auto *button = new QToolButton(bottom);
    button->setObjectName(QStringLiteral("composerPush"));
    button->setDefaultAction(push);
    button->setToolButtonStyle(Qt::ToolButtonTextBesideIcon);
    button->setIconSize(QSize(16, 16));
    button->setFocusPolicy(Qt::StrongFocus);
    auto *layout = new QHBoxLayout(bottom);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->setSpacing(8);
    layout->addWidget(m_size);
    layout->addWidget(m_problem, 1);
    layout->addWidget(m_targets);
    layout->addWidget(button);
    return bottom;
}

std::optional<Frame> Composer::frame() const
{
    const Payload payload = parsePayload(kind(), text());
    if (payload.frame && payload.frame->size() > NodeActions::MaxMessageBytes)
        return std::nullopt;
    return payload.frame;
}

PayloadKind Composer::kind() const
{
    return PayloadKind(m_kind->currentData().toInt());
}

QString Composer::text() const
{
    return m_editor->toPlainText();
}

void Composer::setMessage(PayloadKind kind, const QString &text)
{
    m_kind->setCurrentIndex(m_kind->findData(int(kind)));
    m_editor->setPlainText(text);
    m_editor->moveCursor(QTextCursor::End);
}

void Composer::setTargetCount(int count)
{
    m_targets->setText(count > 0 ? tr("to %Ln connection(s)", nullptr, count)
                                 : tr("nothing selected"));
    m_targets->setToolTip(count > 0 ? QString()
                                    : tr("Select the connections to push to in the table"));
}

void Composer::check()
{
    const Payload payload = parsePayload(kind(), text());
    const qint64 size = payload.frame ? payload.frame->size() : 0;
    m_size->setText(payload.frame ? Units::exactBytes(size) : QString());
    m_size->setVisible(payload.frame.has_value());
    if (size > NodeActions::MaxMessageBytes)
        showProblem(
                tr("Too long: at most %1").arg(Units::exactBytes(NodeActions::MaxMessageBytes)));
    else
        showProblem(text().isEmpty() ? QString() : payload.error);
    m_hasMessage = payload.frame && size <= NodeActions::MaxMessageBytes && !text().isEmpty();
    emit messageChanged();
}

void Composer::showProblem(const QString &problem)
{
    m_problem->setText(problem);
    m_problem->setToolTip(toolTipText(problem));
}

void Composer::remember()
{
    const Entry entry{kind(), text()};
    m_entries.removeAll(entry);
    m_entries.prepend(entry);
    if (m_entries.size() > MaxHistory)
        m_entries.removeLast();
    updateHistory();
}

void Composer::updateHistory()
{
    m_history->clear();
    for (const Entry &entry : std::as_const(m_entries))
        m_history->addItem(visibleText(entry.text, 60));
    m_history->setCurrentIndex(-1);
    m_history->setPlaceholderText(m_entries.isEmpty() ? tr("nothing pushed yet")
                                                      : tr("choose a message"));
    m_history->setEnabled(!m_entries.isEmpty());
}

void Composer::recall(int index)
{
    const Entry entry = m_entries.value(index);
    setMessage(entry.kind, entry.text);
    m_history->setCurrentIndex(-1);
    focusEditor();
}

void Composer::focusEditor()
{
    m_editor->setFocus(Qt::ShortcutFocusReason);
    m_editor->selectAll();
}

} // namespace Landline::Gui
