// SPDX-FileCopyrightText: 2026 The Landline authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "qt/tlsgate.h"

#include "qt/clienthello.h"
#include "qt/gentleend.h"
#include "tls/plaintextanswer.h"
#include "tls/tlscredentials.h"

#include <QtNetwork/qsslerror.h>
#include <QtNetwork/qsslsocket.h>

#include <utility>

using namespace Qt::StringLiterals;

namespace Landline {

namespace {

constexpr qint64 bufferSize = 64 * 1024;
constexpr std::chrono::milliseconds lingerTime = std::chrono::seconds(1);

} // namespace

TlsGate::TlsGate(QSslSocket *socket, const std::shared_ptr<const SslConfigurations> &configurations)
    : QObject(socket), m_socket(socket), m_configurations(configurations)
{
    m_timer.setSingleShot(true);
    connect(&m_timer, &QTimer::timeout, this, [this] {
        fail(u"it took too long"_s);
        m_socket->abort();
    });
    connect(m_socket, &QSslSocket::readyRead, this, &TlsGate::readHello);
    connect(m_socket, &QSslSocket::encrypted, this, &TlsGate::handshakeDone);
    connect(m_socket, &QSslSocket::errorOccurred, this, &TlsGate::socketFailed);
    connect(m_socket, &QSslSocket::handshakeInterruptedOnError, this,
            [this](const QSslError &error) { m_objection = error.errorString(); });
}

void TlsGate::start()
{
    m_socket->setReadBufferSize(bufferSize);
    m_timer.start(m_configurations->credentials()->handshakeTimeout());
    readHello();
}

void TlsGate::readHello()
{
    if (m_helloRead || m_over)
        return;
    const ClientHello hello = ClientHello::parse(m_socket->peek(ClientHello::MaxSize));
    switch (hello.state) {
    case ClientHello::State::Incomplete: break;
    case ClientHello::State::NotTls: answerPlainText(); break;
    case ClientHello::State::Complete:
    case ClientHello::State::Malformed: shakeHands(hello); break;
    }
}

void TlsGate::shakeHands(const ClientHello &hello)
{
    m_helloRead = true;
    m_socket->setSslConfiguration(m_configurations->configurationFor(hello.serverName, hello.offersOtherProtocols));
    m_socket->startServerEncryption();
}

void TlsGate::handshakeDone()
{
    if (m_over)
        return;
    // None is left where the handshake is interrupted by the first. It would be a client whose certificate proves nothing.
    if (const QList<QSslError> errors = m_socket->sslHandshakeErrors(); !errors.isEmpty()) {
        fail(errors.constFirst().errorString());
        m_socket->abort();
        return;
    }
    m_over = true;
    m_timer.stop();
    disconnect(m_socket, nullptr, this, nullptr);
    emit encrypted();
    deleteLater();
}

void TlsGate::answerPlainText()
{
    fail(u"the client does not speak TLS"_s);
    m_timer.stop();
    disconnect(m_socket, nullptr, this, nullptr);
    m_socket->readAll();
    m_socket->write(plainTextAnswer);
    GentleEnd::of(m_socket, lingerTime);
}

void TlsGate::socketFailed()
{
    if (!m_helloRead && m_socket->error() == QAbstractSocket::RemoteHostClosedError) {
        m_over = true; // a look at the port, as a load balancer takes it every second
        return;
    }
    fail(m_objection.isEmpty() ? m_socket->errorString() : m_objection);
}

void TlsGate::fail(const QString &reason)
{
    if (std::exchange(m_over, true))
        return;
    // QSslSocket ends the connection by itself, behind its alert. Who does not let go of it is cut.
    m_timer.start(lingerTime);
    emit failed(reason);
}

} // namespace Landline
