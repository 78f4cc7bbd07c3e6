// SPDX-FileCopyrightText: 2026 The Landline authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "controllers/echocontroller.h"
#include "support/backendlimits.h"
#include "support/testauthority.h"
#include "testing/test.h"

#include <Landline/Landline>

#include <QtNetwork/qtcpserver.h>
#include <QtTest/qtest.h>

#include <vector>

using namespace Landline;
using namespace Qt::StringLiterals;

/// The kit's client against a node, and against servers that a test writes by hand.
class tst_TestClient : public QObject
{
    Q_OBJECT

private slots:
    void echoes();
    void kinds();
    void largeMessages();
    void manyClients();
    void handshakeFields();
    void subprotocols();
    void refusals_data();
    void refusals();
    void silenceIsShownByAPing();
    void heartbeats();
    void closedByTheClient();
    void closedByTheServer();
    void aborted();
    void wrongKind();
    void notOpen();
    void timesOut();
    void nobodyListens();
    void nodeThatDoesNotRun();
    void tls();
    void brokenServers_data();
    void brokenServers();
};

namespace {

constexpr std::chrono::milliseconds shortly(1); // for what is not to happen

NodeConfig config()
{
    ServerConfig server;
    server.name = u"test"_s;
    NodeConfig config;
    config.servers = {server};
    config.backend = testBackend();
    return config;
}

/// A node whose "/" echoes.
struct EchoNode : Test::Node
{
    explicit EchoNode(const NodeConfig &nodeConfig = config()) : Test::Node(nodeConfig)
    {
        addRoutes([](Router &router) { router.webSocket<EchoController>("/"); });
    }
};

/// Says what the handshake had, then closes with the code that it is sent.
void describeHandshake(Router &router)
{
    router.webSocket("/").setSubprotocols({"v2", "v1"})
            .onOpen([](Connection *connection, const Request &request) {
                connection->push(request.header("X-Test") + '|' + request.header("Cookie") + '|' + request.header("Origin") + '|'
                                 + request.query("q").toUtf8());
            })
            .onMessage([](Connection *connection, const Frame &frame) { connection->close(frame.data().toUShort(), "bye"); });
}

/// Answers the first client with \a answer to its handshake, where ACCEPT stands for the right key, and then \a bytes.
class ScriptedServer : public QTcpServer
{
public:
    ScriptedServer(const QByteArray &answer, const QByteArray &bytes)
    {
        listen(QHostAddress::LocalHost);
        connect(this, &QTcpServer::newConnection, this, [this, answer, bytes] {
            QTcpSocket *socket = nextPendingConnection();
            connect(socket, &QTcpSocket::readyRead, this, [this, answer, bytes, socket, head = QByteArray()]() mutable {
                head += socket->readAll();
                if (!std::exchange(m_hasAnswered, m_hasAnswered || head.endsWith("\r\n\r\n")) && m_hasAnswered)
                    socket->write(QByteArray(answer).replace("ACCEPT", accept(head)) + bytes);
            });
        });
    }

    QUrl url() const { return QUrl(u"ws://127.0.0.1:%1/"_s.arg(serverPort())); }

private:
    static QByteArray accept(const QByteArray &head)
    {
        const qsizetype start = head.indexOf("Sec-WebSocket-Key: ") + 19;
        const QByteArray key = head.mid(start, head.indexOf("\r\n", start) - start);
        return QCryptographicHash::hash(key + "258EAFA5-E914-47DA-95CA-C5AB0DC85B11", QCryptographicHash::Sha1).toBase64();
    }

    bool m_hasAnswered = false;
};

} // namespace

void tst_TestClient::echoes()
{
    EchoNode node;
    QVERIFY2(node.start(), qPrintable(node.errorString()));
    Test::Client client(node);
    QVERIFY2(client.open(), qPrintable(client.errorString()));
    QVERIFY(client.isOpen());
    QCOMPARE(client.httpStatus(), 101);
    QVERIFY(client.send("hello"));
    QCOMPARE(client.nextText(), "hello");
    QVERIFY(client.close());
    QCOMPARE(client.closeCode(), 1000);
    QCOMPARE(client.errorString(), QString());
}

void tst_TestClient::kinds()
{
    EchoNode node;
    QVERIFY2(node.start(), qPrintable(node.errorString()));
    Test::Client client(node);
    QVERIFY2(client.open(), qPrintable(client.errorString()));
    QVERIFY(client.send(u"Größe 数"_s));
    QVERIFY(client.sendBinary(QByteArray("\xff\x00", 2)));
    QVERIFY(client.sendJson({{u"n"_s, 1}}));
    QVERIFY(client.send(""));
    QVERIFY(client.send("last"));
    QCOMPARE(client.nextText(), u"Größe 数"_s);
    QCOMPARE(client.nextBinary(), QByteArray("\xff\x00", 2));
    QCOMPARE(client.nextJson(), (QJsonObject{{u"n"_s, 1}}));
    const QString empty = client.nextText();
    QVERIFY(empty.isEmpty() && !empty.isNull());
    QCOMPARE(client.nextMessage(), Frame("last"));
    QVERIFY(!client.send(Frame(QByteArray("\xff"))));
}

