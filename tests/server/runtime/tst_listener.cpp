// SPDX-FileCopyrightText: 2026 The Landline authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "runtime/listener.h"

#include <QtNetwork/qhostaddress.h>
#include <QtNetwork/qtcpsocket.h>
#include <QtTest/qtest.h>

#include <cerrno>
#include <memory>

#include <sys/socket.h>
#include <unistd.h>

using namespace Landline;

namespace {

/// Accepts one connection; -1 if none waits.
int acceptOne(const Listener &listener)
{
    return ::accept4(listener.descriptor(), nullptr, nullptr, SOCK_CLOEXEC);
}

} // namespace

class tst_Listener : public QObject
{
    Q_OBJECT

private slots:
    void bind_data();
    void bind();
    void aTakenPort();
    void aPortIsFreeAgainAtOnce();
    void whatCannotBeBound_data();
    void whatCannotBeBound();
    void acceptsNothingByItself();
    void endsForThoseWithACopy();
};

void tst_Listener::bind_data()
{
    QTest::addColumn<QString>("host");
    QTest::addColumn<QHostAddress>("reachedBy");

    QTest::newRow("IPv4") << "127.0.0.1" << QHostAddress(QHostAddress::LocalHost);
    QTest::newRow("localhost") << "localhost" << QHostAddress(QHostAddress::LocalHost);
    QTest::newRow("every IPv4") << "0.0.0.0" << QHostAddress(QHostAddress::LocalHost);
    QTest::newRow("IPv6") << "::1" << QHostAddress(QHostAddress::LocalHostIPv6);
    QTest::newRow("every IPv6") << "::" << QHostAddress(QHostAddress::LocalHostIPv6);
}

void tst_Listener::bind()
{
    QFETCH(const QString, host);
    QFETCH(const QHostAddress, reachedBy);
    if (reachedBy.protocol() == QAbstractSocket::IPv6Protocol && !QTcpServer().listen(reachedBy))
        QSKIP("This machine has no IPv6");
    Listener listener;
    QVERIFY2(listener.bind(host, 0), qPrintable(listener.bindError()));
    QVERIFY(listener.serverPort() > 0);

    QTcpSocket client;
    client.connectToHost(reachedBy, listener.serverPort());
    QVERIFY(client.waitForConnected());
    const int descriptor = acceptOne(listener);
    QVERIFY(descriptor > 0);
    ::close(descriptor);
    QTRY_COMPARE(client.state(), QAbstractSocket::UnconnectedState);
}

void tst_Listener::aTakenPort()
{
    Listener first;
    QVERIFY(first.bind("127.0.0.1", 0));
    Listener second;
    QVERIFY(!second.bind("127.0.0.1", first.serverPort()));
    QVERIFY(!second.bindError().isEmpty());
}

void tst_Listener::aPortIsFreeAgainAtOnce()
{
    quint16 port = 0;
    for (int round = 0; round < 3; ++round) {
        Listener listener;
        QVERIFY2(listener.bind("127.0.0.1", port), qPrintable(listener.bindError()));
        port = listener.serverPort();
        QTcpSocket client;
        client.connectToHost(QHostAddress::LocalHost, port);
        QVERIFY(client.waitForConnected());
        // We close first, so it is our side that remembers the connection (TIME_WAIT).
        ::close(acceptOne(listener));
        QTRY_COMPARE(client.state(), QAbstractSocket::UnconnectedState);
    }
}

void tst_Listener::whatCannotBeBound_data()
{
    QTest::addColumn<QString>("host");

    QTest::newRow("an address of somebody else") << "192.0.2.1";
    QTest::newRow("a name") << "nowhere.invalid";
    QTest::newRow("nothing") << "";
}

void tst_Listener::whatCannotBeBound()
{
    QFETCH(const QString, host);
    Listener listener;
    QVERIFY(!listener.bind(host, 0));
    QVERIFY(!listener.bindError().isEmpty());
    QVERIFY(!listener.isListening());
}

void tst_Listener::acceptsNothingByItself()
{
    Listener listener;
    QVERIFY(listener.bind("127.0.0.1", 0));
    QTcpSocket client;
    client.connectToHost(QHostAddress::LocalHost, listener.serverPort());
    QTRY_COMPARE(client.state(), QAbstractSocket::ConnectedState);
    QCoreApplication::sendPostedEvents();

    const int descriptor = acceptOne(listener); // it waits in the kernel's queue
    QVERIFY(descriptor > 0);
    ::close(descriptor);
    QCOMPARE(acceptOne(listener), -1);
    QCOMPARE(errno, EAGAIN); // does not block
}

void tst_Listener::endsForThoseWithACopy()
{
    auto listener = std::make_unique<Listener>();
    QVERIFY(listener->bind("127.0.0.1", 0));
    const quint16 port = listener->serverPort();
    const int copy = ::dup(listener->descriptor());
    QTcpSocket waiting;
    waiting.connectToHost(QHostAddress::LocalHost, port);
    QVERIFY(waiting.waitForConnected());

    listener.reset();
    QCOMPARE(::accept4(copy, nullptr, nullptr, SOCK_CLOEXEC), -1);
    QTRY_COMPARE(waiting.state(), QAbstractSocket::UnconnectedState);
    QTcpSocket late;
    late.connectToHost(QHostAddress::LocalHost, port);
    QTRY_COMPARE(late.error(), QAbstractSocket::ConnectionRefusedError);
    Listener next;
    QVERIFY2(next.bind("127.0.0.1", port), qPrintable(next.bindError()));
    ::close(copy);
}

QTEST_GUILESS_MAIN(tst_Listener)
#include "tst_listener.moc"
