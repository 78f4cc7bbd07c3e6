// SPDX-FileCopyrightText: 2026 The Landline authors
// SPDX-License-Identifier: LGPL-3.0-or-later

#include "echoes.h"

#include "deflate.h"

namespace Landline::Benchmark {

Echoes::Echoes(const MessageSet &messages)
    : m_messages(messages)
    , m_known(messages.isDeflated() ? static_cast<std::size_t>(messages.count()) : 0)
{
}

std::string_view Echoes::payload(long index) const
{
    return isCompressed() ? std::string_view(m_known[place(index)]) : m_messages.payload(index);
}

bool Echoes::learn(long index, std::string_view payload)
{
    const std::string_view message = m_messages.payload(index);
    const std::optional<std::string> inflated = inflate(payload, message.size());
    if (!inflated || *inflated != message)
        return false;
    m_known[place(index)] = payload;
    return true;
}

double Echoes::payloadRatio() const
{
    std::size_t compressed = 0, plain = 0;
    for (std::size_t i = 0; i < m_known.size(); ++i) {
        if (m_known[i].empty())
            continue;
        compressed += m_known[i].size();
        plain += m_messages.payload(static_cast<long>(i)).size();
    }
    return plain > 0 ? static_cast<double>(compressed) / static_cast<double>(plain) : 1.0;
}

} // namespace Landline::Benchmark
