// SPDX-FileCopyrightText: 2026 The Landline authors
// SPDX-License-Identifier: LGPL-3.0-or-later

#include "native/iocontext.h"

#include "api/encodings_p.h"
#include "native/websocketconnection.h"
#include "runtime/backendhost.h"
#include "websocket/messagedeflate.h"

namespace Landline {

namespace {

constexpr size_t receiveSize = 128 * 1024;

/// Calls \a function for those on \a list. Those that are added meanwhile are called in the next loop iteration; an event loop
/// may run in any of the calls, and call the others.
void callAll(std::deque<WebSocketConnection *> &list, bool WebSocketConnection::Listed::*flag,
             void (WebSocketConnection::*function)())
{
    for (size_t left = list.size(); left > 0 && !list.empty(); --left) {
        WebSocketConnection *connection = list.front();
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

IoContext::IoContext(BackendHost *host, DescriptorPoller *poller)
    : m_host(host)
    , m_poller(poller)
    , m_receiveBuffer(receiveSize)
    , m_wheel([](TimerWheel::Entry *entry) { static_cast<WebSocketConnection *>(entry)->checkTime(); })
{
    m_poller->addNestedLoopHandler(this);
}

IoContext::~IoContext()
{
    // Those whose onClose() has run, and whose TCP connection is to end gently.
    while (TimerWheel::Entry *entry = m_wheel.takeAny())
        static_cast<WebSocketConnection *>(entry)->abort();
    m_poller->forgetTurnEnd(this);
    m_poller->removeNestedLoopHandler(this);
    qDeleteAll(m_toDelete);
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

WebSocketConnection *IoContext::setCurrent(WebSocketConnection *connection)
{
    m_cork.setOwner(connection ? connection->outbox() : nullptr);
    return std::exchange(m_current, connection);
}

void IoContext::flushLater(WebSocketConnection *connection)
{
    if (std::exchange(connection->listed().toFlush, true))
        return;
    m_toFlush.push_back(connection);
    m_poller->callAtTurnEnd(this);
}

void IoContext::resumeLater(WebSocketConnection *connection)
{
    if (std::exchange(connection->listed().toResume, true))
        return;
    m_toResume.push_back(connection);
    m_poller->callAtTurnEnd(this);
}

void IoContext::emitWatermarkSignalsLater(WebSocketConnection *connection)
{
    if (std::exchange(connection->listed().toEmit, true))
        return;
    m_toEmit.push_back(connection);
    m_poller->callAtTurnEnd(this);
}

void IoContext::scheduleDeletion(WebSocketConnection *connection)
{
    if (connection->listed().toResume)
        std::erase(m_toResume, connection);
    if (connection->listed().toEmit)
        std::erase(m_toEmit, connection);
    m_toDelete.push_back(connection);
    m_poller->callAtTurnEnd(this);
}

void IoContext::turnEnded()
{
    m_encoded = {};
    m_deflated.clear();
    callAll(m_toResume, &WebSocketConnection::Listed::toResume, &WebSocketConnection::resumeProcessing);
    callAll(m_toEmit, &WebSocketConnection::Listed::toEmit, &WebSocketConnection::emitWatermarkSignals);
    flushAll(); // behind what these have pushed; and those that are to be deleted are on no list then
    const std::vector<WebSocketConnection *> ended = std::exchange(m_toDelete, {});
    qDeleteAll(ended);
}

void IoContext::flushAll()
{
    m_flushing.swap(m_toFlush);
    for (WebSocketConnection *connection : m_flushing) {
        connection->listed().toFlush = false;
        connection->flush();
    }
    m_flushing.clear();
}

/// A handler runs an event loop: what it has pushed must not wait for its end.
void IoContext::nestedLoopWaits()
{
    if (m_current)
        m_current->flush();
}

} // namespace Landline
