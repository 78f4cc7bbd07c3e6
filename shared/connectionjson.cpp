// SPDX-FileCopyrightText: 2026 The Landline authors
// SPDX-License-Identifier: LGPL-3.0-or-later

#include "shared/connectionjson.h"

#include "shared/connectioninfo.h"
#include "shared/endpoint.h"
#include "shared/filtersubject.h"

#include <QtCore/qjsonarray.h>

#include <algorithm>

using namespace Qt::StringLiterals;

namespace Landline {

QString toJsonTime(const QDateTime &time)
{
    return time.toUTC().toString(Qt::ISODateWithMs);
}

QJsonObject toJson(const ConnectionInfo &info, const QDateTime &now)
{
    const auto since = [&now](const QDateTime &time) { return std::max<qint64>(time.msecsTo(now), 0); };
    const bool hasRoundTrip = info.roundTrip.count() >= 0;
    return {
        {u"fd"_s, info.fd},
        {u"id"_s, info.id},
        {u"node"_s, FilterSubject::nodeOf(info.id)},
        {u"server"_s, info.server},
        {u"route"_s, info.route},
        {u"path"_s, info.path},
        {u"label"_s, info.label},
        {u"user"_s, info.user},
        {u"groups"_s, QJsonArray::fromStringList(info.groups)},
        {u"peer"_s, peerEndpoint(info.peerAddress, info.peerPort)},
        {u"worker"_s, info.worker},
        {u"connected_at"_s, toJsonTime(info.openedAt)},
        {u"age_ms"_s, since(info.openedAt)},
        {u"idle_ms"_s, since(info.lastActiveAt)},
        {u"messages_in"_s, info.messagesIn},
        {u"messages_out"_s, info.messagesOut},
        {u"bytes_in"_s, info.bytesIn},
        {u"bytes_out"_s, info.bytesOut},
        {u"queued_bytes"_s, info.queuedBytes},
        {u"round_trip_us"_s, hasRoundTrip ? QJsonValue(qint64(info.roundTrip.count())) : QJsonValue()},
        {u"subprotocol"_s, info.subprotocol},
        {u"user_agent"_s, info.userAgent},
        {u"tls"_s, info.tls},
        {u"compressed"_s, info.compressed},
    };
}

} // namespace Landline
