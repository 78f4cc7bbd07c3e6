// SPDX-FileCopyrightText: 2026 The Landline authors
// SPDX-License-Identifier: LGPL-3.0-or-later

#ifndef LANDLINE_OUTBOX_H
#define LANDLINE_OUTBOX_H

#include "io/transport.h"
#include "native/cork.h"
#include "native/sendqueue.h"
#include "websocket/opcode.h"
#include "websocket/queuemarks.h"

#include <chrono>
#include <memory>
#include <optional>

namespace Landline {

class Encodings;
class IoContext;

/// All that a connection has to send, in its order: first what is in the worker's Cork, if that is its own, then its SendQueue.
/// Frames are encoded here, and bytes handed to the Transport.
///
/// It also knows whether the peer takes them: isBlocked(), stalledFor(), and the marks of a full and an empty queue.
class Outbox
{
public:
    /// What became of appended bytes, and so what the caller does next.
    enum class Appended : quint8 {
        Corked, ///< nothing: they leave when the input that is being handled has been
        Queued, ///< call flush() at the end of the loop iteration
        Much, ///< call flush() now: so much does not wait for that
        Blocked, ///< nothing: they leave when the peer takes more
    };

    /// \a io lives longer.
    Outbox(IoContext *io, std::unique_ptr<Transport> transport);
    Q_DISABLE_COPY_MOVE(Outbox)

    IoContext *io() const { return m_io; }
    Transport &transport() const { return *m_transport; }

    /// Encodes a frame of \a payload and appends it; a long payload is shared and not copied. \a encodings as in
    /// IoContext::encoded().
    Appended append(Opcode opcode, const QByteArray &payload, Encodings *encodings = nullptr);
    /// Appends the \a frame of a message, which is encoded already.
    Appended appendFrame(const QByteArray &frame);
    /// Appends \a bytes as they are.
    Appended append(const QByteArray &bytes);
    /// Appends a frame behind the queue, not to the cork, which may be on its way to another connection.
    void appendToQueue(Opcode opcode, const QByteArray &payload, Encodings *encodings = nullptr);

    /// Hands to the kernel what it takes.
    SendQueue::Progress flush();
    /// The kernel took nothing more when it was asked last: flush() is to be called when the descriptor is writable.
    bool isBlocked() const { return m_blocked; }
    /// While that is so: how long ago it last took a byte; \a now is LoopClock::uptime().
    std::chrono::milliseconds stalledFor(qint64 now) const
    {
        return std::chrono::milliseconds(static_cast<quint32>(now) - m_progressAt);
    }

    /// Bytes that have not been handed over.
    qint64 size() const { return m_queue.size() + corkedSize(); }
    /// Of those, what does not only wait for the input to be handled.
    qint64 queuedSize() const { return m_queue.size(); }
    /// True if isFilled() has changed; \a limit bytes may wait.
    bool updateMarks(qint64 limit) { return m_marks.update(m_queue.size(), limit); }
    /// More than half of the limit waits, or did and a quarter is left.
    bool isFilled() const { return m_marks.isFilled(); }
    /// isFilled(), if it is not what was taken the last time.
    std::optional<bool> takeMarkNews() { return m_marks.takeNews(); }

    /// Drops whole messages until \a bytes are gone or there is none; see SendQueue::dropMessages().
    int dropMessages(qint64 bytes);
    /// Drops everything.
    void clear();

private:
    bool usesCork() const;
    template<typename Append>
    bool cork(const Append &append);
    Appended queued() const;
    qint64 corkedSize() const;
    void flushCork();

    IoContext *m_io;
    SendQueue m_queue;
    std::unique_ptr<Transport> m_transport;
    quint32 m_progressAt = 0; ///< ms, wraps after 49 days
    bool m_blocked = false;
    QueueMarks m_marks;
};

} // namespace Landline

#endif
