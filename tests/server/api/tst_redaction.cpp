// SPDX-FileCopyrightText: 2026 The Landline authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "api/redaction.h"
#include "api/request.h"

#include <QtCore/qrandom.h>
#include <QtTest/qtest.h>

using namespace Landline;

class tst_Redaction : public QObject
{
    Q_OBJECT

private slots:
    void defaults();
    void target_data();
    void target();
    void otherNames();
    void targetAgreesWithTheParser();
    void header_data();
    void header();
    void headerOfOtherNames_data();
    void headerOfOtherNames();
    void text_data();
    void text();
};

void tst_Redaction::defaults()
{
    const QStringList names = {"token", "access_token", "api_key", "password", "authorization", "proxy-authorization",
                               "cookie", "set-cookie", "x-api-key"};
    QCOMPARE(Redaction::defaultNames(), names);
    for (const QString &name : names) {
        QVERIFY(Redaction().hides(name));
        QVERIFY(Redaction().hides(name.toUpper()));
        QVERIFY(!Redaction(QStringList()).hides(name));
    }
    QVERIFY(!Redaction().hides("user"));
    QVERIFY(!Redaction().hides(QString()));
    QVERIFY(Redaction({"Session"}).hides("sESSION"));
    QVERIFY(!Redaction({"Session"}).hides("token"));
    QCOMPARE(Request().redaction().target("/?token=x"), "/?token=***");
}

void tst_Redaction::target_data()
{
    QTest::addColumn<QByteArray>("target");
    QTest::addColumn<QByteArray>("shown");
    const auto row = [](const char *name, const QByteArray &target, const QByteArray &shown) {
        QTest::newRow(name) << target << shown;
    };

    row("no query", "/re/a", "/re/a");
    row("an empty query", "/a?", "/a?");
    row("one", "/re/a?token=s3cret", "/re/a?token=***");
    row("among others", "/?a=1&token=s3cret&b=2", "/?a=1&token=***&b=2");
    row("several names", "/?api_key=k&password=p&access_token=t", "/?api_key=***&password=***&access_token=***");
    row("upper case", "/?TOKEN=s3cret", "/?TOKEN=***");
    row("mixed case", "/?ToKen=s3cret", "/?ToKen=***");
    row("an encoded letter", "/?%74oken=s3cret", "/?%74oken=***");
    row("all letters encoded", "/?%74%6f%6B%65%6E=s3cret", "/?%74%6f%6B%65%6E=***");
    row("an encoded capital", "/?%54oken=s3cret", "/?%54oken=***");
    row("an encoded underscore", "/?api%5Fkey=s3cret", "/?api%5Fkey=***");
    row("encoded twice is another name", "/?%2574oken=open", "/?%2574oken=open");
    row("repeated", "/?token=a&token=b&token=c", "/?token=***&token=***&token=***");
    row("an empty value", "/?token=", "/?token=***");
    row("no value", "/?token", "/?token");
    row("no value, and others", "/?token&a=1", "/?token&a=1");
    row("a value with equals signs", "/?token=a=b==&c=d", "/?token=***&c=d");
    row("a value with a question mark", "/?token=a?b&c=d", "/?token=***&c=d");
    row("a value with a semicolon", "/?token=a;b&c=d", "/?token=***&c=d");
    row("a semicolon separates nothing", "/?a=1;token=2", "/?a=1;token=2");
    row("an encoded ampersand separates nothing", "/?token=a%26b", "/?token=***");
    row("an encoded equals sign is none", "/?token%3Ds3cret", "/?token%3Ds3cret");
    row("an encoded question mark begins no query", "/a%3Ftoken=open", "/a%3Ftoken=open");
    row("empty parts", "/?&&token=a&&", "/?&&token=***&&");
    row("a plus sign is a space", "/?+token=open", "/?+token=open");
    row("a longer name", "/?tokens=a&my_token=b&token%5B%5D=c", "/?tokens=a&my_token=b&token%5B%5D=c");
    row("a broken encoding", "/?token=%zz&%zztoken=open", "/?token=***&%zztoken=open");
    row("not UTF-8", "/?%fftoken=open&token=%ff", "/?%fftoken=open&token=***");
    row("already shown so", "/?token=***", "/?token=***");
    row("a path like a query", "/token=open", "/token=open");
    row("a whole URL", "https://a.example/b?token=s3cret", "https://a.example/b?token=***");
    row("nothing at all", "", "");
}

