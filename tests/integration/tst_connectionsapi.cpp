// SPDX-FileCopyrightText: 2026 The Landline authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "support/finishedprocess.h"
#include "support/httpanswer.h"
#include "support/patience.h"
#include "support/rawclient.h"
#include "support/testclient.h"
#include "support/testnode.h"

#include <Landline/Landline>
#include <Landline/version.h>

#include <QtCore/qjsonarray.h>
#include <QtCore/qjsondocument.h>
#include <QtCore/qfile.h>
#include <QtCore/qjsonobject.h>
#include <QtCore/qregularexpression.h>
#include <QtTest/qtest.h>

#include <memory>
#include <vector>

using namespace Landline;
using namespace Qt::StringLiterals;

namespace {

const QByteArray all = "all-scopes-0123456789";
const QByteArray reader = "read-only-0123456789";
const QByteArray pusher = "push-only-0123456789";

ApiKeyConfig key(const QString &name, const QByteArray &secret, ApiScopes scopes)
{
    ApiKeyConfig config;
    config.name = name;
    config.secret = secret;
    config.scopes = scopes;
    return config;
}

RouteConfig route(const QString &path, const QString &controller)
{
    RouteConfig route;
    route.path = path;
    route.controller = controller;
    return route;
}

NodeConfig configuration()
{
    NodeConfig config = NodeConfig::fromToml(TestNode::twoServers, u"test.toml"_s);
    config.apiKeys = {key(u"all"_s, all, ApiScope::Read | ApiScope::Push | ApiScope::Disconnect),
                      key(u"reader"_s, reader, ApiScope::Read), key(u"pusher"_s, pusher, ApiScope::Push)};
    for (ServerConfig &server : config.servers) {
        if (server.type == ServerType::Http) {
            server.routes = {route(u"/api"_s, u"ConnectionsApi"_s), route(u"/"_s, u"Health"_s)};
        }
    }
    return config;
}

QJsonObject objectOf(const HttpAnswer &answer)
{
    return QJsonDocument::fromJson(answer.body).object();
}

/// The answer as a row of a table says it: the status and compact JSON.
QByteArray shown(const HttpAnswer &answer)
{
    return QByteArray::number(answer.status) + ' ' + QJsonDocument(objectOf(answer)).toJson(QJsonDocument::Compact);
}

/// The handshake's query says group, user and label.
class Member : public Controller
{
    Q_OBJECT

public slots:
    void onOpen(Landline::Connection *connection, const Landline::Request &request) override
    {
        connection->join(request.query(u"group"_s));
        connection->bindUser(request.query(u"user"_s));
        connection->context().set(u"label"_s, request.query(u"label"_s));
    }
    void onMessage(Landline::Connection *, const Landline::Frame &) override { }
};

} // namespace

/// The HTTP API as a back end in another language sees it, row by row.
class tst_ConnectionsApi : public QObject
{
    Q_OBJECT

private slots:
    void init();
    void cleanup();

    void authentication_data();
    void authentication();
    void scopes_data();
    void scopes();
    void paths_data();
    void paths();
    void options();
    void listsConnections_data();
    void listsConnections();
    void listsPages();
    void showsConnection();
    void messages_data();
    void messages();
    void disconnectsOne_data();
    void disconnectsOne();
    void pushes_data();
    void pushes();
    void bodies_data();
    void bodies();
    void tooLarge();
    void longPage();
    void disconnectsMany();
    void dryRun();
    void job();
    void cancelsJob();
    void groups();
    void groupErrors_data();
    void groupErrors();
    void node();
    void idempotency();
    void fullQueue();
    void describesItself();
    void needsAKey();
    void health();
    void manual_data();
    void manual();

private:
    void connectFour();
    TestClient *connectOne(const QString &path, const QString &query);
    HttpAnswer ask(const QByteArray &method, const QByteArray &target, const QByteArray &body = {},
                   const QByteArray &headers = {}, const QByteArray &secret = all);
    HttpAnswer post(const QByteArray &target, const QByteArray &json, const QByteArray &headers = {})
    {
        return ask("POST", target, json, "Content-Type: application/json\r\n" + headers);
    }
    QByteArray idOf(qint64 fd);

    std::unique_ptr<TestNode> m_node;
    std::unique_ptr<RawClient> m_http;
    std::vector<std::unique_ptr<TestClient>> m_clients; ///< of fd 1, 2, 3 ...
};

void tst_ConnectionsApi::init()
{
    m_node = std::make_unique<TestNode>(configuration());
    (*m_node)->addRoutes(u"ws"_s, [](Router &router) {
        router.webSocket<Member>("/");
        router.webSocket<Member>("/chat/{room}");
    });
    QVERIFY2(m_node->start(), m_node->error());
}

void tst_ConnectionsApi::cleanup()
{
    m_http.reset();
    m_clients.clear();
    m_node.reset();
}

TestClient *tst_ConnectionsApi::connectOne(const QString &path, const QString &query)
{
    QUrl url = m_node->url(u"ws"_s, path);
    url.setQuery(query);
    TestClient *client = m_clients.emplace_back(std::make_unique<TestClient>()).get();
    const bool opened = client->open(url)
            && eventually([this] { return m_node->opened().size() == qsizetype(m_clients.size()); });
    return opened && m_node->lastFd() == qint64(m_clients.size()) ? client : nullptr;
}

/// 1 and 3 are of worker 0, 2 and 4 of worker 1.
void tst_ConnectionsApi::connectFour()
{
    QVERIFY(connectOne(u"/"_s, u"group=red&user=ann&label=Ann"_s));
    QVERIFY(connectOne(u"/chat/blue"_s, u"group=red&user=bob"_s));
    QVERIFY(connectOne(u"/chat/green"_s, u"group=blue&user=ann"_s));
    QVERIFY(connectOne(u"/"_s, {}));
}

