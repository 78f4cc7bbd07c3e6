// SPDX-FileCopyrightText: 2026 The Landline authors
// SPDX-License-Identifier: LGPL-3.0-or-later

#ifndef LANDLINE_APIDESCRIPTION_H
#define LANDLINE_APIDESCRIPTION_H

#include <QtCore/qbytearray.h>
#include <QtCore/qjsonobject.h>

namespace Landline {

/// The OpenAPI 3.1 document of the HTTP API, mounted at \a path: resources/api/openapi.json with the version and the server
/// of this node.
QJsonObject apiDescription(const QString &path);

/// resources/api/openapi.json as it is in the program.
QByteArray openApiJson();

} // namespace Landline

#endif
