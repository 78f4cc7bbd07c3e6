// SPDX-FileCopyrightText: 2026 The Landline authors
// SPDX-License-Identifier: LGPL-3.0-or-later

#include "testing/framereader.h"

#include "shared/closecode.h"
#include "shared/utf8.h"

#include <QtCore/qendian.h>

namespace Landline::Test {

namespace {

bool isKnown(Opcode opcode)
{
    return opcode <= Opcode::Binary || (opcode >= Opcode::Close && opcode <= Opcode::Pong);
}

} // namespace

FrameReader::Event FrameReader::next(QByteArray *input)
{
    while (true) {
        Head head;
        if (!readHead(*input, &head))
            return Event::Violation;
        if (head.size == 0 || quint64(input->size() - head.size) < head.payloadSize)
            return Event::NeedMore;
        const QByteArray payload = input->mid(head.size, qsizetype(head.payloadSize));
        input->remove(0, head.size + payload.size());
        const Event event = isControl(head.opcode) ? takeControl(head.opcode, payload) : takePart(head, payload);
        if (event != Event::NeedMore)
            return event;
    }
}

/// False if the head is a violation; \a head has the size 0 while it is not whole.
bool FrameReader::readHead(const QByteArray &input, Head *head)
{
    if (input.size() < 2)
        return true;
    const auto first = static_cast<quint8>(input.at(0));
    const auto second = static_cast<quint8>(input.at(1));
    head->isFinal = (first & 0x80) != 0;
    head->opcode = static_cast<Opcode>(first & 0x0f);
    if ((first & 0x70) != 0)
        return violate(CloseCode::ProtocolError, QStringLiteral("a reserved bit is set without an extension (section 5.2)"));
    if ((second & 0x80) != 0)
        return violate(CloseCode::ProtocolError, QStringLiteral("a frame of the server is masked (section 5.1)"));
    const int length = second & 0x7f;
    const qsizetype size = length == 126 ? 4 : length == 127 ? 10 : 2;
    if (input.size() < size)
        return true;
    head->payloadSize = length == 126 ? qFromBigEndian<quint16>(input.constData() + 2)
            : length == 127           ? qFromBigEndian<quint64>(input.constData() + 2)
                                      : quint64(length);
    if ((length == 126 && head->payloadSize < 126) || (length == 127 && head->payloadSize <= 0xffff))
        return violate(CloseCode::ProtocolError, QStringLiteral("a length is not in its shortest form (section 5.2)"));
    head->size = size;
    return checkSequence(*head);
}

/// Whether a frame like this may come now.
bool FrameReader::checkSequence(const Head &head)
{
    if (!isKnown(head.opcode))
        return violate(CloseCode::ProtocolError,
                       QStringLiteral("the opcode %1 is reserved (section 5.2)").arg(int(head.opcode)));
    if (isControl(head.opcode)) {
        if (head.isFinal && head.payloadSize <= 125)
            return true;
        return violate(CloseCode::ProtocolError,
                       QStringLiteral("a control frame is fragmented or longer than 125 bytes (section 5.5)"));
    }
    if ((head.opcode == Opcode::Continuation) != m_isInMessage)
        return violate(CloseCode::ProtocolError, m_isInMessage
                               ? QStringLiteral("a message begins before the last one has ended (section 5.4)")
                               : QStringLiteral("a continuation frame continues nothing (section 5.4)"));
    if (head.payloadSize > quint64(MaxMessageSize - m_parts.size()))
        return violate(CloseCode::MessageTooBig,
                       QStringLiteral("a message is longer than the %1 bytes that the client takes").arg(MaxMessageSize));
    return true;
}

FrameReader::Event FrameReader::takeControl(Opcode opcode, const QByteArray &payload)
{
    if (opcode == Opcode::Close)
        return takeClose(payload);
    m_payload = payload;
    return opcode == Opcode::Ping ? Event::Ping : Event::Pong;
}

FrameReader::Event FrameReader::takeClose(const QByteArray &payload)
{
    m_code = payload.size() < 2 ? CloseCode::NoStatus : qFromBigEndian<quint16>(payload.constData());
    m_payload = payload.mid(2);
    if (payload.size() == 1 || (payload.size() > 1 && !CloseCode::isSendable(m_code))) {
        violate(CloseCode::ProtocolError,
                QStringLiteral("a close frame has the code %1, which must not be sent (section 7.4)")
                        .arg(payload.size() == 1 ? QStringLiteral("of one byte") : QString::number(m_code)));
        return Event::Violation;
    }
    if (!isValidUtf8(m_payload)) {
        violate(CloseCode::InvalidPayload, QStringLiteral("the reason of a close frame is not UTF-8 (section 5.5.1)"));
        return Event::Violation;
    }
    return Event::Close;
}

FrameReader::Event FrameReader::takePart(const Head &head, const QByteArray &payload)
{
    if (head.opcode != Opcode::Continuation)
        m_type = head.opcode == Opcode::Text ? FrameType::Text : FrameType::Binary;
    m_parts += payload;
    m_isInMessage = !head.isFinal;
    return head.isFinal ? endMessage() : Event::NeedMore;
}

FrameReader::Event FrameReader::endMessage()
{
    m_payload = std::exchange(m_parts, {});
    if (m_type == FrameType::Binary || isValidUtf8(m_payload))
        return Event::Message;
    violate(CloseCode::InvalidPayload, QStringLiteral("a text message is not UTF-8 (section 8.1)"));
    return Event::Violation;
}

bool FrameReader::violate(quint16 code, const QString &error)
{
    m_code = code;
    m_error = error;
    return false;
}

} // namespace Landline::Test
