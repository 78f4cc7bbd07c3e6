// SPDX-FileCopyrightText: 2026 The Landline authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "http/routepattern.h"
#include "http/routetable.h"

#include <QtTest/qtest.h>

using namespace Landline;

using Kind = RouteTable::Match::Kind;
using Parameters = QList<QPair<QString, QString>>;

namespace {

struct Route
{
    QString method;
    QString pattern;
};
using Routes = QList<Route>;

/// A table whose routes have the indexes 0, 1, 2 ...
RouteTable tableOf(const Routes &routes)
{
    RouteTable table;
    int index = 0;
    for (const Route &route : routes) {
        if (!table.add(route.method, route.pattern, index++))
            qFatal("%s", qPrintable(table.errorString()));
    }
    return table;
}

} // namespace

Q_DECLARE_METATYPE(Route)

class tst_RouteTable : public QObject
{
    Q_OBJECT

private slots:
    void onePattern_data();
    void onePattern();
    void order_data();
    void order();
    void allowed_data();
    void allowed();
    void invalidPattern_data();
    void invalidPattern();
    void conflict_data();
    void conflict();
    void noConflict_data();
    void noConflict();
    void failedAddChangesNothing();
    void optionalTailsShareTheirIndex();
    void tablesShareNothing();
    void canonicalPath_data();
    void canonicalPath();
};

