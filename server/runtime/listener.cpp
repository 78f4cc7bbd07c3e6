// SPDX-FileCopyrightText: 2026 The Landline authors
// SPDX-License-Identifier: LGPL-3.0-or-later

#include "runtime/listener.h"

#include <QtNetwork/qhostaddress.h>

#include <netinet/in.h>
#include <netinet/tcp.h>
#include <sys/socket.h>

namespace Landline {

namespace {
constexpr int backlog = 4096; // Qt's 50 makes quick connects wait for a second SYN
} // namespace

Listener::Listener()
{
    m_server.setListenBacklogSize(backlog);
}

Listener::~Listener()
{
    // Closing ends nothing while a worker has a copy; a worker that a controller holds may have it for long.
    if (m_server.isListening())
        ::shutdown(descriptor(), SHUT_RDWR);
}

bool Listener::bind(const QString &host, quint16 port)
{
    const QHostAddress address = host == QLatin1String("localhost") ? QHostAddress(QHostAddress::LocalHost)
                                                                    : QHostAddress(host);
    // Qt takes what is no address for every address.
    if (address.isNull()) {
        m_bindError = QStringLiteral("\"%1\" is no IP address").arg(host);
        return false;
    }
    const bool bound = m_server.listen(address, port);
    m_server.pauseAccepting();
    // Inherited by every accepted socket: no message waits for the acknowledgement of the one before (Nagle).
    const int on = 1;
    if (bound)
        ::setsockopt(descriptor(), IPPROTO_TCP, TCP_NODELAY, &on, sizeof on);
    m_bindError = bound ? QString() : m_server.errorString();
    return bound;
}

} // namespace Landline
