// SPDX-FileCopyrightText: 2026 The Landline authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "http/incoming.h"

#include "http/entrance.h"
#include "http/handshake.h"
#include "http/origin.h"
#include "http/pipeline.h"
#include "http/requesthead.h"

#include <QtCore/qloggingcategory.h>

Q_LOGGING_CATEGORY(lcHandshake, "landline.http")

namespace Landline {

Request incomingRequest(const RequestHead &head, const PeerAddress &peer)
{
    Request request;
    request.setMethod(head.method());
    request.setTarget(head.query().isEmpty() ? head.path() : head.path() + '?' + head.query());
    request.setHeaders(head.headers());
    // A target of the form "http://host/path" names the host by itself (RFC 9112 section 3.2.2).
    if (!head.host().isEmpty() && head.host() != head.header("Host"))
        request.setHeader("Host", head.host());
    request.setVersionMinor(head.versionMinor());
    request.setPeer(peer);
    return request;
}

Reply answerHandshake(const RequestHead &head, Request &request, const Entrance &entrance)
{
    request.setHandshake(true);
    request.setServerName(entrance.webSocket->serverName());
    if (const std::optional<Refusal> refusal = checkHandshake(head)) {
        Response response = Response::status(refusal->status, QString::fromLatin1(refusal->body));
        for (const auto &[name, value] : refusal->headers)
            response.setHeader(name, value);
        return response;
    }
    if (!isOriginAllowed(head, entrance.webSocketSettings.allowedOrigins)) {
        qCWarning(lcHandshake, "A handshake is refused: a page of %s may not connect to %s; see allowed_origins",
                  head.header("Origin").left(200).toPercentEncoding(":/[]").constData(),
                  head.host().toPercentEncoding(":[]").constData());
        return Response::status(403, QStringLiteral("Pages of this origin may not connect."));
    }
    return entrance.webSocket->run(request);
}

bool isLetIn(const Response &response)
{
    return response.status() == 101 && response.route();
}

} // namespace Landline
