// SPDX-FileCopyrightText: 2026 The Landline authors
// SPDX-License-Identifier: LGPL-3.0-or-later

#ifndef LANDLINE_HTTPCONNECTION_H
#define LANDLINE_HTTPCONNECTION_H

#include "api/requeststream.h"
#include "http/incoming.h"
#include "http/requestreader.h"
#include "io/timerwheel.h"
#include "io/transport.h"
#include "native/inputdeadline.h"
#include "native/lingering.h"
#include "native/responsesender.h"

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
/// responses; only a stream that waits for events ends there.
///
/// No QObject. Made, owned and destroyed by HttpConnections.
class HttpConnection final : public TimerWheel::Entry,
                             private DescriptorHandler,
                             private RequestStream::Source,
                             private ResponseSender::Owner
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
    /// The same, because the server stops.
    void stop();

    // For HttpConnections.

    void goOn();
    void lookAtTime();
    std::list<HttpConnection>::iterator place; ///< in the list of all
    bool isToGoOn = false; ///< is in the list of those
    bool isSettled = false; ///< all its responses have been sent, and the end of sending

private:
    enum class State : quint8 {
        Reading, ///< the next request, or waits for one
        Answering, ///< a request is with the application, and its body may be arriving, or its response is a stream
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
    void startStreamedBody(bool isMoreHere);
    void startHandshake(RequestHead &&head);
    void finishBody();
    void refuse();
    void run(Request &&request);
    void deliver(const Reply &reply);
    void answer(const Response &response);
    void write(const Response &response);
    void finishResponse();
    void feedStream();
    bool endsStream() const;
    void endStream();
    void streamMoved() override;
    void streamEnded() override;
    void writeError(int status, const char *reason);

    bool isBodyArriving() const { return !m_body.isNull() && !m_body.isFinished(); }
    void failBody();
    void bodyOpened() override;
    void bodyUsed() override;

    void settle();
    bool isIdle() const;
    void handOver();
    void updateInterests();
    bool isFull() const;
    bool takesEvents() const;
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
    RequestStream m_body; ///< of the request that is answered, if it is streamed
    ResponseSender m_responses;
    QByteArray m_unread; ///< received, and to be read when the request before it is answered
    Lingering m_lingering;
    std::unique_ptr<QObject> m_waiting; ///< what a later response is delivered to; made when there is one
    std::shared_ptr<Admission::Place> m_place; ///< of a handshake that is not refused
    std::optional<RefusalReason> m_refusal; ///< of one that is, before the pipeline
    std::optional<Response> m_accepted; ///< the 101 of a handshake
    InputDeadline m_inputDeadline;
    qint64 m_scheduledFor = InputDeadline::Never; ///< LoopClock::uptime(), when it is on the wheel
    State m_state = State::Reading;
    DescriptorPoller::Interests m_interests = DescriptorPoller::Readable;
    bool m_hadRequest : 1 = false;
    bool m_inputEnded : 1 = false; ///< the client's FIN has come
    bool m_owesContinue : 1 = false; ///< the client waits for a 100 before it sends the body that is streamed
    bool m_isBusy : 1 = false; ///< code of the application runs, in which an event loop may run
};

} // namespace Landline

#endif
