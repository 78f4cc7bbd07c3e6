// SPDX-FileCopyrightText: 2026 The Landline authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "conformance/transcript.h"

#include "support/rawdeflate.h"
#include "support/wire.h"

#include <QtCore/qcryptographichash.h>
#include <QtCore/qendian.h>

#include <algorithm>
#include <optional>

namespace Landline::Conformance {

/// The first bytes of a frame, RFC 6455 section 5.2.
struct Transcript::Head
{
    qsizetype size = 2;
    quint64 length = 0;
    quint8 opcode = 0;
    quint8 reservedBits = 0;
    bool isFinal = false;
    bool isMasked = false;
    bool isShortest = true;

    bool isControl() const { return opcode >= Wire::Close; }

    static std::optional<Head> of(const QByteArray &bytes)
    {
        if (bytes.size() < 2)
            return {};
        const auto first = static_cast<quint8>(bytes.at(0));
        const auto second = static_cast<quint8>(bytes.at(1));
        Head head;
        head.isFinal = first & 0x80;
        head.reservedBits = (first >> 4) & 7;
        head.opcode = first & 0x0f;
        head.isMasked = second & 0x80;
        head.length = second & 0x7f;
        if (head.length < 126)
            return head;
        head.size = head.length == 126 ? 4 : 10;
        if (bytes.size() < head.size)
            return {};
        if (head.size == 4) {
            head.length = qFromBigEndian<quint16>(bytes.constData() + 2);
            head.isShortest = head.length > 125;
        } else {
            head.length = qFromBigEndian<quint64>(bytes.constData() + 2);
            head.isShortest = head.length > 0xffff;
        }
        return head;
    }
};

namespace {

/// Short and printable payloads as they are, others in hexadecimal digits, long ones by a hash.
QByteArray worded(const QByteArray &kind, const QByteArray &payload)
{
    if (payload.size() > 48) {
        const QByteArray hash
                = QCryptographicHash::hash(payload, QCryptographicHash::Sha1).toHex().first(8);
        return kind + ' ' + QByteArray::number(payload.size()) + " bytes #" + hash;
    }
    const bool printable = std::all_of(payload.begin(), payload.end(), [](char c) {
        return c >= ' ' && c <= '~' && c != '"' && c != ';';
    });
    return printable ? kind + " \"" + payload + '"' : kind + " <" + payload.toHex(' ') + '>';
}

} // namespace

void Transcript::read(QByteArray *bytes)
{
    qsizetype at = 0;
    while (!m_closed) {
        const QByteArray rest
                = QByteArray::fromRawData(bytes->constData() + at, bytes->size() - at);
        const std::optional<Head> head = Head::of(rest);
        if (!head || static_cast<quint64>(rest.size() - head->size) < head->length)
            break;
        const auto length = static_cast<qsizetype>(head->length);
        readFrame(*head, QByteArray(rest.constData() + head->size, length));
        at += head->size + length;
    }
    bytes->remove(0, at);
}

bool Transcript::hasFrame(const QByteArray &bytes)
{
    const std::optional<Head> head = Head::of(bytes);
    return head && static_cast<quint64>(bytes.size() - head->size) >= head->length;
}

bool Transcript::hasClose(const QByteArray &bytes)
{
    qsizetype at = 0;
    while (at < bytes.size()) {
        const std::optional<Head> head = Head::of(bytes.sliced(at));
        if (!head || static_cast<quint64>(bytes.size() - at - head->size) < head->length)
            return false;
        if (head->opcode == Wire::Close)
            return true;
        at += head->size + static_cast<qsizetype>(head->length);
    }
    return false;
}

void Transcript::readFrame(const Head &head, const QByteArray &payload)
{
    constexpr quint8 rsv1 = 4;
    if (head.isMasked)
        return malformed("a masked frame");
    const bool mayBeCompressed = m_deflate && !head.isControl() && head.opcode != Wire::Continuation;
    if (head.reservedBits != 0 && !(mayBeCompressed && head.reservedBits == rsv1))
        return malformed("a reserved bit");
    if (!head.isShortest)
        return malformed("a length in more bits than it needs");
    if (head.isControl())
        return readControl(head, payload);
    if (head.opcode > Wire::Binary)
        return malformed("opcode " + QByteArray::number(head.opcode));
    if ((head.opcode == Wire::Continuation) != (m_messageOpcode != 0))
        return malformed("fragments out of order");
    if (head.opcode != Wire::Continuation) {
        m_messageOpcode = head.opcode;
        m_isCompressed = head.reservedBits == rsv1;
    }
    m_message += payload;
    if (!head.isFinal)
        return;
    const std::optional<QByteArray> message = m_isCompressed ? m_deflate->inflate(m_message) : std::optional(m_message);
    if (!message)
        return malformed("a message that cannot be inflated");
    readMessage(*message);
    m_messageOpcode = 0;
    m_message.clear();
}

void Transcript::readMessage(const QByteArray &message)
{
    if (m_messageOpcode == Wire::Text && !message.isValidUtf8())
        return malformed("a text that is not UTF-8");
    add(worded(m_messageOpcode == Wire::Text ? "text" : "binary", message));
}

void Transcript::readControl(const Head &head, const QByteArray &payload)
{
    if (!head.isFinal)
        return malformed("a fragmented control frame");
    if (payload.size() > 125)
        return malformed("a long control frame");
    if (head.opcode == Wire::Close)
        readClose(payload);
    else if (head.opcode == Wire::Ping || head.opcode == Wire::Pong)
        add(worded(head.opcode == Wire::Ping ? "ping" : "pong", payload));
    else
        malformed("opcode " + QByteArray::number(head.opcode));
}

void Transcript::readClose(const QByteArray &payload)
{
    if (payload.size() == 1)
        return malformed("half a close code");
    if (!payload.mid(2).isValidUtf8())
        return malformed("a close reason that is not UTF-8");
    m_closed = true;
    add(says::close(payload.isEmpty() ? 1005 : qFromBigEndian<quint16>(payload.constData())));
}

void Transcript::malformed(const QByteArray &why)
{
    m_closed = true;
    add("malformed: " + why);
}

QByteArray says::text(const QByteArray &payload)
{
    return worded("text", payload);
}

QByteArray says::binary(const QByteArray &payload)
{
    return worded("binary", payload);
}

QByteArray says::pong(const QByteArray &payload)
{
    return worded("pong", payload);
}

QByteArray says::close(quint16 code)
{
    return "close " + QByteArray::number(code);
}

} // namespace Landline::Conformance
