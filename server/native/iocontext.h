// SPDX-FileCopyrightText: 2026 The Landline authors
// SPDX-License-Identifier: LGPL-3.0-or-later

#ifndef LANDLINE_IOCONTEXT_H
#define LANDLINE_IOCONTEXT_H

#include "io/descriptorpoller.h"
#include "io/timerwheel.h"
#include "native/cork.h"
#include "native/receivebuffer.h"
#include "websocket/deflatepool.h"
#include "websocket/frameparser.h"

#include <deque>
#include <vector>

namespace Landline {

class BackendHost;
class Encodings;
class MessageDeflate;
class WebSocketConnection;

/// What all WebSocketConnections of one worker share, so that each of them is small: the buffer that is received into, the
/// one that answers are collected in, the lists of those that something is left to be done for at the end of the loop
/// iteration, and their timers.
class IoContext : private TurnEndHandler, private NestedLoopHandler
{
public:
    IoContext(BackendHost *host, DescriptorPoller *poller);
    /// Every connection that has not ended must have been aborted.
    ~IoContext() override;

    BackendHost *host() const { return m_host; }
    DescriptorPoller *poller() const { return m_poller; }
    Cork &cork() { return m_cork; }
    FrameParser::Found &found() { return m_found; }
    /// Calls WebSocketConnection::checkTime().
    TimerWheel &wheel() { return m_wheel; }

    /// The connection whose input is being handled: the innermost one, where handlers run event loops. The cork is its own. Or
    /// nullptr.
    WebSocketConnection *current() const { return m_current; }
    /// Only while the cork is empty; answers the one before.
    WebSocketConnection *setCurrent(WebSocketConnection *connection);

    ReceiveBuffer *receiveBuffer() { return &m_receiveBuffer; }

    /// The frame of \a payload as a server sends it. That of the last call is kept until the end of the loop iteration, so that a
    /// message to a thousand is encoded once; with \a encodings, which are those of \a payload, once for all workers.
    QByteArray encoded(Opcode opcode, const QByteArray &payload, Encodings *encodings = nullptr);
    /// The same for a frame of \a payload compressed by \a deflate, which must be sent next; null if it is to go plain. For
    /// all connections whose messages stand alone and that have agreed on the same, it is compressed once.
    QByteArray deflated(Opcode opcode, const QByteArray &payload, MessageDeflate *deflate, Encodings *encodings = nullptr);
    DeflatePool &deflatePool() { return m_deflatePool; }

    /// Calls WebSocketConnection::flush() at the end of the loop iteration.
    void flushLater(WebSocketConnection *connection);
    /// Calls WebSocketConnection::resumeProcessing() at the end of the loop iteration; of the next one, which does not wait,
    /// when it is asked for at the end of one.
    void resumeLater(WebSocketConnection *connection);
    /// The same for WebSocketConnection::emitWatermarkSignals().
    void emitWatermarkSignalsLater(WebSocketConnection *connection);
    /// Destroys \a connection, which has ended and has no function on the stack but the caller's, at the end of the loop
    /// iteration.
    void scheduleDeletion(WebSocketConnection *connection);

private:
    struct Encoded
    {
        Opcode opcode = Opcode::Text;
        QByteArray payload;
        QByteArray frame;

        bool isOf(Opcode otherOpcode, const QByteArray &otherPayload) const;
    };
    struct Deflated : Encoded
    {
        DeflatePool::Form form;
    };

    using List = std::deque<WebSocketConnection *>;

    void turnEnded() override;
    void nestedLoopWaits() override;
    void flushAll();

    BackendHost *m_host;
    DescriptorPoller *m_poller;
    ReceiveBuffer m_receiveBuffer;
    Cork m_cork;
    FrameParser::Found m_found;
    Encoded m_encoded;
    std::vector<Deflated> m_deflated; ///< of one message, in each form that was asked for
    DeflatePool m_deflatePool;
    WebSocketConnection *m_current = nullptr;
    std::vector<WebSocketConnection *> m_toFlush;
    std::vector<WebSocketConnection *> m_flushing; ///< empty but in flushAll(); keeps its memory
    List m_toResume;
    List m_toEmit;
    std::vector<WebSocketConnection *> m_toDelete;
    TimerWheel m_wheel;
};

} // namespace Landline

#endif
