// SPDX-FileCopyrightText: 2026 The Landline authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "qt/gentleend.h"

#include "qt/unsentbytes.h"

#include <QtNetwork/qsslsocket.h>

#include <array>
#include <cerrno>
#include <utility>

#include <fcntl.h>
#include <linux/sockios.h>
#include <sys/ioctl.h>
#include <sys/socket.h>
#include <unistd.h>

namespace Landline {

void GentleEnd::of(QSslSocket *socket, std::chrono::milliseconds time)
{
    if (socket->state() == QAbstractSocket::UnconnectedState) {
        socket->deleteLater();
        return;
    }
    auto *end = new GentleEnd(socket, time);
    socket->flush();
    socket->disconnectFromHost(); // may end it at once
    if (end->m_socket && socket->state() == QAbstractSocket::UnconnectedState)
        end->socketEnded();
}

GentleEnd::GentleEnd(QSslSocket *socket, std::chrono::milliseconds time)
    : QObject(socket->parent())
    , m_socket(socket)
    , m_descriptor(::fcntl(static_cast<int>(socket->socketDescriptor()), F_DUPFD_CLOEXEC, 0))
{
    connect(m_socket, &QSslSocket::disconnected, this, &GentleEnd::socketEnded);
    connect(m_socket, &QObject::destroyed, this, [this] { m_socket = nullptr; });
    connect(m_socket, &QSslSocket::readyRead, this, [this] { m_socket->readAll(); });
    m_timer.setSingleShot(true);
    connect(&m_timer, &QTimer::timeout, this, &GentleEnd::lookAtTime);
    m_unacknowledged = unacknowledged();
    m_timer.start(time);
}

GentleEnd::~GentleEnd()
{
    m_notifier.reset(); // before the descriptor's number is somebody else's
    if (m_descriptor >= 0)
        ::close(m_descriptor);
}

void GentleEnd::socketEnded()
{
    if (!m_socket)
        return;
    disconnect(m_socket, nullptr, this, nullptr);
    std::exchange(m_socket, nullptr)->deleteLater();
    if (m_descriptor < 0 || ::shutdown(m_descriptor, SHUT_WR) != 0) {
        finish();
        return;
    }
    m_notifier = std::make_unique<QSocketNotifier>(m_descriptor, QSocketNotifier::Read);
    connect(m_notifier.get(), &QSocketNotifier::activated, this, &GentleEnd::discard);
}

void GentleEnd::discard()
{
    std::array<char, 16 * 1024> bytes;
    const ssize_t size = ::recv(m_descriptor, bytes.data(), bytes.size(), MSG_DONTWAIT);
    if (size == 0 || (size < 0 && errno != EAGAIN && errno != EWOULDBLOCK && errno != EINTR))
        finish();
}

void GentleEnd::lookAtTime()
{
    const qint64 before = std::exchange(m_unacknowledged, unacknowledged());
    if (m_unacknowledged < before)
        m_timer.start();
    else
        finish();
}

/// What the peer's system has not got yet.
qint64 GentleEnd::unacknowledged() const
{
    int size = 0;
    if (m_descriptor < 0 || ::ioctl(m_descriptor, SIOCOUTQ, &size) != 0)
        size = 0;
    return size + (m_socket ? unsentBytes(m_socket) : 0);
}

void GentleEnd::finish()
{
    m_timer.stop();
    if (m_notifier)
        m_notifier->setEnabled(false);
    if (m_socket) {
        disconnect(m_socket, nullptr, this, nullptr);
        m_socket->abort();
        m_socket->deleteLater();
        m_socket = nullptr;
    }
    deleteLater();
}

} // namespace Landline
