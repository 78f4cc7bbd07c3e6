// SPDX-FileCopyrightText: 2026 The Landline authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "api/httpcontroller.h"
#include "api/slotroute_p.h"

#include <QtCore/qpromise.h>
#include <QtTest/qtest.h>

#include <optional>
#include <stdexcept>

using namespace Landline;

/// One slot of each kind that can be a route.
class Slots : public HttpController
{
    Q_OBJECT

public slots:
    QString text(const QString &value) { return '<' + value + '>'; }
    QByteArray converted() const { return "bytes do convert"; }
    QString bytes(const QByteArray &value) { return QString::fromLatin1(value.toHex()); }
    QString boolean(bool value) { return value ? "yes" : "no"; }
    int int32(int value) { return value; }
    uint uint32(uint value) { return value; }
    qint64 int64(qint64 value) { return value; }
    quint64 uint64(quint64 value) { return value; }
    QString int16(short value) { return QString::number(value); }
    QString uint16(quint16 value) { return QString::number(value); }
    double real(double value) { return value; }
    QString defaults(int first, int second = 20, int third = 30)
    {
        return QStringLiteral("%1 %2 %3").arg(first).arg(second).arg(third);
    }
    QString request(const Landline::Request &request, const QString &name)
    {
        return request.path() + ' ' + name;
    }
    QString unnamedRequest(const Landline::Request &) { return "request"; }
    QString stream(const Landline::RequestStream &body, const QString &name) { return name + ' ' + body.readAll(); }
    void silent() { }
    Landline::Response response() { return Response::status(201); }
    Landline::Reply reply() { return Response::status(202); }
    QFuture<Landline::Response> future() { return QtFuture::makeReadyFuture(Response::status(203)); }
    QJsonObject object() { return {{"a", 1}}; }
    QJsonArray array() { return {1}; }
    QString many(int a, int b, int c, int d, int e, int f, int g, int h, int i, int j, int k, int l)
    {
        return QString::number(a + b + c + d + e + f + g + h + i + j + k + l);
    }
    QString throws() { throw std::runtime_error("no luck"); }

public:
    Q_INVOKABLE QString invokable() { return {}; }

signals:
    void signalled();

protected slots:
    void protectedSlot() { }

private slots:
    void privateSlot() { }
};

class Derived : public Slots
{
    Q_OBJECT

public slots:
    QString own() { return "own"; }
};

/// None of these can be a route.
class Impossible : public QObject
{
    Q_OBJECT

public slots:
    void pointer(QObject *object) { Q_UNUSED(object) }
    void reference(int &value) { Q_UNUSED(value) }
    void list(const QStringList &values) { Q_UNUSED(values) }
    void unnamed(int) { }
    QObject *returned() { return nullptr; }
    void twice(int value) { Q_UNUSED(value) }
    void twice(const QString &text) { Q_UNUSED(text) }
};

class tst_SlotRoute : public QObject
{
    Q_OBJECT

private slots:
    void routes();
    void inheritedSlotsAreNone();
    void impossible_data();
    void impossible();
    void conversions_data();
    void conversions();
    void sources_data();
    void sources();
    void json_data();
    void json();
    void defaults_data();
    void defaults();
    void missing();
    void results_data();
    void results();
    void theRequestAsAnArgument();
    void theBodyAsAnArgument();
    void twelveArguments();
    void whatAClientSentIsQuotedSafely();
    void exceptionsPass();

private:
    Response called(const QString &name, const Request &request);

    Slots m_slots;
};

namespace {

Request get(const QByteArray &target)
{
    Request request;
    request.setTarget(target);
    return request;
}

Request posted(const QByteArray &type, const QByteArray &body)
{
    Request request = get("/");
    request.setMethod("POST");
    request.setHeader("Content-Type", type);
    request.setBody(body);
    return request;
}

QStringList namesOf(const QList<SlotRoute> &routes)
{
    QStringList names;
    for (const SlotRoute &route : routes)
        names << route.name();
    return names;
}

} // namespace

Response tst_SlotRoute::called(const QString &name, const Request &request)
{
    QStringList errors;
    Response answer = Response::status(404);
    const QList<SlotRoute> routes = SlotRoute::of(&m_slots, &errors);
    for (const SlotRoute &route : routes) {
        if (route.name() != name)
            continue;
        std::optional<Response> received;
        route.call(request).deliver(this, [&received](const Response &response) { received = response; });
        if (QTest::qWaitFor([&received] { return received.has_value(); }, 30000))
            answer = *received;
    }
    return answer;
}