void tst_RouteTable::onePattern_data()
{
    QTest::addColumn<QString>("pattern");
    QTest::addColumn<QString>("path");
    QTest::addColumn<bool>("found");
    QTest::addColumn<Parameters>("parameters");

    const auto hit = [](const char *name, const QString &pattern, const QString &path,
                        const Parameters &parameters = {}) {
        QTest::newRow(name) << pattern << path << true << parameters;
    };
    const auto miss = [](const char *name, const QString &pattern, const QString &path) {
        QTest::newRow(name) << pattern << path << false << Parameters();
    };
    hit("root", "/", "/");
    miss("root is not all", "/", "/a");
    hit("static", "/server/send", "/server/send");
    miss("case counts", "/server", "/Server");
    miss("slash at the end counts", "/api", "/api/");
    miss("slash at the pattern's end counts", "/api/", "/api");
    miss("whole path, behind", "/api", "/apis");
    miss("whole path, before", "/api", "/x/api");
    miss("double slash is another path", "/path", "//path");
    miss("two slashes are no host", "/path", "//host/path");
    miss("static routes match raw", "/server", "/%73erver");
    miss("encoded slash is no slash", "/a/b", "/a%2Fb");
    miss("dots are not resolved", "/b", "/a/../b");
    hit("asterisk", "*", "*");

    hit("placeholder", "/user/{id}", "/user/7", {{"id", "7"}});
    miss("placeholder is not empty", "/user/{id}", "/user/");
    miss("placeholder stops at a slash", "/user/{id}", "/user/7/8");
    hit("two placeholders", "/{a}/x/{b}", "/1/x/2", {{"a", "1"}, {"b", "2"}});
    hit("side by side", "/{a:\\d+}{b:[a-z]+}", "/12ab", {{"a", "12"}, {"b", "ab"}});
    hit("with text around", "/{name}.html", "/index.html", {{"name", "index"}});
    miss("literals are no expressions", "/{name}.html", "/indexxhtml");
    hit("literals with signs", "/a+b(c)|$^/{x}", "/a+b(c)|$^/1", {{"x", "1"}});
    hit("name with all letters", "/{_Ab-9}", "/x", {{"_Ab-9", "x"}});
    hit("spaces inside braces", "/{ id : \\d+ }", "/7", {{"id", "7"}});
    hit("spaces without expression", "/{ id }", "/7", {{"id", "7"}});
    hit("expression", "/user/{id:\\d+}", "/user/42", {{"id", "42"}});
    miss("expression does not match", "/user/{id:\\d+}", "/user/x");
    miss("expression matches in part", "/user/{id:\\d+}", "/user/4x");
    hit("counted", "/{year:\\d{4}}", "/2026", {{"year", "2026"}});
    hit("counted range", "/{n:\\d{2,4}}", "/123", {{"n", "123"}});
    miss("counted range, too long", "/{n:\\d{2,4}}", "/12345");
    hit("alternatives", "/{lang:en|zh}", "/zh", {{"lang", "zh"}});
    miss("alternatives stay inside", "/{lang:en|zh}/x", "/en");
    hit("non-capturing group", "/{f:(?:a|b)+}", "/abba", {{"f", "abba"}});
    hit("look-ahead", "/{f:(?!admin)[a-z]+}", "/user", {{"f", "user"}});
    hit("brackets in an expression", "/{f:[a-f]+}", "/cafe", {{"f", "cafe"}});
    hit("colon in an expression", "/{t:\\d+:\\d+}", "/12:30", {{"t", "12:30"}});
    hit("everything", "/{rest:.*}", "/a/b/c", {{"rest", "a/b/c"}});
    hit("option inside", "/{w:(?i)abc}", "/ABC", {{"w", "ABC"}});
    miss("option ends with its placeholder", "/{w:(?i)abc}/x", "/ABC/X");

    hit("decoded", "/{name}", "/a%20b", {{"name", "a b"}});
    hit("decoded as UTF-8", "/{name}", "/%E5%BC%A0", {{"name", QStringLiteral(u"\u5f20")}});
    hit("decoded after matching", "/{name}", "/a%2Fb", {{"name", "a/b"}});
    hit("decoded to a NUL", "/{name}", "/a%00", {{"name", QString::fromLatin1("a\0", 2)}});
    hit("decoded, not UTF-8", "/{name}", "/%FF", {{"name", QStringLiteral(u"\ufffd")}});
    hit("decoded once", "/{name}", "/%2541", {{"name", "%41"}});
    hit("plus is a plus", "/{name}", "/a+b", {{"name", "a+b"}});
    miss("matched raw", "/{id:\\d+}", "/%31");

    hit("beyond ASCII", QStringLiteral(u"/gr\u00f6\u00dfe"), "/gr%C3%B6%C3%9Fe");
    hit("beyond ASCII, small digits", QStringLiteral(u"/gr\u00f6\u00dfe"), "/gr%c3%b6%c3%9fe");
    hit("beyond the BMP", QStringLiteral(u"/\U0001f600"), "/%F0%9F%98%80");
    hit("beyond ASCII, encoded in the pattern", "/gr%c3%b6%C3%9fe", "/gr%C3%b6%c3%9Fe");
    miss("beyond ASCII, composed otherwise", QStringLiteral(u"/o\u0308"), "/%C3%B6");
    hit("space", "/a b", "/a%20b");
    hit("space, encoded in the pattern", "/a%20b", "/a%20b");
    miss("plus is no space", "/a b", "/a+b");
    hit("beyond ASCII beside a placeholder", QStringLiteral(u"/\u5f20 {id}/\u00fc"), "/%E5%BC%A0%207/%C3%BC", {{"id", "7"}});
    hit("beyond ASCII in a tail", QStringLiteral(u"/a[/\u00fc]"), "/a/%c3%bc");
    hit("signs that browsers encode", "/\"<>`", "/%22%3C%3E%60");
    hit("signs that few clients encode", "/a|b^\\", "/a|b^\\");
    hit("signs that few clients encode, encoded", "/a|b^\\", "/a%7cb%5E%5C");
    hit("encoded braces", "/%7Ba%7D%5b%5D", "/{a}[]");
    hit("encoded question mark", "/a%3Fb", "/a%3fb");
    miss("encoded letters are other paths", "/a%62", "/ab");
    hit("signs in a value", "/{x}", "/|%7c", {{"x", "||"}});

    hit("tail absent", "/user[/{id}]", "/user");
    hit("tail present", "/user[/{id}]", "/user/7", {{"id", "7"}});
    miss("tail needs its value", "/user[/{id}]", "/user/");
    hit("literal tail", "/index[.html]", "/index.html");
    hit("nested, none", "/a[/{b}[/{c}]]", "/a");
    hit("nested, one", "/a[/{b}[/{c}]]", "/a/1", {{"b", "1"}});
    hit("nested, both", "/a[/{b}[/{c}]]", "/a/1/2", {{"b", "1"}, {"c", "2"}});
    hit("tail behind an expression with brackets", "/{a:[0-9]+}[/{b:[a-z]+}]", "/1/x",
        {{"a", "1"}, {"b", "x"}});
    hit("all of it optional", "[/{a}]", "/1", {{"a", "1"}});
}

