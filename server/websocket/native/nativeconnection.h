// SPDX-FileCopyrightText: 2026 The Landline authors
// SPDX-License-Identifier: GPL-3.0-or-later

#ifndef LANDLINE_NATIVECONNECTION_H
#define LANDLINE_NATIVECONNECTION_H

#include "api/connection.h"
#include "api/settings.h"
#include "io/descriptorpoller.h"
#include "websocket/native/frameparser.h"
#include "websocket/native/sendqueue.h"

#include <optional>

namespace Landline {

class IoContext;

/// A Connection that speaks RFC 6455 itself, on the kernel's descriptor.
///
/// What it sends while its own input is dealt with leaves in one piece at the end of that, everything else at the end of
/// the loop turn; only what the kernel refuses then is kept. It is destroyed by its IoContext soon after it has ended.
class NativeConnection final : public Connection, private DescriptorHandler
{
    Q_OBJECT

public:
    using Connection::Opening;

    /// Owns \a socketDescriptor, which is connected and does not block. \a settings and \a io live longer.
    NativeConnection(const Opening &opening, const Request &request, const Settings *settings, int socketDescriptor,
                     IoContext *io);
    ~NativeConnection() override;

    /// Sends \a answer, the 101, and runs onOpen(); then \a early, what came behind the handshake, is dealt with.
    void start(const Request &request, const QByteArray &answer, const QByteArray &early);

    void abort() override;
    qint64 queuedBytes() const override;

    // For the IoContext.

    /// Sends what waits, as far as the kernel takes it. Runs no code of the application.
    void flush();
    /// The peer has had its time.
    void deadlineReached();
    /// False if it was so before.
    bool setFlushLater(bool later) { return std::exchange(m_flushLater, later) != later; }
    using Deadline = std::optional<std::chrono::steady_clock::time_point>;
    Deadline deadline() const;
    void setDeadline(const Deadline &deadline);

protected:
    PushResult send(const Frame &frame) override;
    void sendClose(quint16 code, const QString &reason) override;

private:
    enum class Phase : quint8 {
        Open,
        Closing, ///< our close frame is sent, the peer's has not come
        Flushing, ///< the closing handshake is done; TCP ends when the rest has left
        Draining, ///< we have failed it; what comes is thrown away until the peer ends TCP
        Over,
    };

    /// What few connections need, and those not for long.
    struct Rare
    {
        CloseInfo close; ///< ours, from Closing on
        Deadline deadline;
        std::optional<QByteArray> owedPong; ///< the answer to the last ping, while the peer reads nothing
    };

    /// While one lives, what is sent is corked and nothing is read.
    class Busy;

    void descriptorReady(DescriptorPoller::Readiness ready) override;
    void read();
    void parse(QByteArrayView input);
    void handle(FrameParser::Event event);
    void deliver(const FrameParser::Found &found);
    void answerPing(const QByteArray &payload);
    void closeReceived(quint16 code, const QByteArray &reason);
    void fail(quint16 code, const QByteArray &reason);
    void end(const CloseInfo &close);
    void leave();

    void enqueue(Opcode opcode, const QByteArray &payload);
    void enqueueClose(quint16 code, const QByteArray &reason);
    void flushCork();
    void queueIsEmpty();
    void setBlocked(bool blocked);
    void updateInterests();

    void tellOpened();
    void endWith(const CloseInfo &close);
    void release();
    CloseInfo ownClose() const;
    Rare &rare();

    IoContext *m_io;
    const Settings *m_settings;
    FrameParser m_parser;
    SendQueue m_queue;
    std::unique_ptr<Rare> m_rare;
    int m_socketDescriptor;
    Phase m_phase = Phase::Open;
    bool m_busy = false;
    bool m_paused = false; ///< bytes have come while busy
    bool m_blocked = false; ///< the kernel takes no more just now
    bool m_flushLater = false; ///< on the IoContext's list
    bool m_opened = false;
    bool m_ended = false;
};

} // namespace Landline

#endif
