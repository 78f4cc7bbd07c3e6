// SPDX-FileCopyrightText: 2026 The Landline authors
// SPDX-License-Identifier: LGPL-3.0-or-later

#include "testing/testsocket.h"

#include <QtNetwork/qnetworkproxy.h>
#include <QtNetwork/qsslsocket.h>

namespace Landline::Test {

namespace {

bool isSecure(const QUrl &url)
{
    return url.scheme() == QLatin1String("wss") || url.scheme() == QLatin1String("https");
}

} // namespace

TestSocket::TestSocket(QObject *parent) : QObject(parent) { }

TestSocket::~TestSocket()
{
    if (m_socket)
        m_socket->disconnect(this);
}

void TestSocket::open(const QUrl &url, const QSslConfiguration &configuration)
{
    QSslSocket *secure = isSecure(url) ? new QSslSocket : nullptr;
    m_socket.reset(secure ? secure : new QTcpSocket);
    m_socket->setProxy(QNetworkProxy::NoProxy);
    connect(m_socket.get(), &QTcpSocket::readyRead, this, &TestSocket::read);
    connect(m_socket.get(), &QTcpSocket::disconnected, this, &TestSocket::end);
    connect(m_socket.get(), &QTcpSocket::errorOccurred, this, [this](QAbstractSocket::SocketError error) {
        if (error != QAbstractSocket::RemoteHostClosedError && m_errorString.isEmpty())
            m_errorString = m_socket->errorString();
        if (m_socket->state() == QAbstractSocket::UnconnectedState)
            end();
    });
    const auto port = static_cast<quint16>(url.port(secure ? 443 : 80));
    if (secure) {
        connect(secure, &QSslSocket::encrypted, this, &TestSocket::ready);
        secure->setSslConfiguration(configuration);
        secure->connectToHostEncrypted(url.host(), port);
    } else {
        connect(m_socket.get(), &QTcpSocket::connected, this, &TestSocket::ready);
        m_socket->connectToHost(url.host(), port);
    }
    m_socket->setSocketOption(QAbstractSocket::LowDelayOption, 1);
}

void TestSocket::send(const QByteArray &bytes)
{
    if (m_socket && !m_hasEnded)
        m_socket->write(bytes);
}

void TestSocket::finish()
{
    if (m_socket && !m_hasEnded)
        m_socket->disconnectFromHost();
}

void TestSocket::abort()
{
    if (m_socket)
        m_socket->abort();
}

void TestSocket::read()
{
    m_input += m_socket->readAll();
    emit received();
}

void TestSocket::end()
{
    if (m_hasEnded)
        return;
    if (m_socket->bytesAvailable() > 0)
        read();
    m_hasEnded = true;
    emit ended();
}

QByteArray TestSocket::hostOf(const QUrl &url)
{
    return url.authority(QUrl::FullyEncoded | QUrl::RemoveUserInfo).toUtf8();
}

QByteArray TestSocket::targetOf(const QUrl &url)
{
    const QByteArray target = url.toEncoded(QUrl::RemoveScheme | QUrl::RemoveAuthority | QUrl::RemoveFragment);
    return target.startsWith('/') ? target : '/' + target;
}

} // namespace Landline::Test
