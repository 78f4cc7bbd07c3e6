// SPDX-FileCopyrightText: 2026 The Landline authors
// SPDX-License-Identifier: LGPL-3.0-or-later

#include "http/origin.h"

#include "api/authority_p.h"
#include "api/originname_p.h"
#include "http/requesthead.h"

#include <algorithm>

namespace Landline {

namespace {

/// The host of "host", "host:port" or "[address]:port"; empty if \a authority is none of them.
QByteArray hostOf(QByteArrayView authority)
{
    return Authority::parse(authority).value_or(Authority()).host;
}

bool isOfSameHost(const QByteArray &origin, const RequestHead &head, const QByteArray &forwardedHost)
{
    const qsizetype slashes = origin.indexOf("//");
    const QByteArray host = slashes < 0 ? QByteArray() : hostOf(origin.sliced(slashes + 2));
    return !host.isEmpty() && (host == hostOf(head.host()) || host == hostOf(forwardedHost));
}

} // namespace

bool isOriginAllowed(const RequestHead &head, const QStringList &allowed, const QByteArray &forwardedHost)
{
    const QList<QByteArray> origins = head.headers("Origin");
    if (origins.isEmpty() || allowed.contains(QLatin1String("*")))
        return true;
    const QByteArray origin = origins.size() == 1 ? normalizedOrigin(origins.constFirst()) : QByteArray();
    if (origin.isEmpty())
        return false;
    const auto isIt = [&origin](const QString &name) { return normalizedOrigin(name.toUtf8()) == origin; };
    return std::any_of(allowed.begin(), allowed.end(), isIt)
            || (allowed.contains(QLatin1String(sameHost)) && isOfSameHost(origin, head, forwardedHost));
}

} // namespace Landline
