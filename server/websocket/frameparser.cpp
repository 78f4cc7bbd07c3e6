// SPDX-FileCopyrightText: 2026 The Landline authors
// SPDX-License-Identifier: LGPL-3.0-or-later

#include "websocket/frameparser.h"

#include "shared/utf8.h"
#include "websocket/masking.h"

#include <QtCore/qendian.h>

namespace Landline {

namespace {

using Event = FrameParser::Event;
using Found = FrameParser::Found;

constexpr qsizetype firstReserve = 64 * 1024; // what a mere announcement makes us allocate
constexpr quint8 finalText = 0x81; // the first byte of a whole message
constexpr quint8 finalBinary = 0x82;
constexpr quint8 maskBit = 0x80; // of the second byte
constexpr qsizetype shortHeaderSize = 6; // with a length of one byte
constexpr qsizetype maxShortPayload = 125;

Event violation(Found *found, quint16 code, const char *reason)
{
    found->code = code;
    found->payload = reason;
    return Event::Violation;
}

/// Makes \a payload \a size bytes long for writing, without copying what was in it.
char *emptied(QByteArray *payload, qsizetype size)
{
    if (!payload->isDetached())
        *payload = QByteArray(size, Qt::Uninitialized);
    else if (payload->size() != size)
        payload->resize(size);
    return const_cast<char *>(payload->constData()); // data() would ask again
}

/// A close frame's payload: nothing, or a code and a reason (RFC 6455 section 5.5.1).
Event parseClose(Found *found)
{
    const QByteArray payload = found->payload;
    if (payload.isEmpty()) {
        found->code = CloseCode::NoStatus;
        return Event::Close;
    }
    if (payload.size() == 1)
        return violation(found, CloseCode::ProtocolError, "a close frame has half a code");
    const quint16 code = qFromBigEndian<quint16>(payload.constData());
    if (!CloseCode::isSendable(code))
        return violation(found, CloseCode::ProtocolError, "a close frame has a code that is not valid");
    if (!isValidUtf8(QByteArrayView(payload).sliced(2)))
        return violation(found, CloseCode::InvalidPayload, "the reason of a close frame is not UTF-8");
    found->code = code;
    found->payload = payload.sliced(2);
    return Event::Close;
}

Event controlEvent(Opcode opcode, Found *found)
{
    switch (opcode) {
    case Opcode::Ping: return Event::Ping;
    case Opcode::Pong: return Event::Pong;
    default: return parseClose(found);
    }
}

FrameType typeOf(Opcode opcode)
{
    return opcode == Opcode::Text ? FrameType::Text : FrameType::Binary;
}

Event invalidText(Found *found)
{
    return violation(found, CloseCode::InvalidPayload, "a text is not UTF-8");
}

} // namespace

/// The frame and the message that are being received.
struct FrameParser::Unfinished
{
    std::array<char, FrameHeader::MaxSize> headerBytes;
    quint8 headerSize = 0;
    bool inPayload = false; ///< `header` is complete
    bool inMessage = false; ///< from the first frame of a message to its last
    bool isCompressed = false;
    FrameType type = FrameType::Text;
    Utf8Validator utf8;
    int fragments = 0;
    FrameHeader header;
    quint64 received = 0; ///< payload bytes of this frame
    QByteArray control;
    QByteArray message;
};

FrameParser::FrameParser(const Limits &limits)
    : m_maxMessageSize(static_cast<quint32>(qBound(qint64(0), limits.maxMessageSize, qint64(0x7FFFFFFF))) & 0x7FFFFFFF)
    , m_mayCompress(limits.compression == FrameHeader::Compression::Allowed)
    , m_maxFragments(limits.maxFragments)
{
}

FrameParser::~FrameParser() = default;

FrameParser::Event FrameParser::next(QByteArrayView *input, Found *found)
{
    if (m_unfinished)
        return resume(input, found);
    if (const std::optional<Event> event = takeShort(input, found))
        return *event;
    if (input->isEmpty())
        return Event::NeedMore;
    FrameHeader header;
    const char *error = nullptr;
    switch (FrameHeader::decode(*input, &header, &error, compression())) {
    case FrameHeader::Verdict::Violation: return violation(found, CloseCode::ProtocolError, error);
    case FrameHeader::Verdict::Complete:
        if (const std::optional<Event> event = takeWhole(header, input, found))
            return *event;
        break;
    case FrameHeader::Verdict::Incomplete: break;
    }
    m_unfinished = std::make_unique<Unfinished>();
    return resume(input, found);
}

/// The way of nearly all frames: a whole message with a header of the smallest size. Nothing else looks like it, and all that
/// does not is for those who look closer.
std::optional<FrameParser::Event> FrameParser::takeShort(QByteArrayView *input, Found *found)
{
    const char *frame = input->data();
    if (input->size() < shortHeaderSize)
        return std::nullopt;
    const auto first = static_cast<quint8>(frame[0]);
    const qsizetype size = static_cast<quint8>(frame[1]) ^ maskBit; // too large where it is not masked
    const bool isShort = (first == finalText || first == finalBinary) && size <= maxShortPayload
            && size <= input->size() - shortHeaderSize && size <= static_cast<qsizetype>(m_maxMessageSize);
    if (!isShort)
        return std::nullopt;
    applyMask(emptied(&found->payload, size), frame + shortHeaderSize, size, {frame[2], frame[3], frame[4], frame[5]});
    *input = input->sliced(shortHeaderSize + size);
    found->type = first == finalText ? FrameType::Text : FrameType::Binary;
    found->isCompressed = false;
    return first == finalText && !isValidUtf8(found->payload) ? invalidText(found) : Event::Message;
}

/// The way of the others, alone: alone, and in the input as a whole.
std::optional<FrameParser::Event> FrameParser::takeWhole(const FrameHeader &header, QByteArrayView *input,
                                                         Found *found)
{
    const bool isWhole = header.isFinal && header.opcode != Opcode::Continuation
            && header.payloadSize <= static_cast<quint64>(input->size() - header.size)
            && header.payloadSize <= m_maxMessageSize;
    if (!isWhole)
        return std::nullopt;
    const auto size = static_cast<qsizetype>(header.payloadSize);
    applyMask(emptied(&found->payload, size), input->data() + header.size, size, header.mask);
    *input = input->sliced(header.size + size);
    if (isControl(header.opcode))
        return controlEvent(header.opcode, found);
    found->type = typeOf(header.opcode);
    found->isCompressed = header.isCompressed;
    const bool isText = header.opcode == Opcode::Text && !header.isCompressed;
    return isText && !isValidUtf8(found->payload) ? invalidText(found) : Event::Message;
}

FrameParser::Event FrameParser::resume(QByteArrayView *input, Found *found)
{
    while (true) {
        Unfinished &now = *m_unfinished;
        if (!now.inPayload) {
            const char *error = nullptr;
            switch (readHeader(input, &error)) {
            case FrameHeader::Verdict::Incomplete: return Event::NeedMore;
            case FrameHeader::Verdict::Violation: return violation(found, CloseCode::ProtocolError, error);
            case FrameHeader::Verdict::Complete: break;
            }
            if (const std::optional<Event> event = beginFrame(now.header, found))
                return *event;
        }
        if (!readPayload(input))
            return invalidText(found);
        if (now.received < now.header.payloadSize)
            return Event::NeedMore;
        const Event event = endFrame(found);
        if (event != Event::NeedMore)
            return event;
    }
}

FrameHeader::Verdict FrameParser::readHeader(QByteArrayView *input, const char **error)
{
    Unfinished &now = *m_unfinished;
    // Byte by byte: there are at most 14, and decode() fails with the first that is wrong.
    while (!input->isEmpty()) {
        now.headerBytes[now.headerSize++] = input->front();
        *input = input->sliced(1);
        const QByteArrayView bytes(now.headerBytes.data(), now.headerSize);
        const FrameHeader::Verdict verdict = FrameHeader::decode(bytes, &now.header, error, compression());
        if (verdict != FrameHeader::Verdict::Incomplete)
            return verdict;
    }
    return FrameHeader::Verdict::Incomplete;
}

std::optional<FrameParser::Event> FrameParser::beginFrame(const FrameHeader &header, Found *found)
{
    Unfinished &now = *m_unfinished;
    now.inPayload = true;
    now.received = 0;
    if (isControl(header.opcode))
        return std::nullopt;
    const bool continues = header.opcode == Opcode::Continuation;
    if (continues && !now.inMessage)
        return violation(found, CloseCode::ProtocolError, "a continuation without a message");
    if (!continues && now.inMessage)
        return violation(found, CloseCode::ProtocolError, "a message begins inside another");
    if (header.payloadSize > m_maxMessageSize - static_cast<quint64>(now.message.size()))
        return violation(found, CloseCode::MessageTooBig, "message too big");
    if (++now.fragments > m_maxFragments)
        return violation(found, CloseCode::PolicyViolation, "a message has too many fragments");
    if (!continues) {
        now.inMessage = true;
        now.type = typeOf(header.opcode);
        now.isCompressed = header.isCompressed;
    }
    return std::nullopt;
}

bool FrameParser::readPayload(QByteArrayView *input)
{
    Unfinished &now = *m_unfinished;
    const quint64 missing = now.header.payloadSize - now.received;
    const auto size = static_cast<qsizetype>(qMin(missing, static_cast<quint64>(input->size())));
    const QByteArrayView part = input->first(size);
    *input = input->sliced(size);
    bool good = true;
    if (isControl(now.header.opcode)) {
        now.control.append(part);
        char *unmasked = now.control.data() + now.received;
        applyMask(unmasked, unmasked, size, now.header.mask, now.received);
    } else {
        good = readMessagePart(part);
    }
    now.received += static_cast<quint64>(size);
    return good;
}

bool FrameParser::readMessagePart(QByteArrayView part)
{
    Unfinished &now = *m_unfinished;
    const qsizetype before = now.message.size();
    if (before + part.size() > now.message.capacity()) {
        // As much as the frame announces, but no more than twice what has really come.
        const auto announced = before + static_cast<qsizetype>(now.header.payloadSize - now.received);
        now.message.reserve(qMax(before + part.size(), qMin(announced, qMax(2 * before, firstReserve))));
    }
    now.message.resize(before + part.size());
    char *unmasked = now.message.data() + before;
    applyMask(unmasked, part.data(), part.size(), now.header.mask, now.received);
    const bool isText = now.type == FrameType::Text && !now.isCompressed;
    return !isText || now.utf8.append(QByteArrayView(unmasked, part.size()));
}

FrameParser::Event FrameParser::endFrame(Found *found)
{
    Unfinished &now = *m_unfinished;
    now.inPayload = false;
    now.headerSize = 0;
    if (!isControl(now.header.opcode))
        return now.header.isFinal ? endMessage(found) : Event::NeedMore;
    const Opcode opcode = now.header.opcode;
    found->payload = std::exchange(now.control, {});
    if (!now.inMessage)
        m_unfinished.reset();
    return controlEvent(opcode, found);
}

FrameParser::Event FrameParser::endMessage(Found *found)
{
    const std::unique_ptr<Unfinished> done = std::move(m_unfinished);
    if (done->type == FrameType::Text && !done->isCompressed && !done->utf8.isComplete())
        return invalidText(found);
    found->type = done->type;
    found->isCompressed = done->isCompressed;
    found->payload = std::move(done->message);
    return Event::Message;
}

} // namespace Landline
