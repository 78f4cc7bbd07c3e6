// SPDX-FileCopyrightText: 2026 The Landline authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "http/responsewriter.h"

#include "http/grammar.h"

#include <QtCore/qlocale.h>

#include <algorithm>
#include <array>
#include <iterator>

namespace Landline {

namespace {

struct Phrase
{
    int status;
    const char *text;
};

constexpr Phrase phrases[] = {
        {100, "Continue"},
        {101, "Switching Protocols"},
        {102, "Processing"},
        {103, "Early Hints"},
        {200, "OK"},
        {201, "Created"},
        {202, "Accepted"},
        {203, "Non-Authoritative Information"},
        {204, "No Content"},
        {205, "Reset Content"},
        {206, "Partial Content"},
        {207, "Multi-Status"},
        {208, "Already Reported"},
        {226, "IM Used"},
        {300, "Multiple Choices"},
        {301, "Moved Permanently"},
        {302, "Found"},
        {303, "See Other"},
        {304, "Not Modified"},
        {305, "Use Proxy"},
        {307, "Temporary Redirect"},
        {308, "Permanent Redirect"},
        {400, "Bad Request"},
        {401, "Unauthorized"},
        {402, "Payment Required"},
        {403, "Forbidden"},
        {404, "Not Found"},
        {405, "Method Not Allowed"},
        {406, "Not Acceptable"},
        {407, "Proxy Authentication Required"},
        {408, "Request Timeout"},
        {409, "Conflict"},
        {410, "Gone"},
        {411, "Length Required"},
        {412, "Precondition Failed"},
        {413, "Content Too Large"},
        {414, "URI Too Long"},
        {415, "Unsupported Media Type"},
        {416, "Range Not Satisfiable"},
        {417, "Expectation Failed"},
        {421, "Misdirected Request"},
        {422, "Unprocessable Content"},
        {423, "Locked"},
        {424, "Failed Dependency"},
        {425, "Too Early"},
        {426, "Upgrade Required"},
        {428, "Precondition Required"},
        {429, "Too Many Requests"},
        {431, "Request Header Fields Too Large"},
        {451, "Unavailable For Legal Reasons"},
        {500, "Internal Server Error"},
        {501, "Not Implemented"},
        {502, "Bad Gateway"},
        {503, "Service Unavailable"},
        {504, "Gateway Timeout"},
        {505, "HTTP Version Not Supported"},
        {506, "Variant Also Negotiates"},
        {507, "Insufficient Storage"},
        {508, "Loop Detected"},
        {511, "Network Authentication Required"},
};

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

QByteArray reasonPhrase(int status)
{
    const auto found = std::lower_bound(
            std::begin(phrases), std::end(phrases), status,
            [](const Phrase &phrase, int wanted) { return phrase.status < wanted; });
    return found != std::end(phrases) && found->status == status ? QByteArray(found->text)
                                                                 : QByteArray();
}

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
    bytes += "HTTP/1.1 " + QByteArray::number(code) + ' ' + reasonPhrase(code) + "\r\n";
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
