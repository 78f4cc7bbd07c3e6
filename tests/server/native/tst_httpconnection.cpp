// SPDX-FileCopyrightText: 2026 The Landline authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "native/httpconnections.h"

#include "http/entrance.h"
#include "http/pipeline.h"
#include "runtime/epolleventdispatcher.h"
#include "support/httpanswer.h"
#include "support/patience.h"
#include "support/wire.h"

#include <QtCore/qeventloop.h>
#include <QtCore/qpromise.h>
#include <QtCore/qrandom.h>
#include <QtCore/qtemporaryfile.h>
#include <QtTest/qsignalspy.h>
#include <QtTest/qtest.h>

#include <array>
#include <cerrno>
#include <csignal>

#include <fcntl.h>
#include <linux/sockios.h>
#include <sys/ioctl.h>
#include <sys/socket.h>
#include <unistd.h>

using namespace Landline;
using namespace std::chrono_literals;

namespace {

/// The client's end of a socketpair.
class Client
{
public:
    explicit Client(HttpConnections *connections, const Entrance *entrance)
    {
        std::array<int, 2> ends;
        if (::socketpair(AF_UNIX, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0, ends.data()) != 0)
            qFatal("no socketpair");
        m_descriptor = ends[0];
        m_server = ends[1];
        connections->adopt(ends[1], PeerAddress(QHostAddress("192.0.2.7"), 4711), entrance);
    }
    ~Client() { leave(); }
    Q_DISABLE_COPY_MOVE(Client)

    /// Sends what the kernel takes; how much.
    qsizetype send(QByteArrayView bytes)
    {
        return qMax<qsizetype>(::send(m_descriptor, bytes.data(), size_t(bytes.size()), MSG_NOSIGNAL), 0);
    }
    void endSending() { ::shutdown(m_descriptor, SHUT_WR); }
    void leave()
    {
        if (m_descriptor >= 0)
            ::close(std::exchange(m_descriptor, -1));
    }
    /// All that was sent has been received at the other end.
    bool isTaken() const
    {
        int size = 0;
        ::ioctl(m_descriptor, SIOCOUTQ, &size);
        return size == 0;
    }
    /// Receives at most \a most bytes of what has come.
    void receive(size_t most = 1 << 20)
    {
        QByteArray buffer(qsizetype(most), Qt::Uninitialized);
        const ssize_t size = m_ended ? -1 : ::recv(m_descriptor, buffer.data(), most, 0);
        if (size > 0)
            received.append(buffer.constData(), size);
        m_ended = m_ended || size == 0 || (size < 0 && errno == ECONNRESET);
    }
    bool hasEnded()
    {
        receive();
        return m_ended;
    }
    bool hasReceived(qsizetype size)
    {
        receive();
        return received.size() >= size;
    }
    /// The next answer, once it is there.
    HttpAnswer answer(const QByteArray &method = "GET")
    {
        std::optional<HttpAnswer> taken;
        eventually([&] {
            const bool ended = hasEnded();
            taken = HttpAnswer::take(&received, method == "HEAD", ended);
            return taken || ended;
        });
        return taken.value_or(HttpAnswer());
    }
    HttpAnswer ask(const QByteArray &request)
    {
        send(request);
        return answer();
    }
    /// Of the server's end, as long as it is open.
    int server() const { return m_server; }

