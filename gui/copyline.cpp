// SPDX-FileCopyrightText: 2026 The Landline authors
// SPDX-License-Identifier: LGPL-3.0-or-later

#include "gui/copyline.h"

#include "gui/icons.h"

#include <QtCore/qurl.h>
#include <QtGui/qclipboard.h>
#include <QtGui/qdesktopservices.h>
#include <QtGui/qfontdatabase.h>
#include <QtGui/qguiapplication.h>
#include <QtWidgets/qboxlayout.h>
#include <QtWidgets/qlabel.h>
#include <QtWidgets/qlineedit.h>
#include <QtWidgets/qtoolbutton.h>

namespace Landline::Gui {

static QToolButton *iconButton(const QString &icon, const QString &name, QWidget *parent)
{
    auto *button = new QToolButton(parent);
    button->setIcon(symbolicIcon(icon));
    button->setIconSize(QSize(16, 16));
    button->setToolTip(name);
    button->setAccessibleName(name);
    button->setFocusPolicy(Qt::StrongFocus);
    return button;
}

CopyLine::CopyLine(const QString &caption, QWidget *parent)
    : QWidget(parent)
    , m_caption(new QLabel(caption, this))
    , m_text(new QLineEdit(this))
    , m_copy(iconButton(QStringLiteral("edit-copy"), tr("Copy"), this))
{
    m_caption->setTextFormat(Qt::PlainText);
    m_caption->setBuddy(m_text);
    m_text->setReadOnly(true);
    m_text->setFont(QFontDatabase::systemFont(QFontDatabase::FixedFont));
    m_text->setAccessibleName(caption);
    connect(m_copy, &QToolButton::clicked, this,
            [this] { QGuiApplication::clipboard()->setText(m_text->text()); });
    auto *row = new QHBoxLayout;
    row->setSpacing(4);
    row->addWidget(m_text, 1);
    row->addWidget(m_copy);
    auto *layout = new QVBoxLayout(this);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->setSpacing(3);
    layout->addWidget(m_caption);
    layout->addLayout(row);
}

QString CopyLine::text() const
{
    return m_text->text();
}

void CopyLine::setText(const QString &text)
{
    m_text->setText(text);
    m_text->setCursorPosition(0);
}

void CopyLine::setOpensInBrowser()
{
    m_open = iconButton(QStringLiteral("document-open"), tr("Open in the browser"), this);
    connect(m_open, &QToolButton::clicked, this,
            [this] { QDesktopServices::openUrl(QUrl(m_text->text(), QUrl::StrictMode)); });
    layout()->itemAt(1)->layout()->addWidget(m_open);
}

} // namespace Landline::Gui
