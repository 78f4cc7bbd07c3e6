// SPDX-FileCopyrightText: 2026 The Landline authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "shared/connectioninfo.h"
#include "shared/filter.h"
#include "shared/filtersubject.h"

#include <QtCore/qfile.h>
#include <QtCore/qregularexpression.h>
#include <QtTest/qtest.h>

#include <limits>

using namespace Landline;
using namespace Qt::StringLiterals;

using Moment = std::optional<qint64>;

namespace {

constexpr qint64 opened = 1'764'380'000'000;
constexpr qint64 lastActive = opened + 60'000;
constexpr qint64 now = opened + 90'500; // idle for 30.5 s

ConnectionInfo ann()
{
    ConnectionInfo info;
    info.fd = 17;
    info.id = u"eu-west-1764380000123-17"_s;
    info.server = u"ws"_s;
    info.route = u"/chat/{room}"_s;
    info.path = u"/chat/blue"_s;
    info.label = u"Ann Lee"_s;
    info.subprotocol = u"mqtt"_s;
    info.userAgent = u"Mozilla/5.0 (X11) Firefox"_s;
    info.peerAddress = u"203.0.113.9"_s;
    info.peerPort = 44682;
    info.worker = 1;
    info.openedAt = QDateTime::fromMSecsSinceEpoch(opened, Qt::UTC);
    info.lastActiveAt = QDateTime::fromMSecsSinceEpoch(lastActive, Qt::UTC);
    info.messagesIn = 3;
    info.messagesOut = 5;
    info.bytesIn = 1500;
    info.bytesOut = 65536;
    info.queuedBytes = 2048;
    info.roundTrip = std::chrono::microseconds(12'400);
    info.tls = true;
    info.user = u"u1"_s;
    info.groups = QStringList({"blue", "room:42"});
    info.groupCount = 2;
    return info;
}

/// A connection of which nothing is known that need not be.
ConnectionInfo nobody()
{
    ConnectionInfo info;
    info.fd = 18;
    info.id = u"main-1764380000123-18"_s;
    info.peerAddress = u"fe80::1%eth0"_s;
    info.openedAt = info.lastActiveAt = QDateTime::fromMSecsSinceEpoch(now + 5000, Qt::UTC); // the clock was set back
    info.compressed = true;
    return info;
}

class SubjectWithContext : public ConnectionInfoSubject
{
public:
    using ConnectionInfoSubject::ConnectionInfoSubject;

    QVariant contextValue(const QString &name) const override
    {
        static const QVariantHash values{{"role", "admin"},
                                         {"score", 7.5},
                                         {"count", Q_INT64_C(12)},
                                         {"digits", "12"},
                                         {"roles", QStringList({"reader", "writer"})},
                                         {"isBot", false},
                                         {"a.b", "dotted"}};
        return values.value(name);
    }
};

Filter parsed(const QString &text)
{
    FilterError error;
    const std::optional<Filter> filter = Filter::parse(text, &error);
    if (!filter)
        qWarning().noquote() << text << error.position << error.message;
    return filter.value_or(Filter());
}

} // namespace

class tst_Filter : public QObject
{
    Q_OBJECT

private slots:
    void matches_data();
    void matches();
    void matchesWithout_data();
    void matchesWithout();
    void matchesContext_data();
    void matchesContext();
    void normalForm_data();
    void normalForm();
    void errors_data();
    void errors();
    void longTexts();
    void examples_data();
    void examples();
    void quotedValue_data();
    void quotedValue();
    void nextChange_data();
    void nextChange();
    void nextChangeIsWhenItChanges_data();
    void nextChangeIsWhenItChanges();
    void completions_data();
    void completions();
    void completionsAreFilters();
    void isAValue();
    void manual();
};

void tst_Filter::matches_data()
{
    QTest::addColumn<bool>("isMatch");

    const auto row = [](const char *text, bool isMatch) { QTest::newRow(text) << isMatch; };
    row("", true);
    row("   \t ", true);

    // Text
    row("ann", true);
    row("ANN", true);
    row("\"ann lee\"", true);
    row("ann lee", true);
    row("\"lee ann\"", false);
    row("lee ann", true);
    row("bob", false);
    row("ann bob", false);
    row("firefox", true);
    row("mqtt", true);
    row("{room}", true);
    row("u1", true);
    row("\"room:42\"", true);
    row("\"203.0.113.9:44\"", true);
    row("17", true);
    row("7", true);
    row("1764380000123", false); // is in the ids of all
    row("eu-west", false);
    row("eu-west-1764380000123-17", true);
    row("eu-west-1764380000123-1", false);
    row("queued", false);
    row("\"tls\"", false);
    row("\"\\u0061nn\"", true);
    row("\"a\\*n\"", false);
    row("!ann", false);
    row("!bob", true);
    row("!\"bob lee\"", true);

    // Values
    row("fd:17", true);
    row("fd:1", false);
    row("fd:1|17", true);
    row("id:EU-west-1764380000123-17", true);
    row("id:*-17", true);
    row("node:eu-west", true);
    row("node:eu", false);
    row("server:WS", true);
    row("server:w", false);
    row("SERVER:ws", true);
    row("route:/chat/{room}", true);
    row("route:/chat", false);
    row("path:/chat/*", true);
    row("path:*BLUE", true);
    row("path:/c*t/*e", true);
    row("path:/chat/red|/chat/blue", true);
    row("label:\"ann lee\"", true);
    row("label:\"ann*\"", true);
    row("label:\"ann\\*\"", false);
    row("label:bob|\"ann lee\"|\"a|b\"", true);
    row("label:ann", false);
    row("user:u1", true);
    row("user:*", true);
    row("user:\"\"", false);
    row("!user:u1", false);
    row("!user:u2", true);
    row("group:blue", true);
    row("group:room:42", true);
    row("group:room:*", true);
    row("group:red|green", false);
    row("group:*", true);
    row("!group:red", true);
    row("ip:203.0.113.9", true);
    row("ip:203.0.113.0/24", true);
    row("ip:10.0.0.0/8", false);
    row("ip:10.0.0.0/8|203.0.*", true);
    row("ip:::1|::/0", false);
    row("port:44682", true);
    row("port>1024", true);
    row("worker:1", true);
    row("worker=0", false);
    row("agent:*firefox", true);
    row("agent:\"mozilla/5.0 (*\"", true);
    row("subprotocol:mqtt", true);
    row("tls", true);
    row("TLS", true);
    row("!tls", false);
    row("compressed", false);
    row("!compressed", true);

    // Numbers
    row("queued>2047", true);
    row("queued>2048", false);
    row("queued>=2048", true);
    row("queued<2049", true);
    row("queued<2048", false);
    row("queued<=2048", true);
    row("queued=2048", true);
    row("queued:2048", true);
    row("queued=2k", true);
    row("queued=2KiB", true);
    row("queued=2kB", false);
    row("queued>1.9k", true);
    row("queued>2.1k", false);
    row("queued>1.5k", true);
    row("queued=\"2k\"", true);
    row("bytes_in:1500|7", true);
    row("bytes_in>=1.5kB", true);
    row("bytes_out=64KiB", true);
    row("bytes_out>1MiB", false);
    row("BYTES_OUT<1MiB", true);
    row("in=3", true);
    row("in>3", false);
    row("out>3", true);
    row("idle>30", true);
    row("idle>30s", true);
    row("idle>30.5", false);
    row("idle>=30.5", true);
    row("idle<1m", true);
    row("idle<1min", true);
    row("idle=30500ms", true);
    row("age>1m", true);
    row("age>90", true);
    row("age>91", false);
    row("age<1h", true);
    row("!age>91", true);
    row("rtt>12", true);
    row("rtt>13", false);
    row("rtt=12.4", true);
    row("rtt=12.4ms", true);
    row("rtt<1s", true);
    row("queued>1k queued<3k", true);
    row("server:ws tls !group:red ann idle<1h", true);
    row("server:ws tls group:red ann idle<1h", false);
}

void tst_Filter::matches()
{
    QFETCH(const bool, isMatch);
    FilterError error;
    const std::optional<Filter> filter = Filter::parse(QString::fromUtf8(QTest::currentDataTag()), &error);
    QVERIFY2(filter, qPrintable(error.message));
    QCOMPARE(filter->matches(ann(), now), isMatch);
    const std::optional<Filter> again = Filter::parse(filter->toString(), &error);
    QVERIFY2(again, qPrintable(filter->toString() + u": "_s + error.message));
    QCOMPARE(*again, *filter);
    QCOMPARE(again->matches(ann(), now), isMatch);
}

void tst_Filter::matchesWithout_data()
{
    QTest::addColumn<bool>("isMatch");

    const auto row = [](const char *text, bool isMatch) { QTest::newRow(text) << isMatch; };
    row("user:\"\"", true);
    row("user:*", false);
    row("!user:*", true);
    row("group:\"\"", true);
    row("group:*", false);
    row("!group:blue", true);
    row("rtt>0", false);
    row("rtt<1h", false);
    row("!rtt>5", true);
    row("idle>=0", true);
    row("age=0", true);
    row("age<1", true);
    row("ip:fe80::/10", true);
    row("ip:fe80::1", true);
    row("ip:*.*", false);
    row("compressed !tls", true);
    row("ctx.role:\"\"", true);
    row("ctx.role:*", false);
    row("ctx.score>0", false);
    row("!ctx.score>0", true);
    row("18", true);
    row("main", false);
}

void tst_Filter::matchesWithout()
{
    QTEST(parsed(QString::fromUtf8(QTest::currentDataTag())).matches(nobody(), now), "isMatch");
}

void tst_Filter::matchesContext_data()
{
    QTest::addColumn<bool>("isMatch");

    const auto row = [](const char *text, bool isMatch) { QTest::newRow(text) << isMatch; };
    row("ctx.role:ADMIN", true);
    row("ctx.role:a*|b*", true);
    row("CTX.role:admin", true);
    row("ctx.ROLE:admin", false); // names of the context have case
    row("ctx.role>5", false);
    row("!ctx.role>5", true);
    row("ctx.none:\"\"", true);
    row("ctx.none:*", false);
    row("ctx.none=0", false);
    row("ctx.score>7", true);
    row("ctx.score>=7.5", true);
    row("ctx.score=7.5", true);
    row("ctx.score<-3", false);
    row("ctx.score:7.5", true);
    row("ctx.count=12", true);
    row("ctx.count:12", true);
    row("ctx.digits<=12.0", true);
    row("ctx.roles:writer", true);
    row("ctx.roles:owner", false);
    row("ctx.isBot:false", true);
    row("ctx.a.b:dotted", true);
    row("admin", false); // the context is searched by name only
}

void tst_Filter::matchesContext()
{
    const Filter filter = parsed(QString::fromUtf8(QTest::currentDataTag()));
    const ConnectionInfo info = ann();
    QTEST(filter.matches(SubjectWithContext(info), now), "isMatch");
    QCOMPARE(filter.usesContext(), filter.toString().contains("ctx."_L1));
    QCOMPARE(parsed(filter.toString()), filter);
}

void tst_Filter::normalForm_data()
{
    QTest::addColumn<QString>("normal");

    const auto row = [](const char *text, const QString &normal) { QTest::newRow(text) << normal; };
    row("", u""_s);
    row("  ann   LEE ", u"ann LEE"_s);
    row("\"ann\"", u"ann"_s);
    row("\"ann lee\"", u"\"ann lee\""_s);
    row("\"tls\" \"!ann\" \"a:b\" \"a|b\" \"a*b\" \"=\"",
        u"\"tls\" \"!ann\" \"a:b\" \"a|b\" \"a*b\" \"=\""_s);
    row("\"a\\*b\"", u"\"a*b\""_s);
    row("\"say \\\"hi\\\" \\\\ \\n\\t\\u00e9\\u202e\"", u"\"say \\\"hi\\\" \\\\ \\n\\t\u00e9\\u202e\""_s);
    row("!\"ann\"", u"!ann"_s);
    row("USER:Ann", u"user:Ann"_s);
    row("user:\"ann\"", u"user:ann"_s);
    row("user:a**b", u"user:a*b"_s);
    row("user:***", u"user:*"_s);
    row("user:\"a * b\"|c*", u"user:\"a * b\"|c*"_s);
    row("user:\"a\\*b\"", u"user:\"a\\*b\""_s);
    row("user:\"\"", u"user:\"\""_s);
    row("user:\"a|b\"", u"user:\"a|b\""_s);
    row("user:a:b=c", u"user:a:b=c"_s);
    row("user:DOMAIN\\ann", u"user:\"DOMAIN\\\\ann\""_s);
    row("ip:192.0.2.0/24|*.1|2001:DB8::/32", u"ip:192.0.2.0/24|2001:db8::/32|*.1"_s);
    row("ip:::ffff:192.0.2.1", u"ip:192.0.2.1"_s);
    row("fd=017", u"fd:17"_s);
    row("fd:\"1\"|2", u"fd:1|2"_s);
    row("queued>1024", u"queued>1KiB"_s);
    row("queued=0", u"queued:0B"_s);
    row("idle>=90", u"idle>=90s"_s);
    row("idle<120m", u"idle<2h"_s);
    row("rtt<0.25", u"rtt<0.25ms"_s);
    row("rtt>1.5s", u"rtt>1500ms"_s);
    row("Tls !Compressed", u"tls !compressed"_s);
    row("ctx.Role:a", u"ctx.Role:a"_s);
    row("ctx.x=1.50", u"ctx.x=1.5"_s);
    row("ctx.x>=-0.1", u"ctx.x>=-0.1"_s);
    row("ctx.x<100000000000000000000", u"ctx.x<100000000000000000000"_s);
}

void tst_Filter::normalForm()
{
    const Filter filter = parsed(QString::fromUtf8(QTest::currentDataTag()));
    QTEST(filter.toString(), "normal");
    QCOMPARE(parsed(filter.toString()).toString(), filter.toString());
    QCOMPARE(filter.isEmpty(), filter.toString().isEmpty());
}

void tst_Filter::errors_data()
{
    QTest::addColumn<int>("position");
    QTest::addColumn<QString>("message");

    const auto row = [](const char *text, int position, const QString &message) {
        QTest::newRow(text) << position << message;
    };
    const QString quoteText = u" (Text with : < > = in it needs quotation marks.)"_s;
    const QString noUnit = u"has the unknown unit "_s;

    row("ann usr:bob", 4, u"Unknown key \"usr\": did you mean user?"_s + quoteText);
    row("\xc3\xa4 uesr:bob", 2, u"Unknown key \"uesr\": did you mean user?"_s + quoteText);
    row("\xf0\x9f\x98\x80 uesr:bob", 3, u"Unknown key \"uesr\": did you mean user?"_s + quoteText); // two UTF-16 units
    row("http://a", 0,
        u"Unknown key \"http\": the keys are fd, id, node, server, route, path, label, user, group, ip, port, worker, "
        "agent, subprotocol, tls, compressed, queued, idle, age, in, out, bytes_in, bytes_out, rtt, ctx.NAME."_s
                + quoteText);
    row("queued_bytes>5", 0, u"Unknown key \"queued_bytes\": did you mean queued?"_s + quoteText);
    row("peer:10.0.0.1", 0, u"Unknown key \"peer\": did you mean ip?"_s + quoteText);
    row("ctx:5", 0, u"Unknown key \"ctx\": did you mean ctx.NAME?"_s + quoteText);
    row("!groups:a", 1, u"Unknown key \"groups\": did you mean group?"_s + quoteText);
    row("fd!=17", 0,
        u"There is no operator \"!=\": a \"!\" before the key negates the term, for example !fd:17"_s);
    row("ctx.:5", 4, u"The name of a value of the context is missing after \"ctx.\", as in ctx.role:admin"_s);

    const QString noKey = u"A key is missing before \"%1\", as in user:ann or queued>64KiB, without spaces; text with \"%1\" "
                          "in it needs quotation marks"_s;
    row(":ann", 0, noKey.arg(QChar(u':')));
    row("queued > 5", 7, noKey.arg(QChar(u'>')));
    row("queued >5", 7, noKey.arg(QChar(u'>')));
    row("!=", 1, noKey.arg(QChar(u'=')));
    const QString operatorsAre = u"The operators are :, =, <, <=, > and >="_s;
    row("fd==5", 2, operatorsAre);
    row("fd=>5", 2, operatorsAre);
    row("fd<>5", 2, operatorsAre);
    row("fd>==5", 2, operatorsAre);
    row("queued:>5", 6, u"Either \":\" or \">\": write queued>"_s);
    row("queued:5|<6", 9, u"\"<6\" must begin with a number, as in queued>64KiB"_s);
    row("user>5", 4, u"\"user\" is not a number: write user:ann"_s);
    row("user=ann", 4, u"\"user\" is not a number: write user:ann"_s);
    row("ip>5", 2, u"\"ip\" is not a number: write ip:192.0.2.0/24"_s);
    row("tls:true", 3, u"\"tls\" stands alone: write tls or !tls"_s);
    row("compressed=1", 10, u"\"compressed\" stands alone: write compressed or !compressed"_s);

    row("user:", 5, u"A value is missing, as in user:ann; \"\" is an empty value"_s);
    row("user: ann", 5, u"A value is missing, as in user:ann; \"\" is an empty value"_s);
    row("user:|ann", 5, u"A value is missing, as in user:ann; \"\" is an empty value"_s);
    row("user:ann|", 9, u"A value is missing, as in user:ann; \"\" is an empty value"_s);
    row("queued>", 7, u"A value is missing, as in queued>64KiB"_s);
    row("fd: 17", 3, u"A value is missing, as in fd:17"_s);
    row("ip:", 3, u"A value is missing, as in ip:192.0.2.0/24"_s);
    row("ctx.a:", 6, u"A value is missing, as in ctx.role:admin; \"\" is an empty value"_s);

    row("fd:a", 3, u"\"a\" must be a whole number, as in fd:17"_s);
    row("fd:1*", 4, u"\"1*\" must be a whole number, as in fd:17"_s);
    row("fd:17|x", 6, u"\"x\" must be a whole number, as in fd:17"_s);
    row("fd:1.5", 4, u"\"1.5\" must be a whole number, as in fd:17"_s);
    row("fd>-1", 3, u"\"-1\" must be a whole number, as in fd:17"_s);
    row("fd:\"\"", 4, u"\"\" must be a whole number, as in fd:17"_s);
    row("fd:9223372036854775808", 3, u"\"9223372036854775808\" is too large, as in fd:17"_s);
    row("in>5k", 4, u"\"5k\" must be a whole number, as in in>1000"_s);
    row("fd>1|2", 4, u"Several values need a \":\", as in fd:1|2"_s);
    row("queued>5kb", 8, u"\"5kb\" "_s + noUnit + u"\"kb\": did you mean \"5KiB\"?"_s);
    row("queued>\"5 KiB\"", 9, u"\"5 KiB\" "_s + noUnit
                + u"\" KiB\": use B, kB, KiB, MB, MiB, GB or GiB, as in queued>64KiB"_s);
    row("queued>0.5", 7, u"\"0.5\" has too many decimal places, as in queued>64KiB"_s);
    row("idle>5x", 6, u"\"5x\" "_s + noUnit + u"\"x\": use ms, s, min or h, as in idle>30s"_s);
    row("idle>0.5ms", 5, u"\"0.5ms\" is finer than a millisecond, as in idle>30s"_s);
    row("age>99999999999999h", 4, u"\"99999999999999h\" is too large, as in age>1h"_s);
    row("ctx.a>x", 6,
        u"\"x\" is not a number, as in ctx.score>=0.5; text is compared with \":\", as in ctx.role:admin"_s);
    row("ctx.a>inf", 6,
        u"\"inf\" is not a number, as in ctx.score>=0.5; text is compared with \":\", as in ctx.role:admin"_s);
    row("ctx.a>1e5", 6,
        u"\"1e5\" is not a number, as in ctx.score>=0.5; text is compared with \":\", as in ctx.role:admin"_s);
    row("queued>64 KiB", 10, u"No space can stand before a unit: write queued>64KiB"_s);
    row("!idle>5 min", 8, u"No space can stand before a unit: write idle>5min"_s);
    row("rtt>1 s", 6, u"No space can stand before a unit: write rtt>1s"_s);

    row("ip:localhost", 3, u"\"localhost\" is a name: write \"127.0.0.1\" and \"::1\""_s);
    row("ip:1.2", 3, u"\"1.2\" is neither an address nor a network: write \"192.0.2.7\" or \"192.0.2.0/24\""_s);
    row("ip:10.0.0.7/8", 3, u"\"10.0.0.7/8\" has bits behind its prefix: write \"10.0.0.0/8\""_s);
    row("ip:10.0.0.0/33", 3, u"\"10.0.0.0/33\" has a prefix that is not a number from 0 to 32"_s);

    const QString special = u"\"%1\" is special and can only be used in the value of a key, as in path:/chat/* or "
                            "user:ann|bob; text with \"%1\" in it needs quotation marks"_s;
    row("ann|bob", 3, special.arg(QChar(u'|')));
    row("ann*", 3, special.arg(QChar(u'*')));
    row("*", 0, special.arg(QChar(u'*')));
    const QString misplaced =
            u"A quotation mark can only begin a text or a value; inside quotation marks it is written \\\""_s;
    row("ann\"", 3, misplaced);
    row("user:ann\"", 8, misplaced);
    row("us\"er\":ann", 2, misplaced);
    row("\"ann", 0, u"The quotation mark is not closed: another one has to end the text"_s);
    row("bob user:\"ann", 9, u"The quotation mark is not closed: another one has to end the text"_s);
    row("\"ann\\\"", 0, u"The quotation mark is not closed: another one has to end the text"_s);
    row("\"ann\"lee", 5, u"A space must follow the closing quotation mark"_s);
    row("\"user\":ann", 6, u"A space must follow the closing quotation mark"_s);
    row("user:\"ann\"lee", 10, u"A space must follow the closing quotation mark"_s);
    row("user:\"ann\"*", 10, u"A space must follow the closing quotation mark"_s);
    const QString escapes = u"The escapes are \\\" \\\\ \\* \\n \\t and \\u with four hexadecimal digits"_s;
    row("\"a\\x\"", 2, escapes);
    row("\"a\\u12g4\"", 2, escapes);
    row("\"a\\u12", 2, escapes);
    row("\"a\\", 2, escapes);
    row("user:\"\\u+123\"", 6, escapes);
    row("\"\"", 0, u"The text to search for is empty"_s);
    row("!", 1, u"A term is missing after the \"!\", as in !user:ann or !tls"_s);
    row("! ann", 1, u"A term is missing after the \"!\", as in !user:ann or !tls"_s);
    row("!!ann", 1, u"Only one \"!\" can stand before a term"_s);
}

void tst_Filter::errors()
{
    FilterError error;
    const QString text = QString::fromUtf8(QTest::currentDataTag());
    QVERIFY(!Filter::parse(text, &error));
    QTEST(error.message, "message");
    QTEST(int(error.position), "position");
    QVERIFY(!Filter::parse(text));
}

void tst_Filter::longTexts()
{
    const QString longest(Filter::MaxLength, u'a');
    QVERIFY(Filter::parse(longest));
    FilterError error;
    QVERIFY(!Filter::parse(longest + u'a', &error));
    QCOMPARE(error, (FilterError{Filter::MaxLength, u"A filter has at most 4096 characters"_s}));
}

void tst_Filter::examples_data()
{
    QTest::addColumn<int>("number");

    for (int i = 0; i <= int(FilterKey::Context); ++i)
        QTest::newRow(filterKeyName(FilterKey(i)).data()) << i;
}

/// What messages give as examples are filters, and in the normal form.
void tst_Filter::examples()
{
    QFETCH(const int, number);
    const FilterKey key = FilterKey(number);
    const QString example = filterExample(key);
    FilterError error;
    QVERIFY2(Filter::parse(example, &error), qPrintable(error.message));
    QCOMPARE(Filter::parse(example)->toString(), example);
    QVERIFY(example.startsWith(filterKeyName(key)));
    if (key != FilterKey::Context)
        QCOMPARE(filterKeyByName(QString(filterKeyName(key))), key);
}

void tst_Filter::quotedValue_data()
{
    QTest::addColumn<QString>("value");
    QTest::addColumn<QString>("quoted");

    QTest::newRow("plain") << u"ann"_s << u"ann"_s;
    QTest::newRow("empty") << QString() << u"\"\""_s;
    QTest::newRow("space") << u"ann lee"_s << u"\"ann lee\""_s;
    QTest::newRow("wildcard") << u"a*"_s << u"\"a\\*\""_s;
    QTest::newRow("bar") << u"a|b"_s << u"\"a|b\""_s;
    QTest::newRow("quotation marks") << u"\"a\""_s << u"\"\\\"a\\\"\""_s;
    QTest::newRow("operators") << u"!a:b<c>=d"_s << u"!a:b<c>=d"_s;
    QTest::newRow("no-break space") << u"a\u00a0b"_s << u"\"a\u00a0b\""_s;
    QTest::newRow("line") << u"a\nb"_s << u"\"a\\nb\""_s;
    QTest::newRow("turns text") << u"a\u202eb"_s << u"\"a\\u202eb\""_s;
    QTest::newRow("null") << u"a"_s + QChar(0) << u"\"a\\u0000\""_s;
    QTest::newRow("backslash") << u"a\\*"_s << u"\"a\\\\\\*\""_s;
}

void tst_Filter::quotedValue()
{
    QFETCH(const QString, value);
    QTEST(Filter::quotedValue(value), "quoted");
    ConnectionInfo info;
    info.label = value;
    const Filter filter = parsed(u"label:"_s + Filter::quotedValue(value));
    QVERIFY(!filter.isEmpty());
    QVERIFY(filter.matches(info, now));
    info.label = value + u'x';
    QVERIFY(!filter.matches(info, now));
}

void tst_Filter::nextChange_data()
{
    QTest::addColumn<Moment>("next");

    const auto row = [](const char *text, Moment next) { QTest::newRow(text) << next; };
    row("", {});
    row("ann queued>5", {});
    row("idle>30", {}); // is true, and stays so
    row("idle>30.5", now + 1);
    row("idle>=30.5", {});
    row("idle>1m", lastActive + 60'001);
    row("idle>=1m", lastActive + 60'000);
    row("idle<1m", lastActive + 60'000);
    row("idle<=1m", lastActive + 60'001);
    row("idle=1m", lastActive + 60'000);
    row("idle:30500ms", now + 1);
    row("idle:1s|1m|2m", lastActive + 60'000);
    row("!idle>1m", lastActive + 60'001);
    row("age>2m", opened + 120'001);
    row("age>2m idle>1m", opened + 120'000 + 1);
    row("age>1h idle>1m", lastActive + 60'001);
    row("idle<10 age<1h", {}); // the first is false until there is something new
    row("!idle>10 age<1h", {});
    row("idle>10 age<1h", opened + 3'600'000);
    row("bob age<1h", {});
    row("ann age<1h", opened + 3'600'000);
    row("idle>2562047788h", lastActive + 2'562'047'788 * qint64(3'600'000) + 1);
}

void tst_Filter::nextChange()
{
    const QString text = QString::fromUtf8(QTest::currentDataTag());
    const Filter filter = parsed(text);
    const ConnectionInfo info = ann();
    QTEST(filter.nextChange(ConnectionInfoSubject(info), now), "next");
    QCOMPARE(filter.dependsOnTime(), text.contains("idle"_L1) || text.contains("age"_L1));
}

void tst_Filter::nextChangeIsWhenItChanges_data()
{
    QTest::addColumn<int>("unused");

    for (const char *text : {"idle>5ms", "idle<5ms", "idle>=5ms", "idle<=5ms", "idle=5ms", "!idle=5ms", "idle>5ms age<9ms",
                             "!idle:3ms|5ms|6ms age>2ms", "idle>3ms idle<7ms !idle=5ms", "fd:17 age>0", "fd:1 age>0"})
        QTest::newRow(text) << 0;
}

/// Between two moments that nextChange() names nothing changes, looked at in each millisecond.
void tst_Filter::nextChangeIsWhenItChanges()
{
    const Filter filter = parsed(QString::fromUtf8(QTest::currentDataTag()));
    ConnectionInfo info = ann();
    info.openedAt = QDateTime::fromMSecsSinceEpoch(opened, Qt::UTC);
    info.lastActiveAt = QDateTime::fromMSecsSinceEpoch(opened + 1, Qt::UTC);
    const ConnectionInfoSubject subject(info);
    for (qint64 from = opened - 3; from < opened + 15; ++from) {
        const qint64 until = filter.nextChange(subject, from).value_or(opened + 30);
        QVERIFY(until > from);
        for (qint64 moment = from; moment < until; ++moment)
            QCOMPARE(filter.matches(subject, moment), filter.matches(subject, from));
    }
}

void tst_Filter::completions_data()
{
    QTest::addColumn<QString>("text"); // the position is at the ^
    QTest::addColumn<QString>("replaced");
    QTest::addColumn<QStringList>("keys");
    QTest::addColumn<QString>("valueOf");
    QTest::addColumn<QString>("typed");

    const auto key = [](const char *text, const char *replaced, const QStringList &keys, const char *typed) {
        QTest::newRow(text) << QString::fromUtf8(text) << QString::fromUtf8(replaced) << keys << QString()
                            << QString::fromUtf8(typed);
    };
    const auto value = [](const char *text, const char *replaced, const char *valueOf, const char *typed) {
        QTest::newRow(text) << QString::fromUtf8(text) << QString::fromUtf8(replaced) << QStringList()
                            << QString::fromUtf8(valueOf) << QString::fromUtf8(typed);
    };
    key("us^", "us", {"user:"}, "us");
    key("ann !US^", "US", {"user:"}, "US");
    key("u^s", "us", {"user:"}, "u");
    key("u^ser:ann", "user:", {"user:"}, "u");
    key("user^:ann", "user:", {"user:"}, "user");
    key("queue^d>=5", "queued>=", {"queued>"}, "queue");
    key("a^", "a", {"agent:", "age>"}, "a");
    key("t^ls", "tls", {"tls"}, "t");
    key("ct^", "ct", {"ctx."}, "ct");
    key("in^", "in", {"in>"}, "in");
    key("zz^", "zz", {}, "zz");
    key("\"us^", "\"us", {}, "\"us");
    key("ann us^ bob", "us", {"user:"}, "us");
    value("user:^", "", "user", "");
    value("user:an^", "an", "user", "an");
    value("USER:a^nn", "ann", "user", "a");
    value("bob user:\"ann l^ee\" c", "\"ann lee\"", "user", "ann l");
    value("user:\"a\\\"^", "\"a\\\"", "user", "a\"");
    value("user:ann|b^|c", "b", "user", "b");
    value("user:ann|^", "", "user", "");
    value("user:\"a|b\"|c^", "c", "user", "c");
    value("group:room:4^", "room:4", "group", "room:4");
    value("worker>^1", "1", "worker", "");
    value("ctx.role:a^", "a", "ctx.role", "a");
    value("zz:a^", "a", "", "a");
    value("tls:a^", "a", "", "a");
}

void tst_Filter::completions()
{
    QFETCH(QString, text);
    const qsizetype position = text.indexOf(u'^');
    text.remove(position, 1);
    const FilterCompletion completion = Filter::completionsAt(text, position);
    QTEST(text.mid(completion.start, completion.length), "replaced");
    QTEST(completion.keys, "keys");
    QTEST(completion.typed, "typed");
    QString valueOf = completion.valueOf ? QString(filterKeyName(*completion.valueOf)) : QString();
    if (!completion.contextName.isEmpty())
        valueOf += u'.' + completion.contextName;
    QTEST(valueOf, "valueOf");
    QVERIFY(completion.start <= position && position <= completion.start + completion.length);
}

/// Where nothing is typed all keys can stand, and each makes a filter with a value.
void tst_Filter::completionsAreFilters()
{
    for (const QString &text : {u""_s, u"ann "_s, u"!"_s}) {
        const FilterCompletion completion = Filter::completionsAt(text, text.size());
        QCOMPARE(completion.start, text.size());
        QCOMPARE(completion.length, 0);
        QCOMPARE(completion.keys.size(), filterKeyNames().size());
        for (const QString &key : completion.keys) {
            const QString value = key == "ip:"_L1 ? u"::1"_s : key.endsWith(u'.') ? u"a:1"_s : u"1"_s;
            QVERIFY2(Filter::parse(text + key + (key.back().isLetter() ? QString() : value)), qPrintable(key));
        }
    }
    // A position beyond the text is its end.
    QCOMPARE(Filter::completionsAt(u"us", 99), Filter::completionsAt(u"us", 2));
    QCOMPARE(Filter::completionsAt(u"us", -1).length, 2);
}

void tst_Filter::isAValue()
{
    const Filter filter = parsed(u"user:ann"_s);
    Filter copy = filter;
    QCOMPARE(copy, filter);
    copy = Filter();
    QVERIFY(copy.isEmpty());
    QVERIFY(!filter.isEmpty());
    QVERIFY(!(copy == filter));
    QCOMPARE(parsed(u"fd=17  \"ann\""_s), parsed(u"fd:17 ann"_s));
    QVERIFY(!(parsed(u"fd:17"_s) == parsed(u"fd:18"_s)));
}

/// The filters of docs/filter.md are filters, and its table has the keys that there are.
void tst_Filter::manual()
{
    QFile file(QFINDTESTDATA("../../docs/filter.md"));
    QVERIFY(file.open(QIODevice::ReadOnly));
    const QString text = QString::fromUtf8(file.readAll());
    static const QRegularExpression blocks(u"```filter\n(.*?)```"_s, QRegularExpression::DotMatchesEverythingOption);
    int count = 0;
    for (auto block = blocks.globalMatch(text); block.hasNext();) {
        const QStringList lines = block.next().captured(1).split(u'\n', Qt::SkipEmptyParts);
        for (const QString &line : lines) {
            FilterError error;
            QVERIFY2(Filter::parse(line, &error), qPrintable(line + u": "_s + error.message));
            ++count;
        }
    }
    QVERIFY(count >= 10);
    const QString table = text.section(u"\n## Keys\n"_s, 1).section(u"\n## "_s, 0, 0);
    static const QRegularExpression names(u"`([a-z_]+|ctx\\.NAME)`(?=[^|\n]*\\|[^|\n]*\\|)"_s);
    QStringList keys;
    for (auto name = names.globalMatch(table); name.hasNext();)
        keys.append(name.next().captured(1));
    QCOMPARE(keys, filterKeyNames());
}

QTEST_GUILESS_MAIN(tst_Filter)
#include "tst_filter.moc"
