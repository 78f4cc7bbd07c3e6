// SPDX-FileCopyrightText: 2026 The Landline authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "api/request.h"

#include <QtTest/qtest.h>

using namespace Landline;

using Items = QList<Request::Parameter>;
using Fields = QList<Request::Field>;

class tst_Request : public QObject
{
    Q_OBJECT

private slots:
    void target_data();
    void target();
    void queryItems_data();
    void queryItems();
    void query();
    void header_data();
    void header();
    void setHeader();
    void removeHeader();
    void cookies_data();
    void cookies();
    void firstCookieWins_data();
    void firstCookieWins();
    void formItems_data();
    void formItems();
    void subprotocols_data();
    void subprotocols();
    void methodKeepsItsCase();
    void host();
    void copiesShareTheContextOnly();
};

void tst_Request::target_data()
{
    QTest::addColumn<QByteArray>("target");
    QTest::addColumn<QString>("path");
    QTest::addColumn<QByteArray>("queryString");

    QTest::newRow("root") << QByteArray("/") << "/" << QByteArray();
    QTest::newRow("query") << QByteArray("/a?b=c") << "/a" << QByteArray("b=c");
    QTest::newRow("empty query") << QByteArray("/a?") << "/a" << QByteArray();
    QTest::newRow("two marks") << QByteArray("/a?b?c") << "/a" << QByteArray("b?c");
    QTest::newRow("an encoded mark") << QByteArray("/a%3Fb") << "/a%3Fb" << QByteArray();
    QTest::newRow("encoding is kept") << QByteArray("/%C3%A9+x") << "/%C3%A9+x" << QByteArray();
    QTest::newRow("star") << QByteArray("*") << "*" << QByteArray();
}

void tst_Request::target()
{
    QFETCH(const QByteArray, target);
    Request request;
    request.setTarget(target);

    QCOMPARE(request.target(), target);
    QTEST(request.path(), "path");
    QTEST(request.queryString(), "queryString");
}

void tst_Request::queryItems_data()
{
    QTest::addColumn<QByteArray>("queryString");
    QTest::addColumn<Items>("items");

    QTest::newRow("none") << QByteArray() << Items();
    QTest::newRow("one") << QByteArray("a=1") << Items{{"a", "1"}};
    QTest::newRow("order is kept") << QByteArray("b=2&a=1") << Items{{"b", "2"}, {"a", "1"}};
    QTest::newRow("the same twice") << QByteArray("a=1&a=2") << Items{{"a", "1"}, {"a", "2"}};
    QTest::newRow("no equals sign") << QByteArray("a") << Items{{"a", ""}};
    QTest::newRow("no value") << QByteArray("a=") << Items{{"a", ""}};
    QTest::newRow("no name") << QByteArray("=1") << Items{{"", "1"}};
    QTest::newRow("two equals signs") << QByteArray("a=b=c") << Items{{"a", "b=c"}};
    QTest::newRow("empty parts") << QByteArray("&&a=1&&") << Items{{"a", "1"}};
    QTest::newRow("plus is a space") << QByteArray("a+b=c+d") << Items{{"a b", "c d"}};
    QTest::newRow("an encoded plus is a plus") << QByteArray("a=%2B") << Items{{"a", "+"}};
    QTest::newRow("encoded signs") << QByteArray("a%26=%3D") << Items{{"a&", "="}};
    QTest::newRow("UTF-8") << QByteArray("n=%C3%A9") << Items{{"n", QString(QChar(0xe9))}};
    QTest::newRow("not UTF-8") << QByteArray("n=%FF") << Items{{"n", QString(QChar(0xfffd))}};
    QTest::newRow("a lone percent sign") << QByteArray("a=5%") << Items{{"a", "5%"}};
    QTest::newRow("a percent sign and a plus") << QByteArray("q=50%+off") << Items{{"q", "50% off"}};
    QTest::newRow("no digits behind a percent sign") << QByteArray("a%zzb=%1G&c=%20") << Items{{"a%zzb", "%1G"}, {"c", " "}};
    QTest::newRow("NUL") << QByteArray("a=%00") << Items{{"a", QString(QChar(0))}};
    QTest::newRow("semicolons do not separate") << QByteArray("a=1;b=2") << Items{{"a", "1;b=2"}};
}

