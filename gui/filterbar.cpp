// SPDX-FileCopyrightText: 2026 The Landline authors
// SPDX-License-Identifier: LGPL-3.0-or-later

#include "gui/filterbar.h"

#include "gui/icons.h"
#include "gui/units.h"
#include "gui/visibletext.h"

#include <QtGui/qaction.h>
#include <QtGui/qevent.h>
#include <QtWidgets/qboxlayout.h>
#include <QtWidgets/qcombobox.h>
#include <QtWidgets/qlabel.h>
#include <QtWidgets/qlineedit.h>

namespace Landline::Gui {

FilterBar::FilterBar(QWidget *parent)
    : QWidget(parent)
    , m_text(new QLineEdit(this))
    , m_server(new QComboBox(this))
    , m_counts(new QLabel(this))
{
    setObjectName(QStringLiteral("filterBar"));
    m_text->setObjectName(QStringLiteral("filterText"));
    m_text->setAccessibleName(tr("Filter"));
    m_text->setPlaceholderText(tr("Filter (Ctrl+F)"));
    m_text->setToolTip(tr(
            "Words that have to be found in a connection: its fd, server, route, path, label, "
            "address or "
            "user agent.\nWith a field: route:/chat label:ann server:ws peer:10.0. worker:2 fd:12 "
            "agent:curl"));
    m_text->setClearButtonEnabled(true);
    m_text->addAction(symbolicIcon(QStringLiteral("edit-find")), QLineEdit::LeadingPosition);
    m_text->setMinimumWidth(150);
    m_text->installEventFilter(this);
    m_server->setObjectName(QStringLiteral("filterServer"));
    m_server->setAccessibleName(tr("Server"));
    m_server->setToolTip(tr("Show the connections of one server only"));
    m_server->setSizeAdjustPolicy(QComboBox::AdjustToContents);
    m_counts->setObjectName(QStringLiteral("filterCounts"));
    m_counts->setTextFormat(Qt::PlainText);
    auto *layout = new QHBoxLayout(this);
    layout->setContentsMargins(6, 0, 6, 0);
    layout->addWidget(m_text, 1);
    layout->addWidget(m_server);
    layout->addWidget(m_counts);
    setServers({});
    setCounts(0, 0);
    connect(m_text, &QLineEdit::textChanged, this, [this] { emit filterChanged(filter()); });
    connect(m_text, &QLineEdit::returnPressed, this, &FilterBar::left);
    connect(m_server, &QComboBox::currentIndexChanged, this,
            [this] { emit filterChanged(filter()); });
}

ConnectionFilter FilterBar::filter() const
{
    return ConnectionFilter(m_server->currentData().toString(), m_text->text());
}

void FilterBar::setServers(const QStringList &names)
{
    const QString chosen = m_server->currentData().toString();
    const QSignalBlocker blocker(m_server);
    m_server->clear();
    m_server->addItem(tr("All servers"), QString());
    for (const QString &name : names)
        m_server->addItem(visibleText(name, 40), name);
    m_server->setCurrentIndex(qMax(0, m_server->findData(chosen)));
    if (m_server->currentData().toString() != chosen)
        emit filterChanged(filter());
}

void FilterBar::setCounts(qsizetype shown, qsizetype total)
{
    m_counts->setText(tr("%1 of %2", "how many connections the filter shows")
                              .arg(Units::count(shown), Units::count(total)));
}

void FilterBar::clear()
{
    {
        const QSignalBlocker text(m_text);
        const QSignalBlocker server(m_server);
        m_text->clear();
        m_server->setCurrentIndex(0);
    }
    emit filterChanged(filter());
}

void FilterBar::focusText()
{
    m_text->setFocus(Qt::ShortcutFocusReason);
    m_text->selectAll();
}

bool FilterBar::eventFilter(QObject *watched, QEvent *event)
{
    if (watched == m_text && event->type() == QEvent::KeyPress
        && static_cast<QKeyEvent *>(event)->key() == Qt::Key_Down) {
        emit left();
        return true;
    }
    return QWidget::eventFilter(watched, event);
}

} // namespace Landline::Gui
