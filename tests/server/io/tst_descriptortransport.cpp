// SPDX-FileCopyrightText: 2026 The Landline authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "io/descriptortransport.h"
#include "runtime/epolleventdispatcher.h"
#include "support/patience.h"

#include <QtNetwork/qtcpserver.h>
#include <QtNetwork/qtcpsocket.h>
#include <QtTest/qtest.h>

#include <array>

#include <sys/socket.h>
#include <unistd.h>

using namespace Landline;

namespace {

/// Two ends of a TCP connection, one of which is a bare descriptor.
class Pair
{
public:
    Pair()
    {
        QTcpServer server;
        if (!server.listen(QHostAddress::LocalHost))
            return;
        m_client.connectToHost(QHostAddress::LocalHost, server.serverPort());
        if (!eventually([&server] { return server.hasPendingConnections(); }) || !m_client.waitForConnected())
            return;
        const std::unique_ptr<QTcpSocket> accepted(server.nextPendingConnection());
        m_descriptor = ::dup(static_cast<int>(accepted->socketDescriptor()));
    }
    ~Pair() { end(); }
    Q_DISABLE_COPY_MOVE(Pair)

    int descriptor() const { return m_descriptor; }
    int takeDescriptor() { return std::exchange(m_descriptor, -1); }
    void end()
    {
        if (m_descriptor >= 0)
            ::close(std::exchange(m_descriptor, -1));
    }

    /// What the peer's kernel has got and its program not taken.
    QByteArray arrived() const
    {
        QByteArray bytes(1000, Qt::Uninitialized);
        const ssize_t size = ::recv(static_cast<int>(m_client.socketDescriptor()), bytes.data(),
                                    static_cast<size_t>(bytes.size()), MSG_PEEK | MSG_DONTWAIT);
        return bytes.first(qMax(ssize_t(0), size));
    }
    QTcpSocket &client() { return m_client; }

private:
    QTcpSocket m_client;
    int m_descriptor = -1;
};

using Send = std::function<Transport::Result(Transport &, QByteArray)>;
using End = std::function<void(Transport &)>;

Transport::Result moved(qsizetype size)
{
    return {Transport::State::Moved, size};
}

} // namespace

class tst_DescriptorTransport : public QObject
{
    Q_OBJECT

private slots:
    void theLastBytes_data();
    void theLastBytes();
    void theLastBytesBehindWhatIsNotRead();
};

void tst_DescriptorTransport::theLastBytes_data()
{
    QTest::addColumn<Send>("send");
    QTest::addColumn<End>("end");

    const Send whole = [](Transport &transport, const QByteArray &bytes) { return transport.send(bytes); };
    const Send pieces = [](Transport &transport, QByteArray bytes) {
        const auto half = static_cast<size_t>(bytes.size() / 2);
        const std::array<iovec, 2> halves{iovec{bytes.data(), half},
                                    iovec{bytes.data() + half, static_cast<size_t>(bytes.size()) - half}};
        return transport.send(halves);
    };
    const End close = [](Transport &transport) { transport.close(); };
    const End endSending = [](Transport &transport) { transport.endSending(); };
    QTest::newRow("send(), close()") << whole << close;
    QTest::newRow("send(), endSending()") << whole << endSending;
    QTest::newRow("pieces, close()") << pieces << close;
    QTest::newRow("pieces, endSending()") << pieces << endSending;
}

/// They wait for the end, and come with it.
void tst_DescriptorTransport::theLastBytes()
{
    QFETCH(const Send, send);
    QFETCH(const End, end);
    int waited = 0;
    // The kernel sends them by itself after a while, and the machine may be that slow now and then.
    for (int i = 0; i < 20 && waited == 0; ++i) {
        Pair pair;
        QVERIFY(pair.descriptor() >= 0);
        DescriptorTransport transport(pair.takeDescriptor(), DescriptorPoller::ofThisThread());
        QCOMPARE(send(transport, "first"), moved(5));
        TRY_COMPARE(pair.arrived(), "first");
        transport.setEnding();
        QCOMPARE(send(transport, "last"), moved(4));
        waited += pair.arrived() == "first" ? 1 : 0;
        end(transport);
        TRY_COMPARE(pair.client().state(), QAbstractSocket::UnconnectedState);
        QCOMPARE(pair.client().readAll(), "firstlast");
    }
    QVERIFY(waited > 0);
}

/// A close() with bytes that were not read would reset the connection, and lose what waits for its end.
void tst_DescriptorTransport::theLastBytesBehindWhatIsNotRead()
{
    Pair pair;
    QVERIFY(pair.descriptor() >= 0);
    pair.client().write("nobody reads this");
    TRY_COMPARE(pair.client().bytesToWrite(), 0);
    DescriptorTransport transport(pair.takeDescriptor(), DescriptorPoller::ofThisThread());
    QVERIFY(eventually([&transport] { return transport.hasMore(); }));
    transport.setEnding();
    QCOMPARE(transport.send(QByteArrayView("last")), moved(4));
    transport.close();
    TRY_COMPARE(pair.client().state(), QAbstractSocket::UnconnectedState);
    QCOMPARE(pair.client().readAll(), "last");
}

int main(int argc, char *argv[])
{
    QCoreApplication::setEventDispatcher(new EpollEventDispatcher);
    const QCoreApplication application(argc, argv);
    tst_DescriptorTransport test;
    return QTest::qExec(&test, argc, argv);
}
#include "tst_descriptortransport.moc"
