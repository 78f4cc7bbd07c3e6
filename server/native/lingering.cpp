// SPDX-FileCopyrightText: 2026 The Landline authors
// SPDX-License-Identifier: LGPL-3.0-or-later

#include "native/lingering.h"

#include "io/transport.h"

namespace Landline {

void Lingering::begin(qint64 now)
{
    m_lookedAt = now;
    m_progressAt = now;
}

bool Lingering::isOver(const Transport &transport, qint64 now, std::chrono::milliseconds sendTimeout)
{
    m_lookedAt = now;
    const qint64 before = std::exchange(m_unacknowledged, transport.unacknowledged());
    if (before < 0 || m_unacknowledged < before) {
        // At the first look it may have come long ago.
        if (before > 0 || m_unacknowledged > 0)
            m_progressAt = now;
    }
    if (m_unacknowledged == 0)
        return now - m_progressAt >= Time.count();
    return sendTimeout.count() > 0 && now - m_progressAt >= qMax(sendTimeout, Time).count();
}

} // namespace Landline
