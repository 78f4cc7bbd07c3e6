// SPDX-FileCopyrightText: 2026 The Landline authors
// SPDX-License-Identifier: LGPL-3.0-or-later

#include "api/originname_p.h"

#include "api/authority_p.h"

#include <QtCore/qurl.h>

#include <algorithm>

using namespace Qt::StringLiterals;

namespace Landline {

namespace {

constexpr char schemeEnd[] = "://";

/// In lower case (RFC 3986 section 3.1).
bool isScheme(QByteArrayView scheme)
{
    const auto isLetter = [](char c) { return c >= 'a' && c <= 'z'; };
    return !scheme.isEmpty() && isLetter(scheme.front()) && std::all_of(scheme.begin(), scheme.end(), [&](char c) {
        return isLetter(c) || (c >= '0' && c <= '9') || c == '+' || c == '-' || c == '.';
    });
}

int defaultPort(QByteArrayView scheme)
{
    if (scheme == "http" || scheme == "ws")
        return 80;
    return scheme == "https" || scheme == "wss" ? 443 : -1;
}

/// The origin of the address that \a text seems to be, or an empty one.
QString originOf(const QString &text)
{
    const QUrl url(text.contains(u"://"_s) ? text : u"https://"_s + text, QUrl::StrictMode);
    const QString host = url.host(QUrl::FullyEncoded);
    if (!url.isValid() || (host.isEmpty() && url.scheme() != u"file"))
        return {};
    QUrl origin;
    origin.setScheme(url.scheme());
    origin.setHost(host);
    origin.setPort(url.port());
    const QByteArray name = url.scheme() == u"file" ? QByteArray("file://") : origin.toEncoded();
    return QString::fromLatin1(normalizedOrigin(name));
}

} // namespace

QByteArray normalizedOrigin(QByteArrayView origin)
{
    if (origin == "null")
        return origin.toByteArray();
    const qsizetype colon = origin.indexOf(schemeEnd);
    const QByteArray scheme = origin.first(qMax<qsizetype>(colon, 0)).toByteArray().toLower();
    if (!isScheme(scheme))
        return {};
    const QByteArrayView rest = origin.sliced(colon + qsizetype(sizeof schemeEnd) - 1);
    const QByteArray start = scheme + schemeEnd;
    if (rest.isEmpty() && scheme == "file")
        return start;
    const std::optional<Authority> authority = Authority::parse(rest);
    if (!authority)
        return {};
    const bool hasPort = authority->port >= 0 && authority->port != defaultPort(scheme);
    return start + authority->host + (hasPort ? ':' + QByteArray::number(authority->port) : QByteArray());
}

QString complaintAboutOrigin(const QString &origin)
{
    if (origin == u"*" || origin == u"same-host")
        return {};
    if (origin.contains(u'*'))
        return u"has a wildcard: list each origin, or write \"*\" to allow all"_s;
    if (!normalizedOrigin(origin.toUtf8()).isEmpty())
        return {};
    const QString advice = originOf(origin);
    if (advice.isEmpty())
        return u"is not an origin: write \"https://host\", \"null\", \"same-host\" or \"*\""_s;
    return u"is not an origin as browsers send it: write \"%1\""_s.arg(advice);
}

} // namespace Landline
