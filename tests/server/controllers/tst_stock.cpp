// SPDX-FileCopyrightText: 2026 The Landline authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "controllers/stock.h"

#include "api/nodeobjects_p.h"

#include <QtTest/qtest.h>

using namespace Landline;

class tst_Stock : public QObject
{
    Q_OBJECT

private slots:
    void names();
    void mounted_data();
    void mounted();
};

void tst_Stock::names()
{
    Registry registry;
    registerStock(registry);
    QCOMPARE(registry.controllerNames(), QStringList({"ConnectionsApi", "DemoController", "DemoPage", "EchoController", "Health",
                                                      "RouteEcho", "ServerController", "WebSocketController"}));
    QCOMPARE(registry.middlewareNames(), QStringList("RequestLog"));
}

void tst_Stock::mounted_data()
{
    QTest::addColumn<QString>("controller");
    QTest::addColumn<QStringList>("routes");

    QTest::newRow("WebSocketController") << "WebSocketController" << QStringList("WS /x");
    QTest::newRow("EchoController") << "EchoController" << QStringList("WS /x");
    QTest::newRow("DemoController") << "DemoController" << QStringList("WS /x");
    QTest::newRow("DemoPage") << "DemoPage" << QStringList("GET /x");
    QTest::newRow("RouteEcho") << "RouteEcho" << QStringList("GET /x");
    QTest::newRow("ConnectionsApi") << "ConnectionsApi" << QStringList({"* /x", "* /x/{api_path:.*}"});
    QTest::newRow("Health") << "Health" << QStringList({"GET /x/healthz", "GET /x/readyz"});
    QTest::newRow("ServerController") << "ServerController" << QStringList({"GET|POST /x/send", "GET|POST /x/close"});
}

void tst_Stock::mounted()
{
    QFETCH(const QString, controller);
    Registry registry;
    registerStock(registry);
    RouteConfig config;
    config.path = "/x";
    config.controller = controller;
    config.middleware = QStringList{"RequestLog"};
    QObject parent;
    Router router("main", {}, &parent);
    MountContext context;
    context.objects = std::make_shared<NodeObjects>();
    registry.mount(router, config, context);

    QStringList routes;
    for (const HttpRoute &route : router.httpRoutes())
        routes << route.methods().join('|') + ' ' + route.pattern();
    for (const Route *route : router.webSocketRoutes())
        routes << "WS " + route->pattern();
    QTEST(routes, "routes");
    QVERIFY(router.errors().isEmpty());
}

QTEST_GUILESS_MAIN(tst_Stock)
#include "tst_stock.moc"