void tst_TestClient::largeMessages()
{
    EchoNode node;
    QVERIFY2(node.start(), qPrintable(node.errorString()));
    Test::Client client(node);
    QVERIFY2(client.open(), qPrintable(client.errorString()));
    for (const qsizetype size : {125, 126, 65535, 65536, 1000000}) {
        const QByteArray bytes(size, 'x');
        QVERIFY(client.sendBinary(bytes));
        QCOMPARE(client.nextBinary(), bytes);
    }
}

void tst_TestClient::manyClients()
{
    EchoNode node;
    QVERIFY2(node.start(), qPrintable(node.errorString()));
    std::vector<Test::Client> clients;
    for (int i = 0; i < 20; ++i)
        clients.emplace_back(node).startOpening();
    for (Test::Client &client : clients)
        QVERIFY2(client.waitForOpen(), qPrintable(client.errorString()));
    for (size_t i = 0; i < clients.size(); ++i)
        QVERIFY(clients[i].send(QString::number(i)));
    for (size_t i = 0; i < clients.size(); ++i)
        QCOMPARE(clients[i].nextText(), QString::number(i));
}

void tst_TestClient::handshakeFields()
{
    Test::Node node(config());
    node.addRoutes(describeHandshake);
    QVERIFY2(node.start(), qPrintable(node.errorString()));
    Test::Client client(node, u"/?q=größe"_s);
    client.setHeader("X-Test", "one");
    client.setHeader("x-test", "two");
    client.setHeader("X-Wrong", "a\r\nb");
    client.setHeader("Origin", QByteArray("http://127.0.0.1:") + QByteArray::number(node.port()));
    client.setCookie("a", "1");
    client.setCookie("b", "2");
    client.setCookie("a", "3");
    QVERIFY2(client.open(), qPrintable(client.errorString()));
    QCOMPARE(client.nextText(), u"two|b=2; a=3|http://127.0.0.1:%1|größe"_s.arg(node.port()));
    QVERIFY(node.log().contains(u"Header field ignored: \"X-Wrong\""_s));
}

void tst_TestClient::subprotocols()
{
    Test::Node node(config());
    node.addRoutes(describeHandshake);
    QVERIFY2(node.start(), qPrintable(node.errorString()));
    Test::Client client(node);
    client.setSubprotocols({"v1", "v3"});
    QVERIFY2(client.open(), qPrintable(client.errorString()));
    QCOMPARE(client.subprotocol(), u"v1"_s);
    Test::Client other(node);
    QVERIFY2(other.open(), qPrintable(other.errorString()));
    QCOMPARE(other.subprotocol(), QString());
}

void tst_TestClient::refusals_data()
{
    QTest::addColumn<QString>("path");
    QTest::addColumn<QByteArray>("version");
    QTest::addColumn<int>("status");
    QTest::addColumn<QString>("error");
    QTest::newRow("no route") << u"/nowhere"_s << QByteArray("13") << 404 << u"the server answered 404 Not Found"_s;
    QTest::newRow("wrong version") << u"/"_s << QByteArray("12") << 426 << u"the server answered 426"_s;
}

void tst_TestClient::refusals()
{
    QFETCH(const QString, path);
    QFETCH(const QByteArray, version);
    QFETCH(const QString, error);
    EchoNode node;
    QVERIFY2(node.start(), qPrintable(node.errorString()));
    Test::Client client(node, path);
    client.setHeader("Sec-WebSocket-Version", version);
    QVERIFY(!client.open());
    QVERIFY(!client.isOpen());
    QTEST(client.httpStatus(), "status");
    QVERIFY2(client.errorString().contains(error), qPrintable(client.errorString()));
    QVERIFY(!node.log().contains(u"expected an open connection"_s));
    QVERIFY(!client.httpResponse().headers.isEmpty());
    QVERIFY(!client.send("too late"));
}

void tst_TestClient::silenceIsShownByAPing()
{
    Test::Node node(config());
    node.addRoutes([](Router &router) {
        router.webSocket("/").onMessage([](Connection *connection, const Frame &frame) {
            for (int i = frame.data().toInt(); i > 0; --i)
                connection->push("again");
        });
    });
    QVERIFY2(node.start(), qPrintable(node.errorString()));
    Test::Client client(node);
    QVERIFY2(client.open(), qPrintable(client.errorString()));
    for (const int count : {0, 3}) {
        QVERIFY(client.send(QByteArray::number(count)));
        QVERIFY2(client.ping(), qPrintable(client.errorString()));
        QCOMPARE(client.pendingMessages(), count);
    }
}

