// SPDX-FileCopyrightText: 2026 The Landline authors
// SPDX-License-Identifier: GPL-3.0-or-later

#ifndef LANDLINE_COLLECTION_H
#define LANDLINE_COLLECTION_H

#include "api/dispatch.h"

#include <mutex>

namespace Landline {

/// Puts together what the workers answer to an order with fds, in their order; the last one to answer calls the receipt, in its thread.
class Collection
{
public:
    Collection(qsizetype size, int parts, const Dispatch::Receipt &receipt)
        : m_outcomes(size), m_missing(parts), m_receipt(receipt)
    {
    }

    /// The answers for the targets at \a places of the order.
    void add(const QList<qsizetype> &places, const QList<Outcome> &outcomes)
    {
        const std::lock_guard lock(m_mutex);
        for (qsizetype i = 0; i < places.size(); ++i)
            m_outcomes[places.at(i)] = outcomes.at(i);
        if (--m_missing == 0 && m_receipt)
            m_receipt(m_outcomes);
    }

private:
    std::mutex m_mutex;
    QList<Outcome> m_outcomes;
    int m_missing;
    Dispatch::Receipt m_receipt;
};

} // namespace Landline

#endif
