// SPDX-FileCopyrightText: 2026 The Landline authors
// SPDX-License-Identifier: LGPL-3.0-or-later

#include "gui/connectionview.h"

#include "gui/columnlayout.h"
#include "gui/connectionmodel.h"
#include "gui/visibletext.h"

#include <QtGui/qevent.h>
#include <QtGui/qguiapplication.h>
#include <QtWidgets/qheaderview.h>
#include <QtWidgets/qmenu.h>
#include <QtWidgets/qscrollbar.h>
#include <QtWidgets/qstyleditemdelegate.h>

#include <algorithm>

namespace Landline::Gui {

namespace {
/// Draws a row whose connection is closed already, while the table is held, in the colour of what
/// is disabled.
class ConnectionDelegate : public QStyledItemDelegate
{
public:
    using QStyledItemDelegate::QStyledItemDelegate;

protected:
    void initStyleOption(QStyleOptionViewItem *option, const QModelIndex &index) const override
    {
        QStyledItemDelegate::initStyleOption(option, index);
        if (!index.data(ConnectionModel::ClosedRole).toBool())
            return;
        option->palette.setColor(QPalette::Text,
                                 option->palette.color(QPalette::Disabled, QPalette::Text));
        option->font.setStrikeOut(true);
    }
};
} // namespace

ConnectionView::ConnectionView(ConnectionModel *model, QWidget *parent)
    : QTableView(parent)
    , m_model(model)
{
    setObjectName(QStringLiteral("connectionView"));
    setAccessibleName(tr("Connections"));
    setModel(model);
    setItemDelegate(new ConnectionDelegate(this));
    setSelectionBehavior(SelectRows);
    setSelectionMode(ExtendedSelection);
    setEditTriggers(NoEditTriggers);
    setAlternatingRowColors(true);
    setShowGrid(false);
    setWordWrap(false);
    setTabKeyNavigation(false); // Tab leads on to the next widget
    setHorizontalScrollMode(ScrollPerPixel);
    setFrameShape(NoFrame);
    verticalHeader()->hide();
    verticalHeader()->setSectionResizeMode(QHeaderView::Fixed);
    verticalHeader()->setDefaultSectionSize(fontMetrics().height() + 8);
    setSortingEnabled(true);
    m_columns = new ColumnLayout(this);
}

QList<qint64> ConnectionView::selectedFds() const
{
    // By ranges: thousands of rows are mostly one of them.
    QList<int> rows;
    const QItemSelection ranges = selectionModel()->selection();
    for (const QItemSelectionRange &range : ranges) {
        for (int row = range.top(); row <= range.bottom(); ++row)
            rows.append(row);
    }
    std::sort(rows.begin(), rows.end());
    rows.erase(std::unique(rows.begin(), rows.end()), rows.end());
    QList<qint64> fds;
    fds.reserve(rows.size());
    for (int row : std::as_const(rows))
        fds.append(m_model->fdAt(row));
    return fds;
}

int ConnectionView::selectedCount() const
{
    const QItemSelection ranges = selectionModel()->selection();
    int count = 0;
    for (const QItemSelectionRange &range : ranges)
        count += range.height();
    return count;
}

void ConnectionView::selectFds(const QList<qint64> &fds)
{
    QList<int> rows;
    for (qint64 fd : fds) {
        if (const int row = m_model->rowOf(fd); row >= 0)
            rows.append(row);
    }
    std::sort(rows.begin(), rows.end());
    QItemSelection selection;
    for (qsizetype i = 0; i < rows.size();) {
        const qsizetype first = i;
        while (++i < rows.size() && rows.at(i) == rows.at(i - 1) + 1) { }
        selection.append(QItemSelectionRange(m_model->index(rows.at(first), 0),
                                             m_model->index(rows.at(i - 1), ColumnCount - 1)));
    }
    selectionModel()->select(selection, QItemSelectionModel::ClearAndSelect);
    if (!rows.isEmpty()) {
        const QModelIndex first = m_model->index(rows.first(), 0);
        selectionModel()->setCurrentIndex(first, QItemSelectionModel::NoUpdate);
        scrollTo(first);
    }
}

void ConnectionView::setStale(bool stale)
{
    if (stale == m_stale)
        return;
    m_stale = stale;
    updateColors();
}

void ConnectionView::updateColors()
{
    const QPalette colors = QGuiApplication::palette();
    QPalette own;
    if (m_stale) {
        for (QPalette::ColorGroup group : {QPalette::Active, QPalette::Inactive}) {
            for (QPalette::ColorRole role :
                 {QPalette::Text, QPalette::Highlight, QPalette::HighlightedText})
                own.setColor(group, role, colors.color(QPalette::Disabled, role));
        }
    }
    if (own == m_ownPalette)
        return; // else this would be a change of the palette again
    m_ownPalette = own;
    setPalette(own);
}

QString ConnectionView::selectionAsText() const
{
    QStringList lines;
    const QHeaderView *header = horizontalHeader();
    const QList<qint64> fds = selectedFds();
    for (qint64 fd : fds) {
        QStringList cells;
        for (int visual = 0; visual < header->count(); ++visual) {
            const int column = header->logicalIndex(visual);
            if (!header->isSectionHidden(column))
                cells.append(
                        cellText(m_model->index(m_model->rowOf(fd), column).data().toString()));
        }
        lines.append(cells.join(QLatin1Char('\t')));
    }
    return lines.join(QLatin1Char('\n'));
}

void ConnectionView::contextMenuEvent(QContextMenuEvent *event)
{
    auto *menu = new QMenu(this);
    menu->setObjectName(QStringLiteral("connectionMenu"));
    menu->setAttribute(Qt::WA_DeleteOnClose);
    menu->addActions(actions());
    m_menuOpen = true;
    updateHold();
    connect(menu, &QMenu::aboutToHide, this, [this] {
        m_menuOpen = false;
        updateHold();
    });
    menu->popup(event->globalPos());
}

void ConnectionView::updateHold()
{
    m_model->setHeld(m_mouseDown || m_menuOpen || !m_keys.isEmpty());
}

void ConnectionView::mousePressEvent(QMouseEvent *event)
{
    m_mouseDown = true;
    updateHold();
    QTableView::mousePressEvent(event);
}

void ConnectionView::mouseReleaseEvent(QMouseEvent *event)
{
    QTableView::mouseReleaseEvent(event);
    m_mouseDown = event->buttons() != Qt::NoButton;
    updateHold();
}

void ConnectionView::keyPressEvent(QKeyEvent *event)
{
    m_keys.insert(event->key());
    updateHold();
    QTableView::keyPressEvent(event);
}

void ConnectionView::keyReleaseEvent(QKeyEvent *event)
{
    if (!event->isAutoRepeat()) {
        m_keys.remove(event->key());
        // Shift+Tab is pressed as Backtab and may be released as Tab: with no modifier left nothing
        // is held.
        if (event->modifiers() == Qt::NoModifier && m_keys.contains(Qt::Key_Backtab))
            m_keys.clear();
        updateHold();
    }
    QTableView::keyReleaseEvent(event);
}

void ConnectionView::focusOutEvent(QFocusEvent *event)
{
    // The releases go elsewhere now.
    m_keys.clear();
    m_mouseDown = false;
    updateHold();
    QTableView::focusOutEvent(event);
}

void ConnectionView::changeEvent(QEvent *event)
{
    QTableView::changeEvent(event);
    if (event->type() == QEvent::PaletteChange)
        updateColors();
}

void ConnectionView::selectionChanged(const QItemSelection &selected,
                                      const QItemSelection &deselected)
{
    QTableView::selectionChanged(selected, deselected);
    emit selectedCountChanged(selectedCount());
}

} // namespace Landline::Gui