void tst_RouteTable::onePattern()
{
    QFETCH(QString, pattern);
    QFETCH(QString, path);
    QFETCH(bool, found);
    RouteTable table;
    QVERIFY2(table.add("GET", pattern, 5), qPrintable(table.errorString()));
    QCOMPARE(table.errorString(), QString());

    const RouteTable::Match match = table.match("GET", path);
    QCOMPARE(match.kind, found ? Kind::Found : Kind::NotFound);
    QCOMPARE(match.index, found ? 5 : -1);
    QTEST(match.parameters, "parameters");
    QVERIFY(match.allowed.isEmpty());
}

void tst_RouteTable::order_data()
{
    QTest::addColumn<QList<Route>>("routes");
    QTest::addColumn<QString>("method");
    QTest::addColumn<QString>("path");
    QTest::addColumn<int>("index"); // -1: not found

    const auto row
            = [](const char *name, const Routes &routes, const QString &method, const QString &path,
                 int index) { QTest::newRow(name) << routes << method << path << index; };
    row("by method", {{"GET", "/a"}, {"POST", "/a"}}, "POST", "/a", 1);
    row("static before variable", {{"GET", "/x/b"}, {"GET", "/{a}/b"}}, "GET", "/x/b", 0);
    row("variable in their order", {{"GET", "/{a:\\d+}"}, {"GET", "/{b}"}}, "GET", "/1", 0);
    row("variable, the first wins", {{"GET", "/{b}"}, {"GET", "/{a:\\d+}"}}, "GET", "/1", 0);
    row("variable before any's static", {{"*", "/a"}, {"GET", "/{x}"}}, "GET", "/a", 1);
    row("HEAD's own", {{"GET", "/a"}, {"HEAD", "/a"}}, "HEAD", "/a", 1);
    row("HEAD's own variable before GET's static", {{"GET", "/a"}, {"HEAD", "/{x}"}}, "HEAD", "/a",
        1);
    row("HEAD falls back to GET", {{"GET", "/a"}}, "HEAD", "/a", 0);
    row("HEAD falls back to GET's variable", {{"GET", "/{x}"}}, "HEAD", "/a", 0);
    row("HEAD: GET before any", {{"*", "/a"}, {"GET", "/{x}"}}, "HEAD", "/a", 1);
    row("HEAD does not fall back to a WebSocket route",
        {{"*", "/b"}, {RouteTable::WebSocket, "/a"}}, "HEAD", "/b", 0);
    row("any", {{"*", "/a"}}, "DELETE", "/a", 0);
    row("any, variable", {{"*", "/{x}"}}, "BREW", "/a", 0);
    row("any: static before variable", {{"*", "/a"}, {"*", "/{x}"}}, "GET", "/a", 0);
    row("any for an unknown method", {{"GET", "/a"}, {"*", "/a"}}, "PATCH", "/a", 1);
    row("WebSocket beside GET", {{"GET", "/a"}, {RouteTable::WebSocket, "/a"}},
        RouteTable::WebSocket, "/a", 1);
    row("GET beside WebSocket", {{"GET", "/a"}, {RouteTable::WebSocket, "/a"}}, "GET", "/a", 0);
    row("nobody can send the WebSocket method", {{"*", "/b"}, {RouteTable::WebSocket, "/a"}},
        "WEBSOCKET", "/b", 0);
    row("any is no WebSocket", {{"*", "/a"}}, RouteTable::WebSocket, "/a", -1);
    row("any beside WebSocket", {{RouteTable::WebSocket, "/a"}, {"*", "/a"}}, "GET", "/a", 1);
    row("methods' case counts", {{"*", "/b"}, {"GET", "/a"}}, "get", "/b", 0);
    row("nothing", {}, "GET", "/", -1);
}

