// SPDX-FileCopyrightText: 2026 The Landline authors
// SPDX-License-Identifier: LGPL-3.0-or-later

#ifndef LANDLINE_RESPONSEQUEUE_H
#define LANDLINE_RESPONSEQUEUE_H

#include "native/sendqueue.h"

#include <chrono>
#include <memory>

namespace Landline {

class ResponseFile;

/// The responses of one HttpConnection on their way to its client, and when the client last took of them.
class ResponseQueue
{
public:
    /// In one call of flush() at most so much of a file is sent.
    static constexpr qint64 SliceSize = 1024 * 1024;

    /// Not while it hasFile().
    void append(const QByteArray &bytes) { m_queue.append(bytes); }
    /// The same; \a file is sent behind everything else.
    void append(const std::shared_ptr<const ResponseFile> &file);
    /// The system has taken everything.
    bool isEmpty() const { return m_queue.isEmpty() && !m_file && !m_isLeaving; }
    /// A file, or a part of it, has still to be sent: call flush() again, in a later turn.
    bool hasFile() const { return m_file != nullptr; }
    /// Bytes that the transport has not accepted, without a file.
    qint64 size() const { return m_queue.size(); }
    void clear();

    /// Hands to \a transport what it takes. False if the connection has failed, or a file has become shorter.
    bool flush(Transport &transport);
    /// The transport took nothing more when it was asked last; it can be asked again when it is writable.
    bool isBlocked() const { return m_isBlocked; }
    void setWritable() { m_isBlocked = false; }

    /// While it is blocked: when the transport last took a byte, in LoopClock::uptime().
    qint64 progressAt() const { return m_progressAt; }

private:
    struct File
    {
        std::shared_ptr<const ResponseFile> file;
        qint64 sent = 0;
    };

    SendQueue::Progress sendSlice(Transport &transport);

    SendQueue m_queue;
    std::unique_ptr<File> m_file;
    qint64 m_progressAt = 0;
    bool m_isBlocked = false;
    bool m_isStalled = false; ///< it was blocked when flush() was called last
    bool m_isLeaving = false; ///< the transport has accepted what the system had not taken then
};

} // namespace Landline

#endif
