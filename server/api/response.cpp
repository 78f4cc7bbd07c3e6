// SPDX-FileCopyrightText: 2026 The Landline authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "api/response.h"

#include "api/route.h"

#include <QtCore/qjsonarray.h>
#include <QtCore/qjsondocument.h>
#include <QtCore/qjsonobject.h>
#include <QtCore/qurl.h>

namespace Landline {

namespace {
constexpr char plainText[] = "text/plain; charset=utf-8";
constexpr char jsonType[] = "application/json";
} // namespace

Response Response::text(const QString &text)
{
    return status(200, text);
}

Response Response::html(const QByteArray &html)
{
    Response response;
    response.setBody(html, "text/html; charset=utf-8");
    return response;
}

Response Response::json(const QJsonObject &object)
{
    Response response;
    response.setBody(QJsonDocument(object).toJson(QJsonDocument::Compact), jsonType);
    return response;
}

Response Response::json(const QJsonArray &array)
{
    Response response;
    response.setBody(QJsonDocument(array).toJson(QJsonDocument::Compact), jsonType);
    return response;
}

Response Response::status(int status)
{
    return Response::status(status, QString::fromLatin1(reasonPhrase(status)));
}

Response Response::status(int status, const QString &text)
{
    Response response;
    response.setStatus(status);
    response.setBody(text.toUtf8(), plainText);
    return response;
}

Response Response::redirect(const QByteArray &location, int status)
{
    Response response = Response::status(status);
    response.setHeader("Location", location);
    return response;
}

Response Response::switchingProtocols(Route *route)
{
    Response response;
    response.setStatus(101);
    response.m_route = route;
    return response;
}

QByteArray Response::header(QByteArrayView name) const
{
    for (const Field &field : m_headers) {
        if (QByteArrayView(field.first).compare(name, Qt::CaseInsensitive) == 0)
            return field.second;
    }
    return {};
}

void Response::setHeader(const QByteArray &name, const QByteArray &value)
{
    m_headers.removeIf([&name](const Field &field) {
        return field.first.compare(name, Qt::CaseInsensitive) == 0;
    });
    addHeader(name, value);
}

void Response::addHeader(const QByteArray &name, const QByteArray &value)
{
    m_headers.append({name, value});
}

void Response::addCookie(const QByteArray &name, const QByteArray &value,
                         const QByteArray &attributes)
{
    QByteArray cookie = name + '=' + value.toPercentEncoding();
    if (!attributes.isEmpty())
        cookie += "; " + attributes;
    addHeader("Set-Cookie", cookie);
}

void Response::setBody(const QByteArray &body, const QByteArray &contentType)
{
    m_body = body;
    setHeader("Content-Type", contentType);
}

QByteArray Response::reasonPhrase(int status)
{
    // RFC 9110 section 15, and 426, 428, 429, 431 of RFC 9110 and RFC 6585
    switch (status) {
    case 100: return "Continue";
    case 101: return "Switching Protocols";
    case 200: return "OK";
    case 201: return "Created";
    case 202: return "Accepted";
    case 204: return "No Content";
    case 206: return "Partial Content";
    case 301: return "Moved Permanently";
    case 302: return "Found";
    case 303: return "See Other";
    case 304: return "Not Modified";
    case 307: return "Temporary Redirect";
    case 308: return "Permanent Redirect";
    case 400: return "Bad Request";
    case 401: return "Unauthorized";
    case 403: return "Forbidden";
    case 404: return "Not Found";
    case 405: return "Method Not Allowed";
    case 406: return "Not Acceptable";
    case 408: return "Request Timeout";
    case 409: return "Conflict";
    case 410: return "Gone";
    case 411: return "Length Required";
    case 412: return "Precondition Failed";
    case 413: return "Content Too Large";
    case 414: return "URI Too Long";
    case 415: return "Unsupported Media Type";
    case 422: return "Unprocessable Content";
    case 426: return "Upgrade Required";
    case 428: return "Precondition Required";
    case 429: return "Too Many Requests";
    case 431: return "Request Header Fields Too Large";
    case 500: return "Internal Server Error";
    case 501: return "Not Implemented";
    case 502: return "Bad Gateway";
    case 503: return "Service Unavailable";
    case 504: return "Gateway Timeout";
    case 505: return "HTTP Version Not Supported";
    default: return "Status";
    }
}

} // namespace Landline
