// SPDX-FileCopyrightText: 2026 The Landline authors
// SPDX-License-Identifier: LGPL-3.0-or-later

#include "api/response.h"

#include "api/route.h"

#include <QtCore/qjsonarray.h>
#include <QtCore/qjsondocument.h>
#include <QtCore/qjsonobject.h>

#include <algorithm>
#include <iterator>

namespace Landline {

namespace {

struct Phrase
{
    int status;
    const char *text;
};

constexpr Phrase phrases[] = {
        {100, "Continue"},
        {101, "Switching Protocols"},
        {102, "Processing"},
        {103, "Early Hints"},
        {200, "OK"},
        {201, "Created"},
        {202, "Accepted"},
        {203, "Non-Authoritative Information"},
        {204, "No Content"},
        {205, "Reset Content"},
        {206, "Partial Content"},
        {207, "Multi-Status"},
        {208, "Already Reported"},
        {226, "IM Used"},
        {300, "Multiple Choices"},
        {301, "Moved Permanently"},
        {302, "Found"},
        {303, "See Other"},
        {304, "Not Modified"},
        {305, "Use Proxy"},
        {307, "Temporary Redirect"},
        {308, "Permanent Redirect"},
        {400, "Bad Request"},
        {401, "Unauthorized"},
        {402, "Payment Required"},
        {403, "Forbidden"},
        {404, "Not Found"},
        {405, "Method Not Allowed"},
        {406, "Not Acceptable"},
        {407, "Proxy Authentication Required"},
        {408, "Request Timeout"},
        {409, "Conflict"},
        {410, "Gone"},
        {411, "Length Required"},
        {412, "Precondition Failed"},
        {413, "Content Too Large"},
        {414, "URI Too Long"},
        {415, "Unsupported Media Type"},
        {416, "Range Not Satisfiable"},
        {417, "Expectation Failed"},
        {421, "Misdirected Request"},
        {422, "Unprocessable Content"},
        {423, "Locked"},
        {424, "Failed Dependency"},
        {425, "Too Early"},
        {426, "Upgrade Required"},
        {428, "Precondition Required"},
        {429, "Too Many Requests"},
        {431, "Request Header Fields Too Large"},
        {451, "Unavailable For Legal Reasons"},
        {500, "Internal Server Error"},
        {501, "Not Implemented"},
        {502, "Bad Gateway"},
        {503, "Service Unavailable"},
        {504, "Gateway Timeout"},
        {505, "HTTP Version Not Supported"},
        {506, "Variant Also Negotiates"},
        {507, "Insufficient Storage"},
        {508, "Loop Detected"},
        {511, "Network Authentication Required"},
};

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

Response Response::stream(const QByteArray &contentType, const ResponseStream::Opened &opened)
{
    Response response;
    response.m_stream = std::make_shared<const ResponseStream::Opened>(opened);
    response.setHeader("Content-Type", contentType);
    return response;
}

Response Response::stream(const QByteArray &contentType, const Producer &producer)
{
    // Shared: it may have a state, which a copy would have once more.
    return stream(contentType, [producer = std::make_shared<const Producer>(producer)](const ResponseStream &stream) {
        const auto fill = [stream, producer] {
            while (stream.hasRoom()) {
                const QByteArray piece = (*producer)();
                if (piece.isEmpty())
                    return stream.end();
                stream.write(piece);
            }
        };
        stream.setRunsToEnd(true);
        stream.onDrained(fill);
        fill();
    });
}

Response Response::switchingProtocols(Route *route, const Request &request)
{
    Response response;
    response.setStatus(101);
    response.m_route = route;
    response.m_request = request;
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
    m_stream.reset();
    m_file.reset();
    setHeader("Content-Type", contentType);
}

QByteArray Response::reasonPhrase(int status)
{
    const auto found = std::lower_bound(
            std::begin(phrases), std::end(phrases), status,
            [](const Phrase &phrase, int wanted) { return phrase.status < wanted; });
    return found != std::end(phrases) && found->status == status ? QByteArray(found->text)
                                                                 : QByteArray();
}

} // namespace Landline
