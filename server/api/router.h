// SPDX-FileCopyrightText: 2026 The Landline authors
// SPDX-License-Identifier: LGPL-3.0-or-later

#ifndef LANDLINE_ROUTER_H
#define LANDLINE_ROUTER_H

#include <Landline/controller.h>
#include <Landline/httpcontroller.h>
#include <Landline/httphandler.h>
#include <Landline/httproute.h>
#include <Landline/landline_export.h>
#include <Landline/route.h>
#include <Landline/sender.h>


#include <concepts>
#include <deque>
#include <memory>

namespace Landline {

/// Where the routes of one server are written down; Node::addRoutes() hands one out in each worker.
///
/// The pattern language is FastRoute's, as in Hyperf: "/chat/{room}", "/user/{id:\d+}", an optional tail
/// "/page[/{number}]". Patterns match the whole path, case and trailing slash matter. Non-ASCII characters and spaces are
/// written as they are or percent-encoded: "/größe", "/a b". A static path wins over a pattern, patterns are tried in the
/// order of their registration, HEAD falls back to GET. A WebSocket route and HTTP routes may have the same path: a
/// handshake finds the one, a plain request the other.
///
/// A pattern that is a duplicate, is malformed, or matches no path that a request can have ("/a#b", "/a?b=c") stops
/// Node::start(), which says why. Everything made here lives in the worker's thread.
class LANDLINE_EXPORT Router
{
public:
    using Handler = HttpRoute::Handler;
    using StreamHandler = HttpRoute::StreamHandler;

    Router(const QString &serverName, const Sender &sender, QObject *parent);
    ~Router();
    Q_DISABLE_COPY_MOVE(Router)

    QString serverName() const { return m_serverName; }
    /// For controllers that push to others; given to those whose constructor takes one.
    Sender sender() const { return m_sender; }

    HttpRoute &get(const QString &path, const Handler &handler);
    HttpRoute &post(const QString &path, const Handler &handler);
    HttpRoute &put(const QString &path, const Handler &handler);
    HttpRoute &patch(const QString &path, const Handler &handler);
    HttpRoute &del(const QString &path, const Handler &handler);
    /// Any method for which the path has no route of its own.
    HttpRoute &any(const QString &path, const Handler &handler);
    HttpRoute &addRoute(const QStringList &methods, const QString &path, const Handler &handler);

    /// The same for handlers that take two arguments, and read the body while it arrives: see RequestStream.
    HttpRoute &post(const QString &path, const StreamHandler &handler);
    HttpRoute &put(const QString &path, const StreamHandler &handler);
    HttpRoute &patch(const QString &path, const StreamHandler &handler);
    HttpRoute &any(const QString &path, const StreamHandler &handler);
    HttpRoute &addRoute(const QStringList &methods, const QString &path, const StreamHandler &handler);

    /// A WebSocket route to answer by functions (Route::onOpen() and the like) or by slots connected to its signals.
    Route &webSocket(const QString &path);
    /// A WebSocket route to a controller of type T, made here: of \a arguments, else of a Sender where T takes one.
    template<std::derived_from<QObject> T, typename... Arguments>
    Route &webSocket(const QString &path, Arguments &&...arguments);

    /// The public slots of a T as routes below \a prefix; see HttpController.
    template<std::derived_from<QObject> T, typename... Arguments>
    void autoController(const QString &prefix, Arguments &&...arguments);
    /// The same of an object that exists in this thread and outlives the worker or is owned elsewhere.
    void autoController(const QString &prefix, QObject *controller);

    /// Routes with a common \a prefix and \a middleware; groups may be nested.
    void group(const QString &prefix, const std::function<void(Router &)> &define,
               const QList<std::shared_ptr<Middleware>> &middleware = {});

    /// Makes a T of \a arguments, else of the sender() where T takes one, else of nothing.
    template<typename T, typename... Arguments>
    std::unique_ptr<T> make(Arguments &&...arguments) const;

    /// What was registered, in order; for the pipeline.
    const std::deque<HttpRoute> &httpRoutes() const { return m_httpRoutes; }
    const QList<Route *> &webSocketRoutes() const { return m_webSocketRoutes; }
    /// What cannot be a route and why; for Node::start().
    QStringList errors() const { return m_errors; }
    void addError(const QString &error) { m_errors.append(error); }

private:
    HttpRoute &add(const HttpRoute &route);
    template<typename T>
    static void attach(Route &route, T *controller);

    QString m_serverName;
    Sender m_sender;
    QObject *m_parent;
    QString m_prefix;
    QList<std::shared_ptr<Middleware>> m_groupMiddleware;
    std::deque<HttpRoute> m_httpRoutes; // a deque: references to its elements stay valid
    QList<Route *> m_webSocketRoutes;
    QStringList m_errors;
};

template<typename T, typename... Arguments>
std::unique_ptr<T> Router::make(Arguments &&...arguments) const
{
    if constexpr (sizeof...(Arguments) == 0 && std::constructible_from<T, Sender>)
        return std::make_unique<T>(m_sender);
    else
        return std::make_unique<T>(std::forward<Arguments>(arguments)...);
}

template<std::derived_from<QObject> T, typename... Arguments>
Route &Router::webSocket(const QString &path, Arguments &&...arguments)
{
    T *controller = make<T>(std::forward<Arguments>(arguments)...).release();
    controller->setParent(m_parent);
    Route &route = webSocket(path);
    attach(route, controller);
    return route;
}

template<std::derived_from<QObject> T, typename... Arguments>
void Router::autoController(const QString &prefix, Arguments &&...arguments)
{
    T *controller = make<T>(std::forward<Arguments>(arguments)...).release();
    controller->setParent(m_parent);
    autoController(prefix, controller);
}

template<typename T>
void Router::attach(Route &route, T *controller)
{
    if constexpr (requires(Connection *c, const Request &r) { controller->onOpen(c, r); })
        route.onOpen([controller](Connection *c, const Request &r) { controller->onOpen(c, r); });
    if constexpr (requires(Connection *c, const Frame &f) { controller->onMessage(c, f); })
        route.onMessage([controller](Connection *c, const Frame &f) { controller->onMessage(c, f); });
    else
        route.warnOfMessages(controller->metaObject()->className());
    if constexpr (requires(Connection *c, const CloseInfo &i) { controller->onClose(c, i); })
        route.onClose([controller](Connection *c, const CloseInfo &i) { controller->onClose(c, i); });
}

} // namespace Landline

#endif
