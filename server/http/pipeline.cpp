// SPDX-FileCopyrightText: 2026 The Landline authors
// SPDX-License-Identifier: LGPL-3.0-or-later

#include "http/pipeline.h"

#include "api/thrown_p.h"

#include <QtCore/qloggingcategory.h>

#include <limits>

namespace Landline {

static Q_LOGGING_CATEGORY(lcPipeline, "landline.http")

namespace {

/// Calls \a function, which runs application code for \a request; what it throws, at once or later, is logged, never told
/// to the client.
template<typename Function>
Reply guarded(const Request &request, const Function &function)
{
    Reply reply;
    const std::optional<QByteArray> thrown = thrownBy([&] { reply = function(); });
    if (!thrown && reply.isReady())
        return reply;
    if (!thrown) {
        reply.setRedact([request](const QByteArray &message) { return request.redaction().text(message, request); });
        return reply;
    }
    qCCritical(lcPipeline, "%s of server %ls: a handler threw: %s", request.method().constData(),
               qUtf16Printable(request.serverName()), request.redaction().text(*thrown, request).constData());
    return Response::status(500);
}

bool isGetOrHead(const Request &request)
{
    return request.method() == "GET" || request.method() == "HEAD";
}

} // namespace

Pipeline::Pipeline(std::unique_ptr<Router> router, const QList<std::shared_ptr<Middleware>> &middleware)
    : m_router(std::move(router)), m_middleware(middleware), m_errors(m_router->errors())
{
    addHttpRoutes();
    addWebSocketRoutes();
}

Pipeline::~Pipeline() = default;

void Pipeline::addHttpRoutes()
{
    int index = 0;
    for (const HttpRoute &route : m_router->httpRoutes()) {
        const QStringList methods = route.methods();
        for (const QString &method : methods) {
            if (!m_table.add(method, route.pattern(), index))
                m_errors.append(m_table.errorString());
        }
        m_hasBodyRules = m_hasBodyRules || route.streamsBody() || route.maxBodySize();
        ++index;
    }
}

void Pipeline::addWebSocketRoutes()
{
    int index = 0;
    for (const Route *route : m_router->webSocketRoutes()) {
        if (!m_table.add(RouteTable::WebSocket, route->pattern(), index++))
            m_errors.append(m_table.errorString());
    }
}

Pipeline::BodyRule Pipeline::bodyRule(const QByteArray &method, const QByteArray &path, qint64 maxBodySize) const
{
    if (!m_hasBodyRules)
        return {maxBodySize};
    const RouteTable::Match match = m_table.match(QString::fromLatin1(method), QString::fromLatin1(path));
    if (match.kind != RouteTable::Match::Kind::Found)
        return {maxBodySize};
    const HttpRoute &route = m_router->httpRoutes().at(static_cast<size_t>(match.index));
    const qint64 maxSize = route.maxBodySize().value_or(maxBodySize);
    return {maxSize > 0 ? maxSize : std::numeric_limits<qint64>::max(), route.streamsBody()};
}

Reply Pipeline::run(Request request) const
{
    if (m_middleware.isEmpty())
        return route(std::move(request));
    return guarded(request, [&] {
        return runChain(m_middleware, 0, request, [this](const Request &last) { return route(last); });
    });
}

Reply Pipeline::refuse(const Request &request, const Response &refusal) const
{
    return guarded(request, [&] {
        return runChain(m_middleware, 0, request, [this, refusal](const Request &last) { return refusalOf(last, refusal); });
    });
}

/// What the route of \a request makes of \a refusal.
Response Pipeline::refusalOf(const Request &request, const Response &refusal) const
{
    if (request.isHandshake())
        return refusal;
    const RouteTable::Match match = m_table.match(QString::fromLatin1(request.method()), request.path());
    if (match.kind != RouteTable::Match::Kind::Found)
        return refusal;
    const HttpRoute &route = m_router->httpRoutes().at(static_cast<size_t>(match.index));
    return route.refusal() ? route.refusal()(request, refusal) : refusal;
}

Reply Pipeline::runChain(const Chain &chain, qsizetype position, const Request &request,
                         const Next &last) const
{
    if (position == chain.size())
        return last(request);
    const Next next = [this, chain, position, last](const Request &changed) {
        return guarded(changed, [&] { return runChain(chain, position + 1, changed, last); });
    };
    return chain.at(position)->process(request, next);
}

Reply Pipeline::route(Request request) const
{
    const QString method = request.isHandshake() ? RouteTable::WebSocket
                                                 : QString::fromLatin1(request.method());
    const RouteTable::Match match = m_table.match(method, request.path());
    if (match.kind != RouteTable::Match::Kind::Found)
        return unmatched(request, match);
    request.setParameters(match.parameters);
    return request.isHandshake() ? answerHandshake(std::move(request), match.index)
                                 : answerHttp(std::move(request), match.index);
}

Reply Pipeline::answerHttp(Request request, int index) const
{
    const HttpRoute &route = m_router->httpRoutes().at(static_cast<size_t>(index));
    request.setRoute(route.pattern());
    return guarded(request, [&] { return runChain(route.middleware(), 0, request, route.handler()); });
}

Reply Pipeline::answerHandshake(Request request, int index) const
{
    Route *route = m_router->webSocketRoutes().at(index);
    request.setRoute(route->pattern());
    return guarded(request, [&] {
        return runChain(route->middleware(), 0, request,
                        [route](const Request &last) { return Response::switchingProtocols(route, last); });
    });
}

Response Pipeline::unmatched(const Request &request, const RouteTable::Match &match) const
{
    if (match.kind == RouteTable::Match::Kind::NotFound)
        return Response::status(404);

    const QStringList allowed = match.allowed;
    // The path answers plain GETs only: to a WebSocket client there is nothing here.
    if (request.isHandshake() && allowed.contains(QLatin1String("GET")))
        return Response::status(404);

    const bool webSocketOnly = isGetOrHead(request) && !request.isHandshake()
            && m_table.match(RouteTable::WebSocket, request.path()).kind == RouteTable::Match::Kind::Found;
    if (webSocketOnly && request.header("Upgrade").toLower().contains("websocket"))
        return Response::status(400, QStringLiteral("sec-websocket-key is invalid!"));

    Response response = Response::status(webSocketOnly ? 426 : 405);
    if (webSocketOnly) {
        response.setHeader("Upgrade", "websocket");
        response.setHeader("Sec-WebSocket-Version", "13");
    } else {
        response.setHeader("Allow", allowed.join(QLatin1String(", ")).toLatin1());
    }
    return response;
}

} // namespace Landline
