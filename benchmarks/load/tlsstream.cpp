// SPDX-FileCopyrightText: 2026 The Landline authors
// SPDX-License-Identifier: LGPL-3.0-or-later

#include "tlsstream.h"

#include <openssl/err.h>

#include <cerrno>
#include <cstring>

namespace Landline::Benchmark {

SSL_CTX *TlsStream::context()
{
    static const std::unique_ptr<SSL_CTX, decltype(&SSL_CTX_free)> made = [] {
        SSL_CTX *context = SSL_CTX_new(TLS_client_method());
        SSL_CTX_set_min_proto_version(context, TLS1_3_VERSION);
        SSL_CTX_set_ciphersuites(context, "TLS_AES_256_GCM_SHA384");
        SSL_CTX_set1_groups_list(context, "X25519");
        // Thousands of connections that are idle shall not need thousands of buffers.
        SSL_CTX_set_mode(context, SSL_MODE_ENABLE_PARTIAL_WRITE | SSL_MODE_ACCEPT_MOVING_WRITE_BUFFER
                                 | SSL_MODE_RELEASE_BUFFERS);
        // As large reads as without TLS: it is the server that is measured.
        SSL_CTX_set_read_ahead(context, 1);
        SSL_CTX_set_session_cache_mode(context, SSL_SESS_CACHE_CLIENT | SSL_SESS_CACHE_NO_INTERNAL);
        SSL_CTX_sess_set_new_cb(context, &TlsStream::keepSession);
        return std::unique_ptr<SSL_CTX, decltype(&SSL_CTX_free)>(context, &SSL_CTX_free);
    }();
    return made.get();
}

/// What OpenSSL has to say, and nothing of it for the next call.
static std::string takeErrors()
{
    const char *reason = ERR_reason_error_string(ERR_peek_last_error());
    ERR_clear_error();
    return reason ? reason : "unknown error";
}

std::string TlsStream::setIdentity(const std::string &certificate, const std::string &key)
{
    if (SSL_CTX_use_certificate_chain_file(context(), certificate.c_str()) != 1)
        return "cannot use the certificate " + certificate + ": " + takeErrors();
    if (SSL_CTX_use_PrivateKey_file(context(), key.c_str(), SSL_FILETYPE_PEM) != 1)
        return "cannot use the key " + key + ": " + takeErrors();
    return {};
}

TlsStream::TlsStream(int descriptor, const SSL_SESSION *session) : m_ssl(SSL_new(context()), &SSL_free)
{
    SSL_set_app_data(m_ssl.get(), this);
    SSL_set_fd(m_ssl.get(), descriptor);
    SSL_set_connect_state(m_ssl.get());
    if (session == nullptr)
        return;
    // OpenSSL lets a client use a session of TLS 1.3 once: the caller may need it again.
    const TlsSession copy(SSL_SESSION_dup(session), &SSL_SESSION_free);
    SSL_set_session(m_ssl.get(), copy.get());
}

/// Returns that it keeps it.
int TlsStream::keepSession(SSL *ssl, SSL_SESSION *session)
{
    static_cast<TlsStream *>(SSL_get_app_data(ssl))->m_session.reset(session);
    return 1;
}

TlsStream::Progress TlsStream::shakeHands()
{
    const int result = SSL_do_handshake(m_ssl.get());
    if (result == 1)
        return Progress::Done;
    switch (failed(result)) {
    case SSL_ERROR_WANT_READ: return Progress::WantRead;
    case SSL_ERROR_WANT_WRITE: return Progress::WantWrite;
    default: return Progress::Failed;
    }
}

long TlsStream::read(std::span<char> buffer)
{
    // A record at a time is all that SSL_read() gives.
    std::size_t filled = 0;
    while (filled < buffer.size()) {
        const int size = SSL_read(m_ssl.get(), buffer.data() + filled, static_cast<int>(buffer.size() - filled));
        if (size <= 0) {
            const int error = failed(size);
            if (filled > 0)
                break;
            return error == SSL_ERROR_ZERO_RETURN ? 0 : -1;
        }
        filled += static_cast<std::size_t>(size);
        if (SSL_has_pending(m_ssl.get()) == 0)
            break;
    }
    return static_cast<long>(filled);
}

long TlsStream::write(std::string_view bytes)
{
    const int size = SSL_write(m_ssl.get(), bytes.data(), static_cast<int>(bytes.size()));
    if (size > 0)
        return size;
    outcome(size); // why, reading will tell
    return -1;
}

void TlsStream::endSending()
{
    if (SSL_is_init_finished(m_ssl.get()) != 0 && SSL_shutdown(m_ssl.get()) < 0)
        ERR_clear_error();
}

/// The same as outcome(), and keeps what OpenSSL or the kernel says if that is an error.
int TlsStream::failed(int result)
{
    const char *reason = ERR_reason_error_string(ERR_peek_last_error());
    const int cause = errno;
    const int error = outcome(result);
    if (m_error.empty() && (error == SSL_ERROR_SSL || error == SSL_ERROR_SYSCALL))
        m_error = reason != nullptr ? reason : std::strerror(cause);
    return error;
}

/// The SSL_ERROR of \a result; errno becomes EAGAIN or EPROTO. Leaves no error behind, which would spoil the next call.
int TlsStream::outcome(int result) const
{
    const int error = SSL_get_error(m_ssl.get(), result);
    errno = error == SSL_ERROR_WANT_READ || error == SSL_ERROR_WANT_WRITE ? EAGAIN : EPROTO;
    ERR_clear_error();
    return error;
}

} // namespace Landline::Benchmark
