// SPDX-FileCopyrightText: 2026 The Landline authors
// SPDX-License-Identifier: LGPL-3.0-or-later

#ifndef LANDLINE_FRAMEREADER_H
#define LANDLINE_FRAMEREADER_H

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

namespace Landline::Benchmark {

/// Reads what a server sends, cut anywhere, and compares each message with the expected one while it arrives:
/// nothing is kept but a header or a control frame that is not complete, and messages that are not known yet. A base class: what was read is told to
/// virtual functions.
class FrameReader
{
public:
    virtual ~FrameReader() = default;

protected:
    static constexpr std::uint8_t Close = 8, Ping = 9, Pong = 10;

    /// What the message that begins now must be.
    struct Expected
    {
        bool mayCome = false;
        bool isCompressed = false; ///< RFC 7692
        std::string_view payload; ///< as it is on the wire; empty if that is not known: isExpected() will tell
    };
    virtual Expected expectedMessage() = 0;
    virtual bool isExpected(std::string_view payload) = 0;
    /// A whole message was as expected.
    virtual void messageRead() = 0;
    virtual void controlRead(std::uint8_t opcode, std::string_view payload) = 0;

    /// Reads on. False after the first violation of RFC 6455 or of what was expected; readError() says which.
    bool read(std::string_view bytes, std::uint8_t messageOpcode);
    const std::string &readError() const { return m_error; }
    /// Forgets everything, for a new connection.
    void resetReader();

private:
    bool readHeader(std::string_view &bytes);
    bool checkHeader(std::uint8_t messageOpcode);
    bool beginMessage();
    bool readPayload(std::string_view bytes);
    bool endFrame();
    bool fail(const char *error);

    bool isControl() const { return (m_header[0] & 0x08) != 0; }
    bool isFinal() const { return (m_header[0] & 0x80) != 0; }

    std::string m_error;
    std::string m_control;
    std::string m_unknown; ///< the payload of a message that is not known yet
    std::string_view m_expected; ///< what is left of the message's payload
    bool m_isKnown = true;
    unsigned char m_header[10] = {};
    std::size_t m_headerSize = 0;
    std::size_t m_remaining = 0; ///< bytes of the frame's payload that have not come
    bool m_inPayload = false;
    bool m_inMessage = false;
};

} // namespace Landline::Benchmark

#endif
