// SPDX-FileCopyrightText: 2026 The Landline authors
// SPDX-License-Identifier: LGPL-3.0-or-later

#ifndef LANDLINE_CLOSINGHANDSHAKE_H
#define LANDLINE_CLOSINGHANDSHAKE_H

#include "shared/closeinfo.h"

#include <QtCore/qflags.h>

#include <memory>
#include <optional>

namespace Landline {

/// How a server's side of a WebSocket connection ends (RFC 6455 section 7), as a state machine: events in, actions out.
///
/// Pure: no I/O, no clock. It knows whose close it is, which onClose() is told once, and until when the peer has time. Times
/// are those of LoopClock::uptime(), in milliseconds. Takes 16 bytes, and memory of its own from the first event on.
///
/// \code
/// const ClosingHandshake::Actions actions = m_handshake.handle(ClosingHandshake::Event::CloseReceived, close);
/// if (actions & ClosingHandshake::SendClose)
///     ...
/// \endcode
class ClosingHandshake
{
public:
    enum class State : quint8 {
        Open,
        Closing, ///< our close frame is queued or sent, the peer's has not come
        Flushing, ///< no frame of the peer is expected any more; TCP ends when everything has been sent
        Draining, ///< we have failed the connection; input is discarded until the peer ends TCP
        Over, ///< TCP has ended
    };

    enum class Event : quint8 {
        CloseQueued, ///< the application closes: the caller queues our close frame
        CloseReceived,
        Violation, ///< the peer has broken the protocol or a limit
        InputEnded, ///< the peer's FIN has come
        AllSent, ///< the send queue is empty; may come in any state
        SendFailed, ///< the peer does not take anything any more
        Aborted, ///< TCP is to end now, whatever was not sent
    };

    /// What the caller does, in this order.
    enum Action : quint8 {
        NoAction = 0,
        MarkEnding = 1, ///< tell the transport that the end follows what is queued; see Transport::setEnding()
        SendClose = 2, ///< queue a close frame with closeFrameCode() and closeFrameReason()
        Report = 4, ///< tell the application close(); once
        EndSending = 8, ///< send FIN
        StartWait = 16, ///< the peer has close_wait from now on: call waitUntil()
        EndTransport = 32, ///< close TCP; once, nothing follows
    };
    Q_DECLARE_FLAGS(Actions, Action)

    ClosingHandshake() = default;
    ClosingHandshake(ClosingHandshake &&) = default;
    ClosingHandshake &operator=(ClosingHandshake &&) = default;

    State state() const { return m_state; }
    bool isOpen() const { return m_state == State::Open; }
    bool isOver() const { return m_state == State::Over; }
    /// Frames of the peer still count. In the other states its input is read, for its end, and discarded.
    bool expectsFrames() const { return m_state <= State::Closing; }

    /// Moves on. The \a close of the event that ends Open is the one of this connection; that of later events is ignored.
    Actions handle(Event event, const CloseInfo &close = {});

    /// Whose close it is, with which code; once it is not Open any more.
    const CloseInfo &close() const { return m_details->close; }
    /// What SendClose sends: a peer gets its own code back, without its reason.
    quint16 closeFrameCode() const { return close().code; }
    QString closeFrameReason() const { return close().by == ClosedBy::Server ? close().reason : QString(); }

    /// The peer has until \a time; a second call changes nothing.
    void waitUntil(qint64 time);
    /// Until when the peer has time, however much it takes of what is sent; nothing while that counts (send_timeout).
    std::optional<qint64> deadline() const;

private:
    struct Details
    {
        CloseInfo close;
        qint64 deadline = 0; ///< 0: there is none
    };

    std::unique_ptr<Details> m_details; ///< from the end of Open on
    State m_state = State::Open;
};

Q_DECLARE_OPERATORS_FOR_FLAGS(ClosingHandshake::Actions)

} // namespace Landline

#endif
