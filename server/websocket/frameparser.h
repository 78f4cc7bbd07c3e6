// SPDX-FileCopyrightText: 2026 The Landline authors
// SPDX-License-Identifier: LGPL-3.0-or-later

#ifndef LANDLINE_FRAMEPARSER_H
#define LANDLINE_FRAMEPARSER_H

#include "shared/closecode.h"
#include "shared/namespace.h"
#include "websocket/frameheader.h"

#include <QtCore/qbytearray.h>

#include <memory>
#include <optional>

namespace Landline {

/// Reads what a client sends after the handshake, bytes in at any cut, messages out (RFC 6455 sections 5 to 8).
///
/// Pure: no I/O, no clock. What it finds depends on the bytes alone, never on how they were cut. It is strict where the
/// RFC is, and fails as early as it can: a header with the byte that proves it wrong, a text with the first byte that
/// cannot be UTF-8, a message that is declared too long before a byte of it is kept.
///
/// A compressed message (RFC 7692) is found as it came: whoever agreed to it inflates it, and then checks the text.
///
/// Takes 16 bytes while nothing is unfinished; more is allocated only in the middle of a frame or message.
///
/// \code
/// while (parser.next(&input, &found) == FrameParser::Event::Message)
///     deliver(found.type, found.payload);
/// \endcode
class FrameParser
{
public:
    enum class Event {
        NeedMore, ///< all of the input is taken
        Message, ///< a whole message: `type` and `payload`
        Ping, ///< `payload` is to be sent back
        Pong, ///< `payload`
        Close, ///< `code` (NoStatus if there was none) and `payload`, the reason
        Violation, ///< close with `code` and `payload`, the reason; call next() no more
    };

    /// What next() found. Hand in the same one again: the memory of its payload is used again unless somebody else
    /// holds a copy.
    struct Found
    {
        FrameType type = FrameType::Text;
        bool isCompressed = false; ///< of a message: `payload` is its deflated form
        quint16 code = 0;
        QByteArray payload; ///< of a text that is not compressed, and of a close: valid UTF-8
    };

    /// What a client may send.
    struct Limits
    {
        qint64 maxMessageSize = 0; ///< bytes, compressed or not; at most 2^31 - 1. More is a violation with 1009
        int maxFragments = 0; ///< frames of one message; more is a violation with 1008
        FrameHeader::Compression compression = FrameHeader::Compression::Refused;
    };

    explicit FrameParser(const Limits &limits);
    ~FrameParser();
    Q_DISABLE_COPY_MOVE(FrameParser)

    /// Takes bytes off the front of \a input until it has found something or all is taken.
    Event next(QByteArrayView *input, Found *found);

    /// False in the middle of a frame or message.
    bool isIdle() const { return !m_unfinished; }

private:
    struct Unfinished;

    FrameHeader::Compression compression() const { return FrameHeader::Compression(bool(m_mayCompress)); }
    std::optional<Event> takeShort(QByteArrayView *input, Found *found);
    std::optional<Event> takeWhole(const FrameHeader &header, QByteArrayView *input, Found *found);
    Event resume(QByteArrayView *input, Found *found);
    FrameHeader::Verdict readHeader(QByteArrayView *input, const char **error);
    std::optional<Event> beginFrame(const FrameHeader &header, Found *found);
    bool readPayload(QByteArrayView *input);
    bool readMessagePart(QByteArrayView part);
    Event endFrame(Found *found);
    Event endMessage(Found *found);

    std::unique_ptr<Unfinished> m_unfinished;
    quint32 m_maxMessageSize : 31;
    quint32 m_mayCompress : 1;
    int m_maxFragments;
};

} // namespace Landline

#endif
