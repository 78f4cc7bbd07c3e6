// SPDX-FileCopyrightText: 2026 The Landline authors
// SPDX-License-Identifier: LGPL-3.0-or-later

#include "framereader.h"

#include <algorithm>
#include <cstring>

namespace Landline::Benchmark {

static constexpr unsigned char ReservedBits = 0x70, Compressed = 0x40;

bool FrameReader::read(std::string_view bytes, std::uint8_t messageOpcode)
{
    while (!bytes.empty()) {
        if (!m_inPayload) {
            if (!readHeader(bytes))
                return true;
            if (!checkHeader(messageOpcode))
                return false;
        }
        const std::string_view part = bytes.substr(0, m_remaining);
        bytes.remove_prefix(part.size());
        m_remaining -= part.size();
        if (!readPayload(part) || (m_remaining == 0 && !endFrame()))
            return false;
    }
    return true;
}

/// Takes bytes until the header is complete: true.
bool FrameReader::readHeader(std::string_view &bytes)
{
    constexpr std::size_t Shortest = 2;
    const auto take = [this, &bytes](std::size_t size) {
        const std::size_t missing = std::min(size - m_headerSize, bytes.size());
        std::memcpy(m_header + m_headerSize, bytes.data(), missing);
        m_headerSize += missing;
        bytes.remove_prefix(missing);
        return m_headerSize == size;
    };
    if (m_headerSize < Shortest && !take(Shortest))
        return false;
    const std::size_t length = m_header[1];
    const std::size_t lengthBytes = length == 126 ? 2 : length == 127 ? 8 : 0;
    if (!take(Shortest + lengthBytes))
        return false;
    m_remaining = lengthBytes == 0 ? length : 0;
    for (std::size_t i = 0; i < lengthBytes; ++i)
        m_remaining = m_remaining << 8 | m_header[Shortest + i];
    m_headerSize = 0;
    m_inPayload = true;
    return true;
}

bool FrameReader::checkHeader(std::uint8_t messageOpcode)
{
    if ((m_header[1] & 0x80) != 0)
        return fail("a server's frame is masked");
    const std::uint8_t opcode = m_header[0] & 0x0F;
    if (!isControl() && !m_inMessage && opcode == messageOpcode)
        return beginMessage();
    if ((m_header[0] & ReservedBits) != 0)
        return fail("a reserved bit is set");
    if (isControl()) {
        m_control.clear();
        return (isFinal() && m_remaining < 126) || fail("a control frame is cut or too long");
    }
    return (m_inMessage && opcode == 0) || fail("an opcode that was not expected");
}

bool FrameReader::beginMessage()
{
    const Expected expected = expectedMessage();
    if (!expected.mayCome)
        return fail("a message that nobody sent here");
    const bool isCompressed = (m_header[0] & ReservedBits) == Compressed;
    if (!isCompressed && (m_header[0] & ReservedBits) != 0)
        return fail("a reserved bit is set");
    if (isCompressed != expected.isCompressed)
        return fail(isCompressed ? "a reserved bit is set" : "a message that is not compressed");
    m_expected = expected.payload;
    m_isKnown = !m_expected.empty();
    m_unknown.clear();
    m_inMessage = true;
    return true;
}

bool FrameReader::readPayload(std::string_view bytes)
{
    if (isControl()) {
        m_control += bytes;
        return true;
    }
    if (!m_isKnown) {
        m_unknown += bytes;
        return true;
    }
    if (!m_expected.starts_with(bytes))
        return fail("a payload that differs from what was sent");
    m_expected.remove_prefix(bytes.size());
    return true;
}

bool FrameReader::endFrame()
{
    m_inPayload = false;
    if (isControl()) {
        controlRead(m_header[0] & 0x0F, m_control);
        return true;
    }
    if (!isFinal())
        return true;
    if (!m_expected.empty())
        return fail("a payload shorter than what was sent");
    if (!m_isKnown && !isExpected(m_unknown))
        return fail("a payload that differs from what was sent, once inflated");
    m_inMessage = false;
    messageRead();
    return true;
}

bool FrameReader::fail(const char *error)
{
    m_error = error;
    return false;
}

void FrameReader::resetReader()
{
    m_error.clear();
    m_headerSize = 0;
    m_remaining = 0;
    m_inPayload = false;
    m_inMessage = false;
}

} // namespace Landline::Benchmark
