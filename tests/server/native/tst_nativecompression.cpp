// SPDX-FileCopyrightText: 2026 The Landline authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "support/patience.h"
#include "support/rawclient.h"
#include "support/rawdeflate.h"
#include "support/testnode.h"

#include <QtTest/qtest.h>

using namespace Landline;

namespace {

const QByteArray plainOffer = "permessage-deflate";
const QByteArray alone = "permessage-deflate; server_no_context_takeover; client_no_context_takeover";

/// A client that speaks what its handshake was answered.
struct Client
{
    Client(quint16 port, const QByteArray &offer, const QByteArray &path = "/") : socket(port)
    {
        const QByteArray line = offer.isNull() ? QByteArray() : "Sec-WebSocket-Extensions: " + offer + "\r\n";
        const HttpAnswer answer = socket.ask(Wire::handshake(path, line));
        status = answer.status;
        extensions = answer.header("Sec-WebSocket-Extensions");
        RawDeflate::Options options;
        options.keepsContext = !extensions.contains("client_no_context_takeover");
        options.peerKeepsContext = !extensions.contains("server_no_context_takeover");
        if (extensions.contains("server_max_window_bits=9"))
            options.peerWindowBits = 9;
        deflate = std::make_unique<RawDeflate>(options);
    }

    void send(const QByteArray &message)
    {
        socket.send(Wire::compressedFrame(Wire::Text, deflate->deflate(message)));
    }

    /// The next message; "close" with its code, and "plain " before one that came as it is.
    QByteArray next()
    {
        const auto frame = socket.frame();
        if (!frame)
            return "nothing";
        if (frame->opcode == Wire::Close)
            return "close " + QByteArray::number(frame->closeCode());
        if (!frame->isCompressed)
            return "plain " + frame->payload;
        return deflate->inflate(frame->payload).value_or("not to be inflated");
    }

    RawClient socket;
    int status = 0;
    QByteArray extensions;
    std::unique_ptr<RawDeflate> deflate;
};

/// "/" echoes; the others are routes with compression settings of their own.
void routes(Router &router)
{
    const auto echo = [](Connection *connection, const Frame &frame) { connection->push(frame); };
    router.webSocket("/").onMessage(echo);
    router.webSocket("/off").setCompression({}).onMessage(echo);
    router.webSocket("/on").setCompression({.compression = true, .compressionMinSize = 10}).onMessage(echo);
    router.webSocket("/small").setCompression({.compression = true, .compressionWindowBits = 9}).onMessage(echo);
    router.webSocket("/drops").setSlowConsumer(SlowConsumer::DropOldest).onMessage(echo);
    router.webSocket("/all").onMessage(
            [sender = router.sender()](Connection *, const Frame &frame) { sender.pushToAll(frame); });
}

} // namespace

/// permessage-deflate of the `native` backend, from the outside: bytes, and zlib itself on the other end.
class tst_NativeCompression : public QObject
{
    Q_OBJECT

private slots:
    void agreement_data();
    void agreement();
    void echoes_data();
    void echoes();
    void minSize();
    void notSmaller();
    void fragmentsAndPlainMessages();
    void manyMessagesInOneSegment();
    void toMany();
    void ends_data();
    void ends();
    void othersGoOn();
    void aBombIsNotTheOthersTurn();

private:
    void start(bool keepsContext = false, bool compression = true);
    quint16 port() const { return m_node->port("ws"); }

    std::unique_ptr<TestNode> m_node;
};

void tst_NativeCompression::start(bool keepsContext, bool compression)
{
    NodeConfig config = NodeConfig::fromToml(TestNode::twoServers, "test.toml");
    config.workers = 1;
    config.backend = BackendType::Native;
    for (ServerConfig &server : config.servers) {
        server.settings.compression = compression;
        server.settings.compressionContextTakeover = keepsContext;
    }
    m_node = std::make_unique<TestNode>(config);
    (*m_node)->addRoutes("ws", routes);
    QVERIFY2(m_node->start(), m_node->error());
}

