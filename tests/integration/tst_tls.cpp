// SPDX-FileCopyrightText: 2026 The Landline authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "controllers/echocontroller.h"
#include "node_p.h"
#include "support/backendlimits.h"
#include "support/finishedprocess.h"
#include "support/journal.h"
#include "support/landlineprocess.h"
#include "support/patience.h"
#include "support/rawclient.h"
#include "support/testauthority.h"
#include "support/testclient.h"
#include "support/testnode.h"
#include "support/tlsclient.h"

#include <Landline/Landline>

#include <QtCore/qtemporaryfile.h>
#include <QtNetwork/qsslkey.h>
#include <QtTest/qtest.h>

#include <openssl/ssl.h>

#include <atomic>
#include <csignal>
#include <thread>

#include <arpa/inet.h>
#include <fcntl.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <sys/socket.h>
#include <unistd.h>

using namespace Landline;
using namespace Qt::StringLiterals;
using namespace std::chrono_literals;

namespace {

/// The first thing that a client of TLS says, made by OpenSSL.
QByteArray aHello()
{
    QFile file(QStringLiteral(LANDLINE_SOURCE_DIR "/tests/fuzz/corpus/clienthello/openssl"));
    return file.open(QIODevice::ReadOnly) ? file.readAll() : QByteArray();
}

/// Keeps what is sent to \a descriptor, and lets it go together.
void cork(int descriptor, int isCorked)
{
    ::setsockopt(descriptor, IPPROTO_TCP, TCP_CORK, &isCorked, sizeof isCorked);
}

/// An event loop of onOpen's, in which the connection ends, and what is to be deleted then is.
void endInALoop(Connection *connection, const Request &request)
{
    QEventLoop loop;
    if (request.path() == "/aborted")
        QTimer::singleShot(0, &loop, [connection] { connection->abort(); });
    else
        QTimer::singleShot(0, &loop, [connection] { connection->close(4000, {}); });
    QTimer::singleShot(100, &loop, &QEventLoop::quit);
    loop.exec();
}

class JournalController : public Controller
{
    Q_OBJECT
public:
    explicit JournalController(Journal *journal)
        : m_journal(journal)
    { }

public slots:
    void onOpen(Connection *connection, const Request &request) override
    {
        m_journal->add(request.isSecure() ? u"open, secure, "_s + request.clientName() : u"open"_s);
        connection->push(QStringLiteral("Opened"));
    }
    void onMessage(Connection *connection, const Frame &frame) override
    {
        if (frame.text() == u"close me"_s)
            connection->close(4001, u"as you like"_s);
        else if (frame.text() == u"abort"_s)
            connection->abort();
    }
    void onClose(Connection *, const CloseInfo &close) override
    {
        m_journal->add(u"close %1"_s.arg(close.code));
    }

private:
    Journal *m_journal;
};

} // namespace

/// wss and https, seen from outside.
class tst_Tls : public QObject
{
    Q_OBJECT

private slots:
    void initTestCase();
    void echo();
    void echoOnTheHttpServer();
    void slowReader();
    void manyAtOnce();
    void closing_data();
    void closing();
    void https();
    void largeBodies();
    void refusedHandshake();
    void pageOfTheSameHost();
    void serverNames_data();
    void serverNames();
    void serverNamesByOpenSsl();
    void versions_data();
    void versions();
    void clientCertificates_data();
    void clientCertificates();
    void plainTextOnATlsPort_data();
    void plainTextOnATlsPort();
    void tlsOnAPlainPort();
    void helloInPieces();
    void slowHandshakes_data();
    void slowHandshakes();
    void clientsThatLeave_data();
    void clientsThatLeave();
    void endsInALoopOfOnOpen_data();
    void endsInALoopOfOnOpen();
    void leavesBehindItsHandshake();
    void handshakeWithTheEndBehindIt();
    void reload();
    void reloadOfBrokenFiles();
    void protocols_data();
    void protocols();
    void ciphers_data();
    void ciphers();
    void clientCrl();
    void renegotiation();
    void tinyRecords();
    void truncation();
    void resumption_data();
    void resumption();
    void reloadUnderLoad();
    void slowReaders_data();
    void slowReaders();
    void startAgain();
    void webSockets_data();
    void webSockets();
    void nodeJs();
    void curl();
    void startFails();
    void process();
    void processRefusesFiles();

private:
    NodeConfig config(const TlsConfig &tls) const;
    NodeConfig config() const { return config(m_authority.tls({u"a"_s})); }
    void addRoutes(TestNode &node);
    bool serves(TestNode &node);
    qint64 failedHandshakes(TestNode &node);

    TestAuthority m_authority;
    TestAuthority m_foreignAuthority;
    QByteArray m_huge = QByteArray("0123456789abcdef").repeated(1'250'000); ///< 20 MB
    QTemporaryFile m_hugeFile;
    Journal m_journal;
};

void tst_Tls::initTestCase()
{
    QVERIFY(m_hugeFile.open() && m_hugeFile.write(m_huge) == m_huge.size() && m_hugeFile.flush());
    QVERIFY2(m_authority.issue(u"a"_s, {u"localhost"_s, u"a.example"_s}), m_authority.error());
    QVERIFY2(m_authority.issue(u"b"_s, {u"b.example"_s, u"*.b.example"_s}), m_authority.error());
    QVERIFY2(m_authority.issue(u"ann"_s, {u"ann"_s}), m_authority.error());
    QVERIFY2(m_foreignAuthority.issue(u"eve"_s, {u"ann"_s}), m_foreignAuthority.error());
}

NodeConfig tst_Tls::config(const TlsConfig &tls) const
{
    NodeConfig config = NodeConfig::fromToml(TestNode::twoServers, u"test.toml"_s);
    for (ServerConfig &server : config.servers) {
        server.tls = tls;
        // `qt` goes on reading while its echoes wait.
        server.settings.sendQueueLimit = 8 * 1024 * 1024;
    }
    return config;
}

