// SPDX-FileCopyrightText: 2026 The Landline authors
// SPDX-License-Identifier: GPL-3.0-or-later

#ifndef LANDLINE_RESPONSEQUEUE_H
#define LANDLINE_RESPONSEQUEUE_H

#include "websocket/native/sendqueue.h"

#include <chrono>

namespace Landline {

/// The responses of one HttpConnection on their way to its client, and when the client last took of them.
class ResponseQueue
{
public:
    void append(const QByteArray &bytes) { m_queue.append(bytes); }
    bool isEmpty() const { return m_queue.isEmpty(); }
    /// Bytes that the transport has not accepted.
    qint64 size() const { return m_queue.size(); }
    void clear();

    /// Hands to \a transport what it takes. False if the connection has failed.
    bool flush(Transport &transport);
    /// The transport took nothing more when it was asked last; it can be asked again when it is writable.
    bool isBlocked() const { return m_isBlocked; }
    void setWritable() { m_isBlocked = false; }

    /// While it is blocked: when the transport last took a byte, in LoopClock::uptime().
    qint64 progressAt() const { return m_progressAt; }

private:
    SendQueue m_queue;
    qint64 m_progressAt = 0;
    bool m_isBlocked = false;
    bool m_isStalled = false; ///< it was blocked when flush() was called last
};

} // namespace Landline

#endif
