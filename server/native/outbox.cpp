// SPDX-FileCopyrightText: 2026 The Landline authors
// SPDX-License-Identifier: LGPL-3.0-or-later

#include "native/outbox.h"

#include "io/loopclock.h"
#include "native/iocontext.h"
#include "websocket/frameheader.h"

namespace Landline {

namespace {

constexpr qsizetype copyLimit = 16 * 1024; // longer payloads are shared with the application, not copied
constexpr qint64 flushSize = 256 * 1024; // so much does not wait for the end of the loop iteration

} // namespace

Outbox::Outbox(IoContext *io, std::unique_ptr<Transport> transport) : m_io(io), m_transport(std::move(transport)) { }

bool Outbox::usesCork() const
{
    return m_io->cork().isOf(this) && m_queue.isEmpty();
}

/// Has \a append put something into the worker's cork, if that is where it goes.
template<typename Append>
bool Outbox::cork(const Append &append)
{
    if (!usesCork())
        return false;
    if (append(m_io->cork()))
        return true;
    flushCork();
    return false;
}

Outbox::Appended Outbox::append(Opcode opcode, const QByteArray &payload, Encodings *encodings)
{
    if (cork([&](Cork &cork) { return cork.append(opcode, payload); }))
        return Appended::Corked;
    appendToQueue(opcode, payload, encodings);
    return queued();
}

Outbox::Appended Outbox::appendFrame(const QByteArray &frame)
{
    if (cork([&](Cork &cork) { return cork.append(frame); }))
        return Appended::Corked;
    m_queue.append(frame, SendQueue::Part::Message);
    return queued();
}

Outbox::Appended Outbox::append(const QByteArray &bytes)
{
    if (cork([&](Cork &cork) { return cork.append(bytes); }))
        return Appended::Corked;
    m_queue.append(bytes);
    return queued();
}

Outbox::Appended Outbox::queued() const
{
    if (m_blocked)
        return Appended::Blocked;
    return m_queue.size() >= flushSize ? Appended::Much : Appended::Queued;
}

void Outbox::appendToQueue(Opcode opcode, const QByteArray &payload, Encodings *encodings)
{
    using Part = SendQueue::Part;
    if (payload.size() <= copyLimit) {
        m_queue.append(m_io->encoded(opcode, payload, encodings), isControl(opcode) ? Part::Fixed : Part::Message);
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
    if (m_queue.isEmpty() && m_transport->unsent() == 0) {
        m_blocked = false;
        return SendQueue::Progress::Done;
    }
    const qint64 before = m_queue.size() + m_transport->unsent();
    const SendQueue::Progress progress = m_queue.flush(*m_transport);
    const bool wasBlocked = std::exchange(m_blocked, progress == SendQueue::Progress::Full);
    if (m_blocked && (!wasBlocked || m_queue.size() + m_transport->unsent() < before))
        m_progressAt = static_cast<quint32>(LoopClock::uptime());
    return progress;
}

void Outbox::flushCork()
{
    Cork &cork = m_io->cork();
    if (!cork.isOf(this) || cork.isEmpty())
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
    const Cork &cork = m_io->cork();
    return cork.isOf(this) ? cork.bytes().size() : 0;
}

int Outbox::dropMessages(qint64 bytes)
{
    return m_queue.dropMessages(bytes);
}

void Outbox::clear()
{
    m_queue.clear();
    m_blocked = false;
    if (m_io->cork().isOf(this))
        m_io->cork().clear();
}

} // namespace Landline
