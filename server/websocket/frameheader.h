// SPDX-FileCopyrightText: 2026 The Landline authors
// SPDX-License-Identifier: LGPL-3.0-or-later

#ifndef LANDLINE_FRAMEHEADER_H
#define LANDLINE_FRAMEHEADER_H

#include <Landline/landline_export.h>
#include "websocket/opcode.h"

#include <QtCore/qbytearrayview.h>

#include <array>

namespace Landline {

/// What stands before the payload of one frame (RFC 6455 section 5.2). A plain value; pure functions.
struct LANDLINE_PRIVATE_EXPORT FrameHeader
{
    static constexpr qsizetype MaxSize = 14; ///< with the longest length and a mask
    static constexpr qsizetype MaxServerSize = 10; ///< the same without a mask
    static constexpr quint64 MaxControlPayload = 125; ///< RFC 6455 section 5.5

    Opcode opcode = Opcode::Continuation;
    bool isFinal = false;
    bool isCompressed = false; ///< RSV1, as RFC 7692 section 6 uses it
    quint8 size = 0; ///< of the header itself
    quint64 payloadSize = 0;
    std::array<char, 4> mask = {};

    /// What decode() makes of the bytes seen so far.
    enum class Verdict {
        Incomplete, ///< no mistake yet; more bytes are needed
        Complete,
        Violation, ///< no client may send this: the connection fails with 1002
    };

    /// Who may set RSV1: nobody, or whoever begins a message, where permessage-deflate was agreed on.
    enum class Compression : bool { Refused, Allowed };

    /// Reads the header of a client's frame from the first bytes of \a bytes. A violation is found with the first byte
    /// that proves it; \a error then says which, in plain words.
    static Verdict decode(QByteArrayView bytes, FrameHeader *header, const char **error,
                          Compression compression = Compression::Refused);

    /// Writes the header of a final, unmasked frame, as servers send them, to \a out, which has room for
    /// MaxServerSize bytes. Returns its size.
    static qsizetype encode(Opcode opcode, quint64 payloadSize, char *out, bool isCompressed = false);
};

} // namespace Landline

#endif