void tst_Redaction::target()
{
    QFETCH(const QByteArray, target);
    QTEST(Redaction().target(target), "shown");
    QCOMPARE(Redaction(QStringList()).target(target), target);
}

void tst_Redaction::otherNames()
{
    const Redaction redaction({"s\u00e9same", "Pass Word", "a&b=c"});
    QCOMPARE(redaction.target("/?s%C3%A9same=1&token=2"), "/?s%C3%A9same=***&token=2");
    QCOMPARE(redaction.target("/?S%C3%89SAME=1"), "/?S%C3%89SAME=***");
    QCOMPARE(redaction.target("/?pass+word=1&PASS%20WORD=2"), "/?pass+word=***&PASS%20WORD=***");
    QCOMPARE(redaction.target("/?a%26b%3Dc=1"), "/?a%26b%3Dc=***");
}

/// Whatever the query is: what Request reads as the value of a hidden name is hidden, and everything else is as it was.
void tst_Redaction::targetAgreesWithTheParser()
{
    const QList<QByteArray> pieces = {"token",  "%74oken", "TOKEN", "Api_Key", "api%5fkey", "user", "=", "=",   "=",  "&",
                                      "&",      "&",       "?",     ";",       "+",         "%",    "%2", "%26", "%3d", "%3D",
                                      "s3cret", "%00",     "\xff",  "%25",     "a",         "#",    "/",  ".",   "%zz", "*"};
    QRandomGenerator random(20261129);
    const Redaction redaction;
    for (int i = 0; i < 20'000; ++i) {
        QByteArray target = "/p";
        if (random.bounded(8) != 0)
            target += '?';
        for (int k = random.bounded(12); k > 0; --k)
            target += pieces.at(random.bounded(pieces.size()));
        Request sent;
        sent.setTarget(target);
        Request shown;
        shown.setTarget(redaction.target(target));
        const QList<Request::Parameter> before = sent.queryItems();
        const QList<Request::Parameter> after = shown.queryItems();
        QVERIFY2(after.size() == before.size(), target);
        for (qsizetype k = 0; k < before.size(); ++k) {
            const auto &[name, value] = before.at(k);
            QVERIFY2(after.at(k).first == name, target);
            const bool isHidden = redaction.hides(name) && !(value.isEmpty() && after.at(k).second.isEmpty());
            QVERIFY2(after.at(k).second == (isHidden ? "***" : value), target);
        }
        QCOMPARE(shown.path(), sent.path());
        QCOMPARE(redaction.target(shown.target()), shown.target());
    }
}

void tst_Redaction::header_data()
{
    QTest::addColumn<QByteArray>("name");
    QTest::addColumn<QByteArray>("value");
    QTest::addColumn<QByteArray>("shown");
    const auto row = [](const char *title, const QByteArray &name, const QByteArray &value, const QByteArray &shown) {
        QTest::newRow(title) << name << value << shown;
    };

    row("Authorization", "Authorization", "Bearer s3cret", "***");
    row("lower case", "authorization", "Basic YTpi", "***");
    row("a proxy's", "PROXY-AUTHORIZATION", "x", "***");
    row("an API key", "X-Api-Key", "s3cret", "***");
    row("cookies", "Cookie", "a=1; b=2", "***");
    row("set cookies", "Set-Cookie", "a=1; Path=/", "***");
    row("one named like a parameter", "Token", "s3cret", "***");
    row("empty", "Authorization", "", "***");
    row("any other", "User-Agent", "curl/8.5 (x; token=open)", "curl/8.5 (x; token=open)");
    row("a URL", "Referer", "https://a.example/b?token=s3cret&c=d", "https://a.example/b?token=***&c=d");
    row("an origin", "Origin", "https://a.example", "https://a.example");
    row("no origin", "Origin", "https://a.example?password=s3cret", "https://a.example?password=***");
}