void tst_Request::queryItems()
{
    QFETCH(const QByteArray, queryString);
    Request request;
    request.setTarget("/?" + queryString);

    QTEST(request.queryItems(), "items");
}

void tst_Request::query()
{
    Request request;
    request.setTarget("/?a=1&a=2&empty=");

    QCOMPARE(request.query("a"), "2");
    QCOMPARE(request.query("empty", "default"), QString(""));
    QCOMPARE(request.query("b", "default"), "default");
    QVERIFY(request.hasQuery("empty"));
    QVERIFY(!request.hasQuery("A"));
}

void tst_Request::header_data()
{
    QTest::addColumn<Fields>("headers");
    QTest::addColumn<QByteArray>("value");
    QTest::addColumn<bool>("has");

    QTest::newRow("none") << Fields() << QByteArray() << false;
    QTest::newRow("another") << Fields{{"X-Tokens", "a"}} << QByteArray() << false;
    QTest::newRow("same case") << Fields{{"X-Token", "a"}} << QByteArray("a") << true;
    QTest::newRow("other case") << Fields{{"x-TOKEN", "a"}} << QByteArray("a") << true;
    QTest::newRow("empty") << Fields{{"X-Token", ""}} << QByteArray("") << true;
    QTest::newRow("null") << Fields{{"X-Token", QByteArray()}} << QByteArray("") << true;
    QTest::newRow("two") << Fields{{"X-Token", "a"}, {"Host", "h"}, {"x-token", "b"}} << QByteArray("a, b") << true;
    QTest::newRow("first is empty") << Fields{{"X-Token", ""}, {"X-Token", "b"}} << QByteArray(", b") << true;
}

void tst_Request::header()
{
    QFETCH(const Fields, headers);
    QFETCH(const bool, has);
    Request request;
    request.setHeaders(headers);

    QTEST(request.header("X-Token"), "value");
    QCOMPARE(request.header("X-Token").isNull(), !has);
    QCOMPARE(request.hasHeader("X-Token"), has);
    QCOMPARE(request.headers(), headers);
}

void tst_Request::setHeader()
{
    Request request;
    request.setHeaders({{"a", "1"}, {"Host", "h"}, {"A", "2"}});
    request.setHeader("A", "3");

    QCOMPARE(request.headers(), (Fields{{"Host", "h"}, {"A", "3"}}));
}

void tst_Request::removeHeader()
{
    Request request;
    request.setHeaders({{"a", "1"}, {"Host", "h"}, {"A", "2"}});
    request.removeHeader("a");

    QCOMPARE(request.headers(), (Fields{{"Host", "h"}}));
}

void tst_Request::cookies_data()
{
    QTest::addColumn<Fields>("headers");
    QTest::addColumn<Items>("cookies");

    QTest::newRow("none") << Fields() << Items();
    QTest::newRow("one") << Fields{{"Cookie", "a=1"}} << Items{{"a", "1"}};
    QTest::newRow("two") << Fields{{"cookie", "a=1; b=2"}} << Items{{"a", "1"}, {"b", "2"}};
    QTest::newRow("no space") << Fields{{"Cookie", "a=1;b=2"}} << Items{{"a", "1"}, {"b", "2"}};
    QTest::newRow("two lines") << Fields{{"Cookie", "a=1"}, {"Cookie", "b=2"}} << Items{{"a", "1"}, {"b", "2"}};
    QTest::newRow("encoded") << Fields{{"Cookie", "n=%C3%A9%3B"}} << Items{{"n", QStringLiteral("\u00e9;")}};
    QTest::newRow("wrong escape") << Fields{{"Cookie", "a=50%; b=%zz%20"}} << Items{{"a", "50%"}, {"b", "%zz "}};
    QTest::newRow("not UTF-8") << Fields{{"Cookie", "a=%FF"}} << Items{{"a", QStringLiteral(u"\ufffd")}};
    QTest::newRow("plus is a plus") << Fields{{"Cookie", "a=1+2"}} << Items{{"a", "1+2"}};
    QTest::newRow("equals sign") << Fields{{"Cookie", "a=b=c"}} << Items{{"a", "b=c"}};
    QTest::newRow("no equals sign") << Fields{{"Cookie", "a; b=2"}} << Items{{"b", "2"}};
    QTest::newRow("empty value") << Fields{{"Cookie", "a="}} << Items{{"a", ""}};
    QTest::newRow("only semicolons") << Fields{{"Cookie", ";; ;"}} << Items();
}

