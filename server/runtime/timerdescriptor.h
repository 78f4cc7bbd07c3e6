// SPDX-FileCopyrightText: 2026 The Landline authors
// SPDX-License-Identifier: LGPL-3.0-or-later

#ifndef LANDLINE_TIMERDESCRIPTOR_H
#define LANDLINE_TIMERDESCRIPTOR_H

#include <QtCore/qglobal.h>

#include <chrono>
#include <optional>

namespace Landline {

/// A timerfd(2), which ends a wait at a time. It stays set over many waits, where a timeout would make the kernel start and
/// stop a timer in each of them.
///
/// Belongs to one thread, which watches descriptor() edge-triggered and calls expired() when it becomes readable.
class TimerDescriptor
{
public:
    using Time = std::chrono::steady_clock::time_point;

    /// Takes a descriptor; see error().
    TimerDescriptor();
    ~TimerDescriptor();
    Q_DISABLE_COPY_MOVE(TimerDescriptor)

    /// The errno of why it has no descriptor and cannot be used; 0 if it can.
    int error() const { return m_error; }
    int descriptor() const { return m_descriptor; }

    /// True if it will expire at \a time or before.
    bool isSetFor(Time time) const { return m_time && *m_time <= time; }
    /// Makes the descriptor readable at \a time, and no more at the time that was set before.
    void set(Time time);
    /// The descriptor has become readable.
    void expired() { m_time.reset(); }

private:
    std::optional<Time> m_time; ///< nothing once it has expired
    const int m_descriptor;
    const int m_error;
};

} // namespace Landline

#endif
