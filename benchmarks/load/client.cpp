// SPDX-FileCopyrightText: 2026 The Landline authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "client.h"

#include <netinet/tcp.h>
#include <sys/epoll.h>
#include <sys/socket.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <cstring>

namespace Landline::Benchmark {

// The pair of RFC 6455 section 1.3: the answer is known without a hash.
static constexpr std::string_view Key = "dGhlIHNhbXBsZSBub25jZQ==";
// Each message by itself, so that a server's frame for it is always the same.
static constexpr std::string_view Deflate
        = "permessage-deflate; server_no_context_takeover; client_no_context_takeover";
static constexpr std::string_view Accept = "s3pPLMBiTxaQ9kYGzzhZRbK+xOo=";

Client::Client(const Options &options, const MessageSet &messages, Echoes &echoes, Poller &poller,
               Owner &owner, int number)
    : m_options(options)
    , m_messages(messages)
    , m_echoes(echoes)
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
    resetReader();
    m_control.clear();
    m_head.clear();
    m_closeAnswered = false;
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

void Client::close()
{
    m_state = State::Closing;
    appendControl(Close, "\x03\xE8");
    flush();
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
            m_tls = std::make_unique<TlsStream>(m_descriptor);
        m_state = State::Encrypting;
    }
    if (m_state == State::Encrypting)
        return m_tls ? encrypt() : requestUpgrade();
    if (events & EPOLLOUT)
        flush();
    if (m_descriptor >= 0 && (events & ~static_cast<std::uint32_t>(EPOLLOUT)))
        receive();
}

void Client::encrypt()
{
    switch (m_tls->shakeHands()) {
    case TlsStream::Progress::Done: return requestUpgrade();
    case TlsStream::Progress::WantRead: return watch(false);
    case TlsStream::Progress::WantWrite: return watch(true);
    case TlsStream::Progress::Failed: return fail("the TLS handshake has failed");
    }
}

void Client::requestUpgrade()
{
    m_state = State::Upgrading;
    m_control = "GET " + m_options.path + " HTTP/1.1\r\n"
            "Host: 127.0.0.1:" + std::to_string(ntohs(m_options.server.sin_port)) + "\r\n"
            "Connection: Upgrade\r\n"
            "Upgrade: websocket\r\n"
            "Sec-WebSocket-Version: 13\r\n"
            "Sec-WebSocket-Key: " + std::string(Key) + "\r\n"
            + (m_messages.isDeflated() ? "Sec-WebSocket-Extensions: " + std::string(Deflate) + "\r\n\r\n" : "\r\n");
    flush();
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
        const std::string_view bytes(buffer.data(), static_cast<std::size_t>(size));
        if (m_state == State::Upgrading)
            readHead(bytes);
        else
            readFrames(bytes);
    } while (m_tls && m_tls->hasMore());
    if (size > 0)
        return;
    if (m_state != State::Closing || !m_closeAnswered)
        return size == 0 ? fail("the server ended TCP") : failAt("recv");
    end();
    m_owner.closed(*this);
}

long Client::read(std::span<char> buffer)
{
    return m_tls ? m_tls->read(buffer) : recv(m_descriptor, buffer.data(), buffer.size(), 0);
}

void Client::readHead(std::string_view bytes)
{
    m_head += bytes;
    const std::size_t end = m_head.find("\r\n\r\n");
    if (end == m_head.npos)
        return;
    if (!m_head.starts_with("HTTP/1.1 101 ") || m_head.find(Accept) > end)
        return fail("refused: " + m_head.substr(0, m_head.find('\r')));
    if (m_messages.isDeflated() && m_head.find("server_no_context_takeover") > end)
        return fail("the server did not agree to " + std::string(Deflate));
    const std::string rest = m_head.substr(end + 4);
    m_head = {};
    m_state = State::Open;
    m_owner.opened(*this);
    if (!rest.empty() && m_descriptor >= 0)
        readFrames(rest);
}

void Client::readFrames(std::string_view bytes)
{
    m_batch = 0;
    if (!FrameReader::read(bytes, m_messages.opcode()))
        return fail(readError());
    if (m_batch > 0)
        m_owner.received(*this, m_batch);
    if (!m_control.empty() && m_descriptor >= 0)
        flush();
}

FrameReader::Expected Client::expectedMessage()
{
    m_expectedMessage = m_owner.expectedMessage(*this);
    if (m_expectedMessage < 0)
        return {};
    return {true, m_echoes.isCompressed(), m_echoes.payload(m_expectedMessage)};
}

bool Client::isExpected(std::string_view payload)
{
    return m_echoes.learn(m_expectedMessage, payload);
}

void Client::messageRead()
{
    ++m_batch;
    ++m_received;
}

void Client::controlRead(std::uint8_t opcode, std::string_view payload)
{
    if (opcode == Ping)
        appendControl(Pong, payload);
    if (opcode == Close)
        m_closeAnswered = true;
}

void Client::appendControl(std::uint8_t opcode, std::string_view payload)
{
    constexpr unsigned char FinalMasked = 0x80;
    // A key like any other: RFC 6455 section 5.3 wants it unpredictable for the sake of proxies only.
    constexpr char Mask[4] = {0, 0, 0, 0};
    m_control += static_cast<char>(FinalMasked | opcode);
    m_control += static_cast<char>(FinalMasked | payload.size());
    m_control.append(Mask, sizeof Mask).append(payload);
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
        const std::string_view frames = m_messages.frames(m_next, m_unsent).substr(m_offset);
        const long size = write(frames);
        if (size < 0)
            return false;
        m_offset += static_cast<std::size_t>(size);
        while (m_unsent > 0 && m_offset >= m_messages.frameSize(m_next)) {
            m_offset -= m_messages.frameSize(m_next);
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
    m_tls.reset();
    ::close(m_descriptor);
    m_descriptor = -1;
    m_state = State::Idle;
}

void Client::fail(const std::string &reason)
{
    if (m_descriptor >= 0)
        end();
    m_owner.failed(*this, reason);
}

void Client::failAt(const char *call)
{
    fail(std::string(call) + ": " + std::strerror(errno));
}

} // namespace Landline::Benchmark
