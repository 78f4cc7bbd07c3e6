// SPDX-FileCopyrightText: 2026 The Landline authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "support/backendlimits.h"
#include "support/patience.h"
#include "support/rawclient.h"
#include "support/testnode.h"

#include <Landline/Landline>

#include <QtCore/qpromise.h>
#include <QtCore/qtimer.h>
#include <QtTest/qtest.h>

#include <atomic>
#include <memory>

using namespace Landline;
using namespace Qt::StringLiterals;

/// Routes that read the bodies of their requests while these arrive.
class tst_Uploads : public QObject
{
    Q_OBJECT

private slots:
    void initTestCase();
    void cleanupTestCase();

    void bodies_data();
    void bodies();
    void many();
    void limits_data();
    void limits();
    void continueWhenTheHandlerIsCalled_data();
    void continueWhenTheHandlerIsCalled();
    void slowReader();
    void echo();
    void answeredEarly();
    void malformed();
    void pause();
    void clientsThatLeave_data();
    void clientsThatLeave();
    void middlewareThatChangesThePath_data();
    void middlewareThatChangesThePath();
    void controllers_data();
    void controllers();

private:
    std::unique_ptr<TestNode> m_node;
};

namespace {

constexpr qsizetype largeSize = 20'000'000;

std::atomic<int> openBodies = 0;
std::atomic<int> lastError = -1;
std::atomic<qint64> mostUnread = 0;

/// What the body had in all, in the end, and in a header that middleware has set.
struct Upload
{
    Upload() { ++openBodies; }
    ~Upload() { --openBodies; }
    Q_DISABLE_COPY_MOVE(Upload)

    void read(const QByteArray &bytes)
    {
        size += bytes.size();
        end = (end + bytes).right(5);
    }
    void answer(const Request &request)
    {
        const QString seen = QString::fromLatin1(request.header("X-Seen"));
        promise.addResult(Response::text(u"%1 %2 %3"_s.arg(size).arg(QString::fromUtf8(end), seen)));
        promise.finish();
    }

