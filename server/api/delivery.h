// SPDX-FileCopyrightText: 2026 The Landline authors
// SPDX-License-Identifier: LGPL-3.0-or-later

#ifndef LANDLINE_DELIVERY_H
#define LANDLINE_DELIVERY_H

#include <Landline/namespace.h>

namespace Landline {

/// The result of a push or disconnect to an Audience: the number of connections by PushResult. Each is counted once.
///
/// None of these says that a client has read anything. Connections that end while the command is on its way to their worker
/// are in no count, unless the audience named their fds.
struct Delivery
{
    qint64 queued = 0; ///< in their send queues (or, for a disconnect: the closing handshake has begun)
    qint64 rejected = 0; ///< the send queue is full, or the text is not UTF-8
    qint64 gone = 0; ///< closing, or named by an fd that is closed now
    qint64 unknown = 0; ///< named by an fd that was never issued
    bool isStopped = false; ///< the node, or one of its workers, does not run (any more): nobody there is counted

    /// How many connections were found, and fds named that are none.
    qint64 total() const { return queued + rejected + gone + unknown; }

    /// Counts one more.
    void add(PushResult result)
    {
        switch (result) {
        case PushResult::Queued: ++queued; break;
        case PushResult::Rejected: ++rejected; break;
        case PushResult::Gone: ++gone; break;
        case PushResult::Unknown: ++unknown; break;
        case PushResult::Stopped: isStopped = true; break;
        }
    }

    Delivery &operator+=(const Delivery &other)
    {
        queued += other.queued;
        rejected += other.rejected;
        gone += other.gone;
        unknown += other.unknown;
        isStopped = isStopped || other.isStopped;
        return *this;
    }

    friend bool operator==(const Delivery &, const Delivery &) = default;
};

} // namespace Landline

#endif