HttpAnswer tst_ConnectionsApi::ask(const QByteArray &method, const QByteArray &target, const QByteArray &body,
                                   const QByteArray &headers, const QByteArray &secret)
{
    // Not before the first request: the first client goes to worker 0.
    if (!m_http)
        m_http = std::make_unique<RawClient>(m_node->port(u"http"_s));
    QByteArray request = method + ' ' + target + " HTTP/1.1\r\nHost: a\r\n" + headers;
    if (!secret.isEmpty())
        request += "Authorization: Bearer " + secret + "\r\n";
    if (!body.isEmpty() || method == "POST")
        request += "Content-Length: " + QByteArray::number(body.size()) + "\r\n";
    m_http->send(request + "\r\n" + body);
    return m_http->answer(method);
}

QByteArray tst_ConnectionsApi::idOf(qint64 fd)
{
    return (*m_node)->config().name.toUtf8() + '-' + QByteArray::number((*m_node)->startedAt().toMSecsSinceEpoch()) + '-'
            + QByteArray::number(fd);
}

void tst_ConnectionsApi::authentication_data()
{
    QTest::addColumn<QByteArray>("headers");
    QTest::addColumn<int>("status");

    const auto row = [](const char *name, const QByteArray &headers, int status) { QTest::newRow(name) << headers << status; };
    row("bearer", "Authorization: Bearer " + all + "\r\n", 200);
    row("bearer in lower case", "Authorization: bearer " + all + "\r\n", 200);
    row("X-API-Key", "X-API-Key: " + all + "\r\n", 200);
    row("both the same", "X-API-Key: " + all + "\r\nAuthorization: Bearer " + all + "\r\n", 200);
    row("none", {}, 401);
    row("wrong", "X-API-Key: nobody-has-this-key\r\n", 401);
    row("empty", "X-API-Key: \r\n", 401);
    row("basic", "Authorization: Basic " + all.toBase64() + "\r\n", 401);
    row("two keys", "X-API-Key: " + all + "\r\nAuthorization: Bearer " + reader + "\r\n", 401);
    row("one of two wrong", "X-API-Key: " + all + "\r\nAuthorization: Basic x\r\n", 401);
    row("bearer twice", "Authorization: Bearer " + all + "\r\nAuthorization: Bearer " + all + "\r\n", 401);
    row("X-API-Key twice", "X-API-Key: " + all + "\r\nX-API-Key: " + all + "\r\n", 401);
}

void tst_ConnectionsApi::authentication()
{
    QFETCH(const QByteArray, headers);
    QFETCH(const int, status);

    const HttpAnswer answer = ask("GET", "/api/node", {}, headers, {});
    QCOMPARE(answer.status, status);
    QCOMPARE(answer.header("Cache-Control"), "no-store");
    QCOMPARE(answer.header("WWW-Authenticate"), status == 401 ? "Bearer" : QByteArray());
    QCOMPARE(answer.header("Content-Type"), status == 401 ? "application/problem+json" : "application/json");
    if (status == 401) {
        QCOMPARE(objectOf(answer).value(u"status"_s), QJsonValue(401));
        QCOMPARE(objectOf(answer).value(u"title"_s), QJsonValue(u"Unauthorized"_s));
        QVERIFY(!objectOf(answer).value(u"detail"_s).toString().isEmpty());
    }
}

void tst_ConnectionsApi::scopes_data()
{
    QTest::addColumn<QByteArray>("method");
    QTest::addColumn<QByteArray>("path");
    QTest::addColumn<QByteArray>("key");
    QTest::addColumn<int>("status");

    const auto row = [](const QByteArray &method, const QByteArray &path, const QByteArray &secret, int status) {
        QTest::addRow("%s %s %s", method.constData(), path.constData(), secret.constData()) << method << path << secret << status;
    };
    row("GET", "/connections", reader, 200);
    row("HEAD", "/connections", reader, 200);
    row("GET", "/connections", pusher, 403);
    row("HEAD", "/connections", pusher, 403);
    row("GET", "/connections/1", pusher, 403);
    row("POST", "/connections/1", reader, 403);
    row("POST", "/connections/1", pusher, 415);
    row("DELETE", "/connections/1", pusher, 403);
    row("POST", "/push", reader, 403);
    row("POST", "/disconnect", pusher, 403);
    row("PUT", "/groups/a/1", reader, 403);
    row("DELETE", "/groups/a/1", reader, 403);
    row("PUT", "/groups/a/1", pusher, 404);
    row("GET", "/groups", pusher, 403);
    row("GET", "/node", pusher, 403);
    row("GET", "/jobs/j1", pusher, 404);
    row("DELETE", "/jobs/j1", reader, 403);
}

void tst_ConnectionsApi::scopes()
{
    QFETCH(const QByteArray, method);
    QFETCH(const QByteArray, path);
    QFETCH(const QByteArray, key);
    QFETCH(const int, status);

    QCOMPARE(ask(method, "/api" + path, {}, {}, key).status, status);
}