void tst_Tls::addRoutes(TestNode &node)
{
    m_journal.clear();
    node->addRoutes(u"ws"_s, [this](Router &router) {
        router.webSocket<EchoController>("/");
        router.webSocket<JournalController>("/journal", &m_journal);
        router.webSocket("/aborted").onOpen(endInALoop);
        router.webSocket("/closed").onOpen(endInALoop);
    });
    node->addRoutes(u"http"_s, [this](Router &router) {
        router.get("/huge", [this](const Request &) { return Response::html(m_huge); });
        router.get("/huge-file", [this](const Request &request) { return Response::file(m_hugeFile.fileName(), request); });
        router.get("/huge-stream", [this](const Request &) {
            return Response::stream("text/plain", [this, at = qsizetype(0)]() mutable {
                const QByteArray piece = m_huge.mid(at, 70'000);
                at += piece.size();
                return piece;
            });
        });
        router.get("/who", [](const Request &request) {
            return Response::text((request.isSecure() ? u"secure "_s : u"plain "_s) + request.clientName());
        });
        router.post("/size", [](const Request &request) { return Response::text(QString::number(request.body().size())); });
        router.get("/stream", [](const Request &) {
            return Response::stream("text/plain", [left = 200]() mutable { return QByteArray(left-- > 0 ? 10'000 : 0, 'x'); });
        });
        router.get("/file", [](const Request &request) { return Response::file(QCoreApplication::applicationFilePath(), request); });
        router.get("/large", [](const Request &) { return Response::text(QString(1024 * 1024, u'x')); });
    });
}

/// True if a new client is served.
bool tst_Tls::serves(TestNode &node)
{
    TestClient client;
    client.setSslConfiguration(m_authority.client());
    return client.open(node.url(u"ws"_s)) && client.ask(u"hello"_s) == u"hello"_s;
}

qint64 tst_Tls::failedHandshakes(TestNode &node)
{
    qint64 failed = -1;
    QObject context;
    NodePrivate::get(node.operator->())->query({}, &context, [&failed](const ConnectionQueryResult &result) {
        failed = result.counters.statistics.refused[RefusalReason::TlsHandshake];
    });
    eventually([&failed] { return failed >= 0; });
    return failed;
}

void tst_Tls::echo()
{
    TestNode node(config());
    addRoutes(node);
    QVERIFY2(node.start(), node.error());
    TestClient client;
    client.setSslConfiguration(m_authority.client());
    QVERIFY(client.open(node.url(u"ws"_s)));
    QCOMPARE(client.ask(u"hello"_s), u"hello"_s);
    QCOMPARE(client.ask(QString()), QString());
    const QByteArray large(1024 * 1024, '\xa5');
    for (int i = 0; i < 3; ++i)
        client.sendBinary(large + QByteArray::number(i));
    QVERIFY(client.waitForFrames(5));
    for (int i = 0; i < 3; ++i)
        QVERIFY(client.frames().at(2 + i).data() == large + QByteArray::number(i));
    client.close(4000, u"enough"_s);
    QVERIFY(client.waitForEnd());
    TRY_COMPARE(node.closed().size(), 1);
    QCOMPARE(node.closed().constFirst().close.code, quint16(4000));
}

void tst_Tls::echoOnTheHttpServer()
{
    TestNode node(config());
    addRoutes(node);
    QVERIFY2(node.start(), node.error());
    TestClient client;
    client.setSslConfiguration(m_authority.client());
    QVERIFY(client.open(node.url(u"http"_s)));
    QCOMPARE(client.ask(u"hello"_s), u"hello"_s);
}

void tst_Tls::slowReader()
{
    NodeConfig config = this->config();
    for (ServerConfig &server : config.servers)
        server.settings.maxMessageSize = 16 * 1024 * 1024;
    TestNode node(config);
    addRoutes(node);
    QVERIFY2(node.start(), node.error());
    RawClient client(node.port(u"ws"_s), m_authority.client());
    QVERIFY(client.isEncrypted());
    QCOMPARE(client.ask(Wire::handshake()).status, 101);
    client.stopReading();
    const QByteArray large(12 * 1024 * 1024, 'x');
    client.send(Wire::frame(Wire::Binary, large));
    const auto queued = [&node] {
        qint64 bytes = -1;
        QObject context;
        NodePrivate::get(node.operator->())->query({}, &context, [&bytes](const ConnectionQueryResult &result) {
            bytes = result.rows.isEmpty() ? 0 : result.rows.constFirst().queuedBytes;
        });
        eventually([&bytes] { return bytes >= 0; });
        return bytes;
    };
    // More than the kernel and the socket object take; it waits where the limits look.
    TRY_VERIFY(queued() > 2 * 1024 * 1024);
    QVERIFY(serves(node));
    client.readAgain();
    QByteArray echo; // QWebSocket makes fragments of it
    for (bool isFinal = false; !isFinal;) {
        const std::optional<Wire::ServerFrame> frame = client.frame();
        QVERIFY(frame);
        echo += frame->payload;
        isFinal = frame->isFinal;
    }
    QVERIFY(echo == large);
    TRY_COMPARE(queued(), 0);
}

void tst_Tls::manyAtOnce()
{
    TestNode node(config());
    addRoutes(node);
    QVERIFY2(node.start(), node.error());
    std::vector<std::unique_ptr<TestClient>> clients;
    for (int i = 0; i < 30; ++i) {
        clients.push_back(std::make_unique<TestClient>());
        clients.back()->setSslConfiguration(m_authority.client());
        clients.back()->startOpening(node.url(u"ws"_s));
    }
    for (const auto &client : clients) {
        QVERIFY(eventually([&client] { return client->isOpen() || client->isEnded(); }));
        for (int i = 0; i < 50; ++i)
            client->send(QString::number(i));
    }
    for (const auto &client : clients) {
        QVERIFY(client->waitForFrames(50));
        QCOMPARE(client->texts().constLast(), u"49"_s);
    }
    clients.clear();
    TRY_COMPARE(node.closed().size(), 30);
}

void tst_Tls::closing_data()
{
    QTest::addColumn<QString>("how");
    QTest::addColumn<QString>("told");
    QTest::addColumn<int>("seen"); // by the client
    QTest::newRow("by the server") << u"close me"_s << u"close 4001"_s << 4001;
    QTest::newRow("cut by the server") << u"abort"_s << u"close 1006"_s << 1006;
    QTest::newRow("cut by the client") << QString() << u"close 1006"_s << 0;
    QTest::newRow("by the end of the node") << u"stop"_s << u"close 1001"_s << 1001;
}

void tst_Tls::closing()
{
    QFETCH(QString, how);
    QFETCH(QString, told);
    QFETCH(int, seen);
    TestNode node(config());
    addRoutes(node);
    QVERIFY2(node.start(), node.error());
    TestClient client;
    client.setSslConfiguration(m_authority.client());
    QVERIFY(client.open(node.url(u"ws"_s, u"/journal"_s)));
    QVERIFY(client.waitForFrames(1));
    if (how.isEmpty())
        client.abort();
    else if (how == u"stop"_s)
        node.stop();
    else
        client.send(how);
    TRY_COMPARE(m_journal.entries(), QStringList({u"open, secure, "_s, told}));
    QVERIFY(client.waitForEnd());
    if (seen != 0)
        QCOMPARE(client.closeCode(), quint16(seen));
}

void tst_Tls::https()
{
    TestNode node(config());
    addRoutes(node);
    QVERIFY2(node.start(), node.error());
    RawClient client(node.port(u"http"_s), m_authority.client());
    QVERIFY2(client.isEncrypted(), qPrintable(client.errorString()));
    QCOMPARE(client.ask(Wire::get("/who")).body, QByteArray("secure "));
    QCOMPARE(client.ask(Wire::get("/nowhere")).status, 404);
    QCOMPARE(client.ask(Wire::request("POST", "/size", {}, QByteArray(100'000, 'x'))).body, QByteArray("100000"));
    QCOMPARE(client.ask(Wire::request("HEAD", "/who")).status, 200);
    // Pipelined, and the last one says that it is the last.
    QFile program(QCoreApplication::applicationFilePath());
    QVERIFY(program.open(QIODevice::ReadOnly));
    QVERIFY(client.ask(Wire::get("/file")).body == program.readAll());
    client.send(Wire::get("/stream") + Wire::get("/who"));
    QCOMPARE(client.answer().body.size(), 2'000'000);
    QCOMPARE(client.answer().body, QByteArray("secure "));
    client.send(Wire::get("/who") + Wire::get("/large") + Wire::get("/who", "Connection: close\r\n"));
    QCOMPARE(client.answer().body, QByteArray("secure "));
    QCOMPARE(client.answer().body.size(), 1024 * 1024);
    QCOMPARE(client.answer().body, QByteArray("secure "));
    QVERIFY(client.waitForEnd());
}

void tst_Tls::largeBodies()
{
    NodeConfig config = this->config();
    for (ServerConfig &server : config.servers)
        server.settings.maxBodySize = 1024 * 1024;
    TestNode node(config);
    addRoutes(node);
    QVERIFY2(node.start(), node.error());
    RawClient good(node.port(u"http"_s), m_authority.client());
    QCOMPARE(good.ask(Wire::request("POST", "/size", {}, QByteArray(1024 * 1024, 'x'))).body, QByteArray("1048576"));
    // The rest of the body comes behind the answer, and must not take it away.
    RawClient tooLarge(node.port(u"http"_s), m_authority.client());
    tooLarge.send(Wire::request("POST", "/size", {}, QByteArray(3 * 1024 * 1024, 'x')));
    QCOMPARE(tooLarge.answer().status, 413);
    QVERIFY(tooLarge.waitForEnd());
}

void tst_Tls::refusedHandshake()
{
    TestNode node(config());
    addRoutes(node);
    QVERIFY2(node.start(), node.error());
    RawClient client(node.port(u"ws"_s), m_authority.client());
    QCOMPARE(client.ask(Wire::handshake("/nowhere")).status, 404);
    QVERIFY(client.waitForEnd());
}

void tst_Tls::pageOfTheSameHost()
{
    TestNode node(config());
    addRoutes(node);
    QVERIFY2(node.start(), node.error());
    RawClient own(node.port(u"ws"_s), m_authority.client());
    QCOMPARE(own.ask(Wire::handshake("/", "Origin: https://localhost\r\n")).status, 101);
    RawClient foreign(node.port(u"ws"_s), m_authority.client());
    QCOMPARE(foreign.ask(Wire::handshake("/", "Origin: https://elsewhere.example\r\n")).status, 403);
}

void tst_Tls::serverNames_data()
{
    QTest::addColumn<QString>("name");
    QTest::addColumn<QString>("shown");
    QTest::newRow("the first") << u"a.example"_s << u"localhost"_s;
    QTest::newRow("the second") << u"b.example"_s << u"b.example"_s;
    QTest::newRow("capitals") << u"B.Example"_s << u"b.example"_s;
    QTest::newRow("a star") << u"x.b.example"_s << u"b.example"_s;
    QTest::newRow("unknown") << u"c.example"_s << u"localhost"_s;
    QTest::newRow("none") << u"127.0.0.1"_s << u"localhost"_s;
}

void tst_Tls::serverNames()
{
    QFETCH(QString, name);
    TestNode node(config(m_authority.tls({u"a"_s, u"b"_s})));
    addRoutes(node);
    QVERIFY2(node.start(), node.error());
    QSslConfiguration anyName = m_authority.client();
    anyName.setPeerVerifyMode(QSslSocket::QueryPeer);
    RawClient client(node.port(u"http"_s), anyName, name);
    QVERIFY2(client.isEncrypted(), qPrintable(client.errorString()));
    QTEST(client.certificate().subjectDisplayName(), "shown");
}

void tst_Tls::serverNamesByOpenSsl()
{
    TestNode node(config(m_authority.tls({u"a"_s, u"b"_s})));
    addRoutes(node);
    QVERIFY2(node.start(), node.error());
    for (const QString &name : {u"localhost"_s, u"b.example"_s}) {
        const FinishedProcess run = FinishedProcess::run(u"openssl"_s,
                                         {u"s_client"_s, u"-connect"_s, u"127.0.0.1:%1"_s.arg(node.port(u"ws"_s)),
                                          u"-servername"_s, name, u"-verify_hostname"_s, name, u"-CAfile"_s,
                                          m_authority.caFile(), u"-verify_return_error"_s, u"-alpn"_s, u"h2,http/1.1"_s});
        QVERIFY2(run.exitCode == 0, run.errorOutput);
        QVERIFY2(run.output.contains("Verification: OK"), run.output);
        QVERIFY2(run.output.contains("subject=CN = " + name.toLatin1()), run.output);
        QVERIFY2(run.output.contains("ALPN protocol: http/1.1"), run.output);
    }
}

void tst_Tls::versions_data()
{
    QTest::addColumn<TlsConfig::Version>("minimum");
    QTest::addColumn<QString>("option");
    QTest::addColumn<bool>("good");
    using Version = TlsConfig::Version;
    QTest::newRow("1.1 at least 1.2") << Version::Tls12 << u"-tls1_1"_s << false;
    QTest::newRow("1.2 at least 1.2") << Version::Tls12 << u"-tls1_2"_s << true;
    QTest::newRow("1.3 at least 1.2") << Version::Tls12 << u"-tls1_3"_s << true;
    QTest::newRow("1.2 at least 1.3") << Version::Tls13 << u"-tls1_2"_s << false;
    QTest::newRow("1.3 at least 1.3") << Version::Tls13 << u"-tls1_3"_s << true;
}

void tst_Tls::versions()
{
    QFETCH(TlsConfig::Version, minimum);
    QFETCH(QString, option);
    QFETCH(bool, good);
    TlsConfig tls = m_authority.tls({u"a"_s});
    tls.minimumVersion = minimum;
    TestNode node(config(tls));
    addRoutes(node);
    QVERIFY2(node.start(), node.error());
    const FinishedProcess run = FinishedProcess::run(u"openssl"_s,
                                     {u"s_client"_s, u"-connect"_s, u"127.0.0.1:%1"_s.arg(node.port(u"ws"_s)), option,
                                      u"-cipher"_s, u"DEFAULT:@SECLEVEL=0"_s, u"-CAfile"_s, m_authority.caFile()});
    QVERIFY2((run.exitCode == 0) == good, run.errorOutput);
    QVERIFY2(good || run.errorOutput.contains("alert protocol version"), run.errorOutput);
}

void tst_Tls::clientCertificates_data()
{
    QTest::addColumn<TlsConfig::ClientCertificates>("wanted");
    QTest::addColumn<QString>("shown");
    QTest::addColumn<QByteArray>("answer"); // empty: refused
    using Wanted = TlsConfig::ClientCertificates;
    QTest::newRow("not wanted, none") << Wanted::None << QString() << QByteArray("secure ");
    QTest::newRow("not wanted, ours") << Wanted::None << u"ann"_s << QByteArray("secure ");
    QTest::newRow("optional, none") << Wanted::Optional << QString() << QByteArray("secure ");
    QTest::newRow("optional, ours") << Wanted::Optional << u"ann"_s << QByteArray("secure ann");
    QTest::newRow("optional, foreign") << Wanted::Optional << u"eve"_s << QByteArray();
    QTest::newRow("required, none") << Wanted::Required << QString() << QByteArray();
    QTest::newRow("required, ours") << Wanted::Required << u"ann"_s << QByteArray("secure ann");
    QTest::newRow("required, foreign") << Wanted::Required << u"eve"_s << QByteArray();
}

void tst_Tls::clientCertificates()
{
    QFETCH(TlsConfig::ClientCertificates, wanted);
    QFETCH(QString, shown);
    QFETCH(QByteArray, answer);
    TlsConfig tls = m_authority.tls({u"a"_s});
    tls.clientCertificates = wanted;
    tls.clientCa = m_authority.caFile();
    TestNode node(config(tls));
    addRoutes(node);
    QVERIFY2(node.start(), node.error());
    QSslConfiguration configuration = m_authority.client(shown == u"eve"_s ? QString() : shown);
    if (shown == u"eve"_s) {
        const QSslConfiguration eve = m_foreignAuthority.client(shown);
        configuration.setLocalCertificateChain(eve.localCertificateChain());
        configuration.setPrivateKey(eve.privateKey());
    }
    for (const QSsl::SslProtocol version : {QSsl::TlsV1_2, QSsl::TlsV1_3}) {
        configuration.setProtocol(version);
        RawClient client(node.port(u"http"_s), configuration);
        client.send(Wire::get("/who"));
        const HttpAnswer answered = client.answer();
        QCOMPARE(answered.body, answer);
        QCOMPARE(answered.status, answer.isEmpty() ? 0 : 200);
        if (answer.isEmpty())
            QVERIFY(client.waitForEnd());
    }
    TestClient webSocket;
    webSocket.setSslConfiguration(configuration);
    QCOMPARE(webSocket.open(node.url(u"ws"_s, u"/journal"_s)), !answer.isEmpty());
    if (!answer.isEmpty())
        TRY_COMPARE(m_journal.entries(), QStringList(u"open, "_s + QString::fromLatin1(answer).replace(u' ', u", "_s)));
}

void tst_Tls::plainTextOnATlsPort_data()
{
    QTest::addColumn<QByteArray>("bytes");
    QTest::newRow("HTTP") << Wire::get("/who");
    QTest::newRow("a handshake") << Wire::handshake();
    QTest::newRow("one letter") << QByteArray("G");
}

void tst_Tls::plainTextOnATlsPort()
{
    QFETCH(QByteArray, bytes);
    TestNode node(config());
    addRoutes(node);
    QVERIFY2(node.start(), node.error());
    RawClient client(node.port(u"ws"_s));
    client.send(bytes);
    const HttpAnswer answer = client.answer();
    QCOMPARE(answer.status, 400);
    QCOMPARE(answer.body, QByteArray("This port speaks TLS: use https:// or wss:// .\n"));
    QVERIFY(client.waitForEnd());
    QVERIFY(serves(node));
}

void tst_Tls::tlsOnAPlainPort()
{
    TestNode node(TestNode::twoServers);
    addRoutes(node);
    QVERIFY2(node.start(), node.error());
    for (const QString &server : {u"ws"_s, u"http"_s}) {
        RawClient client(node.port(server));
        client.send(aHello());
        QVERIFY(client.waitForEnd());
        QCOMPARE(client.rest(), QByteArray());
    }
}

void tst_Tls::helloInPieces()
{
    TestNode node(config());
    addRoutes(node);
    QVERIFY2(node.start(), node.error());
    RawClient client(node.port(u"ws"_s));
    const QByteArray hello = aHello();
    QVERIFY(hello.size() > 100);
    for (const char byte : hello) {
        QVERIFY(!client.isEnded());
        client.send(QByteArray(1, byte));
    }
    // The server's hello.
    TRY_VERIFY(client.rest().startsWith("\x16\x03\x03"));
}

void tst_Tls::slowHandshakes_data()
{
    QTest::addColumn<QByteArray>("bytes");
    QTest::newRow("silent") << QByteArray();
    QTest::newRow("half a hello") << aHello().left(50);
    QTest::newRow("nothing behind the hello") << aHello();
}

void tst_Tls::slowHandshakes()
{
    QFETCH(QByteArray, bytes);
    TlsConfig tls = m_authority.tls({u"a"_s});
    tls.handshakeTimeout = 300ms;
    TestNode node(config(tls));
    addRoutes(node);
    QVERIFY2(node.start(), node.error());
    QElapsedTimer timer;
    timer.start();
    RawClient client(node.port(u"ws"_s));
    client.send(bytes);
    QVERIFY(client.waitForEnd());
    QVERIFY(timer.elapsed() >= 290);
    TRY_COMPARE(failedHandshakes(node), 1);
}

void tst_Tls::clientsThatLeave_data()
{
    QTest::addColumn<QByteArray>("bytes");
    QTest::addColumn<bool>("reset");
    for (const bool reset : {false, true}) {
        const char *how = reset ? "reset" : "close";
        QTest::addRow("silent, %s", how) << QByteArray() << reset;
        QTest::addRow("half a hello, %s", how) << aHello().left(50) << reset;
        QTest::addRow("behind the hello, %s", how) << aHello() << reset;
        QTest::addRow("nonsense behind the hello, %s", how) << aHello() + QByteArray(1000, '\x17') << reset;
    }
}

void tst_Tls::clientsThatLeave()
{
    QFETCH(QByteArray, bytes);
    QFETCH(bool, reset);
    TestNode node(config());
    addRoutes(node);
    QVERIFY2(node.start(), node.error());
    for (int i = 0; i < 5; ++i) {
        RawClient client(node.port(u"ws"_s));
        client.send(bytes);
        if (reset)
            client.reset();
        else
            client.endSending();
        QVERIFY(client.waitForEnd());
    }
    QVERIFY(serves(node));
    QCOMPARE(node.opened().size(), 1);
}

void tst_Tls::endsInALoopOfOnOpen_data()
{
    QTest::addColumn<QByteArray>("path");
    QTest::addColumn<bool>("together"); // with the end of the TLS handshake
    for (const bool together : {false, true}) {
        const char *when = together ? "with TLS's last word" : "by itself";
        QTest::addRow("cut, asked %s", when) << QByteArray("/aborted") << together;
        QTest::addRow("closed, asked %s", when) << QByteArray("/closed") << together;
    }
}

void tst_Tls::endsInALoopOfOnOpen()
{
    QFETCH(QByteArray, path);
    QFETCH(bool, together);
    NodeConfig config = this->config();
    for (ServerConfig &server : config.servers)
        server.settings.closeWait = 10ms;
    TestNode node(config);
    addRoutes(node);
    QVERIFY2(node.start(), node.error());
    for (int i = 1; i <= 4; ++i) {
        QSslSocket client;
        client.setSslConfiguration(m_authority.client());
        client.connectToHostEncrypted(u"127.0.0.1"_s, node.port(u"ws"_s), u"localhost"_s);
        if (!together)
            TRY_VERIFY(client.isEncrypted());
        client.write(Wire::handshake(path));
        TRY_COMPARE(node.closed().size(), i);
        TRY_COMPARE(client.state(), QAbstractSocket::UnconnectedState);
    }
    QVERIFY(serves(node));
}

void tst_Tls::leavesBehindItsHandshake()
{
    TestNode node(config());
    addRoutes(node);
    QVERIFY2(node.start(), node.error());
    for (int i = 0; i < 20; ++i) {
        RawClient client(node.port(u"ws"_s), m_authority.client());
        client.send(Wire::handshake("/journal"));
        if (i % 2 == 0)
            client.reset();
        else
            client.close();
    }
    QVERIFY(serves(node));
    TRY_COMPARE(node.closed().size(), node.opened().size()); // nobody stays, whenever they were seen to leave
}

/// In one segment with TLS's word of the end, and TCP stays open.
void tst_Tls::handshakeWithTheEndBehindIt()
{
    if (testBackend() == BackendType::Qt)
        QSKIP("QWebSocket waits for the end of TCP.");
    TestNode node(config());
    addRoutes(node);
    QVERIFY2(node.start(), node.error());
    for (int i = 1; i <= 4; ++i) {
        RawClient client(node.port(u"ws"_s), m_authority.client());
        QVERIFY(client.isEncrypted());
        const int descriptor = ::fcntl(client.descriptor(), F_DUPFD_CLOEXEC, 0);
        cork(descriptor, 1);
        client.send(Wire::handshake("/journal"));
        client.close();
        QVERIFY(client.waitForEnd());
        cork(descriptor, 0);
        const bool isTold = eventually([&node, i] { return node.closed().size() == i; });
        ::close(descriptor);
        QVERIFY(isTold);
    }
}

void tst_Tls::reload()
{
    TestAuthority authority;
    QVERIFY2(authority.issue(u"a"_s, {u"localhost"_s}), authority.error());
    TestNode node(config(authority.tls({u"a"_s})));
    addRoutes(node);
    QVERIFY(!node->reloadCertificates());
    QCOMPARE(node->errorString(), u"The node does not run"_s);
    QVERIFY2(node.start(), node.error());
    RawClient http(node.port(u"http"_s), authority.client());
    QVERIFY(http.isEncrypted());
    const QSslCertificate before = http.certificate();
    TestClient webSocket;
    webSocket.setSslConfiguration(authority.client());
    QVERIFY(webSocket.open(node.url(u"ws"_s)));

    QVERIFY2(authority.issue(u"a"_s, {u"localhost"_s}), authority.error());
    QVERIFY2(node->reloadCertificates(), node.error());
    const auto shown = [&] { return RawClient(node.port(u"http"_s), authority.client()).certificate(); };
    // The workers hear of it soon.
    TRY_VERIFY(shown() != before);
    QCOMPARE(webSocket.ask(u"still here"_s), u"still here"_s);
    QCOMPARE(http.ask(Wire::get("/who")).status, 200);
}

void tst_Tls::reloadOfBrokenFiles()
{
    TestAuthority authority;
    QVERIFY2(authority.issue(u"a"_s, {u"localhost"_s}), authority.error());
    QVERIFY2(authority.issue(u"b"_s, {u"b.example"_s}), authority.error());
    const QByteArray certificate = authority.read(u"a.pem"_s);
    TestNode node(config(authority.tls({u"a"_s, u"b"_s})));
    addRoutes(node);
    QVERIFY2(node.start(), node.error());
    const QSslCertificate before = RawClient(node.port(u"ws"_s), authority.client()).certificate();

    // The certificate is new, the key is not: a program that renews them was interrupted.
    QVERIFY2(authority.issue(u"a"_s, {u"localhost"_s}), authority.error());
    QVERIFY(authority.write(u"b.pem"_s, certificate));
    QVERIFY(!node->reloadCertificates());
    QVERIFY2(node->errorString().contains(u"does not belong to the certificate"_s), node.error());
    for (int i = 0; i < 4; ++i) // of either worker
        QCOMPARE(RawClient(node.port(u"ws"_s), authority.client()).certificate(), before);
}

void tst_Tls::protocols_data()
{
    QTest::addColumn<QByteArrayList>("offered");
    QTest::addColumn<QByteArray>("selected");
    QTest::newRow("none") << QByteArrayList() << QByteArray();
    QTest::newRow("ours") << QByteArrayList{"http/1.1"} << QByteArray("http/1.1");
    QTest::newRow("another before") << QByteArrayList{"h2", "http/1.1"} << QByteArray("http/1.1");
    QTest::newRow("another behind") << QByteArrayList{"http/1.1", "wamp.2.json"} << QByteArray("http/1.1");
    QTest::newRow("no overlap") << QByteArrayList{"h2"} << QByteArray();
    QTest::newRow("an older one") << QByteArrayList{"http/1.0"} << QByteArray();
}

void tst_Tls::protocols()
{
    QFETCH(QByteArrayList, offered);
    TestNode node(config());
    addRoutes(node);
    QVERIFY2(node.start(), node.error());
    for (const TlsClient::Version version : {TlsClient::Version::Tls12, TlsClient::Version::Tls13}) {
        TlsClient client({.version = version, .protocols = offered});
        QVERIFY(client.connectTo(node.port(u"http"_s)));
        QVERIFY2(client.shakeHands(), client.error());
        QTEST(client.protocol(), "selected");
        client.write(Wire::get("/who", "Connection: close\r\n"));
        TRY_VERIFY(client.isEnded());
        QVERIFY(client.received().startsWith("HTTP/1.1 200 "));
    }
}

void tst_Tls::ciphers_data()
{
    QTest::addColumn<TlsClient::Version>("version");
    QTest::addColumn<QByteArray>("offered");
    QTest::addColumn<QByteArray>("chosen"); // empty: the handshake fails
    const QByteArray gcm256 = "ECDHE-ECDSA-AES256-GCM-SHA384";
    const QByteArray gcm128 = "ECDHE-ECDSA-AES128-GCM-SHA256";
    QTest::newRow("1.2, the server's order") << TlsClient::Version::Tls12 << gcm128 + ':' + gcm256 << gcm256;
    QTest::newRow("1.2, the second") << TlsClient::Version::Tls12 << gcm128 << gcm128;
    QTest::newRow("1.2, none") << TlsClient::Version::Tls12 << QByteArray("ECDHE-ECDSA-CHACHA20-POLY1305") << QByteArray();
    QTest::newRow("1.3, ours") << TlsClient::Version::Tls13 << QByteArray("TLS_AES_128_GCM_SHA256:TLS_CHACHA20_POLY1305_SHA256")
                               << QByteArray("TLS_CHACHA20_POLY1305_SHA256");
    QTest::newRow("1.3, none") << TlsClient::Version::Tls13 << QByteArray("TLS_AES_128_GCM_SHA256") << QByteArray();
}

void tst_Tls::ciphers()
{
    QFETCH(TlsClient::Version, version);
    QFETCH(QByteArray, offered);
    QFETCH(QByteArray, chosen);
    TlsConfig tls = m_authority.tls({u"a"_s});
    tls.ciphers = u"ECDHE-ECDSA-AES256-GCM-SHA384:ECDHE-ECDSA-AES128-GCM-SHA256"_s;
    tls.ciphersuites = u"TLS_CHACHA20_POLY1305_SHA256"_s;
    TestNode node(config(tls));
    addRoutes(node);
    QVERIFY2(node.start(), node.error());
    const bool isNew = version == TlsClient::Version::Tls13;
    TlsClient client({.version = version, .ciphers = isNew ? QByteArray() : offered, .ciphersuites = isNew ? offered : QByteArray()});
    QVERIFY(client.connectTo(node.port(u"ws"_s)));
    QCOMPARE(client.shakeHands(), !chosen.isEmpty());
    if (!chosen.isEmpty())
        QCOMPARE(client.cipher(), chosen);
    else
        TRY_COMPARE(failedHandshakes(node), 1);
}

void tst_Tls::clientCrl()
{
    QVERIFY2(m_authority.issue(u"gone"_s, {u"gone"_s}), m_authority.error());
    QVERIFY2(m_authority.revoke({}, u"list.crl"_s), m_authority.error());
    TlsConfig tls = m_authority.tls({u"a"_s});
    tls.clientCertificates = TlsConfig::ClientCertificates::Required;
    tls.clientCa = m_authority.caFile();
    tls.clientCrl = m_authority.path(u"list.crl"_s);
    tls.clientCrlOrigin = u"landline.toml:9:14"_s;
    TestNode node(config(tls));
    addRoutes(node);
    if (lacks(QtLimit::ClientCrl)) {
        QVERIFY(!node.start());
        QCOMPARE(node->exitCode(), Node::InvalidConfiguration);
        QVERIFY2(node->errorString().startsWith(u"landline.toml:9:14: client_crl is not possible with websocket_backend = \"qt\""_s),
                 node.error());
        return;
    }
    QVERIFY2(node.start(), node.error());
    const auto comesIn = [&](const QString &name) {
        RawClient client(node.port(u"http"_s), m_authority.client(name));
        return client.ask(Wire::get("/who")).status == 200;
    };
    QVERIFY(comesIn(u"ann"_s));
    QVERIFY(comesIn(u"gone"_s));
    QVERIFY2(m_authority.revoke({u"gone"_s}, u"list.crl"_s), m_authority.error());
    QVERIFY2(node->reloadCertificates(), node.error());
    TRY_VERIFY(!comesIn(u"gone"_s));
    QVERIFY(comesIn(u"ann"_s));
}

void tst_Tls::renegotiation()
{
    TestNode node(config());
    addRoutes(node);
    QVERIFY2(node.start(), node.error());
    TlsClient client({.version = TlsClient::Version::Tls12});
    QVERIFY(client.connectTo(node.port(u"http"_s)));
    QVERIFY2(client.shakeHands(), client.error());
    client.renegotiate();
    TRY_COMPARE(QByteArray(client.error()), "no renegotiation");
    QVERIFY(serves(node));
}

void tst_Tls::tinyRecords()
{
    TestNode node(config());
    addRoutes(node);
    QVERIFY2(node.start(), node.error());
    for (const TlsClient::Version version : {TlsClient::Version::Tls12, TlsClient::Version::Tls13}) {
        TlsClient client({.version = version});
        QVERIFY(client.connectTo(node.port(u"ws"_s)));
        QVERIFY2(client.shakeHands(), client.error());
        const QByteArray sent = Wire::handshake() + Wire::frame(Wire::Text, "in small records");
        for (const char byte : sent)
            client.write(QByteArray(1, byte));
        TRY_VERIFY(client.received().endsWith("in small records"));
        QVERIFY(client.received().startsWith("HTTP/1.1 101 "));
    }
}

/// The end of a record is missing, and that of TLS.
void tst_Tls::truncation()
{
    TestNode node(config());
    addRoutes(node);
    QVERIFY2(node.start(), node.error());
    for (const TlsClient::Version version : {TlsClient::Version::Tls12, TlsClient::Version::Tls13}) {
        TlsClient client({.version = version});
        QVERIFY(client.connectTo(node.port(u"http"_s)));
        QVERIFY2(client.shakeHands(), client.error());
        client.write(Wire::request("POST", "/size", "Content-Length: 10\r\n").chopped(2) + "\r\n12345");
        client.hold();
        client.write("67890");
        client.sendRaw(client.takeOutput().chopped(1));
        client.endTcp();
        TRY_VERIFY(client.isEnded());
        QCOMPARE(client.received(), QByteArray()); // it was no whole request
    }
    QVERIFY(serves(node));
}

/// A WebSocket on \a session, and the worker that it came to.
static std::pair<bool, int> resume(TestNode &node, TlsClient::Version version, TlsClient::Session *session)
{
    TlsClient client({.version = version, .session = *session});
    if (!client.connectTo(node.port(u"ws"_s)) || !client.shakeHands())
        return {false, -1};
    const qsizetype before = node.opened().size();
    client.write(Wire::handshake());
    // TLS 1.2 gives no new ticket while the old one is good.
    const auto hasTicket = [&] { return client.session() || (version == TlsClient::Version::Tls12 && client.isResumed()); };
    if (!eventually([&] { return node.opened().size() > before && hasTicket(); }))
        return {false, -1};
    if (client.session())
        *session = client.session();
    return {client.isResumed(), node.opened().constLast().worker};
}

void tst_Tls::resumption_data()
{
    QTest::addColumn<TlsClient::Version>("version");
    QTest::newRow("1.2") << TlsClient::Version::Tls12;
    QTest::newRow("1.3") << TlsClient::Version::Tls13;
}

/// In whichever worker, and after a reload; not if what a session was allowed for has changed.
void tst_Tls::resumption()
{
    QFETCH(TlsClient::Version, version);
    if (lacks(QtLimit::TlsSessions))
        QSKIP("Each client shakes hands in full.");
    QVERIFY(m_authority.write(u"clients.pem"_s, m_authority.read(u"ca.pem"_s)));
    TlsConfig tls = m_authority.tls({u"a"_s});
    tls.clientCertificates = TlsConfig::ClientCertificates::Optional;
    tls.clientCa = m_authority.path(u"clients.pem"_s);
    TestNode node(config(tls));
    addRoutes(node);
    QVERIFY2(node.start(), node.error());
    TlsClient::Session session;
    QVERIFY(!resume(node, version, &session).first);
    QVERIFY(session);
    QCOMPARE(TlsClient::maxEarlyData(session), 0u);
    QMap<int, int> resumed; // by worker
    TlsClient::Session kept = session;
    const auto resumeInBoth = [&] {
        resumed.clear();
        for (int i = 0; i < 40; ++i) {
            const auto [isResumed, worker] = resume(node, version, &session);
            resumed[worker] += isResumed ? 1 : 0;
        }
        return resumed.size() == 2 && resumed.value(0) + resumed.value(1) == 40;
    };
    QVERIFY2(resumeInBoth(), qPrintable(u"%1 and %2"_s.arg(resumed.value(0)).arg(resumed.value(1))));
    QVERIFY2(node->reloadCertificates(), node.error());
    QVERIFY2(resumeInBoth(), qPrintable(u"%1 and %2"_s.arg(resumed.value(0)).arg(resumed.value(1))));

    QVERIFY(m_authority.write(u"clients.pem"_s, m_authority.read(u"ca.pem"_s) + m_foreignAuthority.read(u"ca.pem"_s)));
    QVERIFY2(node->reloadCertificates(), node.error());
    TRY_VERIFY(!resume(node, version, &(kept = session)).first); // as soon as the workers have heard of it
    for (int i = 0; i < 10; ++i) {
        kept = session;
        QVERIFY(!resume(node, version, &kept).first);
    }
    QVERIFY(resume(node, version, &kept).first); // the new ones are good
}

/// One handshake, a request and its response, by a thread that does nothing else. False if anything is missing.
static bool isServedAt(quint16 port, SSL_CTX *context)
{
    const int descriptor = ::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
    const timeval time = {30, 0};
    ::setsockopt(descriptor, SOL_SOCKET, SO_RCVTIMEO, &time, sizeof time);
    sockaddr_in address = {};
    address.sin_family = AF_INET;
    address.sin_port = htons(port);
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    SSL *ssl = SSL_new(context);
    SSL_set_fd(ssl, descriptor);
    bool isServed = ::connect(descriptor, reinterpret_cast<const sockaddr *>(&address), sizeof address) == 0
            && SSL_connect(ssl) == 1;
    const QByteArray request = Wire::get("/who", "Connection: close\r\n");
    isServed = isServed && SSL_write(ssl, request.constData(), int(request.size())) == request.size();
    QByteArray answer;
    char bytes[4096];
    int size = 0;
    while (isServed && (size = SSL_read(ssl, bytes, sizeof bytes)) > 0)
        answer.append(bytes, size);
    isServed = isServed && SSL_get_error(ssl, size) == SSL_ERROR_ZERO_RETURN && answer.startsWith("HTTP/1.1 200 ");
    SSL_shutdown(ssl);
    SSL_free(ssl);
    ::close(descriptor);
    return isServed;
}

/// Nobody notices that the certificates are read again, and again.
void tst_Tls::reloadUnderLoad()
{
    TestAuthority authority;
    QVERIFY2(authority.issue(u"a"_s, {u"localhost"_s}), authority.error());
    TestNode node(config(authority.tls({u"a"_s})));
    addRoutes(node);
    QVERIFY2(node.start(), node.error());
    const quint16 port = node.port(u"http"_s);
    std::atomic<bool> isOver = false;
    std::atomic<int> served = 0;
    std::atomic<int> lost = 0;
    std::vector<std::thread> clients;
    for (int i = 0; i < 4; ++i) {
        clients.emplace_back([&] {
            SSL_CTX *context = SSL_CTX_new(TLS_client_method());
            while (!isOver)
                ++(isServedAt(port, context) ? served : lost);
            SSL_CTX_free(context);
        });
    }
    bool isReloaded = true;
    for (int reload = 1; reload <= 20 && isReloaded; ++reload) {
        isReloaded = (reload % 2 == 0 || authority.issue(u"a"_s, {u"localhost"_s})) && node->reloadCertificates()
                && eventually([&] { return served + lost >= reload * 25; });
    }
    isOver = true;
    for (std::thread &client : clients)
        client.join();
    QVERIFY2(isReloaded, node.error());
    QCOMPARE(lost.load(), 0);
    QVERIFY(served >= 500);
    QCOMPARE(failedHandshakes(node), 0);
}

void tst_Tls::slowReaders_data()
{
    QTest::addColumn<QByteArray>("lines");
    QTest::addColumn<bool>("byTls");
    QTest::addColumn<bool>("byTcp");
    QTest::newRow("keep-alive") << QByteArray() << false << false;
    QTest::newRow("close") << QByteArray("Connection: close\r\n") << false << false;
    QTest::newRow("after the client's close_notify") << QByteArray() << true << false;
    QTest::newRow("after the client's FIN") << QByteArray() << false << true;
    QTest::newRow("after both") << QByteArray() << true << true;
}

/// 20 MB to a client that takes its time.
void tst_Tls::slowReaders()
{
    QFETCH(QByteArray, lines);
    QFETCH(bool, byTls);
    QFETCH(bool, byTcp);
    if ((byTls && lacks(QtLimit::TlsHalfClose)) || (byTcp && lacks(QtLimit::HttpHalfClose)))
        QSKIP("The rest is cut.");
    TestNode node(config());
    addRoutes(node);
    QVERIFY2(node.start(), node.error());
    for (const QByteArray path : {"/huge", "/huge-file", "/huge-stream"}) {
        TlsClient client;
        QVERIFY(client.connectTo(node.port(u"http"_s)));
        const int small = 64 * 1024;
        ::setsockopt(client.descriptor(), SOL_SOCKET, SO_RCVBUF, &small, sizeof small);
        QVERIFY2(client.shakeHands(), client.error());
        client.setReading(false);
        client.write(Wire::get(path, lines));
        if (byTls)
            client.endTls();
        if (byTcp)
            client.endTcp();
        QTimer slowly;
        connect(&slowly, &QTimer::timeout, this, [&client] { client.readSome(250'000); });
        slowly.start(1);
        const bool ends = !lines.isEmpty() || byTls || byTcp;
        QVERIFY(promptly([&] { return client.isEnded() || (!ends && client.received().size() > m_huge.size()); }));
        std::optional<HttpAnswer> answer;
        QVERIFY(eventually([&] {
            QByteArray received = client.received();
            answer = HttpAnswer::take(&received, false, client.isEnded());
            return answer.has_value();
        }));
        QCOMPARE(client.isClosed(), ends);
        QVERIFY(!client.isReset());
        QCOMPARE(answer->status, 200);
        QVERIFY(answer->body == m_huge);
    }
}

void tst_Tls::startAgain()
{
    TestAuthority authority;
    QVERIFY2(authority.issue(u"a"_s, {u"localhost"_s}), authority.error());
    TestNode node(config(authority.tls({u"a"_s})));
    addRoutes(node);
    QList<QSslCertificate> shown;
    const auto serve = [&] {
        RawClient client(node.port(u"http"_s), authority.client());
        QCOMPARE(client.ask(Wire::get("/who")).status, 200);
        shown.append(client.certificate());
    };
    for (int round = 0; round < 3; ++round) {
        if (round == 2) // the same with check(), which reads them as well
            QVERIFY2(node->check(), node.error());
        QVERIFY2(node.start(), node.error());
        serve();
        node.stop();
        QVERIFY2(authority.issue(u"a"_s, {u"localhost"_s}), authority.error());
    }
    QVERIFY(shown.at(0) != shown.at(1) && shown.at(1) != shown.at(2)); // each start reads the files
    QVERIFY(authority.write(u"a.key"_s, "no key"));
    QVERIFY(!node.start());
    QCOMPARE(node->exitCode(), Node::InvalidConfiguration);
}

void tst_Tls::webSockets_data()
{
    QTest::addColumn<QString>("path");
    for (const char *name : {"text", "binary", "sizes", "fragments", "ping", "close", "bad_text", "many"})
        QTest::newRow(name) << u"/"_s;
}

/// By python3-websockets.
void tst_Tls::webSockets()
{
    QFETCH(QString, path);
    const QString python = FinishedProcess::pythonWithWebSockets();
    if (python.isEmpty())
        QSKIP("python3-websockets is not installed.");
    TestNode node(config());
    addRoutes(node);
    QVERIFY2(node.start(), node.error());
    QProcessEnvironment environment = QProcessEnvironment::systemEnvironment();
    environment.insert(u"LANDLINE_TEST_CA"_s, m_authority.caFile());
    const FinishedProcess peer = FinishedProcess::run(python,
                                      {QStringLiteral(LANDLINE_SOURCE_DIR "/tests/integration/peer.py"),
                                       QString::fromLatin1(QTest::currentDataTag()), node.url(u"ws"_s, path).toString()},
                                      environment);
    QVERIFY2(peer.exitCode == 0, peer.errorOutput);
}

/// By the package ws of Node.
void tst_Tls::nodeJs()
{
    QProcessEnvironment environment = QProcessEnvironment::systemEnvironment();
    environment.insert(u"NODE_PATH"_s, environment.value(u"NODE_PATH"_s) + u":/usr/share/nodejs"_s);
    environment.insert(u"NODE_EXTRA_CA_CERTS"_s, m_authority.caFile());
    if (FinishedProcess::run(u"node"_s, {u"-e"_s, u"require('ws')"_s}, environment).exitCode != 0)
        QSKIP("The package ws of Node is not installed (Debian: node-ws).");
    TestNode node(config());
    addRoutes(node);
    QVERIFY2(node.start(), node.error());
    const QString script = u"const sent = Buffer.alloc(1 << 20, 'y');"
                           "const socket = new (require('ws'))('%1');"
                           "socket.on('error', error => { console.error(error); process.exit(1); });"
                           "socket.on('open', () => socket.send(sent));"
                           "socket.on('message', got => { if (sent.equals(Buffer.from(got))) socket.close(4002, 'bye'); });"
                           "socket.on('close', code => process.exit(code === 4002 ? 0 : 2));"_s.arg(node.url(u"ws"_s).toString());
    const FinishedProcess peer = FinishedProcess::run(u"node"_s, {u"-e"_s, script}, environment);
    QVERIFY2(peer.exitCode == 0, peer.errorOutput);
}

void tst_Tls::curl()
{
    if (FinishedProcess::run(u"curl"_s, {u"--version"_s}).exitCode != 0)
        QSKIP("curl is not installed.");
    TestNode node(config());
    addRoutes(node);
    QVERIFY2(node.start(), node.error());
    const QString origin = u"https://localhost:%1"_s.arg(node.port(u"http"_s));
    const QStringList options{u"--silent"_s, u"--show-error"_s, u"--max-time"_s, u"30"_s, u"--noproxy"_s, u"*"_s,
                              u"--cacert"_s, m_authority.caFile()};
    FinishedProcess run = FinishedProcess::run(u"curl"_s, options + QStringList{origin + u"/who"_s, origin + u"/who"_s});
    QVERIFY2(run.exitCode == 0, run.errorOutput);
    QCOMPARE(run.output, QByteArray("secure secure "));
    run = FinishedProcess::run(u"curl"_s, options + QStringList{u"--header"_s, u"Connection: close"_s, origin + u"/large"_s});
    QVERIFY2(run.exitCode == 0, run.errorOutput);
    QCOMPARE(run.output.size(), 1024 * 1024);
    run = FinishedProcess::run(u"curl"_s, options + QStringList{u"--data"_s, u"a=b"_s, origin + u"/size"_s});
    QCOMPARE(run.output, QByteArray("3"));
}

void tst_Tls::startFails()
{
    TlsConfig tls = m_authority.tls({u"a"_s});
    tls.certificates.first().key = m_authority.path(u"b.key"_s);
    tls.certificates.first().keyOrigin = u"landline.toml:7:7"_s;
    TestNode node(config(tls));
    QVERIFY(!node->check());
    QVERIFY(!node.start());
    QCOMPARE(node->exitCode(), Node::InvalidConfiguration);
    const QString error = u"landline.toml:7:7: key %1: does not belong to the certificate %2"_s.arg(
            m_authority.path(u"b.key"_s), m_authority.path(u"a.pem"_s));
    QCOMPARE(node->errorString(), error + u'\n' + error);
}

/// Beside its configuration, as one who sets it up would have it.
static const QByteArray Config = R"([node]
workers = 1
websocket_backend = "@BACKEND@"
[[server]]
name = "ws"
type = "websocket"
port = 0
[server.tls]
certificate = "fullchain.pem"
key = "privkey.pem"
[[server.route]]
path = "/"
controller = "EchoController"
[[server]]
name = "http"
type = "http"
port = 0
[server.tls]
certificate = "fullchain.pem"
key = "privkey.pem"
[[server.route]]
path = "/"
controller = "DemoPage"
)";

void tst_Tls::process()
{
    LandlineProcess landline;
    landline.setConfig(Config);
    const auto install = [this, &landline](const QString &name) {
        for (const auto &[from, to] : {std::pair(name + u".pem"_s, u"fullchain.pem"_s), {name + u".key"_s, u"privkey.pem"_s}}) {
            QFile::remove(landline.filePath(to));
            if (!QFile::copy(m_authority.path(from), landline.filePath(to)))
                return false;
        }
        return true;
    };
    QVERIFY(install(u"a"_s));
    QVERIFY2(landline.start(2), landline.errorOutput());
    const quint16 port = landline.port(u"WebSocket"_s);
    const quint16 httpPort = landline.port(u"HTTP"_s);
    QVERIFY(landline.lines().contains(u"[INFO] WebSocket Server listening at 127.0.0.1:%1 (TLS)"_s.arg(port)));
    TRY_VERIFY(landline.lines().contains(u"[INFO] Demo page: https://127.0.0.1:%1/"_s.arg(httpPort)));
    QSslConfiguration anyName = m_authority.client();
    anyName.setPeerVerifyMode(QSslSocket::QueryPeer);
    const auto shown = [&] { return RawClient(port, anyName).certificate().subjectDisplayName(); };
    TestClient client;
    client.setSslConfiguration(m_authority.client());
    QVERIFY(client.open(QUrl(u"wss://localhost:%1/"_s.arg(port))));
    QCOMPARE(shown(), u"localhost"_s);

    QVERIFY(install(u"b"_s));
    ::kill(static_cast<pid_t>(landline.processId()), SIGHUP);
    TRY_COMPARE(shown(), u"b.example"_s);
    QCOMPARE(client.ask(u"still here"_s), u"still here"_s);
    TlsClient old({.version = TlsClient::Version::Tls11});
    QVERIFY(old.connectTo(port));
    QVERIFY(!old.shakeHands());
    TRY_VERIFY(landline.errorOutput().contains("A TLS handshake with 127.0.0.1 failed: "));
    TRY_VERIFY(landline.errorOutput().contains("The certificates have been read again."));

    QFile::remove(landline.filePath(u"privkey.pem"_s));
    ::kill(static_cast<pid_t>(landline.processId()), SIGHUP);
    TRY_VERIFY(landline.errorOutput().contains("The certificates stay as they are"));
    QCOMPARE(shown(), u"b.example"_s);
    landline.terminate();
    QCOMPARE(landline.waitForEnd(), 0);
}

void tst_Tls::processRefusesFiles()
{
    LandlineProcess landline;
    landline.setConfig(Config);
    const QByteArray place = landline.configFile().toUtf8();
    QCOMPARE(landline.run({u"--check-config"_s}), 78);
    QVERIFY2(landline.errorOutput().contains(place + ":9:15: certificate " + landline.filePath(u"fullchain.pem"_s).toUtf8()
                                             + ": no such file"),
             landline.errorOutput());
    QVERIFY2(landline.errorOutput().contains(place + ":10:7: key "), landline.errorOutput());
}

QTEST_GUILESS_MAIN(tst_Tls)
#include "tst_tls.moc"
