// SPDX-FileCopyrightText: 2026 The Landline authors
// SPDX-License-Identifier: LGPL-3.0-or-later

#ifndef LANDLINE_PROBLEM_H
#define LANDLINE_PROBLEM_H

#include "api/response.h"

#include <QtCore/qjsonobject.h>

namespace Landline {

/// An error of the HTTP API: application/problem+json (RFC 9457) with status, title and detail.
struct Problem
{
    int status = 0;
    QString detail; ///< what is wrong and what to do
    QJsonObject more = {}; ///< further members

    /// 422: what was sent is well-formed but wrong. \a field names the member or parameter, "to.filter".
    static Problem unprocessable(const QString &field, const QString &detail);

    Response toResponse() const;
};

} // namespace Landline

#endif
