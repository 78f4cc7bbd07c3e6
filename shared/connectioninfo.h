// SPDX-FileCopyrightText: 2026 The Landline authors
// SPDX-License-Identifier: LGPL-3.0-or-later

#ifndef LANDLINE_CONNECTIONINFO_H
#define LANDLINE_CONNECTIONINFO_H

#include <QtCore/qdatetime.h>
#include <QtCore/qmetatype.h>
#include <QtCore/qstringlist.h>

#include <chrono>

namespace Landline {

/// One live connection at one moment, as a plain value: a row of the console's table.
///
/// Strings that come from the client (path, label, userAgent) are untrusted: show them as plain text only. What `redact`
/// hides is not in them: the path has no query, and a hidden User-Agent is "***".
struct ConnectionInfo
{
    qint64 fd = 0; ///< never reused while the node lives
    QString id; ///< `<node>-<start epoch in ms>-<fd>`: unique over restarts and nodes
    QString server; ///< the name of the server whose routes answered
    QString route; ///< the pattern that matched, e.g. "/chat/{room}"
    QString path; ///< the path that was asked for, e.g. "/chat/blue"
    QString label; ///< the context's value of the configured label key, or empty
    QString subprotocol;
    QString userAgent;
    QString peerAddress;
    quint16 peerPort = 0;
    int worker = 0;
    QDateTime openedAt; ///< UTC
    QDateTime lastActiveAt; ///< UTC; when a message last went in or out
    qint64 messagesIn = 0;
    qint64 messagesOut = 0;
    qint64 bytesIn = 0; ///< payload bytes
    qint64 bytesOut = 0; ///< payload bytes, as queued
    qint64 queuedBytes = 0; ///< accepted from the application, not yet taken by the kernel
    qint64 messagesDropped = 0; ///< queued, and dropped again for newer ones or because the client was too slow
    std::chrono::microseconds roundTrip{-1}; ///< of the last ping that was answered; negative while none was
    bool tls = false; ///< the client speaks TLS, to the node or to a proxy that it trusts
    bool compressed = false; ///< permessage-deflate (RFC 7692) is agreed on
    QString user; ///< whose connection it is, or empty
    QStringList groups; ///< the first few of the groups that it is in, in the order of joining
    qint64 groupCount = 0; ///< how many there are in all

    friend bool operator==(const ConnectionInfo &, const ConnectionInfo &) = default;
};

} // namespace Landline

Q_DECLARE_METATYPE(Landline::ConnectionInfo)

#endif