void tst_SlotRoute::routes()
{
    QStringList errors;
    const QStringList names = namesOf(SlotRoute::of(&m_slots, &errors));

    QCOMPARE(errors, QStringList());
    QCOMPARE(names, QStringList({"text", "converted", "bytes", "boolean", "int32", "uint32", "int64", "uint64",
                                 "int16", "uint16", "real", "defaults", "request", "unnamedRequest", "stream",
                                 "silent",
                                 "response", "reply", "future", "object", "array", "many", "throws"}));
}

void tst_SlotRoute::inheritedSlotsAreNone()
{
    Derived derived;
    QStringList errors;
    QCOMPARE(namesOf(SlotRoute::of(&derived, &errors)), QStringList("own"));
}

void tst_SlotRoute::impossible_data()
{
    QTest::addColumn<QString>("error");

    QTest::newRow("pointer") << "Impossible::pointer() cannot be a route: it takes a QObject*, which cannot come from "
                                "a request";
    QTest::newRow("reference") << "Impossible::reference() cannot be a route: it takes a int&, which cannot come from "
                                  "a request";
    QTest::newRow("list") << "Impossible::list() cannot be a route: it takes a QStringList, which cannot come from a "
                             "request";
    QTest::newRow("unnamed") << "Impossible::unnamed() cannot be a route: it has an argument without a name";
    QTest::newRow("returned") << "Impossible::returned() cannot be a route: it returns a QObject*, of which no "
                                 "response can be made";
    QTest::newRow("overload") << "Impossible::twice() cannot be a route: it has more than one slot of that name";
}

void tst_SlotRoute::impossible()
{
    QFETCH(const QString, error);
    Impossible object;
    QStringList errors;
    QCOMPARE(namesOf(SlotRoute::of(&object, &errors)), QStringList("twice"));
    QVERIFY2(errors.contains(error), qPrintable(errors.join('\n')));
}

void tst_SlotRoute::conversions_data()
{
    QTest::addColumn<QString>("slot");
    QTest::addColumn<QByteArray>("value"); // percent-encoded
    QTest::addColumn<QString>("result"); // null: 400

    const QString refused;
    const auto row = [](const char *slot, const QByteArray &value, const QString &result) {
        QTest::addRow("%s(%s)", slot, value.constData()) << QString(slot) << value << result;
    };
    row("text", "", "<>");
    row("text", "%20a%20", "< a >");
    row("text", "%C3%A9", QStringLiteral("<\u00e9>"));
    row("bytes", "%C3%A9%00", "c3a900");
    row("boolean", "true", "yes");
    row("boolean", "1", "yes");
    row("boolean", "false", "no");
    row("boolean", "0", "no");
    for (const char *value : {"", "TRUE", "yes", "2", "%20true", "on"})
        row("boolean", value, refused);
    row("int32", "12", "12");
    row("int32", "-12", "-12");
    row("int32", "-0", "0");
    row("int32", "007", "7");
    row("int32", "2147483647", "2147483647");
    row("int32", "-2147483648", "-2147483648");
    for (const char *value : {"", "%2012%20", "12%0A", "%0012", "12%00", "+12", "%2B12", "12.0", "1e3", "0x1f", "12abc",
                              "--1", "-", "2147483648", "-2147483649", "4294967297", "99999999999999999999",
                              "%D9%A1%D9%A2", "%EF%BC%91", "1,000", "1_000"})
        row("int32", value, refused);
    row("uint32", "4294967295", "4294967295");
    for (const char *value : {"4294967296", "-1", "-0"})
        row("uint32", value, refused);
    row("int64", "9223372036854775807", "9223372036854775807");
    row("int64", "-9223372036854775808", "-9223372036854775808");
    for (const char *value : {"9223372036854775808", "-9223372036854775809", "18446744073709551617"})
        row("int64", value, refused);
    row("uint64", "18446744073709551615", "18446744073709551615");
    row("uint64", "18446744073709551616", refused);
    row("int16", "-32768", "-32768");
    row("int16", "32768", refused);
    row("uint16", "65535", "65535");
    row("uint16", "65536", refused);
    row("real", "1.5", "1.5");
    row("real", "-2", "-2");
    row("real", "1e3", "1000");
    for (const char *value : {"", "%201.5", "1.5%20", "inf", "nan", "-inf", "1e999", "1,5", "0x10", "%D9%A1", "1.5x"})
        row("real", value, refused);
}

