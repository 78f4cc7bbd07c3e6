// SPDX-FileCopyrightText: 2026 The Landline authors
// SPDX-License-Identifier: GPL-3.0-or-later

#ifndef LANDLINE_TLSSTREAM_H
#define LANDLINE_TLSSTREAM_H

#include <openssl/ssl.h>

#include <memory>
#include <span>
#include <string_view>

namespace Landline::Benchmark {

/// TLS on a descriptor that does not block, client side. Trusts whoever answers: the server is on this machine.
class TlsStream
{
public:
    enum class Progress { Done, WantRead, WantWrite, Failed };

    /// Does not own \a descriptor, which is connected.
    explicit TlsStream(int descriptor);

    /// To be called until it is done, when what it wants has come.
    Progress shakeHands();
    /// Like recv(2) and send(2): -1 and EAGAIN, or -1 and EPROTO.
    long read(std::span<char> buffer);
    long write(std::string_view bytes);
    /// Bytes that have been received, of which no poller tells any more.
    bool hasMore() const { return SSL_has_pending(m_ssl.get()) != 0; }

private:
    long failed(int result) const;

    std::unique_ptr<SSL, decltype(&SSL_free)> m_ssl;
};

} // namespace Landline::Benchmark

#endif
