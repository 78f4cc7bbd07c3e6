// SPDX-FileCopyrightText: 2026 The Landline authors
// SPDX-License-Identifier: LGPL-3.0-or-later

#include "runtime/connectiontable.h"

#include "api/connection.h"

namespace Landline {

ConnectionTable::ConnectionTable(int worker, int workers)
    : ConnectionTable(worker, std::make_shared<FdSequence>(workers))
{
}

ConnectionTable::ConnectionTable(int worker, const std::shared_ptr<FdSequence> &fds) : m_fds(fds), m_worker(worker) { }

qint64 ConnectionTable::issue()
{
    return m_fds->issue(m_worker);
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
    return fd < m_fds->next(m_worker) ? PushResult::Gone : PushResult::Unknown;
}

} // namespace Landline
