// SPDX-FileCopyrightText: 2026 The Landline authors
// SPDX-License-Identifier: LGPL-3.0-or-later

#ifndef LANDLINE_FLOORTRANSPORT_H
#define LANDLINE_FLOORTRANSPORT_H

#include <openssl/ssl.h>

#include <memory>
#include <span>
#include <string_view>

namespace Landline::Benchmark {

/// The bytes of a connection of the floor: a descriptor as it is, or OpenSSL on it.
///
/// The TLS handshake is part of the first receive().
class FloorTransport
{
public:
    /// \a tls speaks TLS, null does not. Does not own \a descriptor, which does not block.
    FloorTransport(int descriptor, SSL_CTX *tls);

    int descriptor() const { return m_descriptor; }
    /// Like recv(2): 0 after the client's close_notify, -1 with errno otherwise.
    long receive(std::span<char> buffer);
    /// Like send(2); over TLS in as many records as there are.
    long send(std::string_view bytes);
    /// OpenSSL has more for receive(), of which epoll does not know.
    bool hasMore() const { return m_hasMore; }
    /// receive() has to send first, and the kernel takes nothing now.
    bool isBlocked() const { return m_isBlocked; }
    /// Sends close_notify.
    void end();

private:
    long receiveTls(std::span<char> buffer);
    long sendTls(std::string_view bytes);
    int failed(int result);

    int m_descriptor;
    bool m_hasMore = false;
    bool m_isBlocked = false;
    std::unique_ptr<SSL, decltype(&SSL_free)> m_ssl;
};

} // namespace Landline::Benchmark

#endif
