// SPDX-FileCopyrightText: 2026 The Landline authors
// SPDX-License-Identifier: LGPL-3.0-or-later

#ifndef LANDLINE_CONNECTIONJSON_H
#define LANDLINE_CONNECTIONJSON_H

#include <QtCore/qdatetime.h>
#include <QtCore/qjsonobject.h>

namespace Landline {

struct ConnectionInfo;

/// A connection as JSON: the object that the HTTP API, `landlinectl --json`, exports of the console and webhooks share.
/// docs/http-api.md describes its members.
///
/// `age_ms` and `idle_ms` count up to \a now, never below 0. `round_trip_us` is null while no ping was answered.
/// `connected_at` is UTC in RFC 3339 with milliseconds.
QJsonObject toJson(const ConnectionInfo &info, const QDateTime &now = QDateTime::currentDateTimeUtc());

/// \a time as JSON has it: UTC, RFC 3339, milliseconds, "2026-11-29T03:00:00.000Z".
QString toJsonTime(const QDateTime &time);

} // namespace Landline

#endif