void tst_ConnectionsApi::paths_data()
{
    QTest::addColumn<QByteArray>("method");
    QTest::addColumn<QByteArray>("target");
    QTest::addColumn<QByteArray>("key");
    QTest::addColumn<int>("status");
    QTest::addColumn<QByteArray>("allow");

    const auto row = [](const char *name, const QByteArray &method, const QByteArray &target, const QByteArray &secret, int status,
                        const QByteArray &allow = {}) { QTest::newRow(name) << method << target << secret << status << allow; };
    row("the mount", "GET", "/api", all, 404);
    row("trailing slash of the mount", "GET", "/api/", all, 404);
    row("trailing slash", "GET", "/api/connections/", all, 404);
    row("unknown", "GET", "/api/nothing", all, 404);
    row("unknown without a key", "GET", "/api/nothing", {}, 401);
    row("too deep", "GET", "/api/node/1", all, 404);
    row("two slashes", "GET", "/api//node", all, 404);
    row("case counts", "GET", "/api/Node", all, 404);
    row("encoded", "GET", "/api/%6eode", all, 200);
    row("not UTF-8", "GET", "/api/%ff", all, 404);
    row("no method", "PATCH", "/api/connections", all, 405, "GET, HEAD, OPTIONS");
    row("no method of one", "PUT", "/api/connections/1", all, 405, "GET, HEAD, POST, DELETE, OPTIONS");
    row("POST only", "GET", "/api/push", all, 405, "POST, OPTIONS");
    row("no method without a key", "PATCH", "/api/connections", {}, 401);
    row("unknown parameter", "GET", "/api/node?x=1", all, 422);
    row("unknown id", "GET", "/api/connections/99", all, 404);
    row("malformed id", "GET", "/api/connections/x", all, 404);
    row("zero", "GET", "/api/connections/0", all, 404);
    row("leading zero", "GET", "/api/connections/01", all, 404);
    row("another node", "GET", "/api/connections/other-1-1", all, 404);
    row("earlier start", "GET", "/api/connections/main-1-1", all, 410);
    row("later start", "GET", "/api/connections/main-9223372036854775807-1", all, 404);
    row("no job", "GET", "/api/jobs/j1", all, 404);
    row("no name of a job", "GET", "/api/jobs/1", all, 404);
    row("description without a key", "GET", "/api/openapi.json", {}, 200);
}

void tst_ConnectionsApi::paths()
{
    QFETCH(const QByteArray, method);
    QFETCH(const QByteArray, target);
    QFETCH(const QByteArray, key);
    QFETCH(const int, status);

    const HttpAnswer answer = ask(method, target, {}, {}, key);
    QCOMPARE(answer.status, status);
    QTEST(answer.header("Allow"), "allow");
    if (status >= 400)
        QCOMPARE(answer.header("Content-Type"), "application/problem+json");
}

void tst_ConnectionsApi::options()
{
    const HttpAnswer answer = ask("OPTIONS", "/api/connections/1");
    QCOMPARE(answer.status, 204);
    QCOMPARE(answer.header("Allow"), "GET, HEAD, POST, DELETE, OPTIONS");
    QCOMPARE(ask("OPTIONS", "/api/connections/1", {}, {}, {}).status, 401);
    QCOMPARE(ask("OPTIONS", "/api/nothing").status, 404);
}

void tst_ConnectionsApi::listsConnections_data()
{
    QTest::addColumn<QByteArray>("query");
    QTest::addColumn<int>("status");
    QTest::addColumn<QByteArray>("fds"); // or the problem's field and position

    const auto row = [](const char *name, const QByteArray &query, int status, const QByteArray &fds) {
        QTest::newRow(name) << query << status << fds;
    };
    row("all", "", 200, "1 2 3 4");
    row("empty parameters", "?filter=&after=", 200, "1 2 3 4");
    row("filter", "?filter=user:ann", 200, "1 3");
    row("two terms", "?filter=user:ann%20group:blue", 200, "3");
    row("plus is a plus", "?filter=user:ann+x", 200, "");
    row("nobody", "?filter=user:x", 200, "");
    row("limit", "?limit=2", 200, "1 2");
    row("bad filter", "?filter=user:ann%20nokey:1", 422, "filter 9");
    row("limit 0", "?limit=0", 422, "limit -1");
    row("limit 1001", "?limit=1001", 422, "limit -1");
    row("limit -1", "?limit=-1", 422, "limit -1");
    row("limit empty", "?limit=", 422, "limit -1");
    row("limit twice", "?limit=1&limit=1", 422, "limit -1");
    row("bad after", "?after=17", 422, "after -1");
    row("not UTF-8", "?filter=%ff", 422, "filter -1");
    row("unknown", "?fitler=x", 422, "fitler -1");
}

void tst_ConnectionsApi::listsConnections()
{
    QFETCH(const QByteArray, query);
    QFETCH(const int, status);
    connectFour();

    const HttpAnswer answer = ask("GET", "/api/connections" + query);
    QCOMPARE(answer.status, status);
    QByteArrayList found;
    const QJsonObject body = objectOf(answer);
    if (status == 200) {
        for (const QJsonValue &row : body.value(u"connections"_s).toArray())
            found.append(QByteArray::number(row[u"fd"_s].toInteger()));
    } else {
        found = {body.value(u"field"_s).toString().toUtf8(), QByteArray::number(body.value(u"position"_s).toInteger(-1))};
    }
    QTEST(found.join(' '), "fds");
}

void tst_ConnectionsApi::listsPages()
{
    connectFour();
    QByteArray fds;
    QByteArray after;
    int pages = 0;
    do {
        const QJsonObject body = objectOf(ask("GET", "/api/connections?limit=1&filter=!fd:2&after=" + after));
        QCOMPARE(body.value(u"matched"_s), QJsonValue(3));
        for (const QJsonValue &row : body.value(u"connections"_s).toArray())
            fds += QByteArray::number(row[u"fd"_s].toInteger());
        QVERIFY(body.contains(u"next"_s));
        after = body.value(u"next"_s).toString().toLatin1();
        ++pages;
    } while (!after.isEmpty());
    QCOMPARE(fds, "134");
    QCOMPARE(pages, 3);
}

