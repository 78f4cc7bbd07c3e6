// SPDX-FileCopyrightText: 2026 The Landline authors
// SPDX-License-Identifier: LGPL-3.0-or-later

#include "api/allowedhosts_p.h"

#include "api/authority_p.h"

#include <QtCore/qurl.h>

#include <algorithm>

using namespace Qt::StringLiterals;

namespace Landline {

namespace {

constexpr QByteArrayView wildcard = "*.";

/// True if \a name is \a pattern or, where that begins with "*.", has one label in place of the asterisk.
bool isNamed(const QByteArray &name, const QByteArray &pattern)
{
    if (!pattern.startsWith(wildcard))
        return name == pattern;
    const qsizetype dot = name.indexOf('.');
    return dot > 0 && QByteArrayView(name).sliced(dot) == QByteArrayView(pattern).sliced(1);
}

} // namespace

bool isHostAllowed(const QByteArray &host, bool isSecure, const QStringList &allowed)
{
    if (allowed.contains(u"*"_s))
        return true;
    const std::optional<Authority> wanted = Authority::parse(host);
    if (!wanted)
        return false;
    const int port = wanted->port >= 0 ? wanted->port : isSecure ? 443 : 80;
    return std::any_of(allowed.begin(), allowed.end(), [&](const QString &text) {
        const std::optional<Authority> one = Authority::parse(text.toUtf8());
        return one && isNamed(wanted->host, one->host) && (one->port < 0 || one->port == port);
    });
}

QString complaintAboutHost(const QString &host)
{
    const std::optional<Authority> authority = Authority::parse(host.toUtf8());
    const QByteArray name = authority.value_or(Authority()).host;
    const bool isWildcard = name.startsWith(wildcard);
    if (host == u"*" || (authority && !name.mid(isWildcard ? 1 : 0).contains('*') && name != wildcard))
        return {};
    if (host.contains(u'*'))
        return u"has a \"*\" that is not its whole first label: write \"*.example.com\", or \"*\" to serve all hosts"_s;
    const QUrl url(host.contains(u"://"_s) ? host : u"https://"_s + host, QUrl::StrictMode);
    const QString ace = url.host(QUrl::FullyEncoded);
    if (!url.isValid() || ace.isEmpty())
        return u"is not a host: write \"example.com\", \"example.com:8443\" or \"*\""_s;
    const QString port = url.port() < 0 ? QString() : u':' + QString::number(url.port());
    const QString advice = (ace.contains(u':') ? u'[' + ace + u']' : ace) + port;
    return u"is not a host as clients send it: write \"%1\""_s.arg(advice);
}

} // namespace Landline
