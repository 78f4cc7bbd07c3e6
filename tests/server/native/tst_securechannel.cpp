// SPDX-FileCopyrightText: 2026 The Landline authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "native/securechannel.h"
#include "qt/gentleend.h"
#include "qt/tlsgate.h"
#include "runtime/epolleventdispatcher.h"
#include "support/patience.h"
#include "support/rawclient.h"
#include "support/testauthority.h"

#include <QtCore/qelapsedtimer.h>
#include <QtNetwork/qtcpserver.h>
#include <QtTest/qtest.h>

using namespace Landline;
using namespace Qt::StringLiterals;
using namespace std::chrono_literals;

namespace {

using Readiness = DescriptorPoller::Readiness;
using State = Transport::State;

class Port : public QTcpServer
{
public:
    std::shared_ptr<const TlsCredentials> credentials;
    QSslSocket *socket = nullptr; ///< encrypted

protected:
    void incomingConnection(qintptr descriptor) override
    {
        auto *accepted = new QSslSocket(this);
        connect(accepted, &QSslSocket::disconnected, accepted, &QObject::deleteLater);
        accepted->setSocketDescriptor(descriptor);
        auto *gate = new TlsGate(accepted, credentials);
        connect(gate, &TlsGate::encrypted, this, [this, accepted] { socket = accepted; });
        gate->start();
    }
};

/// Remembers what it was told, and does what a test wants.
class Handler final : public DescriptorHandler
{
public:
    void descriptorReady(Readiness ready) override
    {
        seen |= ready;
        ++calls;
        if (action)
            action(ready);
    }

    Readiness seen = DescriptorPoller::NoInterest;
    int calls = 0;
    std::function<void(Readiness)> action;
};

} // namespace

/// A SecureChannel as its poller's thread and its peer see it.
class tst_SecureChannel : public QObject
{
    Q_OBJECT

private slots:
    void initTestCase();
    void init();
    void cleanup();
    void receives();
    void isReportedUntilItIsRead();
    void noInterest();
    void takesNoMoreThanItMay();
    void severalPieces();
    void endOfThePeer_data();
    void endOfThePeer();
    void bytesBeforeTheEnd();
    void closeSendsTheRest();
    void reset();
    void endSending();
    void shutDown();
    void destroyedByItsHandler();

private:
    QByteArray receiveAll();
    bool isOver() const { return m_port->findChildren<QSslSocket *>().isEmpty() && m_port->findChildren<GentleEnd *>().isEmpty(); }

    TestAuthority m_authority;
    std::unique_ptr<Port> m_port;
    std::unique_ptr<RawClient> m_client;
    std::unique_ptr<Handler> m_handler;
    std::unique_ptr<SecureChannel> m_channel;
};

void tst_SecureChannel::initTestCase()
{
    QVERIFY2(m_authority.issue(u"a"_s, {u"localhost"_s}), m_authority.error());
}

void tst_SecureChannel::init()
{
    m_port = std::make_unique<Port>();
    m_port->credentials = TlsCredentials::load(m_authority.tls({u"a"_s}), u"x"_s).credentials;
    QVERIFY(m_port->credentials && m_port->listen(QHostAddress::LocalHost));
    m_client = std::make_unique<RawClient>(m_port->serverPort(), m_authority.client());
    TRY_VERIFY(m_port->socket);
    m_handler = std::make_unique<Handler>();
    m_channel = std::make_unique<SecureChannel>(m_port->socket, DescriptorPoller::ofThisThread(), 30s);
    QVERIFY(m_channel->watch(DescriptorPoller::NoInterest, m_handler.get()));
}

void tst_SecureChannel::cleanup()
{
    m_channel.reset();
    m_client.reset();
    TRY_VERIFY(isOver());
}

QByteArray tst_SecureChannel::receiveAll()
{
    QByteArray bytes;
    std::array<char, 1000> buffer;
    for (qsizetype size = 0; (size = m_channel->receive(buffer).size) > 0;)
        bytes.append(buffer.data(), size);
    return bytes;
}

void tst_SecureChannel::receives()
{
    m_channel->setInterests(DescriptorPoller::Readable);
    std::array<char, 10> buffer;
    QCOMPARE(m_channel->receive(buffer).state, State::NotNow);
    QVERIFY(!m_channel->hasMore());
    m_client->send("hello");
    TRY_COMPARE(m_handler->seen, Readiness(DescriptorPoller::Readable));
    QVERIFY(m_channel->hasMore());
    QCOMPARE(receiveAll(), QByteArray("hello"));
    QCOMPARE(m_channel->receive(buffer).state, State::NotNow);
}

void tst_SecureChannel::isReportedUntilItIsRead()
{
    QByteArray received;
    m_handler->action = [&](Readiness) {
        char byte;
        if (m_handler->calls > 3 && m_channel->receive(std::span(&byte, 1)).size == 1)
            received += byte;
    };
    m_channel->setInterests(DescriptorPoller::Readable);
    m_client->send("hello");
    TRY_COMPARE(received, QByteArray("hello"));
    QCOMPARE(m_handler->calls, 3 + 5);
}

void tst_SecureChannel::noInterest()
{
    m_client->send("hello");
    TRY_VERIFY(m_channel->hasMore());
    m_client->endSending();
    TRY_VERIFY(m_client->isEnded());
    QCOMPARE(m_handler->calls, 0);
    m_channel->setInterests(DescriptorPoller::Readable);
    TRY_VERIFY(m_handler->calls > 0);
    QCOMPARE(receiveAll(), QByteArray("hello"));
}