void tst_ConnectionsApi::showsConnection()
{
    connectFour();
    for (const QByteArray &id : {QByteArray("2"), idOf(2)}) {
        const HttpAnswer answer = ask("GET", "/api/connections/" + id);
        QCOMPARE(answer.status, 200);
        const QJsonObject body = objectOf(answer);
        QCOMPARE(body.value(u"fd"_s), QJsonValue(2));
        QCOMPARE(body.value(u"id"_s), QJsonValue(QString::fromLatin1(idOf(2))));
        QCOMPARE(body.value(u"path"_s), QJsonValue(u"/chat/blue"_s));
        QCOMPARE(body.value(u"route"_s), QJsonValue(u"/chat/{room}"_s));
        QCOMPARE(body.value(u"user"_s), QJsonValue(u"bob"_s));
        QCOMPARE(body.value(u"groups"_s), QJsonValue(QJsonArray{u"red"_s}));
        QCOMPARE(body.value(u"worker"_s), QJsonValue(1));
        QCOMPARE(body.size(), 24);
    }
    // All groups, also where a row of the console cuts them.
    for (int i = 0; i < 20; ++i)
        QCOMPARE(ask("PUT", "/api/groups/g" + QByteArray::number(i) + "/2").status, 204);
    QCOMPARE(objectOf(ask("GET", "/api/connections/2")).value(u"groups"_s).toArray().size(), 21);

    m_clients[1]->close();
    QVERIFY(eventually([this] { return m_node->closed().size() == 1; }));
    QCOMPARE(ask("GET", "/api/connections/2").status, 410);
}

void tst_ConnectionsApi::messages_data()
{
    QTest::addColumn<QByteArray>("type");
    QTest::addColumn<QByteArray>("body");
    QTest::addColumn<int>("status");
    QTest::addColumn<bool>("isBinary");

    const auto row = [](const char *name, const QByteArray &type, const QByteArray &body, int status, bool isBinary = false) {
        QTest::newRow(name) << type << body << status << isBinary;
    };
    row("text", "text/plain", "hello", 200);
    row("text with charset", "text/plain; charset=UTF-8", "h\xc3\xa4llo", 200);
    row("text with quoted charset", "text/html;charset=\"utf-8\"", "<p>", 200);
    row("JSON is not parsed", "application/json", "{\"b\": 1, \"a\"", 200);
    row("binary", "application/octet-stream", QByteArray("\0\xff", 2), 200, true);
    row("empty text", "text/plain", "", 200);
    row("empty binary", "application/octet-stream", "", 200, true);
    row("no type", {}, "hello", 415);
    row("another type", "image/png", "hello", 415);
    row("form", "application/x-www-form-urlencoded", "a=b", 415);
    row("another charset", "text/plain; charset=iso-8859-1", "hello", 415);
    row("not UTF-8", "text/plain", "\xff", 422);
}

void tst_ConnectionsApi::messages()
{
    QFETCH(const QByteArray, type);
    QFETCH(const QByteArray, body);
    QFETCH(const int, status);
    QFETCH(const bool, isBinary);
    connectFour();

    const HttpAnswer answer = ask("POST", "/api/connections/2", body, type.isEmpty() ? type : "Content-Type: " + type + "\r\n");
    QCOMPARE(answer.status, status);
    if (status == 200) {
        QCOMPARE(shown(answer), "200 {\"id\":\"" + idOf(2) + "\",\"result\":\"queued\"}");
        QVERIFY(m_clients[1]->waitForFrames(1));
        QCOMPARE(m_clients[1]->frames().constFirst(), isBinary ? Frame::fromBinary(body) : Frame(body));
    }
    QCOMPARE(ask("POST", "/api/connections/99", "x", "Content-Type: text/plain\r\n").status, 404);
    QCOMPARE(ask("POST", "/api/connections/main-1-1", "x", "Content-Type: text/plain\r\n").status, 410);
}

void tst_ConnectionsApi::disconnectsOne_data()
{
    QTest::addColumn<QByteArray>("query");
    QTest::addColumn<int>("status");
    QTest::addColumn<int>("code");
    QTest::addColumn<QString>("reason");

    const auto row = [](const char *name, const QByteArray &query, int status, int code = 0, const QString &reason = {}) {
        QTest::newRow(name) << query << status << code << reason;
    };
    row("default", "", 200, 1000);
    row("code", "?code=4000", 200, 4000);
    row("reason", "?code=1001&reason=a+b%20c", 200, 1001, u"a+b c"_s);
    row("123 bytes", "?reason=" + QByteArray(123, 'x'), 200, 1000, QString(123, u'x'));
    row("124 bytes", "?reason=" + QByteArray(124, 'x'), 422);
    row("not sendable", "?code=1005", 422);
    row("reserved", "?code=2999", 422);
    row("no number", "?code=x", 422);
    row("too large", "?code=66536", 422);
    row("unknown", "?cod=1000", 422);
}

void tst_ConnectionsApi::disconnectsOne()
{
    QFETCH(const QByteArray, query);
    QFETCH(const int, status);
    QFETCH(const int, code);
    QFETCH(const QString, reason);
    connectFour();

    const HttpAnswer answer = ask("DELETE", "/api/connections/" + idOf(3) + query);
    QCOMPARE(answer.status, status);
    if (status != 200)
        return;
    QCOMPARE(shown(answer), "200 {\"id\":\"" + idOf(3) + "\",\"result\":\"queued\"}");
    QVERIFY(m_clients[2]->waitForEnd());
    QCOMPARE(m_clients[2]->closeCode(), code);
    QCOMPARE(m_clients[2]->closeReason(), reason);
    QVERIFY(eventually([this] { return m_node->closed().size() == 1; }));
    QCOMPARE(ask("DELETE", "/api/connections/3").status, 410);
    QCOMPARE(ask("DELETE", "/api/connections/99").status, 404);
}

