// SPDX-FileCopyrightText: 2026 The Landline authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "conformance/peer.h"

#include "conformance/clientframe.h"
#include "conformance/receivequeue.h"
#include "conformance/subject.h"
#include "tlsstream.h"
#include "support/patience.h"

#include <QtCore/qdeadlinetimer.h>
#include <QtCore/qendian.h>

#include <cerrno>
#include <fcntl.h>
#include <linux/sockios.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <poll.h>
#include <sys/ioctl.h>
#include <sys/socket.h>
#include <unistd.h>

namespace Landline::Conformance {

namespace {

sockaddr *generic(sockaddr_in *address)
{
    return reinterpret_cast<sockaddr *>(address);
}

/// How long a server may say nothing. Many rows of one that is in the making fail by silence, and
/// need not take half a minute each.
std::chrono::milliseconds silence()
{
    static const int wanted = qEnvironmentVariableIntValue("LANDLINE_CONFORMANCE_PATIENCE_MS");
    return wanted > 0 ? std::chrono::milliseconds(wanted) : patience;
}

/// The number behind \a parameter in \a extensions, or 15.
int windowBits(const QByteArray &extensions, const QByteArray &parameter)
{
    const qsizetype at = extensions.indexOf(parameter + '=');
    return at < 0 ? 15 : extensions.mid(at + parameter.size() + 1, 2).replace(';', "").trimmed().toInt();
}

/// What a client does that was answered \a agreed.
RawDeflate::Options deflateOptions(const QByteArray &agreed, const QByteArray &offered)
{
    RawDeflate::Options options;
    // A smaller window than is allowed is always right, but one of 8 zlib does not write.
    options.windowBits = qMax(9, windowBits(agreed, "client_max_window_bits"));
    options.peerWindowBits = windowBits(agreed, "server_max_window_bits");
    options.keepsContext = !agreed.contains("client_no_context_takeover") && !offered.contains("client_no_context_takeover");
    options.peerKeepsContext = !agreed.contains("server_no_context_takeover");
    return options;
}

} // namespace

Peer::Peer(quint16 port)
    : m_socket(::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0))
    , m_serverPort(port)
{
    sockaddr_in address{};
    address.sin_family = AF_INET;
    address.sin_port = qToBigEndian(port);
    address.sin_addr.s_addr = qToBigEndian<quint32>(INADDR_LOOPBACK);
    socklen_t size = sizeof(address);
    const bool connected = ::connect(m_socket, generic(&address), size) == 0;
    const int on = 1;
    ::setsockopt(m_socket, IPPROTO_TCP, TCP_NODELAY, &on, sizeof(on));
    if (!connected || (subject().speaksTls() && !beginTls())) {
        ::close(m_socket);
        m_socket = -1;
        m_ended = true;
        return;
    }
    ::getsockname(m_socket, generic(&address), &size);
    m_ownPort = qFromBigEndian(address.sin_port);
}

bool Peer::beginTls()
{
    using Progress = Benchmark::TlsStream::Progress;
    ::fcntl(m_socket, F_SETFL, O_NONBLOCK);
    m_tls = std::make_unique<Benchmark::TlsStream>(m_socket);
    while (true) {
        const Progress progress = m_tls->shakeHands();
        if (progress == Progress::Done || progress == Progress::Failed)
            return progress == Progress::Done;
        pollfd watched{m_socket, static_cast<short>(progress == Progress::WantRead ? POLLIN : POLLOUT), 0};
        if (::poll(&watched, 1, static_cast<int>(silence().count())) <= 0)
            return false;
    }
}

ssize_t Peer::write(QByteArrayView bytes)
{
    if (m_tls)
        return m_tls->write({bytes.data(), static_cast<size_t>(bytes.size())});
    return ::send(m_socket, bytes.data(), static_cast<size_t>(bytes.size()), MSG_DONTWAIT | MSG_NOSIGNAL);
}

ssize_t Peer::read(std::span<char> buffer)
{
    return m_tls ? m_tls->read(buffer) : ::recv(m_socket, buffer.data(), buffer.size(), MSG_DONTWAIT);
}

Peer::~Peer()
{
    if (m_socket >= 0)
        ::close(m_socket);
}

bool Peer::shakeHands(const QByteArray &extensions)
{
    send(Wire::handshake("/", extensions.isEmpty() ? QByteArray() : "Sec-WebSocket-Extensions: " + extensions + "\r\n"));
    const HttpAnswer answer = this->answer();
    m_extensions = answer.header("Sec-WebSocket-Extensions");
    if (m_extensions.contains("permessage-deflate"))
        m_deflate = std::make_unique<RawDeflate>(deflateOptions(m_extensions, extensions));
    return answer.status == 101;
}

