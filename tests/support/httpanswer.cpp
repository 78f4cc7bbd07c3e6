// SPDX-FileCopyrightText: 2026 The Landline authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "support/httpanswer.h"

namespace Landline {

namespace {

std::optional<HttpAnswer> parseHead(const QByteArray &head)
{
    HttpAnswer answer;
    const QList<QByteArray> lines = head.split('\n');
    const QList<QByteArray> words = lines.constFirst().trimmed().split(' ');
    if (words.size() < 2)
        return {};
    answer.version = words.at(0);
    answer.status = words.at(1).toInt();
    answer.reason = words.mid(2).join(' ');
    for (const QByteArray &line : lines.mid(1)) {
        const qsizetype colon = line.indexOf(':');
        answer.headers.append({line.left(colon), line.mid(colon + 1).trimmed()});
    }
    return answer;
}

/// Takes the chunks at \a position of \a bytes; the position behind the last one, or -1.
qsizetype takeChunks(const QByteArray &bytes, qsizetype position, QByteArray *body)
{
    while (true) {
        const qsizetype line = bytes.indexOf("\r\n", position);
        if (line < 0)
            return -1;
        const qsizetype size = bytes.mid(position, line - position).toLongLong(nullptr, 16);
        position = line + 2 + size + 2;
        if (bytes.size() < position)
            return -1;
        if (size == 0)
            return position;
        body->append(QByteArrayView(bytes).sliced(line + 2, size));
    }
}

} // namespace

QByteArray HttpAnswer::header(QByteArrayView name) const
{
    QByteArray joined;
    for (const auto &[key, value] : headers) {
        if (key.compare(name, Qt::CaseInsensitive) == 0)
            joined = joined.isNull() ? QByteArray("") + value : joined + ", " + value;
    }
    return joined;
}

std::optional<HttpAnswer> HttpAnswer::take(QByteArray *bytes, bool noBody, bool ended)
{
    const qsizetype end = bytes->indexOf("\r\n\r\n");
    if (end < 0)
        return {};
    std::optional<HttpAnswer> answer = parseHead(bytes->left(end));
    if (!answer)
        return {};
    if (!noBody && answer->header("Transfer-Encoding") == "chunked") {
        const qsizetype position = takeChunks(*bytes, end + 4, &answer->body);
        if (position < 0)
            return {};
        bytes->remove(0, position);
        return answer;
    }
    const QByteArray length = answer->header("Content-Length");
    qsizetype bodySize = 0;
    if (!noBody && answer->status >= 200 && answer->status != 204 && answer->status != 304) {
        if (length.isNull() && !ended)
            return {};
        bodySize = length.isNull() ? bytes->size() - end - 4 : length.toLongLong();
    }
    if (bytes->size() < end + 4 + bodySize)
        return {};
    answer->body = bytes->mid(end + 4, bodySize);
    bytes->remove(0, end + 4 + bodySize);
    return answer;
}

} // namespace Landline