void tst_ConnectionsApi::pushes_data()
{
    QTest::addColumn<QByteArray>("to");
    QTest::addColumn<QByteArray>("counts"); // queued, rejected, gone, unknown
    QTest::addColumn<QByteArray>("fds");

    const auto row = [](const char *name, const QByteArray &to, const QByteArray &counts, const QByteArray &fds) {
        QTest::newRow(name) << to << counts << fds;
    };
    row("all", "\"all\"", "4 0 0 0", "1 2 3 4");
    row("server", R"({"server": "ws"})", "4 0 0 0", "1 2 3 4");
    row("another server", R"({"server": "http"})", "0 0 0 0", "");
    row("route", R"({"route": "/chat/{room}"})", "2 0 0 0", "2 3");
    row("unknown route", R"({"route": "/x"})", "0 0 0 0", "");
    row("group", R"({"group": "red"})", "2 0 0 0", "1 2");
    row("unknown group", R"({"group": "x"})", "0 0 0 0", "");
    row("groups", R"({"groups": ["red", "blue", "red"]})", "3 0 0 0", "1 2 3");
    row("user", R"({"user": "ann"})", "2 0 0 0", "1 3");
    row("users", R"({"users": ["ann", "bob", "x"]})", "3 0 0 0", "1 2 3");
    row("filter", R"({"filter": "user:ann !group:blue"})", "1 0 0 0", "1");
    row("except", R"({"group": "red", "except": [1]})", "1 0 0 0", "2");
    row("numbers and strings", R"({"ids": [1, "2"]})", "2 0 0 0", "1 2");
    row("full ids", R"({"ids": ["ID3", 3, "3"]})", "1 0 0 0", "3");
    row("unknown ids", R"({"ids": [99, 99, "x", "x", "other-1-1", -1, 1.5, 1]})", "1 0 0 5", "1");
    row("earlier start", R"({"ids": ["main-1-1", 1]})", "1 0 1 0", "1");
    row("excepted ids", R"({"ids": ["main-1-1", 1, 2, "x"], "except": ["ID2", "x"]})", "1 0 1 0", "1");
    row("no ids", R"({"ids": []})", "0 0 0 0", "");
}

void tst_ConnectionsApi::pushes()
{
    QFETCH(QByteArray, to);
    QFETCH(const QByteArray, counts);
    connectFour();
    to.replace("ID2", idOf(2)).replace("ID3", idOf(3));

    const HttpAnswer answer = post("/api/push", "{\"to\": " + to + ", \"json\": {\"b\": 1, \"a\": [ 1.50, \"x y\" ]}}");
    QCOMPARE(answer.status, 200);
    const QJsonObject body = objectOf(answer);
    QByteArrayList found;
    for (const QString &name : {u"queued"_s, u"rejected"_s, u"gone"_s, u"unknown"_s})
        found.append(QByteArray::number(body.value(name).toInteger(-1)));
    QCOMPARE(found.join(' '), counts);
    QCOMPARE(body.size(), 4);

    // What comes to everybody comes behind it.
    QCOMPARE(post("/api/push", R"({"to": "all", "text": "end"})").status, 200);
    QByteArrayList fds;
    for (size_t i = 0; i < m_clients.size(); ++i) {
        QVERIFY(eventually([&] { return m_clients[i]->texts().contains(u"end"_s); }));
        if (m_clients[i]->texts().contains(uR"({"b":1,"a":[1.50,"x y"]})"_s))
            fds.append(QByteArray::number(i + 1));
    }
    QTEST(fds.join(' '), "fds");
}

void tst_ConnectionsApi::bodies_data()
{
    QTest::addColumn<QByteArray>("path");
    QTest::addColumn<QByteArray>("body");
    QTest::addColumn<int>("status");
    QTest::addColumn<QString>("field");

    const auto row = [](const char *name, const QByteArray &path, const QByteArray &body, int status, const QString &field = {}) {
        QTest::newRow(name) << path << body << status << field;
    };
    const QByteArray deep = R"({"to": "all", "json": )";
    row("text", "push", R"({"to": "all", "text": ""})", 200);
    row("base64", "push", R"({"to": "all", "base64": "AP8="})", 200);
    row("64 levels", "push", deep + QByteArray(64, '[') + QByteArray(64, ']') + '}', 200);
    row("65 levels", "push", deep + QByteArray(65, '[') + QByteArray(65, ']') + '}', 422, u"body"_s);
    row("a thousand levels", "push", QByteArray(1000, '['), 400);
    row("no JSON", "push", "{", 400);
    row("empty", "push", "", 400);
    row("not UTF-8", "push", "{\"to\": \"all\", \"text\": \"\xff\"}", 400);
    row("lone surrogate", "push", R"({"to": "all", "text": "\ud800"})", 422, u"body"_s);
    row("surrogate pair", "push", R"({"to": "all", "text": "\ud83d\ude00"})", 200);
    row("no object", "push", "[]", 422, u"body"_s);
    row("no to", "push", R"({"text": "x"})", 422, u"to"_s);
    row("wrong to", "push", R"({"to": "everybody", "text": "x"})", 422, u"to"_s);
    row("number to", "push", R"({"to": 1, "text": "x"})", 422, u"to"_s);
    row("empty to", "push", R"({"to": {}, "text": "x"})", 422, u"to"_s);
    row("only except", "push", R"({"to": {"except": [1]}, "text": "x"})", 422, u"to"_s);
    row("two kinds", "push", R"({"to": {"user": "a", "group": "b"}, "text": "x"})", 422, u"to"_s);
    row("unknown kind", "push", R"({"to": {"grp": "a"}, "text": "x"})", 422, u"to.grp"_s);
    row("kind twice", "push", R"({"to": {"user": "a", "user": "b"}, "text": "x"})", 422, u"to.user"_s);
    row("unknown server", "push", R"({"to": {"server": "x"}, "text": "x"})", 422, u"to.server"_s);
    row("group is a number", "push", R"({"to": {"group": 1}, "text": "x"})", 422, u"to.group"_s);
    row("groups is a string", "push", R"({"to": {"groups": "a"}, "text": "x"})", 422, u"to.groups"_s);
    row("groups has a number", "push", R"({"to": {"groups": [1]}, "text": "x"})", 422, u"to.groups"_s);
    row("ids has null", "push", R"({"to": {"ids": [null]}, "text": "x"})", 422, u"to.ids"_s);
    row("except is a number", "push", R"({"to": {"group": "a", "except": 1}, "text": "x"})", 422, u"to.except"_s);
    row("wrong filter", "push", R"({"to": {"filter": "x:1"}, "text": "x"})", 422, u"to.filter"_s);
    row("no message", "push", R"({"to": "all"})", 422, u"text"_s);
    row("two messages", "push", R"({"to": "all", "text": "x", "json": 1})", 422, u"text"_s);
    row("text is a number", "push", R"({"to": "all", "text": 1})", 422, u"text"_s);
    row("no base64", "push", R"({"to": "all", "base64": "?"})", 422, u"base64"_s);
    row("unknown member", "push", R"({"to": "all", "text": "x", "txet": "y"})", 422, u"txet"_s);
    row("member twice", "push", R"({"to": "all", "to": "all", "text": "x"})", 422, u"to"_s);
    row("dry run is a number", "push", R"({"to": "all", "text": "x", "dry_run": 1})", 422, u"dry_run"_s);
    row("rate 0", "push", R"({"to": "all", "text": "x", "rate": 0})", 422, u"rate"_s);
    row("rate too high", "push", R"({"to": "all", "text": "x", "rate": 1000001})", 422, u"rate"_s);
    row("rate 1.5", "push", R"({"to": "all", "text": "x", "rate": 1.5})", 422, u"rate"_s);
    row("code", "disconnect", R"({"to": {"ids": []}, "code": 1006})", 422, u"code"_s);
    row("code is a string", "disconnect", R"({"to": {"ids": []}, "code": "1000"})", 422, u"code"_s);
    row("reason", "disconnect", "{\"to\": {\"ids\": []}, \"reason\": \"" + QByteArray(124, 'x') + "\"}", 422, u"reason"_s);
    row("text", "disconnect", R"({"to": {"ids": []}, "text": "x"})", 422, u"text"_s);
}

