// SPDX-FileCopyrightText: 2026 The Landline authors
// SPDX-License-Identifier: LGPL-3.0-or-later

#include "floorconnection.h"

#include "acceptkey.h"
#include "httprequests.h"

#include <algorithm>
#include <cerrno>
#include <cstdint>
#include <cstring>
#include <utility>

namespace Landline::Benchmark {

static constexpr std::size_t MaskBytes = 4;

bool FloorConnection::proceed(std::span<char> buffer)
{
    // While a client does not take its answers, nothing more of it is read.
    bool goesOn = m_out.empty() ? receive(buffer) : flush();
    while (goesOn && m_out.empty() && m_transport.hasMore())
        goesOn = receive(buffer);
    return goesOn;
}

/// Receives once and answers. False when the connection is over.
bool FloorConnection::receive(std::span<char> buffer)
{
    const bool goesOn = m_inSize > 0;
    if (goesOn)
        buffer = std::span(m_in.get(), m_inCapacity).subspan(m_inSize);
    const long size = m_transport.receive(buffer);
    if (size <= 0)
        return size < 0 && (errno == EAGAIN || errno == EINTR);
    std::span<char> bytes = buffer.first(static_cast<std::size_t>(size));
    if (m_protocol == Protocol::Unknown)
        return begin({bytes.data(), bytes.size()});
    if (goesOn) {
        bytes = std::span(m_in.get(), m_inSize + bytes.size());
        m_inSize = 0;
    }
    if (m_protocol == Protocol::Http) {
        answerHttp({bytes.data(), bytes.size()});
        return true;
    }
    const std::span<char> rest = bytes.subspan(answer(bytes));
    constexpr std::size_t LongestHeader = 14;
    keep(rest, std::max(LongestHeader, frameAt(rest).size()));
    return !m_isClosing || !m_out.empty();
}

/// The first head says what the connection speaks. A WebSocket client waits for the 101 before it sends frames.
bool FloorConnection::begin(std::string_view bytes)
{
    constexpr std::string_view KeyHeader = "\r\nSec-WebSocket-Key: ";
    m_head += bytes;
    if (m_head.find("\r\n\r\n") == m_head.npos)
        return true;
    const std::string head = std::exchange(m_head, {});
    const std::size_t key = head.find(KeyHeader);
    if (key == head.npos) {
        m_protocol = Protocol::Http;
        answerHttp(head);
        return true;
    }
    m_protocol = Protocol::WebSocket;
    m_isFan = head.starts_with("GET /fan ");
    const std::size_t value = key + KeyHeader.size();
    send("HTTP/1.1 101 Switching Protocols\r\n"
         "Upgrade: websocket\r\n"
         "Connection: Upgrade\r\n"
         "Sec-WebSocket-Accept: "
         + acceptKey(head.substr(value, head.find('\r', value) - value)) + "\r\n\r\n");
    return true;
}

/// Answers every complete request in \a bytes by one send.
void FloorConnection::answerHttp(std::string_view bytes)
{
    constexpr std::size_t LongestHead = 4096;
    static std::string out; // one thread, and nothing of it is kept
    out.clear();
    const std::string_view rest = bytes.substr(answerRequests(bytes, out));
    if (!out.empty())
        send(out);
    keep(rest, std::max(LongestHead, 2 * rest.size()));
}

/// Answers every complete frame in \a bytes by one send, and returns how many bytes they were.
std::size_t FloorConnection::answer(std::span<char> bytes)
{
    constexpr unsigned char Opcode = 0x0F, Close = 8;
    std::size_t done = 0;
    std::span<char> out;
    for (;;) {
        const Frame frame = frameAt(bytes.subspan(done));
        if (frame.headerSize == 0 || frame.size() > bytes.size() - done)
            break;
        const std::span<char> reply = toServerFrame(bytes.subspan(done, frame.size()), frame);
        done += frame.size();
        m_isClosing = m_isClosing || (reply[0] & Opcode) == Close;
        if (m_isFan && !m_isClosing) {
            m_fan.sendToAll({reply.data(), reply.size()});
        } else if (out.empty()) {
            out = reply;
        } else {
            std::memmove(out.data() + out.size(), reply.data(), reply.size());
            out = {out.data(), out.size() + reply.size()};
        }
    }
    if (!out.empty())
        send({out.data(), out.size()});
    return done;
}

/// What the header at the beginning of \a bytes says; the payload need not be there.
FloorConnection::Frame FloorConnection::frameAt(std::span<const char> bytes)
{
    const auto byte = [bytes](std::size_t i) { return static_cast<unsigned char>(bytes[i]); };
    if (bytes.size() < 2)
        return {};
    Frame frame = {2 + MaskBytes, static_cast<std::size_t>(byte(1) & 0x7F)};
    const std::size_t lengthBytes = frame.payloadSize == 126 ? 2 : frame.payloadSize == 127 ? 8 : 0;
    frame.headerSize += lengthBytes;
    if (bytes.size() < frame.headerSize)
        return {};
    if (lengthBytes > 0)
        frame.payloadSize = 0;
    for (std::size_t i = 0; i < lengthBytes; ++i)
        frame.payloadSize = frame.payloadSize << 8 | byte(2 + i);
    return frame;
}

/// Takes the mask off, and lets the shorter header of a server's frame end where the payload begins.
std::span<char> FloorConnection::toServerFrame(std::span<char> clientFrame, const Frame &frame)
{
    char *payload = clientFrame.data() + frame.headerSize;
    std::uint64_t key = 0;
    std::memcpy(&key, payload - MaskBytes, MaskBytes);
    key |= key << 32;
    std::size_t i = 0;
    for (; i + sizeof key <= frame.payloadSize; i += sizeof key) {
        std::uint64_t word;
        std::memcpy(&word, payload + i, sizeof word);
        word ^= key;
        std::memcpy(payload + i, &word, sizeof word);
    }
    for (; i < frame.payloadSize; ++i, key >>= 8)
        payload[i] = static_cast<char>(payload[i] ^ static_cast<char>(key));

    char *begin = clientFrame.data() + MaskBytes;
    std::memmove(begin, clientFrame.data(), frame.headerSize - MaskBytes);
    begin[1] = static_cast<char>(begin[1] & 0x7F);
    return {begin, frame.size() - MaskBytes};
}

/// Keeps the beginning of a frame or a request in a buffer of its own, which has room for \a wanted bytes.
void FloorConnection::keep(std::span<const char> rest, std::size_t wanted)
{
    if (rest.empty())
        return;
    if (wanted > m_inCapacity) {
        auto larger = std::make_unique_for_overwrite<char[]>(wanted);
        std::memcpy(larger.get(), rest.data(), rest.size());
        m_in = std::move(larger);
        m_inCapacity = wanted;
    } else {
        std::memmove(m_in.get(), rest.data(), rest.size());
    }
    m_inSize = rest.size();
}

void FloorConnection::send(std::string_view bytes)
{
    if (m_out.empty()) {
        const long sent = m_transport.send(bytes);
        bytes.remove_prefix(static_cast<std::size_t>(std::max(sent, 0L)));
    }
    m_out += bytes;
}

/// Sends what waits. False when the connection is over.
bool FloorConnection::flush()
{
    const long sent = m_transport.send(m_out);
    if (sent < 0)
        return errno == EAGAIN || errno == EINTR;
    m_out.erase(0, static_cast<std::size_t>(sent));
    return !m_isClosing || !m_out.empty();
}

} // namespace Landline::Benchmark
