// SPDX-FileCopyrightText: 2026 The Landline authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "qt/gentleend.h"
#include "qt/tlsgate.h"
#include "qt/unsentbytes.h"
#include "support/patience.h"
#include "support/rawclient.h"
#include "support/testauthority.h"
#include "tls/tlscredentials.h"

#include <QtNetwork/qsslsocket.h>
#include <QtNetwork/qtcpserver.h>
#include <QtTest/qtest.h>

using namespace Landline;
using namespace Qt::StringLiterals;
using namespace std::chrono_literals;

namespace {

class Port : public QTcpServer
{
public:
    std::shared_ptr<const SslConfigurations> configurations;
    QSslSocket *socket = nullptr; ///< encrypted

protected:
    void incomingConnection(qintptr descriptor) override
    {
        auto *accepted = new QSslSocket(this);
        accepted->setSocketDescriptor(descriptor);
        auto *gate = new TlsGate(accepted, configurations);
        connect(gate, &TlsGate::encrypted, this, [this, accepted] { socket = accepted; });
        gate->start();
    }
};

} // namespace

class tst_GentleEnd : public QObject
{
    Q_OBJECT

private slots:
    void initTestCase();
    void init();
    void everythingArrives();
    void whatThePeerStillSends();
    void peerThatDoesNotRead();
    void peerThatHasLeft();
    void destroyedMeanwhile();
    void unsent();

private:
    bool isOver() const { return m_port->findChildren<GentleEnd *>().isEmpty() && m_port->findChildren<QSslSocket *>().isEmpty(); }

    TestAuthority m_authority;
    std::unique_ptr<Port> m_port;
    std::unique_ptr<RawClient> m_client;
};

void tst_GentleEnd::initTestCase()
{
    QVERIFY2(m_authority.issue(u"a"_s, {u"localhost"_s}), m_authority.error());
}

void tst_GentleEnd::init()
{
    m_port = std::make_unique<Port>();
    const auto loading = TlsCredentials::load(m_authority.tls({u"a"_s}), u"x"_s);
    QVERIFY(loading.credentials);
    m_port->configurations = std::make_shared<SslConfigurations>(loading.credentials);
    QVERIFY(m_port->listen(QHostAddress::LocalHost));
    m_client = std::make_unique<RawClient>(m_port->serverPort(), m_authority.client());
    QVERIFY(m_client->isEncrypted());
    TRY_VERIFY(m_port->socket);
}

void tst_GentleEnd::everythingArrives()
{
    const QByteArray bytes(1024 * 1024, 'x');
    m_port->socket->write(bytes);
    GentleEnd::of(m_port->socket, 30s);
    QVERIFY(m_client->waitForEnd());
    QVERIFY(m_client->rest() == bytes);
    // By TLS's own word, not only by TCP's.
    QCOMPARE(m_client->errorString(), u"The TLS/SSL connection has been closed"_s);
    TRY_VERIFY(isOver());
}

void tst_GentleEnd::whatThePeerStillSends()
{
    m_client->stopReading();
    m_client->send(QByteArray(4 * 1024 * 1024, 'y'));
    m_port->socket->write("the answer");
    GentleEnd::of(m_port->socket, 30s);
    m_client->readAgain();
    QVERIFY(m_client->waitForEnd());
    QCOMPARE(m_client->rest(), QByteArray("the answer"));
    TRY_VERIFY(isOver());
}

void tst_GentleEnd::peerThatDoesNotRead()
{
    m_client->stopReading();
    m_port->socket->write(QByteArray(32 * 1024 * 1024, 'x'));
    GentleEnd::of(m_port->socket, 200ms);
    TRY_VERIFY(isOver());
}

void tst_GentleEnd::peerThatHasLeft()
{
    m_client.reset();
    TRY_COMPARE(m_port->socket->state(), QAbstractSocket::UnconnectedState);
    GentleEnd::of(m_port->socket, 30s);
    TRY_VERIFY(isOver());
}

void tst_GentleEnd::destroyedMeanwhile()
{
    m_client->stopReading();
    m_port->socket->write(QByteArray(32 * 1024 * 1024, 'x'));
    GentleEnd::of(m_port->socket, 30s);
    m_port.reset();
    m_client->readAgain();
    QVERIFY(m_client->waitForEnd());
}

void tst_GentleEnd::unsent()
{
    TRY_COMPARE(unsentBytes(m_port->socket), 0); // OpenSSL's session tickets have left
    m_client->stopReading();
    m_port->socket->write(QByteArray(32 * 1024 * 1024, 'x'));
    m_port->socket->flush();
    QCOMPARE(m_port->socket->bytesToWrite(), 0); // it is all encrypted, which is not sent
    QVERIFY(unsentBytes(m_port->socket) > 16 * 1024 * 1024);
    m_client->readAgain();
    TRY_COMPARE(unsentBytes(m_port->socket), 0);
}

QTEST_GUILESS_MAIN(tst_GentleEnd)
#include "tst_gentleend.moc"
