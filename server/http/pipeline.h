// SPDX-FileCopyrightText: 2026 The Landline authors
// SPDX-License-Identifier: LGPL-3.0-or-later

#ifndef LANDLINE_PIPELINE_H
#define LANDLINE_PIPELINE_H

#include <Landline/landline_export.h>
#include "api/middleware.h"
#include "api/router.h"
#include "http/routetable.h"

#include <memory>

namespace Landline {

/// Everything that a request of one server goes through in one worker: the server's middleware, then the router, then
/// the middleware of the route, then who answers.
///
/// The server's middleware runs for unknown paths as well, as in Hyperf: a stranger is told 401 before 404. Handshakes
/// and plain requests go the same way; for a handshake only WebSocket routes match, and the answer that lets it in is
/// Response::switchingProtocols(). What application code throws becomes a 500 here.
///
/// Lives as long as its worker; later answers call back into it.
class LANDLINE_PRIVATE_EXPORT Pipeline
{
public:
    Pipeline(std::unique_ptr<Router> router, const QList<std::shared_ptr<Middleware>> &middleware);
    ~Pipeline();
    Q_DISABLE_COPY_MOVE(Pipeline)

    /// What is wrong with the routes; a pipeline with errors must not be run.
    QStringList errors() const { return m_errors; }
    QString serverName() const { return m_router->serverName(); }
    const QList<Route *> &webSocketRoutes() const { return m_router->webSocketRoutes(); }

    /// How the body of a request is to be read.
    struct BodyRule
    {
        qint64 maxSize = 0; ///< a larger one is refused
        bool isStreamed = false; ///< run() the request before its body has arrived, with a Request::bodyStream()
    };
    /// The rule for a request of \a method and \a path, as its route says, on a server with the limit \a maxBodySize.
    BodyRule bodyRule(const QByteArray &method, const QByteArray &path, qint64 maxBodySize) const;

    /// What \a request is answered.
    Reply run(Request request) const;
    /// The same for a request that nobody is to answer: the server's middleware runs before \a refusal, as it does before a
    /// 404 of the router's.
    Reply refuse(const Request &request, const Response &refusal) const;

private:
    using Chain = QList<std::shared_ptr<Middleware>>;

    void addHttpRoutes();
    void addWebSocketRoutes();
    Reply runChain(const Chain &chain, qsizetype position, const Request &request, const Next &last) const;
    Reply route(Request request) const;
    Reply answerHttp(Request request, int index) const;
    Reply answerHandshake(Request request, int index) const;
    Response refusalOf(const Request &request, const Response &refusal) const;
    Response unmatched(const Request &request, const RouteTable::Match &match) const;

    std::unique_ptr<Router> m_router;
    Chain m_middleware;
    RouteTable m_table;
    QStringList m_errors;
    bool m_hasBodyRules = false; ///< one of the routes has its own
};

} // namespace Landline

#endif
