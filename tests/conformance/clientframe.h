// SPDX-FileCopyrightText: 2026 The Landline authors
// SPDX-License-Identifier: GPL-3.0-or-later

#ifndef LANDLINE_CLIENTFRAME_H
#define LANDLINE_CLIENTFRAME_H

#include "support/wire.h"

#include <QtCore/qbytearraylist.h>

#include <optional>

namespace Landline::Conformance {

/// One frame as a client sends it, right or wrong in every field. Wire::frame() makes the right
/// ones; this one is for a suite that has to break each rule of RFC 6455 section 5.2 alone.
///
/// \code
/// ClientFrame::text("hello").withReservedBits(4).bytes()
/// \endcode
class ClientFrame
{
public:
    /// How the payload's length is written: in 7, 7 + 16 or 7 + 64 bits. Shortest is what the RFC
    /// demands.
    enum class Length { Shortest, Bits16, Bits64 };

    static constexpr quint32 defaultMask = 0x37fa213d;

    ClientFrame(quint8 opcode, const QByteArray &payload);

    static ClientFrame text(const QByteArray &payload) { return {Wire::Text, payload}; }
    static ClientFrame binary(const QByteArray &payload) { return {Wire::Binary, payload}; }
    static ClientFrame continuation(const QByteArray &payload)
    {
        return {Wire::Continuation, payload};
    }
    static ClientFrame ping(const QByteArray &payload) { return {Wire::Ping, payload}; }
    static ClientFrame pong(const QByteArray &payload) { return {Wire::Pong, payload}; }
    /// With \a code in its first two bytes, and \a reason behind them.
    static ClientFrame close(quint16 code, const QByteArray &reason = {});
    /// With \a payload as it is: none, or half a code.
    static ClientFrame closeWith(const QByteArray &payload) { return {Wire::Close, payload}; }

    /// Without FIN: more fragments follow.
    ClientFrame unfinished() const;
    /// \a bits: 4 is RSV1, 2 is RSV2, 1 is RSV3.
    ClientFrame withReservedBits(quint8 bits) const;
    ClientFrame masked(quint32 key) const;
    ClientFrame unmasked() const;
    ClientFrame withLengthIn(Length form) const;
    /// Says that \a length bytes follow, whatever is there; longer than the payload: the rest is
    /// never sent.
    ClientFrame declaring(quint64 length, Length form = Length::Shortest) const;

    QByteArray bytes() const;
    operator QByteArray() const { return bytes(); }

private:
    QByteArray lengthBytes() const;

    QByteArray m_payload;
    std::optional<quint32> m_mask = defaultMask;
    std::optional<quint64> m_declared;
    Length m_length = Length::Shortest;
    quint8 m_first; // FIN, RSV1 to RSV3, opcode
};

/// The message of \a opcode whose fragments are \a parts, the last with FIN.
QByteArray fragmented(quint8 opcode, const QByteArrayList &parts);

} // namespace Landline::Conformance

#endif
