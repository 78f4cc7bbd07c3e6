// SPDX-FileCopyrightText: 2026 The Landline authors
// SPDX-License-Identifier: LGPL-3.0-or-later

#ifndef LANDLINE_HTTPCONNECTIONS_H
#define LANDLINE_HTTPCONNECTIONS_H

#include "native/httpconnection.h"
#include "native/receivebuffer.h"

#include <QtCore/qobject.h>

#include <deque>
#include <functional>
#include <list>
#include <vector>

namespace Landline {

/// All HttpConnections of one worker, and what they share, so that each of them is small: the buffer that is received into,
/// the lists of those that something is left to be done for at the end of the loop turn, and their timers.
///
/// It is the way in for plain TCP on the `native` backend: takes accepted descriptors, and gives the connections away whose
/// handshake was accepted. Belongs to its thread.
class HttpConnections : private TurnEndHandler
{
public:
    /// A connection whose handshake the pipeline has accepted.
    struct Accepted
    {
        std::unique_ptr<Transport> transport; ///< watched for nothing: watch() it or destroy it
        const Entrance *entrance = nullptr;
        Response response; ///< the router's 101: its route() and request(), and what middleware added
        std::shared_ptr<Admission::Place> place; ///< for the connection to keep
        QByteArray early; ///< what was received behind the handshake
    };
    using Accept = std::function<void(Accepted &&accepted)>;
    using Ended = std::function<void()>;

    /// Each adopted connection leads to one call, of \a accept or of \a ended, unless this is destroyed before.
    HttpConnections(DescriptorPoller *poller, const Accept &accept, const Ended &ended);
    /// Ends those that are left.
    ~HttpConnections() override;

    /// Takes the \a descriptor of \a peer, which does not block. \a entrance lives longer.
    void adopt(int descriptor, const PeerAddress &peer, const Entrance *entrance);
    /// The same for any transport, which nobody watches.
    void adopt(std::unique_ptr<Transport> transport, const PeerAddress &peer, const Entrance *entrance);
    /// Takes no more requests than have been begun: idle connections end now, others behind the response that is next, and
    /// streams that wait for events end. \a drained is called once, by the event loop, when all responses have been sent.
    void drain(const std::function<void()> &drained);
    bool isDraining() const { return m_isDraining; }

    /// Connections that have not ended.
    size_t size() const { return m_all.size(); }

    // For an HttpConnection.

    TimerWheel &wheel() { return m_wheel; }
    ReceiveBuffer *receiveBuffer() { return &m_receiveBuffer; }
    /// Calls \a function as Qt delivers an event: an object that is deleted later in there lives until it has returned,
    /// whatever event loops it runs.
    void callInEvent(const std::function<void()> &function);
    void accept(Accepted &&accepted) { m_accept(std::move(accepted)); }
    void tellEnded() { m_ended(); }
    /// Calls goOn() at the end of the loop turn, or of the next one, which does not wait.
    void goOnLater(HttpConnection *connection);
    /// Destroys \a connection, which has ended or was given away, at the end of the loop turn.
    void bury(HttpConnection *connection);
    /// All responses of \a connection have been sent, and the end of sending.
    void noteSettled(HttpConnection *connection);

private:
    class EventScope;

    void turnEnded() override;
    void tellIfDrained();

    DescriptorPoller *m_poller;
    Accept m_accept;
    Ended m_ended;
    std::unique_ptr<EventScope> m_eventScope;
    ReceiveBuffer m_receiveBuffer;
    TimerWheel m_wheel;
    std::list<HttpConnection> m_all;
    std::list<HttpConnection> m_buried;
    std::deque<HttpConnection *> m_toGoOn;
    size_t m_settled = 0; ///< of them all
    std::function<void()> m_drained; ///< until it is called
    bool m_isDraining = false;
};

} // namespace Landline

#endif