void tst_ConnectionsApi::bodies()
{
    QFETCH(const QByteArray, path);
    QFETCH(const QByteArray, body);
    QFETCH(const int, status);
    QFETCH(const QString, field);

    const HttpAnswer answer = post("/api/" + path, body);
    QCOMPARE(answer.status, status);
    QCOMPARE(objectOf(answer).value(u"field"_s).toString(), field);
    if (field == "to.filter"_L1)
        QCOMPARE(objectOf(answer).value(u"position"_s), QJsonValue(0));
    QCOMPARE(ask("POST", "/api/" + path, body, "Content-Type: text/plain\r\n").status, 415);
}

void tst_ConnectionsApi::tooLarge()
{
    const QByteArray head = "Content-Type: application/json\r\nContent-Length: 999999999\r\n";
    m_http = std::make_unique<RawClient>(m_node->port(u"http"_s));
    m_http->send("POST /api/push HTTP/1.1\r\nHost: a\r\nX-API-Key: " + all + "\r\n" + head + "\r\n");
    HttpAnswer answer = m_http->answer("POST");
    QCOMPARE(answer.status, 413);
    QCOMPARE(answer.header("Content-Type"), "application/problem+json");
    QCOMPARE(objectOf(answer).value(u"status"_s), QJsonValue(413));
    QCOMPARE(answer.header("Cache-Control"), "no-store");

    m_http = std::make_unique<RawClient>(m_node->port(u"http"_s));
    m_http->send("POST /api/push HTTP/1.1\r\nHost: a\r\n" + head + "\r\n");
    QCOMPARE(m_http->answer("POST").status, 401);
}

/// One that is written in more than one slice.
void tst_ConnectionsApi::longPage()
{
    constexpr qsizetype count = 130;
    std::vector<std::unique_ptr<TestClient>> clients;
    for (qsizetype i = 0; i < count; ++i)
        clients.emplace_back(std::make_unique<TestClient>())->startOpening(m_node->url(u"ws"_s));
    QVERIFY(eventually([this] { return m_node->opened().size() == count; }));
    const HttpAnswer answer = ask("GET", "/api/connections?limit=1000");
    QCOMPARE(answer.header("Content-Type"), "application/json");
    const QJsonObject body = objectOf(answer);
    QCOMPARE(body.value(u"connections"_s).toArray().size(), count);
    QCOMPARE(body.value(u"matched"_s), QJsonValue(count));
    QVERIFY(body.value(u"next"_s).isNull());
}

void tst_ConnectionsApi::disconnectsMany()
{
    connectFour();
    const HttpAnswer answer = post("/api/disconnect", R"({"to": {"user": "ann"}, "code": 4001, "reason": "bye"})");
    QCOMPARE(shown(answer), R"(200 {"gone":0,"queued":2,"rejected":0,"unknown":0})");
    for (const size_t i : {0u, 2u}) {
        QVERIFY(m_clients[i]->waitForEnd());
        QCOMPARE(m_clients[i]->closeCode(), 4001);
        QCOMPARE(m_clients[i]->closeReason(), u"bye"_s);
    }
    QVERIFY(m_clients[1]->isOpen());
}

void tst_ConnectionsApi::dryRun()
{
    connectFour();
    const HttpAnswer answer = post("/api/disconnect", R"({"to": {"group": "red"}, "dry_run": true, "rate": 1})");
    QCOMPARE(shown(answer), "200 {\"matched\":2,\"sample\":[\"" + idOf(1) + "\",\"" + idOf(2) + "\"]}");
    QCOMPARE(shown(post("/api/push", R"({"to": {"group": "blue"}, "text": "x", "dry_run": true})")),
             "200 {\"matched\":1,\"sample\":[\"" + idOf(3) + "\"]}");
    QCOMPARE(post("/api/push", R"({"to": "all", "text": "end"})").status, 200);
    for (const auto &client : m_clients) {
        QVERIFY(client->waitForFrames(1));
        QCOMPARE(client->texts(), QStringList(u"end"_s));
    }
}

