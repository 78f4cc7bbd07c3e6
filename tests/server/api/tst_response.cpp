// SPDX-FileCopyrightText: 2026 The Landline authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "api/response.h"
#include "api/route.h"

#include <QtCore/qjsonarray.h>
#include <QtCore/qjsonobject.h>
#include <QtTest/qtest.h>

using namespace Landline;

using Fields = QList<Response::Field>;

class tst_Response : public QObject
{
    Q_OBJECT

private slots:
    void named_data();
    void named();
    void redirect();
    void headers();
    void cookies_data();
    void cookies();
    void onlyTheRoutersSwitchHasARoute();
    void reasonPhrase_data();
    void reasonPhrase();
};

void tst_Response::named_data()
{
    QTest::addColumn<Response>("response");
    QTest::addColumn<int>("status");
    QTest::addColumn<QByteArray>("type");
    QTest::addColumn<QByteArray>("body");

    const QByteArray plain = "text/plain; charset=utf-8";
    QTest::newRow("default") << Response() << 200 << QByteArray() << QByteArray();
    QTest::newRow("text") << Response::text(QString(QChar(0xe9))) << 200 << plain << QByteArray("\xc3\xa9");
    QTest::newRow("html") << Response::html("<p>") << 200 << QByteArray("text/html; charset=utf-8")
                          << QByteArray("<p>");
    QTest::newRow("object") << Response::json(QJsonObject{{"a", QJsonValue::Null}}) << 200
                            << QByteArray("application/json") << QByteArray("{\"a\":null}");
    QTest::newRow("array") << Response::json(QJsonArray{}) << 200 << QByteArray("application/json")
                           << QByteArray("[]");
    QTest::newRow("status") << Response::status(404) << 404 << plain << QByteArray("Not Found");
    QTest::newRow("a status without a name") << Response::status(299) << 299 << plain << QByteArray();
    QTest::newRow("status and text") << Response::status(400, "no fd") << 400 << plain << QByteArray("no fd");
}

void tst_Response::named()
{
    QFETCH(const Response, response);
    QTEST(response.status(), "status");
    QTEST(response.header("content-type"), "type");
    QTEST(response.body(), "body");
    QVERIFY(!response.route());
}

void tst_Response::redirect()
{
    QCOMPARE(Response::redirect("/a").status(), 302);
    QCOMPARE(Response::redirect("/a", 308).status(), 308);
    QCOMPARE(Response::redirect("/a").header("Location"), "/a");
}

void tst_Response::headers()
{
    Response response;
    response.addHeader("Vary", "Origin");
    response.addHeader("vary", "Cookie");
    response.addHeader("X-Other", "1");
    QCOMPARE(response.headers().size(), 3);
    QCOMPARE(response.header("VARY"), "Origin");

    response.setHeader("Vary", "*");
    QCOMPARE(response.headers(), (Fields{{"X-Other", "1"}, {"Vary", "*"}}));
    QVERIFY(response.header("X-Nothing").isNull());
}

void tst_Response::cookies_data()
{
    QTest::addColumn<QByteArray>("value");
    QTest::addColumn<QByteArray>("attributes");
    QTest::addColumn<QByteArray>("header");

    QTest::newRow("plain") << QByteArray("1") << QByteArray("Path=/") << QByteArray("a=1; Path=/");
    QTest::newRow("no attributes") << QByteArray("1") << QByteArray() << QByteArray("a=1");
    QTest::newRow("what would end it") << QByteArray("x; Path=/evil\r\n") << QByteArray("Path=/")
                                       << QByteArray("a=x%3B%20Path%3D%2Fevil%0D%0A; Path=/");
}

void tst_Response::cookies()
{
    QFETCH(const QByteArray, value);
    QFETCH(const QByteArray, attributes);
    Response response;
    response.addCookie("first", "1");
    response.addCookie("a", value, attributes);

    QCOMPARE(response.header("Set-Cookie"), "first=1; Path=/; HttpOnly; SameSite=Lax");
    QTEST(response.headers().constLast().second, "header");
}

void tst_Response::onlyTheRoutersSwitchHasARoute()
{
    Route route("ws", "/", nullptr);
    const Response accepted = Response::switchingProtocols(&route);
    QCOMPARE(accepted.status(), 101);
    QCOMPARE(accepted.route(), &route);
    QVERIFY(!Response::status(101).route());
}

void tst_Response::reasonPhrase_data()
{
    QTest::addColumn<int>("status");
    QTest::addColumn<QByteArray>("phrase");

    QTest::newRow("first") << 100 << QByteArray("Continue");
    QTest::newRow("101") << 101 << QByteArray("Switching Protocols");
    QTest::newRow("200") << 200 << QByteArray("OK");
    QTest::newRow("426") << 426 << QByteArray("Upgrade Required");
    QTest::newRow("last") << 511 << QByteArray("Network Authentication Required");
    QTest::newRow("306 has none") << 306 << QByteArray();
    QTest::newRow("beyond") << 600 << QByteArray();
    QTest::newRow("zero") << 0 << QByteArray();
    QTest::newRow("negative") << -1 << QByteArray();
}

void tst_Response::reasonPhrase()
{
    QFETCH(const int, status);
    QTEST(Response::reasonPhrase(status), "phrase");
}

QTEST_GUILESS_MAIN(tst_Response)
#include "tst_response.moc"
