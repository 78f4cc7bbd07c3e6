// SPDX-FileCopyrightText: 2026 The Landline authors
// SPDX-License-Identifier: LGPL-3.0-or-later

#ifndef LANDLINE_QUEUEMARKS_H
#define LANDLINE_QUEUEMARKS_H

#include <QtCore/qglobal.h>

#include <optional>
#include <utility>

namespace Landline {

/// Whether a send queue is filled: from over half of its limit on, until a quarter is left. Two bytes; for what a Connection
/// tells by queueFilled() and queueDrained().
class QueueMarks
{
public:
    /// \a queued bytes wait now, of \a limit that may. True if isFilled() has changed.
    bool update(qint64 queued, qint64 limit)
    {
        const bool same = m_isFilled ? queued > limit / 4 : queued <= limit / 2;
        if (!same)
            m_isFilled = !m_isFilled;
        return !same;
    }
    bool isFilled() const { return m_isFilled; }

    /// isFilled(), if it is not what was taken the last time. What has come and gone in between is no news.
    std::optional<bool> takeNews()
    {
        if (std::exchange(m_wasTold, m_isFilled) == m_isFilled)
            return std::nullopt;
        return m_isFilled;
    }

private:
    bool m_isFilled = false;
    bool m_wasTold = false;
};

} // namespace Landline

#endif
