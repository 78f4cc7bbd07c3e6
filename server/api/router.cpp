// SPDX-FileCopyrightText: 2026 The Landline authors
// SPDX-License-Identifier: LGPL-3.0-or-later

#include "api/router.h"

#include "api/slotroute_p.h"

#include <QtCore/qscopedvaluerollback.h>

namespace Landline {

Router::Router(const QString &serverName, const Sender &sender, QObject *parent)
    : m_serverName(serverName), m_sender(sender), m_parent(parent)
{
}

Router::~Router() = default;

HttpRoute &Router::get(const QString &path, const Handler &handler)
{
    return addRoute({QStringLiteral("GET")}, path, handler);
}

HttpRoute &Router::post(const QString &path, const Handler &handler)
{
    return addRoute({QStringLiteral("POST")}, path, handler);
}

HttpRoute &Router::put(const QString &path, const Handler &handler)
{
    return addRoute({QStringLiteral("PUT")}, path, handler);
}

HttpRoute &Router::patch(const QString &path, const Handler &handler)
{
    return addRoute({QStringLiteral("PATCH")}, path, handler);
}

HttpRoute &Router::del(const QString &path, const Handler &handler)
{
    return addRoute({QStringLiteral("DELETE")}, path, handler);
}

HttpRoute &Router::any(const QString &path, const Handler &handler)
{
    return addRoute({QStringLiteral("*")}, path, handler);
}

HttpRoute &Router::addRoute(const QStringList &methods, const QString &path, const Handler &handler)
{
    return add(HttpRoute(methods, m_prefix + path, handler));
}

HttpRoute &Router::post(const QString &path, const StreamHandler &handler)
{
    return addRoute({QStringLiteral("POST")}, path, handler);
}

HttpRoute &Router::put(const QString &path, const StreamHandler &handler)
{
    return addRoute({QStringLiteral("PUT")}, path, handler);
}

HttpRoute &Router::patch(const QString &path, const StreamHandler &handler)
{
    return addRoute({QStringLiteral("PATCH")}, path, handler);
}

HttpRoute &Router::any(const QString &path, const StreamHandler &handler)
{
    return addRoute({QStringLiteral("*")}, path, handler);
}

HttpRoute &Router::addRoute(const QStringList &methods, const QString &path, const StreamHandler &handler)
{
    return add(HttpRoute(methods, m_prefix + path, handler));
}

HttpRoute &Router::add(const HttpRoute &route)
{
    HttpRoute &added = m_httpRoutes.emplace_back(route);
    for (const auto &middleware : std::as_const(m_groupMiddleware))
        added.use(middleware);
    return added;
}

Route &Router::webSocket(const QString &path)
{
    auto *route = new Route(m_serverName, m_prefix + path, m_parent);
    for (const auto &middleware : std::as_const(m_groupMiddleware))
        route->use(middleware);
    m_webSocketRoutes.append(route);
    return *route;
}

void Router::autoController(const QString &prefix, QObject *controller)
{
    const QStringList methods = {QStringLiteral("GET"), QStringLiteral("POST")};
    const QString base = prefix == QLatin1String("/") ? QString() : prefix;
    const QList<SlotRoute> routes = SlotRoute::of(controller, &m_errors);
    for (const SlotRoute &route : routes) {
        const auto mount = [this, &methods, &route](const QString &path) {
            if (route.streamsBody())
                addRoute(methods, path, [route](const Request &request, const RequestStream &body) { return route.call(request, body); });
            else
                addRoute(methods, path, [route](const Request &request) { return route.call(request); });
        };
        mount(base + QLatin1Char('/') + route.name());
        if (route.name() == QLatin1String("index"))
            mount(prefix);
    }
}

void Router::group(const QString &prefix, const std::function<void(Router &)> &define,
                   const QList<std::shared_ptr<Middleware>> &middleware)
{
    const QScopedValueRollback prefixRollback(m_prefix, m_prefix + prefix);
    const QScopedValueRollback middlewareRollback(m_groupMiddleware, m_groupMiddleware + middleware);
    define(*this);
}

} // namespace Landline
