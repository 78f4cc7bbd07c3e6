// SPDX-FileCopyrightText: 2026 The Landline authors
// SPDX-License-Identifier: LGPL-3.0-or-later

#ifndef LANDLINE_TLSSTREAM_H
#define LANDLINE_TLSSTREAM_H

#include <openssl/ssl.h>

#include <memory>
#include <span>
#include <string>
#include <string_view>
#include <utility>

namespace Landline::Benchmark {

/// A session that a server has given to a client for its next connection.
using TlsSession = std::unique_ptr<SSL_SESSION, decltype(&SSL_SESSION_free)>;

/// TLS 1.3 on a descriptor that does not block, client side. Trusts whoever answers: the server is on this machine.
///
/// One cipher suite and one group are offered, so that every server does the same work.
class TlsStream
{
public:
    enum class Progress { Done, WantRead, WantWrite, Failed };

    /// The client certificate of every stream that is made from now on, and its key: names of PEM files. Returns what is
    /// wrong with them, or nothing.
    static std::string setIdentity(const std::string &certificate, const std::string &key);

    /// Does not own \a descriptor, which is connected. Asks the server to resume \a session, if there is one.
    explicit TlsStream(int descriptor, const SSL_SESSION *session = nullptr);

    /// To be called until it is done, when what it wants has come.
    Progress shakeHands();
    /// After the handshake: the server has resumed the session.
    bool isResumed() const { return SSL_session_reused(m_ssl.get()) == 1; }
    /// Like recv(2) and send(2): -1 and EAGAIN, or -1 and EPROTO.
    long read(std::span<char> buffer);
    long write(std::string_view bytes);
    /// Bytes that have been received, or their end, of which no poller tells any more.
    bool hasMore() const
    {
        return SSL_has_pending(m_ssl.get()) != 0 || (SSL_get_shutdown(m_ssl.get()) & SSL_RECEIVED_SHUTDOWN) != 0;
    }
    /// Why shakeHands() or read() has failed.
    const std::string &errorString() const { return m_error; }

    /// Sends close_notify. Sessions of a stream that is deleted without it cannot be resumed.
    void endSending();
    /// The newest session that the server has given; null if none.
    TlsSession takeSession() { return std::move(m_session); }

private:
    static SSL_CTX *context();
    static int keepSession(SSL *ssl, SSL_SESSION *session);
    int failed(int result);
    int outcome(int result) const;

    std::unique_ptr<SSL, decltype(&SSL_free)> m_ssl;
    TlsSession m_session{nullptr, &SSL_SESSION_free};
    std::string m_error;
};

} // namespace Landline::Benchmark

#endif