void tst_RouteTable::order()
{
    QFETCH(QList<Route>, routes);
    QFETCH(QString, method);
    QFETCH(QString, path);
    QFETCH(int, index);
    const RouteTable::Match match = tableOf(routes).match(method, path);
    QCOMPARE(match.kind, index < 0 ? Kind::NotFound : Kind::Found);
    QCOMPARE(match.index, index);
}

void tst_RouteTable::allowed_data()
{
    QTest::addColumn<QList<Route>>("routes");
    QTest::addColumn<QString>("method");
    QTest::addColumn<QStringList>("expected");

    const auto row = [](const char *name, const Routes &routes, const QString &method,
                        const QStringList &expected) {
        QTest::newRow(name) << routes << method << expected;
    };
    row("one", {{"GET", "/a"}}, "POST", {"GET"});
    row("in the order of their first route", {{"PUT", "/b"}, {"GET", "/a"}, {"PUT", "/a"}}, "POST",
        {"PUT", "GET"});
    row("static first", {{"PUT", "/{x}"}, {"GET", "/a"}}, "POST", {"GET", "PUT"});
    row("once", {{"GET", "/a"}, {"GET", "/{x}"}}, "POST", {"GET"});
    row("of this path only", {{"GET", "/a"}, {"PUT", "/b"}}, "POST", {"GET"});
    row("WebSocket is a GET", {{RouteTable::WebSocket, "/a"}}, "POST", {"GET"});
    row("WebSocket and GET once", {{RouteTable::WebSocket, "/a"}, {"GET", "/{x}"}, {"PUT", "/a"}},
        "POST", {"GET", "PUT"});
    row("GET of a WebSocket route", {{RouteTable::WebSocket, "/a"}}, "GET", {"GET"});
    row("method by the name of WEBSOCKET", {{RouteTable::WebSocket, "/a"}}, "WEBSOCKET", {"GET"});
    row("handshake to an HTTP route", {{"GET", "/a"}, {"*", "/a"}}, RouteTable::WebSocket, {"GET"});
}

void tst_RouteTable::allowed()
{
    QFETCH(QList<Route>, routes);
    QFETCH(QString, method);
    const RouteTable::Match match = tableOf(routes).match(method, "/a");
    QCOMPARE(match.kind, Kind::NotAllowed);
    QCOMPARE(match.index, -1);
    QTEST(match.allowed, "expected");
    QCOMPARE(tableOf(routes).match(method, "/none/at/all").kind, Kind::NotFound);
}