void tst_NativeCompression::agreement_data()
{
    QTest::addColumn<bool>("isOn");
    QTest::addColumn<bool>("keepsContext");
    QTest::addColumn<QByteArray>("path");
    QTest::addColumn<QByteArray>("offer");
    QTest::addColumn<QByteArray>("answer");
    const auto row = [](const char *name, bool isOn, bool keepsContext, const char *path, const QByteArray &offer,
                        const QByteArray &answer) {
        QTest::newRow(name) << isOn << keepsContext << QByteArray(path) << offer << answer;
    };
    row("off", false, false, "/", plainOffer, {});
    row("on", true, false, "/", plainOffer, alone);
    row("on, as a browser", true, false, "/", "permessage-deflate; client_max_window_bits", alone);
    row("on, nothing offered", true, false, "/", {}, {});
    row("on, nothing that can be accepted", true, false, "/", "permessage-deflate; mystery", {});
    row("on, malformed", true, false, "/", ";", {});
    row("on, in two headers", true, false, "/", "x\r\nSec-WebSocket-Extensions: permessage-deflate", alone);
    row("with context", true, true, "/", plainOffer, "permessage-deflate");
    row("off, but on for the route", false, false, "/on", plainOffer, alone);
    row("on, but off for the route", true, false, "/off", plainOffer, {});
    row("a window of the route's own", false, false, "/small", plainOffer, alone + "; server_max_window_bits=9");
    row("messages that may be dropped stand alone", true, true, "/drops", plainOffer,
        "permessage-deflate; server_no_context_takeover");
}

void tst_NativeCompression::agreement()
{
    QFETCH(const bool, isOn);
    QFETCH(const bool, keepsContext);
    QFETCH(const QByteArray, path);
    QFETCH(const QByteArray, offer);
    start(keepsContext, isOn);
    for (const char *server : {"ws", "http"}) {
        Client client(m_node->port(server), offer, path);
        QCOMPARE(client.status, 101);
        QTEST(client.extensions, "answer");
        const QByteArray message = jsonText(2000);
        client.socket.send(Wire::frame(Wire::Text, message));
        QCOMPARE(client.next(), client.extensions.isNull() ? "plain " + message : message);
    }
}

void tst_NativeCompression::echoes_data()
{
    QTest::addColumn<bool>("keepsContext");
    QTest::newRow("without context") << false;
    QTest::newRow("with context") << true;
}

void tst_NativeCompression::echoes()
{
    QFETCH(const bool, keepsContext);
    start(keepsContext);
    Client one(port(), plainOffer);
    Client other(port(), plainOffer);
    for (quint32 i = 0; i < 20; ++i) {
        Client &client = i % 3 == 0 ? one : other;
        const QByteArray message = jsonText(1024 + 3000 * qsizetype(i), i % 4);
        client.send(message);
        QCOMPARE(client.next(), message);
    }
}

void tst_NativeCompression::minSize()
{
    start();
    Client client(port(), plainOffer);
    client.send(jsonText(1023));
    QCOMPARE(client.next(), "plain " + jsonText(1023));
    client.send(jsonText(1024));
    QCOMPARE(client.next(), jsonText(1024));
    Client ofTheRoute(port(), plainOffer, "/on");
    ofTheRoute.send("aaaaaaaaa");
    QCOMPARE(ofTheRoute.next(), "plain aaaaaaaaa");
    ofTheRoute.send("aaaaaaaaaaaaaaaaaaaa");
    QCOMPARE(ofTheRoute.next(), "aaaaaaaaaaaaaaaaaaaa");
    ofTheRoute.send("");
    QCOMPARE(ofTheRoute.next(), "plain ");
}

