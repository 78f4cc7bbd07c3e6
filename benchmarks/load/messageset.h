// SPDX-FileCopyrightText: 2026 The Landline authors
// SPDX-License-Identifier: LGPL-3.0-or-later

#ifndef LANDLINE_MESSAGESET_H
#define LANDLINE_MESSAGESET_H

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace Landline::Benchmark {

/// The messages of a workload: a ring of different payloads of one size, framed and masked once, before the
/// measurement.
///
/// So sending costs the load generator no more than the system call, an echo can be compared with what was sent
/// byte for byte, and one that comes back twice, late or to the wrong connection differs from the one that is
/// expected.
class MessageSet
{
public:
    enum class Kind {
        Ascii, ///< text of letters and digits
        Chinese, ///< text of three bytes a character, filled up with ASCII at its end
        Json, ///< text of records that have the same keys and few values
        Binary, ///< any bytes, in binary messages
    };
    static constexpr std::size_t SmallestSize = 16;

    /// \a deflated: the frames hold the messages as permessage-deflate compresses them, each by itself.
    MessageSet(Kind kind, std::size_t payloadSize, bool deflated = false);

    int count() const { return m_count; }
    /// The opcode of each message (RFC 6455 section 5.2).
    std::uint8_t opcode() const { return m_opcode; }
    bool isDeflated() const { return m_deflated; }
    /// Of the frame of message \a index.
    std::size_t frameSize(long index) const;

    /// The payload of message \a index, counted on past the end of the ring.
    std::string_view payload(long index) const;
    /// The frames of up to \a count messages from \a index on, as they go over the wire: fewer at the end of
    /// the ring.
    std::string_view frames(long index, long count) const;

private:
    void appendFrame(const std::string &payload, std::uint32_t seed);
    std::size_t place(long index) const { return static_cast<std::size_t>(index % m_count); }

    int m_count;
    std::uint8_t m_opcode;
    bool m_deflated;
    std::vector<std::size_t> m_frameStarts; ///< and the end of the last
    std::vector<std::string> m_payloads;
    std::string m_frames;
};

} // namespace Landline::Benchmark

#endif