void tst_RouteTable::invalidPattern_data()
{
    QTest::addColumn<QString>("method");
    QTest::addColumn<QString>("pattern");
    QTest::addColumn<QString>("complaint");

    const auto row = [](const char *name, const QString &pattern, const QString &complaint,
                        const QString &method = "GET") {
        QTest::newRow(name) << method << pattern << complaint;
    };
    row("not closed", "/a[/b", "does not close each");
    row("not opened", "/a/b]", "does not close each");
    row("closed once too often", "/a[/b]]", "does not close each");
    row("closed once too seldom", "/a[/b[/c]", "does not close each");
    row("empty tail", "/a[]", "empty optional part");
    row("empty outer tail", "/a[[b]]", "empty optional part");
    row("empty first tail", "[[a]]", "empty optional part");
    row("tail in the middle", "/a[/b]/c", "not at its end");
    row("two tails", "/a[/b][/c]", "not at its end");
    row("placeholder twice", "/{a}/{a}", "the placeholder \"a\" twice");
    row("placeholder twice over a tail", "/{a}[/{a}]", "the placeholder \"a\" twice");
    row("empty name", "/{}", "not allowed");
    row("name with a digit first", "/{1a}", "the name \"1a\"");
    row("name with a space", "/{a b}", "the name \"a b\"");
    row("name beyond ASCII", QStringLiteral(u"/{\u00fc}"), "not allowed");
    row("brace not closed", "/{a", "without its \"}\"");
    row("brace not opened", "/a}", "without its \"{\"");
    row("nested brace not closed", "/{a:\\d{2}", "without its \"}\"");
    row("capturing group", "/{lang:(en|de)}", "capturing group");
    row("named capturing group", "/{lang:(?<x>en|de)}", "capturing group");
    row("invalid expression", "/{a:[}", "invalid regular expression for \"a\"");
    row("parenthesis not closed", "/{a:(?:x}", "invalid regular expression for \"a\"");
    row("parentheses out of balance", "/{a:x)(?:y}", "invalid regular expression for \"a\"");
    row("quotation that runs on", "/{a:\\Qx}", "as a whole");
    row("fragment", "/a#b", "write %23");
    row("fragment only", "#", "a fragment that clients do not send");
    row("query", "/a?b=c", "Request::query(), or write %3F");
    row("query behind a placeholder", "/{a}?b", "write %3F");
    row("percent sign", "/100%", "write %25");
    row("percent sign before text", "/100%of", "write %25");
    row("percent sign and one digit", "/%4", "write %25");
    row("control character", "/a\tb", "U+0009: leave it out, or write %09");
    row("escape character", "/\x1b", "U+001B: leave it out, or write %1B");
    row("DEL", "/\x7f", "write %7F");
    row("control character beyond ASCII", QStringLiteral(u"/\u0085"), "write %C2%85");
    row("high surrogate alone", QStringLiteral(u"/") + QChar(0xd83d), "half a surrogate pair");
    row("low surrogate first", QString(QChar(0xde00)) + QChar(0xd83d), "half a surrogate pair");
    row("too long", u'/' + QString(8192, u'a'), "longer than the 8192 bytes");
    row("too long when encoded", u'/' + QString(2731, QChar(0xfc)), "longer than the 8192 bytes");
    row("lower-case method", "/a", "the method \"get\"", "get");
    row("empty method", "/a", "the method \"\"", "");
    row("method with a space", "/a", "the method \"GET \"", "GET ");
    row("joined methods", "/a", "the method \"GET,POST\"", "GET,POST");
}

void tst_RouteTable::invalidPattern()
{
    QFETCH(QString, method);
    QFETCH(QString, pattern);
    QFETCH(QString, complaint);
    RouteTable table;
    QVERIFY(!table.add(method, pattern, 0));
    QVERIFY2(table.errorString().contains(complaint), qPrintable(table.errorString()));
    QVERIFY2(table.errorString().contains(u'"' + pattern + u'"'), qPrintable(table.errorString()));
    QVERIFY(table.errorString().endsWith(u'.'));
    QVERIFY(table.add("GET", "/ok", 0));
    QCOMPARE(table.errorString(), QString());
}

void tst_RouteTable::conflict_data()
{
    QTest::addColumn<QString>("first");
    QTest::addColumn<QString>("second");
    QTest::addColumn<QString>("complaint");
    const auto row
            = [](const char *name, const QString &first, const QString &second,
                 const QString &complaint) { QTest::newRow(name) << first << second << complaint; };
    row("static twice", "/a", "/a", "there twice for the method GET");
    row("static and tail", "/a", "/a[/{b}]", "there twice for the method GET");
    row("plain and encoded", QStringLiteral(u"/\u00fc"), "/%c3%bc", "there twice for the method GET");
    row("plain and encoded beside a placeholder", "/a b/{x}", "/a%20b/{y}", "the same paths as the earlier route");
    row("variable twice", "/{a}", "/{a}", "the same paths as the earlier route \"/{a}\"");
    row("variable twice, other name", "/{a}/x", "/{b}/x",
        "the same paths as the earlier route \"/{a}/x\"");
    row("variable twice, default spelt out", "/{a}", "/{b:[^/]+}", "the same paths");
    row("variable and tail", "/x/{a}", "/x[/{b}]", "the same paths");
    row("shadowed", "/user/{id}", "/user/me", "shadowed by the earlier route \"/user/{id}\"");
    row("shadowed by a tail", "/user[/{id}]", "/user/me",
        "shadowed by the earlier route \"/user[/{id}]\"");
    row("shadowed by everything", "/{x:.*}", "/", "shadowed");
}

