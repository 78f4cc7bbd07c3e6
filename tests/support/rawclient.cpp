// SPDX-FileCopyrightText: 2026 The Landline authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "support/rawclient.h"

#include "support/patience.h"

#include <QtNetwork/qhostaddress.h>

#include <sys/socket.h>

namespace Landline {

RawClient::RawClient(quint16 port, QObject *parent)
    : QObject(parent), m_socket(std::make_unique<QTcpSocket>())
{
    init();
    m_socket->connectToHost(QHostAddress::LocalHost, port);
    m_socket->setSocketOption(QAbstractSocket::LowDelayOption, 1);
    eventually([this] { return m_socket->state() != QAbstractSocket::ConnectingState; });
}

RawClient::RawClient(quint16 port, const QSslConfiguration &configuration, const QString &serverName)
    : m_socket(std::make_unique<QSslSocket>())
{
    m_secureSocket = static_cast<QSslSocket *>(m_socket.get());
    init();
    m_secureSocket->setSslConfiguration(configuration);
    m_secureSocket->connectToHostEncrypted(QStringLiteral("127.0.0.1"), port, serverName);
    m_socket->setSocketOption(QAbstractSocket::LowDelayOption, 1);
    eventually([this] { return m_secureSocket->isEncrypted() || m_socket->state() == QAbstractSocket::UnconnectedState; });
}

void RawClient::init()
{
    connect(m_socket.get(), &QTcpSocket::readyRead, this, &RawClient::read);
    connect(m_socket.get(), &QTcpSocket::errorOccurred, this, [this] {
        if (m_errorString.isEmpty())
            m_errorString = m_socket->errorString();
    });
    connect(m_socket.get(), &QTcpSocket::disconnected, this, [this] { m_ended = true; });
}

void RawClient::read()
{
    if (m_socket->readBufferSize() == 0)
        m_received += m_socket->readAll();
}

void RawClient::send(const QByteArray &bytes)
{
    m_socket->write(bytes);
    m_socket->flush();
}

qint64 RawClient::unsentBytes() const
{
    return m_socket->bytesToWrite() + (m_secureSocket ? m_secureSocket->encryptedBytesToWrite() : 0);
}

void RawClient::readAgain()
{
    m_socket->setReadBufferSize(0);
    read();
}

void RawClient::endSending()
{
    ::shutdown(static_cast<int>(m_socket->socketDescriptor()), SHUT_WR);
}

void RawClient::reset()
{
    const linger now{1, 0};
    ::setsockopt(static_cast<int>(m_socket->socketDescriptor()), SOL_SOCKET, SO_LINGER, &now, sizeof now);
    m_socket->abort();
}

HttpAnswer RawClient::answer(const QByteArray &method)
{
    std::optional<HttpAnswer> answer;
    eventually([&] {
        answer = HttpAnswer::take(&m_received, method == "HEAD", m_ended);
        return answer || m_ended;
    });
    return answer.value_or(HttpAnswer());
}

HttpAnswer RawClient::ask(const QByteArray &request)
{
    send(request);
    return answer(request.left(request.indexOf(' ')));
}

std::optional<Wire::ServerFrame> RawClient::frame()
{
    std::optional<Wire::ServerFrame> frame;
    eventually([&] {
        frame = Wire::ServerFrame::take(&m_received);
        return frame || m_ended;
    });
    return frame;
}

bool RawClient::waitForEnd()
{
    return eventually([this] { return m_ended; });
}

} // namespace Landline
