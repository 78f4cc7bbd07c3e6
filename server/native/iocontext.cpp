// SPDX-FileCopyrightText: 2026 The Landline authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "native/iocontext.h"

#include "api/encodings.h"
#include "native/nativeconnection.h"
#include "runtime/backendhost.h"
#include "websocket/messagedeflate.h"

namespace Landline {

namespace {

constexpr size_t receiveSize = 128 * 1024;

/// Calls those who are on \a list. Who comes meanwhile has the next turn; an event loop may run in any of the calls, and
/// call the others.
void callAll(std::deque<NativeConnection *> &list, bool NativeConnection::Listed::*flag,
             void (NativeConnection::*function)())
{
    for (size_t left = list.size(); left > 0 && !list.empty(); --left) {
        NativeConnection *connection = list.front();
        list.pop_front();
        connection->listed().*flag = false;
        (connection->*function)();
    }
}

/// A form of Encodings; \a compressed of nothing is plain.
quint32 formOf(Opcode opcode, DeflatePool::Form compressed = {0, 0})
{
    return static_cast<quint32>(opcode) << 16 | static_cast<quint32>(compressed.windowBits) << 8 | compressed.level;
}

QByteArray frameOf(Opcode opcode, QByteArrayView payload, bool isCompressed = false)
{
    QByteArray frame(FrameHeader::MaxServerSize + payload.size(), Qt::Uninitialized);
    const auto size = static_cast<quint64>(payload.size());
    const qsizetype headerSize = FrameHeader::encode(opcode, size, frame.data(), isCompressed);
    if (!payload.isEmpty())
        std::memcpy(frame.data() + headerSize, payload.constData(), size);
    frame.truncate(headerSize + payload.size());
    return frame;
}

/// The encoding that \a make makes, or that was made for \a encodings before.
template<typename Make>
QByteArray sharedEncoding(Encodings *encodings, quint32 form, const Make &make)
{
    return encodings ? encodings->encoding(form, make) : make();
}

} // namespace

IoContext::ReceiveBuffer::ReceiveBuffer(IoContext *io) : m_io(io)
{
    if (std::exchange(io->m_receiveBufferIsLent, true)) {
        m_io = nullptr;
        m_own.resize(receiveSize);
        m_bytes = m_own;
    } else {
        m_bytes = io->m_receiveBuffer;
    }
}

IoContext::ReceiveBuffer::~ReceiveBuffer()
{
    if (m_io)
        m_io->m_receiveBufferIsLent = false;
}

IoContext::IoContext(BackendHost *host, DescriptorPoller *poller)
    : m_host(host)
    , m_poller(poller)
    , m_receiveBuffer(receiveSize)
    , m_wheel([](TimerWheel::Entry *entry) { static_cast<NativeConnection *>(entry)->lookAtTime(); })
{
}

IoContext::~IoContext()
{
    // Those whose onClose() has run, and whose TCP connection is to end gently.
    while (TimerWheel::Entry *entry = m_wheel.takeAny())
        static_cast<NativeConnection *>(entry)->abort();
    m_poller->forgetTurnEnd(this);
    qDeleteAll(m_buried);
}

bool IoContext::Encoded::isOf(Opcode otherOpcode, const QByteArray &otherPayload) const
{
    return opcode == otherOpcode && payload.size() == otherPayload.size()
            && payload.constData() == otherPayload.constData();
}

QByteArray IoContext::deflated(Opcode opcode, const QByteArray &payload, MessageDeflate *deflate, Encodings *encodings)
{
    const auto compress = [&] {
        return deflate->deflate(payload) ? frameOf(opcode, m_deflatePool.scratch(), true) : QByteArray();
    };
    const std::optional<DeflatePool::Form> form = deflate->sharedForm();
    if (!form)
        return compress();
    for (const Deflated &known : m_deflated) {
        if (!known.isOf(opcode, payload))
            break;
        if (known.form == *form)
            return known.frame;
    }
    if (!m_deflated.empty() && !m_deflated.front().isOf(opcode, payload))
        m_deflated.clear();
    m_deflated.push_back({{opcode, payload, sharedEncoding(encodings, formOf(opcode, *form), compress)}, *form});
    m_poller->callAtTurnEnd(this);
    return m_deflated.back().frame;
}

QByteArray IoContext::encoded(Opcode opcode, const QByteArray &payload, Encodings *encodings)
{
    if (m_encoded.isOf(opcode, payload) && !m_encoded.frame.isEmpty())
        return m_encoded.frame;
    const QByteArray frame = sharedEncoding(encodings, formOf(opcode), [&] { return frameOf(opcode, payload); });
    m_encoded = {opcode, payload, frame};
    m_poller->callAtTurnEnd(this);
    return frame;
}

void IoContext::flushLater(NativeConnection *connection)
{
    if (std::exchange(connection->listed().toFlush, true))
        return;
    m_toFlush.push_back(connection);
    m_poller->callAtTurnEnd(this);
}

void IoContext::goOnLater(NativeConnection *connection)
{
    if (std::exchange(connection->listed().toGoOn, true))
        return;
    m_toGoOn.push_back(connection);
    m_poller->callAtTurnEnd(this);
}

void IoContext::tellLater(NativeConnection *connection)
{
    if (std::exchange(connection->listed().toTell, true))
        return;
    m_toTell.push_back(connection);
    m_poller->callAtTurnEnd(this);
}

void IoContext::bury(NativeConnection *connection)
{
    if (connection->listed().toGoOn)
        std::erase(m_toGoOn, connection);
    if (connection->listed().toTell)
        std::erase(m_toTell, connection);
    m_buried.push_back(connection);
    m_poller->callAtTurnEnd(this);
}

void IoContext::turnEnded()
{
    m_encoded = {};
    m_deflated.clear();
    callAll(m_toGoOn, &NativeConnection::Listed::toGoOn, &NativeConnection::goOn);
    callAll(m_toTell, &NativeConnection::Listed::toTell, &NativeConnection::tellMarks);
    flushAll(); // behind what these have pushed; and whoever is buried is on no list then
    const std::vector<NativeConnection *> buried = std::exchange(m_buried, {});
    qDeleteAll(buried);
}

void IoContext::flushAll()
{
    // Only here while an event loop runs within the owner's handler.
    if (NativeConnection *corked = m_cork.owner())
        corked->flush();
    m_flushing.swap(m_toFlush);
    for (NativeConnection *connection : m_flushing) {
        connection->listed().toFlush = false;
        connection->flush();
    }
    m_flushing.clear();
}

} // namespace Landline
