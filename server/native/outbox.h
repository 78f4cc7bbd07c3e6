// SPDX-FileCopyrightText: 2026 The Landline authors
// SPDX-License-Identifier: GPL-3.0-or-later

#ifndef LANDLINE_OUTBOX_H
#define LANDLINE_OUTBOX_H

#include "io/transport.h"
#include "native/sendqueue.h"
#include "websocket/opcode.h"

#include <chrono>
#include <memory>

namespace Landline {

class Encodings;
class IoContext;
class NativeConnection;

/// All that a NativeConnection has to send, in its order: first what is in the worker's Cork, if that is its own, then its
/// SendQueue. Frames are encoded here, and bytes handed to the kernel.
class Outbox
{
public:
    /// \a owner is for whom the cork and the lists of its IoContext keep things.
    Outbox(NativeConnection *owner, std::unique_ptr<Transport> transport);

    Transport &transport() const { return *m_transport; }

    /// Encodes a frame of \a payload and puts it in; a long payload is shared and not copied. It leaves with a flush() at
    /// the end of the turn. True if there is so much that it had better leave now. \a encodings as in IoContext::encoded().
    bool append(Opcode opcode, const QByteArray &payload, Encodings *encodings = nullptr);
    /// The same for the \a frame of a message, encoded already.
    bool appendFrame(const QByteArray &frame);
    /// Puts \a bytes in as they are.
    void append(const QByteArray &bytes);
    /// The same behind the queue in any case: for frames while the cork may be on its way to another connection.
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
    /// Of those, what is not only waiting for the end of the turn.
    qint64 queuedSize() const { return m_queue.size(); }
    /// Drops whole messages until \a bytes are gone or there is none; see SendQueue::dropMessages().
    int dropMessages(qint64 bytes);
    void clear();

private:
    IoContext *io() const;
    template<typename Frame>
    bool cork(const Frame &frame);
    bool hasMuch();
    qint64 corkedSize() const;
    void flushCork();

    NativeConnection *m_owner;
    SendQueue m_queue;
    std::unique_ptr<Transport> m_transport;
    quint32 m_progressAt = 0; ///< ms, wraps after 49 days
    bool m_blocked = false;
};

} // namespace Landline

#endif
