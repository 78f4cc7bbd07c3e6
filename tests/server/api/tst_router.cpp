// SPDX-FileCopyrightText: 2026 The Landline authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "api/router.h"
#include "server/api/fakeconnection.h"

#include <QtCore/qregularexpression.h>
#include <QtTest/qtest.h>

using namespace Landline;

namespace {

Reply nothing(const Request &)
{
    return Response();
}

/// Middleware that can be told from others.
class Named : public Middleware
{
public:
    explicit Named(const QString &called) : name(called) { }
    Reply process(Request request, const Next &next) override { return next(request); }
    QString name;
};

std::shared_ptr<Middleware> named(const QString &name)
{
    return std::make_shared<Named>(name);
}

QString names(const QList<std::shared_ptr<Middleware>> &chain)
{
    QStringList names;
    for (const auto &middleware : chain)
        names << std::static_pointer_cast<Named>(middleware)->name;
    return names.join(' ');
}

/// "GET|POST /path [middleware]" of each route, WebSocket routes last.
QStringList written(const Router &router)
{
    QStringList lines;
    for (const HttpRoute &route : router.httpRoutes())
        lines << route.methods().join('|') + ' ' + route.pattern() + ' ' + names(route.middleware());
    for (const Route *route : router.webSocketRoutes())
        lines << "WS " + route->pattern() + ' ' + names(route->middleware());
    for (QString &line : lines)
        line = line.trimmed();
    return lines;
}

} // namespace

class Greeter : public HttpController
{
    Q_OBJECT

public:
    explicit Greeter(const QString &greeting = "hello") : m_greeting(greeting) { }

public slots:
    QString index() { return m_greeting; }
    QString hello(const QString &name) { return m_greeting + ' ' + name; }

private:
    QString m_greeting;
};

class Overloaded : public HttpController
{
    Q_OBJECT

public slots:
    QString say(int) { return {}; }
    QString say(const QString &) { return {}; }
};

/// Any QObject with slots of the right names does, and it need not have all.
class OnlyOpens : public QObject
{
    Q_OBJECT

public:
    explicit OnlyOpens(const Sender &) : injected(true) { }
    bool injected = false;
    int opened = 0;

public slots:
    void onOpen(Landline::Connection *, const Landline::Request &) { ++opened; }
};

class WithArguments : public Controller
{
    Q_OBJECT

public:
    WithArguments(int first, const QString &second) : m_first(first), m_second(second) { }
    void onMessage(Connection *connection, const Frame &) override
    {
        connection->push(m_second + QString::number(m_first));
    }

private:
    int m_first;
    QString m_second;
};

class tst_Router : public QObject
{
    Q_OBJECT

private slots:
    void verbs();
    void groups();
    void groupMiddlewareEndsWithTheGroup();
    void theDefinitionThatThrowsLeavesNoPrefix();
    void autoController_data();
    void autoController();
    void autoControllerErrors();
    void controllersAreMadeAndOwned();
    void controllersWithoutMessages();
    void controllersWithArguments();
    void referencesStayValid();
};

void tst_Router::verbs()
{
    QObject parent;
    Router router("http", {}, &parent);
    router.get("/a", nothing);
    router.post("/a", nothing);
    router.put("/a", nothing);
    router.patch("/a", nothing);
    router.del("/a", nothing);
    router.any("/a", nothing);
    router.addRoute({"get", "Options"}, "/b", nothing);
    router.webSocket("/a");

    QCOMPARE(router.serverName(), "http");
    QCOMPARE(written(router), QStringList({"GET /a", "POST /a", "PUT /a", "PATCH /a", "DELETE /a", "* /a",
                                           "GET|OPTIONS /b", "WS /a"}));
    QCOMPARE(router.webSocketRoutes().constFirst()->parent(), &parent);
}

void tst_Router::groups()
{
    QObject parent;
    Router router("http", {}, &parent);
    router.group("/api", [](Router &api) {
        api.get("/a", nothing);
        api.group("/v1", [](Router &v1) {
            v1.get("", nothing).use(named("route"));
            v1.webSocket("/chat").use(named("route"));
        }, {named("inner"), named("innermost")});
        api.get("/b", nothing);
    }, {named("outer")});
    router.get("/c", nothing);

    QCOMPARE(written(router), QStringList({"GET /api/a outer", "GET /api/v1 outer inner innermost route",
                                           "GET /api/b outer", "GET /c",
                                           "WS /api/v1/chat outer inner innermost route"}));
}