    QPromise<Response> promise;
    qint64 size = 0;
    QByteArray end;
};

Reply upload(const Request &request, const RequestStream &body)
{
    const auto upload = std::make_shared<Upload>();
    upload->promise.start();
    body.onReadyRead([body, upload] { upload->read(body.readAll()); });
    body.onFinished([request, body, upload] {
        lastError = int(body.error());
        if (body.error() == RequestStream::Error::None)
            upload->answer(request);
    });
    return upload->promise.future();
}

/// Takes a little now and then.
Reply uploadSlowly(const Request &request, const RequestStream &body)
{
    const auto upload = std::make_shared<Upload>();
    upload->promise.start();
    auto *timer = new QTimer(body.context());
    QObject::connect(timer, &QTimer::timeout, body.context(), [request, body, upload, timer] {
        mostUnread = qMax(mostUnread.load(), body.bytesAvailable());
        upload->read(body.read(100'000));
        if (!body.isFinished() || body.bytesAvailable() > 0)
            return;
        timer->stop();
        upload->answer(request);
    });
    timer->start(1);
    return upload->promise.future();
}

Reply echo(const Request &, const RequestStream &body)
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

class Marking : public Middleware
{
public:
    Reply process(Request request, const Next &next) override
    {
        if (request.query(u"refuse"_s) == u"yes")
            return Response::status(401);
        if (request.hasQuery(u"path"_s))
            request.setPath(request.query(u"path"_s));
        request.setHeader("X-Seen", request.body().isEmpty() ? "without" : "with");
        return next(request).then([](Response response) {
            response.setHeader("X-Passed", "yes");
            return response;
        });
    }
};

class Slots : public HttpController
{
    Q_OBJECT

public slots:
    Landline::Reply stream(const QString &name, const Landline::RequestStream &body)
    {
        const auto text = std::make_shared<QByteArray>(name.toUtf8() + ' ');
        const auto promise = std::make_shared<QPromise<Response>>();
        promise->start();
        body.onReadyRead([body, text] { *text += body.readAll(); });
        body.onFinished([text, promise] {
            promise->addResult(Response::text(QString::fromUtf8(*text)));
            promise->finish();
        });
        return promise->future();
    }
};

class Handler : public HttpStreamHandler
{
public:
    Reply handle(const Request &request, const RequestStream &body) override { return upload(request, body); }
};

void defineRoutes(Router &router)
{
    router.post("/upload", upload).setMaxBodySize(0);
    router.put("/limited", upload);
    router.put("/few", upload).setMaxBodySize(5);
    router.put("/whole", [](const Request &request) { return Response::text(QString::number(request.body().size())); })
            .setMaxBodySize(3'000'000);
    router.post("/slow", uploadSlowly).setMaxBodySize(0);
    router.post("/echo", echo).setMaxBodySize(0);
    router.post("/early", [](const Request &, const RequestStream &) { return Response::status(409); }).setMaxBodySize(0);
    router.get("/plain", [](const Request &) { return "plain"; });
    router.autoController<Slots>("/slots");
}

/// Sends \a bytes, which may be more than the kernel takes, and reads meanwhile.
void sendAll(RawClient &client, const QByteArray &bytes)
{
    client.send(bytes);
    eventually([&] { return client.unsentBytes() == 0 || client.isEnded(); });
}

QByteArray upload(const QByteArray &path, qsizetype size, const QByteArray &method = "POST")
{
    return method + ' ' + path + " HTTP/1.1\r\nHost: a\r\nContent-Length: " + QByteArray::number(size) + "\r\n\r\n"
            + QByteArray(size - 3, 'x') + "end";
}

} // namespace

void tst_Uploads::initTestCase()
{
    m_node = std::make_unique<TestNode>(TestNode::twoServers + R"(
[[server.route]]
method = "PUT"
path = "/handler"
controller = "Handler"
[server.settings]
body_timeout = "500 ms"
max_body_size = "1 MiB"
)");
    (*m_node)->registerController<Handler>("Handler");
    (*m_node)->addMiddleware<Marking>("ws");
    (*m_node)->addRoutes(u"ws"_s, defineRoutes);
    QVERIFY2(m_node->start(), m_node->error());
}

void tst_Uploads::cleanupTestCase()
{
    m_node.reset();
    QCOMPARE(openBodies.load(), 0);
}

void tst_Uploads::bodies_data()
{
    QTest::addColumn<QByteArray>("framed");
    QTest::addColumn<QByteArray>("body");
    const QByteArray chunked = "Transfer-Encoding: chunked\r\n\r\n";
    QTest::newRow("none") << QByteArray("\r\n") << QByteArray("0  without");
    QTest::newRow("empty") << QByteArray("Content-Length: 0\r\n\r\n") << QByteArray("0  without");
    QTest::newRow("length") << QByteArray("Content-Length: 5\r\n\r\nhello") << QByteArray("5 hello without");
    QTest::newRow("chunks") << chunked + "2\r\nhe\r\n3\r\nllo\r\n0\r\nX: y\r\n\r\n" << QByteArray("5 hello without");
    QTest::newRow("large") << "Content-Length: 20000000\r\n\r\n" + QByteArray(largeSize, 'x') << QByteArray("20000000 xxxxx without");
    QTest::newRow("large chunk") << chunked + "1312d00\r\n" + QByteArray(largeSize, 'x') + "\r\n0\r\n\r\n"
                                 << QByteArray("20000000 xxxxx without");
}

void tst_Uploads::bodies()
{
    QFETCH(const QByteArray, framed);
    RawClient client(m_node->port(u"ws"_s));
    sendAll(client, "POST /upload HTTP/1.1\r\nHost: a\r\n" + framed + Wire::get("/plain"));
    const HttpAnswer answer = client.answer();
    QTEST(answer.body, "body");
    QCOMPARE(answer.header("X-Passed"), "yes");
    QCOMPARE(client.answer().body, "plain");

    client.send("POST /upload HTTP/1.1\r\nHost: a\r\n");
    client.send(framed.left(40));
    sendAll(client, framed.mid(40));
    QTEST(client.answer().body, "body");
    QCOMPARE(client.ask(Wire::get("/plain")).body, "plain");
}

void tst_Uploads::many()
{
    RawClient client(m_node->port(u"ws"_s));
    for (int i = 0; i < 150; ++i)
        QCOMPARE(client.ask(upload("/upload", 10)).body, "10 xxend without");
}

void tst_Uploads::limits_data()
{
    QTest::addColumn<QByteArray>("path");
    QTest::addColumn<qsizetype>("size");
    QTest::addColumn<int>("status");
    QTest::newRow("the server's") << QByteArray("/limited") << qsizetype(1024 * 1024) << 200;
    QTest::newRow("more than that") << QByteArray("/limited") << qsizetype(1024 * 1024 + 1) << 413;
    QTest::newRow("the route's") << QByteArray("/few") << qsizetype(5) << 200;
    QTest::newRow("more than the route's") << QByteArray("/few") << qsizetype(6) << 413;
    QTest::newRow("whole") << QByteArray("/whole") << qsizetype(3'000'000) << 200;
    QTest::newRow("whole, more") << QByteArray("/whole") << qsizetype(3'000'001) << 413;
    QTest::newRow("a handler by name") << QByteArray("/handler") << qsizetype(1000) << 200;
}

void tst_Uploads::limits()
{
    QFETCH(const QByteArray, path);
    QFETCH(const qsizetype, size);
    QFETCH(const int, status);
    for (const bool isChunked : {false, true}) {
        RawClient client(m_node->port(u"ws"_s));
        QByteArray request = upload(path, size, "PUT");
        if (isChunked) {
            const qsizetype begin = request.indexOf("Content-Length");
            const qsizetype end = request.indexOf("\r\n\r\n");
            request = request.left(begin) + "Transfer-Encoding: chunked\r\n\r\n" + QByteArray::number(size, 16) + "\r\n"
                    + request.mid(end + 4) + "\r\n0\r\n\r\n";
        }
        sendAll(client, request);
        const HttpAnswer answer = client.answer();
        QCOMPARE(answer.status, status);
        QCOMPARE(answer.header("X-Passed"), "yes");
        if (status == 413)
            QVERIFY(client.waitForEnd());
    }
}

void tst_Uploads::continueWhenTheHandlerIsCalled_data()
{
    QTest::addColumn<QByteArray>("path");
    QTest::addColumn<int>("first");
    QTest::newRow("let pass") << QByteArray("/upload") << 100;
    QTest::newRow("refused by middleware") << QByteArray("/upload?refuse=yes") << 401;
}

void tst_Uploads::continueWhenTheHandlerIsCalled()
{
    QFETCH(const QByteArray, path);
    QFETCH(const int, first);
    RawClient client(m_node->port(u"ws"_s));
    QCOMPARE(client.ask("POST " + path + " HTTP/1.1\r\nHost: a\r\nContent-Length: 5\r\nExpect: 100-continue\r\n\r\n").status, first);
    if (first == 100)
        QCOMPARE(client.ask("hello").body, "5 hello without");
    else
        QVERIFY(client.waitForEnd());
}

/// The client waits; and that the handler takes its time is no pause of the client.
void tst_Uploads::slowReader()
{
    mostUnread = 0;
    RawClient client(m_node->port(u"ws"_s));
    client.send(upload("/slow", largeSize));
    QCOMPARE(client.answer().body, "20000000 xxend without");
    QVERIFY2(mostUnread <= RequestStream::Limit + 64 * 1024, QByteArray::number(mostUnread));
}

void tst_Uploads::echo()
{
    RawClient client(m_node->port(u"ws"_s));
    client.send(upload("/echo", largeSize));
    const HttpAnswer answer = client.answer();
    QCOMPARE(answer.body.size(), largeSize);
    QVERIFY(answer.body.endsWith("xxend"));
    QCOMPARE(answer.header("Connection"), "close");
    QVERIFY(client.waitForEnd());
}

void tst_Uploads::answeredEarly()
{
    RawClient client(m_node->port(u"ws"_s));
    client.send("POST /early HTTP/1.1\r\nHost: a\r\nContent-Length: 100000\r\n\r\n" + Wire::get("/plain"));
    const HttpAnswer answer = client.answer();
    QCOMPARE(answer.status, 409);
    QCOMPARE(answer.header("Connection"), "close");
    QVERIFY(client.waitForEnd());
    QCOMPARE(client.rest(), QByteArray());
}

void tst_Uploads::malformed()
{
    RawClient client(m_node->port(u"ws"_s));
    client.send("POST /upload HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n2\r\nhe\r\n0x5\r\n" + Wire::get("/plain"));
    const HttpAnswer answer = client.answer();
    QCOMPARE(answer.status, 400);
    QCOMPARE(answer.header("X-Passed"), "yes");
    QVERIFY(client.waitForEnd());
    QCOMPARE(client.rest(), QByteArray());
    QCOMPARE(lastError.load(), int(RequestStream::Error::Malformed));
}

void tst_Uploads::pause()
{
    RawClient client(m_node->port(u"ws"_s));
    client.send("POST /upload HTTP/1.1\r\nHost: a\r\nContent-Length: 5\r\n\r\nhe");
    QCOMPARE(client.answer().status, 408);
    QVERIFY(client.waitForEnd());
    QCOMPARE(lastError.load(), int(RequestStream::Error::TimedOut));
}

void tst_Uploads::clientsThatLeave_data()
{
    QTest::addColumn<bool>("resets");
    QTest::newRow("RST") << true;
    QTest::newRow("FIN") << false;
}

void tst_Uploads::clientsThatLeave()
{
    QFETCH(const bool, resets);
    lastError = -1;
    RawClient client(m_node->port(u"ws"_s));
    client.send("POST /upload HTTP/1.1\r\nHost: a\r\nContent-Length: 5\r\n\r\nhe");
    TRY_COMPARE(openBodies.load(), 1);
    if (resets)
        client.reset();
    else
        client.endSending();
    TRY_COMPARE(openBodies.load(), 0);
    QCOMPARE(lastError.load(), int(RequestStream::Error::Disconnected));
    if (resets)
        return;
    QCOMPARE(client.answer().status, lacks(QtLimit::HttpHalfClose) ? 0 : 400);
    QVERIFY(client.waitForEnd());
}

void tst_Uploads::middlewareThatChangesThePath_data()
{
    QTest::addColumn<QByteArray>("path");
    QTest::addColumn<QByteArray>("body");
    QTest::newRow("from a whole body") << QByteArray("/whole?path=/limited") << QByteArray("10 xxend with");
}

/// How a body is read depends on the path that the client sent.
void tst_Uploads::middlewareThatChangesThePath()
{
    QFETCH(const QByteArray, path);
    RawClient client(m_node->port(u"ws"_s));
    QTEST(client.ask(upload(path, 10, "PUT")).body, "body");
}

void tst_Uploads::controllers_data()
{
    QTest::addColumn<QByteArray>("request");
    QTest::addColumn<int>("status");
    QTest::addColumn<QByteArray>("body");
    QTest::newRow("an argument") << Wire::request("POST", "/slots/stream?name=ann", {}, "hello") << 200 << QByteArray("ann hello");
    QTest::newRow("none in the body")
            << Wire::request("POST", "/slots/stream", "Content-Type: application/json\r\n", "{\"name\": \"ann\"}") << 400
            << QByteArray("Missing argument \"name\"");
    QTest::newRow("GET") << Wire::get("/slots/stream?name=ann") << 200 << QByteArray("ann ");
}

void tst_Uploads::controllers()
{
    QFETCH(const QByteArray, request);
    RawClient client(m_node->port(u"ws"_s));
    const HttpAnswer answer = client.ask(request);
    QTEST(answer.status, "status");
    QTEST(answer.body, "body");
}

QTEST_GUILESS_MAIN(tst_Uploads)
#include "tst_uploads.moc"
