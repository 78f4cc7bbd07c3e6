// SPDX-FileCopyrightText: 2026 The Landline authors
// SPDX-License-Identifier: GPL-3.0-or-later

#ifndef LANDLINE_COMMANDQUEUE_H
#define LANDLINE_COMMANDQUEUE_H

#include "api/dispatch.h"
#include "io/descriptorpoller.h"

#include <QtCore/qobject.h>
#include <QtCore/qtimer.h>

#include <chrono>
#include <deque>
#include <functional>

namespace Landline {

/// The commands of Senders that one worker carries out, in the order in which they came.
///
/// A command for a few connections is carried out at once. One for many is carried out in slices, one in each iteration
/// of the event loop, so that nobody else's message waits for all of it; commands that come meanwhile wait behind it. A
/// slice begins small and grows or shrinks with the time that it takes, sending included. When more than MaxWaiting
/// commands wait, the oldest is completed in one go: whoever commands faster than the worker can follow is slowed down.
///
/// Belongs to the worker's thread.
class CommandQueue : public QObject, private TurnEndHandler
{
    Q_OBJECT

public:
    /// So many targets are carried out at once, unless the message is large.
    static constexpr qsizetype FirstSlice = 512;
    /// A slice does not send more than this, however few targets that are.
    static constexpr qint64 MaxSliceBytes = 4 * 1024 * 1024;
    /// The most commands that wait.
    static constexpr size_t MaxWaiting = 16;
    /// Slices grow while one takes less than half of this, and shrink when it takes more.
    static constexpr std::chrono::milliseconds SliceTime = std::chrono::milliseconds(8);

    /// Carries \a order out for the connection \a fd.
    using Execute = std::function<PushResult(const Order &order, qint64 fd)>;
    /// Gets the outcome of each target, in the order of the targets.
    using Result = std::function<void(qint64 fd, PushResult result)>;
    using Done = std::function<void()>;

    explicit CommandQueue(const Execute &execute, QObject *parent = nullptr);
    /// Forgets what waits; complete() it first.
    ~CommandQueue() override;

    /// Carries \a order out for each of \a fds: \a result is called for each and then \a done, before this returns or in
    /// later iterations of the event loop.
    void add(const Order &order, const QList<qint64> &fds, const Result &result, const Done &done);
    /// Carries out all that waits, at once.
    void complete();

    /// Whether no command waits.
    bool isIdle() const { return m_commands.empty(); }

private:
    using Clock = std::chrono::steady_clock;

    struct Command
    {
        Order order;
        QList<qint64> fds;
        Result result;
        Done done;
        qsizetype next = 0;

        bool isFinished() const { return next == fds.size(); }
    };

    void runSlice();
    void turnEnded() override;
    void adjust(Clock::duration took);
    qsizetype sliceOf(const Order &order) const;
    void run(Command &command, qsizetype count);
    void completeFirst();

    Execute m_execute;
    std::deque<Command> m_commands; ///< a deque, so that a command stays where it is while others are added
    QTimer m_timer;
    qsizetype m_slice = FirstSlice;
    Clock::time_point m_sliceBegan; ///< of the last slice
    DescriptorPoller *m_poller; ///< nullptr in a thread without one: then sending is not measured
    bool m_running = false; ///< the first command is being carried out
};

} // namespace Landline

#endif
