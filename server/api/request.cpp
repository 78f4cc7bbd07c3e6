// SPDX-FileCopyrightText: 2026 The Landline authors
// SPDX-License-Identifier: LGPL-3.0-or-later

#include "api/request.h"

#include "api/percentencoding_p.h"

#include <QtCore/qstringlist.h>
#include <QtNetwork/qsslcertificate.h>

namespace Landline {

class RequestData : public QSharedData
{
public:
    QByteArray method = QByteArrayLiteral("GET");
    QByteArray target = QByteArrayLiteral("/");
    QString path = QStringLiteral("/");
    QByteArray queryString;
    QList<Request::Field> headers;
    QByteArray body;
    RequestStream bodyStream;
    QList<Request::Parameter> parameters;
    QString serverName;
    QString route;
    PeerAddress peer;
    QByteArray host; ///< empty: what the Host header says
    int versionMinor = 1;
    bool handshake = false;
    bool secure = false;
    QByteArray clientCertificate;
    Redaction redaction;
    std::shared_ptr<Context> context = std::make_shared<Context>();
};

namespace {

QString decoded(QByteArray encoded)
{
    encoded.replace('+', ' ');
    return PercentEncoding::decodedText(encoded);
}

QList<Request::Parameter> urlEncodedItems(const QByteArray &encoded)
{
    QList<Request::Parameter> items;
    const QList<QByteArray> parts = encoded.split('&');
    for (const QByteArray &part : parts) {
        if (part.isEmpty())
            continue;
        const qsizetype equals = part.indexOf('=');
        const QByteArray value = equals < 0 ? QByteArray() : part.mid(equals + 1);
        items.append({decoded(part.left(equals < 0 ? part.size() : equals)), decoded(value)});
    }
    return items;
}

const Request::Parameter *lastNamed(const QList<Request::Parameter> &items, const QString &name)
{
    const auto found = std::find_if(items.crbegin(), items.crend(),
                                    [&name](const auto &item) { return item.first == name; });
    return found == items.crend() ? nullptr : &*found;
}

bool isNamed(const Request::Field &field, QByteArrayView name)
{
    return field.first.size() == name.size() && name.compare(field.first, Qt::CaseInsensitive) == 0;
}

} // namespace

Request::Request() : d(new RequestData) { }
Request::Request(const Request &other) = default;
Request::Request(Request &&other) noexcept = default;
Request &Request::operator=(const Request &other) = default;
Request &Request::operator=(Request &&other) noexcept = default;
Request::~Request() = default;

QByteArray Request::method() const
{
    return d->method;
}

void Request::setMethod(const QByteArray &method)
{
    d->method = method;
}

QByteArray Request::target() const
{
    return d->target;
}

QString Request::path() const
{
    return d->path;
}

void Request::setPath(const QString &path)
{
    d->path = path;
}

QByteArray Request::queryString() const
{
    return d->queryString;
}

void Request::setTarget(const QByteArray &target)
{
    const qsizetype mark = target.indexOf('?');
    d->target = target;
    d->path = QString::fromLatin1(mark < 0 ? target : target.left(mark));
    d->queryString = mark < 0 ? QByteArray() : target.mid(mark + 1);
}

int Request::versionMinor() const
{
    return d->versionMinor;
}

void Request::setVersionMinor(int minor)
{
    d->versionMinor = minor;
}

QString Request::query(const QString &name, const QString &defaultValue) const
{
    const QList<Parameter> items = queryItems();
    const Parameter *item = lastNamed(items, name);
    return item ? item->second : defaultValue;
}

bool Request::hasQuery(const QString &name) const
{
    return lastNamed(queryItems(), name) != nullptr;
}

QList<Request::Parameter> Request::queryItems() const
{
    return urlEncodedItems(d->queryString);
}

QByteArray Request::header(QByteArrayView name) const
{
    QByteArray joined;
    for (const Field &field : d->headers) {
        if (!isNamed(field, name))
            continue;
        if (joined.isNull())
            joined = field.second.isNull() ? QByteArrayLiteral("") : field.second;
        else
            joined += ", " + field.second;
    }
    return joined;
}

bool Request::hasHeader(QByteArrayView name) const
{
    return std::any_of(d->headers.cbegin(), d->headers.cend(),
                       [name](const Field &field) { return isNamed(field, name); });
}

QList<Request::Field> Request::headers() const
{
    return d->headers;
}

void Request::setHeaders(const QList<Field> &headers)
{
    d->headers = headers;
}

void Request::setHeader(const QByteArray &name, const QByteArray &value)
{
    removeHeader(name);
    d->headers.append({name, value});
}

void Request::removeHeader(QByteArrayView name)
{
    d->headers.removeIf([name](const Field &field) { return isNamed(field, name); });
}

QString Request::cookie(const QString &name) const
{
    const QList<Parameter> items = cookies();
    const auto found = std::find_if(items.cbegin(), items.cend(),
                                    [&name](const Parameter &item) { return item.first == name; });
    return found == items.cend() ? QString() : found->second;
}

QList<Request::Parameter> Request::cookies() const
{
    QList<Parameter> items;
    for (const Field &field : d->headers) {
        if (!isNamed(field, "Cookie"))
            continue;
        const QList<QByteArray> pairs = field.second.split(';');
        for (const QByteArray &pair : pairs) {
            const qsizetype equals = pair.indexOf('=');
            if (equals < 0)
                continue;
            const QString value = PercentEncoding::decodedText(pair.mid(equals + 1).trimmed());
            items.append({QString::fromUtf8(pair.left(equals).trimmed()), value});
        }
    }
    return items;
}

QByteArray Request::body() const
{
    return d->body;
}

void Request::setBody(const QByteArray &body)
{
    d->body = body;
}

RequestStream Request::bodyStream() const
{
    return d->bodyStream;
}

void Request::setBodyStream(const RequestStream &body)
{
    d->bodyStream = body;
}

QList<Request::Parameter> Request::formItems() const
{
    const QByteArray type = header("Content-Type").split(';').first().trimmed().toLower();
    return type == "application/x-www-form-urlencoded" ? urlEncodedItems(d->body)
                                                       : QList<Parameter>();
}

QString Request::parameter(const QString &name, const QString &defaultValue) const
{
    const Parameter *item = lastNamed(d->parameters, name);
    return item ? item->second : defaultValue;
}

QList<Request::Parameter> Request::parameters() const
{
    return d->parameters;
}

void Request::setParameters(const QList<Parameter> &parameters)
{
    d->parameters = parameters;
}

QString Request::serverName() const
{
    return d->serverName;
}

void Request::setServerName(const QString &name)
{
    d->serverName = name;
}

QString Request::route() const
{
    return d->route;
}

void Request::setRoute(const QString &pattern)
{
    d->route = pattern;
}

QHostAddress Request::peerAddress() const
{
    return d->peer.address();
}

quint16 Request::peerPort() const
{
    return d->peer.port();
}

const PeerAddress &Request::peer() const
{
    return d->peer;
}

void Request::setPeer(const PeerAddress &peer)
{
    d->peer = peer;
}

QByteArray Request::host() const
{
    return d->host.isEmpty() ? header("Host") : d->host;
}

void Request::setHost(const QByteArray &host)
{
    d->host = host;
}

bool Request::isSecure() const
{
    return d->secure;
}

void Request::setSecure(bool secure)
{
    d->secure = secure;
}

QByteArray Request::clientCertificate() const
{
    return d->clientCertificate;
}

QString Request::clientName() const
{
    if (d->clientCertificate.isEmpty())
        return QString();
    const QSslCertificate certificate(d->clientCertificate, QSsl::Der);
    return certificate.subjectInfo(QSslCertificate::CommonName).value(0);
}

void Request::setClientCertificate(const QByteArray &der)
{
    d->clientCertificate = der;
}

bool Request::isHandshake() const
{
    return d->handshake;
}

void Request::setHandshake(bool handshake)
{
    d->handshake = handshake;
}

QStringList Request::offeredSubprotocols() const
{
    QStringList offered;
    const QByteArray header = this->header("Sec-WebSocket-Protocol");
    if (header.isEmpty())
        return offered;
    const QList<QByteArray> tokens = header.split(',');
    for (const QByteArray &token : tokens) {
        if (!token.trimmed().isEmpty())
            offered.append(QString::fromLatin1(token.trimmed()));
    }
    return offered;
}

Redaction Request::redaction() const
{
    return d->redaction;
}

void Request::setRedaction(const Redaction &redaction)
{
    d->redaction = redaction;
}

Context &Request::context() const
{
    return *d->context;
}

std::shared_ptr<Context> Request::sharedContext() const
{
    return d->context;
}

} // namespace Landline
