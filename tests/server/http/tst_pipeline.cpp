// SPDX-FileCopyrightText: 2026 The Landline authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "http/pipeline.h"

#include <QtCore/qpromise.h>
#include <QtCore/qregularexpression.h>
#include <QtTest/qtest.h>

#include <limits>

#include <optional>
#include <stdexcept>

using namespace Landline;

namespace {

QStringList trace; ///< what ran, in order

/// Middleware made of a function.
class Step : public Middleware
{
public:
    using Function = std::function<Reply(Request, const Next &)>;

    explicit Step(const Function &function) : m_function(function) { }
    Reply process(Request request, const Next &next) override { return m_function(std::move(request), next); }

private:
    Function m_function;
};

std::shared_ptr<Middleware> step(const Step::Function &function)
{
    return std::make_shared<Step>(function);
}

/// Notes its name on the way in and the status on the way out.
std::shared_ptr<Middleware> traced(const QString &name)
{
    return step([name](const Request &request, const Next &next) {
        trace << name + " in";
        return next(request).then([name](Response response) {
            trace << name + ' ' + QString::number(response.status());
            return response;
        });
    });
}

std::shared_ptr<Middleware> answering(const Response &response)
{
    return step([response](const Request &, const Next &) { return response; });
}

Request request(const QByteArray &method, const QByteArray &target)
{
    Request request;
    request.setMethod(method);
    request.setTarget(target);
    return request;
}

Request handshake(const QByteArray &target)
{
    Request handshake = request("GET", target);
    handshake.setHandshake(true);
    return handshake;
}

std::optional<Response> delivered(const Reply &reply)
{
    QObject context;
    std::optional<Response> received;
    reply.deliver(&context, [&received](const Response &response) { received = response; });
    [[maybe_unused]] const bool came = QTest::qWaitFor([&received] { return received.has_value(); }, 30000);
    return received;
}

} // namespace

class tst_Pipeline : public QObject
{
    Q_OBJECT

private slots:
    void init();
    void matching_data();
    void matching();
    void orderOfMiddleware();
    void theServersRunsForUnknownPaths_data();
    void theServersRunsForUnknownPaths();
    void refusal();
    void aChangedRequestIsWhatOthersSee();
    void aChangedPathIsRouted();
    void contextReachesTheConnection();
    void whatThrowsIs500_data();
    void whatThrowsIs500();
    void laterMiddleware();
    void laterHandlerThatFails();
    void nextTwice();
    void handshakeKeepsWhatMiddlewareAdds();
    void bodyRules_data();
    void bodyRules();
    void errors();

private:
    std::unique_ptr<Pipeline> pipeline(const std::function<void(Router &)> &define,
                                       const QList<std::shared_ptr<Middleware>> &middleware = {});

    std::unique_ptr<QObject> m_parent;
};

void tst_Pipeline::init()
{
    trace.clear();
    m_parent = std::make_unique<QObject>();
}

std::unique_ptr<Pipeline> tst_Pipeline::pipeline(const std::function<void(Router &)> &define,
                                                 const QList<std::shared_ptr<Middleware>> &middleware)
{
    auto router = std::make_unique<Router>("main", Sender(), m_parent.get());
    define(*router);
    return std::make_unique<Pipeline>(std::move(router), middleware);
}

