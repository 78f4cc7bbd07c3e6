// SPDX-FileCopyrightText: 2026 The Landline authors
// SPDX-License-Identifier: LGPL-3.0-or-later

#ifndef LANDLINE_STATISTICS_H
#define LANDLINE_STATISTICS_H

#include "namespace.h"

#include <array>
#include <numeric>

namespace Landline {

/// How many handshakes were refused, by reason.
class Refusals
{
public:
    static constexpr int ReasonCount = static_cast<int>(RefusalReason::TlsHandshake) + 1;

    qint64 &operator[](RefusalReason reason) { return m_counts[static_cast<size_t>(reason)]; }
    qint64 operator[](RefusalReason reason) const { return m_counts[static_cast<size_t>(reason)]; }

    qint64 total() const { return std::accumulate(m_counts.begin(), m_counts.end(), qint64(0)); }

    Refusals &operator+=(const Refusals &other)
    {
        for (size_t i = 0; i < m_counts.size(); ++i)
            m_counts[i] += other.m_counts[i];
        return *this;
    }

    friend bool operator==(const Refusals &, const Refusals &) = default;

private:
    std::array<qint64, ReasonCount> m_counts = {};
};

/// What a node had to refuse its clients or do to them, since its start. Each worker counts its own, without a lock: they
/// are added up when a console asks.
struct Statistics
{
    Refusals refused; ///< handshakes
    qint64 deadPeers = 0; ///< connections ended because nothing came for the time of a heartbeat
    qint64 slowConsumers = 0; ///< connections ended because they read too slowly or not at all
    qint64 floods = 0; ///< connections ended because they sent more than they may
    qint64 droppedMessages = 0; ///< messages thrown away because their receivers read too slowly

    Statistics &operator+=(const Statistics &other)
    {
        refused += other.refused;
        deadPeers += other.deadPeers;
        slowConsumers += other.slowConsumers;
        floods += other.floods;
        droppedMessages += other.droppedMessages;
        return *this;
    }

    friend bool operator==(const Statistics &, const Statistics &) = default;
};

} // namespace Landline

#endif
