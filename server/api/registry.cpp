// SPDX-FileCopyrightText: 2026 The Landline authors
// SPDX-License-Identifier: LGPL-3.0-or-later

#include "api/registry.h"

#include "shared/nearestname.h"

namespace Landline {

namespace {

QString at(const QString &origin)
{
    return origin.isEmpty() ? QString() : origin + QStringLiteral(": ");
}

QString unknownName(const QString &origin, const QString &kind, const QString &name, const QStringList &known)
{
    const QString nearest = nearestName(name, known);
    const QString hint = nearest.isEmpty()
            ? QStringLiteral("known are %1").arg(known.isEmpty() ? QStringLiteral("none")
                                                                 : known.join(QStringLiteral(", ")))
            : QStringLiteral("did you mean \"%1\"?").arg(nearest);
    return QStringLiteral("%1unknown %2 \"%3\": %4").arg(at(origin), kind, name, hint);
}

} // namespace

QStringList Registry::errorsIn(const NodeConfig &config) const
{
    QStringList errors;
    const auto checkMiddleware = [&](const QStringList &names, const QString &origin) {
        for (const QString &name : names) {
            if (!m_middleware.contains(name))
                errors.append(unknownName(origin, QStringLiteral("middleware"), name, middlewareNames()));
        }
    };
    for (const ServerConfig &server : config.servers) {
        checkMiddleware(server.middleware, server.middlewareOrigin);
        for (const RouteConfig &route : server.routes) {
            checkMiddleware(route.middleware, route.middlewareOrigin);
            const auto entry = m_controllers.constFind(route.controller);
            if (entry == m_controllers.cend()) {
                errors.append(unknownName(route.origin, QStringLiteral("controller"), route.controller,
                                          controllerNames()));
            } else if (entry->isWebSocket && route.method != QLatin1String("GET")) {
                errors.append(QStringLiteral("%1%2 is a WebSocket controller, so the method of its route is GET, not %3")
                                      .arg(at(route.origin), route.controller, route.method));
            } else if (entry->isWebSocket && server.type == ServerType::Http) {
                errors.append(QStringLiteral("%1%2 is a WebSocket controller, and server \"%3\" is of type \"http\": "
                                             "its route belongs to a websocket server")
                                      .arg(at(route.origin), route.controller, server.name));
            } else if (!entry->isWebSocket && (route.sendQueueLimit || route.slowConsumer)) {
                errors.append(QStringLiteral("%1%2 answers HTTP requests: send_queue_limit and slow_consumer are for the "
                                             "routes of WebSocket controllers")
                                      .arg(at(route.origin), route.controller));
            } else if (const QString complaint = entry->complaintAbout ? entry->complaintAbout(config) : QString();
                       !complaint.isEmpty()) {
                errors.append(at(route.origin) + route.controller + QLatin1Char(' ') + complaint);
            }
        }
    }
    return errors;
}

void Registry::mount(Router &router, const RouteConfig &config, const MountContext &context) const
{
    const ControllerEntry entry = m_controllers.value(config.controller);
    router.group(QString(), [&](Router &grouped) { entry.mount(grouped, config, context); },
                 makeMiddleware(config.middleware, router));
}

QList<std::shared_ptr<Middleware>> Registry::makeMiddleware(const QStringList &names,
                                                            const Router &router) const
{
    QList<std::shared_ptr<Middleware>> made;
    for (const QString &name : names)
        made.append(m_middleware.value(name)(router));
    return made;
}

} // namespace Landline
