// SPDX-FileCopyrightText: 2026 The Landline authors
// SPDX-License-Identifier: LGPL-3.0-or-later

#ifndef LANDLINE_CONNECTIONMODEL_H
#define LANDLINE_CONNECTIONMODEL_H

#include "gui/column.h"
#include "gui/connectionfilter.h"
#include "shared/connectioninfo.h"

#include <QtCore/qabstractitemmodel.h>

#include <memory>
#include <unordered_map>
#include <vector>

namespace Landline::Gui {

/// The live connections as a table, one row each, already filtered and sorted.
///
/// It does its own filtering and sorting, without a proxy, since it learns of changes in batches:
/// one batch costs at most one signal of each kind, however many rows it touches. Persistent
/// indexes, and so the selection, follow their connection wherever it moves.
///
/// While it is held (see setHeld()) values change in place but no row moves, appears or goes away.
class ConnectionModel : public QAbstractTableModel
{
    Q_OBJECT

public:
    enum Role {
        FdRole = Qt::UserRole, ///< qint64, in every column
        ClosedRole, ///< bool: closed while the table is held
    };

    explicit ConnectionModel(QObject *parent = nullptr);
    ~ConnectionModel() override;

    int rowCount(const QModelIndex &parent = {}) const override;
    int columnCount(const QModelIndex &parent = {}) const override;
    QVariant data(const QModelIndex &index, int role = Qt::DisplayRole) const override;
    QVariant headerData(int section, Qt::Orientation orientation,
                        int role = Qt::DisplayRole) const override;
    void sort(int column, Qt::SortOrder order = Qt::AscendingOrder) override;

    /// A full list follows in any number of addListed(); rows it does not contain go away at
    /// endListing().
    void beginListing();
    void addListed(const QList<ConnectionInfo> &connections);
    void endListing();
    /// One batch of live changes: \a changed appear or are replaced, then \a closed go away.
    void apply(const QList<ConnectionInfo> &changed, const QList<qint64> &closed);
    /// Forgets everything: another node.
    void clear();

    void setFilter(const ConnectionFilter &filter);
    const ConnectionFilter &filter() const { return m_filter; }

    /// Holds every row where it is until it is set false again; what came meanwhile is then shown
    /// at once.
    void setHeld(bool held);
    bool isHeld() const { return m_held; }

    /// Lets the idle times go on; to be called now and then while the node is connected.
    void refreshIdle();
    /// The moment up to which idle times count: now, or when the data became stale.
    void setClock(const QDateTime &utc) { m_clock = utc; }

    /// All live connections, whether the filter shows them or not.
    qsizetype total() const { return qsizetype(m_rows.size()) - m_closedCount; }
    qint64 fdAt(int row) const;
    /// -1 when it is not shown.
    int rowOf(qint64 fd) const;
    /// nullptr when there is none; valid until the next change.
    const ConnectionInfo *connection(qint64 fd) const;

signals:
    /// total() or rowCount() have changed.
    void countsChanged();

private:
    struct Row;
    using RowOrder = std::vector<Row *>;

    bool store(const ConnectionInfo &info);
    bool close(qint64 fd);
    void finishBatch(bool structureChanged);
    void arrange();
    RowOrder wantedOrder() const;
    void setOrder(RowOrder order);
    void removeTail(size_t from);
    void append(const RowOrder &added);
    void number();

    std::unordered_map<qint64, std::unique_ptr<Row>> m_rows;
    RowOrder m_order; ///< what the view sees
    ConnectionFilter m_filter;
    QDateTime m_clock;
    Column m_sortColumn = Column::Fd;
    Qt::SortOrder m_sortOrder = Qt::AscendingOrder;
    quint64 m_listing = 0;
    qsizetype m_closedCount = 0;
    int m_firstChanged = -1; ///< the rows whose values changed in this batch
    int m_lastChanged = -1;
    bool m_held = false;
    bool m_deferred = false;
};

} // namespace Landline::Gui

#endif
