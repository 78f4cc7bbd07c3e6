// SPDX-FileCopyrightText: 2026 The Landline authors
// SPDX-License-Identifier: LGPL-3.0-or-later

#ifndef LANDLINE_MESSAGEREADER_H
#define LANDLINE_MESSAGEREADER_H

#include "api/settings.h"
#include "websocket/frameparser.h"

#include <chrono>
#include <memory>
#include <optional>

namespace Landline {

class MessageDeflate;
class RateLimit;

/// What a WebSocketConnection receives: bytes in, messages out that are whole, inflated, valid and within the rate limit. Keeps
/// what has been received and not processed, and why nothing is to be received.
///
/// No I/O. The times are those of LoopClock::uptime().
class MessageReader
{
public:
    /// Why nothing is received.
    enum Pause : quint8 {
        HandlerRuns = 1, ///< an event loop runs in a handler; the next message waits until that has returned
        Unread = 2, ///< the client does not read what we answer
        OverRate = 4, ///< it has sent more than it may in this time
        InputEnded = 8, ///< its FIN has come
    };

    /// \a deflate is there if compression was agreed on. \a settings are not kept.
    MessageReader(const Settings &settings, std::unique_ptr<MessageDeflate> deflate, qint64 now);
    ~MessageReader();
    Q_DISABLE_COPY_MOVE(MessageReader)

    /// As FrameParser::next(), for whole messages. A message over the rate limit is found all the same; isOverRate() is true
    /// then, until the wait is over. One that goes on being over it is a violation.
    FrameParser::Event next(QByteArrayView *input, FrameParser::Found *found)
    {
        const FrameParser::Event event = m_parser.next(input, found);
        return m_extras && event == FrameParser::Event::Message ? check(found) : event;
    }

    /// False if that is so already.
    bool pause(Pause reason);
    /// False if it is not paused for any of \a reasons.
    bool resume(quint8 reasons);
    bool isPausedFor(quint8 reasons) const { return (m_pauses & reasons) != 0; }
    bool isPaused() const { return m_pauses != 0; }
    /// Frames may be processed: neither the client's pace nor its rate is in the way.
    bool mayProcess() const { return !isPausedFor(Unread | OverRate); }

    /// Bytes that have been received and wait for a later loop iteration.
    struct Unprocessed
    {
        QByteArray bytes;
        qsizetype offset = 0; ///< what lies before it has been processed

        QByteArrayView view() const { return QByteArrayView(bytes).sliced(offset); }
    };
    bool hasUnprocessed() const { return m_extras && !m_extras->unprocessed.bytes.isEmpty(); }
    /// Keeps a copy of \a rest.
    void keep(QByteArrayView rest);
    /// Keeps \a unprocessed, of which \a rest is left.
    void keep(const Unprocessed &unprocessed, QByteArrayView rest);
    Unprocessed takeUnprocessed() { return std::exchange(m_extras->unprocessed, {}); }

    /// The last ping that cannot be answered now (RFC 6455 section 5.5.3 lets us answer that one alone).
    void holdPing(const QByteArray &payload) { extras().heldPing = payload; }
    std::optional<QByteArray> takeHeldPing();

    bool isOverRate() const { return m_extras && m_extras->isOverRate; }
    /// The violation that next() found last is one of the rate limit.
    bool isFlooded() const { return m_extras && m_extras->isFlooded; }
    /// How long isOverRate() lasts.
    std::chrono::milliseconds rateWait(qint64 now) const;
    /// The wait is over.
    void endRateWait(qint64 now);
    /// From now on nothing is limited: the messages do not count any more.
    void removeRateLimit();

    /// What was agreed on; also compresses what is sent. Or nullptr.
    MessageDeflate *deflate() const { return m_extras ? m_extras->deflate.get() : nullptr; }

private:
    /// What few connections need, or not for long.
    struct Extras
    {
        Unprocessed unprocessed;
        std::optional<QByteArray> heldPing;
        std::unique_ptr<RateLimit> rate;
        std::unique_ptr<MessageDeflate> deflate;
        quint32 maxMessageSize = 0; ///< for deflate
        bool isOverRate = false;
        bool isFlooded = false;
    };

    Extras &extras();
    FrameParser::Event check(FrameParser::Found *found);
    FrameParser::Event inflate(FrameParser::Found *found);

    FrameParser m_parser;
    std::unique_ptr<Extras> m_extras;
    quint8 m_pauses = 0;
};

} // namespace Landline

#endif
