// SPDX-FileCopyrightText: 2026 The Landline authors
// SPDX-License-Identifier: LGPL-3.0-or-later

#include "controllers/apidescription.h"

#include <Landline/version.h>

#include <QtCore/qjsonarray.h>
#include <QtCore/qjsondocument.h>

using namespace Qt::StringLiterals;

namespace Landline {

QJsonObject apiDescription(const QString &path)
{
    QJsonObject document = QJsonDocument::fromJson(openApiJson()).object();
    QJsonObject info = document.value(u"info"_s).toObject();
    info.insert(u"version"_s, QStringLiteral(LANDLINE_VERSION_STR));
    document.insert(u"info"_s, info);
    document.insert(u"servers"_s, QJsonArray{QJsonObject{{u"url"_s, path}}});
    return document;
}

} // namespace Landline
