// SPDX-FileCopyrightText: 2026 The Landline authors
// SPDX-License-Identifier: LGPL-3.0-or-later

#include "http/requesthead.h"

#include "http/grammar.h"
#include "http/headparser.h"

#include <algorithm>

namespace Landline {

using Grammar::isSameName;

/// Is \a token among the members of the comma list \a list?
static bool isMember(QByteArrayView token, QByteArrayView list)
{
    while (true) {
        const qsizetype comma = list.indexOf(',');
        const QByteArrayView member = comma < 0 ? list : list.first(comma);
        if (isSameName(member.trimmed(), token))
            return true;
        if (comma < 0)
            return false;
        list = list.sliced(comma + 1);
    }
}

ParsedHead RequestHead::parse(QByteArrayView bytes)
{
    return HeadParser(bytes).parse();
}

QByteArray RequestHead::header(QByteArrayView name) const
{
    for (const Header &header : m_headers) {
        if (isSameName(header.first, name))
            return header.second;
    }
    return {};
}

std::optional<QByteArray> RequestHead::onlyHeader(QByteArrayView name) const
{
    std::optional<QByteArray> only;
    for (const Header &header : m_headers) {
        if (!isSameName(header.first, name))
            continue;
        if (only)
            return std::nullopt;
        only = header.second;
    }
    return only;
}

QList<QByteArray> RequestHead::headers(QByteArrayView name) const
{
    QList<QByteArray> values;
    for (const Header &header : m_headers) {
        if (isSameName(header.first, name))
            values.append(header.second);
    }
    return values;
}

bool RequestHead::hasHeader(QByteArrayView name) const
{
    return std::any_of(m_headers.begin(), m_headers.end(),
                       [name](const Header &header) { return isSameName(header.first, name); });
}

bool RequestHead::hasToken(QByteArrayView name, QByteArrayView token) const
{
    return std::any_of(m_headers.begin(), m_headers.end(), [name, token](const Header &header) {
        return isSameName(header.first, name) && isMember(token, header.second);
    });
}

bool RequestHead::keepsAlive() const
{
    if (hasToken("Connection", "close"))
        return false;
    return m_versionMinor == 1 || hasToken("Connection", "keep-alive");
}

bool RequestHead::expectsContinue() const
{
    return m_versionMinor == 1 && hasToken("Expect", "100-continue");
}

bool RequestHead::wantsWebSocket() const
{
    return hasToken("Upgrade", "websocket") && hasToken("Connection", "upgrade");
}

} // namespace Landline
