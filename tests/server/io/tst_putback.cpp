// SPDX-FileCopyrightText: 2026 The Landline authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "io/putback.h"

#include <QtNetwork/qtcpserver.h>
#include <QtNetwork/qtcpsocket.h>
#include <QtTest/qtest.h>

using namespace Landline;

class tst_PutBack : public QObject
{
    Q_OBJECT

private slots:
    void beforeWhatCame_data();
    void beforeWhatCame();
};

void tst_PutBack::beforeWhatCame_data()
{
    QTest::addColumn<QByteArray>("bytes");

    QTest::newRow("nothing") << QByteArray();
    QTest::newRow("a byte") << QByteArray("x");
    QTest::newRow("zeros and all") << QByteArray("\0a\xff\0", 4);
    QTest::newRow("more than a buffer's block") << QByteArray(40'000, 'x') + "end";
}

void tst_PutBack::beforeWhatCame()
{
    QFETCH(const QByteArray, bytes);
    QTcpServer server;
    QVERIFY(server.listen(QHostAddress::LocalHost));
    QTcpSocket client;
    client.connectToHost(QHostAddress::LocalHost, server.serverPort());
    client.write("what came");
    QTRY_VERIFY(server.hasPendingConnections());
    const std::unique_ptr<QTcpSocket> socket(server.nextPendingConnection());
    QTRY_COMPARE(socket->bytesAvailable(), 9);

    putBack(socket.get(), bytes);
    QCOMPARE(socket->bytesAvailable(), bytes.size() + 9);
    QCOMPARE(socket->peek(bytes.size()), bytes);
    QCOMPARE(socket->readAll(), bytes + "what came");
}

QTEST_GUILESS_MAIN(tst_PutBack)
#include "tst_putback.moc"
