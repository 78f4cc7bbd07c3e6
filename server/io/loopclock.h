// SPDX-FileCopyrightText: 2026 The Landline authors
// SPDX-License-Identifier: LGPL-3.0-or-later

#ifndef LANDLINE_LOOPCLOCK_H
#define LANDLINE_LOOPCLOCK_H

#include <Landline/landline_export.h>

#include <QtCore/qglobal.h>

namespace Landline {

/// The time of day for what happens a million times: the system is asked once in a turn of the event loop, when the
/// first one wants to know.
///
/// In a thread whose event dispatcher calls turn(), the time stands still until the next turn: it is that of the first
/// now() since the thread last woke up, and within a slot that takes a second it is a second old at the end. For time
/// stamps and patience, never for measuring. In all other threads each call asks the system.
class LANDLINE_PRIVATE_EXPORT LoopClock
{
public:
    /// Milliseconds since the beginning of 1970 (UTC).
    static qint64 now() { return s_time != 0 ? s_time : askTime(); }
    /// Milliseconds since the machine was started, on a clock that nobody sets; up to 10 ms old.
    static qint64 uptime() { return s_uptime != 0 ? s_uptime : askUptime(); }
    /// The same, asked of the system in each call: for what a turn itself takes.
    static qint64 systemUptime();

    /// The thread has woken up: what is known about the time is old. For event dispatchers.
    static void turn();
    /// There are no more turns in this thread: each now() asks the system again. For event dispatchers that end.
    static void stop();

private:
    static qint64 askTime();
    static qint64 askUptime();

    static constinit thread_local qint64 s_time; ///< of this turn; 0 if it is not known
    static constinit thread_local qint64 s_uptime;
};

} // namespace Landline

#endif