void tst_ConnectionsApi::job()
{
    connectFour();
    const HttpAnswer answer = post("/api/disconnect", R"({"to": "all", "rate": 1000})");
    QCOMPARE(shown(answer), R"(202 {"job":"j1","matched":4})");
    HttpAnswer progress;
    QVERIFY(eventually([&] {
        progress = ask("GET", "/api/jobs/j1");
        return objectOf(progress).value(u"state"_s) == u"done"_s;
    }));
    QCOMPARE(shown(progress), R"(200 {"done":4,"gone":0,"matched":4,"queued":4,"state":"done"})");
    for (const auto &client : m_clients)
        QVERIFY(client->waitForEnd());
    QCOMPARE(ask("GET", "/api/jobs/j1", {}, {}, reader).status, 200);
    QCOMPARE(ask("GET", "/api/jobs/j1", {}, {}, pusher).status, 403);
    QCOMPARE(ask("DELETE", "/api/jobs/j1", {}, {}, pusher).status, 403);
    QCOMPARE(ask("DELETE", "/api/jobs/j1").status, 204);
    QCOMPARE(objectOf(ask("GET", "/api/jobs/j1")).value(u"state"_s), QJsonValue(u"done"_s));
    QCOMPARE(shown(post("/api/disconnect", R"({"to": "all", "rate": 1})")), R"(202 {"job":"j2","matched":0})");
    QCOMPARE(objectOf(ask("GET", "/api/jobs/j2")).value(u"state"_s), QJsonValue(u"done"_s));
}

void tst_ConnectionsApi::cancelsJob()
{
    connectFour();
    QCOMPARE(post("/api/push", R"({"to": "all", "text": "x", "rate": 1})").status, 202);
    QVERIFY(m_clients[0]->waitForFrames(1)); // jobs go by fd
    QCOMPARE(ask("GET", "/api/jobs/j1", {}, {}, pusher).status, 200);
    QCOMPARE(ask("DELETE", "/api/jobs/j1", {}, {}, pusher).status, 204);
    const QJsonObject progress = objectOf(ask("GET", "/api/jobs/j1"));
    QCOMPARE(progress.value(u"state"_s), QJsonValue(u"canceled"_s));
    QVERIFY(progress.value(u"done"_s).toInteger() < 4);
    QCOMPARE(ask("DELETE", "/api/jobs/j1").status, 204);
}

void tst_ConnectionsApi::groups()
{
    connectFour();
    QCOMPARE(ask("PUT", "/api/groups/a%2Fb+c/4").status, 204);
    QCOMPARE(ask("PUT", "/api/groups/a%2Fb+c/" + idOf(3)).status, 204);
    QCOMPARE(ask("PUT", "/api/groups/a%2Fb+c/3").status, 204);
    QCOMPARE(shown(ask("GET", "/api/groups")),
             R"(200 {"groups":[{"members":2,"name":"a/b+c"},{"members":1,"name":"blue"},{"members":2,"name":"red"}]})");
    QCOMPARE(ask("DELETE", "/api/groups/a%2Fb+c/3").status, 204);
    QCOMPARE(ask("DELETE", "/api/groups/a%2Fb+c/3").status, 204);
    QCOMPARE(shown(post("/api/push", R"({"to": {"group": "a/b+c"}, "text": "x"})")),
             R"(200 {"gone":0,"queued":1,"rejected":0,"unknown":0})");
}

void tst_ConnectionsApi::groupErrors_data()
{
    QTest::addColumn<QByteArray>("target");
    QTest::addColumn<int>("status");

    QTest::newRow("unknown") << QByteArray("/api/groups/a/99") << 404;
    QTest::newRow("malformed") << QByteArray("/api/groups/a/x") << 404;
    QTest::newRow("gone") << QByteArray("/api/groups/a/main-1-1") << 410;
    QTest::newRow("no name") << QByteArray("/api/groups//1") << 422;
    QTest::newRow("long name") << "/api/groups/" + QByteArray(256, 'x') + "/1" << 422;
}

void tst_ConnectionsApi::groupErrors()
{
    QFETCH(const QByteArray, target);
    QFETCH(const int, status);

    QCOMPARE(ask("PUT", target).status, status);
    QCOMPARE(ask("DELETE", target).status, status);
}

void tst_ConnectionsApi::node()
{
    connectFour();
    QCOMPARE(post("/api/push", R"({"to": {"ids": [1, 2]}, "text": "abc"})").status, 200);
    m_clients[3]->close();
    QVERIFY(eventually([this] { return m_node->closed().size() == 1; }));

    const QJsonObject body = objectOf(ask("GET", "/api/node"));
    QCOMPARE(body.value(u"name"_s), QJsonValue(u"main"_s));
    QCOMPARE(body.value(u"version"_s), QJsonValue(QStringLiteral(LANDLINE_VERSION_STR)));
    QCOMPARE(body.value(u"workers"_s), QJsonValue(2));
    QCOMPARE(body.value(u"started_at"_s), QJsonValue((*m_node)->startedAt().toString(Qt::ISODateWithMs)));
    const QJsonObject counters{{u"connections"_s, 3}, {u"opened"_s, 4},     {u"closed"_s, 1},   {u"messages_in"_s, 0},
                               {u"messages_out"_s, 2}, {u"bytes_in"_s, 0}, {u"bytes_out"_s, 6}};
    QCOMPARE(body.value(u"counters"_s).toObject(), counters);
    QCOMPARE(body.size(), 5);
}

