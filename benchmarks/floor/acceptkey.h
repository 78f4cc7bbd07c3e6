// SPDX-FileCopyrightText: 2026 The Landline authors
// SPDX-License-Identifier: LGPL-3.0-or-later

#ifndef LANDLINE_ACCEPTKEY_H
#define LANDLINE_ACCEPTKEY_H

#include <string>
#include <string_view>

namespace Landline::Benchmark {

/// The Sec-WebSocket-Accept that answers a Sec-WebSocket-Key (RFC 6455 section 4.2.2): SHA-1, then base64.
std::string acceptKey(std::string_view key);

} // namespace Landline::Benchmark

#endif
