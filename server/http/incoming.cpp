// SPDX-FileCopyrightText: 2026 The Landline authors
// SPDX-License-Identifier: LGPL-3.0-or-later

#include "http/incoming.h"

#include "api/allowedhosts_p.h"
#include "http/entrance.h"
#include "http/forwarded.h"
#include "http/handshake.h"
#include "http/origin.h"
#include "http/pipeline.h"
#include "http/requesthead.h"
#include "io/loglimit.h"
#include "shared/statistics.h"

#include <QtCore/qloggingcategory.h>

namespace Landline {

static Q_LOGGING_CATEGORY(lcHandshake, "landline.http")

namespace {

/// The refusal of one who may come later.
Response tooMany(RefusalReason reason)
{
    const bool isTheClients = reason == RefusalReason::AddressFull || reason == RefusalReason::HandshakeRate;
    Response response = isTheClients
            ? Response::status(429, QStringLiteral("Too many connections come from your address."))
            : Response::status(503, QStringLiteral("There are too many connections."));
    response.setHeader("Retry-After", reason == RefusalReason::HandshakeRate ? "1" : "5");
    return response;
}

void logOrigin(const RequestHead &head, const Entrance &entrance)
{
    LogLimit *limit = entrance.refusalLog;
    if (limit && !limit->allows())
        return;
    const QByteArray origin = entrance.redaction.header("Origin", head.header("Origin"));
    const QByteArray host = entrance.redaction.header("Host", head.host());
    qCWarning(lcHandshake, "A handshake is refused: a page of %s may not connect to %s; see allowed_origins%s",
              origin.left(200).toPercentEncoding(":/[]*").constData(), host.toPercentEncoding(":[]*").constData(),
              limit ? limit->unsaid().constData() : "");
}

/// Nothing if the host of \a request is served.
std::optional<Response> refuseHost(const Request &request, const Entrance &entrance)
{
    const QStringList &allowed = entrance.settings.allowedHosts;
    if (allowed.value(0) == QLatin1String("*") || isHostAllowed(request.host(), request.isSecure(), allowed))
        return std::nullopt;
    LogLimit *limit = entrance.refusalLog;
    if (!limit || limit->allows())
        qCWarning(lcHandshake, "A request is refused: host \"%s\" is not in allowed_hosts%s",
                  request.host().left(200).toPercentEncoding(":[]").constData(), limit ? limit->unsaid().constData() : "");
    return Response::status(421, QStringLiteral("This host is not served here."));
}

} // namespace

Request incomingRequest(const RequestHead &head, const PeerAddress &peer, const Entrance &entrance, bool secure)
{
    Request request;
    request.setRedaction(entrance.redaction);
    request.setMethod(head.method());
    request.setTarget(head.query().isEmpty() ? head.path() : head.path() + '?' + head.query());
    request.setHeaders(head.headers());
    // A target of the form "http://host/path" names the host by itself (RFC 9112 section 3.2.2).
    if (!head.host().isEmpty() && head.host() != head.header("Host"))
        request.setHeader("Host", head.host());
    request.setVersionMinor(head.versionMinor());
    request.setPeer(peer);
    request.setSecure(secure);
    if (!entrance.settings.trustedProxies.isEmpty()) {
        const Forwarded forwarded = forwardedBy(head, peer, entrance.settings.trustedProxies);
        request.setPeer(forwarded.client);
        request.setHost(forwarded.host);
        request.setSecure(forwarded.secure.value_or(secure));
    }
    return request;
}

Request incomingHandshake(const RequestHead &head, const PeerAddress &peer, const Entrance &entrance, bool secure)
{
    Request request = incomingRequest(head, peer, entrance, secure);
    request.setHandshake(true);
    return request;
}

HandshakeAnswer answerHandshake(const RequestHead &head, Request request, const Entrance &entrance)
{
    request.setServerName(entrance.webSocket->serverName());
    Admission::Verdict verdict;
    if (entrance.admission && entrance.admission->isLimited())
        verdict = entrance.admission->enter(entrance.webSocketServer, request.peer());
    if (verdict.refusal) // cheap: nothing else of it is looked at
        return {tooMany(*verdict.refusal), nullptr, verdict.refusal};
    if (const std::optional<Response> refusal = refuseHost(request, entrance))
        return {*refusal, nullptr, RefusalReason::BadHandshake};
    if (const std::optional<Refusal> refusal = checkHandshake(head)) {
        Response response = Response::status(refusal->status, QString::fromLatin1(refusal->body));
        for (const auto &[name, value] : refusal->headers)
            response.setHeader(name, value);
        return {response, nullptr, RefusalReason::BadHandshake};
    }
    // Where no proxy is named, anybody is believed here: no page can set the header, and other clients send any Origin.
    const QByteArray forwardedHost
            = entrance.settings.trustedProxies.isEmpty() ? firstForwardedHost(head) : request.host();
    if (!isOriginAllowed(head, entrance.webSocketSettings.allowedOrigins, forwardedHost)) {
        logOrigin(head, entrance);
        return {Response::status(403, QStringLiteral("Pages of this origin may not connect.")), nullptr,
                RefusalReason::Origin};
    }
    return {entrance.webSocket->run(std::move(request)), verdict.place, {}};
}

Reply answerRequest(Request request, const Entrance &entrance)
{
    if (const std::optional<Response> refusal = refuseHost(request, entrance))
        return *refusal;
    request.setServerName(entrance.http->serverName());
    return entrance.http->run(std::move(request));
}

void countRefusal(const Entrance &entrance, const std::optional<RefusalReason> &refusal, const Response &response)
{
    if (!entrance.statistics)
        return;
    const bool nothingThere = response.status() == 404 || response.status() == 405;
    ++entrance.statistics->refused[refusal.value_or(nothingThere ? RefusalReason::NoRoute : RefusalReason::Middleware)];
}

bool isLetIn(const Response &response)
{
    return response.status() == 101 && response.route();
}

} // namespace Landline
