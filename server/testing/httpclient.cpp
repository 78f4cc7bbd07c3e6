// SPDX-FileCopyrightText: 2026 The Landline authors
// SPDX-License-Identifier: LGPL-3.0-or-later

#include "testing/httpclient.h"

#include "testing/headerfields.h"
#include "testing/node.h"
#include "testing/responsereader.h"
#include "testing/testsocket.h"

#include <QtCore/qloggingcategory.h>

namespace Landline::Test {

static Q_LOGGING_CATEGORY(lcTestHttpClient, "landline.test")

class HttpClientPrivate
{
public:
    QUrl resolved(const QString &path) const { return node ? node->url(path, server) : url.resolved(QUrl(path)); }
    HttpResponse exchange(const QByteArray &method, const QUrl &target, const QByteArray &request);
    HttpResponse fail(const QByteArray &method, const QString &target, const QString &instead);

    const Node *node = nullptr;
    QString server;
    QUrl url;
    HeaderFields headers;
    QSslConfiguration sslConfiguration = QSslConfiguration::defaultConfiguration();
    std::chrono::milliseconds timeout = defaultTimeout();
    QString errorString;
};

/// Sends \a request on a connection of its own and waits for the response.
HttpResponse HttpClientPrivate::exchange(const QByteArray &method, const QUrl &target, const QByteArray &request)
{
    ResponseReader reader(method);
    auto result = ResponseReader::Result::NeedMore;
    TestSocket socket;
    const auto read = [&] {
        if (result == ResponseReader::Result::NeedMore)
            result = reader.read(&socket.input(), socket.hasEnded());
    };
    QObject::connect(&socket, &TestSocket::ready, &socket, [&] { socket.send(request); });
    QObject::connect(&socket, &TestSocket::received, &socket, read);
    QObject::connect(&socket, &TestSocket::ended, &socket, read);
    socket.open(target, sslConfiguration);
    waitFor([&] { return result != ResponseReader::Result::NeedMore; }, timeout);
    if (result == ResponseReader::Result::Complete)
        return reader.response();
    if (!socket.errorString().isEmpty())
        return fail(method, target.toString(), socket.errorString());
    if (result == ResponseReader::Result::Malformed)
        return fail(method, target.toString(), reader.error());
    return fail(method, target.toString(),
                QStringLiteral("none came within %1; %2 bytes did").arg(durationText(timeout)).arg(socket.input().size()));
}

HttpResponse HttpClientPrivate::fail(const QByteArray &method, const QString &target, const QString &instead)
{
    errorString = QStringLiteral("%1 %2: expected a response, but %3").arg(QString::fromUtf8(method), target, instead);
    qCWarning(lcTestHttpClient, "%ls", qUtf16Printable(errorString));
    return {};
}

HttpClient::HttpClient(const Node &node, const QString &server) : d(std::make_unique<HttpClientPrivate>())
{
    d->node = &node;
    d->server = server;
    d->sslConfiguration.setPeerVerifyMode(QSslSocket::VerifyNone);
}

HttpClient::HttpClient(const QUrl &url) : d(std::make_unique<HttpClientPrivate>())
{
    d->url = url;
}

HttpClient::HttpClient(HttpClient &&other) noexcept = default;

HttpClient::~HttpClient() = default;

void HttpClient::setHeader(const QByteArray &name, const QByteArray &value)
{
    d->headers.set(name, value);
}

void HttpClient::setCookie(const QByteArray &name, const QByteArray &value)
{
    d->headers.setCookie(name, value);
}

void HttpClient::setSslConfiguration(const QSslConfiguration &configuration)
{
    d->sslConfiguration = configuration;
}

void HttpClient::setTimeout(std::chrono::milliseconds timeout)
{
    d->timeout = timeout;
}

HttpResponse HttpClient::get(const QString &path)
{
    return request("GET", path);
}

HttpResponse HttpClient::post(const QString &path, const QByteArray &body, const QByteArray &contentType)
{
    return request("POST", path, body, contentType);
}

HttpResponse HttpClient::post(const QString &path, const QJsonObject &body)
{
    return request("POST", path, QJsonDocument(body).toJson(QJsonDocument::Compact), "application/json");
}

HttpResponse HttpClient::request(const QByteArray &method, const QString &path, const QByteArray &body,
                                 const QByteArray &contentType)
{
    d->errorString.clear();
    const QUrl target = d->resolved(path);
    if (!target.isValid() || target.host().isEmpty())
        return d->fail(method, path, d->node ? QStringLiteral("the node does not run")
                                             : QStringLiteral("the URL is not valid"));
    QList<QPair<QByteArray, QByteArray>> fields = {{"Host", TestSocket::hostOf(target)}, {"Connection", "close"}};
    if (!body.isEmpty() || method == "POST" || method == "PUT" || method == "PATCH")
        fields.append({"Content-Length", QByteArray::number(body.size())});
    if (!body.isEmpty())
        fields.append({"Content-Type", contentType});
    return d->exchange(method, target,
                       method + ' ' + TestSocket::targetOf(target) + " HTTP/1.1\r\n" + d->headers.lines(fields) + "\r\n" + body);
}

QString HttpClient::errorString() const
{
    return d->errorString;
}

} // namespace Landline::Test
