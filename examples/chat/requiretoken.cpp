// SPDX-FileCopyrightText: 2026 The Landline authors
// SPDX-License-Identifier: LGPL-3.0-or-later

#include "requiretoken.h"

RequireToken::RequireToken(const QHash<QString, QString> &users) : m_users(users) { }

Landline::Reply RequireToken::process(Landline::Request request, const Landline::Next &next)
{
    const QByteArray bearer = request.header("Authorization");
    const QString token = bearer.startsWith("Bearer ") ? QString::fromUtf8(bearer.mid(7))
                                                       : request.query(QStringLiteral("token"));
    const QString user = m_users.value(token);
    if (user.isEmpty())
        return Landline::Response::status(401);
    request.context().set(QStringLiteral("user"), user);
    return next(request);
}