void tst_TestClient::heartbeats()
{
    NodeConfig impatient = config();
    impatient.servers[0].settings.heartbeatIdle = std::chrono::milliseconds(20);
    EchoNode node(impatient);
    QVERIFY2(node.start(), qPrintable(node.errorString()));
    Test::Client client(node);
    QVERIFY2(client.open(), qPrintable(client.errorString()));
    QVERIFY(Test::waitFor([&client] { return client.pingsReceived() >= 2; }));
    QVERIFY(client.isOpen());
}

void tst_TestClient::closedByTheClient()
{
    EchoNode node;
    QVERIFY2(node.start(), qPrintable(node.errorString()));
    Test::Client client(node);
    QVERIFY2(client.open(), qPrintable(client.errorString()));
    QVERIFY(!client.close(4000, QString(124, u'x')));
    QVERIFY(client.close(4000, u"tschüß"_s));
    QCOMPARE(client.closeCode(), 4000);
    QVERIFY(!client.isOpen());
    QVERIFY(node.waitForClosed(1));
    QCOMPARE(node.closed().constFirst().close, (CloseInfo{4000, u"tschüß"_s, ClosedBy::Client}));
    QVERIFY(!client.close());
}

void tst_TestClient::closedByTheServer()
{
    Test::Node node(config());
    node.addRoutes(describeHandshake);
    QVERIFY2(node.start(), qPrintable(node.errorString()));
    Test::Client client(node);
    QVERIFY2(client.open(), qPrintable(client.errorString()));
    QVERIFY(client.send("4001"));
    QCOMPARE(client.closeCode(), 4001);
    QCOMPARE(client.closeReason(), u"bye"_s);
    QCOMPARE(client.nextText(), u"|||"_s); // what had come before can still be taken
    QCOMPARE(client.nextText(), QString());
    QVERIFY(client.errorString().endsWith(u"expected a message, but the server closed the connection with 4001 \"bye\""_s));
}

void tst_TestClient::aborted()
{
    EchoNode node;
    QVERIFY2(node.start(), qPrintable(node.errorString()));
    Test::Client client(node);
    QVERIFY2(client.open(), qPrintable(client.errorString()));
    QVERIFY(node.waitForOpened(1));
    client.abort();
    QCOMPARE(client.closeCode(), 1006);
    QVERIFY(node.waitForClosed(1));
    QCOMPARE(node.closed().constFirst().close.code, CloseCode::Abnormal);
}

void tst_TestClient::wrongKind()
{
    EchoNode node;
    QVERIFY2(node.start(), qPrintable(node.errorString()));
    Test::Client client(node);
    QVERIFY2(client.open(), qPrintable(client.errorString()));
    QVERIFY(client.sendBinary("\x01\xff"));
    QVERIFY(client.nextText().isNull());
    QVERIFY(client.errorString().endsWith(u"expected a text message, but got 2 binary bytes: 01 ff"_s));
    QVERIFY(client.send(QByteArray(100, 'x')));
    QVERIFY(client.nextBinary().isNull());
    QVERIFY(client.errorString().endsWith(u"but got the text \"%1...\""_s.arg(QString(80, u'x'))));
    QVERIFY(client.send("[1]"));
    QVERIFY(client.nextJson().isEmpty());
    QVERIFY(client.errorString().endsWith(u"expected a text message with a JSON object, but got the text \"[1]\""_s));
}

void tst_TestClient::notOpen()
{
    EchoNode node;
    QVERIFY2(node.start(), qPrintable(node.errorString()));
    Test::Client client(node);
    QVERIFY(!client.send("early"));
    QVERIFY(client.errorString().endsWith(u"expected an open connection to send to, but open() was not called"_s));
    QVERIFY(!client.ping());
    QVERIFY(!client.close());
    QCOMPARE(node.fd(client), 0);
    QVERIFY(client.open());
    QVERIFY(!client.open());
    QVERIFY(client.isOpen());
}

void tst_TestClient::timesOut()
{
    EchoNode node;
    QVERIFY2(node.start(), qPrintable(node.errorString()));
    Test::Client client(node);
    QVERIFY2(client.open(), qPrintable(client.errorString()));
    client.setTimeout(shortly);
    QVERIFY(client.nextText().isNull());
    QVERIFY2(client.errorString().endsWith(u"expected a message, but none came within 1 ms; the connection is open"_s),
             qPrintable(client.errorString()));
    QCOMPARE(client.closeCode(), 0);
    QVERIFY(client.errorString().endsWith(
            u"expected the end of the connection, but it did not end within 1 ms; the connection is open"_s));
}

