// SPDX-FileCopyrightText: 2026 The Landline authors
// SPDX-License-Identifier: LGPL-3.0-or-later

#include "answerreader.h"

#include <algorithm>
#include <cctype>

namespace Landline::Benchmark {

static constexpr std::string_view LineEnd = "\r\n";

bool AnswerReader::readAnswers(std::string_view bytes)
{
    while (!bytes.empty()) {
        if (m_expected.empty() && !readHead(bytes))
            return m_error.empty();
        const std::string_view part = bytes.substr(0, m_expected.size());
        if (!m_expected.starts_with(part))
            return fail("an answer whose body is not the expected one");
        bytes.remove_prefix(part.size());
        m_expected.remove_prefix(part.size());
        if (m_expected.empty())
            answerRead();
    }
    return true;
}

/// Takes bytes until the head is complete and correct: true.
bool AnswerReader::readHead(std::string_view &bytes)
{
    constexpr std::string_view HeadEnd = "\r\n\r\n";
    constexpr std::size_t LongestHead = 1 << 14;
    const std::size_t before = m_head.size();
    m_head += bytes.substr(0, LongestHead - before);
    const std::size_t end = m_head.find(HeadEnd, before - std::min(before, HeadEnd.size() - 1));
    if (end == m_head.npos) {
        if (m_head.size() == LongestHead)
            fail("an answer whose head does not end");
        return false;
    }
    bytes.remove_prefix(end + HeadEnd.size() - before);
    m_head.resize(end + LineEnd.size());
    const bool ok = checkHead();
    m_head.clear();
    return ok;
}

bool AnswerReader::checkHead()
{
    const std::optional<std::string_view> expected = expectedAnswer();
    if (!expected)
        return fail("an answer to no request");
    m_lengths = 0;
    m_expected = *expected;
    std::string_view lines = m_head;
    const std::string_view status = lines.substr(0, lines.find(LineEnd));
    if (!status.starts_with("HTTP/1.1 200 "))
        return fail("refused: " + std::string(status));
    lines.remove_prefix(status.size() + LineEnd.size());
    while (!lines.empty()) {
        const std::string_view line = lines.substr(0, lines.find(LineEnd));
        if (!checkLine(line))
            return false;
        lines.remove_prefix(line.size() + LineEnd.size());
    }
    return m_lengths == 1 || fail("an answer without one Content-Length");
}

static std::string lowered(std::string_view text)
{
    std::string result(text);
    std::transform(result.begin(), result.end(), result.begin(),
                   [](unsigned char c) { return static_cast<char>(std::tolower(c)); });
    return result;
}

bool AnswerReader::checkLine(std::string_view line)
{
    const std::size_t colon = line.find(':');
    if (colon == line.npos || line.find_first_of(" \t\r\n") < colon)
        return fail("a line that is no header");
    const std::string name = lowered(line.substr(0, colon));
    std::string_view value = line.substr(colon + 1);
    value.remove_prefix(std::min(value.find_first_not_of(" \t"), value.size()));
    if (name == "content-length") {
        ++m_lengths;
        return value == std::to_string(m_expected.size()) || fail("a Content-Length that is not the expected one");
    }
    if (name == "transfer-encoding")
        return fail("an answer with a Transfer-Encoding");
    if (name == "connection" && lowered(value).find("close") != std::string::npos)
        return fail("an answer that ends the connection");
    return true;
}

bool AnswerReader::fail(const std::string &error)
{
    m_error = error;
    return false;
}

void AnswerReader::resetReader()
{
    m_error.clear();
    m_head.clear();
    m_expected = {};
}

} // namespace Landline::Benchmark
