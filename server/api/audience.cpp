// SPDX-FileCopyrightText: 2026 The Landline authors
// SPDX-License-Identifier: LGPL-3.0-or-later

#include "api/audience.h"

#include "shared/filter.h"

#include <QtCore/qloggingcategory.h>

namespace Landline {

static Q_LOGGING_CATEGORY(lcAudience, "landline.sender")

class AudienceData : public QSharedData
{
public:
    bool all = false;
    QStringList servers;
    QList<Audience::RouteName> routes;
    QStringList groups;
    QStringList users;
    QList<Filter> filters;
    QList<qint64> fds;
    QList<qint64> excepted;
};

Audience::Audience() = default;
Audience::Audience(const Audience &other) = default;
Audience::Audience(Audience &&other) noexcept = default;
Audience &Audience::operator=(const Audience &other) = default;
Audience &Audience::operator=(Audience &&other) noexcept = default;
Audience::~Audience() = default;

AudienceData &Audience::data()
{
    if (!d)
        d = new AudienceData;
    return *d;
}

Audience Audience::all()
{
    Audience audience;
    audience.data().all = true;
    return audience;
}

Audience Audience::server(const QString &name)
{
    Audience audience;
    audience.data().servers = QStringList(name);
    return audience;
}

Audience Audience::route(const QString &server, const QString &pattern)
{
    Audience audience;
    audience.data().routes = {{server, pattern}};
    return audience;
}

Audience Audience::group(const QString &name)
{
    return groups(QStringList(name));
}

Audience Audience::groups(const QStringList &names)
{
    Audience audience;
    audience.data().groups = names;
    return audience;
}

Audience Audience::user(const QString &id)
{
    return users(QStringList(id));
}

Audience Audience::users(const QStringList &ids)
{
    Audience audience;
    audience.data().users = ids;
    return audience;
}

Audience Audience::connections(const QList<qint64> &fds)
{
    Audience audience;
    audience.data().fds = fds;
    return audience;
}

Audience Audience::matching(const Filter &filter)
{
    Audience audience;
    audience.data().filters = {filter};
    return audience;
}

Audience Audience::matching(const QString &filter, FilterError *error)
{
    FilterError ownError;
    if (const std::optional<Filter> parsed = Filter::parse(filter, error ? error : &ownError))
        return matching(*parsed);
    if (!error)
        qCWarning(lcAudience, "Filter \"%ls\" is invalid and matches nobody: position %lld: %ls", qUtf16Printable(filter),
                  static_cast<long long>(ownError.position), qUtf16Printable(ownError.message));
    return {};
}

Audience &Audience::add(const Audience &other)
{
    if (!other.d)
        return *this;
    const Audience added = other; // may be this one
    AudienceData &own = data();
    own.all = own.all || added.d->all;
    own.servers += added.d->servers;
    own.routes += added.d->routes;
    own.groups += added.d->groups;
    own.users += added.d->users;
    own.filters += added.d->filters;
    own.fds += added.d->fds;
    own.excepted += added.d->excepted;
    return *this;
}

Audience Audience::except(const QList<qint64> &fds) const
{
    Audience audience = *this;
    audience.data().excepted += fds;
    return audience;
}

bool Audience::isEmpty() const
{
    return !d
            || (!d->all && d->servers.isEmpty() && d->routes.isEmpty() && d->groups.isEmpty() && d->users.isEmpty()
                && d->filters.isEmpty() && d->fds.isEmpty());
}

bool Audience::hasAll() const
{
    return d && d->all;
}

QStringList Audience::serverNames() const
{
    return d ? d->servers : QStringList();
}

QList<Audience::RouteName> Audience::routeNames() const
{
    return d ? d->routes : QList<RouteName>();
}

QStringList Audience::groupNames() const
{
    return d ? d->groups : QStringList();
}

QStringList Audience::userIds() const
{
    return d ? d->users : QStringList();
}

QList<Filter> Audience::filters() const
{
    return d ? d->filters : QList<Filter>();
}

QList<qint64> Audience::fds() const
{
    return d ? d->fds : QList<qint64>();
}

QList<qint64> Audience::exceptedFds() const
{
    return d ? d->excepted : QList<qint64>();
}

bool Audience::isSameAs(const Audience &other) const
{
    return hasAll() == other.hasAll() && serverNames() == other.serverNames() && routeNames() == other.routeNames()
            && groupNames() == other.groupNames() && userIds() == other.userIds() && filters() == other.filters()
            && fds() == other.fds() && exceptedFds() == other.exceptedFds();
}

} // namespace Landline
