// SPDX-FileCopyrightText: 2026 The Landline authors
// SPDX-License-Identifier: LGPL-3.0-or-later

#ifndef LANDLINE_RESULTCOLLECTOR_H
#define LANDLINE_RESULTCOLLECTOR_H

#include <QtCore/qglobal.h>

#include <mutex>
#include <optional>
#include <utility>

namespace Landline {

/// Adds up the partial results of several threads. It calls nobody: the thread that adds the last part gets the sum, and
/// passes it on without holding a lock.
template<typename Result>
class ResultCollector
{
public:
    /// Waits for \a parts calls of add(), at least one. \a initial is the sum without them.
    explicit ResultCollector(size_t parts, const Result &initial = {}) : m_sum(initial), m_missing(parts) { }
    Q_DISABLE_COPY_MOVE(ResultCollector)

    /// Adds \a part. Returns the sum to the caller that adds the last part, and nothing to the others. Any thread.
    std::optional<Result> add(const Result &part)
    {
        const std::lock_guard lock(m_mutex);
        m_sum += part;
        if (--m_missing > 0)
            return std::nullopt;
        return std::move(m_sum);
    }

private:
    std::mutex m_mutex;
    Result m_sum; ///< guarded by m_mutex
    size_t m_missing; ///< likewise
};

} // namespace Landline

#endif
