// SPDX-FileCopyrightText: 2026 The Landline authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "native/httpconnection.h"

#include "http/entrance.h"
#include "http/handshake.h"
#include "http/pipeline.h"
#include "io/loopclock.h"
#include "native/httpconnections.h"

#include <QtCore/qloggingcategory.h>

Q_LOGGING_CATEGORY(lcHttp, "landline.http")

namespace Landline {

HttpConnection::HttpConnection(HttpConnections *owner, std::unique_ptr<Transport> transport, const PeerAddress &peer,
                               const Entrance *entrance)
    : m_owner(owner), m_transport(std::move(transport)), m_entrance(entrance), m_peer(peer)
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
    HttpConnections::ReceiveBuffer buffer(m_owner);
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
    if (discardsInput())
        m_lingering.discard(input.size());
    else if (m_state == State::Reading && m_unread.isEmpty())
        m_unread = process(input).toByteArray();
    else
        m_unread += input;
}

/// Continues with what was received and not dealt with, and with what follows a response.
void HttpConnection::goOn()
{
    if (m_isBusy)
        return; // settle() follows
    if (m_stream.isWaiting())
        feedStream();
    if (m_state == State::Reading) {
        const QByteArray bytes = std::exchange(m_unread, {});
        m_unread = process(bytes).toByteArray();
    }
    settle();
}

/// Deals with the requests in \a input, as far as it may now, and returns what is left.
QByteArrayView HttpConnection::process(QByteArrayView input)
{
    m_isBusy = true;
    m_owner->callInEvent([this, &input] {
        int requests = 0;
        while (m_state == State::Reading && !isFull() && requests < RequestsInATurn) {
            const RequestReader::Event event = m_reader.next(&input);
            if (event == RequestReader::Event::NeedMore)
                break;
            requests += event == RequestReader::Event::Head ? 1 : 0;
            handle(event, input);
        }
    });
    m_isBusy = false;
    return input;
}

void HttpConnection::handle(RequestReader::Event event, QByteArrayView rest)
{
    switch (event) {
    case RequestReader::Event::Head: return startRequest(!rest.isEmpty());
    case RequestReader::Event::Body: return finishBody();
    case RequestReader::Event::Refused: return refuse();
    case RequestReader::Event::NeedMore: return;
    }
}

// --- a request ---------------------------------------------------------------------------------------------------

void HttpConnection::startRequest(bool isMoreHere)
{
    const RequestHead &head = m_reader.head();
    m_inputDeadline.restart();
    m_hadRequest = true;
    m_exchange = Exchange(head, m_entrance->webSocket && isHandshake(head));
    if (m_exchange.isHandshake())
        return startHandshake(m_reader.takeHead());
    if (!head.hasBody())
        return run(incoming(m_reader.takeHead()));
    const qint64 maxSize = m_entrance->settings.maxBodySize;
    m_reader.readBody(maxSize);
    if (head.expectsContinue() && !isMoreHere && head.contentLength().value_or(0) <= maxSize)
        m_responses.append(QByteArrayLiteral("HTTP/1.1 100 Continue\r\n\r\n"));
}

/// What \a head asks for, without a body.
Request HttpConnection::incoming(const RequestHead &head) const
{
    const bool isSecure = m_transport->isSecure();
    Request request = m_exchange.isHandshake() ? incomingHandshake(head, m_peer, *m_entrance, isSecure)
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
    m_exchange.setLast();
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
        answer(response);
        m_owner->goOnLater(this); // not from within an event of m_waiting's, which dies with this
    });
}

void HttpConnection::answer(const Response &response)
{
    if (m_state != State::Answering)
        return;
    if (m_exchange.isHandshake() && isLetIn(response)) {
        m_accepted = response;
        m_state = State::Switching;
        return;
    }
    if (m_exchange.isHandshake()) {
        countRefusal(*m_entrance, m_refusal, response);
        m_place.reset();
    }
    write(response);
}

void HttpConnection::write(const Response &response)
{
    if (response.status() >= 400)
        qCDebug(lcHttp, "A request is answered with %d", response.status());
    m_responses.append(m_exchange.write(response));
    if (m_exchange.bodyFollows() && response.isStream()) {
        m_stream = ResponseStream(this, response.opened()); // settle() goes on with it
        return;
    }
    if (m_exchange.bodyFollows())
        m_responses.append(response.openFile());
    finishResponse();
}

void HttpConnection::finishResponse()
{
    m_state = m_exchange.isKept() ? State::Reading : State::Ending;
}

// --- a stream ----------------------------------------------------------------------------------------------------

void HttpConnection::feedStream()
{
    m_isBusy = true;
    m_owner->callInEvent([stream = m_stream] { stream.goOn(); });
    m_isBusy = false;
}

void HttpConnection::streamWritten(const QByteArray &piece)
{
    m_responses.append(m_exchange.writePiece(piece));
    m_owner->goOnLater(this);
}

void HttpConnection::streamEnded(bool isWhole)
{
    m_stream = {};
    if (isWhole) {
        m_responses.append(m_exchange.writeEnd());
    } else {
        m_exchange.setLast();
        m_isCut = !m_exchange.isChunked();
    }
    finishResponse();
    m_owner->goOnLater(this);
}

/// For an error that belongs to no request.
void HttpConnection::writeError(int status, const char *reason)
{
    m_exchange = Exchange();
    write(Response::status(status, QString::fromLatin1(reason)));
}

// --- what follows ------------------------------------------------------------------------------------------------

/// Goes on from where it is, after something has happened: sends, and moves to the next state that nothing is in the way
/// of. Last in each function that is called from outside, since it may hand the connection over.
void HttpConnection::settle()
{
    if (m_state == State::Over)
        return;
    if (m_state == State::Reading && m_inputEnded && m_unread.isEmpty())
        m_state = State::Ending; // no request can come any more
    if (m_state == State::Ending && !m_unread.isEmpty())
        m_lingering.discard(std::exchange(m_unread, {}).size());
    if (m_isCut)
        m_transport->resetAtClose();
    if (m_isCut || !m_responses.flush(*m_transport))
        return end();
    const bool fileGoesOn = m_responses.hasFile() && !m_responses.isBlocked(); // it had its share of this turn
    if (fileGoesOn || m_stream.isWaiting())
        m_owner->goOnLater(this);
    if (m_state == State::Switching && m_responses.isEmpty())
        return handOver();
    if (m_state == State::Ending && m_responses.isEmpty()) {
        m_state = State::Lingering;
        m_transport->endSending();
        m_lingering.begin(LoopClock::uptime());
    }
    if (m_state == State::Lingering && m_inputEnded)
        return end();
    if (m_state == State::Reading && !m_unread.isEmpty() && !isFull())
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
    if (m_stream.isOpen()) // what it holds is destroyed, and may delete others later
        m_owner->callInEvent([stream = m_stream] { stream.close(); });
    m_owner->bury(this);
    m_owner->tellEnded();
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

/// The client does not read its responses, or a file is not sent, which is always the last in the queue: none is added.
bool HttpConnection::isFull() const
{
    return m_responses.hasFile() || m_responses.size() > m_entrance->settings.sendQueueLimit;
}

bool HttpConnection::discardsInput() const
{
    return m_state == State::Ending || m_state == State::Lingering
            || (m_state == State::Answering && !m_exchange.isKept() && !m_exchange.isHandshake());
}

bool HttpConnection::wantsInput() const
{
    if (m_inputEnded || m_isBusy)
        return false; // a FIN would be reported all the time
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
