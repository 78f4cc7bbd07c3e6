// SPDX-FileCopyrightText: 2026 The Landline authors
// SPDX-License-Identifier: LGPL-3.0-or-later

#ifndef LANDLINE_SENDQUEUE_H
#define LANDLINE_SENDQUEUE_H

#include "io/transport.h"

#include <QtCore/qbytearray.h>

#include <deque>
#include <memory>

namespace Landline {

/// Encoded bytes that wait for the kernel, in their order: what a connection has accepted and not sent.
///
/// The pieces are implicitly shared, so that a broadcast waits in a thousand queues and is in memory once. The first
/// piece is kept in place: a queue that never holds more than one allocates nothing.
///
/// It knows which pieces are a message, so that those can be dropped that wait for a client which does not read.
class SendQueue
{
public:
    enum class Progress {
        Done, ///< the kernel has taken everything
        Full, ///< it takes no more just now
        Broken, ///< the connection has failed
    };

    /// What a piece is; only Message, and Head with the Payload behind it, can be dropped.
    enum class Part : quint8 {
        Fixed, ///< must leave: control frames, a handshake's answer, frames of which a part has left
        Message, ///< the frame of a whole message
        Head, ///< the head of such a frame; the next piece is its Payload
        Payload,
    };

    void append(const QByteArray &piece, Part part = Part::Fixed);
    bool isEmpty() const { return m_size == 0; }
    /// Bytes that wait.
    qint64 size() const { return m_size; }
    void clear();

    /// Hands to the kernel what it takes, in as few system calls as can be: Done as well when \a transport has nothing left
    /// of what it accepted before.
    Progress flush(Transport &transport);

    /// Drops whole messages of which no byte has left, the oldest first, until \a bytes are gone or there is none. How
    /// many it were.
    int dropMessages(qint64 bytes);

private:
    struct Piece
    {
        QByteArray bytes;
        Part part;
    };

    Transport::Result sendSome(Transport &transport);
    void drop(qint64 sent);
    qint64 dropFirst();

    QByteArray m_first;
    std::unique_ptr<std::deque<Piece>> m_rest;
    qint64 m_size = 0;
    qint64 m_sentOfFirst : 56 = 0;
    Part m_partOfFirst : 8 = Part::Fixed;
};

} // namespace Landline

#endif
