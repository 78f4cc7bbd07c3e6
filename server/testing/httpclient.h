// SPDX-FileCopyrightText: 2026 The Landline authors
// SPDX-License-Identifier: LGPL-3.0-or-later

#ifndef LANDLINE_TEST_HTTPCLIENT_H
#define LANDLINE_TEST_HTTPCLIENT_H

#include <Landline/landline_export.h>
#include <Landline/testing/httpresponse.h>
#include <Landline/testing/waiting.h>

#include <QtNetwork/qsslconfiguration.h>

#include <QtCore/qjsonobject.h>
#include <QtCore/qurl.h>

#include <memory>

namespace Landline::Test {

class HttpClientPrivate;
class Node;

/// An HTTP/1.1 client for tests. Each request has its own connection and waits for the whole response while the event loop
/// runs. Redirects are not followed, cookies are not kept.
///
/// \code
/// Landline::Test::HttpClient http(node);
/// const Landline::Test::HttpResponse response = http.get("/health");
/// QCOMPARE(response.status, 200);
/// QCOMPARE(response.text(), "ok");
/// \endcode
///
/// A request that gets no valid response returns the status 0, sets errorString() and logs it as a warning.
class LANDLINE_EXPORT HttpClient
{
public:
    /// Sends to the server of \a node that is named \a server, or to the first one; a WebSocket server answers HTTP as well. The
    /// node must outlive the client. A certificate is not verified, see setSslConfiguration().
    explicit HttpClient(const Node &node, const QString &server = {});
    /// Sends to the host and port of any http or https URL.
    explicit HttpClient(const QUrl &url);
    HttpClient(HttpClient &&other) noexcept;
    ~HttpClient();

    /// Replaces or removes (null) a header field of the requests that follow.
    void setHeader(const QByteArray &name, const QByteArray &value);
    void setCookie(const QByteArray &name, const QByteArray &value);
    /// Certificates to trust or to show. By default those of a Node's server are not verified.
    void setSslConfiguration(const QSslConfiguration &configuration);
    /// How long a request may take. Default: defaultTimeout().
    void setTimeout(std::chrono::milliseconds timeout);

    /// \a path may have a query.
    HttpResponse get(const QString &path);
    HttpResponse post(const QString &path, const QByteArray &body,
                      const QByteArray &contentType = "application/octet-stream");
    HttpResponse post(const QString &path, const QJsonObject &body);
    /// Any request; \a contentType is sent if there is a body.
    HttpResponse request(const QByteArray &method, const QString &path, const QByteArray &body = {},
                         const QByteArray &contentType = "application/octet-stream");

    /// Why the last request got no valid response; empty if it got one.
    QString errorString() const;

private:
    std::unique_ptr<HttpClientPrivate> d;
};

} // namespace Landline::Test

#endif
