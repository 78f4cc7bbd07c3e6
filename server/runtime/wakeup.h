// SPDX-FileCopyrightText: 2026 The Landline authors
// SPDX-License-Identifier: LGPL-3.0-or-later

#ifndef LANDLINE_WAKEUP_H
#define LANDLINE_WAKEUP_H

#include <QtCore/qglobal.h>

#include <atomic>

namespace Landline {

/// Ends the wait of one thread from any other. The thread's own calls, and those while it is awake, cost an atomic
/// exchange; the eventfd is written once for each wait, and read by nobody as long as it is watched edge-triggered.
///
/// The thread that waits:
/// \code
/// wakeUp.aboutToWait();
/// epoll_wait(..., wakeUp.isPending() ? 0 : timeout);
/// const bool woken = wakeUp.waited();
/// \endcode
class WakeUp
{
public:
    /// Takes a descriptor; see error().
    WakeUp();
    ~WakeUp();
    Q_DISABLE_COPY_MOVE(WakeUp)

    /// The errno of why it has no descriptor and cannot be used; 0 if it can.
    int error() const { return m_error; }

    /// Any thread: the wait that is under way ends, or the next one does not begin.
    void wake();

    /// What has to be watched: an event comes (EPOLLIN | EPOLLET) when wait is to end.
    int descriptor() const { return m_descriptor; }
    /// wake() has been called since the last waited().
    bool isPending() const { return m_pending.load(); }
    /// From now on wake() makes the descriptor readable.
    void aboutToWait() { m_waiting.store(true); }
    /// The wait is over. True if wake() has been called.
    bool waited();
    /// For those who wait level-triggered: the descriptor is readable no more. After aboutToWait(), before isPending().
    void drain();

private:
    std::atomic<bool> m_pending = false;
    std::atomic<bool> m_waiting = false;
    const int m_descriptor;
    const int m_error;
};

} // namespace Landline

#endif