void tst_Pipeline::matching_data()
{
    QTest::addColumn<Request>("request");
    QTest::addColumn<int>("status");
    QTest::addColumn<QByteArray>("body");
    QTest::addColumn<QByteArray>("allow");

    const auto row = [](const char *name, const Request &asked, int status, const QByteArray &body = {},
                        const QByteArray &allow = {}) {
        QTest::newRow(name) << asked << status << body << allow;
    };
    row("GET", request("GET", "/a"), 200, "get /a main");
    row("HEAD falls back to GET", request("HEAD", "/a"), 200, "get /a main");
    row("POST of its own", request("POST", "/a"), 200, "post");
    row("another method", request("PUT", "/a"), 405, "Method Not Allowed", "GET, POST");
    row("any method", request("BREW", "/any"), 200, "any");
    row("placeholder", request("GET", "/user/7"), 200, "user 7");
    row("placeholder that does not fit", request("GET", "/user/x"), 404, "Not Found");
    row("unknown", request("GET", "/b"), 404, "Not Found");
    row("a slash too many", request("GET", "/a/"), 404, "Not Found");
    row("case matters", request("GET", "/A"), 404, "Not Found");
    row("the query does not", request("GET", "/a?x"), 200, "get /a main");
    row("a WebSocket route, asked plainly", request("GET", "/chat"), 426, "Upgrade Required");
    row("a WebSocket route, HEAD", request("HEAD", "/chat"), 426, "Upgrade Required");
    row("a WebSocket route, POST", request("POST", "/chat"), 405, "Method Not Allowed", "GET");
    row("both kinds, asked plainly", request("GET", "/both"), 200, "both");
    row("handshake", handshake("/chat"), 101);
    row("both kinds, handshake", handshake("/both"), 101);
    row("handshake for an HTTP route", handshake("/a"), 404, "Not Found");
    row("handshake for any method", handshake("/any"), 404, "Not Found");
    row("handshake for nothing", handshake("/b"), 404, "Not Found");
    Request constant = request("GET", "/chat");
    constant.setHeader("Upgrade", "WebSocket");
    row("a WebSocket client without a key", constant, 400, "sec-websocket-key is invalid!");
}

void tst_Pipeline::matching()
{
    QFETCH(Request, request);
    const auto pipe = pipeline([](Router &router) {
        router.get("/a", [](const Request &asked) { return "get " + asked.route() + ' ' + asked.serverName(); });
        router.post("/a", [](const Request &) { return "post"; });
        router.any("/any", [](const Request &) { return "any"; });
        router.get("/user/{id:\\d+}", [](const Request &asked) { return "user " + asked.parameter("id"); });
        router.get("/both", [](const Request &) { return "both"; });
        router.webSocket("/both");
        router.webSocket("/chat");
    });
    QCOMPARE(pipe->errors(), QStringList());
    request.setServerName(pipe->serverName());
    const std::optional<Response> response = delivered(pipe->run(request));

    QVERIFY(response);
    QTEST(response->status(), "status");
    QTEST(response->body(), "body");
    QTEST(response->header("Allow"), "allow");
    QCOMPARE(response->route() != nullptr, response->status() == 101);
    if (response->status() == 426) {
        QCOMPARE(response->header("Upgrade"), "websocket");
        QCOMPARE(response->header("Sec-WebSocket-Version"), "13");
    }
}

void tst_Pipeline::orderOfMiddleware()
{
    const auto pipe = pipeline([](Router &router) {
        router.group("/g", [](Router &group) {
            group.get("/a", [](const Request &) {
                trace << "handler";
                return Response::status(201);
            }).use(traced("route 1")).use(traced("route 2"));
        }, {traced("group")});
    }, {traced("server 1"), traced("server 2")});
    delivered(pipe->run(request("GET", "/g/a")));

    QCOMPARE(trace, QStringList({"server 1 in", "server 2 in", "group in", "route 1 in", "route 2 in", "handler",
                                 "route 2 201", "route 1 201", "group 201", "server 2 201", "server 1 201"}));
}

void tst_Pipeline::theServersRunsForUnknownPaths_data()
{
    QTest::addColumn<Request>("request");
    QTest::addColumn<int>("status");

    QTest::newRow("not found") << request("GET", "/b") << 404;
    QTest::newRow("not allowed") << request("POST", "/a") << 405;
    QTest::newRow("handshake") << handshake("/b") << 404;
    QTest::newRow("upgrade required") << request("GET", "/chat") << 426;
}

void tst_Pipeline::theServersRunsForUnknownPaths()
{
    QFETCH(const Request, request);
    QFETCH(const int, status);
    const auto define = [](Router &router) {
        router.get("/a", [](const Request &) { return "a"; }).use(traced("of a route"));
        router.webSocket("/chat").use(traced("of a route"));
    };
    delivered(pipeline(define, {traced("server")})->run(request));
    QCOMPARE(trace, QStringList({"server in", "server " + QString::number(status)}));

    // So a stranger is told 401, whatever is or is not there.
    const auto guarded = pipeline(define, {answering(Response::status(401))});
    QCOMPARE(delivered(guarded->run(request))->status(), 401);
}

