// SPDX-FileCopyrightText: 2026 The Landline authors
// SPDX-License-Identifier: LGPL-3.0-or-later

#include "controllers/problem.h"

#include <QtCore/qjsondocument.h>

using namespace Qt::StringLiterals;

namespace Landline {

Problem Problem::unprocessable(const QString &field, const QString &detail)
{
    return {422, field + u' ' + detail, {{u"field"_s, field}}};
}

Response Problem::toResponse() const
{
    QJsonObject body = more;
    body.insert(u"status"_s, status);
    body.insert(u"title"_s, QString::fromLatin1(Response::reasonPhrase(status)));
    body.insert(u"detail"_s, detail);
    Response response = Response::status(status);
    response.setBody(QJsonDocument(body).toJson(QJsonDocument::Compact), "application/problem+json");
    return response;
}

} // namespace Landline
