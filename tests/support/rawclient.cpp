// SPDX-FileCopyrightText: 2026 The Landline authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "support/rawclient.h"

#include "support/patience.h"

#include <QtNetwork/qhostaddress.h>

namespace Landline {

RawClient::RawClient(quint16 port, QObject *parent)
    : QObject(parent)
{
    connect(&m_socket, &QTcpSocket::readyRead, this, &RawClient::read);
    connect(&m_socket, &QTcpSocket::disconnected, this, [this] { m_ended = true; });
    m_socket.connectToHost(QHostAddress::LocalHost, port);
    m_socket.setSocketOption(QAbstractSocket::LowDelayOption, 1);
    eventually([this] { return m_socket.state() != QAbstractSocket::ConnectingState; });
}

void RawClient::read()
{
    if (m_socket.readBufferSize() == 0)
        m_received += m_socket.readAll();
}

void RawClient::send(const QByteArray &bytes)
{
    m_socket.write(bytes);
    m_socket.flush();
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
