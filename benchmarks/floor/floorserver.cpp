// SPDX-FileCopyrightText: 2026 The Landline authors
// SPDX-License-Identifier: LGPL-3.0-or-later

#include "floorserver.h"

#include <netinet/tcp.h>
#include <sys/epoll.h>
#include <sys/socket.h>
#include <unistd.h>

#include <utility>

namespace Landline::Benchmark {

FloorServer::FloorServer(TlsContext tls)
    : m_tls(std::move(tls))
    , m_epoll(epoll_create1(EPOLL_CLOEXEC))
    , m_listener(socket(AF_INET, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0))
    , m_buffer(1 << 18)
{
}

FloorServer::~FloorServer()
{
    close(m_listener);
    close(m_epoll);
}

in_port_t FloorServer::listen(in_port_t port)
{
    constexpr int Backlog = 4096;
    const int on = 1;
    setsockopt(m_listener, SOL_SOCKET, SO_REUSEADDR, &on, sizeof on);
    sockaddr_in address = {};
    socklen_t size = sizeof address;
    address.sin_family = AF_INET;
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    address.sin_port = htons(port);
    auto *generic = reinterpret_cast<sockaddr *>(&address);
    if (bind(m_listener, generic, size) < 0 || ::listen(m_listener, Backlog) < 0
        || getsockname(m_listener, generic, &size) < 0)
        return 0;
    epoll_event event = {EPOLLIN, {nullptr}};
    epoll_ctl(m_epoll, EPOLL_CTL_ADD, m_listener, &event);
    return ntohs(address.sin_port);
}

void FloorServer::run()
{
    epoll_event events[256];
    for (;;) {
        const int count = epoll_wait(m_epoll, events, std::size(events), -1);
        for (int i = 0; i < count; ++i) {
            if (auto *connection = static_cast<FloorConnection *>(events[i].data.ptr))
                handle(connection, events[i].events);
            else
                accept();
        }
    }
}

void FloorServer::accept()
{
    for (;;) {
        const int descriptor = accept4(m_listener, nullptr, nullptr, SOCK_NONBLOCK | SOCK_CLOEXEC);
        if (descriptor < 0)
            return;
        const int on = 1;
        setsockopt(descriptor, IPPROTO_TCP, TCP_NODELAY, &on, sizeof on);
        const auto place = static_cast<std::size_t>(descriptor);
        if (place >= m_connections.size())
            m_connections.resize(place + 1);
        FloorConnection::Fan &fan = *this;
        m_connections[place] = std::make_unique<FloorConnection>(descriptor, m_tls.get(), fan);
        epoll_event event = {EPOLLIN, {m_connections[place].get()}};
        epoll_ctl(m_epoll, EPOLL_CTL_ADD, descriptor, &event);
    }
}

void FloorServer::handle(FloorConnection *connection, std::uint32_t events)
{
    const bool wasWriting = connection->wantsToWrite();
    const bool goesOn = connection->proceed(m_buffer);
    if (!goesOn || (events & (EPOLLERR | EPOLLHUP)))
        end(connection);
    else if (connection->wantsToWrite() != wasWriting)
        watchWriting(connection, !wasWriting);
}

void FloorServer::watchWriting(FloorConnection *connection, bool writing)
{
    epoll_event event = {writing ? EPOLLOUT : EPOLLIN, {connection}};
    epoll_ctl(m_epoll, EPOLL_CTL_MOD, connection->descriptor(), &event);
}

void FloorServer::sendToAll(std::string_view frame)
{
    for (const auto &connection : m_connections) {
        if (!connection || !connection->isFan())
            continue;
        const bool wasWriting = connection->wantsToWrite();
        connection->send(frame);
        if (connection->wantsToWrite() && !wasWriting)
            watchWriting(connection.get(), true);
    }
}

void FloorServer::end(FloorConnection *connection)
{
    const int descriptor = connection->descriptor();
    connection->end();
    m_connections[static_cast<std::size_t>(descriptor)].reset();
    close(descriptor);
}

} // namespace Landline::Benchmark
