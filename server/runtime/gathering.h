// SPDX-FileCopyrightText: 2026 The Landline authors
// SPDX-License-Identifier: GPL-3.0-or-later

#ifndef LANDLINE_GATHERING_H
#define LANDLINE_GATHERING_H

#include <functional>
#include <mutex>

namespace Landline {

/// Adds up what the workers answer, each in its thread; the last one to answer calls \a done, in its thread.
template<typename Sum>
class Gathering
{
public:
    using Done = std::function<void(const Sum &sum)>;

    /// Waits for \a parts answers; \a sum is what is there without them.
    Gathering(const Sum &sum, size_t parts, const Done &done) : m_sum(sum), m_missing(parts), m_done(done) { }

    void add(const Sum &part)
    {
        const std::lock_guard lock(m_mutex);
        m_sum += part;
        if (--m_missing == 0 && m_done)
            m_done(m_sum);
    }

private:
    std::mutex m_mutex;
    Sum m_sum;
    size_t m_missing;
    Done m_done;
};

} // namespace Landline

#endif