void tst_TestClient::nobodyListens()
{
    QTcpServer server;
    QVERIFY(server.listen(QHostAddress::LocalHost));
    const QUrl url(u"ws://127.0.0.1:%1/"_s.arg(server.serverPort()));
    server.close();
    Test::Client client(url);
    QVERIFY(!client.open());
    QCOMPARE(client.errorString(), url.toString() + u": expected an open connection, but Connection refused"_s);
    Test::Client nowhere(QUrl(u"nowhere"_s));
    QVERIFY(!nowhere.open());
    QVERIFY(nowhere.errorString().endsWith(u"the URL is not valid"_s));
}

void tst_TestClient::nodeThatDoesNotRun()
{
    EchoNode node;
    Test::Client client(node);
    QVERIFY(!client.open());
    QVERIFY(client.errorString().endsWith(u"expected an open connection, but the node does not run"_s));
}

void tst_TestClient::tls()
{
    TestAuthority authority;
    QVERIFY2(authority.issue(u"a"_s, {u"localhost"_s}), authority.error());
    NodeConfig secure = config();
    secure.servers[0].tls = authority.tls({u"a"_s});
    EchoNode node(secure);
    QVERIFY2(node.start(), qPrintable(node.errorString()));
    QCOMPARE(node.url().scheme(), u"wss"_s);

    Test::Client client(node);
    QVERIFY2(client.open(), qPrintable(client.errorString()));
    QVERIFY(client.send("hello"));
    QCOMPARE(client.nextText(), "hello");
    QVERIFY(client.close());

    Test::Client verifying(node.url());
    verifying.setSslConfiguration(authority.client());
    QVERIFY2(verifying.open(), qPrintable(verifying.errorString()));
    Test::Client stranger(node.url());
    QVERIFY(!stranger.open());
    QVERIFY2(stranger.errorString().contains(u"certificate"_s), qPrintable(stranger.errorString()));
}

void tst_TestClient::brokenServers_data()
{
    QTest::addColumn<QByteArray>("answer");
    QTest::addColumn<QByteArray>("bytes");
    QTest::addColumn<QString>("error");
    const QByteArray head = "HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n";
    const QByteArray good = head + "Sec-WebSocket-Accept: ACCEPT\r\n\r\n";
    const QByteArray none;
    QTest::newRow("wrong key") << head + "Sec-WebSocket-Accept: abc\r\n\r\n" << none << u"the 101 has Sec-WebSocket-Accept: \"abc\""_s;
    QTest::newRow("no Upgrade") << QByteArray("HTTP/1.1 101 OK\r\nSec-WebSocket-Accept: ACCEPT\r\n\r\n") << none
                                << u"the 101 has Upgrade: \"\" instead of \"websocket\""_s;
    QTest::newRow("an extension") << head + "Sec-WebSocket-Accept: ACCEPT\r\nSec-WebSocket-Extensions: x\r\n\r\n" << none
                                  << u"the 101 has Sec-WebSocket-Extensions: \"x\""_s;
    QTest::newRow("a subprotocol") << head + "Sec-WebSocket-Accept: ACCEPT\r\nSec-WebSocket-Protocol: x\r\n\r\n" << none
                                   << u"the server chose the subprotocol \"x\", which was not offered"_s;
    QTest::newRow("no HTTP") << QByteArray("hello\r\n\r\n") << none << u"\"hello\" is not the status line"_s;
    QTest::newRow("a masked frame") << good << QByteArray("\x81\x81\x01\x02\x03\x04z") << u"a frame of the server is masked"_s;
    QTest::newRow("no UTF-8") << good << QByteArray("\x81\x01\xff") << u"a text message is not UTF-8"_s;
    QTest::newRow("a reserved bit") << good << QByteArray("\xc1\x01z") << u"a reserved bit is set"_s;
}

void tst_TestClient::brokenServers()
{
    QFETCH(const QByteArray, answer);
    QFETCH(const QByteArray, bytes);
    QFETCH(const QString, error);
    ScriptedServer server(answer, bytes);
    Test::Client client(server.url());
    if (bytes.isEmpty()) {
        QVERIFY(!client.open());
    } else {
        client.open(); // the first frame may come with the 101
        QVERIFY(client.nextText().isNull());
    }
    QVERIFY2(client.errorString().contains(error), qPrintable(client.errorString()));
    QVERIFY(!client.isOpen());
}

QTEST_GUILESS_MAIN(tst_TestClient)
#include "tst_testclient.moc"
