// SPDX-FileCopyrightText: 2026 The Landline authors
// SPDX-License-Identifier: LGPL-3.0-or-later

#include "adminchannel.h"

#include <QtCore/qendian.h>
#include <QtCore/qpointer.h>
#include <QtNetwork/qlocalsocket.h>

#include <limits>

namespace Landline::Admin {

static constexpr qint64 LengthBytes = sizeof(quint32);

Channel::Channel(QLocalSocket *socket, qint64 limit, QObject *parent)
    : QObject(parent), m_socket(socket), m_limit(limit)
{
    m_socket->setParent(this);
    m_socket->setReadBufferSize(m_limit + LengthBytes);
    connect(m_socket, &QLocalSocket::readyRead, this, &Channel::receive);
    connect(m_socket, &QLocalSocket::disconnected, this, [this] {
        const QPointer<Channel> alive(this);
        receive();
        if (alive)
            emit closed();
    });
    // What came with the connection has had its readyRead already.
    QMetaObject::invokeMethod(this, &Channel::receive, Qt::QueuedConnection);
}

Channel::~Channel()
{
    // The socket outlives this body and would still report its end.
    m_socket->disconnect(this);
}

void Channel::send(const QByteArray &message)
{
    Q_ASSERT(message.size() <= std::numeric_limits<quint32>::max());
    if (!isOpen())
        return;
    char length[LengthBytes];
    qToBigEndian(quint32(message.size()), length);
    m_socket->write(length, LengthBytes);
    m_socket->write(message);
}

qint64 Channel::bytesToWrite() const
{
    return m_socket->bytesToWrite();
}

qintptr Channel::socketDescriptor() const
{
    return m_socket->socketDescriptor();
}

void Channel::setHeld(bool held)
{
    m_held = held;
    // Not at once: the caller may be within a messageReceived().
    if (!held)
        QMetaObject::invokeMethod(this, &Channel::receive, Qt::QueuedConnection);
}

bool Channel::isOpen() const
{
    return m_socket->state() == QLocalSocket::ConnectedState;
}

void Channel::close()
{
    m_receiving = false;
    // What the kernel takes at once is safe even if the channel is deleted right after: a node's last words.
    m_socket->flush();
    m_socket->disconnectFromServer();
}

void Channel::abort()
{
    m_receiving = false;
    m_socket->abort();
}

void Channel::receive()
{
    const QPointer<Channel> alive(this);
    while (alive && m_receiving && !m_held && takeLength() && m_socket->bytesAvailable() >= m_length) {
        const QByteArray message = m_socket->read(m_length);
        m_length = -1;
        emit messageReceived(message);
    }
}

/// True when the length of the next message is known and permitted.
bool Channel::takeLength()
{
    if (m_length >= 0)
        return true;
    if (m_socket->bytesAvailable() < LengthBytes)
        return false;
    char length[LengthBytes];
    m_socket->read(length, LengthBytes);
    m_length = qFromBigEndian<quint32>(length);
    if (m_length <= m_limit)
        return true;
    m_receiving = false;
    emit violated(QStringLiteral("A message of %1 bytes was announced, but %2 is the most.")
                          .arg(m_length)
                          .arg(m_limit));
    return false;
}

} // namespace Landline::Admin
