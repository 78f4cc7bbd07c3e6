// SPDX-FileCopyrightText: 2026 The Landline authors
// SPDX-License-Identifier: LGPL-3.0-or-later

#ifndef LANDLINE_LINGERING_H
#define LANDLINE_LINGERING_H

#include <QtCore/qglobal.h>

#include <chrono>

namespace Landline {

class Transport;

/// How long a connection is still read from after its last response (RFC 9112 section 9.6): closing it with unread bytes
/// resets it, and could take the response away from its client.
///
/// It is bounded in bytes, and in time from the moment at which the client's system has got all of the response. Until then
/// the client has its send_timeout, as before.
class Lingering
{
public:
    static constexpr qint64 MaxSize = 256 * 1024;
    static constexpr std::chrono::milliseconds Time = std::chrono::seconds(2);

    /// Bytes were received and thrown away.
    void discard(qint64 size) { m_size += size; }
    bool takesMore() const { return m_size < MaxSize; }

    /// All has been sent, and the end of sending as well. \a now is LoopClock::uptime().
    void begin(qint64 now);
    /// Whether the connection is to be closed. \a sendTimeout is 0 for any time.
    bool isOver(const Transport &transport, qint64 now, std::chrono::milliseconds sendTimeout);
    /// When isOver() is to be asked again, in LoopClock::uptime().
    qint64 nextLook() const { return m_lookedAt + Time.count(); }

private:
    qint64 m_size = 0;
    qint64 m_lookedAt = 0;
    qint64 m_progressAt = 0; ///< when the client's system last got a byte, as far as we have looked
    qint64 m_unacknowledged = -1; ///< -1: unknown
};

} // namespace Landline

#endif
