// SPDX-FileCopyrightText: 2026 The Landline authors
// SPDX-License-Identifier: LGPL-3.0-or-later

#ifndef LANDLINE_WEBSOCKETCONNECTION_H
#define LANDLINE_WEBSOCKETCONNECTION_H

#include "api/connection.h"
#include "api/settings.h"
#include "io/descriptorpoller.h"
#include "io/timerwheel.h"
#include "native/messagereader.h"
#include "native/outbox.h"
#include "websocket/closinghandshake.h"
#include "websocket/heartbeat.h"

#include <optional>

namespace Landline {

class IoContext;

/// A Connection that speaks RFC 6455 itself, on a Transport.
///
/// What it does is in its parts: MessageReader finds messages in what is received, Outbox encodes and sends, ClosingHandshake says
/// how it ends, Heartbeat whether the peer is there. This class moves bytes and events between them, the Transport and the
/// application.
///
/// What it sends while its own input is handled leaves in one piece at the end of that, everything else at the end of the loop
/// iteration; only what the kernel refuses then is kept. Of what it receives, so many messages are handled in an iteration as
/// leave the others their time; while the client does not read its answers, or sends more than it may, nothing is received.
///
/// Lives in its worker's thread. Deleted by its IoContext soon after it has ended.
class WebSocketConnection final : public Connection, public TimerWheel::Entry, private DescriptorHandler
{
    Q_OBJECT

public:
    using Connection::Opening;

    /// So many frames of one connection are processed in a loop iteration; then the others have their turn.
    static constexpr int FramesPerIteration = 128;

    /// \a settings and \a io live longer. \a deflate is there if compression was agreed on.
    WebSocketConnection(const Opening &opening, const Request &request, const Settings *settings,
                        std::unique_ptr<Transport> transport, IoContext *io, std::unique_ptr<MessageDeflate> deflate);
    ~WebSocketConnection() override;

    /// Sends \a answer, the 101, and runs onOpen(); then \a early is processed, which came behind the handshake.
    void start(const Request &request, const QByteArray &answer, const QByteArray &early);

    void abort() override;
    qint64 queuedBytes() const override;
    std::chrono::microseconds roundTrip() const override { return m_heartbeat.roundTrip(); }

    IoContext *io() const { return m_outbox.io(); }

    // For the IoContext.

    /// Sends what waits, as far as the kernel takes it. Runs no code of the application.
    void flush();
    /// Processes what has been received and kept.
    void resumeProcessing();
    void emitWatermarkSignals();
    void checkTime();
    const Outbox *outbox() const { return &m_outbox; }

    /// On which lists of the IoContext it is.
    struct Listed
    {
        bool toFlush = false;
        bool toResume = false;
        bool toEmit = false;
    };
    Listed &listed() { return m_listed; }

protected:
    PushResult send(const Frame &frame, Encodings *encodings) override;
    void sendClose(quint16 code, const QString &reason) override;

private:
    /// While one lives, what is sent is corked and nothing is received.
    class HandlerScope;

    void descriptorReady(DescriptorPoller::Readiness ready) override;
    QByteArrayView process(QByteArrayView input);
    void waitForReader();
    void handleOther(FrameParser::Event event, FrameParser::Found *found);
    void answerPing(const QByteArray &payload);
    bool isProcessing() const { return m_closing.expectsFrames() && m_reader.mayProcess(); }
    void pause(MessageReader::Pause reason);
    void resume(quint8 reasons);
    void updateInterests();
    void handlerReturned();

    bool hasRoomFor(qint64 bytes) const;
    PushResult makeRoom(qint64 bytes);
    bool appendDeflated(Opcode opcode, const QByteArray &payload, Encodings *encodings);
    void appended(Outbox::Appended where)
    {
        if (where != Outbox::Appended::Corked)
            queued(where);
    }
    void queued(Outbox::Appended where);
    void appendClose(quint16 code, const QString &reason);
    void updateMarks();
    void queueEmptied();

    void apply(ClosingHandshake::Actions actions);
    void inputEnded();
    void disconnectNow(const CloseInfo &close);
    void resetTransport(const QString &reason);
    void reportOpened();
    void reportClosed();
    void closeTransport();
    void startCloseWait();

    void checkClosingTime(qint64 now);
    bool isPeerAlive(qint64 now);
    bool isStalled(qint64 now);
    std::optional<std::chrono::milliseconds> timeToNextCheck(qint64 now) const;
    void scheduleCheck();

    // The small members lie in what would be padding of those before them.
    const Settings *m_settings;
    Heartbeat m_heartbeat;
    [[no_unique_address]] Outbox m_outbox;
    [[no_unique_address]] MessageReader m_reader;
    Listed m_listed;
    bool m_isHandling : 1 = false; ///< there is a HandlerScope
    bool m_wasAnswered : 1 = false; ///< something was pushed to it meanwhile
    bool m_isOpenReported : 1 = false;
    [[no_unique_address]] ClosingHandshake m_closing;
};

} // namespace Landline

#endif
