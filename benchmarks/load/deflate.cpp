// SPDX-FileCopyrightText: 2026 The Landline authors
// SPDX-License-Identifier: LGPL-3.0-or-later

#include "deflate.h"

#include <zlib.h>

namespace Landline::Benchmark {

// What is taken off each payload, and put to it again (RFC 7692 section 7.2).
static constexpr std::string_view Tail("\x00\x00\xff\xff", 4);
static constexpr int RawWindow = -15;

static Bytef *bytes(std::string_view text)
{
    return reinterpret_cast<Bytef *>(const_cast<char *>(text.data()));
}

std::string deflate(std::string_view message)
{
    z_stream stream = {};
    deflateInit2(&stream, Z_DEFAULT_COMPRESSION, Z_DEFLATED, RawWindow, 8, Z_DEFAULT_STRATEGY);
    std::string payload(deflateBound(&stream, message.size()) + 16, '\0');
    stream.next_in = bytes(message);
    stream.avail_in = static_cast<uInt>(message.size());
    stream.next_out = bytes(payload);
    stream.avail_out = static_cast<uInt>(payload.size());
    ::deflate(&stream, Z_SYNC_FLUSH);
    payload.resize(payload.size() - stream.avail_out - Tail.size());
    deflateEnd(&stream);
    return payload;
}

std::optional<std::string> inflate(std::string_view payload, std::size_t size)
{
    z_stream stream = {};
    inflateInit2(&stream, RawWindow);
    const std::string whole = std::string(payload).append(Tail);
    std::string message(size + 1, '\0'); // a byte more would be seen
    stream.next_in = bytes(whole);
    stream.avail_in = static_cast<uInt>(whole.size());
    stream.next_out = bytes(message);
    stream.avail_out = static_cast<uInt>(message.size());
    const int status = ::inflate(&stream, Z_SYNC_FLUSH);
    const bool good = (status == Z_OK || status == Z_STREAM_END) && stream.avail_out == 1;
    inflateEnd(&stream);
    message.resize(size);
    return good ? std::optional(message) : std::nullopt;
}

} // namespace Landline::Benchmark
