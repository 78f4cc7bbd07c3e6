// SPDX-FileCopyrightText: 2026 The Landline authors
// SPDX-License-Identifier: LGPL-3.0-or-later

#include "connectionmodel.h"

#include <QLocale>

namespace {

/// "12 s", "3 min", "2 h".
QString ageText(qint64 seconds)
{
    if (seconds < 60)
        return ConnectionModel::tr("%1 s").arg(seconds);
    if (seconds < 3600)
        return ConnectionModel::tr("%1 min").arg(seconds / 60);
    return ConnectionModel::tr("%1 h").arg(seconds / 3600);
}

QVariant cell(const Landline::ConnectionInfo &connection, int column)
{
    switch (column) {
    case ConnectionModel::Fd: return connection.fd;
    case ConnectionModel::Name: return connection.label;
    case ConnectionModel::Client: return QStringLiteral("%1:%2").arg(connection.peerAddress).arg(connection.peerPort);
    case ConnectionModel::Path: return connection.path;
    case ConnectionModel::Connected: return ageText(connection.openedAt.secsTo(QDateTime::currentDateTimeUtc()));
    case ConnectionModel::Received: return QLocale().toString(connection.messagesIn);
    case ConnectionModel::Sent: return QLocale().toString(connection.messagesOut);
    default: return {};
    }
}

QVariant alignment(int column)
{
    const bool isNumber = column == ConnectionModel::Fd || column >= ConnectionModel::Connected;
    return QVariant::fromValue((isNumber ? Qt::AlignRight : Qt::AlignLeft) | Qt::AlignVCenter);
}

} // namespace

void ConnectionModel::setConnections(const QList<Landline::ConnectionInfo> &connections)
{
    // Both lists are sorted: rows that are in one of them only are removed or inserted where they belong.
    int row = 0;
    for (const Landline::ConnectionInfo &connection : connections) {
        while (row < m_connections.size() && m_connections.at(row).fd < connection.fd) {
            beginRemoveRows({}, row, row);
            m_connections.removeAt(row);
            endRemoveRows();
        }
        if (row < m_connections.size() && m_connections.at(row).fd == connection.fd) {
            m_connections[row] = connection;
        } else {
            beginInsertRows({}, row, row);
            m_connections.insert(row, connection);
            endInsertRows();
        }
        ++row;
    }
    if (row < m_connections.size()) {
        beginRemoveRows({}, row, static_cast<int>(m_connections.size()) - 1);
        m_connections.resize(row);
        endRemoveRows();
    }
    if (row > 0)
        emit dataChanged(index(0, 0), index(row - 1, ColumnCount - 1));
}

int ConnectionModel::rowCount(const QModelIndex &parent) const
{
    return parent.isValid() ? 0 : static_cast<int>(m_connections.size());
}

int ConnectionModel::columnCount(const QModelIndex &parent) const
{
    return parent.isValid() ? 0 : ColumnCount;
}

QVariant ConnectionModel::data(const QModelIndex &index, int role) const
{
    if (role == Qt::TextAlignmentRole)
        return alignment(index.column());
    return role == Qt::DisplayRole ? cell(m_connections.at(index.row()), index.column()) : QVariant();
}

QVariant ConnectionModel::headerData(int section, Qt::Orientation orientation, int role) const
{
    if (orientation != Qt::Horizontal)
        return {};
    if (role == Qt::TextAlignmentRole)
        return alignment(section);
    if (role != Qt::DisplayRole)
        return {};
    switch (section) {
    case Fd: return tr("fd");
    case Name: return tr("Name");
    case Client: return tr("Client");
    case Path: return tr("Path");
    case Connected: return tr("Connected for");
    case Received: return tr("Received");
    case Sent: return tr("Sent");
    default: return {};
    }
}