void tst_SlotRoute::conversions()
{
    QFETCH(const QString, slot);
    QFETCH(const QByteArray, value);
    QFETCH(const QString, result);
    const Response response = called(slot, get("/?value=" + value));

    if (result.isNull()) {
        QCOMPARE(response.status(), 400);
        QVERIFY2(response.body().contains("\"value\" must be "), response.body().constData());
    } else {
        QCOMPARE(QString::fromUtf8(response.body()), result);
        QCOMPARE(response.status(), 200);
    }
}

void tst_SlotRoute::sources_data()
{
    QTest::addColumn<Request>("request");
    QTest::addColumn<QString>("result");

    const QByteArray form = "application/x-www-form-urlencoded";
    Request everywhere = posted(form, "value=form");
    everywhere.setTarget("/?value=query");
    QTest::newRow("query before form") << everywhere << "<query>";
    everywhere.setParameters({{"value", "path"}});
    QTest::newRow("path before query") << everywhere << "<path>";
    QTest::newRow("query") << get("/?value=query") << "<query>";
    QTest::newRow("the last of the query") << get("/?value=a&value=b") << "<b>";
    QTest::newRow("form") << posted(form, "value=form+x") << "<form x>";
    QTest::newRow("JSON") << posted("application/json", "{\"value\": \"json\"}") << "<json>";
    QTest::newRow("JSON with a charset") << posted("Application/JSON; charset=utf-8", "{\"value\": \"json\"}")
                                         << "<json>";
    Request both = posted("application/json", "{\"value\": \"json\"}");
    both.setTarget("/?value=query");
    QTest::newRow("query before JSON") << both << "<query>";
    QTest::newRow("another type") << posted("text/plain", "value=x") << QString();
    QTest::newRow("another name") << get("/?Value=x") << QString();
}

void tst_SlotRoute::sources()
{
    QFETCH(const Request, request);
    QFETCH(const QString, result);
    const Response response = called("text", request);

    QCOMPARE(response.status(), result.isNull() ? 400 : 200);
    QCOMPARE(QString::fromUtf8(response.body()), result.isNull() ? "Missing argument \"value\"" : result);
}

void tst_SlotRoute::json_data()
{
    QTest::addColumn<QString>("slot");
    QTest::addColumn<QByteArray>("body");
    QTest::addColumn<QString>("result"); // null: 400

    QTest::newRow("number") << "int32" << QByteArray("{\"value\": 12}") << "12";
    QTest::newRow("number as a string") << "int32" << QByteArray("{\"value\": \"12\"}") << "12";
    QTest::newRow("beyond a double") << "int64" << QByteArray("{\"value\": 9007199254740993}") << "9007199254740993";
    QTest::newRow("fraction for a whole") << "int32" << QByteArray("{\"value\": 1.5}") << QString();
    QTest::newRow("too large") << "int32" << QByteArray("{\"value\": 4294967297}") << QString();
    QTest::newRow("fraction") << "real" << QByteArray("{\"value\": 1.5}") << "1.5";
    QTest::newRow("true") << "boolean" << QByteArray("{\"value\": true}") << "yes";
    QTest::newRow("true for a number") << "int32" << QByteArray("{\"value\": true}") << QString();
    QTest::newRow("null is missing") << "text" << QByteArray("{\"value\": null}") << QString();
    QTest::newRow("list") << "text" << QByteArray("{\"value\": [1]}") << QString();
    QTest::newRow("object") << "text" << QByteArray("{\"value\": {}}") << QString();
    QTest::newRow("an array for a body") << "text" << QByteArray("[1]") << QString();
    QTest::newRow("no JSON") << "text" << QByteArray("{value: 1}") << QString();
    QTest::newRow("an empty body has no arguments") << "silent" << QByteArray() << "";
}

void tst_SlotRoute::json()
{
    QFETCH(const QString, slot);
    QFETCH(const QByteArray, body);
    QFETCH(const QString, result);
    const Response response = called(slot, posted("application/json", body));

    QCOMPARE(response.status(), result.isNull() ? 400 : 200);
    if (!result.isNull())
        QCOMPARE(QString::fromUtf8(response.body()), result);
}

