// SPDX-FileCopyrightText: 2026 The Landline authors
// SPDX-License-Identifier: LGPL-3.0-or-later

#include "websocket/frameheader.h"

#include <QtCore/qendian.h>

#include <cstring>

namespace Landline {

namespace {

constexpr quint8 finalBit = 0x80;
constexpr quint8 reservedBits = 0x70;
constexpr quint8 compressedBit = 0x40;
constexpr quint8 maskBit = 0x80;
constexpr quint8 twoByteLength = 126;
constexpr quint8 eightByteLength = 127;

using Verdict = FrameHeader::Verdict;

Verdict violation(const char **error, const char *what)
{
    *error = what;
    return Verdict::Violation;
}

bool isReserved(Opcode opcode)
{
    return opcode > Opcode::Pong || (opcode > Opcode::Binary && opcode < Opcode::Close);
}

/// The length that is spelt out behind the second byte.
Verdict decodeLength(const char *bytes, quint8 code, FrameHeader *header, const char **error)
{
    if (code == twoByteLength) {
        header->payloadSize = qFromBigEndian<quint16>(bytes);
        return header->payloadSize < twoByteLength ? violation(error, "a frame's length is not minimal") : Verdict::Complete;
    }
    header->payloadSize = qFromBigEndian<quint64>(bytes);
    if (header->payloadSize >> 63)
        return violation(error, "a frame's length has its top bit set");
    return header->payloadSize <= 0xFFFF ? violation(error, "a frame's length is not minimal") : Verdict::Complete;
}

Verdict checkSecondByte(const FrameHeader &header, quint8 second, const char **error)
{
    if (!(second & maskBit))
        return violation(error, "a client's frame is not masked");
    if (isControl(header.opcode) && (second & ~maskBit) > FrameHeader::MaxControlPayload)
        return violation(error, "a control frame is too long");
    return Verdict::Complete;
}

Verdict decodeFirstByte(quint8 first, FrameHeader::Compression compression, FrameHeader *header, const char **error)
{
    const bool mayBeCompressed = compression == FrameHeader::Compression::Allowed;
    header->isFinal = first & finalBit;
    header->isCompressed = first & compressedBit;
    header->opcode = static_cast<Opcode>(first & 0x0F);
    if (first & (mayBeCompressed ? reservedBits & ~compressedBit : reservedBits))
        return violation(error, "a reserved bit is set");
    if (isReserved(header->opcode))
        return violation(error, "a frame has a reserved opcode");
    if (header->isCompressed && (isControl(header->opcode) || header->opcode == Opcode::Continuation))
        return violation(error, "a frame is marked as compressed that begins no message");
    if (isControl(header->opcode) && !header->isFinal)
        return violation(error, "a control frame is fragmented");
    return Verdict::Complete;
}

} // namespace

Verdict FrameHeader::decode(QByteArrayView bytes, FrameHeader *header, const char **error,
                            Compression compression)
{
    if (bytes.isEmpty())
        return Verdict::Incomplete;
    if (decodeFirstByte(static_cast<quint8>(bytes[0]), compression, header, error) == Verdict::Violation)
        return Verdict::Violation;

    if (bytes.size() < 2)
        return Verdict::Incomplete;
    const auto second = static_cast<quint8>(bytes[1]);
    if (checkSecondByte(*header, second, error) == Verdict::Violation)
        return Verdict::Violation;
    const quint8 code = second & ~maskBit;
    const qsizetype lengthSize = code == eightByteLength ? 8 : code == twoByteLength ? 2 : 0;
    if (bytes.size() < 2 + lengthSize)
        return Verdict::Incomplete;
    header->payloadSize = code;
    if (lengthSize > 0 && decodeLength(bytes.data() + 2, code, header, error) == Verdict::Violation)
        return Verdict::Violation;

    header->size = static_cast<quint8>(2 + lengthSize + 4);
    if (bytes.size() < header->size)
        return Verdict::Incomplete;
    std::memcpy(header->mask.data(), bytes.data() + 2 + lengthSize, 4);
    return Verdict::Complete;
}

qsizetype FrameHeader::encode(Opcode opcode, quint64 payloadSize, char *out, bool isCompressed)
{
    out[0] = static_cast<char>(finalBit | (isCompressed ? compressedBit : 0) | static_cast<quint8>(opcode));
    if (payloadSize < twoByteLength) {
        out[1] = static_cast<char>(payloadSize);
        return 2;
    }
    if (payloadSize <= 0xFFFF) {
        out[1] = static_cast<char>(twoByteLength);
        qToBigEndian(static_cast<quint16>(payloadSize), out + 2);
        return 4;
    }
    out[1] = static_cast<char>(eightByteLength);
    qToBigEndian(payloadSize, out + 2);
    return 10;
}

} // namespace Landline
