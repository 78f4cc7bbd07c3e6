// SPDX-FileCopyrightText: 2026 The Landline authors
// SPDX-License-Identifier: LGPL-3.0-or-later

#ifndef LANDLINE_APIREQUEST_H
#define LANDLINE_APIREQUEST_H

#include "api/request.h"
#include "controllers/problem.h"

#include <QtCore/qmap.h>
#include <QtCore/qstringlist.h>

#include <optional>

namespace Landline {

/// The key that a request shows, in `Authorization: Bearer` or `X-API-Key`. Nothing if there is none, or if it is not clear
/// which one is meant: a header that is there twice, or two headers with different keys.
std::optional<QByteArray> secretOf(const Request &request);

/// The segments of \a path behind the first \a skip ones, split at '/' before they are decoded. Nothing if one is not UTF-8.
std::optional<QStringList> segmentsOf(const QString &path, qsizetype skip);

/// The query of \a request, where '+' is a plus sign. A parameter that is not in \a known, is there twice or is not UTF-8 is a
/// problem.
QMap<QString, QString> queryOf(const Request &request, const QStringList &known, std::optional<Problem> *problem);

/// The whole number \a name of \a query from \a minimum to \a maximum, or \a defaultValue if it is not there. Everything else is
/// a problem.
qint64 integerOf(const QMap<QString, QString> &query, const QString &name, qint64 minimum, qint64 maximum, qint64 defaultValue,
                 std::optional<Problem> *problem);

/// What the Content-Type of a body says.
struct ContentType
{
    QByteArray type; ///< "text/plain", in lower case; empty if there is none, or if it is malformed
    bool isUtf8 = true; ///< no other charset is named

    static ContentType of(const Request &request);
    bool isText() const { return type.startsWith("text/"); }
    bool isJson() const { return type == "application/json"; }
};

} // namespace Landline

#endif
