// SPDX-FileCopyrightText: 2026 The Landline authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "tlsstream.h"

#include <cerrno>

namespace Landline::Benchmark {

static SSL_CTX *context()
{
    static const std::unique_ptr<SSL_CTX, decltype(&SSL_CTX_free)> made = [] {
        SSL_CTX *context = SSL_CTX_new(TLS_client_method());
        SSL_CTX_set_mode(context, SSL_MODE_ENABLE_PARTIAL_WRITE | SSL_MODE_ACCEPT_MOVING_WRITE_BUFFER);
        // As large reads as without TLS: it is the server that is measured.
        SSL_CTX_set_read_ahead(context, 1);
        return std::unique_ptr<SSL_CTX, decltype(&SSL_CTX_free)>(context, &SSL_CTX_free);
    }();
    return made.get();
}

TlsStream::TlsStream(int descriptor) : m_ssl(SSL_new(context()), &SSL_free)
{
    SSL_set_fd(m_ssl.get(), descriptor);
    SSL_set_connect_state(m_ssl.get());
}

TlsStream::Progress TlsStream::shakeHands()
{
    const int result = SSL_do_handshake(m_ssl.get());
    if (result == 1)
        return Progress::Done;
    switch (SSL_get_error(m_ssl.get(), result)) {
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
        if (size <= 0)
            return filled > 0 ? static_cast<long>(filled) : failed(size);
        filled += static_cast<std::size_t>(size);
        if (SSL_has_pending(m_ssl.get()) == 0)
            break;
    }
    return static_cast<long>(filled);
}

long TlsStream::write(std::string_view bytes)
{
    const int size = SSL_write(m_ssl.get(), bytes.data(), static_cast<int>(bytes.size()));
    return size > 0 ? size : failed(size);
}

long TlsStream::failed(int result) const
{
    const int error = SSL_get_error(m_ssl.get(), result);
    if (error == SSL_ERROR_ZERO_RETURN)
        return 0;
    errno = error == SSL_ERROR_WANT_READ || error == SSL_ERROR_WANT_WRITE ? EAGAIN : EPROTO;
    return -1;
}

} // namespace Landline::Benchmark
