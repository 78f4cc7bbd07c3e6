// SPDX-FileCopyrightText: 2026 The Landline authors
// SPDX-License-Identifier: LGPL-3.0-or-later

#include "gui/messagepage.h"

#include "gui/copyline.h"
#include "gui/icons.h"
#include "gui/tonedlabel.h"

#include <QtCore/qcoreevent.h>
#include <QtGui/qaction.h>
#include <QtWidgets/qboxlayout.h>
#include <QtWidgets/qlabel.h>
#include <QtWidgets/qpushbutton.h>

namespace Landline::Gui {

static QLabel *textLabel(QWidget *parent)
{
    auto *label = new QLabel(parent);
    label->setTextFormat(Qt::PlainText);
    label->setWordWrap(true);
    return label;
}

MessagePage::MessagePage(QWidget *parent)
    : QWidget(parent)
    , m_icon(new QLabel(this))
    , m_title(textLabel(this))
    , m_text(textLabel(this))
    , m_detail(new TonedLabel(TonedLabel::Tone::Quiet, this))
    , m_lines(new QVBoxLayout)
    , m_buttons(new QVBoxLayout)
{
    QFont font = m_title->font();
    font.setPointSizeF(font.pointSizeF() * 1.5);
    m_title->setFont(font);
    m_title->setObjectName(QStringLiteral("pageTitle"));
    m_text->setObjectName(QStringLiteral("pageText"));
    m_detail->setObjectName(QStringLiteral("pageDetail"));
    m_detail->setWordWrap(true);
    m_detail->setTextInteractionFlags(Qt::TextSelectableByMouse | Qt::TextSelectableByKeyboard);
    m_detail->hide();

    auto *column = new QWidget(this);
    column->setMaximumWidth(560);
    auto *inner = new QVBoxLayout(column);
    inner->setContentsMargins(24, 12, 24, 12);
    inner->setSpacing(8);
    inner->addWidget(m_icon);
    inner->addWidget(m_title);
    inner->addWidget(m_text);
    inner->addLayout(m_lines);
    inner->addLayout(m_buttons);
    inner->addWidget(m_detail);
    auto *across = new QHBoxLayout;
    across->addStretch(1);
    across->addWidget(column, 100);
    across->addStretch(1);
    auto *outer = new QVBoxLayout(this);
    outer->setContentsMargins(0, 0, 0, 0);
    outer->addStretch(2);
    outer->addLayout(across);
    outer->addStretch(3);
    updateLook();
}

void MessagePage::setIconName(const QString &name)
{
    m_iconName = name;
    updateLook();
}

void MessagePage::setTitle(const QString &title)
{
    m_title->setText(title);
}

void MessagePage::setText(const QString &text)
{
    m_text->setText(text);
}

void MessagePage::setDetail(const QString &detail)
{
    m_detail->setText(detail);
    m_detail->setVisible(!detail.isEmpty());
}

QString MessagePage::title() const
{
    return m_title->text();
}

QString MessagePage::text() const
{
    return m_text->text();
}

QString MessagePage::detail() const
{
    return m_detail->text();
}

CopyLine *MessagePage::addLine(const QString &caption)
{
    auto *line = new CopyLine(caption, this);
    m_lines->addWidget(line);
    return line;
}

void MessagePage::addButton(QAction *action)
{
    auto *button = new QPushButton(action->icon(), action->iconText(), this);
    button->setToolTip(action->toolTip());
    connect(button, &QPushButton::clicked, action, &QAction::trigger);
    m_buttons->addWidget(button, 0, Qt::AlignLeft);
}

void MessagePage::changeEvent(QEvent *event)
{
    QWidget::changeEvent(event);
    if (event->type() == QEvent::PaletteChange)
        updateLook();
}

void MessagePage::updateLook()
{
    m_icon->setVisible(!m_iconName.isEmpty());
    m_icon->setPixmap(symbolicIcon(m_iconName).pixmap(QSize(32, 32), devicePixelRatioF()));
}

} // namespace Landline::Gui
