// SPDX-FileCopyrightText: 2026 The Landline authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "api/middleware.h"
#include "support/journal.h"
#include "support/landlineprocess.h"
#include "support/patience.h"
#include "support/rawclient.h"
#include "support/testnode.h"

#include <QtCore/qfuture.h>
#include <QtCore/qloggingcategory.h>
#include <QtTest/qtest.h>

#include <stdexcept>

using namespace Landline;
using namespace Qt::StringLiterals;

namespace {

/// All lines of the log, of all threads.
Journal logged;

void note(QtMsgType, const QMessageLogContext &, const QString &message)
{
    logged.add(message);
}

void enableAll(QLoggingCategory *category)
{
    if (QByteArrayView(category->categoryName()).startsWith("landline."))
        category->setEnabled(QtDebugMsg, true);
}

/// What a handler may put into an exception: all that the client has sent.
std::string everythingOf(const Request &request)
{
    QByteArray text = "no luck with " + request.target();
    const QList<Request::Field> headers = request.headers();
    for (const auto &[name, value] : headers)
        text += ' ' + name + ": " + value;
    for (const QList<Request::Parameter> &items : {request.queryItems(), request.cookies()}) {
        for (const auto &[name, value] : items)
            text += ' ' + (name + u'=' + value).toUtf8();
    }
    return text.toStdString();
}

class Thrower : public Middleware
{
public:
    Reply process(Request request, const Next &) override { throw std::runtime_error(everythingOf(request)); }
};

void webSocketRoutes(Router &router)
{
    router.webSocket("/");
    router.webSocket("/thrower").use(std::make_shared<Thrower>());
    router.webSocket("/onopen").onOpen([](Connection *, const Request &request) {
        throw std::runtime_error(everythingOf(request));
    });
}

void httpRoutes(Router &router)
{
    router.any("/plain", [](const Request &) { return "plain"; });
    router.any("/throws", [](const Request &request) -> Reply { throw std::runtime_error(everythingOf(request)); });
    router.any("/fails", [](const Request &request) {
        return QtFuture::makeExceptionalFuture<Response>(
                std::make_exception_ptr(std::runtime_error(everythingOf(request))));
    });
    router.any("/thrower", [](const Request &) { return "never"; }).use(std::make_shared<Thrower>());
}

} // namespace

/// No value of a name in `redact` is in any line of the log, nor in what consoles are shown of a connection.
class tst_Secrets : public QObject
{
    Q_OBJECT

private slots:
    void initTestCase();
    void cleanupTestCase();
    void init();
    void cleanup();
    void nothingIsShown_data();
    void nothingIsShown();
    void withoutRedact();
    void ofTheProgram();

private:
    void start(const QStringList &names);

    std::unique_ptr<TestNode> m_node;
    QtMessageHandler m_before = nullptr;
    QLoggingCategory::CategoryFilter m_filterBefore = nullptr;
};

void tst_Secrets::initTestCase()
{
    m_filterBefore = QLoggingCategory::installFilter(enableAll);
}

void tst_Secrets::cleanupTestCase()
{
    QLoggingCategory::installFilter(m_filterBefore);
}

void tst_Secrets::init()
{
    logged.clear();
    m_before = qInstallMessageHandler(note);
}

void tst_Secrets::cleanup()
{
    m_node.reset();
    qInstallMessageHandler(m_before);
}

void tst_Secrets::start(const QStringList &names)
{
    NodeConfig config = NodeConfig::fromToml(TestNode::twoServers, u"test.toml"_s);
    config.workers = 1;
    config.redact = names;
    for (ServerConfig &server : config.servers)
        server.middleware = QStringList(u"RequestLog"_s);
    m_node = std::make_unique<TestNode>(config);
    (*m_node)->addRoutes(u"ws"_s, webSocketRoutes);
    (*m_node)->addRoutes(u"http"_s, httpRoutes);
    QVERIFY2(m_node->start(), m_node->error());
}

void tst_Secrets::nothingIsShown_data()
{
    QTest::addColumn<QStringList>("names");
    QTest::addColumn<QByteArray>("name"); // of a parameter, a header and a cookie, as the client writes it
    QTest::addColumn<QByteArray>("lines"); // that are secret as well

    const QStringList defaults = NodeConfig().redact;
    const QByteArray headers = "Authorization: Bearer s3cret\r\nProxy-Authorization: Basic s3cret\r\nX-API-Key: s3cret\r\n";
    QTest::newRow("default") << defaults << QByteArray("token") << headers;
    QTest::newRow("default, other case") << defaults << QByteArray("PassWord") << headers.toUpper().replace("S3CRET", "s3cret");
    QTest::newRow("configured") << QStringList(u"Session"_s) << QByteArray("session") << QByteArray();
    QTest::newRow("what the log quotes") << QStringList({u"sid"_s, u"origin"_s, u"host"_s, u"user-agent"_s})
                                         << QByteArray("SID") << QByteArray("User-Agent: s3cret\r\n");
}

