// SPDX-FileCopyrightText: 2026 The Landline authors
// SPDX-License-Identifier: LGPL-3.0-or-later

#ifndef LANDLINE_CONNECTIONHISTORY_H
#define LANDLINE_CONNECTIONHISTORY_H

#include "shared/closeinfo.h"
#include "shared/peeraddress.h"

#include <atomic>
#include <mutex>
#include <vector>

namespace Landline {

/// A connection has opened or has closed. A value; its strings are shared with the route and the context.
struct ConnectionEvent
{
    qint64 time = 0; ///< ms since the epoch
    qint64 fd = 0;
    PeerAddress peer;
    QString server;
    QString route; ///< the pattern that matched
    QString label; ///< untrusted
    bool isClosed = false; ///< it has closed, and not opened
    CloseInfo close; ///< how it has closed
};

/// The last events of each worker's connections, for consoles that ask later. A worker only records an event: it wakes no
/// other thread and makes no text. read() merges the events of all workers and costs what is new.
///
/// Like the FdSequence, one object serves all starts of a node, so what happened in a former start can still be read. Any
/// thread: each worker has a ring and a mutex of its own, so workers do not wait for each other. Inactive at first: then
/// nothing is kept, and an event costs a comparison.
class ConnectionHistory
{
public:
    /// The most events that are kept of one worker. The oldest are overwritten.
    static constexpr size_t Capacity = 2'000;
    /// A label is cut to this length, in UTF-16 units. A client may choose its label, and 2,000 of them are kept.
    static constexpr qsizetype MaxLabelLength = 600;

    /// How many events of each worker a reader has read or missed. Empty at first. Any number of readers may have one.
    using Position = std::vector<quint64>;

    /// What read() returns.
    struct Batch
    {
        std::vector<ConnectionEvent> events; ///< by time; those of one worker as they happened
        /// So many were overwritten before they were read. They are older than the newest `Capacity` of `events`; if there
        /// are any, `events` has at least that many.
        quint64 missed = 0;
    };

    explicit ConnectionHistory(int workers);
    Q_DISABLE_COPY_MOVE(ConnectionHistory)

    /// Events are recorded from now on, for good.
    void activate() { m_active.store(true, std::memory_order_relaxed); }
    bool isActive() const { return m_active.load(std::memory_order_relaxed); }

    /// Records \a event of \a worker, which has asked isActive() before it made the event. A time before that of the worker's last event becomes that one.
    void record(int worker, ConnectionEvent event);

    /// The events behind \a position, which moves behind them.
    Batch read(Position *position) const;

private:
    struct alignas(64) Ring // no two on one cache line
    {
        mutable std::mutex mutex;
        std::vector<ConnectionEvent> events; ///< number n is at n % Capacity
        quint64 count = 0; ///< recorded so far
        qint64 lastTime = 0;
    };

    static void readRing(const Ring &ring, quint64 *next, Batch *batch);

    std::vector<Ring> m_rings; ///< by worker
    std::atomic<bool> m_active = false;
};

} // namespace Landline

#endif
