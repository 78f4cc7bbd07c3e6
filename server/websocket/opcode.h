// SPDX-FileCopyrightText: 2026 The Landline authors
// SPDX-License-Identifier: LGPL-3.0-or-later

#ifndef LANDLINE_OPCODE_H
#define LANDLINE_OPCODE_H

#include <QtCore/qglobal.h>

namespace Landline {

/// What a frame is (RFC 6455 section 5.2). All other values are reserved.
enum class Opcode : quint8 {
    Continuation = 0x0,
    Text = 0x1,
    Binary = 0x2,
    Close = 0x8,
    Ping = 0x9,
    Pong = 0xA,
};

/// Close, Ping and Pong: whole in one frame, at most 125 bytes, allowed between the fragments of a message.
constexpr bool isControl(Opcode opcode)
{
    return static_cast<quint8>(opcode) >= 0x8;
}

} // namespace Landline

#endif
