// SPDX-FileCopyrightText: 2026 The Landline authors
// SPDX-License-Identifier: LGPL-3.0-or-later

#include "gui/connectionmodel.h"

#include "gui/connectioncells.h"

#include <algorithm>

namespace Landline::Gui {

struct ConnectionModel::Row
{
    ConnectionInfo info;
    quint64 listing = 0;
    int position = -1; ///< in m_order, or -1
    bool accepted = false;
    bool closed = false;
};

ConnectionModel::ConnectionModel(QObject *parent)
    : QAbstractTableModel(parent)
{ }

ConnectionModel::~ConnectionModel() = default;

int ConnectionModel::rowCount(const QModelIndex &parent) const
{
    return parent.isValid() ? 0 : int(m_order.size());
}

int ConnectionModel::columnCount(const QModelIndex &parent) const
{
    return parent.isValid() ? 0 : ColumnCount;
}

QVariant ConnectionModel::data(const QModelIndex &index, int role) const
{
    if (!checkIndex(index, CheckIndexOption::IndexIsValid))
        return {};
    const Row *row = m_order[size_t(index.row())];
    switch (role) {
    case Qt::DisplayRole:
        return Cells::text(row->info, Column(index.column()), m_clock);
    case Qt::ToolTipRole:
        return Cells::toolTip(row->info, Column(index.column()), m_clock);
    case Qt::TextAlignmentRole:
        return QVariant::fromValue(
                Qt::Alignment(Qt::AlignVCenter)
                | (isNumber(Column(index.column())) ? Qt::AlignRight : Qt::AlignLeft));
    case FdRole:
        return row->info.fd;
    case ClosedRole:
        return row->closed;
    default:
        return {};
    }
}

QVariant ConnectionModel::headerData(int section, Qt::Orientation orientation, int role) const
{
    if (orientation != Qt::Horizontal || section < 0 || section >= ColumnCount)
        return {};
    if (role == Qt::DisplayRole)
        return Cells::title(Column(section));
    if (role == Qt::ToolTipRole)
        return Cells::titleToolTip(Column(section));
    if (role == Qt::TextAlignmentRole)
        return QVariant::fromValue(Qt::Alignment(Qt::AlignVCenter)
                                   | (isNumber(Column(section)) ? Qt::AlignRight : Qt::AlignLeft));
    return {};
}

void ConnectionModel::sort(int column, Qt::SortOrder order)
{
    if (column < 0 || column >= ColumnCount)
        return;
    m_sortColumn = Column(column);
    m_sortOrder = order;
    // Asked for by the user, so it happens even while rows are held: the click itself holds them.
    const bool held = std::exchange(m_held, false);
    arrange();
    m_held = held;
}

void ConnectionModel::beginListing()
{
    ++m_listing;
}

void ConnectionModel::addListed(const QList<ConnectionInfo> &connections)
{
    apply(connections, {});
}

void ConnectionModel::endListing()
{
    QList<qint64> gone;
    for (const auto &[fd, row] : m_rows) {
        if (row->listing != m_listing && !row->closed)
            gone.append(fd);
    }
    apply({}, gone);
}

void ConnectionModel::apply(const QList<ConnectionInfo> &changed, const QList<qint64> &closed)
{
    bool structureChanged = false;
    for (const ConnectionInfo &info : changed)
        structureChanged |= store(info);
    for (qint64 fd : closed)
        structureChanged |= close(fd);
    finishBatch(structureChanged);
}

bool ConnectionModel::store(const ConnectionInfo &info)
{
    std::unique_ptr<Row> &row = m_rows[info.fd];
    const bool isNew = !row;
    if (isNew)
        row = std::make_unique<Row>();
    if (row->closed)
        return false; // an fd never comes back: this is older news
    row->listing = m_listing;
    const bool moves = isNew || Cells::differ(row->info, info, m_sortColumn);
    row->info = info;
    const bool wasAccepted = std::exchange(row->accepted, m_filter.accepts(info));
    if (row->position >= 0) {
        m_firstChanged = m_firstChanged < 0 ? row->position : qMin(m_firstChanged, row->position);
        m_lastChanged = qMax(m_lastChanged, row->position);
    }
    return row->accepted != wasAccepted || (row->accepted && moves);
}

bool ConnectionModel::close(qint64 fd)
{
    const auto found = m_rows.find(fd);
    if (found == m_rows.end() || found->second->closed)
        return false;
    Row *row = found->second.get();
    if (row->position < 0) {
        m_rows.erase(found);
        return false;
    }
    row->closed = true;
    ++m_closedCount;
    m_firstChanged = m_firstChanged < 0 ? row->position : qMin(m_firstChanged, row->position);
    m_lastChanged = qMax(m_lastChanged, row->position);
    return true;
}

void ConnectionModel::finishBatch(bool structureChanged)
{
    if (m_firstChanged >= 0)
        emit dataChanged(index(m_firstChanged, 0), index(m_lastChanged, ColumnCount - 1));
    m_firstChanged = m_lastChanged = -1;
    if (structureChanged)
        arrange();
    emit countsChanged();
}

void ConnectionModel::clear()
{
    beginResetModel();
    m_order.clear();
    m_rows.clear();
    m_closedCount = 0;
    m_deferred = false;
    endResetModel();
    emit countsChanged();
}

void ConnectionModel::setFilter(const ConnectionFilter &filter)
{
    if (filter == m_filter)
        return;
    m_filter = filter;
    for (const auto &[fd, row] : m_rows)
        row->accepted = m_filter.accepts(row->info);
    arrange();
    emit countsChanged();
}

void ConnectionModel::setHeld(bool held)
{
    m_held = held;
    if (!m_held && m_deferred) {
        arrange();
        emit countsChanged();
    }
}

void ConnectionModel::refreshIdle()
{
    if (m_order.empty())
        return;
    emit dataChanged(index(0, int(Column::Idle)), index(int(m_order.size()) - 1, int(Column::Idle)),
                     {Qt::DisplayRole});
}

qint64 ConnectionModel::fdAt(int row) const
{
    return row >= 0 && size_t(row) < m_order.size() ? m_order[size_t(row)]->info.fd : 0;
}

int ConnectionModel::rowOf(qint64 fd) const
{
    const auto found = m_rows.find(fd);
    return found == m_rows.end() ? -1 : found->second->position;
}

const ConnectionInfo *ConnectionModel::connection(qint64 fd) const
{
    const auto found = m_rows.find(fd);
    return found == m_rows.end() ? nullptr : &found->second->info;
}

// One batch: those that stay take their order with those that go at the end; the end is cut off in
// one signal; the new ones are appended in one; and only when they belong elsewhere there is a
// second move.
void ConnectionModel::arrange()
{
    m_deferred = m_held;
    if (m_held)
        return;
    const RowOrder wanted = wantedOrder();
    RowOrder staying;
    RowOrder added;
    for (Row *row : wanted)
        (row->position >= 0 ? staying : added).push_back(row);
    const size_t kept = staying.size();
    std::copy_if(m_order.begin(), m_order.end(), std::back_inserter(staying),
                 [](const Row *row) { return row->closed || !row->accepted; });
    setOrder(std::move(staying));
    removeTail(kept);
    append(added);
    setOrder(wanted);
}

ConnectionModel::RowOrder ConnectionModel::wantedOrder() const
{
    RowOrder wanted;
    wanted.reserve(m_rows.size());
    const auto isShown = [](const Row *row) { return row->accepted && !row->closed; };
    std::copy_if(m_order.begin(), m_order.end(), std::back_inserter(wanted), isShown);
    for (const auto &[fd, row] : m_rows) {
        if (row->position < 0 && isShown(row.get()))
            wanted.push_back(row.get());
    }
    const auto isBefore = [this](const Row *left, const Row *right) {
        return Cells::isBefore(left->info, right->info, m_sortColumn, m_sortOrder);
    };
    // Mostly they are in order already: a tick changes few rows.
    if (!std::is_sorted(wanted.begin(), wanted.end(), isBefore))
        std::sort(wanted.begin(), wanted.end(), isBefore);
    return wanted;
}

void ConnectionModel::setOrder(RowOrder order)
{
    if (order == m_order)
        return;
    emit layoutAboutToBeChanged({}, QAbstractItemModel::VerticalSortHint);
    const QModelIndexList before = persistentIndexList();
    QList<const Row *> rows;
    rows.reserve(before.size());
    for (const QModelIndex &index : before)
        rows.append(m_order[size_t(index.row())]);
    m_order = std::move(order);
    number();
    QModelIndexList after;
    after.reserve(before.size());
    for (qsizetype i = 0; i < before.size(); ++i)
        after.append(index(rows.at(i)->position, before.at(i).column()));
    changePersistentIndexList(before, after);
    emit layoutChanged({}, QAbstractItemModel::VerticalSortHint);
}

void ConnectionModel::removeTail(size_t from)
{
    if (from == m_order.size())
        return;
    beginRemoveRows({}, int(from), int(m_order.size()) - 1);
    const RowOrder victims(m_order.begin() + qsizetype(from), m_order.end());
    m_order.resize(from);
    for (Row *row : victims) {
        row->position = -1;
        if (row->closed) {
            --m_closedCount;
            m_rows.erase(qint64(row->info.fd));
        }
    }
    endRemoveRows();
}

void ConnectionModel::append(const RowOrder &added)
{
    if (added.empty())
        return;
    beginInsertRows({}, int(m_order.size()), int(m_order.size() + added.size()) - 1);
    m_order.insert(m_order.end(), added.begin(), added.end());
    number();
    endInsertRows();
}

void ConnectionModel::number()
{
    for (size_t i = 0; i < m_order.size(); ++i)
        m_order[i]->position = int(i);
}

} // namespace Landline::Gui
