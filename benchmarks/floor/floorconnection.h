// SPDX-FileCopyrightText: 2026 The Landline authors
// SPDX-License-Identifier: LGPL-3.0-or-later

#ifndef LANDLINE_FLOORCONNECTION_H
#define LANDLINE_FLOORCONNECTION_H

#include "floortransport.h"

#include <cstddef>
#include <memory>
#include <span>
#include <string>
#include <string_view>

namespace Landline::Benchmark {

/// A connection of the echo floor: the least that an echo can be. One recv, the mask taken off in place, one send.
/// One whose first request asks for no upgrade speaks HTTP: one recv, one send for what it had of requests.
///
/// It trusts its client, and that is what makes it a floor: no check of anything, no limit, no fragments
/// joined, no UTF-8 validated. What it does, it does right: frames cut anywhere, and a kernel that takes only a
/// part of what is sent.
class FloorConnection
{
public:
    /// Who sends a message to all.
    class Fan
    {
    public:
        virtual ~Fan() = default;
        virtual void sendToAll(std::string_view frame) = 0;
    };

    /// With \a tls it speaks TLS.
    FloorConnection(int descriptor, SSL_CTX *tls, Fan &fan) : m_transport(descriptor, tls), m_fan(fan) { }

    int descriptor() const { return m_transport.descriptor(); }
    /// Upgraded on the path /fan: its messages go to all of these.
    bool isFan() const { return m_isFan; }
    bool wantsToWrite() const { return !m_out.empty() || m_transport.isBlocked(); }

    /// Something has come, or the kernel takes more: sends what waits, or receives and answers. False when the connection
    /// is over.
    bool proceed(std::span<char> buffer);
    /// Sends \a bytes, behind what still waits.
    void send(std::string_view bytes);
    /// Says goodbye, if its transport has a word for it.
    void end() { m_transport.end(); }

private:
    enum class Protocol : unsigned char { Unknown, WebSocket, Http };
    struct Frame
    {
        std::size_t headerSize = 0; ///< with the mask; 0: it is not complete
        std::size_t payloadSize = 0;
        std::size_t size() const { return headerSize + payloadSize; }
    };

    bool receive(std::span<char> buffer);
    bool flush();
    bool begin(std::string_view bytes);
    void answerHttp(std::string_view bytes);
    std::size_t answer(std::span<char> bytes);
    static Frame frameAt(std::span<const char> bytes);
    static std::span<char> toServerFrame(std::span<char> clientFrame, const Frame &frame);
    void keep(std::span<const char> rest, std::size_t wanted);

    FloorTransport m_transport;
    Fan &m_fan;
    std::string m_head;
    std::string m_out; ///< what the kernel has not taken
    std::unique_ptr<char[]> m_in; ///< the beginning of a frame or request that is not complete
    std::size_t m_inSize = 0;
    std::size_t m_inCapacity = 0;
    Protocol m_protocol = Protocol::Unknown;
    bool m_isFan = false;
    bool m_isClosing = false;
};

} // namespace Landline::Benchmark

#endif
