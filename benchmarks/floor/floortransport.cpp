// SPDX-FileCopyrightText: 2026 The Landline authors
// SPDX-License-Identifier: LGPL-3.0-or-later

#include "floortransport.h"

#include <openssl/err.h>
#include <sys/socket.h>

#include <algorithm>
#include <cerrno>
#include <climits>

namespace Landline::Benchmark {

/// What OpenSSL takes at once.
static int clamped(std::size_t size)
{
    return static_cast<int>(std::min<std::size_t>(size, INT_MAX));
}

FloorTransport::FloorTransport(int descriptor, SSL_CTX *tls)
    : m_descriptor(descriptor)
    , m_ssl(tls ? SSL_new(tls) : nullptr, &SSL_free)
{
    if (!m_ssl)
        return;
    SSL_set_fd(m_ssl.get(), descriptor);
    SSL_set_accept_state(m_ssl.get());
}

long FloorTransport::receive(std::span<char> buffer)
{
    return m_ssl ? receiveTls(buffer) : recv(m_descriptor, buffer.data(), buffer.size(), 0);
}

long FloorTransport::send(std::string_view bytes)
{
    return m_ssl ? sendTls(bytes) : ::send(m_descriptor, bytes.data(), bytes.size(), MSG_NOSIGNAL);
}

/// SSL_read() gives a record at a time. Asking again when nothing has been received would cost a system call.
long FloorTransport::receiveTls(std::span<char> buffer)
{
    std::size_t filled = 0;
    m_hasMore = m_isBlocked = false;
    do {
        const int size = SSL_read(m_ssl.get(), buffer.data() + filled, clamped(buffer.size() - filled));
        if (size <= 0) {
            const int error = failed(size);
            m_isBlocked = error == SSL_ERROR_WANT_WRITE;
            if (filled == 0)
                return error == SSL_ERROR_ZERO_RETURN ? 0 : -1;
            m_hasMore = errno != EAGAIN; // the end, which the next call returns
            return static_cast<long>(filled);
        }
        filled += static_cast<std::size_t>(size);
    } while (filled < buffer.size() && SSL_has_pending(m_ssl.get()) != 0);
    m_hasMore = SSL_has_pending(m_ssl.get()) != 0;
    return static_cast<long>(filled);
}

long FloorTransport::sendTls(std::string_view bytes)
{
    std::size_t sent = 0;
    while (sent < bytes.size()) {
        const int size = SSL_write(m_ssl.get(), bytes.data() + sent, clamped(bytes.size() - sent));
        if (size <= 0) {
            failed(size);
            return sent > 0 ? static_cast<long>(sent) : -1;
        }
        sent += static_cast<std::size_t>(size);
    }
    return static_cast<long>(sent);
}

void FloorTransport::end()
{
    if (m_ssl && SSL_is_init_finished(m_ssl.get()) != 0 && SSL_shutdown(m_ssl.get()) < 0)
        ERR_clear_error();
}

/// The SSL_ERROR of \a result; errno becomes EAGAIN or EPROTO. Leaves no error behind, which would spoil the next call.
int FloorTransport::failed(int result)
{
    const int error = SSL_get_error(m_ssl.get(), result);
    errno = error == SSL_ERROR_WANT_READ || error == SSL_ERROR_WANT_WRITE ? EAGAIN : EPROTO;
    ERR_clear_error();
    return error;
}

} // namespace Landline::Benchmark
