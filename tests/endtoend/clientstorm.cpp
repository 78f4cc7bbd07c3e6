// SPDX-FileCopyrightText: 2026 The Landline authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "clientstorm.h"

#include "support/patience.h"
#include "support/wire.h"

#include <cerrno>
#include <cstring>

#include <arpa/inet.h>
#include <netinet/in.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <unistd.h>

using namespace Landline;

ClientStorm::ClientStorm(quint16 port, int size)
    : m_port(port)
    , m_clients(size_t(size))
{ }

ClientStorm::~ClientStorm()
{
    leave();
}

bool ClientStorm::raiseDescriptorLimit(quint64 wanted)
{
    rlimit limit = {};
    ::getrlimit(RLIMIT_NOFILE, &limit);
    limit.rlim_cur = limit.rlim_max;
    return ::setrlimit(RLIMIT_NOFILE, &limit) == 0 && limit.rlim_max >= wanted;
}

bool ClientStorm::fail(const char *what)
{
    m_errorString = QStringLiteral("%1: %2").arg(QLatin1String(what), QLatin1String(std::strerror(errno)));
    return false;
}

bool ClientStorm::open(Client *client)
{
    client->descriptor = ::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
    const timeval timeout = {patience / std::chrono::seconds(1), 0};
    sockaddr_in address = {};
    socklen_t size = sizeof address;
    address.sin_family = AF_INET;
    address.sin_port = htons(m_port);
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    auto *peer = reinterpret_cast<sockaddr *>(&address);
    if (client->descriptor < 0 || ::setsockopt(client->descriptor, SOL_SOCKET, SO_RCVTIMEO, &timeout, sizeof timeout) != 0
        || ::connect(client->descriptor, peer, size) != 0 || ::getsockname(client->descriptor, peer, &size) != 0)
        return fail("connect");
    client->port = ntohs(address.sin_port);
    return true;
}

bool ClientStorm::sendToAll(const QByteArray &bytes)
{
    for (const Client &client : m_clients) {
        if (::send(client.descriptor, bytes.constData(), size_t(bytes.size()), MSG_NOSIGNAL) != bytes.size())
            return fail("send");
    }
    return true;
}

/// All get \a size bytes, whatever they are; up to the end of a head if that is 0.
bool ClientStorm::receiveFromAll(qsizetype size)
{
    for (const Client &client : m_clients) {
        QByteArray received;
        while (size > 0 ? received.size() < size : !received.endsWith("\r\n\r\n")) {
            char buffer[1024];
            const auto room = size > 0 ? size_t(size - received.size()) : sizeof buffer;
            const ssize_t count = ::recv(client.descriptor, buffer, qMin(room, sizeof buffer), 0);
            if (count <= 0)
                return fail(count < 0 ? "recv" : "the node closed the connection");
            received.append(buffer, count);
        }
        if (size == 0 && !received.startsWith("HTTP/1.1 101 "))
            return fail("the node refused the handshake");
    }
    return true;
}

bool ClientStorm::connectAll()
{
    for (Client &client : m_clients) {
        if (!open(&client))
            return false;
    }
    return sendToAll(Wire::handshake()) && receiveFromAll(0);
}

bool ClientStorm::talk()
{
    // Back it comes without a mask, which is 4 bytes shorter.
    const QByteArray message = Wire::frame(Wire::Text, "hello");
    return sendToAll(message) && receiveFromAll(message.size() - 4);
}

void ClientStorm::leave()
{
    for (Client &client : m_clients) {
        if (client.descriptor >= 0)
            ::close(client.descriptor);
        client = {};
    }
}

QSet<quint16> ClientStorm::ports() const
{
    QSet<quint16> ports;
    for (const Client &client : m_clients) {
        if (client.descriptor >= 0)
            ports.insert(client.port);
    }
    return ports;
}
