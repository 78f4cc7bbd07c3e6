// SPDX-FileCopyrightText: 2026 The Landline authors
// SPDX-License-Identifier: LGPL-3.0-or-later

#include "testing/responsereader.h"

#include <cctype>

namespace Landline::Test {

namespace {

bool isInterim(int status)
{
    return status >= 100 && status < 200 && status != 101;
}

bool hasNoBody(const QByteArray &method, int status)
{
    return method == "HEAD" || status < 200 || status == 204 || status == 304;
}

/// A number of digits alone, or -1.
qint64 sizeIn(QByteArrayView digits, int base)
{
    bool isNumber = !digits.isEmpty();
    for (const char c : digits)
        isNumber = isNumber && std::isxdigit(static_cast<uchar>(c)) != 0;
    const qint64 size = isNumber ? digits.toLongLong(&isNumber, base) : -1;
    return isNumber ? size : -1;
}

} // namespace

ResponseReader::Result ResponseReader::read(QByteArray *input, bool hasEnded)
{
    while (true) {
        const qsizetype end = input->indexOf("\r\n\r\n");
        if (end < 0)
            return needMore(hasEnded, input->isEmpty() ? QStringLiteral("a response") : QStringLiteral("the end of the head"));
        if (readHead(input->left(end)) == Result::Malformed)
            return Result::Malformed;
        if (!isInterim(m_response.status))
            return readBody(input, end + 4, hasEnded);
        input->remove(0, end + 4);
    }
}

ResponseReader::Result ResponseReader::readHead(const QByteArray &head)
{
    m_response = {};
    QByteArray text = head;
    const QByteArrayList lines = text.replace("\r\n", "\n").split('\n');
    const QByteArray &statusLine = lines.constFirst();
    const qint64 status = sizeIn(statusLine.mid(9, 3), 10);
    if (!statusLine.startsWith("HTTP/1.") || statusLine.size() < 12 || status < 100
        || statusLine.at(8) != ' ' || (statusLine.size() > 12 && statusLine.at(12) != ' '))
        return malformed(QStringLiteral("\"%1\" is not the status line of an HTTP/1.1 response")
                                 .arg(QString::fromLatin1(statusLine.left(80))));
    m_response.status = static_cast<int>(status);
    m_response.reason = statusLine.mid(13);
    for (const QByteArray &line : lines.mid(1)) {
        const qsizetype colon = line.indexOf(':');
        if (colon < 1 || line.left(colon).contains(' '))
            return malformed(QStringLiteral("\"%1\" is not a header field").arg(QString::fromLatin1(line.left(80))));
        m_response.headers.append({line.left(colon), QByteArray("") + line.mid(colon + 1).trimmed()});
    }
    return Result::Complete;
}

ResponseReader::Result ResponseReader::readBody(QByteArray *input, qsizetype start, bool hasEnded)
{
    if (hasNoBody(m_method, m_response.status)) {
        input->remove(0, start);
        return Result::Complete;
    }
    const QByteArray coding = m_response.header("Transfer-Encoding");
    if (coding.isNull())
        return readSized(input, start, hasEnded);
    if (coding.compare("chunked", Qt::CaseInsensitive) == 0)
        return readChunks(input, start, hasEnded);
    return malformed(QStringLiteral("the transfer coding \"%1\" is not supported").arg(QString::fromLatin1(coding)));
}

ResponseReader::Result ResponseReader::readSized(QByteArray *input, qsizetype start, bool hasEnded)
{
    const QByteArray length = m_response.header("Content-Length");
    if (length.isNull() && !hasEnded)
        return Result::NeedMore;
    const qint64 size = length.isNull() ? input->size() - start : sizeIn(length, 10);
    if (size < 0)
        return malformed(QStringLiteral("\"%1\" is not a Content-Length").arg(QString::fromLatin1(length)));
    if (input->size() - start < size)
        return needMore(hasEnded, QStringLiteral("a body of %1 bytes").arg(size));
    m_response.body = input->mid(start, size);
    input->remove(0, start + size);
    return Result::Complete;
}

ResponseReader::Result ResponseReader::readChunks(QByteArray *input, qsizetype start, bool hasEnded)
{
    QByteArray body;
    while (true) {
        const qsizetype lineEnd = input->indexOf("\r\n", start);
        if (lineEnd < 0)
            return needMore(hasEnded, QStringLiteral("the last chunk"));
        const QByteArray line = input->mid(start, lineEnd - start);
        const qint64 size = sizeIn(line.split(';').constFirst().trimmed(), 16);
        if (size < 0)
            return malformed(QStringLiteral("\"%1\" is not the size of a chunk").arg(QString::fromLatin1(line.left(80))));
        start = lineEnd + 2;
        if (size == 0)
            break;
        if (input->size() - start - 2 < size)
            return needMore(hasEnded, QStringLiteral("a chunk of %1 bytes").arg(size));
        if (input->mid(start + size, 2) != "\r\n")
            return malformed(QStringLiteral("a chunk of %1 bytes does not end with CRLF").arg(size));
        body += input->mid(start, size);
        start += size + 2;
    }
    // The trailer: fields up to an empty line.
    while (true) {
        const qsizetype lineEnd = input->indexOf("\r\n", start);
        if (lineEnd < 0)
            return needMore(hasEnded, QStringLiteral("the end of the trailer"));
        const bool isLast = lineEnd == start;
        start = lineEnd + 2;
        if (isLast)
            break;
    }
    m_response.body = body;
    input->remove(0, start);
    return Result::Complete;
}

ResponseReader::Result ResponseReader::needMore(bool hasEnded, const QString &what)
{
    if (!hasEnded)
        return Result::NeedMore;
    return malformed(QStringLiteral("the server ended the connection before %1").arg(what));
}

ResponseReader::Result ResponseReader::malformed(const QString &error)
{
    m_response = {};
    m_error = error;
    return Result::Malformed;
}

} // namespace Landline::Test