void tst_Secrets::nothingIsShown()
{
    QFETCH(const QStringList, names);
    QFETCH(const QByteArray, name);
    QFETCH(QByteArray, lines);
    start(names);
    const QByteArray encoded = '%' + QByteArray::number(name.at(0), 16) + name.mid(1);
    const QByteArray query = "?user=ann&" + name + "=s3cret&" + encoded + "=%733cret&" + name + "=&" + name + "=s3cret%21";
    lines += name + ": s3cret\r\nCookie: a=b; " + name + "=s3cret\r\ncookie: " + name + "=%733cret\r\n";
    const QByteArray origin = names.contains(u"origin"_s) ? "http://s3cret.example" : "http://evil.example" + query;

    const quint16 http = m_node->port(u"http"_s);
    for (const char *path : {"/plain", "/throws", "/fails", "/thrower", "/nowhere"}) {
        const QByteArray target = path + query;
        RawClient(http).ask(Wire::get(target, lines));
        RawClient(http).ask(Wire::get("http://a.example" + target, lines).replace("GET /http", "GET http"));
        RawClient(http).ask(Wire::request("POST", target, lines, name + "=s3cret"));
        RawClient(http).ask(Wire::get(target, lines + "Upgrade: websocket\r\nConnection: upgrade\r\n"));
        RawClient(http).ask(Wire::handshake(target, lines));
        RawClient(http).ask(Wire::get(target, lines).replace("Host:", "Host :"));
    }
    const quint16 ws = m_node->port(u"ws"_s);
    for (const char *path : {"/", "/thrower", "/onopen", "/nowhere"}) {
        const QByteArray target = path + query;
        RawClient(ws).ask(Wire::handshake(target, lines));
        RawClient(ws).ask(Wire::handshake(target, lines + "Origin: " + origin + "\r\n"));
        RawClient(ws).ask(Wire::handshake(target, lines).replace(Wire::key, "s3cret"));
        RawClient(ws).ask(Wire::handshake(target, lines).replace("Version: 13", "Version: 7"));
        RawClient(ws).ask(Wire::get(target, lines));
        RawClient(ws).ask(Wire::handshake(target, lines + "X: " + QByteArray(20'000, 'x') + "\r\n"));
    }
    RawClient client(ws);
    QCOMPARE(client.ask(Wire::handshake("/" + query, lines)).status, 101);
    TRY_VERIFY(!m_node->opened().isEmpty());
    const QList<ConnectionInfo> rows = (*m_node)->sender().connectionsAsync().result();
    const QList<ConnectionInfo> all = rows + m_node->opened();
    client.reset(); // it would not answer a close frame
    m_node->stop();

    for (const ConnectionInfo &row : all) {
        for (const QString &text : {row.path, row.route, row.userAgent, row.label, row.subprotocol, row.user})
            QVERIFY2(!text.contains(u"s3cret"_s), qPrintable(text));
    }
    const QStringList entries = logged.entries();
    for (const QString &line : entries)
        QVERIFY2(!line.contains(u"s3cret"_s, Qt::CaseInsensitive) && !line.contains(u"3cret"_s), qPrintable(line));
    // And it was logged what should be.
    const QString shown = u"?user=ann&%1=***&%2=***&%1=***&%1=***"_s.arg(QString::fromLatin1(name), QString::fromLatin1(encoded));
    const auto count = [&entries](const QString &part) {
        return std::count_if(entries.cbegin(), entries.cend(), [&](const QString &line) { return line.contains(part); });
    };
    QVERIFY(count(u" http GET /plain"_s + shown + u" 200"_s) > 0);
    QVERIFY(count(u" ws GET /"_s + shown + u" 101"_s) > 0);
    const QString thrown = u"?user=ann&%1=***&%2=***&%1=&%1=***"_s.arg(QString::fromLatin1(name), QString::fromLatin1(encoded));
    QVERIFY(count(u"a handler threw: no luck with /throws"_s + thrown) > 0);
    QVERIFY(count(u"A handler's future failed: no luck with /fails"_s + thrown) > 0);
    QVERIFY(count(u"onOpen threw: no luck with /onopen"_s + thrown) > 0);
    QVERIFY(count(u"A handshake is refused"_s) > 0);
}

void tst_Secrets::withoutRedact()
{
    start({});
    RawClient client(m_node->port(u"http"_s));
    QCOMPARE(client.ask(Wire::get("/plain?token=open")).status, 200);
    TRY_VERIFY(logged.entries().contains(u"127.0.0.1 http GET /plain?token=open 200"_s));
}

/// The key of the file, down to stderr.
void tst_Secrets::ofTheProgram()
{
    LandlineProcess landline;
    landline.setConfig("[node]\nworkers = 1\nwebsocket_backend = \"@BACKEND@\"\nredact = [\"sid\"]\n"
                       "[[server]]\nname = \"ws\"\ntype = \"websocket\"\nport = 0\nmiddleware = [\"RequestLog\"]\n"
                       "[[server.route]]\npath = \"/re/{name}\"\ncontroller = \"EchoController\"\n");
    QVERIFY2(landline.start(1), landline.errorOutput());
    RawClient client(landline.port(u"WebSocket"_s));
    QCOMPARE(client.ask(Wire::handshake("/re/a?sid=s3cret&token=open")).status, 101);
    TRY_VERIFY(landline.errorOutput().contains(" ws GET /re/a?sid=***&token=open 101"));
    landline.terminate();
    QCOMPARE(landline.waitForEnd(), 0);
    QVERIFY2(!landline.errorOutput().contains("s3cret"), landline.errorOutput());
    QVERIFY2(!landline.output().contains("s3cret"), landline.output());
}

QTEST_GUILESS_MAIN(tst_Secrets)
#include "tst_secrets.moc"
