// SPDX-FileCopyrightText: 2026 The Landline authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "runtime/listener.h"

#include <QtNetwork/qhostaddress.h>
#include <QtNetwork/qtcpsocket.h>
#include <QtTest/qsignalspy.h>
#include <QtTest/qtest.h>

#include <unistd.h>

using namespace Landline;

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
    void waitsInTheKernelUntilTheEventLoopRuns();
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
    QSignalSpy accepted(&listener, &Listener::accepted);
    QVERIFY2(listener.bind(host, 0), qPrintable(listener.bindError()));
    QVERIFY(listener.serverPort() > 0);

    QTcpSocket client;
    client.connectToHost(reachedBy, listener.serverPort());
    QTRY_COMPARE(accepted.size(), 1);
    const auto descriptor = accepted.first().first().value<qintptr>();
    QVERIFY(descriptor > 0);
    QVERIFY(!listener.hasPendingConnections()); // it is the receiver's, not Qt's
    ::close(static_cast<int>(descriptor));
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
        QSignalSpy accepted(&listener, &Listener::accepted);
        QVERIFY2(listener.bind("127.0.0.1", port), qPrintable(listener.bindError()));
        port = listener.serverPort();
        QTcpSocket client;
        client.connectToHost(QHostAddress::LocalHost, port);
        QTRY_COMPARE(accepted.size(), 1);
        // We close first, so it is our side that remembers the connection (TIME_WAIT).
        ::close(static_cast<int>(accepted.first().first().value<qintptr>()));
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

void tst_Listener::waitsInTheKernelUntilTheEventLoopRuns()
{
    Listener listener;
    QSignalSpy accepted(&listener, &Listener::accepted);
    QVERIFY(listener.bind("127.0.0.1", 0));
    QTcpSocket client;
    client.connectToHost(QHostAddress::LocalHost, listener.serverPort());
    QVERIFY(client.waitForConnected());
    QVERIFY(accepted.isEmpty());

    QTRY_COMPARE(accepted.size(), 1);
    ::close(static_cast<int>(accepted.first().first().value<qintptr>()));
}

QTEST_GUILESS_MAIN(tst_Listener)
#include "tst_listener.moc"