void tst_Request::cookies()
{
    QFETCH(const Fields, headers);
    QFETCH(const Items, cookies);
    Request request;
    request.setHeaders(headers);

    QCOMPARE(request.cookies(), cookies);
    for (const auto &[name, value] : cookies)
        QCOMPARE(request.cookie(name), value);
    QVERIFY(request.cookie("nothing").isNull());
}

void tst_Request::firstCookieWins_data()
{
    QTest::addColumn<Fields>("headers");

    QTest::newRow("one line") << Fields{{"Cookie", "x=0; a=1; a=2"}};
    QTest::newRow("two lines") << Fields{{"Cookie", "a=1"}, {"Cookie", "a=2"}};
    QTest::newRow("names' case counts") << Fields{{"Cookie", "A=0; a=1; a="}};
}

void tst_Request::firstCookieWins()
{
    QFETCH(const Fields, headers);
    Request request;
    request.setHeaders(headers);
    QCOMPARE(request.cookie("a"), "1");
}

void tst_Request::formItems_data()
{
    QTest::addColumn<QByteArray>("type");
    QTest::addColumn<Items>("items");

    const Items items{{"fd", "1"}, {"text", "a b"}, {"off", "5%"}, {"%zz", "A"}};
    QTest::newRow("form") << QByteArray("application/x-www-form-urlencoded") << items;
    QTest::newRow("with a charset") << QByteArray("Application/X-WWW-Form-Urlencoded ; charset=utf-8") << items;
    QTest::newRow("JSON") << QByteArray("application/json") << Items();
    QTest::newRow("none") << QByteArray() << Items();
}

void tst_Request::formItems()
{
    QFETCH(const QByteArray, type);
    Request request;
    if (!type.isNull())
        request.setHeader("Content-Type", type);
    request.setBody("fd=1&text=a+b&off=5%&%zz=%41");

    QTEST(request.formItems(), "items");
}

void tst_Request::subprotocols_data()
{
    QTest::addColumn<Fields>("headers");
    QTest::addColumn<QStringList>("offered");

    QTest::newRow("none") << Fields() << QStringList();
    QTest::newRow("in order") << Fields{{"Sec-WebSocket-Protocol", "b, a ,c"}} << QStringList({"b", "a", "c"});
    QTest::newRow("two lines") << Fields{{"Sec-WebSocket-Protocol", "b"}, {"sec-websocket-protocol", "a"}}
                               << QStringList({"b", "a"});
    QTest::newRow("empty members") << Fields{{"Sec-WebSocket-Protocol", ",, a,"}} << QStringList("a");
}

void tst_Request::subprotocols()
{
    QFETCH(const Fields, headers);
    Request request;
    request.setHeaders(headers);

    QTEST(request.offeredSubprotocols(), "offered");
}

void tst_Request::methodKeepsItsCase()
{
    Request request;
    QCOMPARE(request.method(), "GET");
    request.setMethod("post");
    QCOMPARE(request.method(), "post");
}

void tst_Request::host()
{
    Request request;
    QVERIFY(request.host().isEmpty());
    request.setHeader("host", "a:80");
    QCOMPARE(request.host(), "a:80");
    request.setHost("b");
    QCOMPARE(request.host(), "b");
    QCOMPARE(request.header("Host"), "a:80");
}

void tst_Request::copiesShareTheContextOnly()
{
    Request request;
    request.setTarget("/a");
    Request copy = request;
    copy.setTarget("/b");
    copy.setParameters({{"id", "7"}, {"id", "8"}});
    copy.context().set("user", "ann");

    QCOMPARE(request.path(), "/a");
    QCOMPARE(request.parameter("id", "none"), "none");
    QCOMPARE(copy.parameter("id"), "8");
    QCOMPARE(request.context().get("user"), "ann");
    QVERIFY(&Request().context() != &request.context());
}

QTEST_GUILESS_MAIN(tst_Request)
#include "tst_request.moc"
