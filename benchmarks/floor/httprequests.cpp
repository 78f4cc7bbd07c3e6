// SPDX-FileCopyrightText: 2026 The Landline authors
// SPDX-License-Identifier: LGPL-3.0-or-later

#include "httprequests.h"

#include <algorithm>
#include <charconv>
#include <iterator>

namespace Landline::Benchmark {

static constexpr std::size_t AnswerSize = 100, TailSize = 16;

static void appendAnswer(std::string &out, std::string_view body)
{
    char length[20];
    const auto end = std::to_chars(std::begin(length), std::end(length), body.size()).ptr;
    out += "HTTP/1.1 200 OK\r\n"
           "Content-Type: text/plain\r\n"
           "Content-Length: ";
    out.append(length, end).append("\r\n\r\n").append(body);
}

static std::string letters()
{
    std::string text(AnswerSize, ' ');
    std::generate(text.begin(), text.end(), [letter = 0]() mutable { return static_cast<char>('a' + letter++ % 26); });
    return text;
}

static std::size_t contentLength(std::string_view head)
{
    constexpr std::string_view Header = "\r\nContent-Length: ";
    std::size_t length = 0;
    if (const std::size_t at = head.find(Header); at != head.npos)
        std::from_chars(head.data() + at + Header.size(), head.data() + head.size(), length);
    return length;
}

std::size_t answerRequests(std::string_view bytes, std::string &out)
{
    constexpr std::string_view HeadEnd = "\r\n\r\n";
    static const std::string getBody = letters();
    std::size_t done = 0;
    for (;;) {
        const std::string_view rest = bytes.substr(done);
        const std::size_t end = rest.find(HeadEnd);
        if (end == rest.npos)
            return done;
        const std::size_t headSize = end + HeadEnd.size();
        const std::size_t bodySize = contentLength(rest.substr(0, headSize));
        if (rest.size() - headSize < bodySize)
            return done;
        const std::size_t size = headSize + bodySize;
        const std::size_t tailSize = std::min(TailSize, bodySize);
        appendAnswer(out, rest.starts_with("POST ") ? rest.substr(size - tailSize, tailSize) : std::string_view(getBody));
        done += size;
    }
}

} // namespace Landline::Benchmark
