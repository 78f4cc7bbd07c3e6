// SPDX-FileCopyrightText: 2026 The Landline authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "gui/connectionview.h"

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
constexpr int Padding = 12; ///< what the style puts around a cell's text

/// Draws a row whose connection is closed already, while the table is held, in the colour of what is disabled.
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
        option->palette.setColor(QPalette::Text, option->palette.color(QPalette::Disabled, QPalette::Text));
        option->font.setStrikeOut(true);
    }
};

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
    QHeaderView *header = horizontalHeader();
    header->setSectionsMovable(true);
    header->setHighlightSections(false);
    header->setContextMenuPolicy(Qt::CustomContextMenu);
    header->setMinimumSectionSize(fontMetrics().averageCharWidth() * 5);
    connect(header, &QHeaderView::customContextMenuRequested, this, [this, header](const QPoint &position) {
        showColumnMenu(header->viewport()->mapToGlobal(position));
    });
    connect(header, &QHeaderView::sectionResized, this, [this] {
        // A width that somebody has chosen ends the fitting.
        if (!m_fittingColumns)
            m_fitsColumns = false;
    });
    setSortingEnabled(true);
    resetColumns();
}

void ConnectionView::resetColumns()
{
    QHeaderView *header = horizontalHeader();
    for (int column = 0; column < ColumnCount; ++column) {
        header->moveSection(header->visualIndex(column), column);
        setColumnHidden(column, !isShownAtFirst(Column(column)));
    }
    sortByColumn(int(Column::Fd), Qt::AscendingOrder);
    m_fitsColumns = true;
    fitColumns();
}

int ConnectionView::smallestWidth(int column) const
{
    const QString title = m_model->headerData(column, Qt::Horizontal).toString();
    return Padding + qMax(fontMetrics().horizontalAdvance(title),
                          fontMetrics().horizontalAdvance(sample(Column(column))));
}

void ConnectionView::fitColumns()
{
    if (!m_fitsColumns)
        return;
    int room = viewport()->width();
    int shares = 0;
    for (int column = 0; column < ColumnCount; ++column) {
        if (isColumnHidden(column))
            continue;
        room -= smallestWidth(column);
        shares += shareOfRoom(Column(column));
    }
    room = qMax(0, room);
    m_fittingColumns = true;
    for (int column = ColumnCount - 1; column >= 0; --column) {
        if (isColumnHidden(column))
            continue;
        // What the others leave by rounding goes to the last one, so that nothing is left.
        const int share = shareOfRoom(Column(column));
        const int extra = room * share / shares;
        room -= extra;
        shares -= share;
        horizontalHeader()->resizeSection(column, smallestWidth(column) + extra);
    }
    m_fittingColumns = false;
}

void ConnectionView::setColumnWidthsKept(bool kept)
{
    m_fitsColumns = !kept;
    fitColumns();
}

void ConnectionView::resizeEvent(QResizeEvent *event)
{
    QTableView::resizeEvent(event);
    fitColumns();
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
    if (!m_stale) {
        setPalette(QPalette());
        return;
    }
    QPalette colors = QGuiApplication::palette();
    for (QPalette::ColorGroup group : {QPalette::Active, QPalette::Inactive}) {
        for (QPalette::ColorRole role : {QPalette::Text, QPalette::Highlight, QPalette::HighlightedText})
            colors.setColor(group, role, colors.color(QPalette::Disabled, role));
    }
    setPalette(colors);
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
                cells.append(cellText(m_model->index(m_model->rowOf(fd), column).data().toString()));
        }
        lines.append(cells.join(QLatin1Char('\t')));
    }
    return lines.join(QLatin1Char('\n'));
}

void ConnectionView::fillColumnMenu(QMenu *menu)
{
    menu->clear();
    for (int column = 0; column < ColumnCount; ++column) {
        QAction *action = menu->addAction(m_model->headerData(column, Qt::Horizontal).toString());
        action->setCheckable(true);
        action->setChecked(!isColumnHidden(column));
        // The fd names the row, so it always stays.
        action->setEnabled(Column(column) != Column::Fd);
        connect(action, &QAction::toggled, this, [this, column](bool on) { setColumnShown(column, on); });
    }
    menu->addSeparator();
    connect(menu->addAction(tr("&Reset columns")), &QAction::triggered, this, &ConnectionView::resetColumns);
}

void ConnectionView::setColumnShown(int column, bool shown)
{
    const bool fits = m_fitsColumns; // hiding resizes a section
    setColumnHidden(column, !shown);
    m_fitsColumns = fits;
    fitColumns();
}

void ConnectionView::showColumnMenu(const QPoint &position)
{
    auto *menu = new QMenu(this);
    menu->setObjectName(QStringLiteral("columnMenu"));
    menu->setAttribute(Qt::WA_DeleteOnClose);
    fillColumnMenu(menu);
    menu->popup(position);
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
        // Shift+Tab is pressed as Backtab and may be released as Tab: with no modifier left nothing is held.
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
    if (event->type() == QEvent::ApplicationPaletteChange)
        updateColors();
}

void ConnectionView::selectionChanged(const QItemSelection &selected, const QItemSelection &deselected)
{
    QTableView::selectionChanged(selected, deselected);
    emit selectedCountChanged(selectedCount());
}

} // namespace Landline::Gui
