// SPDX-FileCopyrightText: 2026 The Landline authors
// SPDX-License-Identifier: LGPL-3.0-or-later

#include "http/responsewriter.h"

#include "api/response.h"
#include "http/grammar.h"
#include "io/loopclock.h"

#include <QtCore/qbytearraylist.h>

#include <algorithm>
#include <array>

namespace Landline {

namespace {

bool isOurs(QByteArrayView name)
{
    static constexpr std::array<QByteArrayView, 4> ours{"Content-Length", "Connection",
                                                        "Transfer-Encoding", "Date"};
    return std::any_of(ours.begin(), ours.end(),
                       [name](QByteArrayView own) { return Grammar::isSameName(own, name); });
}

bool isSafe(QByteArrayView value)
{
    return std::none_of(value.begin(), value.end(),
                        [](char c) { return c == '\r' || c == '\n' || c == '\0'; });
}

void appendHeader(QByteArray *bytes, QByteArrayView name, QByteArrayView value)
{
    *bytes += name;
    *bytes += ": ";
    *bytes += value;
    *bytes += "\r\n";
}

/// httpDate() of now: made once a second, it costs as much as the rest of a small response.
QByteArray currentDate()
{
    thread_local qint64 secondOfDate = -1;
    thread_local QByteArray date;
    const qint64 second = LoopClock::now() / 1000;
    if (std::exchange(secondOfDate, second) != second)
        date = httpDate(QDateTime::fromSecsSinceEpoch(second, Qt::UTC));
    return date;
}

/// What the Connection header says; empty for none.
QByteArray connectionOptions(const WriteOptions &options, bool hasUpgrade)
{
    QByteArrayList all;
    if (!options.keepAlive)
        all.append("close");
    else if (options.versionMinor == 0)
        all.append("keep-alive");
    if (hasUpgrade)
        all.append("Upgrade");
    return all.join(", ");
}

/// The status line and \a headers; whether Upgrade is one of them.
bool appendHeaders(QByteArray *bytes, int status, const QList<QPair<QByteArray, QByteArray>> &headers)
{
    *bytes += "HTTP/1.1 " + QByteArray::number(status) + ' ' + Response::reasonPhrase(status) + "\r\n";
    bool hasUpgrade = false;
    for (const auto &[name, value] : headers) {
        if (!Grammar::consistsOf(Grammar::CharacterClass::Token, name) || !isSafe(value) || isOurs(name))
            continue;
        appendHeader(bytes, name, value);
        hasUpgrade = hasUpgrade || Grammar::isSameName(name, "Upgrade");
    }
    return hasUpgrade;
}

/// The headers behind those of the length, and the empty line.
void appendEnd(QByteArray *bytes, const WriteOptions &options, bool hasUpgrade)
{
    if (const QByteArray connection = connectionOptions(options, hasUpgrade); !connection.isEmpty())
        appendHeader(bytes, "Connection", connection);
    appendHeader(bytes, "Date", options.date.isValid() ? httpDate(options.date) : currentDate());
    *bytes += "\r\n";
}

} // namespace

QByteArray writeResponse(int status, const QList<QPair<QByteArray, QByteArray>> &headers,
                         const QByteArray &body, const WriteOptions &options)
{
    const int code = status >= 200 && status <= 999 ? status : 500;
    const bool hasLength = code != 204 && code != 304;
    const QByteArray content = hasLength && code != 205 ? body : QByteArray();

    QByteArray bytes;
    bytes.reserve(256 + content.size());
    const bool hasUpgrade = appendHeaders(&bytes, code, headers);
    if (hasLength)
        appendHeader(&bytes, "Content-Length", QByteArray::number(content.size()));
    appendEnd(&bytes, options, hasUpgrade);
    if (!options.headOnly)
        bytes += content;
    return bytes;
}

QByteArray writeStreamHead(int status, const QList<QPair<QByteArray, QByteArray>> &headers, const WriteOptions &options,
                           qint64 length)
{
    QByteArray bytes;
    bytes.reserve(256);
    const bool hasUpgrade = appendHeaders(&bytes, status, headers);
    if (length >= 0)
        appendHeader(&bytes, "Content-Length", QByteArray::number(length));
    else if (options.versionMinor > 0)
        appendHeader(&bytes, "Transfer-Encoding", "chunked");
    appendEnd(&bytes, options, hasUpgrade);
    return bytes;
}

QByteArray writeChunk(const QByteArray &piece)
{
    QByteArray bytes = QByteArray::number(piece.size(), 16);
    bytes.reserve(bytes.size() + piece.size() + 4);
    bytes += "\r\n" + piece + "\r\n";
    return bytes;
}

bool hasBody(int status)
{
    return status >= 200 && status <= 999 && status != 204 && status != 205 && status != 304;
}

} // namespace Landline
