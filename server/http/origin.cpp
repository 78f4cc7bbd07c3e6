// SPDX-FileCopyrightText: 2026 The Landline authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "http/origin.h"

#include "http/requesthead.h"

namespace Landline {

namespace {

/// The host of "host", "host:port" or "[address]:port", in lower case.
QByteArray withoutPort(const QByteArray &authority)
{
    const qsizetype colon = authority.lastIndexOf(':');
    const bool hasPort = colon > authority.lastIndexOf(']');
    return authority.left(hasPort && colon >= 0 ? colon : authority.size()).toLower();
}

QByteArray authorityOf(const QByteArray &origin)
{
    const qsizetype slashes = origin.indexOf("://");
    return slashes < 0 ? QByteArray() : origin.mid(slashes + 3);
}

bool isOfSameHost(const QByteArray &origin, const RequestHead &head)
{
    const QByteArray host = withoutPort(authorityOf(origin));
    if (host.isEmpty())
        return false;
    return host == withoutPort(head.host()) || host == withoutPort(head.header("X-Forwarded-Host"));
}

} // namespace

bool isOriginAllowed(const RequestHead &head, const QStringList &allowed)
{
    const QList<QByteArray> origins = head.headers("Origin");
    if (origins.isEmpty() || allowed.contains(QLatin1String("*")))
        return true;
    if (origins.size() > 1)
        return false;
    const QByteArray origin = origins.constFirst();
    if (allowed.contains(QString::fromLatin1(origin), Qt::CaseInsensitive))
        return true;
    return allowed.contains(QLatin1String(sameHost)) && isOfSameHost(origin, head);
}

} // namespace Landline
