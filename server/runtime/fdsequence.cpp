// SPDX-FileCopyrightText: 2026 The Landline authors
// SPDX-License-Identifier: LGPL-3.0-or-later

#include "runtime/fdsequence.h"

namespace Landline {

FdSequence::FdSequence(int workers) : m_next(static_cast<size_t>(workers))
{
    for (int worker = 0; worker < workers; ++worker)
        at(worker) = worker + 1;
}

void FdSequence::skipIssued()
{
    const int count = workers();
    qint64 highest = 0;
    for (int worker = 0; worker < count; ++worker)
        highest = qMax(highest, next(worker) - count);
    for (int worker = 0; worker < count; ++worker) {
        // The first number of this worker above the highest.
        const qint64 first = (highest - worker - 1 + count) / count * count + worker + 1;
        // Not a store: a worker of a former start may issue one meanwhile, which must not come again.
        qint64 known = next(worker);
        while (known < first && !at(worker).compare_exchange_weak(known, first)) { }
    }
}

} // namespace Landline
