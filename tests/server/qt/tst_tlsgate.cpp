// SPDX-FileCopyrightText: 2026 The Landline authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "qt/tlsgate.h"
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

/// Accepts into QSslSockets, as a worker does.
class Port : public QTcpServer
{
public:
    std::function<void(QSslSocket *)> accepted;

protected:
    void incomingConnection(qintptr descriptor) override
    {
        auto *socket = new QSslSocket(this);
        connect(socket, &QSslSocket::disconnected, socket, &QObject::deleteLater);
        socket->setSocketDescriptor(descriptor);
        accepted(socket);
    }
};

} // namespace

/// A TlsGate in one thread with its clients.
class tst_TlsGate : public QObject
{
    Q_OBJECT

private slots:
    void initTestCase();
    void init();
    void encrypted();
    void refusedByTheClient();
    void plainText();
    void tooSlow();
    void leftWithoutAWord();
    void leftInTheMiddle();
    void nonsense();
    void destroyedMeanwhile();

private:
    bool hasNoSockets() const { return m_port->findChildren<QSslSocket *>().isEmpty(); }

    TestAuthority m_authority;
    std::shared_ptr<const SslConfigurations> m_configurations;
    std::unique_ptr<Port> m_port;
    int m_encrypted = 0;
    QStringList m_failures;
};

void tst_TlsGate::initTestCase()
{
    QVERIFY2(m_authority.issue(u"a"_s, {u"localhost"_s}), m_authority.error());
    TlsConfig tls = m_authority.tls({u"a"_s});
    tls.handshakeTimeout = 300ms;
    const auto loading = TlsCredentials::load(tls, u"x"_s);
    QCOMPARE(loading.errors, QStringList());
    m_configurations = std::make_shared<SslConfigurations>(loading.credentials);
}

void tst_TlsGate::init()
{
    m_encrypted = 0;
    m_failures.clear();
    m_port = std::make_unique<Port>();
    m_port->accepted = [this](QSslSocket *socket) {
        auto *gate = new TlsGate(socket, m_configurations);
        connect(gate, &TlsGate::encrypted, this, [this, socket] {
            ++m_encrypted;
            socket->write("hello");
        });
        connect(gate, &TlsGate::failed, this, [this](const QString &reason) { m_failures.append(reason); });
        gate->start();
    };
    QVERIFY(m_port->listen(QHostAddress::LocalHost));
}

void tst_TlsGate::encrypted()
{
    {
        RawClient client(m_port->serverPort(), m_authority.client());
        QVERIFY2(client.isEncrypted(), qPrintable(client.errorString()));
        TRY_COMPARE(client.rest(), QByteArray("hello"));
        TRY_COMPARE(m_encrypted, 1);
        // The gate is gone, and with it its time.
        QTRY_VERIFY(m_port->findChildren<TlsGate *>().isEmpty());
    }
    TRY_VERIFY(hasNoSockets());
    QCOMPARE(m_failures, QStringList());
}

void tst_TlsGate::refusedByTheClient()
{
    QSslConfiguration nobody = m_authority.client();
    nobody.setCaCertificates({});
    nobody.setHandshakeMustInterruptOnError(true);
    RawClient client(m_port->serverPort(), nobody);
    QVERIFY(client.waitForEnd());
    TRY_VERIFY(hasNoSockets());
    // With TLS 1.3 the server is done before the client looks at its certificate.
    QCOMPARE(m_encrypted + m_failures.size(), 1);
}

void tst_TlsGate::plainText()
{
    RawClient client(m_port->serverPort());
    client.send("GET / HTTP/1.1\r\nHost: x\r\n\r\n");
    QCOMPARE(client.answer().status, 400);
    QVERIFY(client.waitForEnd());
    QCOMPARE(m_failures, QStringList(u"the client does not speak TLS"_s));
    TRY_VERIFY(hasNoSockets());
}

void tst_TlsGate::tooSlow()
{
    RawClient client(m_port->serverPort());
    client.send("\x16\x03\x01");
    QVERIFY(client.waitForEnd());
    QCOMPARE(m_failures, QStringList(u"it took too long"_s));
    TRY_VERIFY(hasNoSockets());
}

void tst_TlsGate::leftWithoutAWord()
{
    {
        RawClient client(m_port->serverPort());
        TRY_VERIFY(!hasNoSockets());
    }
    TRY_VERIFY(hasNoSockets());
    QCOMPARE(m_failures, QStringList());
}

void tst_TlsGate::leftInTheMiddle()
{
    QFile hello(QStringLiteral(LANDLINE_SOURCE_DIR "/tests/fuzz/corpus/clienthello/openssl"));
    QVERIFY(hello.open(QIODevice::ReadOnly));
    {
        RawClient client(m_port->serverPort());
        client.send(hello.readAll());
        TRY_VERIFY(!client.rest().isEmpty());
    }
    TRY_COMPARE(m_failures.size(), 1);
    TRY_VERIFY(hasNoSockets());
}

void tst_TlsGate::nonsense()
{
    RawClient client(m_port->serverPort());
    // A handshake record that has no hello in it: OpenSSL's answer is an alert.
    client.send(QByteArray("\x16\x03\x01\x00\x05\x02\x00\x00\x01x", 10));
    TRY_VERIFY(client.rest().startsWith("\x15\x03"));
    QVERIFY(client.waitForEnd());
    QCOMPARE(m_failures.size(), 1);
    TRY_VERIFY(hasNoSockets());
}

void tst_TlsGate::destroyedMeanwhile()
{
    RawClient client(m_port->serverPort());
    TRY_VERIFY(!hasNoSockets());
    m_port.reset();
    QVERIFY(client.waitForEnd());
    QCOMPARE(m_failures, QStringList());
}

QTEST_GUILESS_MAIN(tst_TlsGate)
#include "tst_tlsgate.moc"
