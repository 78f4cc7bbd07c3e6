// SPDX-FileCopyrightText: 2026 The Landline authors
// SPDX-License-Identifier: LGPL-3.0-or-later

#ifndef LANDLINE_EVENTRING_H
#define LANDLINE_EVENTRING_H

#include "runtime/connectionhistory.h"
#include "shared/adminprotocol.h"

#include <deque>

namespace Landline {

/// What has happened on the node, for the consoles: its last 2,000 events, like a dmesg for
/// connections.
///
/// The workers record what their connections do in the node's ConnectionHistory. Each function here
/// first takes over what is new there, merged by time, and makes texts of it; so an event costs next
/// to nothing until a console asks. What consoles did is appended when it happens.
///
/// Events are numbered from 1 without a gap. What consoles did is also written to the log (category
/// landline.admin), as the record of who sent what to how many; payloads are in neither. Belongs to
/// one thread.
class EventRing
{
public:
    static constexpr qsizetype Capacity = ConnectionHistory::Capacity;

    /// A part of the log, oldest first.
    struct Batch
    {
        QList<Admin::Event> events;
        quint64 skipped = 0; ///< so many that came before these are no longer there
        quint64 last = 0; ///< the number of the last one here: where the next batch begins
        bool more = false; ///< the limit cut it
    };

    /// Activates \a history, which lives longer.
    explicit EventRing(ConnectionHistory *history);

    /// Enters what a console did, \a event, under the next number; its time is now unless it has one,
    /// and never before that of the event before it, whoever sets the clock. Long texts are cut.
    void append(const Admin::Event &event);

    /// The number of the last event, 0 when there is none.
    quint64 lastSequence();
    /// At most \a limit of the events behind \a sequence. A number that is not of this log is taken
    /// for the last one.
    Batch since(quint64 sequence, qsizetype limit);

private:
    void takeHistory();
    const Admin::Event &enter(Admin::Event event);

    ConnectionHistory *m_history;
    ConnectionHistory::Position m_position; ///< what has been taken of it
    std::deque<Admin::Event> m_events;
    quint64 m_lastSequence = 0;
    QDateTime m_lastTime; ///< of the last event
};

} // namespace Landline

#endif
