// SPDX-FileCopyrightText: 2026 The Landline authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "qt/handshakesocket.h"

#include <QtNetwork/qtcpserver.h>
#include <QtTest/qtest.h>

using namespace Landline;

using Headers = QList<QPair<QByteArray, QByteArray>>;

class tst_HandshakeSocket : public QObject
{
    Q_OBJECT

private slots:
    void init();
    void rewritten_data();
    void rewritten();
    void onlyTheFirstHead();
    void nothingUnlessAsked();

private:
    std::unique_ptr<QTcpServer> m_server;
    std::unique_ptr<HandshakeSocket> m_socket;
    std::unique_ptr<QTcpSocket> m_peer;
};

void tst_HandshakeSocket::init()
{
    m_peer.reset();
    m_server = std::make_unique<QTcpServer>();
    m_socket = std::make_unique<HandshakeSocket>();
    QVERIFY(m_server->listen(QHostAddress::LocalHost));
    m_socket->connectToHost(QHostAddress::LocalHost, m_server->serverPort());
    QTRY_VERIFY(m_server->hasPendingConnections());
    m_peer.reset(m_server->nextPendingConnection());
    m_peer->setParent(nullptr);
    QTRY_COMPARE(m_socket->state(), QAbstractSocket::ConnectedState);
}

void tst_HandshakeSocket::rewritten_data()
{
    QTest::addColumn<QList<QByteArray>>("writes");
    QTest::addColumn<Headers>("headers");
    QTest::addColumn<QByteArray>("sent");

    const QByteArray line = "HTTP/1.1 101 Switching Protocols\r\n";
    const QList<QByteArray> plain = {line + "Upgrade: websocket\r\n\r\n"};
    const auto row = [](const char *name, const QList<QByteArray> &writes, const Headers &headers,
                        const QByteArray &sent) { QTest::newRow(name) << writes << headers << sent; };
    row("nothing to add", plain, {}, line + "Upgrade: websocket\r\n\r\n");
    row("a header", plain, {{"X-A", "1"}}, line + "Upgrade: websocket\r\nX-A: 1\r\n\r\n");
    row("the same twice", plain, {{"Set-Cookie", "a=1"}, {"Set-Cookie", "b=2"}},
        line + "Upgrade: websocket\r\nSet-Cookie: a=1\r\nSet-Cookie: b=2\r\n\r\n");
    row("byte by byte", {line, "Upgrade: ", "websocket\r", "\n\r", "\n"}, {{"X-A", "1"}},
        line + "Upgrade: websocket\r\nX-A: 1\r\n\r\n");
    row("what allows every origin", {line + "Access-Control-Allow-Origin: *\r\nServer: x\r\nUpgrade: websocket\r\n\r\n"},
        {}, line + "Upgrade: websocket\r\n\r\n");
    row("what follows the head", {plain.first() + "frame"}, {{"X-A", "1"}},
        line + "Upgrade: websocket\r\nX-A: 1\r\n\r\nframe");
    const QByteArray untouched = line + "Upgrade: websocket\r\n\r\n";
    row("a line break in a value", plain, {{"X-A", "1\r\nX-B: 2"}}, untouched);
    row("a line break in a name", plain, {{"X-A: 1\r\nX-B", "2"}}, untouched);
    row("a colon in a name", plain, {{"X-A: 1, X-B", "2"}}, untouched);
    row("NUL", plain, {{"X-A", QByteArray("1\0", 2)}}, untouched);
    row("no name", plain, {{"", "1"}}, untouched);
    for (const char *name : {"Connection", "upgrade", "Content-Length", "Transfer-Encoding", "Sec-WebSocket-Accept",
                             "Sec-WebSocket-Extensions", "Date"})
        row(name, plain, {{name, "1"}}, untouched);
}

void tst_HandshakeSocket::rewritten()
{
    QFETCH(const QList<QByteArray>, writes);
    QFETCH(const Headers, headers);
    QFETCH(const QByteArray, sent);
    m_socket->rewriteHead(headers);
    for (const QByteArray &bytes : writes)
        QCOMPARE(m_socket->write(bytes), bytes.size());

    QTRY_COMPARE(m_peer->bytesAvailable(), sent.size());
    QCOMPARE(m_peer->readAll(), sent);
}

void tst_HandshakeSocket::onlyTheFirstHead()
{
    m_socket->rewriteHead({{"X-A", "1"}});
    m_socket->write("HTTP/1.1 101 x\r\n\r\n");
    m_socket->write("a frame with\r\n\r\n in it");
    const QByteArray sent = "HTTP/1.1 101 x\r\nX-A: 1\r\n\r\na frame with\r\n\r\n in it";
    QTRY_COMPARE(m_peer->bytesAvailable(), sent.size());
    QCOMPARE(m_peer->readAll(), sent);
}

void tst_HandshakeSocket::nothingUnlessAsked()
{
    const QByteArray sent = "HTTP/1.1 404 x\r\nServer: y\r\n\r\n";
    m_socket->write(sent);
    QTRY_COMPARE(m_peer->bytesAvailable(), sent.size());
    QCOMPARE(m_peer->readAll(), sent);
}

QTEST_GUILESS_MAIN(tst_HandshakeSocket)
#include "tst_handshakesocket.moc"
