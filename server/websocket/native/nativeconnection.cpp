// SPDX-FileCopyrightText: 2026 The Landline authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "websocket/native/nativeconnection.h"

#include "api/request.h"
#include "websocket/connectionhost.h"
#include "websocket/native/iocontext.h"

#include <QtCore/qendian.h>

#include <cerrno>

#include <sys/socket.h>

namespace Landline {

namespace {

constexpr qsizetype copyLimit = 16 * 1024; // longer payloads are shared with the application, not copied
constexpr qint64 flushSize = 256 * 1024; // so much does not wait for the end of the turn
constexpr qint64 pongLimit = 64 * 1024; // with so much unread, only the last ping is answered
constexpr qsizetype keptPayload = 256 * 1024; // the worker keeps memory of this size for the next message

} // namespace

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
                                   int socketDescriptor, IoContext *io)
    : Connection(opening, request, nullptr)
    , m_io(io)
    , m_settings(settings)
    , m_parser(settings->maxMessageSize)
    , m_socketDescriptor(socketDescriptor)
{
}

NativeConnection::~NativeConnection() = default;

void NativeConnection::start(const Request &request, const QByteArray &answer, const QByteArray &early)
{
    const Busy busy(this);
    const bool watched = m_io->poller()->watch(m_socketDescriptor, DescriptorPoller::Readable, this);
    if (m_io->cork().append(answer))
        m_io->flushCorkLater();
    else
        m_queue.append(answer);
    m_io->host()->entered(this);
    open(request);
    tellOpened();
    if (!watched)
        abort();
    parse(early);
}

void NativeConnection::tellOpened()
{
    if (!m_opened) {
        m_opened = true;
        m_io->host()->opened(this);
    }
}

void NativeConnection::descriptorReady(DescriptorPoller::Readiness ready)
{
    if (ready & DescriptorPoller::Writable)
        flush();
    if (ready & DescriptorPoller::Readable && m_phase != Phase::Over)
        read();
}

void NativeConnection::read()
{
    if (m_busy) {
        // An event loop runs in our own handler. The next message waits until that has returned.
        m_paused = true;
        updateInterests();
        return;
    }
    const Busy busy(this);
    IoContext::ReceiveBuffer buffer(m_io);
    const std::span<char> bytes = buffer.bytes();
    const ssize_t size = ::recv(m_socketDescriptor, bytes.data(), bytes.size(), 0);
    if (size > 0)
        parse(QByteArrayView(bytes.data(), size));
    else if (size == 0 || (errno != EAGAIN && errno != EWOULDBLOCK && errno != EINTR))
        end({CloseCode::Abnormal, {}, ClosedBy::Client});
}

void NativeConnection::parse(QByteArrayView input)
{
    FrameParser::Found &found = m_io->found();
    while (m_phase == Phase::Open || m_phase == Phase::Closing) {
        const FrameParser::Event event = m_parser.next(&input, &found);
        if (event == FrameParser::Event::NeedMore)
            return;
        handle(event);
        if (found.payload.capacity() > keptPayload)
            found.payload = QByteArray();
    }
}

void NativeConnection::handle(FrameParser::Event event)
{
    const FrameParser::Found &found = m_io->found();
    switch (event) {
    case FrameParser::Event::Message: deliver(found); break;
    case FrameParser::Event::Ping: answerPing(found.payload); break;
    case FrameParser::Event::Close: closeReceived(found.code, found.payload); break;
    case FrameParser::Event::Violation: fail(found.code, found.payload); break;
    case FrameParser::Event::Pong:
    case FrameParser::Event::NeedMore: break;
    }
}

void NativeConnection::deliver(const FrameParser::Found &found)
{
    if (found.type == FrameType::Text)
        receive(Frame::fromValidUtf8(found.payload));
    else
        receive(Frame::fromBinary(found.payload));
}

void NativeConnection::answerPing(const QByteArray &payload)
{
    if (m_phase != Phase::Open)
        return;
    // RFC 6455 section 5.5.3 lets us answer the most recent ping alone.
    if (m_queue.size() >= pongLimit) {
        rare().owedPong = payload;
        return;
    }
    if (m_rare)
        m_rare->owedPong.reset();
    enqueue(Opcode::Pong, payload);
}

void NativeConnection::closeReceived(quint16 code, const QByteArray &reason)
{
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
    m_io->setDeadline(this, m_settings->closeWait); // before onClose(), which may abort()
    endWith(isFirst ? CloseInfo{code, QString::fromUtf8(reason), ClosedBy::Server} : ownClose());
}

void NativeConnection::abort()
{
    if (m_phase != Phase::Over)
        end({CloseCode::Abnormal, {}, ClosedBy::Server});
}

void NativeConnection::deadlineReached()
{
    m_rare->deadline.reset();
    end({});
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
    if (std::exchange(m_paused, false))
        updateInterests();
    flush();
}

qint64 NativeConnection::queuedBytes() const
{
    const Cork &cork = m_io->cork();
    return m_queue.size() + (cork.isOf(this) ? cork.bytes().size() : 0);
}

