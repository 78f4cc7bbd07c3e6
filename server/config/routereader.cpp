// SPDX-FileCopyrightText: 2026 The Landline authors
// SPDX-License-Identifier: LGPL-3.0-or-later

#include "config/routereader.h"

#include "config/settingskeys.h"
#include "config/settingsreader.h"
#include "config/tablereader.h"
#include "shared/nearestname.h"
#include "shared/quoting.h"

#include <algorithm>

using namespace Qt::StringLiterals;

namespace Landline {

namespace {

const QStringList &knownMethods()
{
    static const QStringList methods{u"GET"_s,   u"HEAD"_s,   u"POST"_s,   u"PUT"_s,
                                     u"PATCH"_s, u"DELETE"_s, u"OPTIONS"_s};
    return methods;
}

QString methodError(const QString &method)
{
    const QString nearest = nearestName(method, knownMethods());
    const QString advice = nearest.isEmpty() ? QString() : ": did you mean \"%1\"?"_L1.arg(nearest);
    return "must be made of %1, but has \"%2\"%3"_L1.arg(knownMethods().join(", "_L1),
                                                         printable(method), advice);
}

void readMethod(TableReader &table, RouteConfig *route)
{
    const std::optional<QStringList> written = table.textOrList("method"_L1);
    if (!written)
        return;
    QStringList methods;
    for (const QString &text : *written)
        methods += text.split(u'|');
    for (QString &method : methods) {
        method = method.trimmed();
        if (!knownMethods().contains(method))
            return table.report("method"_L1, methodError(method));
    }
    methods.removeDuplicates();
    if (methods.isEmpty())
        return table.reportWrong("method"_L1, u"a method or several"_s);
    route->method = methods.join(u'|');
}

void readPath(TableReader &table, RouteConfig *route)
{
    table.require("path"_L1);
    const std::optional<QString> path = table.text("path"_L1);
    if (!path)
        return;
    route->path = *path;
    if (!path->startsWith(u'/')) {
        table.report("path"_L1,
                     "must begin with '/', but is \"%1\": write \"/%1\""_L1.arg(printable(*path)));
    }
}

void readController(TableReader &table, RouteConfig *route)
{
    table.require("controller"_L1);
    route->origin = table.place("controller"_L1);
    const std::optional<QString> controller = table.text("controller"_L1);
    if (!controller)
        return;
    route->controller = *controller;
    if (controller->trimmed().isEmpty())
        table.reportWrong("controller"_L1, u"the name of a controller"_s);
}

/// What a route may set over the settings of its server.
void readQueue(TableReader &table, RouteConfig *route)
{
    Settings settings;
    for (const QLatin1StringView name : {"send_queue_limit"_L1, "slow_consumer"_L1})
        readSetting(table, settingsKey(name), &settings);
    if (table.contains("send_queue_limit"_L1))
        route->sendQueueLimit = settings.sendQueueLimit;
    if (table.contains("slow_consumer"_L1))
        route->slowConsumer = settings.slowConsumer;
}

bool sharesMethod(const RouteConfig &a, const RouteConfig &b)
{
    const QStringList methods = a.method.split(u'|');
    return std::ranges::any_of(b.method.split(u'|'), [&methods](const QString &method) {
        return methods.contains(method);
    });
}

void checkAgainst(const QList<RouteConfig> &earlier, const RouteConfig &route, TableReader &table)
{
    for (const RouteConfig &other : earlier) {
        if (other.path != route.path || !sharesMethod(other, route))
            continue;
        table.report("path"_L1,
                     "\"%1\" has a route for %2 already, at %3"_L1.arg(printable(route.path),
                                                                       route.method, other.origin));
        return;
    }
}

} // namespace

RouteConfig readRoute(TableReader &table, const QList<RouteConfig> &earlier)
{
    RouteConfig route;
    readMethod(table, &route);
    readPath(table, &route);
    readController(table, &route);
    route.middleware = table.textList("middleware"_L1).value_or(QStringList());
    route.middlewareOrigin = table.place("middleware"_L1);
    readQueue(table, &route);
    if (table.contains("path"_L1))
        checkAgainst(earlier, route, table);
    return route;
}

} // namespace Landline
