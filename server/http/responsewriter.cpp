// SPDX-FileCopyrightText: 2026 The Landline authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "http/responsewriter.h"

#include "api/response.h"
#include "http/grammar.h"

#include <QtCore/qlocale.h>

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

/// What the Connection header says; empty for none.
QByteArrayView connectionOption(int status, const WriteOptions &options)
{
    if (status == 101)
        return "Upgrade";
    if (status < 200)
        return {};
    if (!options.keepAlive)
        return "close";
    return options.versionMinor == 0 ? QByteArrayView("keep-alive") : QByteArrayView();
}

} // namespace

QByteArray httpDate(const QDateTime &date)
{
    return QLocale::c().toString(date.toUTC(), u"ddd, dd MMM yyyy HH:mm:ss 'GMT'").toLatin1();
}

QByteArray writeResponse(int status, const QList<QPair<QByteArray, QByteArray>> &headers,
                         const QByteArray &body, const WriteOptions &options)
{
    const int code = status >= 100 && status <= 999 ? status : 500;
    const bool hasLength = code >= 200 && code != 204 && code != 304;
    const QByteArray content = hasLength && code != 205 ? body : QByteArray();

    QByteArray bytes;
    bytes.reserve(256 + content.size());
    bytes += "HTTP/1.1 " + QByteArray::number(code) + ' ' + Response::reasonPhrase(code) + "\r\n";
    for (const auto &[name, value] : headers) {
        if (Grammar::consistsOf(Grammar::CharacterClass::Token, name) && isSafe(value)
            && !isOurs(name))
            appendHeader(&bytes, name, value);
    }
    if (hasLength)
        appendHeader(&bytes, "Content-Length", QByteArray::number(content.size()));
    if (const QByteArrayView option = connectionOption(code, options); !option.isEmpty())
        appendHeader(&bytes, "Connection", option);
    appendHeader(&bytes, "Date",
                 httpDate(options.date.isValid() ? options.date : QDateTime::currentDateTimeUtc()));
    bytes += "\r\n";
    if (!options.headOnly)
        bytes += content;
    return bytes;
}

} // namespace Landline
