// SPDX-FileCopyrightText: 2026 The Landline authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "native/nativeconnection.h"

#include "api/request.h"
#include "api/route.h"
#include "io/loopclock.h"
#include "native/iocontext.h"
#include "runtime/backendhost.h"
#include "shared/utf8.h"
#include "websocket/messagedeflate.h"
#include "websocket/ratelimit.h"

#include <QtCore/qendian.h>

#include <limits>

namespace Landline {

namespace {

constexpr qint64 pongLimit = 64 * 1024; // with so much unread, only the last ping is answered
constexpr qsizetype inflatedLikeAFrame = 16 * 1024; // so much counts as a frame of a turn's
constexpr qsizetype keptPayload = 256 * 1024; // the worker keeps memory of this size for the next message

} // namespace

struct NativeConnection::Rare
{
    CloseInfo close; ///< ours, from Closing on
    qint64 endsAt = 0; ///< LoopClock::uptime(), whatever the peer does; 0: it has its time
    std::optional<QByteArray> owedPong; ///< the answer to the last ping, while the peer reads nothing
    QByteArray unparsed; ///< received, and to be dealt with in a later turn
    qsizetype parsed = 0; ///< of these bytes
    std::unique_ptr<RateLimit> rate; ///< where there is one
    std::unique_ptr<MessageDeflate> deflate; ///< where it was agreed on
};

class NativeConnection::Busy
{
public:
    explicit Busy(NativeConnection *connection) : m_connection(connection)
    {
        Cork &cork = m_connection->m_io->cork();
        m_outer = cork.owner();
        if (m_outer)
            m_outer->flush();
        cork.setOwner(m_connection);
        m_connection->m_busy = true;
    }
    ~Busy()
    {
        m_connection->m_busy = false;
        m_connection->leave();
        m_connection->m_io->cork().setOwner(m_outer);
    }
    Q_DISABLE_COPY_MOVE(Busy)

private:
    NativeConnection *m_connection;
    NativeConnection *m_outer; ///< whose handler runs the event loop that we are in
};

NativeConnection::NativeConnection(const Opening &opening, const Request &request, const Settings *settings,
                                   std::unique_ptr<Transport> transport, IoContext *io,
                                   std::unique_ptr<MessageDeflate> deflate)
    : Connection(opening, request, nullptr)
    , m_io(io)
    , m_settings(settings)
    , m_parser({settings->maxMessageSize, settings->maxFragments, FrameHeader::Compression(deflate != nullptr)})
    , m_outbox(this, std::move(transport))
    , m_heartbeat(LoopClock::uptime())
{
    if (auto rate = RateLimit::of(*settings, LoopClock::uptime()))
        rare().rate = std::move(rate);
    if (deflate)
        rare().deflate = std::move(deflate);
}

NativeConnection::~NativeConnection() = default;

void NativeConnection::start(const Request &request, const QByteArray &answer, const QByteArray &early)
{
    const Busy busy(this);
    const bool watched = m_outbox.transport().watch(DescriptorPoller::Readable, this);
    m_outbox.append(answer);
    m_io->host()->entered(this);
    open(request);
    tellOpened();
    if (!watched)
        abort();
    take(early);
    lookAgain(LoopClock::uptime());
}

void NativeConnection::tellOpened()
{
    if (!m_opened) {
        m_opened = true;
        m_io->host()->opened(this);
    }
}

// --- what comes --------------------------------------------------------------------------------------------------

void NativeConnection::descriptorReady(DescriptorPoller::Readiness ready)
{
    if (ready & DescriptorPoller::Writable)
        flush();
    if (ready & DescriptorPoller::Readable && m_phase != Phase::Over)
        read();
}

void NativeConnection::read()
{
    if (m_busy)
        return pause(Handler);
    if (m_pauses != 0 || hasUnparsed())
        return;
    const Busy busy(this);
    IoContext::ReceiveBuffer buffer(m_io);
    const Transport::Result received = receiveBytes(buffer.bytes());
    if (received.state == Transport::State::Moved)
        take(QByteArrayView(buffer.bytes().data(), received.size));
    else if (received.state == Transport::State::Ended)
        inputEnded();
    else if (received.state == Transport::State::Broken)
        end({CloseCode::Abnormal, {}, ClosedBy::Client});
}

Transport::Result NativeConnection::receiveBytes(std::span<char> buffer)
{
    const Transport::Result received = m_outbox.transport().receive(buffer);
    if (received.size > 0 && isScheduled())
        m_heartbeat.heard(LoopClock::uptime());
    return received;
}

/// Deals with \a input, or with as much of it as is our share of this turn, and keeps the rest.
void NativeConnection::take(QByteArrayView input)
{
    const QByteArrayView rest = parse(input);
    if (rest.isEmpty())
        return;
    rare().unparsed = rest.toByteArray();
    m_rare->parsed = 0;
}

void NativeConnection::goOn()
{
    if (m_busy || !isReading() || !hasUnparsed())
        return;
    const Busy busy(this);
    const QByteArray bytes = std::exchange(m_rare->unparsed, {});
    const QByteArrayView rest = parse(QByteArrayView(bytes).sliced(m_rare->parsed));
    if (rest.isEmpty())
        return;
    m_rare->unparsed = bytes;
    m_rare->parsed = bytes.size() - rest.size();
}

/// Returns what has to wait.
QByteArrayView NativeConnection::parse(QByteArrayView input)
{
    FrameParser::Found &found = m_io->found();
    for (int frames = 0; isReading() && frames < FramesInATurn; ++frames) {
        const FrameParser::Event event = m_parser.next(&input, &found);
        if (event == FrameParser::Event::NeedMore)
            return {};
        handle(event);
        if (found.isCompressed) // a few bytes may have become a long message, and taken its time
            frames += static_cast<int>(found.payload.size() / inflatedLikeAFrame);
        if (found.payload.capacity() > keptPayload)
            found.payload = QByteArray();
    }
    return m_phase == Phase::Open || m_phase == Phase::Closing ? input : QByteArrayView();
}

void NativeConnection::handle(FrameParser::Event event)
{
    FrameParser::Found &found = m_io->found();
    switch (event) {
    case FrameParser::Event::Message: deliver(&found); break;
    case FrameParser::Event::Ping: answerPing(found.payload); break;
    case FrameParser::Event::Pong: m_heartbeat.pong(found.payload); break;
    case FrameParser::Event::Close: closeReceived(found.code, found.payload); break;
    case FrameParser::Event::Violation: fail(found.code, found.payload); break;
    case FrameParser::Event::NeedMore: break;
    }
}

void NativeConnection::deliver(FrameParser::Found *found)
{
    if (found->isCompressed && !inflate(found))
        return;
    if (m_rare && m_rare->rate && !isWithinRate(found->payload.size()))
        return;
    m_answered = false;
    if (found->type == FrameType::Text)
        receive(Frame::fromValidUtf8(found->payload));
    else
        receive(Frame::fromBinary(found->payload));
    // What others send it is not the client's doing; and one that has to be heard to be able to read would never be.
    if (!m_answered || !m_marks.isFilled())
        return;
    flush();
    if (m_marks.isFilled() && m_phase == Phase::Open)
        pause(Unread);
}

/// False if the client has broken a rule, and is closed.
bool NativeConnection::inflate(FrameParser::Found *found)
{
    switch (m_rare->deflate->inflate(&found->payload, m_settings->maxMessageSize)) {
    case Inflater::Result::Done: break;
    case Inflater::Result::TooBig: fail(CloseCode::MessageTooBig, "message too big"); return false;
    case Inflater::Result::Invalid: fail(CloseCode::InvalidPayload, "a message cannot be inflated"); return false;
    }
    if (found->type == FrameType::Text && !isValidUtf8(found->payload)) {
        fail(CloseCode::InvalidPayload, "a text is not UTF-8");
        return false;
    }
    return true;
}

/// False if the client has been over its limits for too long, and is closed.
bool NativeConnection::isWithinRate(qsizetype bytes)
{
    if (m_phase != Phase::Open)
        return true;
    switch (m_rare->rate->take(bytes, LoopClock::uptime())) {
    case RateLimit::Verdict::Within: break;
    case RateLimit::Verdict::Over: pause(Rate); break;
    case RateLimit::Verdict::Relentless:
        ++m_io->host()->statistics().floods;
        fail(CloseCode::PolicyViolation, "sends too much");
        return false;
    }
    return true;
}

void NativeConnection::answerPing(const QByteArray &payload)
{
    if (m_phase != Phase::Open)
        return;
    // RFC 6455 section 5.5.3 lets us answer the most recent ping alone.
    if (m_outbox.queuedSize() >= pongLimit) {
        rare().owedPong = payload;
        return;
    }
    if (m_rare)
        m_rare->owedPong.reset();
    enqueue(Opcode::Pong, payload);
}

bool NativeConnection::isReading() const
{
    return (m_phase == Phase::Open || m_phase == Phase::Closing) && (m_pauses & (Unread | Rate)) == 0;
}

bool NativeConnection::hasUnparsed() const
{
    return m_rare && !m_rare->unparsed.isEmpty();
}

void NativeConnection::pause(Pause why)
{
    if (m_pauses & why)
        return;
    m_pauses |= why;
    updateInterests();
    if (why == Rate)
        lookAgain(LoopClock::uptime());
}

void NativeConnection::resume(quint8 pauses)
{
    if ((m_pauses & pauses) == 0 || m_phase == Phase::Over)
        return;
    m_pauses &= ~pauses;
    updateInterests();
    if (hasUnparsed() && isReading())
        m_io->goOnLater(this);
}

// --- the end -----------------------------------------------------------------------------------------------------

void NativeConnection::closeReceived(quint16 code, const QByteArray &reason)
{
    m_outbox.transport().setEnding();
    if (m_phase == Phase::Open) {
        setClosing();
        enqueueClose(code, {});
        m_phase = Phase::Flushing;
        endWith({code, QString::fromUtf8(reason), ClosedBy::Client});
    } else {
        m_phase = Phase::Flushing;
        endWith(ownClose());
    }
}

void NativeConnection::fail(quint16 code, const QByteArray &reason)
{
    const bool isFirst = m_phase == Phase::Open;
    if (isFirst) {
        setClosing();
        enqueueClose(code, reason);
    }
    m_phase = Phase::Draining;
    m_outbox.transport().setEnding();
    endWith(isFirst ? CloseInfo{code, QString::fromUtf8(reason), ClosedBy::Server} : ownClose());
}

/// The peer ends its side of TCP. It still gets what was accepted for it.
void NativeConnection::inputEnded()
{
    pause(InputEnded);
    const CloseInfo close = m_phase == Phase::Closing ? ownClose() : CloseInfo{CloseCode::Abnormal, {}, ClosedBy::Client};
    setClosing();
    m_phase = Phase::Flushing;
    endWith(close);
}

void NativeConnection::abort()
{
    if (m_phase != Phase::Over)
        end({CloseCode::Abnormal, {}, ClosedBy::Server});
}

/// Gives up a peer that is not there, or takes nothing: the kernel is to keep nothing for it either.
void NativeConnection::cut(const QString &reason)
{
    m_outbox.transport().resetAtClose();
    end({CloseCode::Abnormal, reason, ClosedBy::Server});
}

/// Ends TCP now; \a close is told, unless we are in the middle of closing or have told it before.
void NativeConnection::end(const CloseInfo &close)
{
    std::optional<Busy> busy;
    if (!m_busy)
        busy.emplace(this);
    setClosing();
    endWith(m_phase == Phase::Closing ? ownClose() : close);
    release();
}

/// Nothing of this is on the stack any more.
void NativeConnection::leave()
{
    if (m_phase == Phase::Over) {
        m_io->bury(this);
        return;
    }
    resume(Handler);
    if (hasUnparsed() && isReading())
        m_io->goOnLater(this);
    flush();
}

void NativeConnection::endWith(const CloseInfo &close)
{
    if (m_ended)
        return;
    m_ended = true;
    tellOpened(); // when onOpen itself ends the connection
    finish(close);
    m_io->host()->left(this, close);
    m_io->host()->descriptorClosed();
}

void NativeConnection::release()
{
    if (m_phase == Phase::Over)
        return;
    m_phase = Phase::Over;
    m_io->wheel().cancel(this);
    m_outbox.transport().close();
    m_outbox.clear();
    if (!m_busy)
        m_io->bury(this);
}

CloseInfo NativeConnection::ownClose() const
{
    return m_rare->close;
}

// --- what is sent ------------------------------------------------------------------------------------------------

qint64 NativeConnection::queuedBytes() const
{
    return m_outbox.size();
}

bool NativeConnection::fits(qint64 bytes) const
{
    const qint64 queued = queuedBytes();
    return queued == 0 || queued + bytes <= route()->sendQueueLimit(*m_settings);
}

PushResult NativeConnection::send(const Frame &frame, Encodings *encodings)
{
    m_answered = m_busy;
    if (!fits(frame.size()))
        flush(); // what waits for the end of the turn only is not in the way
    if (!fits(frame.size())) {
        const PushResult result = makeRoom(frame.size());
        if (result != PushResult::Queued)
            return result;
    }
    const Opcode opcode = frame.isText() ? Opcode::Text : Opcode::Binary;
    if (!m_rare || !m_rare->deflate || !enqueueDeflated(opcode, frame.data(), encodings))
        enqueue(opcode, frame.data(), encodings);
    return PushResult::Queued;
}

/// The queue has no room for \a bytes more. What to say, when all has been tried that is wanted for slow clients.
PushResult NativeConnection::makeRoom(qint64 bytes)
{
    const qint64 limit = route()->sendQueueLimit(*m_settings);
    switch (route()->slowConsumer(*m_settings)) {
    case SlowConsumer::Reject: break;
    case SlowConsumer::DropOldest:
        if (bytes <= limit)
            countDropped(m_outbox.dropMessages(queuedBytes() + bytes - limit));
        return fits(bytes) ? PushResult::Queued : PushResult::Rejected;
    case SlowConsumer::Close:
        countDropped(m_outbox.dropMessages(std::numeric_limits<qint64>::max()));
        ++m_io->host()->statistics().slowConsumers;
        close(CloseCode::TryAgainLater, QStringLiteral("reads too slowly"));
        if (m_phase == Phase::Closing)
            endAfter(m_settings->closeWait); // it has had its time, and nothing else waits for it
        return PushResult::Gone;
    }
    return PushResult::Rejected;
}

void NativeConnection::sendClose(quint16 code, const QString &reason)
{
    rare().close = {code, reason, ClosedBy::Server};
    enqueueClose(code, reason.toUtf8());
    m_phase = Phase::Closing;
    resume(Unread | Rate); // until the peer's close comes
}

void NativeConnection::enqueueClose(quint16 code, const QByteArray &reason)
{
    QByteArray payload;
    if (code != CloseCode::NoStatus) {
        payload.resize(2);
        qToBigEndian(code, payload.data());
    }
    enqueue(Opcode::Close, payload + reason);
}

void NativeConnection::enqueue(Opcode opcode, const QByteArray &payload, Encodings *encodings)
{
    enqueued(m_outbox.append(opcode, payload, encodings));
}

/// False if \a payload is to go as it is.
bool NativeConnection::enqueueDeflated(Opcode opcode, const QByteArray &payload, Encodings *encodings)
{
    MessageDeflate *deflate = m_rare->deflate.get();
    if (payload.size() < deflate->minSize())
        return false;
    const QByteArray frame = m_io->deflated(opcode, payload, deflate, encodings);
    if (frame.isNull())
        return false;
    enqueued(m_outbox.appendFrame(frame));
    return true;
}

void NativeConnection::enqueued(bool isMuch)
{
    if (isMuch)
        flush();
    else
        checkMarks();
}

void NativeConnection::flush()
{
    if (m_phase == Phase::Over)
        return;
    const bool wasBlocked = m_outbox.isBlocked();
    const SendQueue::Progress progress = m_outbox.flush();
    if (progress == SendQueue::Progress::Broken) {
        // Part of a frame may have left. What read() finds now ends the connection.
        m_outbox.transport().shutDown();
        m_outbox.clear();
    }
    if (m_outbox.isBlocked() != wasBlocked)
        updateInterests();
    checkMarks();
    if (progress == SendQueue::Progress::Done)
        queueIsEmpty();
    else if (progress == SendQueue::Progress::Broken && m_phase == Phase::Flushing)
        release();
    else if (m_outbox.isBlocked() && !wasBlocked)
        lookAgain(LoopClock::uptime());
}

void NativeConnection::checkMarks()
{
    if (!m_marks.update(m_outbox.queuedSize(), route()->sendQueueLimit(*m_settings)))
        return;
    if (!m_marks.isFilled())
        resume(Unread);
    m_io->tellLater(this);
}

void NativeConnection::tellMarks()
{
    const std::optional<bool> isFilled = m_marks.takeNews();
    if (!isFilled || !isOpen())
        return;
    std::optional<Busy> busy;
    if (!m_busy)
        busy.emplace(this);
    if (*isFilled)
        emit queueFilled();
    else
        emit queueDrained();
}

void NativeConnection::queueIsEmpty()
{
    if (m_rare && m_rare->owedPong && m_phase == Phase::Open) {
        // Past the cork, which may be on its way to another connection.
        m_outbox.appendToQueue(Opcode::Pong, *std::exchange(m_rare->owedPong, std::nullopt));
        flush();
    } else if (m_phase == Phase::Flushing) {
        release();
    } else if (m_phase == Phase::Draining || m_phase == Phase::Closing) {
        if (m_phase == Phase::Draining)
            m_outbox.transport().endSending();
        if (!isEnding())
            endAfter(m_settings->closeWait); // its turn, now that our close frame has left
    }
}

void NativeConnection::updateInterests()
{
    DescriptorPoller::Interests interests = DescriptorPoller::NoInterest;
    interests.setFlag(DescriptorPoller::Readable, m_pauses == 0);
    interests.setFlag(DescriptorPoller::Writable, m_outbox.isBlocked());
    m_outbox.transport().setInterests(interests);
}

// --- time --------------------------------------------------------------------------------------------------------

void NativeConnection::lookAtTime()
{
    const qint64 now = LoopClock::uptime();
    if (m_phase != Phase::Open)
        return endInTime(now);
    if (m_pauses & Rate && m_rare->rate->wait(now).count() == 0) {
        m_rare->rate->resumed(now);
        resume(Rate);
    }
    if (isStalled(now)) {
        ++m_io->host()->statistics().slowConsumers;
        return cut(QStringLiteral("takes nothing of what is sent"));
    }
    // A client is not silent while we do not listen; nor because this thread was busy for a minute.
    if (m_pauses != 0 || hasUnparsed())
        m_heartbeat.heard(now);
    Heartbeat::Verdict verdict = m_heartbeat.look(*m_settings, now);
    if (verdict == Heartbeat::Verdict::Dead && m_outbox.transport().hasMore()) {
        m_heartbeat.heard(now);
        verdict = Heartbeat::Verdict::Alive;
    }
    if (verdict == Heartbeat::Verdict::Dead) {
        ++m_io->host()->statistics().deadPeers;
        return cut(Heartbeat::reasonOfDeath(*m_settings));
    }
    if (verdict == Heartbeat::Verdict::Silent)
        enqueue(Opcode::Ping, m_heartbeat.ping());
    lookAgain(now);
}

/// True if the kernel has taken nothing for too long, even if asked now.
bool NativeConnection::isStalled(qint64 now)
{
    const auto isLate = [this, now] {
        return m_outbox.isBlocked() && m_settings->sendTimeout.count() > 0
                && m_outbox.stalledFor(now) >= m_settings->sendTimeout;
    };
    if (isLate())
        flush();
    return isLate();
}

/// Puts it on the wheel for when lookAtTime() may find something.
void NativeConnection::lookAgain(qint64 now)
{
    if (m_phase == Phase::Over || isEnding())
        return;
    std::optional<std::chrono::milliseconds> left;
    if (m_phase == Phase::Open)
        left = m_heartbeat.timeLeft(*m_settings, now);
    const auto atMost = [&left](std::chrono::milliseconds time) { left = left ? qMin(*left, time) : time; };
    if (m_outbox.isBlocked() && m_settings->sendTimeout.count() > 0)
        atMost(qMax(m_settings->sendTimeout - m_outbox.stalledFor(now), std::chrono::milliseconds(0)));
    if (m_phase == Phase::Open && m_pauses & Rate)
        atMost(m_rare->rate->wait(now));
    if (left)
        m_io->wheel().schedule(this, *left);
    else
        m_io->wheel().cancel(this);
}

NativeConnection::Rare &NativeConnection::rare()
{
    if (!m_rare)
        m_rare = std::make_unique<Rare>();
    return *m_rare;
}

bool NativeConnection::isEnding() const
{
    return m_rare && m_rare->endsAt != 0;
}

/// From now on it is on the wheel for nothing else.
void NativeConnection::endAfter(std::chrono::milliseconds time)
{
    rare().endsAt = LoopClock::uptime() + time.count();
    m_io->wheel().schedule(this, time);
}

void NativeConnection::endInTime(qint64 now)
{
    if (!isEnding()) // what was accepted is still being sent
        return isStalled(now) ? cut({}) : lookAgain(now);
    if (m_rare->endsAt > now)
        return m_io->wheel().schedule(this, std::chrono::milliseconds(m_rare->endsAt - now));
    m_rare->endsAt = 0;
    end({});
}

} // namespace Landline