void Peer::send(const QByteArray &bytes)
{
    qsizetype sent = 0;
    while (sent < bytes.size() && m_socket >= 0) {
        const ssize_t taken = write(QByteArrayView(bytes).sliced(sent));
        if (taken > 0)
            sent += taken;
        else if (taken < 0 && errno != EAGAIN && errno != EINTR)
            return; // the server has gone; what it said before tells why
        else if (!wait(POLLIN | POLLOUT))
            return;
    }
}

void Peer::sendApart(const QByteArrayList &segments)
{
    for (qsizetype i = 0; i < segments.size(); ++i) {
        if (i > 0)
            waitUntilRead();
        send(segments.at(i));
    }
}

void Peer::waitUntilRead()
{
    const QDeadlineTimer deadline(silence());
    while (!m_ended && !deadline.hasExpired()) {
        int unacknowledged = 0;
        ::ioctl(m_socket, SIOCOUTQ, &unacknowledged);
        if (unacknowledged == 0 && unreadByServer(m_serverPort, m_ownPort).value_or(0) == 0)
            return;
        pollfd watched{m_socket, POLLIN, 0};
        if (::poll(&watched, 1, 1) <= 0)
            continue;
        readSome();
        if (hasClosed()) // and reads nothing more
            return;
    }
}

bool Peer::hasClosed() const
{
    return Transcript::hasClose(m_received);
}

void Peer::shutDown()
{
    ::shutdown(m_socket, SHUT_WR);
}

void Peer::reset()
{
    const linger atOnce{1, 0};
    ::setsockopt(m_socket, SOL_SOCKET, SO_LINGER, &atOnce, sizeof(atOnce));
    ::close(m_socket);
    m_socket = -1;
    m_ended = true;
}

bool Peer::wait(short events)
{
    if (m_ended)
        return false;
    pollfd watched{m_socket, events, 0};
    const int ready = ::poll(&watched, 1, static_cast<int>(silence().count()));
    if (ready > 0 && (watched.revents & ~POLLOUT))
        readSome();
    return ready > 0 || (ready < 0 && errno == EINTR);
}

void Peer::readSome()
{
    char bytes[64 * 1024];
    ssize_t size = 0;
    do {
        size = read(bytes);
        if (size > 0)
            m_received.append(bytes, size);
        else if (size == 0 || (errno != EAGAIN && errno != EINTR))
            m_ended = true;
    } while (size > 0 && m_tls && m_tls->hasMore()); // of which poll(2) says nothing
}

HttpAnswer Peer::answer(const QByteArray &method)
{
    std::optional<HttpAnswer> answer;
    do {
        answer = HttpAnswer::take(&m_received, method == "HEAD", m_ended);
    } while (!answer && wait(POLLIN));
    if (!answer) // TCP's end may be the end of a body
        answer = HttpAnswer::take(&m_received, method == "HEAD", m_ended);
    return answer.value_or(HttpAnswer());
}

QByteArray Peer::listen(qsizetype count)
{
    Transcript transcript(m_deflate.get());
    readUntil([count](const Transcript &said) { return said.size() >= count; }, &transcript);
    return transcript.toByteArray();
}

QByteArray Peer::listenUntil(const QByteArray &event)
{
    Transcript transcript(m_deflate.get());
    readUntil([&event](const Transcript &said) { return said.last() == event; }, &transcript);
    if (transcript.last() == event)
        transcript.removeLast();
    return transcript.toByteArray();
}

QByteArray Peer::listenToBytes()
{
    while (!Transcript::hasFrame(m_received) && wait(POLLIN)) { }
    return std::exchange(m_received, {});
}

QByteArray Peer::listenToEnd()
{
    Transcript transcript(m_deflate.get());
    readUntil([](const Transcript &) { return false; }, &transcript);
    return transcript.toByteArray();
}

void Peer::readUntil(const std::function<bool(const Transcript &)> &enough, Transcript *transcript)
{
    for (;;) {
        transcript->read(&m_received);
        if (transcript->isClosed())
            return waitForEnd(transcript);
        if (enough(*transcript))
            return;
        if (!wait(POLLIN))
            return transcript->add(m_ended ? "cut" : "silence");
    }
}

void Peer::waitForEnd(Transcript *transcript)
{
    // To a server that has our close frame already this is no news; the others end TCP when they
    // have it.
    send(ClientFrame::close(1000));
    while (wait(POLLIN)) { }
    if (!m_ended)
        transcript->add("TCP goes on");
    else if (!m_received.isEmpty())
        transcript->add("malformed: bytes behind the close frame");
}

} // namespace Landline::Conformance
