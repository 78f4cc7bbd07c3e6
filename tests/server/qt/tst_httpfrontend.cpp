// SPDX-FileCopyrightText: 2026 The Landline authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "qt/httpfrontend.h"
#include "support/patience.h"

#include <QtNetwork/qtcpserver.h>
#include <QtNetwork/qtcpsocket.h>
#include <QtTest/qtest.h>

using namespace Landline;

/// Reads bodies from one socket of a pair.
class tst_HttpFrontend : public QObject
{
    Q_OBJECT

private slots:
    void init();
    void bodies_data();
    void bodies();
    void severalOnOneSocket();
    void theNextRequestStaysInTheSocket();
    void release();
    void aSocketThatDies();
    void severalSockets();

private:
    void send(const QByteArray &bytes);

    std::unique_ptr<HttpFrontend> m_frontend;
    std::unique_ptr<QTcpServer> m_server;
    std::unique_ptr<QTcpSocket> m_client;
    std::unique_ptr<QTcpSocket> m_socket; ///< the server's end
};

void tst_HttpFrontend::init()
{
    m_socket.reset();
    m_frontend = std::make_unique<HttpFrontend>();
    m_server = std::make_unique<QTcpServer>();
    m_client = std::make_unique<QTcpSocket>();
    QVERIFY(m_server->listen(QHostAddress::LocalHost));
    m_client->connectToHost(QHostAddress::LocalHost, m_server->serverPort());
    QTRY_VERIFY(m_server->hasPendingConnections());
    m_socket.reset(m_server->nextPendingConnection());
    m_socket->setParent(nullptr);
}

void tst_HttpFrontend::send(const QByteArray &bytes)
{
    m_client->write(bytes);
    m_client->flush();
}

void tst_HttpFrontend::bodies_data()
{
    QTest::addColumn<qint64>("length");
    QTest::addColumn<QList<QByteArray>>("parts");
    QTest::addColumn<QByteArray>("body");

    const QByteArray large(300000, 'x');
    QTest::newRow("at once") << qint64(5) << QList<QByteArray>{"hello"} << QByteArray("hello");
    QTest::newRow("in parts") << qint64(5) << QList<QByteArray>{"h", "el", "lo"} << QByteArray("hello");
    QTest::newRow("bytes of all kinds") << qint64(6) << QList<QByteArray>{QByteArray("\r\n\r\n\0\xff", 6)}
                                        << QByteArray("\r\n\r\n\0\xff", 6);
    QTest::newRow("large") << qint64(large.size()) << QList<QByteArray>{large} << large;
    QTest::newRow("chunks") << qint64(-1) << QList<QByteArray>{"5\r\nhello\r\n", "1\r\n!\r\n0\r\n\r\n"}
                            << QByteArray("hello!");
    QTest::newRow("a chunk in parts") << qint64(-1) << QList<QByteArray>{"5", "\r\nhe", "llo\r\n0\r", "\n\r\n"}
                                      << QByteArray("hello");
    QTest::newRow("no chunk but the last") << qint64(-1) << QList<QByteArray>{"0\r\n\r\n"} << QByteArray();
}

void tst_HttpFrontend::bodies()
{
    QFETCH(const qint64, length);
    QFETCH(const QList<QByteArray>, parts);
    QList<QByteArray> bodies;
    m_frontend->readBody(m_socket.get(), length, [&bodies](const QByteArray &body) { bodies.append(body); });
    for (const QByteArray &part : parts) {
        QVERIFY(bodies.isEmpty());
        send(part);
        // Each part is seen by itself.
        QVERIFY(eventually([&] { return !bodies.isEmpty() || m_socket->bytesAvailable() == 0; }));
    }
    QTRY_COMPARE(bodies.size(), 1);
    QTEST(bodies.constFirst(), "body");
    QVERIFY(!m_socket->isTransactionStarted());
    QCOMPARE(m_socket->bytesAvailable(), 0);
}

void tst_HttpFrontend::severalOnOneSocket()
{
    QList<QByteArray> bodies;
    for (int i = 0; i < 10; ++i) {
        m_frontend->readBody(m_socket.get(), 1, [&bodies](const QByteArray &body) { bodies.append(body); });
        send(QByteArray::number(i));
        QTRY_COMPARE(bodies.size(), i + 1);
        QCOMPARE(bodies.constLast(), QByteArray::number(i));
    }
}

void tst_HttpFrontend::theNextRequestStaysInTheSocket()
{
    QList<QByteArray> bodies;
    send("helloGET / HTTP/1.1\r\n");
    QTRY_VERIFY(m_socket->bytesAvailable() > 20);
    m_frontend->readBody(m_socket.get(), 5, [&bodies](const QByteArray &body) { bodies.append(body); });
    QTRY_COMPARE(bodies, QList<QByteArray>{"hello"});
    QTRY_COMPARE(m_socket->peek(100), "GET / HTTP/1.1\r\n");
}

void tst_HttpFrontend::release()
{
    bool called = false;
    send("hello");
    QTRY_COMPARE(m_socket->bytesAvailable(), 5);
    m_frontend->readBody(m_socket.get(), 10, [&called](const QByteArray &) { called = true; });
    QVERIFY(m_socket->isTransactionStarted());
    m_frontend->release(m_socket.get());
    QVERIFY(!m_socket->isTransactionStarted());

    send("world");
    QTRY_COMPARE(m_socket->peek(100), "world"); // ours again
    QVERIFY(!called);
}

void tst_HttpFrontend::aSocketThatDies()
{
    bool called = false;
    send("hello");
    QTRY_COMPARE(m_socket->bytesAvailable(), 5);
    m_frontend->readBody(m_socket.get(), 10, [&called](const QByteArray &) { called = true; });
    QVERIFY(m_socket->isTransactionStarted());
    m_socket.reset();
    init();
    QList<QByteArray> bodies;
    m_frontend->readBody(m_socket.get(), 5, [&bodies](const QByteArray &body) { bodies.append(body); });
    send("world");
    QTRY_COMPARE(bodies, QList<QByteArray>{"world"});
    QVERIFY(!called);
}

void tst_HttpFrontend::severalSockets()
{
    const std::unique_ptr<QTcpSocket> firstClient = std::move(m_client);
    const std::unique_ptr<QTcpSocket> firstSocket = std::move(m_socket);
    const std::unique_ptr<HttpFrontend> frontend = std::move(m_frontend);
    init();
    QByteArray first;
    QByteArray second;
    frontend->readBody(firstSocket.get(), 5, [&first](const QByteArray &body) { first = body; });
    frontend->readBody(m_socket.get(), 5, [&second](const QByteArray &body) { second = body; });
    send("world");
    QTRY_COMPARE(second, "world");
    QVERIFY(first.isEmpty());
    firstClient->write("hello");
    QTRY_COMPARE(first, "hello");
}

QTEST_GUILESS_MAIN(tst_HttpFrontend)
#include "tst_httpfrontend.moc"
