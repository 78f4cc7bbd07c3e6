// SPDX-FileCopyrightText: 2026 The Landline authors
// SPDX-License-Identifier: LGPL-3.0-or-later

#ifndef LANDLINE_REGISTRY_H
#define LANDLINE_REGISTRY_H

#include <Landline/landline_export.h>
#include <Landline/nodeconfig.h>
#include <Landline/router.h>

#include <QtCore/qmap.h>

#include <memory>

namespace Landline {

class ApiKeys;
class NodeObjects;

/// What a stock controller that mounts itself has to know of its node.
struct MountContext
{
    QString nodeId; ///< "<node>-<start epoch in ms>"; empty for Node::check()
    int workers = 1;
    QStringList serverNames;
    std::shared_ptr<const ApiKeys> apiKeys; ///< nullptr if they could not be read
    std::shared_ptr<NodeObjects> objects; ///< what the controllers of all workers share
};

/// A controller that makes its own routes below the configured path, for several paths and methods:
/// `static void mount(Router &router, const RouteConfig &config, const MountContext &context)`.
template<typename T>
concept MountsItself = requires(Router &router, const RouteConfig &config, const MountContext &context) {
    T::mount(router, config, context);
};

/// The controllers and middleware that a configuration file can name.
///
/// Filled before the node starts, by Node::registerController() and for the stock ones; read by every worker, in which it
/// makes a new instance each time. A value; the functions in it must not share state between threads.
class LANDLINE_EXPORT Registry
{
public:
    /// \a T is a WebSocket Controller (or another QObject with its slots), an HttpController, an HttpHandler, an
    /// HttpStreamHandler, or a class that MountsItself. One that has `static QString complaintAbout(const NodeConfig &config)` is
    /// asked before the start.
    template<typename T>
    void addController(const QString &name);
    template<std::derived_from<Middleware> T>
    void addMiddleware(const QString &name);

    QStringList controllerNames() const { return m_controllers.keys(); }
    QStringList middlewareNames() const { return m_middleware.keys(); }

    /// What is wrong with the names that \a config uses, each with its place and the nearest known name.
    QStringList errorsIn(const NodeConfig &config) const;

    /// Mounts the configured route \a config on \a router. The names in it are known.
    void mount(Router &router, const RouteConfig &config, const MountContext &context = {}) const;
    QList<std::shared_ptr<Middleware>> makeMiddleware(const QStringList &names, const Router &router) const;

private:
    struct ControllerEntry
    {
        bool isWebSocket = false;
        std::function<void(Router &, const RouteConfig &, const MountContext &)> mount;
        std::function<QString(const NodeConfig &)> complaintAbout; ///< empty if it never complains
    };
    using MiddlewareFactory = std::function<std::shared_ptr<Middleware>(const Router &)>;

    QMap<QString, ControllerEntry> m_controllers;
    QMap<QString, MiddlewareFactory> m_middleware;
};

template<typename T>
void Registry::addController(const QString &name)
{
    ControllerEntry entry;
    if constexpr (requires(const NodeConfig &config) { T::complaintAbout(config); })
        entry.complaintAbout = T::complaintAbout;
    if constexpr (MountsItself<T>) {
        entry.mount = T::mount;
    } else if constexpr (std::derived_from<T, HttpController>) {
        entry.mount = [](Router &router, const RouteConfig &config, const MountContext &) {
            router.autoController<T>(config.path);
        };
    } else if constexpr (std::derived_from<T, HttpHandler>) {
        entry.mount = [](Router &router, const RouteConfig &config, const MountContext &) {
            const std::shared_ptr<HttpHandler> handler = router.make<T>();
            router.addRoute(config.method.split(QLatin1Char('|')), config.path,
                            [handler](const Request &request) { return handler->handle(request); });
        };
    } else if constexpr (std::derived_from<T, HttpStreamHandler>) {
        entry.mount = [](Router &router, const RouteConfig &config, const MountContext &) {
            const std::shared_ptr<HttpStreamHandler> handler = router.make<T>();
            router.addRoute(config.method.split(QLatin1Char('|')), config.path,
                            [handler](const Request &request, const RequestStream &body) { return handler->handle(request, body); });
        };
    } else {
        entry.isWebSocket = true;
        entry.mount = [](Router &router, const RouteConfig &config, const MountContext &) {
            Route &route = router.webSocket<T>(config.path);
            if (config.sendQueueLimit)
                route.setSendQueueLimit(*config.sendQueueLimit);
            if (config.slowConsumer)
                route.setSlowConsumer(*config.slowConsumer);
        };
    }
    m_controllers.insert(name, entry);
}

template<std::derived_from<Middleware> T>
void Registry::addMiddleware(const QString &name)
{
    m_middleware.insert(name, [](const Router &router) { return router.make<T>(); });
}

} // namespace Landline

#endif