void tst_ConnectionsApi::idempotency()
{
    connectFour();
    const QByteArray body = R"({"to": "all", "text": "once"})";
    const HttpAnswer first = post("/api/push", body, "Idempotency-Key: k1\r\n");
    QCOMPARE(shown(first), R"(200 {"gone":0,"queued":4,"rejected":0,"unknown":0})");
    m_clients[3]->close();
    QVERIFY(eventually([this] { return m_node->closed().size() == 1; }));
    m_http = std::make_unique<RawClient>(m_node->port(u"http"_s)); // of another worker, perhaps
    QCOMPARE(shown(post("/api/push", body, "Idempotency-Key: k1\r\n")), shown(first));
    QCOMPARE(post("/api/push", R"({"to": "all", "text": "other"})", "Idempotency-Key: k1\r\n").status, 422);
    QCOMPARE(objectOf(post("/api/disconnect", R"({"to": {"ids": [99]}})", "Idempotency-Key: k1\r\n")).value(u"unknown"_s),
             QJsonValue(1));
    QCOMPARE(post("/api/push", body, "Idempotency-Key: \r\n").status, 422);
    QCOMPARE(post("/api/push", body, "Idempotency-Key: a b\r\n").status, 422);
    QCOMPARE(post("/api/push", body, "Idempotency-Key: " + QByteArray(256, 'k') + "\r\n").status, 422);
    // Errors of the request are not kept.
    QCOMPARE(post("/api/push", "{", "Idempotency-Key: k2\r\n").status, 400);
    QCOMPARE(post("/api/push", R"({"to": "all", "text": "end"})", "Idempotency-Key: k2\r\n").status, 200);
    QVERIFY(m_clients[0]->waitForFrames(2));
    QCOMPARE(m_clients[0]->texts(), QStringList({u"once"_s, u"end"_s}));
}

void tst_ConnectionsApi::fullQueue()
{
    RawClient client(m_node->port(u"ws"_s));
    client.send(Wire::handshake("/"));
    QCOMPARE(client.answer().status, 101);
    QVERIFY(eventually([this] { return m_node->opened().size() == 1; }));
    client.stopReading();
    const QByteArray message(512 * 1024, 'x');
    HttpAnswer answer;
    QVERIFY(eventually([&] {
        answer = ask("POST", "/api/connections/1", message, "Content-Type: text/plain\r\n");
        return answer.status != 200;
    }));
    QCOMPARE(answer.status, 429);
    QCOMPARE(answer.header("Content-Type"), "application/problem+json");
    QCOMPARE(objectOf(answer).value(u"id"_s), QJsonValue(QString::fromLatin1(idOf(1))));
    QCOMPARE(objectOf(answer).value(u"result"_s), QJsonValue(u"rejected"_s));
    answer = post("/api/push", "{\"to\": {\"ids\": [1]}, \"text\": \"" + message + "\"}");
    QCOMPARE(shown(answer), R"(200 {"gone":0,"queued":0,"rejected":1,"unknown":0})");
}

void tst_ConnectionsApi::describesItself()
{
    const HttpAnswer answer = ask("GET", "/api/openapi.json", {}, {}, {});
    QCOMPARE(answer.status, 200);
    const QJsonObject document = objectOf(answer);
    QCOMPARE(document.value(u"openapi"_s), QJsonValue(u"3.1.0"_s));
    QCOMPARE(document.value(u"servers"_s)[0][u"url"_s], QJsonValue(u"/api"_s));
    QVERIFY(answer.header("Cache-Control") != "no-store");
}

void tst_ConnectionsApi::needsAKey()
{
    NodeConfig config = configuration();
    config.apiKeys.clear();
    TestNode node(config);
    QVERIFY(!node.start());
    QCOMPARE(node->exitCode(), Node::InvalidConfiguration);
    QCOMPARE(node->errorString(),
             u"ConnectionsApi needs at least one [[api_key]] with name, secret_file (or secret_env) and scopes"_s);

    config = configuration();
    config.apiKeys.append(key(u"short"_s, "0123456789", ApiScope::Read));
    TestNode shortSecret(config);
    QVERIFY(!shortSecret.start());
    QCOMPARE(shortSecret->exitCode(), Node::InvalidConfiguration);
    QVERIFY(!shortSecret->errorString().contains(u"0123456789"_s));
}

void tst_ConnectionsApi::health()
{
    QCOMPARE(shown(ask("GET", "/healthz", {}, {}, {})), R"(200 {"status":"ok"})");
    QCOMPARE(shown(ask("GET", "/readyz", {}, {}, {})), R"(200 {"status":"ready"})");
    QCOMPARE(ask("HEAD", "/readyz", {}, {}, {}).status, 200);
    QCOMPARE(ask("POST", "/readyz", {}, {}, {}).status, 405);
}

/// Every block of commands in docs/http-api.md.
void tst_ConnectionsApi::manual_data()
{
    QTest::addColumn<QString>("commands");

    QFile file(QStringLiteral(LANDLINE_SOURCE_DIR "/docs/http-api.md"));
    QVERIFY(file.open(QIODevice::ReadOnly));
    static const QRegularExpression block(u"```sh\\n(.*?)```"_s, QRegularExpression::DotMatchesEverythingOption);
    auto blocks = block.globalMatch(QString::fromUtf8(file.readAll()));
    int number = 0;
    while (blocks.hasNext())
        QTest::addRow("%d", ++number) << blocks.next().captured(1);
}

void tst_ConnectionsApi::manual()
{
    QFETCH(QString, commands);
    connectFour();

    commands.replace(u"http://127.0.0.1:9501"_s, "http://127.0.0.1:%1"_L1.arg(QString::number(m_node->port(u"http"_s))));
    QProcessEnvironment environment = QProcessEnvironment::systemEnvironment();
    environment.insert(u"KEY"_s, QString::fromLatin1(all));
    const FinishedProcess bash = FinishedProcess::run(
            u"bash"_s, {u"-ec"_s, u"curl() { command curl -sS --fail-with-body \"$@\"; }\n"_s + commands}, environment);
    QVERIFY2(bash.exitCode == 0, (commands.toUtf8() + bash.output + bash.errorOutput).constData());
}

QTEST_GUILESS_MAIN(tst_ConnectionsApi)
#include "tst_connectionsapi.moc"