    QByteArray received; ///< and not taken by answer()

private:
    int m_descriptor = -1;
    int m_server = -1;
    bool m_ended = false;
};

/// Runs what a test wants.
class Step : public Middleware
{
public:
    using Function = std::function<Reply(const Request &, const Next &)>;
    explicit Step(const Function *function) : m_function(function) { }
    Reply process(Request request, const Next &next) override
    {
        return *m_function ? (*m_function)(request, next) : next(request);
    }

private:
    const Function *m_function;
};

constexpr int pieceSize = 10'000;

/// No two slices of it are the same.
const QByteArray &fileBytes()
{
    static const QByteArray bytes = [] {
        QByteArray made;
        for (int i = 0; made.size() < 5'000'000; ++i)
            made += QByteArray::number(i);
        return made;
    }();
    return bytes;
}

/// Says how many bytes have come, and how.
Reply upload(const RequestStream &body)
{
    const auto answer = std::make_shared<QPromise<Response>>();
    answer->start();
    const auto received = std::make_shared<QByteArray>();
    body.onReadyRead([body, received] { *received += body.readAll(); });
    body.onFinished([body, received, answer] {
        if (body.error() != RequestStream::Error::None)
            return; // Landline answers
        answer->addResult(Response::text(QString::number(received->size()) + ' ' + received->right(10)));
        answer->finish();
    });
    return answer->future();
}

/// Sends what comes.
Response echo(const RequestStream &body)
{
    return Response::stream("text/plain", [body](const ResponseStream &stream) {
        const auto move = [body, stream] {
            while (body.bytesAvailable() > 0 && stream.hasRoom())
                stream.write(body.read(10'000));
            if (body.isFinished() && body.bytesAvailable() == 0)
                stream.end();
        };
        body.onReadyRead(move);
        body.onFinished(move);
        stream.onDrained(move);
    });
}

/// Answers without what depends on the time.
QByteArray withoutDates(QByteArray bytes)
{
    for (qsizetype at = 0; (at = bytes.indexOf("Date: ", at)) >= 0;)
        bytes.remove(at, bytes.indexOf("\r\n", at) + 2 - at);
    return bytes;
}

const QByteArray chunkedPost = Wire::request("POST", "/echo", "Transfer-Encoding: chunked\r\n")
        + "2;a=\"b\"\r\nhe\r\n3\r\nllo\r\n0\r\nX-T: one\r\nX-U: two\r\n\r\n";

} // namespace

/// HttpConnections on socketpairs, in one thread with their clients.
class tst_HttpConnection : public QObject
{
    Q_OBJECT

private slots:
    void init();
    void cleanup();
    void everyCut();
    void handshakeInEveryCut();
    void oneRequest_data();
    void oneRequest();
    void pipelinedInOrder();
    void manyPipelinedWithABody();
    void noMoreWaitsThanMay();
    void continueBeforeABody();
    void middlewareBeforeErrors_data();
    void middlewareBeforeErrors();
    void slowReaders_data();
    void slowReaders();
    void aReaderThatStalls();
    void aReaderOfNothingIsAskedNothing();
    void streams_data();
    void streams();
    void streamsThatAreCut_data();
    void streamsThatAreCut();
    void aStreamWaitsForItsClient();
    void clientsThatLeaveAStream();
    void aStreamThatIsWrittenLater();
    void streamsWhoseClientEndsSending_data();
    void streamsWhoseClientEndsSending();
    void streamedBodies_data();
    void streamedBodies();
    void streamedBodyInEveryCut();
    void streamedBodyIsReadWhileItArrives();
    void streamedBodyWaitsForItsReader();
    void streamedBodiesThatFail_data();
    void streamedBodiesThatFail();
    void streamedBodyThatMovesOn();
    void streamedBodyThatNobodyReads();
    void streamedBodyAnsweredEarly_data();
    void streamedBodyAnsweredEarly();
    void streamedBodyThatIsEchoed();
    void streamedBodyAndContinue_data();
    void streamedBodyAndContinue();
    void streamedBodyWhoseReaderThrows();
    void streamedBodyWhoseClientResets();
    void streamedBodyBehindAsynchronousMiddleware();
    void streamedBodyBehindAFin();
    void requestsBehindAnOpenStream();
    void draining_data();
    void draining();
    void drainingEndsIdleConnectionsAtOnce();
    void drainingEndsStreams();
    void files_data();
    void files();
    void aFileThatShrinks();
    void clientsThatLeaveAFile_data();
    void clientsThatLeaveAFile();
    void deadlines_data();
    void deadlines();
    void aSlowSenderHasATotal();
    void endOfSending_data();
    void endOfSending();
    void endOfSendingWhileAnAnswerIsMade();
    void lingeringAfterAnError();
    void clientsThatLeave_data();
    void clientsThatLeave();
    void handshake();
    void whatFollowsAHandshake();
    void handshakeBehindRequests();
    void handshakeBehindUnreadAnswers();
    void handshakesThatAreRefused_data();
    void handshakesThatAreRefused();
    void handshakeAnsweredLater();
    void withoutWebSocket();
    void anEventLoopInAMiddleware();
    void anEventLoopBehindAnAcceptedHandshake();
    void noDescriptor();
    void destruction();
    void randomClients();

private:
    Reply answerTo(const Request &request);
    std::unique_ptr<Client> client() { return std::make_unique<Client>(m_connections.get(), &m_entrance); }

    std::unique_ptr<QObject> m_parent;
    std::unique_ptr<Pipeline> m_pipeline;
    Entrance m_entrance;
    std::unique_ptr<HttpConnections> m_connections;
    std::vector<HttpConnections::Accepted> m_accepted;
    int m_ended = 0;
    std::function<void()> m_whenAccepted;
    Step::Function m_middleware;
    std::vector<std::shared_ptr<QPromise<Response>>> m_later;
    std::shared_ptr<int> m_alive = std::make_shared<int>(0); ///< is kept by producers
    ResponseStream m_stream;
    RequestStream m_body;
    std::shared_ptr<QPromise<Response>> m_bodyAnswer;
    QTemporaryFile m_file;
    int m_produced = 0;
    int m_throwsAt = -1;
};

Reply tst_HttpConnection::answerTo(const Request &request)
{
    if (request.path() == "/later") {
        m_later.push_back(std::make_shared<QPromise<Response>>());
        m_later.back()->start();
        return m_later.back()->future();
    }
    if (request.path() == "/stream") {
        m_produced = 0;
        return Response::stream("text/plain", [this, count = request.query("count").toInt(), alive = m_alive]() {
            if (m_produced == m_throwsAt)
                throw std::runtime_error("secret");
            return m_produced < count ? ++m_produced, QByteArray(pieceSize, 'x') : QByteArray();
        });
    }
    if (request.path() == "/file")
        return Response::file(m_file.fileName(), request);
    if (request.path() == "/pushed")
        return Response::stream("text/plain", [this](const ResponseStream &stream) { m_stream = stream; });
    if (request.hasQuery("size")) {
        Response response;
        response.setBody(QByteArray(request.query("size").toInt(), 'x'), "text/plain");
        return response;
    }
    return QString(request.method() + ' ' + request.path() + ' ' + request.body());
}

void tst_HttpConnection::init()
{
    std::signal(SIGPIPE, SIG_IGN); // as Node does, and behind QTest, which has a handler for it
    QVERIFY(m_file.open());
    QVERIFY(m_file.resize(0));
    QCOMPARE(m_file.write(fileBytes()), fileBytes().size());
    QVERIFY(m_file.flush());
    m_parent = std::make_unique<QObject>();
    auto router = std::make_unique<Router>("main", Sender(), m_parent.get());
    router->webSocket("/chat");
    const auto takeBody = [this](const RequestStream &body) {
        m_body = body;
        m_bodyAnswer = std::make_shared<QPromise<Response>>();
        m_bodyAnswer->start();
        return m_bodyAnswer->future();
    };
    router->any("/upload", [](const Request &, const RequestStream &body) { return upload(body); }).setMaxBodySize(0);
    router->any("/limited", [](const Request &, const RequestStream &body) { return upload(body); });
    router->any("/held", [takeBody](const Request &, const RequestStream &body) { return takeBody(body); }).setMaxBodySize(0);
    router->any("/early", [](const Request &, const RequestStream &) { return Response::status(409); }).setMaxBodySize(0);
    router->any("/back", [](const Request &, const RequestStream &body) { return echo(body); }).setMaxBodySize(0);
    router->any("/{path:.*}", [this](const Request &request) { return answerTo(request); });
    m_pipeline = std::make_unique<Pipeline>(std::move(router),
                                            QList<std::shared_ptr<Middleware>>{std::make_shared<Step>(&m_middleware)});
    QCOMPARE(m_pipeline->errors(), QStringList());
    m_entrance = {};
    m_entrance.http = m_pipeline.get();
    m_entrance.webSocket = m_pipeline.get();
    m_entrance.settings.maxBodySize = 1000;
    m_connections = std::make_unique<HttpConnections>(
            DescriptorPoller::ofThisThread(),
            [this](HttpConnections::Accepted &&accepted) {
                m_accepted.push_back(std::move(accepted));
                if (m_whenAccepted)
                    m_whenAccepted();
            },
            [this] { ++m_ended; });
}

void tst_HttpConnection::cleanup()
{
    m_later.clear();
    m_accepted.clear();
    m_throwsAt = -1;
    m_stream = {};
    m_body = {};
    m_bodyAnswer.reset();
    m_middleware = {};
    m_whenAccepted = {};
    m_ended = 0;
    m_connections.reset();
    m_pipeline.reset();
    m_parent.reset();
}

// --- reading -----------------------------------------------------------------------------------------------------

void tst_HttpConnection::everyCut()
{
    const QByteArray requests = Wire::get("/a") + Wire::request("POST", "/b", {}, "hello") + chunkedPost
            + Wire::request("HEAD", "/c") + Wire::get("/d", "Connection: close\r\n");
    const auto whole = client();
    whole->send(requests);
    TRY_VERIFY(whole->hasEnded());
    const QByteArray expected = withoutDates(whole->received);
    QCOMPARE(expected.count("HTTP/1.1 200 OK"), 5);
    QVERIFY(expected.contains("POST /b hello"));
    QVERIFY(expected.contains("POST /echo hello"));

    constexpr qsizetype atOnce = 100;
    for (qsizetype first = 0; first < requests.size(); first += atOnce) {
        std::vector<std::unique_ptr<Client>> clients;
        for (qsizetype cut = first; cut < qMin(first + atOnce, requests.size()); ++cut) {
            clients.push_back(client());
            clients.back()->send(requests.first(cut));
        }
        const auto all = [&clients](const auto &condition) { return std::all_of(clients.begin(), clients.end(), condition); };
        QVERIFY(eventually([&] { return all([](const auto &one) { return one->isTaken(); }); }));
        for (size_t i = 0; i < clients.size(); ++i)
            clients[i]->send(requests.mid(first + qsizetype(i)));
        QVERIFY(eventually([&] { return all([](const auto &one) { return one->hasEnded(); }); }));
        for (const auto &one : clients)
            QCOMPARE(withoutDates(one->received), expected);
    }
}

void tst_HttpConnection::handshakeInEveryCut()
{
    const QByteArray bytes = Wire::handshake("/chat") + "early";
    for (qsizetype cut = 1; cut < bytes.size(); cut += 3) {
        const auto peer = client();
        peer->send(bytes.first(cut));
        TRY_VERIFY(peer->isTaken());
        peer->send(bytes.mid(cut));
        TRY_COMPARE(m_accepted.size(), 1U);
        QByteArray early = m_accepted.front().early;
        std::array<char, 10> buffer;
        const Transport::Result more = m_accepted.front().transport->receive(buffer);
        early.append(buffer.data(), more.size);
        QVERIFY(early == "early" || early.isEmpty()); // it may be on its way
        m_accepted.clear();
    }
}

void tst_HttpConnection::oneRequest_data()
{
    QTest::addColumn<QByteArray>("bytes");
    QTest::addColumn<int>("status");
    QTest::addColumn<QByteArray>("connection");
    const auto row = [](const char *name, const QByteArray &bytes, int status, const QByteArray &connection = {}) {
        QTest::newRow(name) << bytes << status << connection;
    };
    row("GET", Wire::get("/a"), 200);
    row("close", Wire::get("/a", "Connection: close\r\n"), 200, "close");
    row("HTTP/1.0", "GET /a HTTP/1.0\r\n\r\n", 200, "close");
    row("HTTP/1.0 that stays", "GET /a HTTP/1.0\r\nConnection: keep-alive\r\n\r\n", 200, "keep-alive");
    row("a body", Wire::request("POST", "/a", {}, "hello"), 200);
    row("an empty body", Wire::request("POST", "/a", "Content-Length: 0\r\n"), 200);
    row("chunks", chunkedPost, 200);
    row("no HTTP", "hello\r\n\r\n", 400, "close");
    row("no Host", "GET / HTTP/1.1\r\n\r\n", 400, "close");
    row("a long head", "GET / HTTP/1.1\r\nHost: a\r\nX: " + QByteArray(17000, 'x'), 431, "close");
    row("HTTP/2", "PRI * HTTP/2.0\r\n\r\n", 505, "close");
    row("a chunk that is none", Wire::request("POST", "/a", "Transfer-Encoding: chunked\r\n") + "0x5\r\n", 400, "close");
    row("a long trailer", Wire::request("POST", "/a", "Transfer-Encoding: chunked\r\n") + "0\r\na:" + QByteArray(17000, 'x'),
        431, "close");
    row("a body over the limit", Wire::request("POST", "/a", "Content-Length: 1001\r\n"), 413, "close");
    row("chunks over the limit", Wire::request("POST", "/a", "Transfer-Encoding: chunked\r\n") + "3e9\r\n", 413, "close");
    row("upgrade to something else", Wire::get("/a", "Connection: upgrade\r\nUpgrade: h2c\r\n"), 200);
    row("a proxy's constant upgrade", Wire::get("/a", "Connection: upgrade\r\nUpgrade: websocket\r\n"), 200);
}

void tst_HttpConnection::oneRequest()
{
    QFETCH(const QByteArray, bytes);
    const auto peer = client();
    const HttpAnswer answer = peer->ask(bytes);
    QTEST(answer.status, "status");
    QTEST(answer.header("Connection"), "connection");
    QCOMPARE(answer.header("Content-Length"), QByteArray::number(answer.body.size()));
    if (answer.header("Connection") == "close")
        TRY_VERIFY(peer->hasEnded());
    else
        QCOMPARE(peer->ask(Wire::get("/again")).body, "GET /again ");
    QVERIFY(peer->received.isEmpty());
    peer->leave();
    TRY_COMPARE(m_ended, 1);
}

void tst_HttpConnection::pipelinedInOrder()
{
    const auto peer = client();
    peer->send(Wire::get("/later") + Wire::get("/1") + Wire::get("/later") + Wire::request("POST", "/2", {}, "x"));
    TRY_COMPARE(m_later.size(), 1U);
    TRY_VERIFY(peer->isTaken());
    peer->receive();
    QVERIFY(peer->received.isEmpty());
    m_later[0]->addResult(Response::text("first"));
    m_later[0]->finish();
    QCOMPARE(peer->answer().body, "first");
    QCOMPARE(peer->answer().body, "GET /1 ");
    TRY_COMPARE(m_later.size(), 2U);
    m_later[1].reset(); // never answered
    QCOMPARE(peer->answer().status, 500);
    QCOMPARE(peer->answer().body, "POST /2 x");
}

void tst_HttpConnection::manyPipelinedWithABody()
{
    const auto peer = client();
    const QByteArray request = Wire::request("POST", "/", {}, "12345");
    constexpr int count = 500; // QtHttpServer's socket had to be closed behind 100
    QByteArray left = request.repeated(count);
    QVERIFY(eventually([&] { return (left = left.mid(peer->send(left)), peer->receive(), left.isEmpty()); }));
    for (int i = 0; i < count; ++i)
        QCOMPARE(peer->answer().body, "POST / 12345");
    QCOMPARE(m_ended, 0);
}

/// While an answer is being made, little is received of what comes behind its request.
void tst_HttpConnection::noMoreWaitsThanMay()
{
    const auto peer = client();
    peer->send(Wire::get("/later"));
    TRY_COMPARE(m_later.size(), 1U);
    const QByteArray more = Wire::get("/" + QByteArray(4000, 'x')).repeated(100);
    QByteArray left = more;
    const QDeadlineTimer later(50ms);
    QVERIFY(eventually([&] { return (left = left.mid(peer->send(left)), later.hasExpired()); }));
    const qsizetype before = left.size();
    QVERIFY(before > 0);
    m_later[0]->addResult(Response::text("first"));
    m_later[0]->finish();
    QCOMPARE(peer->answer().body, "first");
    QVERIFY(eventually([&] { return (left = left.mid(peer->send(left)), peer->receive(), left.isEmpty()); }));
    for (int i = 0; i < 100; ++i)
        QCOMPARE(peer->answer().status, 200);
}

void tst_HttpConnection::continueBeforeABody()
{
    const QByteArray expecting = "Expect: 100-continue\r\nContent-Length: ";
    const auto peer = client();
    QCOMPARE(peer->ask(Wire::request("POST", "/", expecting + "5\r\n")).status, 100);
    QCOMPARE(peer->ask("hello").body, "POST / hello");
    // Who sends the body at once waits for nothing.
    QCOMPARE(peer->ask(Wire::request("POST", "/", expecting + "5\r\n") + "hello").body, "POST / hello");
    QCOMPARE(peer->ask(Wire::request("POST", "/", expecting + "1001\r\n")).status, 413);
    TRY_VERIFY(peer->hasEnded());
}

void tst_HttpConnection::middlewareBeforeErrors_data()
{
    QTest::addColumn<QByteArray>("bytes");
    QTest::addColumn<int>("status");
    QTest::addColumn<bool>("passes");
    QTest::newRow("413") << Wire::request("POST", "/a", "Content-Length: 1001\r\n") << 413 << true;
    QTest::newRow("413 of chunks") << Wire::request("POST", "/a", "Transfer-Encoding: chunked\r\n") + "3e9\r\n" << 413 << true;
    QTest::newRow("404") << Wire::handshake("/nothing") << 404 << true;
    QTest::newRow("400") << QByteArray("hello\r\n\r\n") << 400 << false;
    QTest::newRow("a chunk that is none")
            << Wire::request("POST", "/a", "Transfer-Encoding: chunked\r\n") + "x\r\n" << 400 << false;
    QTest::newRow("a page of others") << Wire::handshake("/chat", "Origin: http://example.com\r\n") << 403 << false;
}

void tst_HttpConnection::middlewareBeforeErrors()
{
    m_middleware = [](const Request &request, const Next &next) {
        return next(request).then([](Response response) {
            response.setHeader("X-Seen", "yes");
            return response;
        });
    };
    QFETCH(const QByteArray, bytes);
    QFETCH(const bool, passes);
    const auto peer = client();
    const HttpAnswer answer = peer->ask(bytes);
    QTEST(answer.status, "status");
    QCOMPARE(answer.header("X-Seen"), passes ? "yes" : QByteArray());
    TRY_VERIFY(peer->hasEnded());
}

// --- sending -----------------------------------------------------------------------------------------------------

void tst_HttpConnection::slowReaders_data()
{
    QTest::addColumn<QByteArray>("request");
    QTest::addColumn<bool>("endsSending");
    const QByteArray target = "GET /?size=20000000 HTTP/1.";
    QTest::newRow("kept") << target + "1\r\nHost: a\r\n\r\n" << false;
    QTest::newRow("close") << target + "1\r\nHost: a\r\nConnection: close\r\n\r\n" << false;
    QTest::newRow("HTTP/1.0") << target + "0\r\n\r\n" << false;
    QTest::newRow("FIN") << target + "1\r\nHost: a\r\n\r\n" << true;
    QTest::newRow("FIN, HTTP/1.0") << target + "0\r\n\r\n" << true;
}

/// No deadline but that for progress is in force while a response is on its way.
void tst_HttpConnection::slowReaders()
{
    m_entrance.settings.keepAliveTimeout = 1ms;
    m_entrance.settings.headTimeout = 200ms;
    m_entrance.settings.sendTimeout = 1s;
    QFETCH(const QByteArray, request);
    QFETCH(const bool, endsSending);
    const auto peer = client();
    peer->send(request);
    if (endsSending)
        peer->endSending();
    constexpr qsizetype size = 20'000'000;
    qint64 longest = 0;
    QElapsedTimer pause;
    pause.start();
    QVERIFY(eventually([&] {
        peer->receive(128 * 1024);
        longest = qMax(longest, pause.restart());
        return peer->received.size() > size;
    }));
    if (longest > 500)
        QSKIP("The machine stood still");
    TRY_VERIFY(peer->hasEnded());
    const std::optional<HttpAnswer> answer = HttpAnswer::take(&peer->received, false, true);
    QVERIFY(answer);
    QCOMPARE(answer->body.size(), size);
    QVERIFY(peer->received.isEmpty());
    TRY_COMPARE(m_ended, 1);
}

void tst_HttpConnection::aReaderThatStalls()
{
    m_entrance.settings.sendTimeout = 100ms;
    const auto peer = client();
    peer->send(Wire::get("/?size=20000000"));
    TRY_COMPARE(m_ended, 1);
}

/// The answers that a client does not read are bounded.
void tst_HttpConnection::aReaderOfNothingIsAskedNothing()
{
    m_entrance.settings.sendQueueLimit = 100'000;
    int requests = 0;
    m_middleware = [&requests](const Request &request, const Next &next) {
        ++requests;
        return next(request);
    };
    const auto peer = client();
    constexpr int count = 200;
    peer->send(Wire::get("/?size=50000").repeated(count));
    TRY_VERIFY(requests > 2);
    const QDeadlineTimer later(50ms);
    TRY_VERIFY(later.hasExpired());
    QVERIFY(requests < count);
    for (int i = 0; i < count; ++i)
        QCOMPARE(peer->answer().body.size(), 50'000);
    QCOMPARE(requests, count);
}

// --- streams -----------------------------------------------------------------------------------------------------

void tst_HttpConnection::streams_data()
{
    QTest::addColumn<QByteArray>("version");
    QTest::addColumn<int>("pieces");
    QTest::addColumn<bool>("endsSending");
    for (const int pieces : {0, 1, 1000}) {
        for (const bool endsSending : {false, true}) {
            for (const char *version : {"1.0", "1.1"})
                QTest::addRow("%d pieces, HTTP/%s%s", pieces, version, endsSending ? ", FIN" : "")
                        << QByteArray(version) << pieces << endsSending;
        }
    }
}

void tst_HttpConnection::streams()
{
    QFETCH(const QByteArray, version);
    QFETCH(const int, pieces);
    QFETCH(const bool, endsSending);
    m_middleware = [](const Request &request, const Next &next) {
        return next(request).then([](Response response) {
            response.setHeader("X-Added", "yes");
            return response;
        });
    };
    const bool isChunked = version == "1.1";
    const auto peer = client();
    const QByteArray target = "/stream?count=" + QByteArray::number(pieces);
    peer->send("HEAD " + target + " HTTP/1.1\r\nHost: a\r\n\r\n");
    const HttpAnswer head = peer->answer("HEAD");
    QCOMPARE(head.status, 200);
    QCOMPARE(head.header("Transfer-Encoding"), "chunked");
    peer->send("GET " + target + " HTTP/" + version + "\r\nHost: a\r\nConnection: keep-alive\r\n\r\n");
    peer->send(Wire::get("/behind").repeated(3));
    if (endsSending)
        peer->endSending();
    const HttpAnswer answer = peer->answer();
    QCOMPARE(answer.status, 200);
    QCOMPARE(answer.header("Content-Type"), "text/plain");
    QCOMPARE(answer.header("X-Added"), "yes");
    QCOMPARE(answer.header("Content-Length"), QByteArray());
    QCOMPARE(answer.header("Transfer-Encoding"), isChunked ? QByteArray("chunked") : QByteArray());
    QCOMPARE(answer.header("Connection"), isChunked ? QByteArray() : QByteArray("close"));
    QCOMPARE(answer.body, QByteArray(pieces * pieceSize, 'x'));
    for (int i = 0; i < 3 && isChunked; ++i)
        QCOMPARE(peer->answer().body, "GET /behind ");
    if (endsSending || !isChunked)
        TRY_VERIFY(peer->hasEnded());
    QVERIFY(peer->received.isEmpty());
    TRY_COMPARE(m_alive.use_count(), 1);
}

void tst_HttpConnection::streamsThatAreCut_data()
{
    QTest::addColumn<QByteArray>("version");
    QTest::addColumn<int>("pieces");
    QTest::newRow("chunked") << QByteArray("1.1") << 2;
    QTest::newRow("chunked, long") << QByteArray("1.1") << 100;
    QTest::newRow("until the end") << QByteArray("1.0") << 100;
}

void tst_HttpConnection::streamsThatAreCut()
{
    QFETCH(const QByteArray, version);
    QFETCH(const int, pieces);
    m_throwsAt = pieces;
    const auto peer = client();
    QTest::ignoreMessage(QtCriticalMsg, "The application threw while it wrote a streamed response, which is cut");
    peer->send("GET /stream?count=1000 HTTP/" + version + "\r\nHost: a\r\n\r\n" + Wire::get("/behind"));
    TRY_VERIFY(peer->hasEnded());
    QVERIFY(!peer->received.contains("/behind"));
    QVERIFY(!peer->received.contains("secret"));
    if (version == "1.1") {
        QCOMPARE(peer->received.count('x'), pieces * pieceSize + int(peer->received.count("text/plain"))); // te"x"t
        QVERIFY(!peer->received.endsWith("\r\n0\r\n\r\n"));
    }
    peer->leave();
    TRY_COMPARE(m_ended, 1);
}

/// What is made ahead for a client that does not read is bounded, and all arrives.
void tst_HttpConnection::aStreamWaitsForItsClient()
{
    constexpr int pieces = 2000;
    const auto peer = client();
    peer->send(Wire::get("/stream?count=" + QByteArray::number(pieces)));
    TRY_VERIFY(m_produced > 0);
    int kernel = 0;
    socklen_t length = sizeof kernel;
    ::getsockopt(peer->server(), SOL_SOCKET, SO_SNDBUF, &kernel, &length);
    const int most = int(ResponseStream::Limit + kernel) / pieceSize + 2;
    int before = -1;
    TRY_VERIFY(std::exchange(before, m_produced) == m_produced);
    const auto other = client();
    QCOMPARE(other->ask(Wire::get("/other")).status, 200);
    QVERIFY2(m_produced <= most, QByteArray::number(m_produced));
    QCOMPARE(peer->answer().body.size(), pieces * pieceSize);
    QCOMPARE(m_produced, pieces);

    m_entrance.settings.sendTimeout = 50ms;
    const auto stalled = client();
    stalled->send(Wire::get("/stream?count=2000"));
    TRY_COMPARE(m_ended, 1);
    QCOMPARE(m_alive.use_count(), 1);
}

void tst_HttpConnection::clientsThatLeaveAStream()
{
    auto peer = client();
    peer->send(Wire::get("/stream?count=100000000"));
    TRY_VERIFY(peer->hasReceived(1));
    QVERIFY(m_alive.use_count() > 1);
    peer->leave();
    TRY_COMPARE(m_ended, 1);
    QCOMPARE(m_alive.use_count(), 1);

    peer = client();
    peer->send(Wire::get("/pushed"));
    TRY_VERIFY(m_stream.isOpen());
    const QSignalSpy destroyed(m_stream.context(), &QObject::destroyed);
    peer->leave();
    TRY_VERIFY(!m_stream.write("data"));
    QCOMPARE(destroyed.size(), 1);

    peer = client();
    peer->send(Wire::get("/pushed"));
    TRY_VERIFY(m_stream.isOpen());
    m_connections.reset();
    QVERIFY(!m_stream.isOpen());
}

void tst_HttpConnection::aStreamThatIsWrittenLater()
{
    const auto peer = client();
    peer->send(Wire::get("/pushed") + Wire::get("/behind"));
    TRY_VERIFY(m_stream.isOpen());
    TRY_VERIFY(peer->received.contains("\r\n\r\n") || peer->hasReceived(1000));
    peer->received.clear();
    QVERIFY(m_stream.write("hello"));
    TRY_VERIFY(peer->hasReceived(10));
    QCOMPARE(peer->received, "5\r\nhello\r\n");
    peer->received.clear();
    auto *timer = new QTimer(m_stream.context());
    connect(timer, &QTimer::timeout, m_stream.context(), [stream = m_stream] {
        stream.write("bye");
        stream.end();
    });
    timer->start(1ms);
    TRY_VERIFY(peer->hasReceived(13));
    QVERIFY(peer->received.startsWith("3\r\nbye\r\n0\r\n\r\n"));
    peer->received.remove(0, 13);
    QCOMPARE(peer->answer().body, "GET /behind ");
    QVERIFY(!m_stream.isOpen());
}

void tst_HttpConnection::streamsWhoseClientEndsSending_data()
{
    QTest::addColumn<QByteArray>("version");
    QTest::newRow("chunked") << QByteArray("1.1");
    QTest::newRow("until the end") << QByteArray("1.0");
}

/// What was written is sent, and its writer is told.
void tst_HttpConnection::streamsWhoseClientEndsSending()
{
    QFETCH(const QByteArray, version);
    const QByteArray request = "GET /pushed HTTP/" + version + "\r\nHost: a\r\n\r\n";
    const auto peer = client();
    peer->send(request);
    TRY_VERIFY(m_stream.isOpen());
    const QSignalSpy destroyed(m_stream.context(), &QObject::destroyed);
    QVERIFY(m_stream.write(QByteArray(5'000'000, 'z')));
    peer->endSending();
    TRY_VERIFY(!m_stream.isOpen());
    TRY_COMPARE(destroyed.size(), 1);
    TRY_VERIFY(peer->hasEnded());
    QCOMPARE(peer->received.count('z'), 5'000'000);
    QVERIFY(!peer->received.endsWith("\r\n0\r\n\r\n"));
    TRY_COMPARE(m_ended, 1);

    // Behind a FIN it has one turn.
    const auto late = client();
    late->send(request);
    late->endSending();
    TRY_VERIFY(late->hasEnded());
    QVERIFY(late->received.startsWith("HTTP/1.1 200"));
    QVERIFY(!m_stream.isOpen());

    const auto whole = client();
    whole->send(request);
    TRY_VERIFY(m_stream.isOpen());
    m_stream.write(QByteArray(5'000'000, 'z'));
    m_stream.end();
    whole->endSending();
    QCOMPARE(whole->answer().body.size(), 5'000'000);
    TRY_VERIFY(whole->hasEnded());
}

// --- bodies that are streamed ------------------------------------------------------------------------------------

void tst_HttpConnection::streamedBodies_data()
{
    QTest::addColumn<QByteArray>("path");
    QTest::addColumn<QByteArray>("framed");
    QTest::addColumn<int>("status");
    QTest::addColumn<QByteArray>("body");
    const QByteArray chunked = "Transfer-Encoding: chunked\r\n\r\n";
    const QByteArray large(3'000'000, 'x');
    QTest::newRow("none") << QByteArray("/upload") << QByteArray("\r\n") << 200 << QByteArray("0 ");
    QTest::newRow("empty") << QByteArray("/upload") << QByteArray("Content-Length: 0\r\n\r\n") << 200 << QByteArray("0 ");
    QTest::newRow("length") << QByteArray("/upload") << QByteArray("Content-Length: 5\r\n\r\nhello") << 200 << QByteArray("5 hello");
    QTest::newRow("chunks") << QByteArray("/upload") << chunked + "2\r\nhe\r\n3\r\nllo\r\n0\r\nX: y\r\n\r\n" << 200 << QByteArray("5 hello");
    QTest::newRow("no chunks") << QByteArray("/upload") << chunked + "0\r\n\r\n" << 200 << QByteArray("0 ");
    QTest::newRow("large") << QByteArray("/upload") << "Content-Length: 3000000\r\n\r\n" + large << 200 << QByteArray("3000000 xxxxxxxxxx");
    QTest::newRow("large chunk") << QByteArray("/upload") << chunked + "2dc6c0\r\n" + large + "\r\n0\r\n\r\n" << 200
                                 << QByteArray("3000000 xxxxxxxxxx");
    QTest::newRow("the server's limit") << QByteArray("/limited") << "Content-Length: 1000\r\n\r\n" + large.left(1000) << 200
                                        << QByteArray("1000 xxxxxxxxxx");
    QTest::newRow("more than that") << QByteArray("/limited") << "Content-Length: 1001\r\n\r\n" + large.left(1001) << 413
                                    << QByteArray("The body is too long.");
}

void tst_HttpConnection::streamedBodies()
{
    QFETCH(const QByteArray, path);
    QFETCH(const QByteArray, framed);
    const auto peer = client();
    QByteArray left = "POST " + path + " HTTP/1.1\r\nHost: a\r\n" + framed + Wire::get("/behind");
    QVERIFY(eventually([&] { return (left = left.mid(peer->send(left)), left.isEmpty()); }));
    const HttpAnswer answer = peer->answer();
    QTEST(answer.status, "status");
    QTEST(answer.body, "body");
    if (answer.status == 200)
        QCOMPARE(peer->answer().body, "GET /behind ");
    else
        TRY_VERIFY(peer->hasEnded());
    QVERIFY(peer->received.isEmpty());
}

void tst_HttpConnection::streamedBodyInEveryCut()
{
    const QByteArray bytes = Wire::request("POST", "/upload", "Transfer-Encoding: chunked\r\n")
            + "2;a=\"b\"\r\nhe\r\n3\r\nllo\r\n0\r\nX-T: one\r\n\r\n" + Wire::get("/behind");
    for (qsizetype cut = 1; cut < bytes.size(); ++cut) {
        const auto peer = client();
        peer->send(bytes.first(cut));
        TRY_VERIFY(peer->isTaken());
        peer->send(bytes.mid(cut));
        QCOMPARE(peer->answer().body, "5 hello");
        QCOMPARE(peer->answer().body, "GET /behind ");
    }
}

void tst_HttpConnection::streamedBodyIsReadWhileItArrives()
{
    bool isPassed = false;
    m_middleware = [&isPassed](const Request &request, const Next &next) {
        isPassed = request.body().isEmpty() && !request.bodyStream().isNull();
        return next(request);
    };
    const auto peer = client();
    peer->send(Wire::request("PUT", "/held", "Content-Length: 10\r\n"));
    TRY_VERIFY(m_bodyAnswer);
    QVERIFY(isPassed);
    QVERIFY(!m_body.isFinished());
    QVERIFY(m_body.context());
    int news = 0;
    bool isFinished = false;
    m_body.onReadyRead([&news] { ++news; });
    m_body.onFinished([&isFinished] { isFinished = true; });
    peer->send("hello");
    TRY_COMPARE(news, 1);
    QCOMPARE(m_body.read(2), "he");
    QCOMPARE(m_body.bytesAvailable(), 3);
    peer->send("world" + Wire::get("/behind"));
    TRY_VERIFY(isFinished);
    QCOMPARE(news, 2);
    QCOMPARE(m_body.error(), RequestStream::Error::None);
    QCOMPARE(m_body.read(4), "llow");
    QCOMPARE(m_body.readAll(), "orld");
    m_bodyAnswer->addResult(Response::text("done"));
    m_bodyAnswer->finish();
    QCOMPARE(peer->answer().body, "done");
    QCOMPARE(peer->answer().body, "GET /behind ");
    QVERIFY(!m_body.context());
}

/// No more is received than a reader that does not read has room for.
void tst_HttpConnection::streamedBodyWaitsForItsReader()
{
    m_entrance.settings.bodyTimeout = 1ms; // no matter while there is no room
    constexpr qsizetype size = 5'000'000;
    const auto peer = client();
    QByteArray left = Wire::request("PUT", "/held", "Content-Length: 5000000\r\n") + QByteArray(size, 'x');
    const auto send = [&] { left = left.mid(peer->send(left)); };
    QVERIFY(eventually([&] { return (send(), m_bodyAnswer && m_body.bytesAvailable() > RequestStream::Limit); }));
    const QDeadlineTimer later(50ms);
    QVERIFY(eventually([&] { return (send(), later.hasExpired()); }));
    QVERIFY(m_body.bytesAvailable() <= RequestStream::Limit + 64 * 1024);
    QVERIFY(!m_body.isFinished());
    const auto other = client();
    QCOMPARE(other->ask(Wire::get("/other")).status, 200);
    m_entrance.settings.bodyTimeout = 30s;
    qsizetype received = 0;
    QVERIFY(eventually([&] { return (send(), received += m_body.readAll().size(), m_body.isFinished()); }));
    received += m_body.readAll().size();
    QCOMPARE(received, size);
    m_bodyAnswer->addResult(Response::text("done"));
    m_bodyAnswer->finish();
    QCOMPARE(peer->answer().body, "done");
}

void tst_HttpConnection::streamedBodiesThatFail_data()
{
    QTest::addColumn<QByteArray>("bytes");
    QTest::addColumn<bool>("endsSending");
    QTest::addColumn<RequestStream::Error>("error");
    QTest::addColumn<int>("status");
    using Error = RequestStream::Error;
    const QByteArray chunked = "Transfer-Encoding: chunked\r\n\r\n2\r\nhe\r\n";
    QTest::newRow("no chunk") << chunked + "0x5\r\n" << false << Error::Malformed << 400;
    QTest::newRow("too many trailers") << chunked + "0\r\na:" + QByteArray(17000, 'x') << false << Error::Malformed << 431;
    QTest::newRow("too large") << chunked + "3e7\r\n" << false << Error::TooLarge << 413;
    QTest::newRow("too slow") << chunked << false << Error::TimedOut << 408;
    QTest::newRow("an early end") << chunked << true << Error::Disconnected << 400;
}

void tst_HttpConnection::streamedBodiesThatFail()
{
    QFETCH(const QByteArray, bytes);
    QFETCH(const bool, endsSending);
    QFETCH(const RequestStream::Error, error);
    QFETCH(const int, status);
    m_entrance.settings.bodyTimeout = error == RequestStream::Error::TimedOut ? 50ms : 30s;
    std::optional<RequestStream> body;
    bool isTold = false;
    m_middleware = [&](const Request &request, const Next &next) {
        body = request.bodyStream();
        connect(body->context(), &QObject::destroyed, this, [&isTold] { isTold = true; });
        return next(request).then([&](Response response) {
            response.setHeader("X-Seen", "yes");
            return response;
        });
    };
    const auto peer = client();
    peer->send("POST /limited HTTP/1.1\r\nHost: a\r\n");
    peer->send(bytes);
    TRY_VERIFY(body);
    if (endsSending)
        peer->endSending();
    const HttpAnswer answer = peer->answer();
    QCOMPARE(answer.status, status);
    QCOMPARE(answer.header("X-Seen"), "yes"); // it is a request, so middleware sees what it is answered
    QCOMPARE(answer.header("Connection"), "close");
    TRY_VERIFY(peer->hasEnded());
    QVERIFY(peer->received.isEmpty());
    QCOMPARE(body->error(), error);
    QVERIFY(!body->errorString().isEmpty());
    TRY_VERIFY(isTold);
    peer->leave();
    TRY_COMPARE(m_ended, 1);
}

/// There is no total for it.
void tst_HttpConnection::streamedBodyThatMovesOn()
{
    m_entrance.settings.bodyTimeout = 500ms;
    const QDeadlineTimer longer(1200ms);
    const auto peer = client();
    peer->send(Wire::request("POST", "/upload", "Transfer-Encoding: chunked\r\n"));
    qint64 longest = 0;
    int count = 0;
    QElapsedTimer pause;
    pause.start();
    QVERIFY(eventually([&] {
        longest = qMax(longest, pause.restart());
        peer->send("1\r\nx\r\n");
        ++count;
        return longer.hasExpired();
    }));
    peer->send("0\r\n\r\n");
    const HttpAnswer answer = peer->answer();
    if (longest > 250)
        QSKIP("The machine stood still");
    QCOMPARE(answer.body.split(' ').constFirst(), QByteArray::number(count));
}

void tst_HttpConnection::streamedBodyThatNobodyReads()
{
    const auto peer = client();
    peer->send(Wire::request("PUT", "/held", "Content-Length: 5\r\n") + "hello" + Wire::get("/behind"));
    TRY_VERIFY(m_bodyAnswer);
    m_bodyAnswer->addResult(Response::text("done"));
    m_bodyAnswer->finish();
    QCOMPARE(peer->answer().body, "done");
    QCOMPARE(peer->answer().body, "GET /behind ");
}

void tst_HttpConnection::streamedBodyAnsweredEarly_data()
{
    QTest::addColumn<QByteArray>("path");
    QTest::newRow("at once") << QByteArray("/early");
    QTest::newRow("later") << QByteArray("/held");
}

/// What is left of the body is not taken for a request, and the answer arrives though the client goes on.
void tst_HttpConnection::streamedBodyAnsweredEarly()
{
    QFETCH(const QByteArray, path);
    const auto peer = client();
    peer->send(Wire::request("PUT", path, "Content-Length: 100000000\r\n") + Wire::get("/body"));
    if (path == "/held") {
        TRY_VERIFY(m_bodyAnswer);
        bool isFinished = false;
        m_body.onFinished([&isFinished] { isFinished = true; });
        m_bodyAnswer->addResult(Response::status(409));
        m_bodyAnswer->finish();
        TRY_VERIFY(!m_body.context());
        QVERIFY(!isFinished);
    }
    QVERIFY(eventually([&] { return (peer->send(QByteArray(10'000, 'x')), peer->receive(), m_ended == 1); }));
    const HttpAnswer answer = peer->answer();
    QCOMPARE(answer.status, 409);
    QCOMPARE(answer.header("Connection"), "close");
    QVERIFY(peer->received.isEmpty());
}

void tst_HttpConnection::streamedBodyThatIsEchoed()
{
    constexpr qsizetype size = 5'000'000;
    const auto peer = client();
    peer->send(Wire::request("POST", "/back", "Content-Length: 5000000\r\n"));
    QByteArray left(size, 'y');
    QVERIFY(eventually([&] {
        left = left.mid(peer->send(left.left(100'000)));
        peer->receive();
        return left.isEmpty();
    }));
    QVERIFY(peer->received.size() > size / 2);
    const HttpAnswer answer = peer->answer();
    QCOMPARE(answer.header("Connection"), "close");
    QCOMPARE(answer.body.size(), size);
    TRY_VERIFY(peer->hasEnded());
}

void tst_HttpConnection::streamedBodyAndContinue_data()
{
    QTest::addColumn<bool>("isRefused");
    QTest::newRow("let pass") << false;
    QTest::newRow("refused by middleware") << true;
}

void tst_HttpConnection::streamedBodyAndContinue()
{
    QFETCH(const bool, isRefused);
    m_middleware = [isRefused](const Request &request, const Next &next) {
        return isRefused ? Reply(Response::status(401)) : next(request);
    };
    const auto peer = client();
    const HttpAnswer answer = peer->ask(Wire::request("PUT", "/upload", "Content-Length: 5\r\nExpect: 100-continue\r\n"));
    QCOMPARE(answer.status, isRefused ? 401 : 100);
    if (isRefused)
        TRY_VERIFY(peer->hasEnded());
    else
        QCOMPARE(peer->ask("hello").body, "5 hello");
    if (isRefused)
        return;
    // Who sends the body at once waits for nothing.
    QCOMPARE(peer->ask(Wire::request("PUT", "/upload", "Content-Length: 5\r\nExpect: 100-continue\r\n") + "hello").status, 200);
}

void tst_HttpConnection::streamedBodyWhoseReaderThrows()
{
    const auto peer = client();
    peer->send(Wire::request("PUT", "/held", "Content-Length: 10\r\n"));
    TRY_VERIFY(m_bodyAnswer);
    m_body.onReadyRead([] { throw std::runtime_error("secret"); });
    QTest::ignoreMessage(QtCriticalMsg, "The application threw while it read a request body, which is answered with 500");
    peer->send("hello");
    const HttpAnswer answer = peer->answer();
    QCOMPARE(answer.status, 500);
    QCOMPARE(answer.header("Connection"), "close");
    TRY_VERIFY(peer->hasEnded());
    QCOMPARE(m_body.error(), RequestStream::Error::Canceled);
}

void tst_HttpConnection::streamedBodyWhoseClientResets()
{
    for (const bool isReading : {false, true}) {
        auto peer = client();
        peer->send(Wire::request("PUT", "/held", "Content-Length: 10\r\n") + "hello");
        m_bodyAnswer.reset();
        TRY_VERIFY(m_bodyAnswer);
        QList<RequestStream::Error> errors;
        if (isReading)
            m_body.onReadyRead([this] { m_body.readAll(); });
        m_body.onFinished([this, &errors] { errors.append(m_body.error()); });
        peer->leave();
        TRY_COMPARE(errors.size(), 1);
        QCOMPARE(errors.constFirst(), RequestStream::Error::Disconnected);
        TRY_COMPARE(m_connections->size(), 0U);
        QVERIFY(!m_body.context());
    }
    auto peer = client();
    m_bodyAnswer.reset();
    peer->send(Wire::request("PUT", "/held", "Content-Length: 10\r\n") + "hello");
    TRY_VERIFY(m_bodyAnswer);
    RequestStream::Error error = RequestStream::Error::None;
    m_body.onFinished([this, &error] { error = m_body.error(); });
    m_connections.reset();
    QCOMPARE(error, RequestStream::Error::Stopped);
}

void tst_HttpConnection::streamedBodyBehindAsynchronousMiddleware()
{
    std::function<void()> pass;
    const auto promise = std::make_shared<QPromise<Response>>();
    promise->start();
    m_middleware = [&](const Request &request, const Next &next) -> Reply {
        pass = [promise, request, next] {
            // A reply that is still to come, as an asynchronous chain passes it on.
            next(request).deliver(request.bodyStream().context(), [promise](const Response &response) {
                promise->addResult(response);
                promise->finish();
            });
        };
        return promise->future();
    };
    const auto peer = client();
    QByteArray left = Wire::request("PUT", "/upload", "Content-Length: 1000000\r\n") + QByteArray(1'000'000, 'x');
    QVERIFY(eventually([&] { return (left = left.mid(peer->send(left)), pass != nullptr); }));
    const QDeadlineTimer later(20ms);
    QVERIFY(eventually([&] { return (left = left.mid(peer->send(left)), later.hasExpired()); }));
    pass();
    QVERIFY(eventually([&] { return (left = left.mid(peer->send(left)), left.isEmpty()); }));
    QCOMPARE(peer->answer().body, "1000000 xxxxxxxxxx");
}

/// The end of the client's side was seen before the request was.
void tst_HttpConnection::streamedBodyBehindAFin()
{
    const auto peer = client();
    peer->send(Wire::get("/later") + Wire::request("PUT", "/upload", "Content-Length: 5\r\n") + "he");
    peer->endSending();
    TRY_COMPARE(m_later.size(), 1U);
    TRY_VERIFY(peer->isTaken());
    m_later[0]->addResult(Response::text("first"));
    m_later[0]->finish();
    QCOMPARE(peer->answer().body, "first");
    QCOMPARE(peer->answer().status, 400);
    TRY_VERIFY(peer->hasEnded());
}

/// So much waits behind it that the client's end would not be seen.
void tst_HttpConnection::requestsBehindAnOpenStream()
{
    const auto peer = client();
    peer->send(Wire::get("/pushed"));
    TRY_VERIFY(m_stream.isOpen());
    const QByteArray more = Wire::get("/" + QByteArray(4000, 'x'));
    QVERIFY(eventually([&] { return (peer->send(more), peer->hasEnded()); }));
    QVERIFY(!m_stream.isOpen());
    QCOMPARE(peer->received.count("HTTP/1.1 "), 1);
}

// --- the server stops --------------------------------------------------------------------------------------------

void tst_HttpConnection::draining_data()
{
    QTest::addColumn<QByteArray>("bytes");
    QTest::addColumn<QByteArray>("more");
    QTest::addColumn<QByteArray>("body");
    QTest::newRow("a request with the application") << Wire::get("/later") << QByteArray() << QByteArray("later");
    QTest::newRow("a head that is not whole") << Wire::get("/a").chopped(3) << Wire::get("/a").right(3) << QByteArray("GET /a ");
    QTest::newRow("a body that is not whole") << Wire::request("POST", "/a", "Content-Length: 5\r\n") + "he" << QByteArray("llo")
                                              << QByteArray("POST /a hello");
    QTest::newRow("a body that is streamed") << Wire::request("POST", "/upload", "Content-Length: 5\r\n") + "he" << QByteArray("llo")
                                             << QByteArray("5 hello");
    QTest::newRow("a response on its way") << Wire::get("/file") << QByteArray() << fileBytes();
    QTest::newRow("a stream on its way") << Wire::get("/stream?count=500") << QByteArray()
                                         << QByteArray(500 * pieceSize, 'x');
}

void tst_HttpConnection::draining()
{
    QFETCH(const QByteArray, bytes);
    QFETCH(const QByteArray, more);
    QFETCH(const QByteArray, body);
    const auto peer = client();
    peer->send(bytes);
    TRY_VERIFY(peer->isTaken());
    bool isDrained = false;
    m_connections->drain([&isDrained] { isDrained = true; });
    const QDeadlineTimer later(10ms);
    TRY_VERIFY(later.hasExpired());
    QVERIFY(!isDrained);
    peer->send(more);
    for (const auto &promise : m_later) {
        promise->addResult(Response::text("later"));
        promise->finish();
    }
    const HttpAnswer answer = peer->answer();
    QVERIFY(answer.body == body);
    if (answer.header("Transfer-Encoding").isEmpty() && !bytes.contains("/file"))
        QCOMPARE(answer.header("Connection"), "close");
    TRY_VERIFY(peer->hasEnded());
    TRY_VERIFY(isDrained);
}

void tst_HttpConnection::drainingEndsIdleConnectionsAtOnce()
{
    const auto fresh = client();
    const auto kept = client();
    QCOMPARE(kept->ask(Wire::get("/a")).status, 200);
    const auto asking = client();
    asking->send(Wire::get("/b")); // and nobody has looked yet
    bool isDrained = false;
    m_connections->drain([&isDrained] { isDrained = true; });
    TRY_VERIFY(fresh->hasEnded());
    TRY_VERIFY(kept->hasEnded());
    const HttpAnswer answer = asking->answer();
    QCOMPARE(answer.body, "GET /b ");
    QCOMPARE(answer.header("Connection"), "close");
    TRY_VERIFY(isDrained);
}

void tst_HttpConnection::drainingEndsStreams()
{
    const auto peer = client();
    peer->send(Wire::get("/pushed") + Wire::get("/behind"));
    TRY_VERIFY(m_stream.isOpen());
    m_stream.write("data");
    bool isDrained = false;
    m_connections->drain([&isDrained] { isDrained = true; });
    TRY_VERIFY(!m_stream.isOpen());
    TRY_VERIFY(peer->hasEnded());
    QVERIFY(peer->received.endsWith("4\r\ndata\r\n"));
    TRY_VERIFY(isDrained);
}

// --- files -------------------------------------------------------------------------------------------------------

void tst_HttpConnection::files_data()
{
    QTest::addColumn<QByteArray>("lines");
    QTest::addColumn<bool>("endsSending");
    QTest::addColumn<qsizetype>("offset");
    QTest::addColumn<qsizetype>("size");
    for (const bool endsSending : {false, true}) {
        const char *how = endsSending ? ", FIN" : "";
        QTest::addRow("whole%s", how) << QByteArray() << endsSending << qsizetype(0) << fileBytes().size();
        QTest::addRow("part%s", how) << QByteArray("Range: bytes=1000000-3999999\r\n") << endsSending << qsizetype(1'000'000)
                                     << qsizetype(3'000'000);
        QTest::addRow("not at all%s", how) << QByteArray("If-None-Match: *\r\n") << endsSending << qsizetype(0) << qsizetype(0);
    }
}

void tst_HttpConnection::files()
{
    QFETCH(const QByteArray, lines);
    QFETCH(const bool, endsSending);
    QFETCH(const qsizetype, offset);
    QFETCH(const qsizetype, size);
    const auto peer = client();
    peer->send(Wire::request("HEAD", "/file"));
    QCOMPARE(peer->answer("HEAD").header("Content-Length"), QByteArray::number(fileBytes().size()));
    peer->send(Wire::get("/before") + Wire::get("/file", lines) + Wire::get("/behind"));
    if (endsSending)
        peer->endSending();
    QCOMPARE(peer->answer().body, "GET /before ");
    const HttpAnswer answer = peer->answer();
    QCOMPARE(answer.header("Content-Length"), size > 0 ? QByteArray::number(size) : QByteArray());
    QVERIFY(answer.body == fileBytes().mid(offset, size));
    QCOMPARE(peer->answer().body, "GET /behind ");
    if (endsSending)
        TRY_VERIFY(peer->hasEnded());
    QVERIFY(peer->received.isEmpty());
}

void tst_HttpConnection::aFileThatShrinks()
{
    const auto peer = client();
    peer->send(Wire::get("/file") + Wire::get("/behind"));
    TRY_VERIFY(peer->hasReceived(1));
    QVERIFY(m_file.resize(2'000'000));
    TRY_VERIFY(peer->hasEnded());
    QVERIFY(peer->received.size() < 3'000'000);
    TRY_COMPARE(m_ended, 1);
}

void tst_HttpConnection::clientsThatLeaveAFile_data()
{
    QTest::addColumn<bool>("stalls");
    QTest::newRow("leaves") << false;
    QTest::newRow("does not read") << true;
}

void tst_HttpConnection::clientsThatLeaveAFile()
{
    QFETCH(const bool, stalls);
    m_entrance.settings.sendTimeout = stalls ? 50ms : 0ms;
    const auto peer = client();
    peer->send(Wire::get("/file"));
    TRY_VERIFY(peer->isTaken());
    if (!stalls)
        peer->leave();
    TRY_COMPARE(m_ended, 1);
}

// --- time --------------------------------------------------------------------------------------------------------

void tst_HttpConnection::deadlines_data()
{
    QTest::addColumn<QByteArray>("bytes");
    QTest::addColumn<int>("status");
    QTest::newRow("silence") << QByteArray() << 0;
    QTest::newRow("half a head") << QByteArray("GET / HT") << 408;
    QTest::newRow("an empty line") << QByteArray("\r\n") << 408;
    QTest::newRow("half a body") << Wire::request("POST", "/", "Content-Length: 5\r\n") + "he" << 408;
    QTest::newRow("half a chunk") << Wire::request("POST", "/", "Transfer-Encoding: chunked\r\n") + "5\r\nhe" << 408;
    QTest::newRow("between requests") << Wire::get("/a") << 200;
    QTest::newRow("half a second head") << Wire::get("/a") + "GET" << 408;
}

void tst_HttpConnection::deadlines()
{
    m_entrance.settings.headTimeout = 50ms;
    m_entrance.settings.bodyTimeout = 60ms;
    m_entrance.settings.keepAliveTimeout = 70ms;
    QFETCH(const QByteArray, bytes);
    QFETCH(const int, status);
    const QDeadlineTimer timer(50ms);
    const auto peer = client();
    peer->send(bytes);
    if (bytes.startsWith("GET /a") && status == 408)
        QCOMPARE(peer->answer().status, 200);
    QCOMPARE(peer->answer().status, status);
    TRY_VERIFY(peer->hasEnded());
    QVERIFY(timer.hasExpired());
    QVERIFY(peer->received.isEmpty());
    peer->leave();
    TRY_COMPARE(m_ended, 1);
}

void tst_HttpConnection::aSlowSenderHasATotal()
{
    m_entrance.settings.headTimeout = 100ms;
    const auto peer = client();
    const QByteArray head = "GET / HTTP/1.1\r\nX: " + QByteArray(10'000, 'x');
    qsizetype sent = 0;
    QVERIFY(eventually([&] { return (sent += peer->send(head.mid(sent, 1)), peer->hasReceived(1)); }));
    QVERIFY(sent < head.size());
    QCOMPARE(peer->answer().status, 408);
}

// --- ends --------------------------------------------------------------------------------------------------------

void tst_HttpConnection::endOfSending_data()
{
    QTest::addColumn<QByteArray>("bytes");
    QTest::addColumn<int>("answers");
    QTest::newRow("nothing") << QByteArray() << 0;
    QTest::newRow("half a head") << QByteArray("GET / HT") << 0;
    QTest::newRow("half a body") << Wire::request("POST", "/", "Content-Length: 5\r\n") + "he" << 0;
    QTest::newRow("a request") << Wire::get("/a") << 1;
    QTest::newRow("a request and a half") << Wire::get("/a") + "GET" << 1;
    QTest::newRow("pipelined") << Wire::get("/a").repeated(100) + chunkedPost << 101;
    QTest::newRow("an error") << QByteArray("hello\r\n\r\n") << 1;
}

void tst_HttpConnection::endOfSending()
{
    QFETCH(const QByteArray, bytes);
    QFETCH(const int, answers);
    const auto peer = client();
    peer->send(bytes);
    peer->endSending();
    for (int i = 0; i < answers; ++i)
        QVERIFY(peer->answer().status != 0);
    TRY_VERIFY(peer->hasEnded());
    QVERIFY(peer->received.isEmpty());
    TRY_COMPARE(m_ended, 1);
}

void tst_HttpConnection::endOfSendingWhileAnAnswerIsMade()
{
    const auto peer = client();
    peer->send(Wire::get("/later") + Wire::get("/1") + Wire::get("/later"));
    peer->endSending();
    const auto answerLater = [&](size_t number) {
        TRY_COMPARE(m_later.size(), number + 1);
        m_later[number]->addResult(Response::text("later"));
        m_later[number]->finish();
        QCOMPARE(peer->answer().body, "later");
    };
    answerLater(0);
    QCOMPARE(peer->answer().body, "GET /1 ");
    answerLater(1);
    TRY_VERIFY(peer->hasEnded());
    TRY_COMPARE(m_ended, 1);
}

/// The answer arrives although its client goes on sending; and it is not listened to for ever.
void tst_HttpConnection::lingeringAfterAnError()
{
    const auto peer = client();
    peer->send("hello\r\n\r\n");
    qsizetype sent = 0;
    QVERIFY(eventually([&] { return (sent += peer->send(QByteArray(10'000, 'x')), peer->receive(), m_ended == 1); }));
    QVERIFY(sent <= Lingering::MaxSize + 4 * 1024 * 1024); // and what the kernel holds
    QVERIFY(peer->received.startsWith("HTTP/1.1 400"));
    QVERIFY(peer->received.endsWith("."));
}

void tst_HttpConnection::clientsThatLeave_data()
{
    QTest::addColumn<QByteArray>("bytes");
    QTest::newRow("at once") << QByteArray();
    QTest::newRow("in a head") << QByteArray("GET");
    QTest::newRow("in a body") << Wire::request("POST", "/", "Content-Length: 5\r\n") + "he";
    QTest::newRow("before the answer") << Wire::get("/?size=20000000");
    QTest::newRow("before the answer, close") << Wire::get("/?size=20000000", "Connection: close\r\n");
    QTest::newRow("while lingering") << QByteArray("hello\r\n\r\n");
}

void tst_HttpConnection::clientsThatLeave()
{
    QFETCH(const QByteArray, bytes);
    const auto peer = client();
    peer->send(bytes);
    TRY_VERIFY(peer->isTaken());
    peer->leave();
    TRY_COMPARE(m_ended, 1);
    QCOMPARE(m_connections->size(), 0U);
}

// --- handshakes --------------------------------------------------------------------------------------------------

void tst_HttpConnection::handshake()
{
    const auto peer = client();
    peer->send(Wire::handshake("/chat?name=ann", "Cookie: a=1\r\n"));
    TRY_COMPARE(m_accepted.size(), 1U);
    const HttpConnections::Accepted &accepted = m_accepted.front();
    QCOMPARE(accepted.entrance, &m_entrance);
    QCOMPARE(accepted.response.status(), 101);
    QVERIFY(accepted.response.route());
    const Request request = accepted.response.request();
    QVERIFY(request.isHandshake());
    QCOMPARE(request.path(), "/chat");
    QCOMPARE(request.query("name"), "ann");
    QCOMPARE(request.cookie("a"), "1");
    QCOMPARE(request.serverName(), "main");
    QCOMPARE(request.peerAddress(), QHostAddress("192.0.2.7"));
    QCOMPARE(request.peerPort(), 4711);
    QVERIFY(accepted.early.isEmpty());
    QCOMPARE(accepted.transport->send("101"), (Transport::Result{Transport::State::Moved, 3}));
    TRY_VERIFY(peer->hasReceived(3));
    QCOMPARE(m_ended, 0);
    QCOMPARE(m_connections->size(), 0U);
}

void tst_HttpConnection::whatFollowsAHandshake()
{
    const auto peer = client();
    const QByteArray behind = Wire::frame(Wire::Text, QByteArray(20'000, 'x')) + Wire::get("/");
    peer->send(Wire::handshake("/chat") + behind);
    peer->endSending();
    TRY_COMPARE(m_accepted.size(), 1U);
    QCOMPARE(m_accepted.front().early, behind);
    std::array<char, 10> buffer;
    QCOMPARE(m_accepted.front().transport->receive(buffer).state, Transport::State::Ended);
}

void tst_HttpConnection::handshakeBehindRequests()
{
    const auto peer = client();
    QCOMPARE(peer->ask(Wire::get("/a")).body, "GET /a ");
    peer->send(Wire::request("POST", "/b", {}, "x") + Wire::handshake("/chat") + "early");
    QCOMPARE(peer->answer().body, "POST /b x");
    TRY_COMPARE(m_accepted.size(), 1U);
    QCOMPARE(m_accepted.front().early, "early");
}

void tst_HttpConnection::handshakeBehindUnreadAnswers()
{
    m_entrance.settings.sendQueueLimit = 1 << 30;
    const auto peer = client();
    peer->send(Wire::get("/?size=5000000") + Wire::handshake("/chat") + "early");
    TRY_VERIFY(peer->hasReceived(1'000'000));
    QVERIFY(m_accepted.empty());
    QCOMPARE(peer->answer().body.size(), 5'000'000);
    TRY_COMPARE(m_accepted.size(), 1U);
    QCOMPARE(m_accepted.front().early, "early");
    QVERIFY(peer->received.isEmpty());
}

void tst_HttpConnection::handshakesThatAreRefused_data()
{
    QTest::addColumn<QByteArray>("bytes");
    QTest::addColumn<int>("status");
    QTest::newRow("no such route") << Wire::handshake("/nothing") << 404;
    QTest::newRow("another version") << Wire::handshake("/chat").replace("Version: 13", "Version: 8") << 426;
    QTest::newRow("another method") << Wire::handshake("/chat").replace("GET", "PUT") << 405;
    QTest::newRow("a page of others") << Wire::handshake("/chat", "Origin: http://example.com\r\n") << 403;
}

void tst_HttpConnection::handshakesThatAreRefused()
{
    QFETCH(const QByteArray, bytes);
    const auto peer = client();
    const HttpAnswer answer = peer->ask(bytes + "behind");
    QTEST(answer.status, "status");
    QVERIFY(answer.header("Connection").startsWith("close"));
    TRY_VERIFY(peer->hasEnded());
    QVERIFY(peer->received.isEmpty());
    QVERIFY(m_accepted.empty());
}

void tst_HttpConnection::handshakeAnsweredLater()
{
    std::vector<std::function<void(bool)>> answers;
    m_middleware = [&](const Request &request, const Next &next) -> Reply {
        auto promise = std::make_shared<QPromise<Response>>();
        promise->start();
        answers.push_back([promise, request, next](bool refuses) {
            promise->addResult(refuses ? Response::status(401) : *next(request).response());
            promise->finish();
        });
        return promise->future();
    };
    const auto accepted = client();
    accepted->send(Wire::handshake("/chat") + "early");
    const auto leaving = client();
    leaving->send(Wire::handshake("/chat"));
    TRY_COMPARE(answers.size(), 2U);
    accepted->send(" and more");
    TRY_VERIFY(accepted->isTaken());
    leaving->leave(); // which a FIN cannot be told from
    answers[0](false);
    TRY_COMPARE(m_accepted.size(), 1U);
    QCOMPARE(m_accepted.front().early, "early and more");
    answers[1](false);
    TRY_COMPARE(m_accepted.size(), 2U);

    const auto refused = client();
    refused->send(Wire::handshake("/chat"));
    TRY_COMPARE(answers.size(), 3U);
    answers[2](true);
    QCOMPARE(refused->answer().status, 401);
}

void tst_HttpConnection::withoutWebSocket()
{
    m_entrance.webSocket = nullptr;
    const auto peer = client();
    QCOMPARE(peer->ask(Wire::handshake("/chat")).body, "GET /chat ");
}

void tst_HttpConnection::anEventLoopInAMiddleware()
{
    QEventLoop loop;
    m_middleware = [&loop](const Request &request, const Next &next) {
        if (request.hasQuery("wait"))
            loop.exec();
        return next(request);
    };
    const auto waiting = client();
    const auto other = client();
    QTimer::singleShot(0, this, [&] { waiting->send(Wire::handshake("/chat?wait") + "behind"); });
    QTimer watch;
    bool served = false;
    connect(&watch, &QTimer::timeout, this, [&] {
        if (!loop.isRunning())
            return;
        other->send(Wire::get("/other"));
        waiting->send(" and more"); // is not reported meanwhile
        served = other->hasReceived(100);
        if (served)
            loop.quit();
    });
    watch.start(1ms);
    TRY_COMPARE(m_accepted.size(), 1U);
    QVERIFY(served);
    QCOMPARE(m_accepted.front().early, "behind"); // though others were read meanwhile
}

void tst_HttpConnection::anEventLoopBehindAnAcceptedHandshake()
{
    QEventLoop loop;
    m_whenAccepted = [&loop] {
        QTimer::singleShot(1ms, &loop, &QEventLoop::quit);
        loop.exec();
    };
    const auto peer = client();
    const auto other = client();
    peer->send(Wire::handshake("/chat"));
    TRY_COMPARE(m_accepted.size(), 1U);
    QCOMPARE(other->ask(Wire::get("/other")).status, 200);
}

void tst_HttpConnection::noDescriptor()
{
    m_connections->adopt(-1, {}, &m_entrance);
    QCOMPARE(m_ended, 1);
}

void tst_HttpConnection::destruction()
{
    const auto silent = client();
    const auto waiting = client();
    const auto reading = client();
    waiting->send(Wire::get("/later"));
    reading->send(Wire::get("/?size=20000000"));
    TRY_COMPARE(m_later.size(), 1U);
    TRY_VERIFY(reading->hasReceived(1));
    m_connections.reset();
    for (Client *one : {silent.get(), waiting.get(), reading.get()})
        TRY_VERIFY(one->hasEnded());
    QCOMPARE(m_ended, 0);
}

/// Whatever clients do, each connection ends, and no accepted response is lost to one that reads.
void tst_HttpConnection::randomClients()
{
    m_entrance.settings.headTimeout = 100ms;
    m_entrance.settings.bodyTimeout = 100ms;
    m_entrance.settings.keepAliveTimeout = 100ms;
    m_entrance.settings.sendTimeout = 500ms;
    m_entrance.settings.sendQueueLimit = 10'000;
    m_middleware = [this](const Request &request, const Next &next) -> Reply {
        if (!request.hasQuery("later"))
            return next(request);
        auto promise = std::make_shared<QPromise<Response>>();
        promise->start();
        QTimer::singleShot(1ms, this, [promise] {
            promise->addResult(Response::text("later"));
            promise->finish();
        });
        return promise->future();
    };
    const QByteArrayList vocabulary{Wire::get("/a"), chunkedPost, Wire::get("/?later"), Wire::get("/?size=300000"),
                                    Wire::request("POST", "/b", {}, "x"), Wire::handshake("/nothing"), "\r\n", "GET ",
                                    Wire::get("/stream?count=100"), Wire::get("/file"), Wire::get("/pushed"),
                                    Wire::request("PUT", "/upload", {}, "hello"), Wire::request("PUT", "/back", {}, "hello"),
                                    Wire::request("PUT", "/early", {}, "hello"), Wire::get("/", "Connection: close\r\n"), QByteArray(20, '\xff'), chunkedPost.chopped(3),
                                    Wire::request("HEAD", "/c"), Wire::handshake("/chat"), "5\r\nhello\r\n", ""};
    QRandomGenerator random(4711);
    const int descriptorsBefore = ::dup(0);
    ::close(descriptorsBefore);
    int adopted = 0;
    for (int round = 0; round < 10; ++round) {
        std::vector<std::unique_ptr<Client>> clients;
        for (int i = 0; i < 40; ++i, ++adopted)
            clients.push_back(client());
        for (int step = 0; step < 8; ++step) {
            for (const auto &one : clients) {
                QByteArray bytes = vocabulary.at(random.bounded(int(vocabulary.size())))
                        + vocabulary.at(random.bounded(int(vocabulary.size())));
                if (random.bounded(3) == 0)
                    bytes.truncate(random.bounded(int(bytes.size() + 1)));
                one->send(bytes);
                if (random.bounded(12) == 0)
                    one->endSending();
                if (random.bounded(20) == 0)
                    one->leave();
                if (random.bounded(2) == 0)
                    one->receive(5'000);
            }
            QCoreApplication::sendPostedEvents();
            const QDeadlineTimer turn(2ms);
            TRY_VERIFY(turn.hasExpired());
        }
        m_accepted.clear();
    }
    TRY_COMPARE(m_connections->size(), 0U);
    m_accepted.clear();
    const int descriptorsAfter = ::dup(0);
    ::close(descriptorsAfter);
    QCOMPARE(descriptorsAfter, descriptorsBefore);
    QVERIFY(m_ended <= adopted && m_ended > adopted / 2);
}

int main(int argc, char *argv[])
{
    QCoreApplication::setEventDispatcher(new EpollEventDispatcher);
    const QCoreApplication application(argc, argv);
    tst_HttpConnection test;
    return QTest::qExec(&test, argc, argv);
}
#include "tst_httpconnection.moc"
