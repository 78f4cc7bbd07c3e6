// SPDX-FileCopyrightText: 2026 The Landline authors
// SPDX-License-Identifier: LGPL-3.0-or-later

#include "runtime/receivers.h"

#include "api/audience.h"
#include "api/connection.h"
#include "api/groupindex_p.h"
#include "api/route.h"
#include "io/loopclock.h"
#include "runtime/connectionsubject.h"
#include "runtime/connectiontable.h"
#include "shared/filter.h"

#include <algorithm>

namespace Landline {

namespace {

/// True if each connection has to be looked at.
bool hasCondition(const Audience &audience)
{
    return !audience.serverNames().isEmpty() || !audience.routeNames().isEmpty() || !audience.filters().isEmpty();
}

} // namespace

/// Takes fds, and leaves out those that are excepted and those that it has.
class ReceiverSearch::Selection
{
public:
    explicit Selection(const Audience &audience)
    {
        const QList<qint64> excepted = audience.exceptedFds();
        m_passedOver = QSet<qint64>(excepted.cbegin(), excepted.cend());
        m_isOneSet = audience.fds().isEmpty()
                && audience.hasAll() + audience.groupNames().size() + audience.userIds().size()
                                + (hasCondition(audience) ? 1 : 0)
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

/// What of an audience each connection has to be looked at for.
class ReceiverSearch::Condition
{
public:
    Condition(const Audience &audience, const QString &labelKey)
        : m_servers(audience.serverNames())
        , m_routes(audience.routeNames())
        , m_filters(audience.filters())
        , m_labelKey(labelKey)
        , m_now(LoopClock::now())
    {
    }

    bool isMetBy(const Connection *connection) const
    {
        const Route *route = connection->route();
        if (m_servers.contains(route->serverName()) || m_routes.contains({route->serverName(), route->pattern()}))
            return true;
        const ConnectionSubject subject(*connection, m_labelKey);
        return std::any_of(m_filters.begin(), m_filters.end(), [this, &subject](const Filter &filter) {
            return filter.matches(subject, m_now);
        });
    }

private:
    QStringList m_servers;
    QList<Audience::RouteName> m_routes;
    QList<Filter> m_filters;
    const QString &m_labelKey;
    qint64 m_now;
};

ReceiverSearch::ReceiverSearch(const Audience &audience, const ConnectionTable &table, const GroupIndex &index,
                               const QString &labelKey)
    : m_table(table), m_selection(std::make_unique<Selection>(audience))
{
    if (audience.hasAll()) {
        m_selection->add(table.fds());
    } else if (hasCondition(audience)) {
        m_condition = std::make_unique<Condition>(audience, labelKey);
        m_candidates = table.fds();
    }
    const QStringList groups = audience.groupNames();
    for (const QString &name : groups)
        m_selection->add(index.groups.find(name));
    const QStringList users = audience.userIds();
    for (const QString &id : users)
        m_selection->add(index.users.find(id));
    const QList<qint64> fds = audience.fds();
    for (const qint64 fd : fds) {
        if (table.owns(fd))
            m_selection->add(fd);
    }
}

ReceiverSearch::~ReceiverSearch() = default;

void ReceiverSearch::advance(qsizetype count)
{
    for (const qsizetype end = std::min(m_next + count, m_candidates.size()); m_next < end; ++m_next) {
        const Connection *connection = m_table.find(m_candidates.at(m_next));
        if (connection && m_condition->isMetBy(connection))
            m_selection->add(connection->fd());
    }
}

QList<qint64> ReceiverSearch::fds() const
{
    return m_selection->fds();
}

QList<qint64> receiversOf(const Audience &audience, const ConnectionTable &table, const GroupIndex &index,
                          const QString &labelKey)
{
    ReceiverSearch search(audience, table, index, labelKey);
    search.advance(table.size());
    return search.fds();
}

} // namespace Landline
