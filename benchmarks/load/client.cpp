// SPDX-FileCopyrightText: 2026 The Landline authors
// SPDX-License-Identifier: LGPL-3.0-or-later

#include "client.h"

#include <netinet/tcp.h>
#include <sys/epoll.h>
#include <sys/socket.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <cstring>
#include <utility>

namespace Landline::Benchmark {

Client::Client(const Options &options, Poller &poller, Owner &owner, int number)
    : m_options(options)
    , m_poller(poller)
    , m_owner(owner)
    , m_number(number)
{
}

Client::~Client()
{
    if (m_descriptor < 0)
        return;
    // A reset: thousands of connections in TIME_WAIT would take the ports of the next run.
    const linger reset = {1, 0};
    setsockopt(m_descriptor, SOL_SOCKET, SO_LINGER, &reset, sizeof reset);
    ::close(m_descriptor);
}

void Client::connectToServer()
{
    reset();
    m_control.clear();
    m_received = m_next = m_unsent = 0;
    m_offset = 0;
    m_descriptor = socket(AF_INET, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0);
    if (m_descriptor < 0)
        return failAt("socket");
    const int on = 1;
    setsockopt(m_descriptor, IPPROTO_TCP, TCP_NODELAY, &on, sizeof on);
    const auto *address = reinterpret_cast<const sockaddr *>(&m_options.server);
    if (connect(m_descriptor, address, sizeof m_options.server) < 0 && errno != EINPROGRESS)
        return failAt("connect");
    m_state = State::Connecting;
    m_writing = true;
    m_poller.add(m_descriptor, EPOLLIN | EPOLLOUT, this);
}

void Client::send(long count)
{
    m_unsent += count;
    flush();
}

void Client::restartCounts()
{
    m_received = m_next = 0;
}

void Client::endSending()
{
    if (m_tls)
        m_tls->endSending();
    shutdown(m_descriptor, SHUT_WR);
}

void Client::handle(std::uint32_t events)
{
    if (m_state == State::Connecting) {
        int error = 0;
        socklen_t size = sizeof error;
        getsockopt(m_descriptor, SOL_SOCKET, SO_ERROR, &error, &size);
        if (error != 0) {
            errno = error;
            return failAt("connect");
        }
        if (m_options.tls)
            m_tls = std::make_unique<TlsStream>(m_descriptor, m_session.get());
        m_state = State::Encrypting;
    }
    if (m_state == State::Encrypting)
        return m_tls ? encrypt() : enterOpening();
    if (events & EPOLLOUT)
        flush();
    if (m_descriptor >= 0 && (events & ~static_cast<std::uint32_t>(EPOLLOUT)))
        receive();
}

void Client::encrypt()
{
    switch (m_tls->shakeHands()) {
    case TlsStream::Progress::Done: break;
    case TlsStream::Progress::WantRead: return watch(false);
    case TlsStream::Progress::WantWrite: return watch(true);
    case TlsStream::Progress::Failed: return endWithError("the TLS handshake has failed: " + m_tls->errorString());
    }
    if (m_session && !m_tls->isResumed())
        return endWithError("the server did not resume the TLS session");
    ++(m_tls->isResumed() ? m_resumedHandshakes : m_fullHandshakes);
    enterOpening();
}

void Client::enterOpening()
{
    m_state = State::Opening;
    connected();
}

void Client::receive()
{
    static std::array<char, 1 << 18> buffer; // one thread, and nothing of it is kept
    long size = 0;
    do {
        size = read(buffer);
        if (size < 0 && (errno == EAGAIN || errno == EINTR))
            return;
        if (size <= 0)
            break;
        bytesRead({buffer.data(), static_cast<std::size_t>(size)});
    } while (m_tls && m_tls->hasMore());
    if (size > 0)
        return;
    if (!mayEnd())
        return size == 0 ? endWithError("the server ended TCP") : failAt("recv");
    end();
    m_owner.closed(*this);
}

long Client::read(std::span<char> buffer)
{
    return m_tls ? m_tls->read(buffer) : recv(m_descriptor, buffer.data(), buffer.size(), 0);
}

void Client::flush()
{
    if (m_descriptor >= 0)
        watch(!(flushControl() && flushMessages() && flushControl()));
}

/// True if nothing of it has to wait. Between messages only.
bool Client::flushControl()
{
    while (!m_control.empty() && m_offset == 0) {
        const long size = write(m_control);
        if (size < 0)
            return false;
        m_control.erase(0, static_cast<std::size_t>(size));
    }
    return true;
}

bool Client::flushMessages()
{
    while (m_unsent > 0) {
        const std::string_view bytes = messages(m_next, m_unsent).substr(m_offset);
        const long size = write(bytes);
        if (size < 0)
            return false;
        m_offset += static_cast<std::size_t>(size);
        while (m_unsent > 0 && m_offset >= messageSize(m_next)) {
            m_offset -= messageSize(m_next);
            ++m_next;
            --m_unsent;
        }
    }
    return true;
}

/// What the kernel took of \a bytes; negative if it takes nothing now, or never: then reading will tell.
long Client::write(std::string_view bytes)
{
    return m_tls ? m_tls->write(bytes) : ::send(m_descriptor, bytes.data(), bytes.size(), MSG_NOSIGNAL);
}

void Client::watch(bool writing)
{
    if (writing == m_writing)
        return;
    m_writing = writing;
    m_poller.change(m_descriptor, writing ? EPOLLIN | EPOLLOUT : EPOLLIN, this);
}

void Client::end()
{
    endTls();
    ::close(m_descriptor);
    m_descriptor = -1;
    m_state = State::Idle;
}

void Client::endTls()
{
    if (!m_tls)
        return;
    m_tls->endSending();
    // Some servers, Node among them, give no new session when they have resumed one.
    if (TlsSession session = m_tls->takeSession(); session && m_options.resume)
        m_session = std::move(session);
    m_tls.reset();
}

void Client::endWithError(const std::string &reason)
{
    if (m_descriptor >= 0)
        end();
    m_owner.failed(*this, reason);
}

void Client::failAt(const char *call)
{
    const bool isTlsError = errno == EPROTO && m_tls && !m_tls->errorString().empty();
    endWithError(std::string(call) + ": " + (isTlsError ? m_tls->errorString() : std::strerror(errno)));
}

} // namespace Landline::Benchmark