void tst_Pipeline::refusal()
{
    const auto pipe = pipeline([](Router &router) { router.webSocket("/chat").use(traced("behind")); },
                               {answering(Response::status(101))});
    const std::optional<Response> response = delivered(pipe->run(handshake("/chat")));
    QCOMPARE(response->status(), 101);
    QVERIFY(!response->route()); // not the router's, so it lets nobody in
    QVERIFY(trace.isEmpty());
}

void tst_Pipeline::aChangedRequestIsWhatOthersSee()
{
    const auto change = step([](Request request, const Next &next) {
        request.setHeader("X-User", "ann");
        return next(request);
    });
    const auto pipe = pipeline([](Router &router) {
        router.get("/a", [](const Request &asked) { return QString::fromLatin1(asked.header("X-User")); });
    }, {change});
    QCOMPARE(delivered(pipe->run(request("GET", "/a")))->body(), "ann");
}

void tst_Pipeline::aChangedPathIsRouted()
{
    const auto change = step([](Request request, const Next &next) {
        request.setPath("/new" + request.path());
        return next(request);
    });
    const auto pipe = pipeline([](Router &router) {
        router.get("/new/{name}", [](const Request &asked) { return asked.parameter("name"); });
    }, {change});
    QCOMPARE(delivered(pipe->run(request("GET", "/a")))->body(), "a");
}

void tst_Pipeline::contextReachesTheConnection()
{
    const auto write = step([](const Request &request, const Next &next) {
        request.context().set("user", "ann");
        return next(request);
    });
    const auto pipe = pipeline([](Router &router) { router.webSocket("/"); }, {write});
    const Request asked = handshake("/");
    delivered(pipe->run(asked));
    QCOMPARE(asked.context().get("user"), "ann");
}

void tst_Pipeline::whatThrowsIs500_data()
{
    QTest::addColumn<QString>("path");

    QTest::newRow("handler") << "/handler";
    QTest::newRow("what is no exception") << "/number";
    QTest::newRow("middleware of the route") << "/middleware";
    QTest::newRow("no handler at all") << "/none";
}

void tst_Pipeline::whatThrowsIs500()
{
    QFETCH(const QString, path);
    const auto pipe = pipeline([](Router &router) {
        router.get("/handler", [](const Request &) -> Reply { throw std::runtime_error("no luck"); });
        router.get("/number", [](const Request &) -> Reply { throw 42; });
        router.get("/middleware", [](const Request &) { return "never"; })
                .use(step([](const Request &, const Next &) -> Reply { throw std::runtime_error("no luck"); }));
        router.get("/none", {});
    }, {traced("server")});
    QTest::ignoreMessage(QtCriticalMsg, QRegularExpression("a handler threw"));
    const std::optional<Response> response = delivered(pipe->run(request("GET", path.toLatin1())));

    QCOMPARE(response->status(), 500);
    QCOMPARE(response->body(), "Internal Server Error");
    QCOMPARE(trace, QStringList({"server in", "server 500"})); // those before it see an answer like any other
}

void tst_Pipeline::laterMiddleware()
{
    QPromise<Response> promise;
    promise.start();
    // Waits for something, then goes on with the request.
    const auto wait = step([&promise](const Request &request, const Next &next) -> Reply {
        return promise.future().then([request, next](const Response &) {
            Response answer = Response::status(500);
            next(request).deliver(qApp, [&answer](const Response &response) { answer = response; });
            return answer;
        });
    });
    const auto pipe = pipeline([](Router &router) { router.webSocket("/chat").use(traced("route")); },
                               {traced("before"), wait, traced("behind")});
    std::optional<Response> response;
    QObject context;
    pipe->run(handshake("/chat")).deliver(&context, [&response](const Response &came) { response = came; });
    QVERIFY(!response);
    QCOMPARE(trace, QStringList("before in"));

    promise.addResult(Response());
    promise.finish();
    QTRY_VERIFY(response);
    QCOMPARE(response->status(), 101);
    QVERIFY(response->route());
    QCOMPARE(trace, QStringList({"before in", "behind in", "route in", "route 101", "behind 101", "before 101"}));
}

