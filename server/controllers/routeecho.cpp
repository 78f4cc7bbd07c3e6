// SPDX-FileCopyrightText: 2026 The Landline authors
// SPDX-License-Identifier: LGPL-3.0-or-later

#include "controllers/routeecho.h"

#include <QtCore/qjsonobject.h>

namespace Landline {

namespace {

QJsonObject objectOf(const QList<Request::Parameter> &items)
{
    QJsonObject object;
    for (const auto &[name, value] : items)
        object.insert(name, value);
    return object;
}

} // namespace

Reply RouteEcho::handle(const Request &request)
{
    return QJsonObject{
            {QStringLiteral("server"), request.serverName()},
            {QStringLiteral("route"), request.route()},
            {QStringLiteral("method"), QString::fromLatin1(request.method())},
            {QStringLiteral("parameters"), objectOf(request.parameters())},
            {QStringLiteral("query"), objectOf(request.queryItems())},
    };
}

} // namespace Landline