PushResult NativeConnection::send(const Frame &frame)
{
    const auto isFull = [this, &frame] {
        const qint64 queued = queuedBytes();
        return queued > 0 && queued + frame.size() > m_settings->sendQueueLimit;
    };
    if (isFull())
        flush(); // what waits for the end of the turn only is not in the way
    if (isFull())
        return PushResult::Rejected;
    enqueue(frame.isText() ? Opcode::Text : Opcode::Binary, frame.data());
    return PushResult::Queued;
}

void NativeConnection::sendClose(quint16 code, const QString &reason)
{
    rare().close = {code, reason, ClosedBy::Server};
    enqueueClose(code, reason.toUtf8());
    m_phase = Phase::Closing;
    m_io->setDeadline(this, m_settings->closeWait);
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

void NativeConnection::enqueue(Opcode opcode, const QByteArray &payload)
{
    Cork &cork = m_io->cork();
    if (cork.isOf(this) && m_queue.isEmpty()) {
        const bool isFirst = cork.isEmpty();
        if (cork.append(opcode, payload)) {
            if (isFirst)
                m_io->flushCorkLater();
            return;
        }
        flushCork();
    }
    if (payload.size() <= copyLimit) {
        m_queue.append(m_io->encoded(opcode, payload));
    } else {
        QByteArray header(FrameHeader::MaxServerSize, Qt::Uninitialized);
        header.truncate(FrameHeader::encode(opcode, static_cast<quint64>(payload.size()), header.data()));
        m_queue.append(header);
        m_queue.append(payload);
    }
    if (m_blocked)
        return;
    if (m_queue.size() < flushSize)
        m_io->flushLater(this);
    else
        flush();
}

void NativeConnection::flush()
{
    if (m_phase == Phase::Over)
        return;
    flushCork();
    switch (m_queue.flush(m_socketDescriptor)) {
    case SendQueue::Progress::Done:
        setBlocked(false);
        queueIsEmpty();
        break;
    case SendQueue::Progress::Full:
        setBlocked(true);
        if (m_phase == Phase::Flushing && !deadline())
            m_io->setDeadline(this, m_settings->closeWait);
        break;
    case SendQueue::Progress::Broken:
        // Part of a frame may have left. What read() finds now ends the connection.
        ::shutdown(m_socketDescriptor, SHUT_RDWR);
        m_queue.clear();
        setBlocked(false);
        if (m_phase == Phase::Flushing)
            release();
        break;
    }
}

void NativeConnection::setBlocked(bool blocked)
{
    if (m_blocked == blocked)
        return;
    m_blocked = blocked;
    updateInterests();
}

void NativeConnection::flushCork()
{
    Cork &cork = m_io->cork();
    if (!cork.isOf(this) || cork.isEmpty())
        return;
    const QByteArrayView bytes = cork.bytes();
    qsizetype sent = 0;
    if (m_queue.isEmpty())
        sent = qMax(ssize_t(0), ::send(m_socketDescriptor, bytes.data(), static_cast<size_t>(bytes.size()), MSG_NOSIGNAL));
    if (sent < bytes.size())
        m_queue.append(bytes.sliced(sent).toByteArray());
    cork.clear();
}

void NativeConnection::queueIsEmpty()
{
    if (m_rare && m_rare->owedPong && m_phase == Phase::Open) {
        // Past the cork, which may be on its way to another connection.
        m_queue.append(m_io->encoded(Opcode::Pong, *std::exchange(m_rare->owedPong, std::nullopt)));
        flush();
    } else if (m_phase == Phase::Flushing)
        release();
    else if (m_phase == Phase::Draining)
        ::shutdown(m_socketDescriptor, SHUT_WR);
}

void NativeConnection::updateInterests()
{
    DescriptorPoller::Interests interests = DescriptorPoller::NoInterest;
    interests.setFlag(DescriptorPoller::Readable, !m_paused);
    interests.setFlag(DescriptorPoller::Writable, m_blocked);
    m_io->poller()->setInterests(m_socketDescriptor, interests);
}

void NativeConnection::endWith(const CloseInfo &close)
{
    if (m_ended)
        return;
    m_ended = true;
    tellOpened(); // when onOpen itself ends the connection
    finish(close);
    m_io->host()->left(this, close);
}

void NativeConnection::release()
{
    if (m_phase == Phase::Over)
        return;
    m_phase = Phase::Over;
    m_io->clearDeadline(this);
    m_io->poller()->close(m_socketDescriptor);
    m_queue.clear();
    if (m_io->cork().isOf(this))
        m_io->cork().clear();
    if (!m_busy)
        m_io->bury(this);
}

CloseInfo NativeConnection::ownClose() const
{
    return m_rare->close;
}

NativeConnection::Rare &NativeConnection::rare()
{
    if (!m_rare)
        m_rare = std::make_unique<Rare>();
    return *m_rare;
}

NativeConnection::Deadline NativeConnection::deadline() const
{
    return m_rare ? m_rare->deadline : std::nullopt;
}

void NativeConnection::setDeadline(const Deadline &deadline)
{
    if (m_rare || deadline)
        rare().deadline = deadline;
}

} // namespace Landline
