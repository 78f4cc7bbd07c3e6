// SPDX-FileCopyrightText: 2026 The Landline authors
// SPDX-License-Identifier: LGPL-3.0-or-later

#include "io/loglimit.h"

#include <utility>

namespace Landline {

bool LogLimit::allows(Clock::time_point now)
{
    if (m_last && now - *m_last < m_interval) {
        ++m_counted;
        return false;
    }
    m_last = now;
    m_unsaid = std::exchange(m_counted, 0);
    return true;
}

QByteArray LogLimit::unsaid() const
{
    if (m_unsaid == 0)
        return {};
    return " (and " + QByteArray::number(m_unsaid) + " more since the last such line)";
}

} // namespace Landline
