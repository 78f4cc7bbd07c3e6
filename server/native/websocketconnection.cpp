// SPDX-FileCopyrightText: 2026 The Landline authors
// SPDX-License-Identifier: LGPL-3.0-or-later

#include "native/websocketconnection.h"

#include "api/request.h"
#include "api/route.h"
#include "io/loopclock.h"
#include "native/iocontext.h"
#include "runtime/backendhost.h"
#include "websocket/messagedeflate.h"

#include <QtCore/qendian.h>

#include <limits>

namespace Landline {

namespace {

using Event = ClosingHandshake::Event;
using Pause = MessageReader::Pause;
using std::chrono::milliseconds;

constexpr qint64 pongLimit = 64 * 1024; // with so much unsent, only the last ping is answered
constexpr qsizetype inflatedLikeAFrame = 16 * 1024; // so much counts as a frame of an iteration's share
constexpr qsizetype keptPayload = 256 * 1024; // the worker keeps memory of this size for the next message

} // namespace

class WebSocketConnection::HandlerScope
{
public:
    explicit HandlerScope(WebSocketConnection *connection) : m_connection(connection)
    {
        IoContext *io = m_connection->io();
        if (WebSocketConnection *outer = io->current())
            outer->flush();
        m_outer = io->setCurrent(m_connection);
        m_connection->m_isHandling = true;
    }
    ~HandlerScope()
    {
        m_connection->m_isHandling = false;
        m_connection->handlerReturned();
        m_connection->io()->setCurrent(m_outer);
    }
    Q_DISABLE_COPY_MOVE(HandlerScope)

private:
    WebSocketConnection *m_connection;
    WebSocketConnection *m_outer; ///< whose handler runs the event loop that we are in
};

WebSocketConnection::WebSocketConnection(const Opening &opening, const Request &request, const Settings *settings,
                                         std::unique_ptr<Transport> transport, IoContext *io,
                                         std::unique_ptr<MessageDeflate> deflate)
    : Connection(opening, request, nullptr)
    , m_settings(settings)
    , m_heartbeat(LoopClock::uptime())
    , m_outbox(io, std::move(transport))
    , m_reader(*settings, std::move(deflate), LoopClock::uptime())
{
}

WebSocketConnection::~WebSocketConnection() = default;

void WebSocketConnection::start(const Request &request, const QByteArray &answer, const QByteArray &early)
{
    const HandlerScope scope(this);
    const bool isWatched = m_outbox.transport().watch(DescriptorPoller::Readable, this);
    appended(m_outbox.append(answer));
    io()->host()->entered(this);
    open(request);
    reportOpened();
    if (!isWatched)
        abort();
    m_reader.keep(process(early));
    scheduleCheck();
}

// --- receiving -----------------------------------------------------------------------------------------------------

void WebSocketConnection::descriptorReady(DescriptorPoller::Readiness ready)
{
    if (m_closing.isOver()) // onClose() runs an event loop
        return m_outbox.transport().setInterests(DescriptorPoller::NoInterest);
    if (ready & DescriptorPoller::Writable)
        flush();
    if (!(ready & DescriptorPoller::Readable) || m_closing.isOver())
        return;
    if (m_isHandling)
        return pause(Pause::HandlerRuns);
    if (m_reader.isPaused() || m_reader.hasUnprocessed())
        return;
    const HandlerScope scope(this);
    ReceiveBuffer::Loan buffer(io()->receiveBuffer());
    const Transport::Result received = m_outbox.transport().receive(buffer.bytes());
    switch (received.state) {
    case Transport::State::Moved:
        if (isScheduled()) // otherwise nobody asks
            m_heartbeat.heard(LoopClock::uptime());
        return m_reader.keep(process(QByteArrayView(buffer.bytes().data(), received.size)));
    case Transport::State::NotNow: return;
    case Transport::State::Ended: return inputEnded();
    case Transport::State::Broken: return disconnectNow({CloseCode::Abnormal, {}, ClosedBy::Client});
    }
}

void WebSocketConnection::resumeProcessing()
{
    if (m_isHandling || !isProcessing() || !m_reader.hasUnprocessed())
        return;
    const HandlerScope scope(this);
    const MessageReader::Unprocessed unprocessed = m_reader.takeUnprocessed();
    m_reader.keep(unprocessed, process(unprocessed.view()));
}

/// Processes as many frames of \a input as are this connection's share of a loop iteration, and returns what has to wait.
QByteArrayView WebSocketConnection::process(QByteArrayView input)
{
    FrameParser::Found &found = io()->found();
    for (int frames = 0; isProcessing() && frames < FramesPerIteration; ++frames) {
        const FrameParser::Event event = m_reader.next(&input, &found);
        if (event == FrameParser::Event::NeedMore)
            return {};
        if (event != FrameParser::Event::Message) {
            handleOther(event, &found);
            continue;
        }
        if (m_reader.isOverRate())
            pause(Pause::OverRate);
        if (found.isCompressed) // a few bytes may have become a long message, and take its time
            frames += static_cast<int>(found.payload.size() / inflatedLikeAFrame);
        m_wasAnswered = false;
        Frame message = found.type == FrameType::Text ? Frame::fromValidUtf8(std::move(found.payload))
                                                      : Frame::fromBinary(std::move(found.payload));
        receive(message);
        // Its memory serves the next message, unless a handler keeps a copy.
        found.payload = std::move(message).takeData();
        if (found.payload.capacity() > keptPayload)
            found.payload = QByteArray();
        // What others send it is not the client's doing; and one that has to be heard to be able to read would never be.
        if (m_wasAnswered && m_outbox.isFilled())
            waitForReader();
    }
    return m_closing.expectsFrames() ? input : QByteArrayView();
}

/// Stops reading until the client has read what it was answered, unless the kernel takes it now.
void WebSocketConnection::waitForReader()
{
    flush();
    if (m_outbox.isFilled() && m_closing.isOpen())
        pause(Pause::Unread);
}

/// Handles what is no message.
void WebSocketConnection::handleOther(FrameParser::Event event, FrameParser::Found *found)
{
    switch (event) {
    case FrameParser::Event::Ping: return answerPing(found->payload);
    case FrameParser::Event::Pong: return m_heartbeat.pong(found->payload);
    case FrameParser::Event::Close:
        return apply(m_closing.handle(Event::CloseReceived,
                                      {found->code, QString::fromUtf8(found->payload), ClosedBy::Client}));
    case FrameParser::Event::Violation:
        if (m_reader.isFlooded())
            ++io()->host()->statistics().floods;
        return apply(m_closing.handle(Event::Violation,
                                      {found->code, QString::fromUtf8(found->payload), ClosedBy::Server}));
    case FrameParser::Event::Message:
    case FrameParser::Event::NeedMore: return;
    }
}

void WebSocketConnection::answerPing(const QByteArray &payload)
{
    if (!m_closing.isOpen())
        return;
    if (m_outbox.queuedSize() >= pongLimit)
        return m_reader.holdPing(payload);
    m_reader.takeHeldPing();
    appended(m_outbox.append(Opcode::Pong, payload));
}

void WebSocketConnection::pause(MessageReader::Pause reason)
{
    if (!m_reader.pause(reason))
        return;
    updateInterests();
    if (reason == Pause::OverRate)
        scheduleCheck();
}

void WebSocketConnection::resume(quint8 reasons)
{
    if (m_closing.isOver() || !m_reader.resume(reasons))
        return;
    updateInterests();
    if (m_reader.hasUnprocessed() && isProcessing())
        io()->resumeLater(this);
}

void WebSocketConnection::updateInterests()
{
    DescriptorPoller::Interests interests = DescriptorPoller::NoInterest;
    interests.setFlag(DescriptorPoller::Readable, !m_reader.isPaused());
    interests.setFlag(DescriptorPoller::Writable, m_outbox.isBlocked());
    m_outbox.transport().setInterests(interests);
}

/// Nothing of this is on the stack any more.
void WebSocketConnection::handlerReturned()
{
    if (m_closing.isOver())
        return io()->scheduleDeletion(this);
    resume(Pause::HandlerRuns);
    if (m_reader.hasUnprocessed() && isProcessing())
        io()->resumeLater(this);
    flush();
}

// --- sending -------------------------------------------------------------------------------------------------------

qint64 WebSocketConnection::queuedBytes() const
{
    return m_outbox.size();
}

bool WebSocketConnection::hasRoomFor(qint64 bytes) const
{
    const qint64 waiting = m_outbox.size();
    return waiting == 0 || waiting + bytes <= route()->sendQueueLimit(*m_settings);
}

PushResult WebSocketConnection::send(const Frame &frame, Encodings *encodings)
{
    m_wasAnswered = m_isHandling;
    if (!hasRoomFor(frame.size())) {
        const PushResult result = makeRoom(frame.size());
        if (result != PushResult::Queued)
            return result;
    }
    const Opcode opcode = frame.isText() ? Opcode::Text : Opcode::Binary;
    if (!m_reader.deflate() || !appendDeflated(opcode, frame.data(), encodings))
        appended(m_outbox.append(opcode, frame.data(), encodings));
    return PushResult::Queued;
}

/// The queue has no room for \a bytes more. The result of the push, after what the route wants for slow clients.
PushResult WebSocketConnection::makeRoom(qint64 bytes)
{
    flush(); // what only waits for the end of the iteration is not in the way
    if (hasRoomFor(bytes))
        return PushResult::Queued;
    const qint64 limit = route()->sendQueueLimit(*m_settings);
    switch (route()->slowConsumer(*m_settings)) {
    case SlowConsumer::Reject: break;
    case SlowConsumer::DropOldest:
        if (bytes <= limit)
            countDropped(m_outbox.dropMessages(queuedBytes() + bytes - limit));
        return hasRoomFor(bytes) ? PushResult::Queued : PushResult::Rejected;
    case SlowConsumer::Close:
        countDropped(m_outbox.dropMessages(std::numeric_limits<qint64>::max()));
        ++io()->host()->statistics().slowConsumers;
        close(CloseCode::TryAgainLater, QStringLiteral("reads too slowly"));
        if (m_closing.state() == ClosingHandshake::State::Closing)
            startCloseWait(); // it has had its time, and nothing else waits for it
        return PushResult::Gone;
    }
    return PushResult::Rejected;
}

/// False if \a payload is to be sent as it is.
bool WebSocketConnection::appendDeflated(Opcode opcode, const QByteArray &payload, Encodings *encodings)
{
    MessageDeflate *deflate = m_reader.deflate();
    if (payload.size() < deflate->minSize())
        return false;
    const QByteArray frame = io()->deflated(opcode, payload, deflate, encodings);
    if (frame.isNull())
        return false;
    appended(m_outbox.appendFrame(frame));
    return true;
}

void WebSocketConnection::queued(Outbox::Appended where)
{
    switch (where) {
    case Outbox::Appended::Corked: break;
    case Outbox::Appended::Much: return flush();
    case Outbox::Appended::Queued: io()->flushLater(this); break;
    case Outbox::Appended::Blocked: break;
    }
    updateMarks();
}

void WebSocketConnection::appendClose(quint16 code, const QString &reason)
{
    QByteArray payload;
    if (code != CloseCode::NoStatus) {
        payload.resize(2);
        qToBigEndian(code, payload.data());
        payload += reason.toUtf8();
    }
    appended(m_outbox.append(Opcode::Close, payload));
}

void WebSocketConnection::flush()
{
    if (m_closing.isOver())
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
    updateMarks();
    if (progress == SendQueue::Progress::Done)
        queueEmptied();
    else if (progress == SendQueue::Progress::Broken)
        apply(m_closing.handle(Event::SendFailed));
    else if (!wasBlocked)
        scheduleCheck();
}

void WebSocketConnection::queueEmptied()
{
    if (!m_closing.isOpen())
        return apply(m_closing.handle(Event::AllSent));
    if (const std::optional<QByteArray> ping = m_reader.takeHeldPing()) {
        m_outbox.appendToQueue(Opcode::Pong, *ping);
        flush();
    }
}

void WebSocketConnection::updateMarks()
{
    if (!m_outbox.updateMarks(route()->sendQueueLimit(*m_settings)))
        return;
    if (!m_outbox.isFilled())
        resume(Pause::Unread);
    io()->emitWatermarkSignalsLater(this);
}

void WebSocketConnection::emitWatermarkSignals()
{
    const std::optional<bool> isFilled = m_outbox.takeMarkNews();
    if (!isFilled || !isOpen())
        return;
    std::optional<HandlerScope> scope;
    if (!m_isHandling)
        scope.emplace(this);
    if (*isFilled)
        emit queueFilled();
    else
        emit queueDrained();
}

// --- closing -------------------------------------------------------------------------------------------------------

void WebSocketConnection::sendClose(quint16 code, const QString &reason)
{
    apply(m_closing.handle(Event::CloseQueued, {code, reason, ClosedBy::Server}));
    appendClose(code, reason);
    resume(Pause::Unread | Pause::OverRate); // until the peer's close comes
}

void WebSocketConnection::apply(ClosingHandshake::Actions actions)
{
    if (!m_closing.isOpen()) {
        setClosing();
        m_reader.removeRateLimit();
    }
    if (m_closing.isOver()) // before an onClose() that runs an event loop: the cork must not be left to others
        m_outbox.clear();
    if (actions & ClosingHandshake::MarkEnding)
        m_outbox.transport().setEnding();
    if (actions & ClosingHandshake::SendClose)
        appendClose(m_closing.closeFrameCode(), m_closing.closeFrameReason());
    if (actions & ClosingHandshake::Report)
        reportClosed();
    if (actions & ClosingHandshake::EndSending)
        m_outbox.transport().endSending();
    if (actions & ClosingHandshake::StartWait)
        startCloseWait();
    if (actions & ClosingHandshake::EndTransport)
        closeTransport();
}

/// The peer ends its side of TCP. It still gets what was accepted for it.
void WebSocketConnection::inputEnded()
{
    pause(Pause::InputEnded);
    apply(m_closing.handle(Event::InputEnded, {CloseCode::Abnormal, {}, ClosedBy::Client}));
}

void WebSocketConnection::abort()
{
    if (!m_closing.isOver())
        disconnectNow({CloseCode::Abnormal, {}, ClosedBy::Server});
}

/// Ends TCP. \a close is reported unless a close has begun before.
void WebSocketConnection::disconnectNow(const CloseInfo &close)
{
    std::optional<HandlerScope> scope;
    if (!m_isHandling)
        scope.emplace(this);
    apply(m_closing.handle(Event::Aborted, close));
}

/// Gives up a peer that is not there, or takes nothing: the kernel is to keep nothing for it either.
void WebSocketConnection::resetTransport(const QString &reason)
{
    m_outbox.transport().resetAtClose();
    disconnectNow({CloseCode::Abnormal, reason, ClosedBy::Server});
}

void WebSocketConnection::reportOpened()
{
    if (m_isOpenReported)
        return;
    m_isOpenReported = true;
    io()->host()->opened(this);
}

void WebSocketConnection::reportClosed()
{
    reportOpened(); // when onOpen() itself ends the connection
    const CloseInfo close = m_closing.close();
    finish(close);
    io()->host()->left(this, close);
}

void WebSocketConnection::closeTransport()
{
    io()->wheel().cancel(this);
    m_outbox.transport().close();
    if (!m_isHandling)
        io()->scheduleDeletion(this);
}

// --- time ----------------------------------------------------------------------------------------------------------

void WebSocketConnection::checkTime()
{
    const qint64 now = LoopClock::uptime();
    if (!m_closing.isOpen())
        return checkClosingTime(now);
    if (m_reader.isPausedFor(Pause::OverRate) && m_reader.rateWait(now).count() == 0) {
        m_reader.endRateWait(now);
        resume(Pause::OverRate);
    }
    if (isStalled(now)) {
        ++io()->host()->statistics().slowConsumers;
        return resetTransport(QStringLiteral("takes nothing of what is sent"));
    }
    if (!isPeerAlive(now)) {
        ++io()->host()->statistics().deadPeers;
        return resetTransport(Heartbeat::reasonOfDeath(*m_settings));
    }
    scheduleCheck();
}

void WebSocketConnection::checkClosingTime(qint64 now)
{
    const std::optional<qint64> deadline = m_closing.deadline();
    if (deadline && *deadline <= now)
        disconnectNow({});
    else if (!deadline && isStalled(now)) // what was accepted is still being sent
        resetTransport({});
    else
        scheduleCheck();
}

/// Sends a ping if the peer has been silent for so long.
bool WebSocketConnection::isPeerAlive(qint64 now)
{
    // A client is not silent while we do not listen; nor because this thread was busy for a minute.
    if (m_reader.isPaused() || m_reader.hasUnprocessed())
        m_heartbeat.heard(now);
    Heartbeat::Verdict verdict = m_heartbeat.look(*m_settings, now);
    if (verdict == Heartbeat::Verdict::Dead && m_outbox.transport().hasMore()) {
        m_heartbeat.heard(now);
        verdict = Heartbeat::Verdict::Alive;
    }
    if (verdict == Heartbeat::Verdict::Silent)
        appended(m_outbox.append(Opcode::Ping, m_heartbeat.ping()));
    return verdict != Heartbeat::Verdict::Dead;
}

/// True if the kernel has taken nothing for too long, even if asked now.
bool WebSocketConnection::isStalled(qint64 now)
{
    const auto isLate = [this, now] {
        return m_outbox.isBlocked() && m_settings->sendTimeout.count() > 0
                && m_outbox.stalledFor(now) >= m_settings->sendTimeout;
    };
    if (isLate())
        flush();
    return isLate();
}

/// When checkTime() may find something, whatever it is; nothing if it will not.
std::optional<milliseconds> WebSocketConnection::timeToNextCheck(qint64 now) const
{
    if (const std::optional<qint64> deadline = m_closing.deadline())
        return milliseconds(qMax<qint64>(*deadline - now, 0));
    std::optional<milliseconds> left;
    const auto atMost = [&left](milliseconds time) { left = left ? qMin(*left, time) : time; };
    if (m_closing.isOpen()) {
        left = m_heartbeat.timeLeft(*m_settings, now);
        if (m_reader.isPausedFor(Pause::OverRate))
            atMost(m_reader.rateWait(now));
    }
    if (m_outbox.isBlocked() && m_settings->sendTimeout.count() > 0)
        atMost(qMax(m_settings->sendTimeout - m_outbox.stalledFor(now), milliseconds(0)));
    return left;
}

void WebSocketConnection::scheduleCheck()
{
    if (m_closing.isOver())
        return;
    if (const std::optional<milliseconds> left = timeToNextCheck(LoopClock::uptime()))
        io()->wheel().schedule(this, *left);
    else
        io()->wheel().cancel(this);
}

/// The peer has its time from now on, unless it has begun before.
void WebSocketConnection::startCloseWait()
{
    if (m_closing.deadline())
        return;
    m_closing.waitUntil(LoopClock::uptime() + m_settings->closeWait.count());
    scheduleCheck();
}

} // namespace Landline
