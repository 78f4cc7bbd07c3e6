// SPDX-FileCopyrightText: 2026 The Landline authors
// SPDX-License-Identifier: LGPL-3.0-or-later

#ifndef LANDLINE_RESPONSESENDER_H
#define LANDLINE_RESPONSESENDER_H

#include "api/responsestream.h"
#include "native/exchange.h"
#include "native/responsequeue.h"

namespace Landline {

/// The sending side of an HttpConnection: writes one response after the other, streams and files among them, and sends them.
class ResponseSender final : private ResponseStream::Sink
{
public:
    /// Who is told of a stream.
    class Owner
    {
    public:
        /// It has bytes to flush, or a function to feed.
        virtual void streamMoved() = 0;
        /// It has ended, and the response with it.
        virtual void streamEnded() = 0;

    protected:
        ~Owner() = default;
    };

    explicit ResponseSender(Owner *owner) : m_owner(owner) { }

    /// The request that is answered next.
    void begin(const Exchange &exchange) { m_exchange = exchange; }
    const Exchange &exchange() const { return m_exchange; }
    /// The connection ends behind the response.
    void setLast() { m_exchange.setLast(); }

    void writeContinue();
    /// Writes \a response. False if it is a stream: Owner::streamEnded() follows.
    bool write(const Response &response);

    bool isStreaming() const { return m_stream.isOpen(); }
    /// The stream, which may be fed.
    const ResponseStream &stream() const { return m_stream; }
    /// What it has been given is sent, and it is told nothing more. The connection is to end.
    ResponseStream takeStream();

    bool isEmpty() const { return m_queue.isEmpty(); }
    /// No more fits: the client does not read, or a file is not sent, which is always the last.
    bool isFull(qint64 limit) const { return m_queue.hasFile() || m_queue.size() > limit; }
    /// The kernel takes no more. setWritable() when it does.
    bool isBlocked() const { return m_queue.isBlocked(); }
    void setWritable() { m_queue.setWritable(); }
    /// A file had its share of this turn, and goes on in the next.
    bool fileGoesOn() const { return m_queue.hasFile() && !m_queue.isBlocked(); }
    /// Sends what \a transport takes. False if the connection is to end now.
    bool flush(Transport &transport);
    /// While it isBlocked(): the client took something then, in LoopClock::uptime().
    qint64 progressAt() const { return m_queue.progressAt(); }
    void clear() { m_queue.clear(); }

private:
    void streamWritten(const QByteArray &piece) override;
    void streamEnded(bool isWhole) override;
    qint64 unsentOfStream() const override { return m_queue.size(); }

    Owner *m_owner;
    ResponseQueue m_queue;
    ResponseStream m_stream; ///< the body of the response that is being written
    Exchange m_exchange; ///< with the request that is answered
    bool m_isCut = false; ///< the end of a stream is missing, and only a reset tells that
};

} // namespace Landline

#endif
