// SPDX-FileCopyrightText: 2026 The Landline authors
// SPDX-License-Identifier: LGPL-3.0-or-later

#ifndef LANDLINE_ECHOES_H
#define LANDLINE_ECHOES_H

#include "messageset.h"

namespace Landline::Benchmark {

/// What a server's frames for the messages of a set hold.
///
/// That is the message itself, or what the server makes of it when it compresses: inflated and compared when it comes for the
/// first time, and from then on known byte for byte, because no message knows another. So checking a thousand compressed
/// copies costs the load generator as little as checking plain ones.
class Echoes
{
public:
    explicit Echoes(const MessageSet &messages);

    bool isCompressed() const { return m_messages.isDeflated(); }
    /// Of message \a index; empty as long as it is not known.
    std::string_view payload(long index) const;
    /// False if \a payload is not message \a index, compressed.
    bool learn(long index, std::string_view payload);
    /// Bytes of payload for each byte of message, over those that are known.
    double payloadRatio() const;

private:
    std::size_t place(long index) const { return static_cast<std::size_t>(index % m_messages.count()); }

    const MessageSet &m_messages;
    std::vector<std::string> m_known;
};

} // namespace Landline::Benchmark

#endif
