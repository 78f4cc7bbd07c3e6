// SPDX-FileCopyrightText: 2026 The Landline authors
// SPDX-License-Identifier: GPL-3.0-or-later

#ifndef LANDLINE_NATIVECONNECTION_H
#define LANDLINE_NATIVECONNECTION_H

#include "api/connection.h"
#include "api/settings.h"
#include "io/descriptorpoller.h"
#include "io/timerwheel.h"
#include "native/outbox.h"
#include "websocket/frameparser.h"
#include "websocket/heartbeat.h"
#include "websocket/queuemarks.h"

#include <optional>
#include <span>

namespace Landline {

class IoContext;
class MessageDeflate;
class RateLimit;

/// A Connection that speaks RFC 6455 itself, on a Transport.
///
/// What it sends while its own input is dealt with leaves in one piece at the end of that, everything else at the end of
/// the loop turn; only what the kernel refuses then is kept. Of what it receives, so many messages are dealt with in a
/// turn as leave the others their time; while the client does not read its answers, or says more than it may, nothing is
/// received. It is destroyed by its IoContext soon after it has ended.
class NativeConnection final : public Connection, public TimerWheel::Entry, private DescriptorHandler
{
    Q_OBJECT

public:
    using Connection::Opening;

    /// So many frames of one connection are dealt with in a turn; then it is the others' turn.
    static constexpr int FramesInATurn = 128;

    /// \a settings and \a io live longer. \a deflate is there if it was agreed on.
    NativeConnection(const Opening &opening, const Request &request, const Settings *settings,
                     std::unique_ptr<Transport> transport, IoContext *io, std::unique_ptr<MessageDeflate> deflate);
    ~NativeConnection() override;

    /// Sends \a answer, the 101, and runs onOpen(); then \a early, what came behind the handshake, is dealt with.
    void start(const Request &request, const QByteArray &answer, const QByteArray &early);

    void abort() override;
    qint64 queuedBytes() const override;
    std::chrono::microseconds roundTrip() const override { return m_heartbeat.roundTrip(); }

    IoContext *io() const { return m_io; }

    // For the IoContext.

    /// Sends what waits, as far as the kernel takes it. Runs no code of the application.
    void flush();
    /// Deals with what has been received and kept; so do the next three with what they are called for.
    void goOn();
    void tellMarks();
    void lookAtTime();

    /// On which lists of the IoContext it is.
    struct Listed
    {
        bool toFlush = false;
        bool toGoOn = false;
        bool toTell = false;
    };
    Listed &listed() { return m_listed; }

protected:
    PushResult send(const Frame &frame, Encodings *encodings) override;
    void sendClose(quint16 code, const QString &reason) override;

private:
    enum class Phase : quint8 {
        Open,
        Closing, ///< our close frame is sent, the peer's has not come
        Flushing, ///< the closing handshake is done, or the peer sends no more; TCP ends when the rest has left
        Draining, ///< we have failed it; what comes is thrown away until the peer ends TCP
        Over,
    };

    /// Why nothing is received.
    enum Pause : quint8 {
        Handler = 1, ///< an event loop runs in a handler; the next message waits until that has returned
        Unread = 2, ///< the client does not read what we answer
        Rate = 4, ///< it has said more than it may in this time
        InputEnded = 8, ///< its FIN has come
    };

    /// What few connections need, and those not for long.
    struct Rare;

    /// While one lives, what is sent is corked and nothing is read.
    class Busy;

    void descriptorReady(DescriptorPoller::Readiness ready) override;
    void read();
    Transport::Result receiveBytes(std::span<char> buffer);
    void take(QByteArrayView input);
    QByteArrayView parse(QByteArrayView input);
    void handle(FrameParser::Event event);
    void deliver(FrameParser::Found *found);
    bool inflate(FrameParser::Found *found);
    bool isWithinRate(qsizetype bytes);
    void answerPing(const QByteArray &payload);
    void pause(Pause why);
    void resume(quint8 pauses);
    bool isReading() const;
    bool hasUnparsed() const;

    void closeReceived(quint16 code, const QByteArray &reason);
    void fail(quint16 code, const QByteArray &reason);
    void inputEnded();
    void cut(const QString &reason);
    void end(const CloseInfo &close);
    void leave();

    bool fits(qint64 bytes) const;
    PushResult makeRoom(qint64 bytes);
    void enqueue(Opcode opcode, const QByteArray &payload, Encodings *encodings = nullptr);
    bool enqueueDeflated(Opcode opcode, const QByteArray &payload, Encodings *encodings);
    void enqueued(bool isMuch);
    void enqueueClose(quint16 code, const QByteArray &reason);
    void checkMarks();
    void queueIsEmpty();
    void updateInterests();

    bool isStalled(qint64 now);
    void lookAgain(qint64 now);
    bool isEnding() const;
    void endAfter(std::chrono::milliseconds time);
    void endInTime(qint64 now);

    void tellOpened();
    void endWith(const CloseInfo &close);
    void release();
    CloseInfo ownClose() const;
    Rare &rare();

    IoContext *m_io;
    const Settings *m_settings;
    FrameParser m_parser;
    Outbox m_outbox;
    std::unique_ptr<Rare> m_rare;
    Heartbeat m_heartbeat;
    Phase m_phase = Phase::Open;
    quint8 m_pauses = 0;
    Listed m_listed;
    QueueMarks m_marks;
    bool m_busy : 1 = false;
    bool m_answered : 1 = false; ///< something was pushed to it while busy
    bool m_opened : 1 = false;
    bool m_ended : 1 = false;
};

} // namespace Landline

#endif
