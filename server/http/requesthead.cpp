// SPDX-FileCopyrightText: 2026 The Landline authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "http/requesthead.h"

#include "http/grammar.h"
#include "http/headparser.h"

#include <algorithm>

namespace Landline {

using Grammar::isSameName;

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

QList<QByteArray> RequestHead::tokens(QByteArrayView name) const
{
    QList<QByteArray> tokens;
    for (const QByteArray &line : headers(name)) {
        for (const QByteArray &member : line.split(',')) {
            const QByteArray token = member.trimmed().toLower();
            if (!token.isEmpty())
                tokens.append(token);
        }
    }
    return tokens;
}

bool RequestHead::keepsAlive() const
{
    const QList<QByteArray> options = tokens("Connection");
    if (options.contains("close"))
        return false;
    return m_versionMinor == 1 || options.contains("keep-alive");
}

bool RequestHead::expectsContinue() const
{
    return m_versionMinor == 1 && tokens("Expect").contains("100-continue");
}

bool RequestHead::wantsWebSocket() const
{
    return tokens("Upgrade").contains("websocket") && tokens("Connection").contains("upgrade");
}

} // namespace Landline
