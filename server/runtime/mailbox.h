// SPDX-FileCopyrightText: 2026 The Landline authors
// SPDX-License-Identifier: GPL-3.0-or-later

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

/// The way into a thread: letters posted from anywhere are opened there, in the order of posting. All traffic between
/// threads goes through it. A letter may run an event loop of its own; those behind it are opened in there.
///
/// A mutex, a vector and one wake-up of an eventfd for each batch: some 100 ns a letter, where a queued call takes
/// a microsecond. A mailbox that finds no descriptor for an eventfd posts an event to its thread for each batch instead.
/// What a letter carries belongs to the receiver from then on.
class Mailbox
{
public:
    using Letter = std::function<void()>;

    Mailbox();
    ~Mailbox();
    Q_DISABLE_COPY_MOVE(Mailbox)

    /// The mailbox of the calling thread, made when first asked for; it is read while that thread runs an event loop.
    /// Keep the pointer to post from elsewhere: after the thread's end post() answers false.
    static std::shared_ptr<Mailbox> ofThisThread();

    /// Puts \a letter in. Any thread. False, and the letter is never opened, after close().
    bool post(Letter letter);

    /// Begins to read, in the calling thread: the only one that may call open(), close() and the destructor.
    void open();
    /// Opens what is there and takes nothing more; its descriptor is closed.
    void close();

private:
    void read();
    void openLetters();
    void takeLetters();
    void postEvent();
    void releaseWakeUp();

    std::mutex m_mutex;
    std::vector<Letter> m_letters; ///< guarded by m_mutex
    bool m_closed = false; ///< guarded by m_mutex
    std::deque<Letter> m_taken; ///< the reader's own
    const int m_wakeUp; ///< -1 if there was no descriptor for it
    std::atomic<int> m_wakeUpUsers = 1; ///< the reader, and each thread that writes to it just now; the last closes it
    std::unique_ptr<QSocketNotifier> m_notifier;
    std::unique_ptr<QObject> m_receiver; ///< of the events, where there is no eventfd; guarded by m_mutex
};

} // namespace Landline

#endif
