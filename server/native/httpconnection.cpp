// SPDX-FileCopyrightText: 2026 The Landline authors
// SPDX-License-Identifier: LGPL-3.0-or-later

#include "native/httpconnection.h"

#include "http/entrance.h"
#include "http/handshake.h"
#include "http/pipeline.h"
#include "io/loopclock.h"
#include "native/httpconnections.h"

#include <QtCore/qloggingcategory.h>

namespace Landline {

static Q_LOGGING_CATEGORY(lcHttp, "landline.http")

HttpConnection::HttpConnection(HttpConnections *owner, std::unique_ptr<Transport> transport, const PeerAddress &peer,
                               const Entrance *entrance)
    : m_owner(owner), m_transport(std::move(transport)), m_entrance(entrance), m_peer(peer), m_responses(this)
{
}

HttpConnection::~HttpConnection() = default;

void HttpConnection::start()
{
    if (!m_transport->watch(m_interests, this))
        return end();
    updateDeadline();
}

// --- what comes --------------------------------------------------------------------------------------------------

void HttpConnection::descriptorReady(DescriptorPoller::Readiness ready)
{
    if (m_isBusy) // nothing is reported until the application has returned
        return updateInterests();
    if (ready & DescriptorPoller::Writable)
        m_responses.setWritable();
    if (ready & DescriptorPoller::Readable)
        receive();
    settle();
}

void HttpConnection::receive()
{
    ReceiveBuffer::Loan buffer(m_owner->receiveBuffer());
    const Transport::Result received = m_transport->receive(buffer.bytes());
    switch (received.state) {
    case Transport::State::Moved: return take(QByteArrayView(buffer.bytes().data(), received.size));
    case Transport::State::NotNow: return;
    case Transport::State::Ended: m_inputEnded = true; return;
    case Transport::State::Broken: return end();
    }
}

void HttpConnection::take(QByteArrayView input)
{
    if (isBodyArriving()) {
        m_inputDeadline.restart();
        m_owesContinue = false;
    }
    if (discardsInput())
        m_lingering.discard(input.size());
    else if (takesEvents() && m_unread.isEmpty())
        m_unread = process(input).toByteArray();
    else
        m_unread += input;
}

/// Continues with what was received and not dealt with, and with what follows a response.
void HttpConnection::goOn()
{
    if (m_isBusy)
        return; // settle() follows
    if (m_responses.stream().isWaiting())
        feedStream();
    if (takesEvents() || m_body.isWaiting()) {
        const QByteArray bytes = std::exchange(m_unread, {});
        m_unread = process(bytes).toByteArray();
    }
    settle();
}

/// Deals with the requests in \a input, and with a body that is streamed, as far as it may now, and returns what is left.
QByteArrayView HttpConnection::process(QByteArrayView input)
{
    m_isBusy = true;
    m_owner->callInEvent([this, &input] {
        int requests = 0;
        while (takesEvents() && requests < RequestsInATurn) {
            const RequestReader::Event event = m_reader.next(&input);
            if (isBodyArriving())
                m_body.append(event == RequestReader::Event::Body ? m_reader.takeBody() : m_reader.takePiece());
            if (event == RequestReader::Event::NeedMore)
                break;
            requests += event == RequestReader::Event::Head ? 1 : 0;
            handle(event, input);
        }
        if (m_body.isWaiting())
            m_body.goOn();
    });
    m_isBusy = false;
    return input;
}

void HttpConnection::handle(RequestReader::Event event, QByteArrayView rest)
{
    switch (event) {
    case RequestReader::Event::Head: return startRequest(!rest.isEmpty());
    case RequestReader::Event::Body: return isBodyArriving() ? m_body.finish() : finishBody();
    case RequestReader::Event::Refused: return isBodyArriving() ? failBody() : refuse();
    case RequestReader::Event::NeedMore: return;
    }
}

// --- a request ---------------------------------------------------------------------------------------------------

void HttpConnection::startRequest(bool isMoreHere)
{
    const RequestHead &head = m_reader.head();
    m_inputDeadline.restart();
    m_hadRequest = true;
    m_responses.begin(Exchange(head, m_entrance->webSocket && isHandshake(head)));
    if (m_responses.exchange().isHandshake())
        return startHandshake(m_reader.takeHead());
    if (!head.hasBody())
        return run(incoming(m_reader.takeHead()));
    const Pipeline::BodyRule rule = m_entrance->http->bodyRule(head.method(), head.path(), m_entrance->settings.maxBodySize);
    const bool isRefused = head.contentLength().value_or(0) > rule.maxSize;
    m_reader.readBody(rule.maxSize);
    if (rule.isStreamed && !isRefused)
        return startStreamedBody(isMoreHere);
    if (head.expectsContinue() && !isMoreHere && !isRefused)
        m_responses.writeContinue();
}

void HttpConnection::startStreamedBody(bool isMoreHere)
{
    const RequestHead head = m_reader.takeHead();
    m_owesContinue = head.expectsContinue() && !isMoreHere;
    m_body = RequestStream(this);
    Request request = incoming(head);
    request.setBodyStream(m_body);
    run(std::move(request));
}

/// What \a head asks for, without a body.
Request HttpConnection::incoming(const RequestHead &head) const
{
    const bool isSecure = m_transport->isSecure();
    Request request = m_responses.exchange().isHandshake() ? incomingHandshake(head, m_peer, *m_entrance, isSecure)
                                               : incomingRequest(head, m_peer, *m_entrance, isSecure);
    if (isSecure)
        request.setClientCertificate(m_transport->peerCertificate());
    return request;
}

void HttpConnection::startHandshake(RequestHead &&head)
{
    m_state = State::Answering;
    HandshakeAnswer handshake = answerHandshake(head, incoming(head), *m_entrance);
    m_place = std::move(handshake.place);
    m_refusal = handshake.refusal;
    deliver(handshake.reply);
}

void HttpConnection::finishBody()
{
    Request request = incoming(m_reader.takeHead());
    request.setBody(m_reader.takeBody());
    run(std::move(request));
}

/// What was received is no request, or one that is too large.
void HttpConnection::refuse()
{
    m_responses.setLast();
    if (m_reader.isTlsHello()) {
        qCDebug(lcHttp, "A client speaks TLS to a port without");
        m_state = State::Ending; // an answer in plain text would only puzzle it
    } else if (m_reader.status() == 413) {
        Request request = incoming(m_reader.takeHead());
        request.setServerName(m_entrance->http->serverName());
        m_state = State::Answering;
        deliver(m_entrance->http->refuse(request, Response::status(413, QString::fromLatin1(m_reader.reason()))));
    } else {
        writeError(m_reader.status(), m_reader.reason().constData());
    }
}

void HttpConnection::run(Request &&request)
{
    m_state = State::Answering;
    deliver(answerRequest(std::move(request), *m_entrance));
}

void HttpConnection::deliver(const Reply &reply)
{
    if (const Response *response = reply.response())
        return answer(*response);
    if (!m_waiting)
        m_waiting = std::make_unique<QObject>();
    reply.deliver(m_waiting.get(), [this](const Response &response) {
        if (m_state == State::Over)
            return;
        answer(response);
        m_owner->goOnLater(this); // not from within an event of m_waiting's, which dies with this
    });
}

void HttpConnection::answer(const Response &response)
{
    if (m_state != State::Answering)
        return;
    const bool isHandshake = m_responses.exchange().isHandshake();
    if (isHandshake && isLetIn(response)) {
        m_accepted = response;
        m_state = State::Switching;
        return;
    }
    if (isHandshake) {
        countRefusal(*m_entrance, m_refusal, response);
        m_place.reset();
    }
    write(response);
}

void HttpConnection::write(const Response &response)
{
    if (response.status() >= 400)
        qCDebug(lcHttp, "A request is answered with %d", response.status());
    // What follows of a body that is not wanted, or cannot be read, must not be taken for a request.
    if (m_owner->isDraining() || isBodyArriving() || m_body.error() != RequestStream::Error::None)
        m_responses.setLast();
    if (m_responses.write(response))
        finishResponse(); // else settle() goes on with the stream
}

void HttpConnection::finishResponse()
{
    if (isBodyArriving())
        m_responses.setLast();
    std::exchange(m_body, {}).close();
    m_state = m_responses.exchange().isKept() ? State::Reading : State::Ending;
}

// --- a stream ----------------------------------------------------------------------------------------------------

void HttpConnection::feedStream()
{
    m_isBusy = true;
    m_owner->callInEvent([stream = m_responses.stream()] { stream.goOn(); });
    m_isBusy = false;
}

/// Nobody waits for its events any more, or so much waits behind it that the client's end would not be noticed. It has had its
/// turn, so that a short one is sent as a whole.
bool HttpConnection::endsStream() const
{
    const ResponseStream &stream = m_responses.stream();
    const bool isBlind = m_unread.size() >= UnreadLimit && !isBodyArriving();
    return stream.isOpen() && !stream.isWaiting() && !stream.runsToEnd() && (m_inputEnded || m_owner->isDraining() || isBlind);
}

void HttpConnection::endStream()
{
    m_isBusy = true;
    m_owner->callInEvent([this] {
        m_responses.takeStream().close();
        finishResponse();
    });
    m_isBusy = false;
}

void HttpConnection::streamMoved()
{
    m_owner->goOnLater(this);
}

void HttpConnection::streamEnded()
{
    finishResponse();
    m_owner->goOnLater(this);
}

// --- a body that is streamed -------------------------------------------------------------------------------------

/// What was received is not a body, or too much.
void HttpConnection::failBody()
{
    const bool isTooLarge = m_reader.status() == 413;
    m_body.fail(isTooLarge ? RequestStream::Error::TooLarge : RequestStream::Error::Malformed, m_reader.status(),
                m_reader.reason());
}

void HttpConnection::bodyOpened()
{
    if (!m_owesContinue)
        return;
    m_owesContinue = false;
    m_responses.writeContinue();
    m_owner->goOnLater(this);
}

void HttpConnection::bodyUsed()
{
    m_owner->goOnLater(this);
}

/// For an error that belongs to no request.
void HttpConnection::writeError(int status, const char *reason)
{
    m_responses.begin({});
    write(Response::status(status, QString::fromLatin1(reason)));
}

// --- what follows ------------------------------------------------------------------------------------------------

/// Goes on from where it is, after something has happened: sends, and moves to the next state that nothing is in the way
/// of. Last in each function that is called from outside, since it may hand the connection over.
void HttpConnection::settle()
{
    if (m_state == State::Over)
        return;
    if (m_inputEnded && isBodyArriving() && m_unread.isEmpty())
        m_body.fail(RequestStream::Error::Disconnected, 400, "The client ended the body early.");
    if (endsStream())
        endStream();
    if (m_state == State::Reading && m_inputEnded && m_unread.isEmpty())
        m_state = State::Ending; // no request can come any more
    if (m_state == State::Ending && !m_unread.isEmpty())
        m_lingering.discard(std::exchange(m_unread, {}).size());
    if (!m_responses.flush(*m_transport) || (m_owner->isDraining() && isIdle()))
        return end();
    if (m_responses.fileGoesOn() || m_responses.stream().isWaiting() || m_body.isWaiting())
        m_owner->goOnLater(this);
    if (m_state == State::Switching && m_responses.isEmpty())
        return handOver();
    if (m_state == State::Ending && m_responses.isEmpty()) {
        m_state = State::Lingering;
        m_transport->endSending();
        m_lingering.begin(LoopClock::uptime());
        m_owner->noteSettled(this);
    }
    if (m_state == State::Lingering && m_inputEnded)
        return end();
    if (takesEvents() && !m_unread.isEmpty())
        m_owner->goOnLater(this);
    updateInterests();
    updateDeadline();
}

/// Gives an accepted handshake away, and what came behind it.
void HttpConnection::handOver()
{
    m_state = State::Over;
    m_transport->setInterests(DescriptorPoller::NoInterest); // until somebody else watches it
    HttpConnections::Accepted accepted{std::move(m_transport), m_entrance, *std::exchange(m_accepted, std::nullopt),
                                       std::exchange(m_place, nullptr), std::exchange(m_unread, {})};
    HttpConnections *owner = m_owner;
    owner->bury(this);
    owner->accept(std::move(accepted)); // an event loop may run in there, and this be destroyed
}

void HttpConnection::end()
{
    if (m_state == State::Over)
        return;
    m_state = State::Over;
    m_transport->close();
    m_responses.clear();
    m_place.reset();
    if (m_responses.isStreaming() || !m_body.isNull()) { // what they hold is destroyed, and may delete others later
        m_owner->callInEvent([body = std::exchange(m_body, {}), stream = m_responses.takeStream()] {
            if (!body.isNull()) {
                body.fail(RequestStream::Error::Disconnected, 400, "The client ended the connection.");
                body.goOn();
            }
            stream.close();
            body.close();
        });
    }
    m_owner->bury(this);
    m_owner->tellEnded();
}

void HttpConnection::stop()
{
    if (isBodyArriving())
        m_body.fail(RequestStream::Error::Stopped, 503, "The server stops.");
    end();
}

void HttpConnection::updateInterests()
{
    DescriptorPoller::Interests interests = DescriptorPoller::NoInterest;
    interests.setFlag(DescriptorPoller::Readable, wantsInput());
    interests.setFlag(DescriptorPoller::Writable, m_responses.isBlocked() && !m_isBusy);
    if (interests == m_interests)
        return;
    m_interests = interests;
    m_transport->setInterests(interests);
}

/// Nobody waits for it: no request has begun, and no response is on its way.
bool HttpConnection::isIdle() const
{
    return m_state == State::Reading && !m_reader.isInHead() && !m_reader.isInBody() && m_unread.isEmpty() && m_responses.isEmpty()
            && !m_transport->hasMore();
}

/// No response is to be added.
bool HttpConnection::isFull() const
{
    return m_responses.isFull(m_entrance->settings.sendQueueLimit);
}

/// What is received is dealt with at once.
bool HttpConnection::takesEvents() const
{
    return isBodyArriving() || (m_state == State::Reading && !isFull());
}

bool HttpConnection::discardsInput() const
{
    const Exchange &exchange = m_responses.exchange();
    return m_state == State::Ending || m_state == State::Lingering
            || (m_state == State::Answering && !exchange.isKept() && !exchange.isHandshake() && !isBodyArriving());
}

bool HttpConnection::wantsInput() const
{
    if (m_inputEnded || m_isBusy)
        return false; // a FIN would be reported all the time
    if (isBodyArriving())
        return m_body.hasRoom();
    if (discardsInput())
        return m_lingering.takesMore();
    // While a request is with the application: to notice a client that resets the connection.
    return m_unread.size() < UnreadLimit && !(m_state == State::Reading && isFull());
}

// --- time --------------------------------------------------------------------------------------------------------

/// What the client is to send, and has a deadline for.
InputDeadline::Phase HttpConnection::phase() const
{
    using Phase = InputDeadline::Phase;
    if (isBodyArriving())
        return m_body.hasRoom() && !m_owesContinue ? Phase::Piece : Phase::None;
    if (m_state != State::Reading || isFull() || !m_unread.isEmpty())
        return Phase::None;
    if (m_reader.isInBody())
        return Phase::Body;
    if (m_reader.isInHead() || !m_hadRequest)
        return Phase::Head;
    return m_responses.isEmpty() ? Phase::KeepAlive : Phase::None;
}

void HttpConnection::updateDeadline()
{
    const Settings &settings = m_entrance->settings;
    m_inputDeadline.setPhase(phase(), settings, LoopClock::uptime());
    qint64 due = m_inputDeadline.due();
    if (m_responses.isBlocked() && settings.sendTimeout.count() > 0)
        due = qMin(due, m_responses.progressAt() + settings.sendTimeout.count());
    if (m_state == State::Lingering)
        due = qMin(due, m_lingering.nextLook());
    if (due != InputDeadline::Never)
        scheduleFor(due);
}

/// A deadline that moves on, as it does with each request, costs nothing: it is looked at when the earlier one is over.
void HttpConnection::scheduleFor(qint64 due)
{
    if (isScheduled() && due >= m_scheduledFor)
        return;
    m_scheduledFor = due;
    m_owner->wheel().schedule(this, std::chrono::milliseconds(qMax<qint64>(due - LoopClock::uptime(), 0)));
}

void HttpConnection::lookAtTime()
{
    if (m_isBusy || m_state == State::Over)
        return; // settle() follows
    const qint64 now = LoopClock::uptime();
    if (isStalled(now)) {
        qCDebug(lcHttp, "A client takes nothing of what is sent");
        m_transport->resetAtClose(); // the kernel is to keep nothing for it either
        return end();
    }
    if (m_state == State::Lingering && m_lingering.isOver(*m_transport, now, m_entrance->settings.sendTimeout))
        return end();
    if (m_inputDeadline.due() <= now)
        inputIsLate();
    settle();
}

/// True if the client has taken nothing for too long, even if asked now.
bool HttpConnection::isStalled(qint64 now)
{
    const auto isLate = [this, time = m_entrance->settings.sendTimeout.count(), now] {
        return m_responses.isBlocked() && time > 0 && now - m_responses.progressAt() >= time;
    };
    if (!isLate())
        return false;
    m_responses.setWritable();
    return m_responses.flush(*m_transport) && isLate();
}

void HttpConnection::inputIsLate()
{
    using Phase = InputDeadline::Phase;
    switch (m_inputDeadline.phase()) {
    case Phase::Body: return writeError(408, "The request body took too long");
    case Phase::Piece:
        if (!m_transport->hasMore()) // what has come while this thread was busy is not late
            m_body.fail(RequestStream::Error::TimedOut, 408, "The request body took too long");
        return;
    case Phase::Head:
        if (m_reader.isInHead())
            return writeError(408, "The request head took too long");
        return end(); // silent: there is no request that an answer could belong to
    case Phase::KeepAlive:
        // A request that has come while this thread was busy is not late.
        if (!m_transport->hasMore())
            end();
        return;
    case Phase::None: return;
    }
}

} // namespace Landline
