// SPDX-FileCopyrightText: 2026 The Landline authors
// SPDX-License-Identifier: LGPL-3.0-or-later

#ifndef LANDLINE_LOGWRITER_H
#define LANDLINE_LOGWRITER_H

#include <QtCore/qbytearray.h>

#include <chrono>
#include <functional>
#include <memory>
#include <thread>

namespace Landline {

/// Writes lines to a descriptor from a thread of its own, so that nobody who logs waits for a terminal, a pipe or a disk.
///
/// write() appends to a queue of limited size and returns. Lines are written in the order of write(), whole and each once,
/// in writes of at most PIPE_BUF bytes. Lines are dropped when the queue is full, because the reader is too slow, and when
/// writing fails (EPIPE, ENOSPC, EIO); each write tries again, so output resumes when the descriptor works again. Dropped
/// lines are counted exactly, and a line from the Notice stands in the place of those that a full queue dropped, or before
/// the first line that could be written after an error.
///
/// The descriptor is never closed and its flags are never changed (O_NONBLOCK would change the terminal of others too).
/// write() and flush() may be called from any thread. All signals are blocked in the writer's thread.
///
/// \code
/// LogWriter log(STDERR_FILENO, [](qint64 lines, int) { return QByteArray::number(lines) + " lines dropped\n"; });
/// log.write("Started\n");
/// \endcode
class LogWriter
{
public:
    /// Makes the line, with its newline, that reports \a dropped lines; \a error is the errno of the last failed write, or 0
    /// if the queue was full. Called in the writer's thread. An empty one reports nothing.
    using Notice = std::function<QByteArray(qint64 dropped, int error)>;

    /// 1 MiB: some 10,000 lines.
    static constexpr qsizetype DefaultCapacity = 1024 * 1024;

    /// Starts the thread. \a capacity is the size of the queue in bytes; as many again may be on their way to \a descriptor.
    /// If no thread can be started, write() writes as much as the descriptor accepts without waiting.
    explicit LogWriter(int descriptor, const Notice &notice = {}, qsizetype capacity = DefaultCapacity);
    /// Waits up to ExitTime until the queue is empty. Lines that the descriptor did not accept until then are lost. A thread
    /// that is stuck in a write is left behind; it ends when that write returns.
    ~LogWriter();
    Q_DISABLE_COPY_MOVE(LogWriter)

    /// How long flush() waits for a descriptor that accepts nothing.
    static constexpr std::chrono::milliseconds ExitTime = std::chrono::milliseconds(500);

    /// Queues \a lines, one or several, each with its newline (that of the last may be missing). Either all of them are queued
    /// or all are dropped.
    void write(QByteArrayView lines);
    /// Waits until everything written so far has left, or is dropped and reported. False if that takes longer than \a timeout.
    bool flush(std::chrono::milliseconds timeout = ExitTime);

private:
    class Queue;

    std::shared_ptr<Queue> m_queue; ///< shared with the thread, which may have to be left behind
    std::thread m_thread; ///< not joinable if it could not be started
};

} // namespace Landline

#endif
