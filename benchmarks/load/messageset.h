// SPDX-FileCopyrightText: 2026 The Landline authors
// SPDX-License-Identifier: GPL-3.0-or-later

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
        Binary, ///< any bytes, in binary messages
    };
    static constexpr std::size_t SmallestSize = 16;

    MessageSet(Kind kind, std::size_t payloadSize);

    int count() const { return m_count; }
    /// The opcode of each message (RFC 6455 section 5.2).
    std::uint8_t opcode() const { return m_opcode; }
    std::size_t frameSize() const { return m_frameSize; }

    /// The payload of message \a index, counted on past the end of the ring.
    std::string_view payload(long index) const;
    /// The frames of up to \a count messages from \a index on, as they go over the wire: fewer at the end of
    /// the ring.
    std::string_view frames(long index, long count) const;

private:
    void appendFrame(const std::string &payload, std::uint32_t seed);

    int m_count;
    std::uint8_t m_opcode;
    std::size_t m_frameSize = 0;
    std::vector<std::string> m_payloads;
    std::string m_frames;
};

} // namespace Landline::Benchmark

#endif