void tst_NativeCompression::notSmaller()
{
    for (const bool keepsContext : {false, true}) {
        start(keepsContext);
        Client client(port(), plainOffer);
        const QByteArray bytes = noise(100'000);
        client.send(jsonText(2000));
        QCOMPARE(client.next(), jsonText(2000));
        client.socket.send(Wire::frame(Wire::Binary, bytes));
        QVERIFY(client.next() == "plain " + bytes);
        client.send(jsonText(2000));
        QCOMPARE(client.next(), jsonText(2000));
    }
}

void tst_NativeCompression::fragmentsAndPlainMessages()
{
    start(true);
    Client client(port(), plainOffer);
    const QByteArray payload = client.deflate->deflate("Hello");
    client.socket.send(Wire::compressedFrame(Wire::Text, payload.first(2), false) + Wire::frame(Wire::Ping, "p")
                       + Wire::frame(Wire::Continuation, payload.sliced(2)) + Wire::frame(Wire::Text, "plain"));
    QCOMPARE(client.socket.frame()->opcode, Wire::Pong);
    QCOMPARE(client.next(), "plain Hello");
    QCOMPARE(client.next(), "plain plain");
    client.send("Hello"); // which refers to the first
    QCOMPARE(client.next(), "plain Hello");
}

void tst_NativeCompression::manyMessagesInOneSegment()
{
    start(true);
    Client client(port(), plainOffer);
    QByteArray bytes;
    for (quint32 i = 0; i < 300; ++i)
        bytes += Wire::compressedFrame(Wire::Text, client.deflate->deflate(jsonText(1500, i)));
    client.socket.send(bytes);
    for (quint32 i = 0; i < 300; ++i)
        QCOMPARE(client.next(), jsonText(1500, i));
}

void tst_NativeCompression::toMany()
{
    // To all who are there, whatever they have agreed on.
    for (const bool keepsContext : {false, true}) {
        start(keepsContext);
        std::vector<std::unique_ptr<Client>> clients;
        for (const QByteArray &offer : {plainOffer, QByteArray(), plainOffer, alone,
                                        plainOffer + "; server_max_window_bits=9", plainOffer})
            clients.push_back(std::make_unique<Client>(port(), offer));
        clients.push_back(std::make_unique<Client>(port(), plainOffer, "/off"));
        clients.push_back(std::make_unique<Client>(port(), plainOffer, "/on"));
        Client talker(port(), plainOffer, "/all");
        TRY_COMPARE(m_node->opened().size(), qsizetype(clients.size()) + 1);
        for (quint32 i = 0; i < 5; ++i) {
            const QByteArray message = jsonText(20'000, i % 2);
            talker.send(message);
            QCOMPARE(talker.next(), message);
            for (const auto &client : clients)
                QCOMPARE(client->next(), client->extensions.isNull() ? "plain " + message : message);
        }
    }
}

void tst_NativeCompression::ends_data()
{
    QTest::addColumn<QByteArray>("bytes");
    QTest::addColumn<int>("code");
    const auto text = [](const QByteArray &payload) { return Wire::compressedFrame(Wire::Text, payload); };
    QTest::newRow("bad data") << text("\x06") << 1007;
    QTest::newRow("a message that is cut") << text(RawDeflate().deflate(jsonText(2000)).first(200)) << 1007;
    QTest::newRow("refers to the message before") << text(QByteArray::fromHex("f248cdc9c90700"))
                    + text(QByteArray::fromHex("f200110000")) << 1007;
    QTest::newRow("a text that is not UTF-8") << text(RawDeflate().deflate("abc\xff")) << 1007;
    QTest::newRow("a bomb") << text(RawDeflate::bomb(100'000'000)) << 1009;
    QTest::newRow("a byte too many") << text(RawDeflate::bomb(2 * 1024 * 1024 + 1)) << 1009;
    QTest::newRow("a compressed ping") << Wire::compressedFrame(Wire::Ping, "a") << 1002;
    QTest::newRow("a compressed continuation")
            << Wire::frame(Wire::Text, "a", false) + Wire::compressedFrame(Wire::Continuation, "a") << 1002;
}

void tst_NativeCompression::ends()
{
    QFETCH(const QByteArray, bytes);
    QFETCH(const int, code);
    start();
    Client client(port(), alone);
    client.socket.send(bytes);
    QByteArray last = client.next();
    if (!last.startsWith("close "))
        last = client.next();
    QCOMPARE(last, "close " + QByteArray::number(code));
    QVERIFY(client.socket.waitForEnd());
    TRY_COMPARE(m_node->closed().size(), 1);
    QCOMPARE(m_node->closed().constFirst().close.code, code);
}

void tst_NativeCompression::othersGoOn()
{
    start();
    Client good(port(), plainOffer);
    for (const QByteArray &wrong : {QByteArray("\x06"), RawDeflate::bomb(3'000'000)}) {
        Client bad(port(), plainOffer);
        bad.socket.send(Wire::compressedFrame(Wire::Binary, wrong));
        QVERIFY(bad.next().startsWith("close "));
        good.send(jsonText(3000));
        QCOMPARE(good.next(), jsonText(3000));
    }
}

void tst_NativeCompression::aBombIsNotTheOthersTurn()
{
    // 2 MiB in 2 KiB each, many in one segment: all are dealt with, and what another says comes in between.
    start();
    const QByteArray bomb = Wire::compressedFrame(Wire::Binary, RawDeflate::bomb(2 * 1024 * 1024));
    Client flood(port(), plainOffer);
    Client other(port(), plainOffer);
    flood.socket.send(bomb.repeated(50));
    for (int i = 0; i < 10; ++i) {
        other.send(jsonText(1200));
        QCOMPARE(other.next(), jsonText(1200));
    }
    for (int i = 0; i < 50; ++i)
        QCOMPARE(flood.next().size(), 2 * 1024 * 1024);
}

QTEST_GUILESS_MAIN(tst_NativeCompression)
#include "tst_nativecompression.moc"