void tst_SecureChannel::takesNoMoreThanItMay()
{
    m_client->stopReading();
    const QByteArray piece(16 * 1024, 'x');
    qint64 sent = 0;
    // As long as the kernel takes what is encrypted there is room.
    Transport::Result result;
    while ((result = m_channel->send(piece)).state == State::Moved) {
        sent += result.size;
        QVERIFY(sent < 64 * 1024 * 1024);
    }
    QCOMPARE(result.state, State::NotNow);
    m_channel->setInterests(DescriptorPoller::Writable);
    QCoreApplication::sendPostedEvents();
    QVERIFY(!(m_handler->seen & DescriptorPoller::Writable));
    m_client->readAgain();
    TRY_VERIFY(m_handler->seen & DescriptorPoller::Writable);
    QVERIFY(m_channel->send(piece).size > 0);
    m_channel->setInterests(DescriptorPoller::NoInterest);
    TRY_VERIFY(m_client->rest().size() > sent);
}

void tst_SecureChannel::severalPieces()
{
    std::array<QByteArray, 3> bytes{"one ", "two ", "three"};
    std::array<iovec, 3> pieces;
    for (size_t i = 0; i < bytes.size(); ++i)
        pieces[i] = {bytes[i].data(), static_cast<size_t>(bytes[i].size())};
    QCOMPARE(m_channel->send(pieces).size, 13);
    TRY_COMPARE(m_client->rest(), QByteArray("one two three"));
}

void tst_SecureChannel::endOfThePeer_data()
{
    QTest::addColumn<QString>("how");
    QTest::newRow("a FIN") << u"fin"_s;
    QTest::newRow("a reset") << u"reset"_s;
    QTest::newRow("by TLS") << u"tls"_s;
}

void tst_SecureChannel::endOfThePeer()
{
    QFETCH(QString, how);
    m_channel->setInterests(DescriptorPoller::Readable);
    if (how == u"fin"_s)
        m_client->endSending();
    else if (how == u"reset"_s)
        m_client->reset();
    else
        m_client->close();
    TRY_COMPARE(m_handler->seen, Readiness(DescriptorPoller::Readable | DescriptorPoller::Writable));
    std::array<char, 10> buffer;
    QCOMPARE(m_channel->receive(buffer).state, State::Ended);
    QVERIFY(m_channel->hasMore());
    QCOMPARE(m_channel->send("x").state, State::Broken);
}

void tst_SecureChannel::bytesBeforeTheEnd()
{
    const QByteArray bytes(40'000, 'x');
    m_client->send(bytes);
    m_client->close();
    TRY_VERIFY(m_client->isEnded());
    QByteArray received;
    bool ended = false;
    m_handler->action = [&](Readiness) {
        std::array<char, 1000> buffer;
        const Transport::Result result = m_channel->receive(buffer);
        if (result.state == State::Moved)
            received.append(buffer.data(), result.size);
        else if (result.state == State::Ended) {
            ended = true;
            m_channel->close();
        }
    };
    m_channel->setInterests(DescriptorPoller::Readable);
    TRY_VERIFY(ended);
    QVERIFY(received == bytes);
}

void tst_SecureChannel::closeSendsTheRest()
{
    const QByteArray bytes(32 * 1024, 'x');
    QCOMPARE(m_channel->send(bytes).size, bytes.size());
    m_channel->close();
    QVERIFY(m_client->waitForEnd());
    QVERIFY(m_client->rest() == bytes);
    QCOMPARE(m_client->errorString(), u"The TLS/SSL connection has been closed"_s);
}

void tst_SecureChannel::reset()
{
    m_client->stopReading();
    while (m_channel->send(QByteArray(16 * 1024, 'x')).size > 0) { }
    m_channel->resetAtClose();
    QElapsedTimer timer;
    timer.start();
    m_channel->close();
    TRY_VERIFY(isOver());
    QVERIFY(timer.elapsed() < 10'000); // nothing waits for the peer, which would have 30 s
}

void tst_SecureChannel::endSending()
{
    m_channel->setInterests(DescriptorPoller::Readable);
    QCOMPARE(m_channel->send("bye").size, 3);
    m_channel->endSending();
    QVERIFY(m_client->waitForEnd());
    QCOMPARE(m_client->rest(), QByteArray("bye"));
    TRY_VERIFY(m_handler->seen & DescriptorPoller::Readable);
    std::array<char, 10> buffer;
    QCOMPARE(m_channel->receive(buffer).state, State::Ended);
}

void tst_SecureChannel::shutDown()
{
    m_channel->setInterests(DescriptorPoller::Readable);
    m_channel->shutDown();
    QVERIFY(m_client->waitForEnd());
    TRY_VERIFY(m_handler->seen & DescriptorPoller::Readable);
    QCOMPARE(m_channel->send("x").state, State::Broken);
}

void tst_SecureChannel::destroyedByItsHandler()
{
    m_handler->action = [this](Readiness) { m_channel.reset(); };
    m_channel->setInterests(DescriptorPoller::Readable);
    m_client->send("hello");
    TRY_VERIFY(!m_channel);
    QVERIFY(m_client->waitForEnd());
}

int main(int argc, char *argv[])
{
    QCoreApplication::setEventDispatcher(new EpollEventDispatcher);
    const QCoreApplication application(argc, argv);
    tst_SecureChannel test;
    return QTest::qExec(&test, argc, argv);
}
#include "tst_securechannel.moc"
