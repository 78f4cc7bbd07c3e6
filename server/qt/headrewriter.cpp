// SPDX-FileCopyrightText: 2026 The Landline authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "qt/headrewriter.h"

#include "websocket/upgradeanswer.h"

namespace Landline {

namespace {

constexpr char endOfHead[] = "\r\n\r\n";

bool isKept(const QByteArray &line)
{
    return !line.startsWith("Access-Control-") && !line.startsWith("Server:");
}

} // namespace

void HeadRewriter::rewriteHead(const QList<QPair<QByteArray, QByteArray>> &headers)
{
    m_headers = headers;
    m_head.clear();
    m_rewriting = true;
}

std::optional<QByteArray> HeadRewriter::append(const char *data, qint64 size)
{
    m_head.append(data, size);
    if (!m_head.contains(endOfHead))
        return std::nullopt;
    m_rewriting = false;
    return rewritten();
}

QByteArray HeadRewriter::rewritten() const
{
    QByteArray head;
    qsizetype begin = 0;
    const qsizetype end = m_head.indexOf(endOfHead);
    while (begin < end) {
        const qsizetype lineEnd = m_head.indexOf("\r\n", begin);
        const QByteArray line = m_head.mid(begin, lineEnd - begin);
        if (isKept(line))
            head += line + "\r\n";
        begin = lineEnd + 2;
    }
    return head + upgradeHeaderLines(m_headers) + "\r\n" + m_head.mid(end + 4);
}

} // namespace Landline
