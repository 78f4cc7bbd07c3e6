// SPDX-FileCopyrightText: 2026 The Landline authors
// SPDX-License-Identifier: LGPL-3.0-or-later

#ifndef LANDLINE_DEFLATE_H
#define LANDLINE_DEFLATE_H

#include <optional>
#include <string>
#include <string_view>

namespace Landline::Benchmark {

// permessage-deflate (RFC 7692) of one message by itself.

/// The payload of \a message, compressed as well as zlib's default does.
std::string deflate(std::string_view message);
/// The message of \a payload, if that is one of \a size bytes.
std::optional<std::string> inflate(std::string_view payload, std::size_t size);

} // namespace Landline::Benchmark

#endif
