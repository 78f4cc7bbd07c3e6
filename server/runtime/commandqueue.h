// SPDX-FileCopyrightText: 2026 The Landline authors
// SPDX-License-Identifier: LGPL-3.0-or-later

#ifndef LANDLINE_COMMANDQUEUE_H
#define LANDLINE_COMMANDQUEUE_H

#include "io/descriptorpoller.h"
#include "runtime/pendingcommand.h"

#include <QtCore/qobject.h>
#include <QtCore/qtimer.h>

#include <chrono>
#include <deque>
#include <memory>

namespace Landline {

class ConnectionTable;
class ReceiverSearch;
struct GroupIndex;

/// Executes the commands of Senders in one worker, in the order in which they came.
///
/// A command for a few connections is executed at once. One for many is executed in slices, one in each iteration of the
/// event loop, so that other clients' messages do not wait for all of it; commands that come meanwhile wait behind it. A
/// slice begins small and grows or shrinks with the time that it takes, sending included. When more than MaxWaiting
/// commands wait, the oldest is completed in one go: this slows down callers that are faster than the worker.
///
/// Belongs to the worker's thread.
class CommandQueue : public QObject, private TurnEndHandler
{
    Q_OBJECT

public:
    /// So many targets are served at once, unless the message is large.
    static constexpr qsizetype FirstSlice = 512;
    /// A slice does not send more than this, however few targets that are.
    static constexpr qint64 MaxSliceBytes = 4 * 1024 * 1024;
    /// The most commands that wait.
    static constexpr size_t MaxWaiting = 16;
    /// Targets that match a condition are looked for this long in one iteration, before the first of them is served.
    static constexpr std::chrono::milliseconds SearchTime = std::chrono::milliseconds(4);
    /// Slices grow while one takes less than half of this, and shrink when it takes more.
    static constexpr std::chrono::milliseconds SliceTime = std::chrono::milliseconds(8);

    /// The targets are looked up in \a table and \a groups, which live longer. \a labelKey names the context value that a
    /// filter calls label.
    CommandQueue(const ConnectionTable *table, const GroupIndex *groups, const QString &labelKey = {},
                 QObject *parent = nullptr);
    /// Forgets what waits; stop() it first.
    ~CommandQueue() override;

    /// Executes \a command for those of its targets that this worker owns, and adds its result: before this returns or in
    /// later iterations of the event loop.
    void add(const std::shared_ptr<PendingCommand> &command);
    /// Ends what waits, and all that is added from now on, with the result Stopped.
    void stop();

    /// Whether no command waits.
    bool isIdle() const { return m_entries.empty(); }

private:
    using Clock = std::chrono::steady_clock;

    struct Entry
    {
        std::shared_ptr<PendingCommand> command;
        std::unique_ptr<ReceiverSearch> search; ///< until all targets are found
        QList<qint64> fds;
        qsizetype next = 0;
        CommandResult result = {};

        bool isFinished() const { return !search && next == fds.size(); }
    };

    void runSlice();
    void turnEnded() override;
    void adjust(Clock::duration took);
    Entry entryOf(const std::shared_ptr<PendingCommand> &command) const;
    static bool search(Entry &entry, Clock::duration time);
    qsizetype sliceOf(const Command &command) const;
    void run(Entry &entry, qsizetype count);
    PushResult execute(PendingCommand &command, qint64 fd) const;
    void completeFirst();
    void finishFirst();

    const ConnectionTable *m_table;
    const GroupIndex *m_groups;
    QString m_labelKey;
    std::deque<Entry> m_entries; ///< a deque, so that an entry stays where it is while others are added
    QTimer m_timer;
    qsizetype m_slice = FirstSlice;
    Clock::time_point m_sliceBegan; ///< of the last slice
    DescriptorPoller *m_poller; ///< nullptr in a thread without one: then sending is not measured
    bool m_running = false; ///< the first command is being executed
    bool m_stopped = false;
};

} // namespace Landline

#endif
