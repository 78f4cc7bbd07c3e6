// SPDX-FileCopyrightText: 2026 The Landline authors
// SPDX-License-Identifier: LGPL-3.0-or-later

#ifndef CONNECTIONMODEL_H
#define CONNECTIONMODEL_H

#include <Landline/Landline>

#include <QAbstractTableModel>

/// The live connections of a node as a table, by rising fd. setConnections() inserts, removes and changes rows, so that a view
/// keeps its selection.
class ConnectionModel : public QAbstractTableModel
{
    Q_OBJECT

public:
    enum Column { Fd, Name, Client, Path, Connected, Received, Sent, ColumnCount };

    using QAbstractTableModel::QAbstractTableModel;

    /// \a connections are sorted by fd, as Sender::connectionsAsync() returns them.
    void setConnections(const QList<Landline::ConnectionInfo> &connections);
    qint64 fd(int row) const { return m_connections.at(row).fd; }

    int rowCount(const QModelIndex &parent = {}) const override;
    int columnCount(const QModelIndex &parent = {}) const override;
    QVariant data(const QModelIndex &index, int role) const override;
    QVariant headerData(int section, Qt::Orientation orientation, int role) const override;

private:
    QList<Landline::ConnectionInfo> m_connections;
};

#endif
