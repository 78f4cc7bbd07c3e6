// SPDX-FileCopyrightText: 2026 The Landline authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "conformance/clientframe.h"

#include <QtCore/qendian.h>

namespace Landline::Conformance {

namespace {

template<typename Number> QByteArray bigEndian(Number number)
{
    QByteArray bytes(sizeof(Number), Qt::Uninitialized);
    qToBigEndian(number, bytes.data());
    return bytes;
}

} // namespace

ClientFrame::ClientFrame(quint8 opcode, const QByteArray &payload)
    : m_payload(payload)
    , m_first(static_cast<quint8>(0x80 | opcode))
{ }

ClientFrame ClientFrame::close(quint16 code, const QByteArray &reason)
{
    return closeWith(bigEndian(code) + reason);
}

ClientFrame ClientFrame::unfinished() const
{
    ClientFrame frame = *this;
    frame.m_first &= 0x7f;
    return frame;
}

ClientFrame ClientFrame::withReservedBits(quint8 bits) const
{
    ClientFrame frame = *this;
    frame.m_first = static_cast<quint8>(frame.m_first | (bits << 4));
    return frame;
}

ClientFrame ClientFrame::masked(quint32 key) const
{
    ClientFrame frame = *this;
    frame.m_mask = key;
    return frame;
}

ClientFrame ClientFrame::unmasked() const
{
    ClientFrame frame = *this;
    frame.m_mask.reset();
    return frame;
}

ClientFrame ClientFrame::withLengthIn(Length form) const
{
    ClientFrame frame = *this;
    frame.m_length = form;
    return frame;
}

ClientFrame ClientFrame::declaring(quint64 length, Length form) const
{
    ClientFrame frame = withLengthIn(form);
    frame.m_declared = length;
    return frame;
}

QByteArray ClientFrame::lengthBytes() const
{
    const quint64 length = m_declared.value_or(static_cast<quint64>(m_payload.size()));
    const quint8 maskBit = m_mask ? 0x80 : 0;
    if (m_length == Length::Bits64 || (m_length == Length::Shortest && length > 0xffff))
        return bigEndian(static_cast<quint8>(maskBit | 127)) + bigEndian(length);
    if (m_length == Length::Bits16 || length > 125)
        return bigEndian(static_cast<quint8>(maskBit | 126))
                + bigEndian(static_cast<quint16>(length));
    return bigEndian(static_cast<quint8>(maskBit | length));
}

QByteArray ClientFrame::bytes() const
{
    QByteArray bytes = bigEndian(m_first) + lengthBytes();
    if (!m_mask)
        return bytes + m_payload;
    const QByteArray mask = bigEndian(*m_mask);
    bytes += mask;
    const qsizetype head = bytes.size();
    bytes += m_payload;
    char *payload = bytes.data() + head;
    for (qsizetype i = 0; i < m_payload.size(); ++i)
        payload[i] = static_cast<char>(payload[i] ^ mask.at(i % 4));
    return bytes;
}

QByteArray fragmented(quint8 opcode, const QByteArrayList &parts)
{
    QByteArray bytes;
    for (qsizetype i = 0; i < parts.size(); ++i) {
        const ClientFrame frame(i == 0 ? opcode : quint8(Wire::Continuation), parts.at(i));
        bytes += i + 1 < parts.size() ? frame.unfinished().bytes() : frame.bytes();
    }
    return bytes;
}

} // namespace Landline::Conformance