void tst_Redaction::header()
{
    QFETCH(const QByteArray, name);
    QFETCH(const QByteArray, value);
    QTEST(Redaction().header(name, value), "shown");
    QCOMPARE(Redaction(QStringList()).header(name, value), value);
}

void tst_Redaction::headerOfOtherNames_data()
{
    QTest::addColumn<QByteArray>("name");
    QTest::addColumn<QByteArray>("value");
    QTest::addColumn<QByteArray>("shown");
    const auto row = [](const char *title, const QByteArray &name, const QByteArray &value, const QByteArray &shown) {
        QTest::newRow(title) << name << value << shown;
    };

    row("a cookie", "Cookie", "session=s3cret", "session=***");
    row("among others", "Cookie", "a=1; session=s3cret; b=2", "a=1; session=***; b=2");
    row("twice", "cookie", "session=a;session=b", "session=***;session=***");
    row("other case", "Cookie", "SESSION=s3cret", "SESSION=***");
    row("with equals signs", "Cookie", "session=a=b==; c=d", "session=***; c=d");
    row("spaces around the name", "Cookie", " session =s3cret", " session =***");
    row("without a value", "Cookie", "session; a=1", "session; a=1");
    row("longer names", "Cookie", "sessions=1; my-session=2", "sessions=1; my-session=2");
    row("a set cookie", "Set-Cookie", "session=s3cret; Path=/; HttpOnly", "session=***; Path=/; HttpOnly");
    row("another set cookie", "Set-Cookie", "a=1; Path=/", "a=1; Path=/");
    row("the header is not hidden", "Authorization", "Bearer s3cret", "Bearer s3cret");
    row("a header", "Session", "s3cret", "***");
}

void tst_Redaction::headerOfOtherNames()
{
    QFETCH(const QByteArray, name);
    QFETCH(const QByteArray, value);
    QTEST(Redaction({"session"}).header(name, value), "shown");
}

void tst_Redaction::text_data()
{
    QTest::addColumn<QByteArray>("text");
    QTest::addColumn<QByteArray>("shown");
    const auto row = [](const char *name, const QByteArray &text, const QByteArray &shown) {
        QTest::newRow(name) << text << shown;
    };

    row("nothing of the request", "no luck", "no luck");
    row("the query", "bad token s3cret in the query", "bad token *** in the query");
    row("the target", "GET /a?token=s3cret&user=ann", "GET /a?token=***&user=ann");
    row("encoded", "bad p%20w%2b", "bad ***");
    row("decoded", "bad p w+", "bad ***");
    row("a header", "bad Bearer b34rer", "bad ***");
    row("a header without its scheme", "bad b34rer", "bad ***");
    row("a header twice", "k3y and k3y2", "*** and ***");
    row("a cookie", "session c00kie", "session ***");
    row("a decoded cookie", "name f\xc3\xa9", "name ***");
    row("a cookie without a name", "n4meless", "***");
    row("what is not hidden", "ann came from curl", "ann came from curl");
}

void tst_Redaction::text()
{
    QFETCH(const QByteArray, text);
    Request request;
    request.setTarget("/a?token=s3cret&user=ann&PassWord=p%20w%2b&api_key=&token");
    request.setHeaders({{"Authorization", "Bearer b34rer"}, {"X-API-Key", "k3y"}, {"x-api-key", "k3y2"},
                        {"Cookie", "a=c00kie; b=f%C3%A9"}, {"Cookie", "n4meless"}, {"User-Agent", "curl"}});
    QTEST(Redaction().text(text, request), "shown");
    QCOMPARE(Redaction(QStringList()).text(text, request), text);
    QCOMPARE(Redaction({"nothing"}).text(text, request), text);
}

QTEST_APPLESS_MAIN(tst_Redaction)
#include "tst_redaction.moc"
