// SPDX-FileCopyrightText: 2026 The Landline authors
// SPDX-License-Identifier: LGPL-3.0-or-later

#include "gui/columnlayout.h"

#include "gui/column.h"

#include <QtCore/qcoreevent.h>
#include <QtWidgets/qheaderview.h>
#include <QtWidgets/qmenu.h>
#include <QtWidgets/qtableview.h>

namespace Landline::Gui {

namespace {
constexpr int Padding = 12; ///< what the style puts around a cell's text

/// What should be readable in a column of its smallest width, if its title is not longer.
QString sample(Column column)
{
    switch (column) {
    case Column::Fd:
        return QStringLiteral("100000");
    case Column::Server:
    case Column::Label:
        return QStringLiteral("a label");
    case Column::Route:
        return QStringLiteral("/chat/{room}");
    case Column::Peer:
        return QStringLiteral("127.0.0.1:40000");
    case Column::Since:
        return QStringLiteral("00:00:00");
    case Column::Path:
    case Column::Id:
        return QStringLiteral("main-1700000000-100000");
    case Column::UserAgent:
        return QStringLiteral("Mozilla/5.0 (X11; Linux x86_64)");
    default:
        return QStringLiteral("999.9 KiB").left(column >= Column::BytesIn ? 9 : 6);
    }
}

/// How much of the room that is left over a column gets.
int shareOfRoom(Column column)
{
    switch (column) {
    case Column::Route:
    case Column::Label:
    case Column::Path:
    case Column::UserAgent:
        return 3;
    default:
        return 1;
    }
}
} // namespace

ColumnLayout::ColumnLayout(QTableView *view)
    : QObject(view)
    , m_view(view)
    , m_header(view->horizontalHeader())
{
    m_header->setSectionsMovable(true);
    m_header->setHighlightSections(false);
    m_header->setContextMenuPolicy(Qt::CustomContextMenu);
    m_header->setMinimumSectionSize(view->fontMetrics().averageCharWidth() * 5);
    connect(m_header, &QHeaderView::customContextMenuRequested, this,
            [this](const QPoint &at) { showMenu(m_header->viewport()->mapToGlobal(at)); });
    connect(m_header, &QHeaderView::sectionResized, this, [this] {
        // A width that somebody has chosen ends the fitting.
        if (!m_fitting)
            m_fits = false;
    });
    view->viewport()->installEventFilter(this);
    reset();
}

void ColumnLayout::reset()
{
    for (int column = 0; column < ColumnCount; ++column) {
        m_header->moveSection(m_header->visualIndex(column), column);
        m_view->setColumnHidden(column, !isShownAtFirst(Column(column)));
    }
    m_view->sortByColumn(int(Column::Fd), Qt::AscendingOrder);
    setWidthsKept(false);
}

void ColumnLayout::setWidthsKept(bool kept)
{
    m_fits = !kept;
    fit();
}

int ColumnLayout::smallestWidth(int column) const
{
    const QFontMetrics metrics = m_view->fontMetrics();
    const QString title = m_view->model()->headerData(column, Qt::Horizontal).toString();
    return Padding
            + qMax(metrics.horizontalAdvance(title),
                   metrics.horizontalAdvance(sample(Column(column))));
}

void ColumnLayout::fit()
{
    if (!m_fits)
        return;
    int room = m_view->viewport()->width();
    int shares = 0;
    for (int column = 0; column < ColumnCount; ++column) {
        if (m_view->isColumnHidden(column))
            continue;
        room -= smallestWidth(column);
        shares += shareOfRoom(Column(column));
    }
    room = qMax(0, room);
    m_fitting = true;
    for (int column = ColumnCount - 1; column >= 0; --column) {
        if (m_view->isColumnHidden(column))
            continue;
        // What the others leave by rounding goes to the last one, so that nothing is left.
        const int share = shareOfRoom(Column(column));
        const int extra = room * share / shares;
        room -= extra;
        shares -= share;
        m_header->resizeSection(column, smallestWidth(column) + extra);
    }
    m_fitting = false;
}

bool ColumnLayout::eventFilter(QObject *watched, QEvent *event)
{
    const bool goesOn = QObject::eventFilter(watched, event);
    if (event->type() == QEvent::Resize)
        fit();
    return goesOn;
}

void ColumnLayout::fillMenu(QMenu *menu)
{
    menu->clear();
    for (int column = 0; column < ColumnCount; ++column) {
        QAction *action
                = menu->addAction(m_view->model()->headerData(column, Qt::Horizontal).toString());
        action->setCheckable(true);
        action->setChecked(!m_view->isColumnHidden(column));
        // The fd names the row, so it always stays.
        action->setEnabled(Column(column) != Column::Fd);
        connect(action, &QAction::toggled, this, [this, column](bool on) { setShown(column, on); });
    }
    menu->addSeparator();
    connect(menu->addAction(tr("&Reset columns")), &QAction::triggered, this, &ColumnLayout::reset);
}

void ColumnLayout::setShown(int column, bool shown)
{
    const bool fits = m_fits; // hiding resizes a section
    m_view->setColumnHidden(column, !shown);
    setWidthsKept(!fits);
}

void ColumnLayout::showMenu(const QPoint &position)
{
    auto *menu = new QMenu(m_view);
    menu->setObjectName(QStringLiteral("columnMenu"));
    menu->setAttribute(Qt::WA_DeleteOnClose);
    fillMenu(menu);
    menu->popup(position);
}

} // namespace Landline::Gui
