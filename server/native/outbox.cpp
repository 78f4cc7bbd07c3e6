// SPDX-FileCopyrightText: 2026 The Landline authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "native/outbox.h"

#include "io/loopclock.h"
#include "native/iocontext.h"
#include "native/nativeconnection.h"
#include "websocket/frameheader.h"

namespace Landline {

namespace {

constexpr qsizetype copyLimit = 16 * 1024; // longer payloads are shared with the application, not copied
constexpr qint64 flushSize = 256 * 1024; // so much does not wait for the end of the turn

} // namespace

Outbox::Outbox(NativeConnection *owner, std::unique_ptr<Transport> transport)
    : m_owner(owner), m_transport(std::move(transport))
{
}

IoContext *Outbox::io() const
{
    return m_owner->io();
}

/// Puts what \a frame puts into a Cork into the worker's, if that is where it goes.
template<typename Frame>
bool Outbox::cork(const Frame &frame)
{
    Cork &cork = io()->cork();
    if (!cork.isOf(m_owner) || !m_queue.isEmpty())
        return false;
    const bool isFirst = cork.isEmpty();
    if (!frame(cork)) {
        flushCork();
        return false;
    }
    if (isFirst)
        io()->flushCorkLater();
    return true;
}

bool Outbox::append(Opcode opcode, const QByteArray &payload, Encodings *encodings)
{
    if (cork([&](Cork &cork) { return cork.append(opcode, payload); }))
        return false;
    appendToQueue(opcode, payload, encodings);
    return hasMuch();
}

bool Outbox::appendFrame(const QByteArray &frame)
{
    if (cork([&](Cork &cork) { return cork.append(frame); }))
        return false;
    m_queue.append(frame, SendQueue::Part::Message);
    return hasMuch();
}

/// True if the queue had better leave now; otherwise it will at the end of the turn.
bool Outbox::hasMuch()
{
    if (m_blocked)
        return false;
    if (m_queue.size() >= flushSize)
        return true;
    io()->flushLater(m_owner);
    return false;
}

void Outbox::append(const QByteArray &bytes)
{
    if (io()->cork().append(bytes))
        io()->flushCorkLater();
    else
        m_queue.append(bytes);
}

void Outbox::appendToQueue(Opcode opcode, const QByteArray &payload, Encodings *encodings)
{
    using Part = SendQueue::Part;
    if (payload.size() <= copyLimit) {
        m_queue.append(io()->encoded(opcode, payload, encodings), isControl(opcode) ? Part::Fixed : Part::Message);
        return;
    }
    QByteArray header(FrameHeader::MaxServerSize, Qt::Uninitialized);
    header.truncate(FrameHeader::encode(opcode, static_cast<quint64>(payload.size()), header.data()));
    m_queue.append(header, Part::Head);
    m_queue.append(payload, Part::Payload);
}

SendQueue::Progress Outbox::flush()
{
    flushCork();
    const qint64 before = m_queue.size();
    const SendQueue::Progress progress = m_queue.flush(*m_transport);
    const bool wasBlocked = std::exchange(m_blocked, progress == SendQueue::Progress::Full);
    if (m_blocked && (!wasBlocked || m_queue.size() < before))
        m_progressAt = static_cast<quint32>(LoopClock::uptime());
    return progress;
}

void Outbox::flushCork()
{
    Cork &cork = io()->cork();
    if (!cork.isOf(m_owner) || cork.isEmpty())
        return;
    const QByteArrayView bytes = cork.bytes();
    qsizetype sent = 0;
    if (m_queue.isEmpty())
        sent = m_transport->send(bytes).size;
    if (sent < bytes.size())
        m_queue.append(bytes.sliced(sent).toByteArray());
    cork.clear();
}

qint64 Outbox::corkedSize() const
{
    const Cork &cork = io()->cork();
    return cork.isOf(m_owner) ? cork.bytes().size() : 0;
}

int Outbox::dropMessages(qint64 bytes)
{
    return m_queue.dropMessages(bytes);
}

void Outbox::clear()
{
    m_queue.clear();
    m_blocked = false;
    if (io()->cork().isOf(m_owner))
        io()->cork().clear();
}

} // namespace Landline
