// SPDX-FileCopyrightText: 2026 The Landline authors
// SPDX-License-Identifier: LGPL-3.0-or-later

#include "http/handshake.h"

#include "http/requesthead.h"

#include <algorithm>

namespace Landline {

static bool isBase64(char c)
{
    return (c >= '0' && c <= '9') || (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z') || c == '+'
            || c == '/';
}

static bool isValidKey(QByteArrayView key)
{
    // 16 bytes are 21 characters and one that carries 2 bits only, so that its other 4 are zero: A,
    // Q, g or w.
    return key.size() == 24 && key.endsWith("==") && QByteArrayView("AQgw").contains(key[21])
            && std::all_of(key.begin(), key.begin() + 21, isBase64);
}

bool isHandshake(const RequestHead &head)
{
    return head.wantsWebSocket()
            && (head.hasHeader("Sec-WebSocket-Key") || head.hasHeader("Sec-WebSocket-Version"));
}

std::optional<Refusal> checkHandshake(const RequestHead &head)
{
    const std::optional<QByteArray> key = head.onlyHeader("Sec-WebSocket-Key");
    if (!key || !isValidKey(*key))
        return Refusal{400, "sec-websocket-key is invalid!", {}};
    if (head.method() != "GET")
        return Refusal{405, "A WebSocket handshake is a GET request.", {{"Allow", "GET"}}};
    if (head.onlyHeader("Sec-WebSocket-Version") != "13") {
        // RFC 9110 section 15.5.22 wants Upgrade in every 426, RFC 6455 section 4.4 the version.
        return Refusal{426,
                       "The WebSocket version spoken here is 13.",
                       {{"Upgrade", "websocket"}, {"Sec-WebSocket-Version", "13"}}};
    }
    if (head.hasBody())
        return Refusal{400, "A WebSocket handshake has no body.", {}};
    return std::nullopt;
}

} // namespace Landline
