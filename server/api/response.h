// SPDX-FileCopyrightText: 2026 The Landline authors
// SPDX-License-Identifier: GPL-3.0-or-later

#ifndef LANDLINE_RESPONSE_H
#define LANDLINE_RESPONSE_H

#include "api/request.h"

#include <QtCore/qbytearray.h>
#include <QtCore/qlist.h>
#include <QtCore/qmetatype.h>
#include <QtCore/qpair.h>
#include <QtCore/qstring.h>

#include <optional>

class QJsonArray;
class QJsonObject;

namespace Landline {

class Route;

/// The answer to a Request: a status, headers and a body. A value, made by one of its named constructors.
///
/// Content-Length, Connection and Date are written by Landline; setting them here has no effect.
class Response
{
public:
    using Field = QPair<QByteArray, QByteArray>;

    /// 200 with an empty body.
    Response() = default;

    /// 200, text/plain in UTF-8.
    static Response text(const QString &text);
    /// 200, text/html in UTF-8.
    static Response html(const QByteArray &html);
    /// 200, application/json.
    static Response json(const QJsonObject &object);
    static Response json(const QJsonArray &array);
    /// \a status with its standard phrase as a text/plain body, e.g. "Not Found".
    static Response status(int status);
    /// \a status with \a text as a text/plain body.
    static Response status(int status, const QString &text);
    /// A 302 (or another 3xx) to \a location.
    static Response redirect(const QByteArray &location, int status = 302);
    /// The router's 101: lets a handshake in to \a route. Middleware recognises it by status() 101 and may add headers
    /// and cookies to it; a 101 made in any other way is a refusal like every other answer.
    /// \a request, as the middleware changed it and with the route's parameters, is what onOpen() is given.
    static Response switchingProtocols(Route *route, const Request &request = {});

    int status() const { return m_status; }
    void setStatus(int status) { m_status = status; }

    QByteArray header(QByteArrayView name) const;
    QList<Field> headers() const { return m_headers; }
    /// Replaces all headers of that name.
    void setHeader(const QByteArray &name, const QByteArray &value);
    /// Adds one more, as Set-Cookie needs it.
    void addHeader(const QByteArray &name, const QByteArray &value);
    /// Adds a Set-Cookie header; \a attributes is what follows the value, e.g. "Path=/; HttpOnly; SameSite=Lax".
    void addCookie(const QByteArray &name, const QByteArray &value,
                   const QByteArray &attributes = QByteArrayLiteral("Path=/; HttpOnly; SameSite=Lax"));

    QByteArray body() const { return m_body; }
    void setBody(const QByteArray &body, const QByteArray &contentType);

    /// Where a handshake is let in to, for the 101 of switchingProtocols(); otherwise nullptr.
    Route *route() const { return m_route; }
    /// The request that was let in, of switchingProtocols().
    Request request() const { return m_request ? *m_request : Request(); }

    /// The standard phrase of \a status, "Not Found" for 404: RFC 9110 section 15 and its additions 426, 428, 429, 431 and
    /// 451. Empty for a number without a name.
    static QByteArray reasonPhrase(int status);

private:
    int m_status = 200;
    QList<Field> m_headers;
    QByteArray m_body;
    Route *m_route = nullptr; ///< lives as long as its worker
    std::optional<Request> m_request; ///< only with m_route
};

} // namespace Landline

Q_DECLARE_METATYPE(Landline::Response)

#endif
