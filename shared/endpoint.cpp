// SPDX-FileCopyrightText: 2026 The Landline authors
// SPDX-License-Identifier: LGPL-3.0-or-later

#include "endpoint.h"

#include "decimal.h"

namespace Landline {

QString endpoint(const QString &host, quint16 port)
{
    const bool isIpv6 = host.contains(QLatin1Char(':'));
    // Each connection that opens or closes has one, and QString::arg() costs ten times as much.
    QString text;
    text.reserve(host.size() + 8);
    if (isIpv6)
        text += QLatin1Char('[');
    text += host;
    text += isIpv6 ? QLatin1String("]:") : QLatin1String(":");
    appendDecimal(&text, port);
    return text;
}

QString peerEndpoint(const QString &address, quint16 port)
{
    return port == 0 ? address : endpoint(address, port);
}

QString reachableEndpoint(const QString &host, quint16 port)
{
    // Listening everywhere is no address to go to.
    if (host.isEmpty() || host == QLatin1String("0.0.0.0") || host == QLatin1String("*"))
        return endpoint(QStringLiteral("127.0.0.1"), port);
    return endpoint(host == QLatin1String("::") ? QStringLiteral("::1") : host, port);
}

} // namespace Landline
