// SPDX-FileCopyrightText: 2026 The Landline authors
// SPDX-License-Identifier: LGPL-3.0-or-later

#ifndef LANDLINE_FDSEQUENCE_H
#define LANDLINE_FDSEQUENCE_H

#include <QtCore/qglobal.h>

#include <atomic>
#include <vector>

namespace Landline {

/// The fds that the workers of a node issue: worker w of N issues w+1, w+1+N, w+1+2N ...
///
/// One object serves all starts of a node, so no fd is ever issued twice while the node lives. Any thread: a worker of a
/// former start that is still held by a controller takes its numbers from the same sequence.
class FdSequence
{
public:
    explicit FdSequence(int workers);
    Q_DISABLE_COPY_MOVE(FdSequence)

    int workers() const { return static_cast<int>(m_next.size()); }

    /// The next fd of \a worker.
    qint64 issue(int worker) { return at(worker).fetch_add(workers(), std::memory_order_relaxed); }
    /// What issue() would answer.
    qint64 next(int worker) const { return at(worker).load(std::memory_order_relaxed); }

    /// From now on every worker issues only fds above all that any worker has issued so far.
    void skipIssued();

private:
    std::atomic<qint64> &at(int worker) { return m_next[static_cast<size_t>(worker)]; }
    const std::atomic<qint64> &at(int worker) const { return m_next[static_cast<size_t>(worker)]; }

    std::vector<std::atomic<qint64>> m_next; ///< by worker
};

} // namespace Landline

#endif