void tst_SlotRoute::defaults_data()
{
    QTest::addColumn<QByteArray>("query");
    QTest::addColumn<QString>("result"); // null: 400

    QTest::newRow("all given") << QByteArray("first=1&second=2&third=3") << "1 2 3";
    QTest::newRow("in another order") << QByteArray("third=3&first=1&second=2") << "1 2 3";
    QTest::newRow("last missing") << QByteArray("first=1&second=2") << "1 2 30";
    QTest::newRow("both missing") << QByteArray("first=1") << "1 20 30";
    QTest::newRow("the one without a default") << QByteArray("second=2&third=3") << QString();
    // C++ has no way to leave out one in the middle; what was given must not be ignored in silence.
    QTest::newRow("one in the middle missing") << QByteArray("first=1&third=3") << QString();
    QTest::newRow("an empty one is not missing") << QByteArray("first=1&second=") << QString();
}

void tst_SlotRoute::defaults()
{
    QFETCH(const QByteArray, query);
    QFETCH(const QString, result);
    const Response response = called("defaults", get("/?" + query));

    QCOMPARE(response.status(), result.isNull() ? 400 : 200);
    if (!result.isNull())
        QCOMPARE(QString::fromUtf8(response.body()), result);
}

void tst_SlotRoute::missing()
{
    const Response response = called("int64", get("/"));
    QCOMPARE(response.status(), 400);
    QCOMPARE(response.body(), "Missing argument \"value\"");
}

void tst_SlotRoute::results_data()
{
    QTest::addColumn<QString>("slot");
    QTest::addColumn<int>("status");
    QTest::addColumn<QByteArray>("body");

    QTest::newRow("nothing") << "silent" << 200 << QByteArray();
    QTest::newRow("bytes") << "converted" << 200 << QByteArray("bytes do convert");
    QTest::newRow("Response") << "response" << 201 << QByteArray("Created");
    QTest::newRow("Reply") << "reply" << 202 << QByteArray("Accepted");
    QTest::newRow("QFuture") << "future" << 203 << QByteArray("Non-Authoritative Information");
    QTest::newRow("QJsonObject") << "object" << 200 << QByteArray("{\"a\":1}");
    QTest::newRow("QJsonArray") << "array" << 200 << QByteArray("[1]");
}

void tst_SlotRoute::results()
{
    QFETCH(const QString, slot);
    const Response response = called(slot, get("/"));
    QTEST(response.status(), "status");
    QTEST(response.body(), "body");
}

void tst_SlotRoute::theRequestAsAnArgument()
{
    QCOMPARE(called("request", get("/a?name=ann")).body(), "/a ann");
    QCOMPARE(called("unnamedRequest", get("/")).body(), "request");
}

/// The others are not looked for in it.
void tst_SlotRoute::theBodyAsAnArgument()
{
    QStringList errors;
    const QList<SlotRoute> routes = SlotRoute::of(&m_slots, &errors);
    for (const SlotRoute &route : routes) {
        QCOMPARE(route.streamsBody(), route.name() == "stream");
        if (route.streamsBody())
            QCOMPARE(route.call(get("/?name=ann"), RequestStream("hello")).response()->body(), "ann hello");
    }
    QCOMPARE(called("stream", posted("application/x-www-form-urlencoded", {})).status(), 400);
}

void tst_SlotRoute::twelveArguments()
{
    QCOMPARE(called("many", get("/?a=1&b=2&c=3&d=4&e=5&f=6&g=7&h=8&i=9&j=10&k=11&l=12")).body(), "78");
}

void tst_SlotRoute::whatAClientSentIsQuotedSafely()
{
    const Response response = called("int32", get("/?value=%1B[31m%0D%0A" + QByteArray(10000, 'x')));
    QCOMPARE(response.status(), 400);
    QVERIFY(response.body().size() < 200);
    QVERIFY2(response.body().contains("\"?[31m??xxx"), response.body().constData());
}

void tst_SlotRoute::exceptionsPass()
{
    QStringList errors;
    const QList<SlotRoute> routes = SlotRoute::of(&m_slots, &errors);
    QCOMPARE(routes.constLast().name(), "throws");
    QVERIFY_THROWS_EXCEPTION(std::runtime_error, routes.constLast().call(get("/"))); // for the pipeline to catch
}

QTEST_GUILESS_MAIN(tst_SlotRoute)
#include "tst_slotroute.moc"
