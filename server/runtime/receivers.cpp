// SPDX-FileCopyrightText: 2026 The Landline authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "runtime/receivers.h"

#include "api/audience.h"
#include "api/connection.h"
#include "api/groupindex.h"
#include "api/route.h"
#include "runtime/connectiontable.h"

namespace Landline {

namespace {

/// Takes fds, and leaves out those that are excepted and those that it has.
class Selection
{
public:
    explicit Selection(const Audience &audience)
    {
        const QList<qint64> excepted = audience.exceptedFds();
        m_passedOver = QSet<qint64>(excepted.cbegin(), excepted.cend());
        m_isOneSet = audience.fds().isEmpty()
                && audience.hasAll() + audience.groupNames().size() + audience.userIds().size()
                                + (audience.serverNames().isEmpty() && audience.routeNames().isEmpty() ? 0 : 1)
                        == 1;
    }

    void add(qint64 fd)
    {
        if (m_passedOver.contains(fd))
            return;
        if (!m_isOneSet)
            m_passedOver.insert(fd);
        m_fds.append(fd);
    }
    void add(const QList<qint64> &fds)
    {
        m_fds.reserve(m_fds.size() + fds.size());
        for (const qint64 fd : fds)
            add(fd);
    }

    QList<qint64> fds() const { return m_fds; }

private:
    QList<qint64> m_fds;
    QSet<qint64> m_passedOver;
    bool m_isOneSet; ///< nobody can come twice
};

bool isAt(const Connection *connection, const QStringList &servers, const QList<Audience::RouteName> &routes)
{
    const Route *route = connection->route();
    return servers.contains(route->serverName()) || routes.contains({route->serverName(), route->pattern()});
}

} // namespace

QList<qint64> receiversOf(const Audience &audience, const ConnectionTable &table, const GroupIndex &index)
{
    Selection selection(audience);
    const QStringList servers = audience.serverNames();
    const QList<Audience::RouteName> routes = audience.routeNames();
    if (audience.hasAll() || !servers.isEmpty() || !routes.isEmpty()) {
        const QList<Connection *> connections = table.connections();
        for (const Connection *connection : connections) {
            if (audience.hasAll() || isAt(connection, servers, routes))
                selection.add(connection->fd());
        }
    }
    const QStringList groups = audience.groupNames();
    for (const QString &name : groups)
        selection.add(index.groups.find(name));
    const QStringList users = audience.userIds();
    for (const QString &id : users)
        selection.add(index.users.find(id));
    const QList<qint64> fds = audience.fds();
    for (const qint64 fd : fds) {
        if (table.owns(fd))
            selection.add(fd);
    }
    return selection.fds();
}

} // namespace Landline
