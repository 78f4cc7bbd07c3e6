// SPDX-FileCopyrightText: 2026 The Landline authors
// SPDX-License-Identifier: LGPL-3.0-or-later

#ifndef LANDLINE_REQUEST_H
#define LANDLINE_REQUEST_H

#include <Landline/context.h>
#include <Landline/landline_export.h>
#include <Landline/peeraddress.h>
#include <Landline/redaction.h>
#include <Landline/requeststream.h>

#include <QtCore/qbytearray.h>
#include <QtCore/qlist.h>
#include <QtCore/qmetatype.h>
#include <QtCore/qpair.h>
#include <QtCore/qshareddata.h>
#include <QtCore/qstring.h>

#include <memory>

namespace Landline {

class RequestData;

/// One HTTP request, or the request that a WebSocket handshake is: what middleware, HTTP handlers and onOpen() receive.
///
/// An implicitly shared value. Middleware changes its copy and hands it on; only context() is shared by all copies, and
/// becomes the context of the connection when a handshake is accepted.
///
/// Everything in it is untrusted. Queries, form fields, cookies and route parameters are percent-decoded once. The bytes
/// are UTF-8, in which U+FFFD replaces what is invalid; a value may contain any character, U+0000 and '/' included. A '%'
/// without two hexadecimal digits behind it stays as it is ("50%+off" is "50% off" in a query); in a path it is answered
/// with 400 before a Request exists.
class LANDLINE_EXPORT Request
{
public:
    using Field = QPair<QByteArray, QByteArray>;
    using Parameter = QPair<QString, QString>;

    Request();
    Request(const Request &other);
    Request(Request &&other) noexcept;
    Request &operator=(const Request &other);
    Request &operator=(Request &&other) noexcept;
    ~Request();

    /// As sent. Case counts (RFC 9110 section 9.1): "get" is another method than "GET", one that no route has.
    QByteArray method() const;
    void setMethod(const QByteArray &method);
    /// Path and query as they were sent, without scheme and host if the client named them.
    QByteArray target() const;
    /// The path exactly as it was sent (percent-encoding kept, without the query); routes are matched against it.
    QString path() const;
    void setPath(const QString &path);
    /// The raw text after the '?', or empty.
    QByteArray queryString() const;
    /// Sets path() and queryString() from \a target.
    void setTarget(const QByteArray &target);
    /// 0 for HTTP/1.0, 1 for HTTP/1.1.
    int versionMinor() const;
    void setVersionMinor(int minor);

    /// The decoded value of the query parameter \a name (the last one wins, as in PHP), or \a defaultValue. '+' is a space.
    QString query(const QString &name, const QString &defaultValue = {}) const;
    bool hasQuery(const QString &name) const;
    /// All query parameters in order, decoded.
    QList<Parameter> queryItems() const;

    /// The value of the header \a name, which is compared without regard to case; several are joined by ", ". Or null.
    QByteArray header(QByteArrayView name) const;
    bool hasHeader(QByteArrayView name) const;
    QList<Field> headers() const;
    void setHeaders(const QList<Field> &headers);
    /// Replaces all headers of that name by one.
    void setHeader(const QByteArray &name, const QByteArray &value);
    void removeHeader(QByteArrayView name);

    /// The percent-decoded value of the cookie \a name, or null. The first one wins: browsers send the cookies of longer,
    /// more specific paths first (RFC 6265 section 5.4).
    QString cookie(const QString &name) const;
    /// All cookies in order, values percent-decoded, names as they were sent.
    QList<Parameter> cookies() const;

    /// The whole body; empty where the route streams it, see RequestStream.
    QByteArray body() const;
    void setBody(const QByteArray &body);
    /// The body of a route that streams it, as middleware and handler get it; RequestStream::isNull() elsewhere.
    RequestStream bodyStream() const;
    void setBodyStream(const RequestStream &body);
    /// The decoded fields of a body of type application/x-www-form-urlencoded; empty for any other.
    QList<Parameter> formItems() const;

    /// The value of the route's placeholder \a name, decoded: "blue" for "/chat/{room}" and "/chat/blue". The path is
    /// matched before it is decoded, so the value for "/chat/a%2Fb" is "a/b".
    QString parameter(const QString &name, const QString &defaultValue = {}) const;
    QList<Parameter> parameters() const;
    void setParameters(const QList<Parameter> &parameters);

    /// The name of the server whose routes answer; on an HTTP port that WebSocket clients entered, that of the
    /// websocket server.
    QString serverName() const;
    void setServerName(const QString &name);
    /// The pattern of the route that matched; empty in middleware that runs before the router.
    QString route() const;
    void setRoute(const QString &pattern);

    /// The client's address: that of the other end of the connection or, if this is one of Settings::trustedProxies, the
    /// rightmost address of X-Forwarded-For that is not.
    QHostAddress peerAddress() const;
    /// The client's port; 0 if a trusted proxy does not say it.
    quint16 peerPort() const;
    /// Both, without making an object of the address.
    const PeerAddress &peer() const;
    void setPeer(const PeerAddress &peer);
    void setPeer(const QHostAddress &address, quint16 port) { setPeer(PeerAddress(address, port)); }

    /// The host and the port that the client asked for: the Host header or, from one of Settings::trustedProxies, what
    /// X-Forwarded-Host says in its place. Empty if an HTTP/1.0 request has neither.
    QByteArray host() const;
    /// Replaces the host that the headers say.
    void setHost(const QByteArray &host);

    /// True if the client speaks TLS: to this node or, as one of Settings::trustedProxies says in X-Forwarded-Proto, to the
    /// proxy.
    bool isSecure() const;
    void setSecure(bool secure);
    /// The certificate that the other end of the TLS connection proved to own, as DER; empty if it was not asked for one or
    /// had none. Behind a proxy that is the proxy's. It is signed by the `client_ca` of the server. In full:
    /// `QSslCertificate(request.clientCertificate(), QSsl::Der)`.
    QByteArray clientCertificate() const;
    /// The common name of clientCertificate(), which is a name only as far as those are trusted who sign, or empty.
    QString clientName() const;
    void setClientCertificate(const QByteArray &der);

    /// True for a WebSocket handshake: a 101 answer of the router lets it in, any other answer refuses it.
    bool isHandshake() const;
    void setHandshake(bool handshake);
    /// The subprotocols that the client offers, in its order of preference.
    QStringList offeredSubprotocols() const;

    /// What a log or a console must not show of this request: of the node that received it.
    Redaction redaction() const;
    void setRedaction(const Redaction &redaction);

    /// Shared by all copies of this request and by the connection that may come of it.
    Context &context() const;
    std::shared_ptr<Context> sharedContext() const;

private:
    QSharedDataPointer<RequestData> d;
};

} // namespace Landline

Q_DECLARE_METATYPE(Landline::Request)

#endif
