// SPDX-FileCopyrightText: 2026 The Landline authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "controllers/routeecho.h"

#include <QtCore/qjsondocument.h>
#include <QtTest/qtest.h>

using namespace Landline;

class tst_RouteEcho : public QObject
{
    Q_OBJECT

private slots:
    void answers_data();
    void answers();
};

void tst_RouteEcho::answers_data()
{
    QTest::addColumn<QByteArray>("target");
    QTest::addColumn<QList<Request::Parameter>>("parameters");
    QTest::addColumn<QByteArray>("query");

    using Items = QList<Request::Parameter>;
    QTest::newRow("nothing") << QByteArray("/") << Items() << QByteArray("{}");
    QTest::newRow("query") << QByteArray("/?b=2&a=1") << Items() << QByteArray("{\"a\":\"1\",\"b\":\"2\"}");
    QTest::newRow("the last wins") << QByteArray("/?a=1&a=2") << Items() << QByteArray("{\"a\":\"2\"}");
    QTest::newRow("decoded") << QByteArray("/?a=%22+%22") << Items() << QByteArray("{\"a\":\"\\\" \\\"\"}");
    QTest::newRow("parameters") << QByteArray("/") << Items{{"id", "7"}} << QByteArray("{}");
}

void tst_RouteEcho::answers()
{
    QFETCH(const QByteArray, target);
    QFETCH(const QList<Request::Parameter>, parameters);
    QFETCH(const QByteArray, query);
    Request request;
    request.setMethod("PUT");
    request.setTarget(target);
    request.setParameters(parameters);
    request.setServerName("http");
    request.setRoute("/{id}");
    Response answer;
    RouteEcho().handle(request).deliver(this, [&answer](const Response &response) { answer = response; });

    QCOMPARE(answer.header("Content-Type"), "application/json");
    const QJsonObject object = QJsonDocument::fromJson(answer.body()).object();
    QCOMPARE(object.keys(), QStringList({"method", "parameters", "query", "route", "server"}));
    QCOMPARE(object.value("method"), "PUT");
    QCOMPARE(object.value("server"), "http");
    QCOMPARE(object.value("route"), "/{id}");
    QCOMPARE(QJsonDocument(object.value("query").toObject()).toJson(QJsonDocument::Compact), query);
    QCOMPARE(object.value("parameters").toObject().size(), parameters.size());
}

QTEST_GUILESS_MAIN(tst_RouteEcho)
#include "tst_routeecho.moc"
