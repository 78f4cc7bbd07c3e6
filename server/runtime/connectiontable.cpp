// SPDX-FileCopyrightText: 2026 The Landline authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "runtime/connectiontable.h"

#include "api/connection.h"

namespace Landline {

ConnectionTable::ConnectionTable(int worker, int workers) : m_next(worker + 1), m_workers(workers) { }

qint64 ConnectionTable::issue()
{
    return std::exchange(m_next, m_next + m_workers);
}

void ConnectionTable::insert(Connection *connection)
{
    m_connections.insert(connection->fd(), connection);
}

void ConnectionTable::remove(Connection *connection)
{
    m_connections.remove(connection->fd());
}

PushResult ConnectionTable::absence(qint64 fd) const
{
    return fd < m_next ? PushResult::Gone : PushResult::Unknown;
}

} // namespace Landline
