// SPDX-FileCopyrightText: 2026 The Landline authors
// SPDX-License-Identifier: LGPL-3.0-or-later

#include "requestset.h"

#include <algorithm>

namespace Landline::Benchmark {

static std::string letters(std::size_t size)
{
    std::string text(size, ' ');
    std::generate(text.begin(), text.end(), [letter = 0]() mutable { return static_cast<char>('a' + letter++ % 26); });
    return text;
}

static std::string request(const Options &options, std::string_view method, const std::string &lines)
{
    return std::string(method) + " " + options.path + " HTTP/1.1\r\n"
            "Host: 127.0.0.1:" + std::to_string(ntohs(options.server.sin_port)) + "\r\n" + lines + "\r\n";
}

RequestSet::RequestSet(const MessageSet &messages, const Options &options)
{
    for (int i = 0; i < messages.count(); ++i) {
        m_starts.push_back(m_requests.size());
        if (options.mode == Options::Mode::Post) {
            const std::string_view body = messages.payload(i);
            m_requests += request(options, "POST", "Content-Type: application/octet-stream\r\n"
                                  "Content-Length: " + std::to_string(body.size()) + "\r\n");
            m_requests += body;
            m_answers.emplace_back(body.substr(body.size() - MessageSet::SmallestSize));
        } else {
            m_requests += request(options, "GET", {});
            m_answers.push_back(letters(options.size));
        }
    }
    m_starts.push_back(m_requests.size());
}

std::string_view RequestSet::requests(long index, long count) const
{
    const std::size_t first = place(index);
    const std::size_t behind = std::min(first + static_cast<std::size_t>(count), m_answers.size());
    return std::string_view(m_requests).substr(m_starts[first], m_starts[behind] - m_starts[first]);
}

std::size_t RequestSet::requestSize(long index) const
{
    return m_starts[place(index) + 1] - m_starts[place(index)];
}

std::string_view RequestSet::answer(long index) const
{
    return m_answers[place(index)];
}

} // namespace Landline::Benchmark
