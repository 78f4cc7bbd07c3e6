// SPDX-FileCopyrightText: 2026 The Landline authors
// SPDX-License-Identifier: LGPL-3.0-or-later

#ifndef LANDLINE_CHANGELIST_P_H
#define LANDLINE_CHANGELIST_P_H

#include "shared/adminprotocol.h"

#include <QtCore/qhash.h>

#include <deque>
#include <vector>

namespace Landline {

/// Which connections of one worker have changed, for consoles that ask from time to time. A poll then costs what has
/// changed, not what exists.
///
/// A connection is on the list once, whatever happens to it: noteChanged() and noteClosed() put it on the list,
/// collect() gives all that is new the number of the console's question, and since() pages through what a console does
/// not know yet, in the order of Admin::ChangePosition. Any number of consoles may ask, each from a position of its own.
///
/// Inactive at first: then nothing is kept, and a connection that changes pays for a comparison. All routes of a worker
/// share one list. Belongs to the worker's thread.
class ChangeList
{
public:
    /// The most entries that are kept for consoles that come back late. A console whose position is older than what is
    /// kept has to list all connections again.
    static constexpr size_t Capacity = 100'000;

    struct Entry
    {
        Admin::ChangePosition position;
        bool isClosed = false;
    };

    /// What since() finds.
    struct Page
    {
        std::vector<Entry> entries; ///< in the order of their positions
        bool more = false; ///< the limit cut it
        bool isLost = false; ///< the position is older than what is kept; no entries then
    };

    bool isActive() const { return m_round != 0; }
    /// Starts or stops the list. What was kept before is forgotten.
    void setActive(bool active);

    /// Rises with each collect(); 0 while inactive. A connection that remembers the round in which it called noteChanged()
    /// need not call it again in that round.
    quint32 round() const { return m_round; }

    /// The connection \a fd is new or is not as it was. Does nothing while inactive.
    void noteChanged(qint64 fd);
    /// The connection \a fd has gone. Does nothing while inactive.
    void noteClosed(qint64 fd);

    /// What was noted since the last call now belongs to \a question, a number above those of all calls before.
    void collect(quint64 question);
    /// At most \a limit entries behind \a position, the oldest first.
    Page since(const Admin::ChangePosition &position, qsizetype limit) const;

private:
    struct Item
    {
        qint64 fd = 0;
        bool isClosed = false;
    };
    struct Batch
    {
        quint64 question = 0;
        std::vector<Item> items; ///< by rising fd, each once
    };

    void prune();

    std::vector<Item> m_fresh; ///< noted since the last collect()
    std::deque<Batch> m_batches; ///< by rising question
    QHash<qint64, quint64> m_latest; ///< of each fd in a batch: the question of the last one; entries before it are stale
    size_t m_size = 0; ///< items in all batches
    quint64 m_knownFrom = 0; ///< positions of an earlier question are lost
    quint32 m_round = 0;
    quint32 m_lastRound = 0; ///< kept while inactive, so that no round comes twice
};

} // namespace Landline

#endif
