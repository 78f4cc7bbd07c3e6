// SPDX-FileCopyrightText: 2026 The Landline authors
// SPDX-License-Identifier: LGPL-3.0-or-later

#ifndef LANDLINE_MAILBOX_H
#define LANDLINE_MAILBOX_H

#include <QtCore/qobject.h>

#include <atomic>
#include <deque>
#include <functional>
#include <memory>
#include <mutex>
#include <vector>

class QSocketNotifier;

namespace Landline {

/// A queue of tasks for a thread: any thread posts them, and the thread that owns the mailbox runs them in the order of
/// posting. All traffic between threads goes through mailboxes. A task may run an event loop; the tasks behind it are run
/// in that loop.
///
/// A mutex, a vector and one wake-up of an eventfd for each batch: some 100 ns a task, where a queued call takes
/// a microsecond. A mailbox that finds no descriptor for an eventfd posts an event to its thread for each batch instead.
/// What a task carries belongs to the receiver from then on.
class Mailbox
{
public:
    using Task = std::function<void()>;

    Mailbox();
    ~Mailbox();
    Q_DISABLE_COPY_MOVE(Mailbox)

    /// The mailbox of the calling thread, made when first asked for; it is read while that thread runs an event loop.
    /// Keep the pointer to post from elsewhere: after the thread's end post() answers false.
    static std::shared_ptr<Mailbox> ofThisThread();

    /// Has \a task run by the owner, never from within this call. Any thread. False after close(): then it never runs.
    bool post(Task task);

    /// Begins to run tasks, in the calling thread: the only one that may call open(), close() and the destructor.
    void open();
    /// Runs what has been posted, and takes no more tasks; the descriptor is closed.
    void close();

private:
    void runTasks();
    void postEvent();
    void releaseWakeUp();

    std::mutex m_mutex;
    std::vector<Task> m_tasks; ///< guarded by m_mutex
    bool m_closed = false; ///< guarded by m_mutex
    std::deque<Task> m_taken; ///< the owner's
    const int m_wakeUp; ///< -1 if there was no descriptor for it
    std::atomic<int> m_wakeUpUsers = 1; ///< the owner, and each thread that writes to it just now; the last closes it
    std::unique_ptr<QSocketNotifier> m_notifier;
    std::unique_ptr<QObject> m_receiver; ///< of the events, where there is no eventfd; guarded by m_mutex
};

} // namespace Landline

#endif