void tst_Pipeline::laterHandlerThatFails()
{
    const auto pipe = pipeline([](Router &router) {
        router.get("/fails", [](const Request &) {
            return QtFuture::makeExceptionalFuture<Response>(std::make_exception_ptr(std::runtime_error("no luck")));
        });
        router.get("/cancelled", [](const Request &) { return QFuture<Response>(); });
    }, {traced("server")});
    for (const char *path : {"/fails", "/cancelled"}) {
        trace.clear();
        const std::optional<Response> response = delivered(pipe->run(request("GET", path)));
        QVERIFY(response);
        QCOMPARE(response->status(), 500);
        QVERIFY(!response->body().contains("luck"));
        QCOMPARE(trace, QStringList({"server in", "server 500"}));
    }
}

void tst_Pipeline::nextTwice()
{
    const auto twice = step([](const Request &request, const Next &next) {
        next(request);
        return next(request);
    });
    int calls = 0;
    const auto pipe = pipeline([&calls](Router &router) {
        router.get("/a", [&calls](const Request &) { return QString::number(++calls); });
    }, {twice});
    QCOMPARE(delivered(pipe->run(request("GET", "/a")))->body(), "2");
}

void tst_Pipeline::handshakeKeepsWhatMiddlewareAdds()
{
    const auto add = step([](const Request &request, const Next &next) {
        return next(request).then([](Response response) {
            response.addCookie("session", "1");
            return response;
        });
    });
    const auto pipe = pipeline([](Router &router) { router.webSocket("/"); }, {add});
    const std::optional<Response> response = delivered(pipe->run(handshake("/")));
    QVERIFY(response->route());
    QVERIFY(response->header("Set-Cookie").startsWith("session=1"));
}

void tst_Pipeline::bodyRules_data()
{
    QTest::addColumn<QByteArray>("method");
    QTest::addColumn<QByteArray>("path");
    QTest::addColumn<qint64>("maxSize");
    QTest::addColumn<bool>("isStreamed");
    constexpr qint64 any = std::numeric_limits<qint64>::max();
    QTest::newRow("whole") << QByteArray("POST") << QByteArray("/whole") << qint64(1000) << false;
    QTest::newRow("whole, with a limit") << QByteArray("POST") << QByteArray("/limited/a%20b") << qint64(5) << false;
    QTest::newRow("streamed") << QByteArray("PUT") << QByteArray("/streamed") << qint64(1000) << true;
    QTest::newRow("another method") << QByteArray("POST") << QByteArray("/streamed") << qint64(1000) << false;
    QTest::newRow("without a limit") << QByteArray("PUT") << QByteArray("/unlimited") << any << true;
    QTest::newRow("nothing") << QByteArray("PUT") << QByteArray("/nothing") << qint64(1000) << false;
}

void tst_Pipeline::bodyRules()
{
    QFETCH(const QByteArray, method);
    QFETCH(const QByteArray, path);
    QObject parent;
    auto router = std::make_unique<Router>("main", Sender(), &parent);
    const auto whole = [](const Request &) { return Response(); };
    const auto streamed = [](const Request &, const RequestStream &) { return Response(); };
    router->post("/whole", whole);
    router->post("/limited/{name}", whole).setMaxBodySize(5);
    router->put("/streamed", streamed);
    router->put("/unlimited", streamed).setMaxBodySize(0);
    const Pipeline pipeline(std::move(router), {});
    QCOMPARE(pipeline.errors(), QStringList());
    const Pipeline::BodyRule rule = pipeline.bodyRule(method, path, 1000);
    QTEST(rule.maxSize, "maxSize");
    QTEST(rule.isStreamed, "isStreamed");
}

void tst_Pipeline::errors()
{
    const auto pipe = pipeline([](Router &router) {
        const auto handler = [](const Request &) { return "x"; };
        router.get("/a", handler);
        router.get("/a", handler);
        router.webSocket("/a");
        router.webSocket("/a");
        router.get("/{", handler);
        router.addError("said by the router");
    });
    QCOMPARE(pipe->errors().size(), 4);
    QCOMPARE(pipe->errors().constFirst(), "said by the router");
}

QTEST_GUILESS_MAIN(tst_Pipeline)
#include "tst_pipeline.moc"
