// SPDX-FileCopyrightText: 2026 The Landline authors
// SPDX-License-Identifier: GPL-3.0-or-later

#ifndef LANDLINE_HTTPCONNECTION_H
#define LANDLINE_HTTPCONNECTION_H

#include "api/responsestream.h"
#include "http/incoming.h"
#include "http/requestreader.h"
#include "io/timerwheel.h"
#include "io/transport.h"
#include "native/exchange.h"
#include "native/inputdeadline.h"
#include "native/lingering.h"
#include "native/responsequeue.h"

#include <list>
#include <memory>

namespace Landline {

class HttpConnections;
struct Entrance;

/// HTTP/1.1 on one Transport: reads requests, sends them through the pipeline and writes the responses in their order,
/// until a handshake is accepted or the connection ends.
///
/// One request at a time is with the application, since RFC 9112 section 9.3.2 allows no more of those that change
/// something; those behind it wait here, and in the kernel when they are many. Whatever was written is sent: a deadline for
/// sending measures the time in which the client took nothing at all, and a client that ends its side (FIN) still gets all
/// responses.
///
/// No QObject. Made, owned and destroyed by HttpConnections.
class HttpConnection final : public TimerWheel::Entry, private DescriptorHandler, private ResponseStream::Sink
{
public:
    /// So many requests of one connection are answered in a turn; then it is the others' turn.
    static constexpr int RequestsInATurn = 32;
    /// So many received bytes wait while a request is with the application.
    static constexpr qsizetype UnreadLimit = 64 * 1024;

    HttpConnection(HttpConnections *owner, std::unique_ptr<Transport> transport, const PeerAddress &peer,
                   const Entrance *entrance);
    ~HttpConnection();

    /// Waits for the first request.
    void start();
    /// Closes it now; what was not sent is dropped.
    void end();

    // For HttpConnections.

    void goOn();
    void lookAtTime();
    std::list<HttpConnection>::iterator place; ///< in the list of all
    bool isToGoOn = false; ///< is in the list of those

private:
    enum class State : quint8 {
        Reading, ///< the next request, or waits for one
        Answering, ///< a request is with the application, or its response is a stream
        Switching, ///< a handshake is accepted; earlier responses leave before its 101
        Ending, ///< the last response is being sent
        Lingering, ///< it has been sent; see Landline::Lingering
        Over,
    };

    void descriptorReady(DescriptorPoller::Readiness ready) override;
    void receive();
    void take(QByteArrayView input);
    QByteArrayView process(QByteArrayView input);
    void handle(RequestReader::Event event, QByteArrayView rest);

    void startRequest(bool isMoreHere);
    Request incoming(const RequestHead &head) const;
    void startHandshake(RequestHead &&head);
    void finishBody();
    void refuse();
    void run(Request &&request);
    void deliver(const Reply &reply);
    void answer(const Response &response);
    void write(const Response &response);
    void finishResponse();
    void feedStream();
    void streamWritten(const QByteArray &piece) override;
    void streamEnded(bool isWhole) override;
    qint64 unsentOfStream() const override { return m_responses.size(); }
    void writeError(int status, const char *reason);

    void settle();
    void handOver();
    void updateInterests();
    bool isFull() const;
    bool discardsInput() const;
    bool wantsInput() const;

    InputDeadline::Phase phase() const;
    void updateDeadline();
    void scheduleFor(qint64 due);
    bool isStalled(qint64 now);
    void inputIsLate();

    HttpConnections *m_owner;
    std::unique_ptr<Transport> m_transport;
    const Entrance *m_entrance;
    PeerAddress m_peer;
    RequestReader m_reader;
    ResponseQueue m_responses;
    ResponseStream m_stream; ///< the body of the response that is answered
    QByteArray m_unread; ///< received, and to be read when the request before it is answered
    Lingering m_lingering;
    std::unique_ptr<QObject> m_waiting; ///< what a later response is delivered to; made when there is one
    std::shared_ptr<Admission::Place> m_place; ///< of a handshake that is not refused
    std::optional<RefusalReason> m_refusal; ///< of one that is, before the pipeline
    std::optional<Response> m_accepted; ///< the 101 of a handshake
    InputDeadline m_inputDeadline;
    qint64 m_scheduledFor = InputDeadline::Never; ///< LoopClock::uptime(), when it is on the wheel
    Exchange m_exchange; ///< with the request that is answered
    State m_state = State::Reading;
    DescriptorPoller::Interests m_interests = DescriptorPoller::Readable;
    bool m_hadRequest : 1 = false;
    bool m_inputEnded : 1 = false; ///< the client's FIN has come
    bool m_isCut : 1 = false; ///< the end of a stream is missing, and only a reset tells that
    bool m_isBusy : 1 = false; ///< code of the application runs, in which an event loop may run
};

} // namespace Landline

#endif
