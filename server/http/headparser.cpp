// SPDX-FileCopyrightText: 2026 The Landline authors
// SPDX-License-Identifier: LGPL-3.0-or-later

#include "http/headparser.h"

#include "api/percentencoding_p.h"

#include <algorithm>
#include <array>

namespace Landline {

using namespace Grammar;

static constexpr qsizetype usualHeaders = 16; // what a browser sends fits without growing

/// The length of "http://" and its kin at the start of \a target, or 0.
static qsizetype schemeSize(QByteArrayView target)
{
    for (const QByteArrayView scheme : {"http://", "https://", "ws://", "wss://"}) {
        if (target.size() >= scheme.size() && isSameName(target.first(scheme.size()), scheme))
            return scheme.size();
    }
    return 0;
}

/// \a text for a head to keep: the words of nearly every handshake, spelt as nearly every client spells them, are there
/// already, and are not copied.
static QByteArray kept(QByteArrayView text)
{
    static const auto usualWords = [] {
        std::array<QList<QByteArray>, 32> bySize;
        for (const QByteArray &word :
             {QByteArrayLiteral("GET"), QByteArrayLiteral("Host"), QByteArrayLiteral("Origin"),
              QByteArrayLiteral("Connection"), QByteArrayLiteral("Upgrade"), QByteArrayLiteral("websocket"),
              QByteArrayLiteral("Sec-WebSocket-Key"), QByteArrayLiteral("Sec-WebSocket-Version"), QByteArrayLiteral("13"),
              QByteArrayLiteral("Sec-WebSocket-Extensions"), QByteArrayLiteral("Sec-WebSocket-Protocol"),
              QByteArrayLiteral("User-Agent"), QByteArrayLiteral("Cookie"), QByteArrayLiteral("Accept"),
              QByteArrayLiteral("Accept-Encoding"), QByteArrayLiteral("Accept-Language"),
              QByteArrayLiteral("Cache-Control"), QByteArrayLiteral("Pragma"), QByteArrayLiteral("no-cache")})
            bySize[size_t(word.size())].append(word);
        return bySize;
    }();
    if (text.size() < qsizetype(usualWords.size())) {
        for (const QByteArray &word : usualWords[size_t(text.size())]) {
            if (std::equal(text.begin(), text.end(), word.begin()))
                return word;
        }
    }
    return text.toByteArray();
}

HeadParser::HeadParser(QByteArrayView bytes)
    : m_bytes(bytes.first(qMin(bytes.size(), RequestHead::MaxSize)))
{ }

ParsedHead HeadParser::parse()
{
    const bool complete = readEmptyLine() && readMethod() && readTarget() && readVersion()
            && checkTarget() && readHeaders() && checkWhole();
    if (complete)
        return {ParsedHead::State::Complete, std::move(m_head), m_position, 0, {}};
    if (m_status == 0 && m_bytes.size() == RequestHead::MaxSize)
        refuse(431, "The request head is too long.");
    if (m_status == 0)
        return {};
    return {ParsedHead::State::Refused, {}, 0, m_status, m_reason};
}

bool HeadParser::refuse(int status, const char *reason)
{
    m_status = status;
    m_reason = reason;
    return false;
}

QByteArrayView HeadParser::readWhile(CharacterClass wanted, qsizetype most)
{
    const QByteArrayView rest = m_bytes.sliced(m_position);
    // One byte more than allowed is read, so that the caller sees it and refuses.
    const qsizetype end = rest.size() - 1 > most ? most + 1 : rest.size();
    qsizetype size = 0;
    while (size < end && isIn(wanted, rest[size]))
        ++size;
    m_position += size;
    return rest.first(size);
}

bool HeadParser::readLineEnd(const char *otherwise)
{
    if (isAtEnd())
        return false;
    if (current() == '\n')
        return refuse(400, "A line ends with LF alone.");
    if (current() != '\r')
        return refuse(400, otherwise);
    if (m_position + 1 == m_bytes.size())
        return false;
    if (m_bytes[m_position + 1] != '\n')
        return refuse(400, "CR without LF.");
    m_position += 2;
    return true;
}

bool HeadParser::readEmptyLine()
{
    // Old clients send a CRLF too many behind a body (RFC 9112 section 2.2).
    if (isAtEnd() || current() != '\r')
        return !isAtEnd();
    return readLineEnd("");
}

bool HeadParser::readMethod()
{
    const QByteArrayView method = readWhile(CharacterClass::Token, RequestHead::MaxMethodSize);
    if (method.size() > RequestHead::MaxMethodSize)
        return refuse(501, "The method is too long.");
    if (isAtEnd())
        return false;
    if (method.isEmpty() || current() != ' ')
        return refuse(400, "The request line does not begin with a method.");
    ++m_position;
    m_head.m_method = kept(method);
    return true;
}

bool HeadParser::readTarget()
{
    const QByteArrayView target = readWhile(CharacterClass::Target, RequestHead::MaxTargetSize);
    if (target.size() > RequestHead::MaxTargetSize)
        return refuse(414, "The request target is too long.");
    if (isAtEnd())
        return false;
    if (target.isEmpty() || current() != ' ')
        return refuse(
                400,
                "The request target is empty or has a character that must be percent-encoded.");
    ++m_position;
    m_head.m_target = target.toByteArray();
    return true;
}

bool HeadParser::readVersion()
{
    const QByteArrayView shape = "HTTP/#.#";
    for (const char expected : shape) {
        if (isAtEnd())
            return false;
        if (expected == '#' ? current() < '0' || current() > '9' : current() != expected)
            return refuse(400, "The request line does not end with an HTTP version.");
        ++m_position;
    }
    const QByteArrayView version = m_bytes.sliced(m_position - 3, 3);
    if (!readLineEnd("The request line does not end with an HTTP version."))
        return false;
    if (version != "1.0" && version != "1.1")
        return refuse(505, "Only HTTP/1.0 and HTTP/1.1 are spoken here.");
    m_head.m_versionMinor = version.back() - '0';
    return true;
}

bool HeadParser::checkTarget()
{
    QByteArrayView rest = m_head.m_target;
    if (rest == "*") {
        m_head.m_path = m_head.m_target;
        return m_head.m_method == "OPTIONS"
                || refuse(400, "The target \"*\" goes with OPTIONS only.");
    }
    if (!rest.startsWith('/')) {
        const qsizetype scheme = schemeSize(rest);
        if (scheme == 0)
            return refuse(400, "The request target does not begin with \"/\".");
        rest = rest.sliced(scheme);
        const auto end = std::find_if(rest.begin(), rest.end(),
                                      [](char c) { return c == '/' || c == '?'; });
        const QByteArrayView authority = rest.first(end - rest.begin());
        if (!isHostAndPort(authority))
            return refuse(400, "The host in the request target is not valid.");
        m_head.m_host = authority.toByteArray();
        rest = rest.sliced(authority.size());
    }
    const qsizetype mark = rest.indexOf('?');
    const QByteArrayView path = mark < 0 ? rest : rest.first(mark);
    if (!PercentEncoding::isValid(path))
        return refuse(400, "The path has a \"%\" without two hexadecimal digits behind it.");
    if (path.size() == m_head.m_target.size())
        m_head.m_path = m_head.m_target;
    else
        m_head.m_path = path.isEmpty() ? QByteArray("/") : path.toByteArray();
    if (mark >= 0)
        m_head.m_query = rest.sliced(mark + 1).toByteArray();
    return true;
}

bool HeadParser::readHeaders()
{
    m_head.m_headers.reserve(usualHeaders);
    while (!isAtEnd()) {
        if (current() == '\r')
            return readLineEnd("");
        if (!readHeader())
            return false;
    }
    return false;
}

bool HeadParser::readHeader()
{
    if (current() == ' ' || current() == '\t')
        return refuse(400, "A header line begins with white space.");
    if (current() == '\n')
        return refuse(400, "A line ends with LF alone.");
    if (m_head.m_headers.size() == RequestHead::MaxHeaders)
        return refuse(431, "There are too many header lines.");
    const QByteArrayView name = readWhile(CharacterClass::Token);
    if (isAtEnd())
        return false;
    if (name.isEmpty() || current() != ':')
        return refuse(400, "A header line has no valid name before its colon.");
    ++m_position;
    const QByteArrayView value = readWhile(CharacterClass::Value);
    if (!readLineEnd("A header has a control character in its value."))
        return false;
    m_head.m_headers.append({kept(name), kept(value.trimmed())});
    return checkHeader(name, m_head.m_headers.constLast().second);
}

bool HeadParser::checkHeader(QByteArrayView name, const QByteArray &value)
{
    if (isSameName(name, "Host"))
        return checkHost(value);
    if (isSameName(name, "Content-Length"))
        return checkContentLength(value);
    if (isSameName(name, "Transfer-Encoding"))
        return checkTransferEncoding(value);
    return true;
}

bool HeadParser::checkHost(const QByteArray &value)
{
    if (m_hasHost)
        return refuse(400, "There is more than one Host header.");
    if (!isHostAndPort(value))
        return refuse(400, "The Host header is not valid.");
    m_hasHost = true;
    if (m_head.m_host.isEmpty())
        m_head.m_host = value;
    return true;
}

bool HeadParser::checkContentLength(QByteArrayView value)
{
    // RFC 9110 section 8.6 lets equal duplicates pass; no honest client sends them, and Qt's parser
    // would pick one.
    if (m_head.m_contentLength)
        return refuse(400, "There is more than one Content-Length header.");
    if (m_head.m_chunked)
        return refuse(400, "There is both a Content-Length and a Transfer-Encoding.");
    m_head.m_contentLength = toNumber(value);
    return m_head.m_contentLength || refuse(400, "The Content-Length is not a valid number.");
}

bool HeadParser::checkTransferEncoding(QByteArrayView value)
{
    if (m_head.m_versionMinor == 0)
        return refuse(400, "HTTP/1.0 has no Transfer-Encoding.");
    if (m_head.m_contentLength)
        return refuse(400, "There is both a Content-Length and a Transfer-Encoding.");
    if (m_head.m_chunked)
        return refuse(400, "There is more than one Transfer-Encoding header.");
    if (!isSameName(value, "chunked"))
        return refuse(501, "The only Transfer-Encoding known here is chunked.");
    m_head.m_chunked = true;
    return true;
}

bool HeadParser::checkWhole()
{
    return m_hasHost || m_head.m_versionMinor == 0 || refuse(400, "There is no Host header.");
}

} // namespace Landline