void tst_RouteTable::conflict()
{
    QFETCH(QString, first);
    QFETCH(QString, second);
    QFETCH(QString, complaint);
    RouteTable table;
    QVERIFY(table.add("GET", first, 0));
    QVERIFY(!table.add("GET", second, 1));
    QVERIFY2(table.errorString().contains(complaint), qPrintable(table.errorString()));
    QVERIFY2(table.errorString().contains(u'"' + second + u'"'), qPrintable(table.errorString()));
}

void tst_RouteTable::noConflict_data()
{
    QTest::addColumn<QList<Route>>("routes");
    QTest::newRow("other method") << Routes{
            {"GET", "/a"}, {"POST", "/a"}, {"*", "/a"}, {RouteTable::WebSocket, "/a"}};
    QTest::newRow("variable behind static") << Routes{{"GET", "/me"}, {"GET", "/{id}"}};
    QTest::newRow("static of another method") << Routes{{"GET", "/{id}"}, {"POST", "/me"}};
    QTest::newRow("expression that lets it through")
            << Routes{{"GET", "/{id:\\d+}"}, {"GET", "/me"}};
    QTest::newRow("slash at the end") << Routes{{"GET", "/a"}, {"GET", "/a/"}};
}

void tst_RouteTable::noConflict()
{
    QFETCH(QList<Route>, routes);
    RouteTable table;
    for (const Route &route : routes)
        QVERIFY2(table.add(route.method, route.pattern, 0), qPrintable(table.errorString()));
}

void tst_RouteTable::failedAddChangesNothing()
{
    RouteTable table = tableOf({{"GET", "/a/b"}});
    QVERIFY(!table.add("GET", "/a[/b]", 1)); // "/a" is free, "/a/b" is not
    QCOMPARE(table.match("GET", "/a").kind, Kind::NotFound);
    QCOMPARE(table.match("GET", "/a/b").index, 0);
    QVERIFY(!table.add("POST", "/x[/{a:(}]", 1));
    QCOMPARE(table.match("POST", "/x").kind, Kind::NotFound);
}

void tst_RouteTable::optionalTailsShareTheirIndex()
{
    const RouteTable table = tableOf({{"GET", "/x"}, {"GET", "/a[/{b}[/{c}]]"}, {"GET", "/{y}"}});
    QCOMPARE(table.match("GET", "/a").index, 1);
    QCOMPARE(table.match("GET", "/a/1").index, 1);
    QCOMPARE(table.match("GET", "/a/1/2").index, 1);
    QCOMPARE(RoutePattern("/a[/{b}[/{c}]]").variants().size(), 3);
}

void tst_RouteTable::tablesShareNothing()
{
    RouteTable first = tableOf({{"GET", "/{a}"}});
    RouteTable second = first;
    QVERIFY(second.add("GET", "/x/y", 1));
    QCOMPARE(first.match("GET", "/x/y").kind, Kind::NotFound);
    QCOMPARE(second.match("GET", "/x/y").index, 1);
}

void tst_RouteTable::canonicalPath_data()
{
    QTest::addColumn<QString>("path");
    QTest::addColumn<QString>("expected");

    QTest::newRow("nothing to do") << "/a-b_c.~!$&'()*+,;=:@/" << "/a-b_c.~!$&'()*+,;=:@/";
    QTest::newRow("digits") << "/%c3%bC%2f" << "/%C3%BC%2F";
    QTest::newRow("signs") << "/\"<>[\\]^`{|}" << "/%22%3C%3E%5B%5C%5D%5E%60%7B%7C%7D";
    QTest::newRow("percent sign alone") << "/%zz%" << "/%25zz%25";
    QTest::newRow("asterisk") << "*" << "*";
}

void tst_RouteTable::canonicalPath()
{
    QFETCH(const QString, path);
    QTEST(RoutePattern::canonicalPath(path), "expected");
}

QTEST_APPLESS_MAIN(tst_RouteTable)
#include "tst_routetable.moc"
