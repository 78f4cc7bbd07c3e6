// SPDX-FileCopyrightText: 2026 The Landline authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "api/registry.h"

#include <QtTest/qtest.h>

using namespace Landline;

class Socket : public Controller
{
    Q_OBJECT
};

class Web : public HttpController
{
    Q_OBJECT

public slots:
    QString hello() { return "hello"; }
};

class Handler : public HttpHandler
{
public:
    Reply handle(const Request &request) override { return request.path(); }
};

class Guard : public Middleware
{
public:
    Reply process(Request request, const Next &next) override { return next(request); }
};

class tst_Registry : public QObject
{
    Q_OBJECT

private slots:
    void initTestCase();
    void names();
    void errors_data();
    void errors();
    void everyErrorIsTold();
    void mount_data();
    void mount();
    void queueOfTheRoute();
    void middlewareIsMadeAnewEachTime();

private:
    Registry m_registry;
};

namespace {

NodeConfig configWith(const RouteConfig &route, ServerType type)
{
    ServerConfig server;
    server.name = "main";
    server.type = type;
    server.routes = {route};
    NodeConfig config;
    config.servers = {server};
    return config;
}

RouteConfig routeTo(const QString &controller, const QString &method = "GET", const QStringList &middleware = {})
{
    RouteConfig route;
    route.controller = controller;
    route.method = method;
    route.path = "/x";
    route.middleware = middleware;
    route.origin = "a.toml:5:14";
    route.middlewareOrigin = "a.toml:6:14";
    return route;
}

} // namespace

void tst_Registry::initTestCase()
{
    m_registry.addController<Socket>("Socket");
    m_registry.addController<Web>("Web");
    m_registry.addController<Handler>("Handler");
    m_registry.addMiddleware<Guard>("Guard");
}

void tst_Registry::names()
{
    QCOMPARE(m_registry.controllerNames(), QStringList({"Handler", "Socket", "Web"}));
    QCOMPARE(m_registry.middlewareNames(), QStringList("Guard"));
}

void tst_Registry::errors_data()
{
    QTest::addColumn<RouteConfig>("route");
    QTest::addColumn<ServerType>("type");
    QTest::addColumn<QString>("error");

    const ServerType ws = ServerType::WebSocket;
    const ServerType http = ServerType::Http;
    QTest::newRow("socket") << routeTo("Socket") << ws << QString();
    QTest::newRow("HTTP on a websocket server") << routeTo("Web") << ws << QString();
    QTest::newRow("handler with methods") << routeTo("Handler", "PUT|DELETE") << http << QString();
    QTest::newRow("middleware") << routeTo("Socket", "GET", {"Guard"}) << ws << QString();
    QTest::newRow("nearly") << routeTo("Sockt") << ws
                            << "a.toml:5:14: unknown controller \"Sockt\": did you mean \"Socket\"?";
    QTest::newRow("not nearly") << routeTo("Chat") << ws
                                << "a.toml:5:14: unknown controller \"Chat\": known are Handler, Socket, Web";
    QTest::newRow("middleware nearly") << routeTo("Socket", "GET", {"Gard"}) << ws
                                       << "a.toml:6:14: unknown middleware \"Gard\": did you mean \"Guard\"?";
    QTest::newRow("wrong method") << routeTo("Socket", "POST") << ws
                                  << "a.toml:5:14: Socket is a WebSocket controller, so the method of its route is "
                                     "GET, not POST";
    RouteConfig limited = routeTo("Web");
    limited.sendQueueLimit = 1000;
    QTest::newRow("a queue that is not there") << limited << http
                                               << "a.toml:5:14: Web answers HTTP requests: send_queue_limit and slow_consumer "
                                                  "are for the routes of WebSocket controllers";
    limited.controller = "Socket";
    QTest::newRow("a queue") << limited << ws << QString();
    QTest::newRow("nobody could come in") << routeTo("Socket") << http
                                          << "a.toml:5:14: Socket is a WebSocket controller, and server \"main\" is of "
                                             "type \"http\": its route belongs to a websocket server";
}

void tst_Registry::errors()
{
    QFETCH(RouteConfig, route);
    QFETCH(const ServerType, type);
    QFETCH(const QString, error);
    QCOMPARE(m_registry.errorsIn(configWith(route, type)).join('\n'), error);

    route.origin.clear();
    route.middlewareOrigin.clear();
    const QString withoutPlace = error.mid(error.indexOf(": ") + 2);
    QCOMPARE(m_registry.errorsIn(configWith(route, type)).join('\n'), error.isEmpty() ? error : withoutPlace);
}

void tst_Registry::everyErrorIsTold()
{
    NodeConfig config = configWith(routeTo("Sockt", "GET", {"Gard", "Guad"}), ServerType::WebSocket);
    config.servers[0].middleware = {"Card"};
    QCOMPARE(m_registry.errorsIn(config).size(), 4);
    QVERIFY(Registry().errorsIn(config).constFirst().contains("known are none"));
}

void tst_Registry::mount_data()
{
    QTest::addColumn<QString>("controller");
    QTest::addColumn<QString>("method");
    QTest::addColumn<QString>("mounted");

    QTest::newRow("WebSocket controller") << "Socket" << "GET" << "WS /x";
    QTest::newRow("HTTP controller") << "Web" << "GET" << "GET|POST /x/hello";
    QTest::newRow("HTTP handler") << "Handler" << "PUT|DELETE" << "PUT|DELETE /x";
}

void tst_Registry::mount()
{
    QFETCH(const QString, controller);
    QFETCH(const QString, method);
    QObject parent;
    Router router("main", {}, &parent);
    m_registry.mount(router, routeTo(controller, method, {"Guard"}));

    QString mounted;
    qsizetype middleware = 0;
    for (const HttpRoute &route : router.httpRoutes()) {
        mounted = route.methods().join('|') + ' ' + route.pattern();
        middleware = route.middleware().size();
    }
    for (const Route *route : router.webSocketRoutes()) {
        mounted = "WS " + route->pattern();
        middleware = route->middleware().size();
    }
    QTEST(mounted, "mounted");
    QCOMPARE(middleware, 1);
    QVERIFY(router.errors().isEmpty());
}

void tst_Registry::queueOfTheRoute()
{
    QObject parent;
    Router router("main", {}, &parent);
    RouteConfig config = routeTo("Socket");
    m_registry.mount(router, config);
    config.path = "/limited";
    config.sendQueueLimit = 1000;
    config.slowConsumer = SlowConsumer::Close;
    m_registry.mount(router, config);

    const auto routes = router.webSocketRoutes();
    QCOMPARE(routes.at(0)->sendQueueLimit(), -1);
    QVERIFY(!routes.at(0)->slowConsumer());
    QCOMPARE(routes.at(1)->sendQueueLimit(), 1000);
    QCOMPARE(routes.at(1)->slowConsumer(), SlowConsumer::Close);
}

void tst_Registry::middlewareIsMadeAnewEachTime()
{
    QObject parent;
    const Router router("main", {}, &parent);
    const auto first = m_registry.makeMiddleware({"Guard", "Guard"}, router);
    QCOMPARE(first.size(), 2);
    QVERIFY(first.at(0) != first.at(1));
}

QTEST_GUILESS_MAIN(tst_Registry)
#include "tst_registry.moc"