void tst_Router::groupMiddlewareEndsWithTheGroup()
{
    QObject parent;
    Router router("http", {}, &parent);
    router.group({}, [](Router &group) { group.get("/a", nothing); }, {named("mine")});
    router.group("/x", [](Router &group) { group.get("/b", nothing); });

    QCOMPARE(written(router), QStringList({"GET /a mine", "GET /x/b"}));
}

void tst_Router::theDefinitionThatThrowsLeavesNoPrefix()
{
    QObject parent;
    Router router("http", {}, &parent);
    QVERIFY_THROWS_EXCEPTION(std::runtime_error,
                             router.group("/x", [](Router &) { throw std::runtime_error("no"); }, {named("mine")}));
    router.get("/a", nothing);

    QCOMPARE(written(router), QStringList("GET /a"));
}

void tst_Router::autoController_data()
{
    QTest::addColumn<QString>("prefix");
    QTest::addColumn<QStringList>("routes");

    QTest::newRow("prefix") << "/greet" << QStringList({"GET|POST /greet/index", "GET|POST /greet",
                                                        "GET|POST /greet/hello"});
    QTest::newRow("root") << "/" << QStringList({"GET|POST /index", "GET|POST /", "GET|POST /hello"});
    QTest::newRow("placeholder") << "/{lang}" << QStringList({"GET|POST /{lang}/index", "GET|POST /{lang}",
                                                              "GET|POST /{lang}/hello"});
}

void tst_Router::autoController()
{
    QFETCH(const QString, prefix);
    QObject parent;
    Router router("http", {}, &parent);
    router.autoController<Greeter>(prefix, "hi");

    QTEST(written(router), "routes");
    QVERIFY(router.errors().isEmpty());
    QCOMPARE(parent.findChildren<Greeter *>().size(), 1);
}

void tst_Router::autoControllerErrors()
{
    QObject parent;
    Router router("http", {}, &parent);
    router.autoController<Overloaded>("/x");

    QVERIFY(!router.errors().isEmpty());
    QVERIFY2(router.errors().constFirst().contains("Overloaded::say()"), qPrintable(router.errors().join('\n')));
}

void tst_Router::controllersAreMadeAndOwned()
{
    auto parent = std::make_unique<QObject>();
    Router router("ws", {}, parent.get());
    Route &route = router.webSocket<OnlyOpens>("/");
    const QPointer<OnlyOpens> controller = parent->findChild<OnlyOpens *>();
    QVERIFY(controller);
    QVERIFY(controller->injected);

    FakeConnection connection(&route, 1);
    connection.open({});
    QCOMPARE(controller->opened, 1);
    parent.reset();
    QVERIFY(!controller);
}

void tst_Router::controllersWithoutMessages()
{
    QObject parent;
    Router router("ws", {}, &parent);
    FakeConnection other(&router.webSocket<OnlyOpens>("/other"), 1);
    other.open({});
    QTest::ignoreMessage(QtWarningMsg, QRegularExpression("fd 1: OnlyOpens has no onMessage"));
    other.receive("dropped");
    FakeConnection ours(&router.webSocket<Controller>("/ours"), 2);
    ours.open({});
    QTest::ignoreMessage(QtWarningMsg, QRegularExpression("fd 2: Landline::Controller has no onMessage"));
    ours.receive("dropped");

    QVERIFY(other.isOpen() && ours.isOpen());
}

void tst_Router::controllersWithArguments()
{
    QObject parent;
    Router router("ws", {}, &parent);
    FakeConnection connection(&router.webSocket<WithArguments>("/", 7, QStringLiteral("got ")), 1);
    connection.open({});
    connection.receive("x");

    QCOMPARE(connection.sent, QList<Frame>({"got 7"}));
}

void tst_Router::referencesStayValid()
{
    QObject parent;
    Router router("http", {}, &parent);
    HttpRoute &first = router.get("/first", nothing);
    for (int i = 0; i < 1000; ++i)
        router.get("/" + QString::number(i), nothing);
    first.use(named("late"));

    QCOMPARE(written(router).constFirst(), "GET /first late");
}

QTEST_GUILESS_MAIN(tst_Router)
#include "tst_router.moc"
