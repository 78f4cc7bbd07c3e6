// SPDX-FileCopyrightText: 2026 The Landline authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "controllers/echocontroller.h"
#include "support/backendlimits.h"
#include "testing/test.h"

#include <Landline/Landline>

#include <QtCore/qsemaphore.h>
#include <QtTest/qtest.h>

using namespace Landline;
using namespace Qt::StringLiterals;

/// A node in a test's hands.
class tst_TestNode : public QObject
{
    Q_OBJECT

private slots:
    void defaults();
    void configurations();
    void severalNodes();
    void pushesByFd();
    void connections();
    void middleware();
    void errors();
    void logs();
    void stops();
    void clientSeesTheStop();
    void controllerThatBlocks();
};

namespace {

NodeConfig config(const QByteArray &toml)
{
    NodeConfig config = NodeConfig::fromToml(toml, u"test.toml"_s);
    config.backend = testBackend();
    return config;
}

const QByteArray twoServers = R"(
[node]
workers = 1
[[server]]
name = "public"
type = "websocket"
host = "0.0.0.0"
port = 80
[[server.route]]
path = "/echo"
controller = "EchoController"
[[server]]
name = "api"
type = "http"
host = "::"
port = 80
)";

/// Refuses everything.
class Closed : public Middleware
{
public:
    explicit Closed(int status) : m_status(status) { }
    Reply process(Request, const Next &) override { return Response::status(m_status, u"closed today"_s); }

private:
    int m_status;
};

} // namespace

void tst_TestNode::defaults()
{
    Test::Node node;
    QCOMPARE(node.port(), quint16(0));
    QVERIFY(!node.url().isValid());
    QVERIFY2(node.start(), qPrintable(node.errorString()));
    QVERIFY(node.port() != 0);
    QCOMPARE(node.url(u"/a?b=c"_s), QUrl(u"ws://127.0.0.1:%1/a?b=c"_s.arg(node.port())));
    QCOMPARE(node.url(u"größe/%2F?q=a b"_s).toEncoded(QUrl::RemoveScheme | QUrl::RemoveAuthority), "/gr%C3%B6%C3%9Fe/%2F?q=a%20b");
    QCOMPARE(node.url(u"//a#b"_s).toEncoded(QUrl::RemoveScheme | QUrl::RemoveAuthority), "//a%23b");
    QCOMPARE(node->workerCount(), 2);
    QCOMPARE(node->config().servers.constFirst().name, u"test"_s);
}

void tst_TestNode::configurations()
{
    Test::Node node(config(twoServers));
    QVERIFY2(node.start(), qPrintable(node.errorString()));
    QCOMPARE(node->workerCount(), 1);
    QCOMPARE(node.url(), QUrl(u"ws://127.0.0.1:%1/"_s.arg(node.port(u"public"_s))));
    QCOMPARE(node.url(u"a"_s, u"api"_s), QUrl(u"http://[::1]:%1/a"_s.arg(node.port(u"api"_s))));
    QVERIFY(!node.url(u"/"_s, u"nothing"_s).isValid());
    Test::Client client(node, u"/echo"_s); // a stock controller, by its name
    QVERIFY2(client.open(), qPrintable(client.errorString()));
    QVERIFY(client.send("hello"));
    QCOMPARE(client.nextText(), u"hello"_s);
    QCOMPARE(Test::HttpClient(node, u"api"_s).get(u"/"_s).status, 404);
}

void tst_TestNode::severalNodes()
{
    Test::Node one(config(twoServers));
    Test::Node other(config(twoServers));
    QVERIFY2(one.start(), qPrintable(one.errorString()));
    QVERIFY2(other.start(), qPrintable(other.errorString()));
    QVERIFY(one.port() != other.port());
}

void tst_TestNode::pushesByFd()
{
    Test::Node node(config(twoServers));
    QVERIFY2(node.start(), qPrintable(node.errorString()));
    Test::Client ann(node, u"/echo"_s);
    Test::Client bob(node, u"/echo"_s);
    QVERIFY2(ann.open(), qPrintable(ann.errorString()));
    QVERIFY2(bob.open(), qPrintable(bob.errorString()));
    QVERIFY(node.fd(ann) != node.fd(bob));
    QCOMPARE(Test::resultOf(node.sender().pushAsync(node.fd(bob), "for bob")), PushResult::Queued);
    QCOMPARE(bob.nextText(), u"for bob"_s);
    QVERIFY(ann.ping());
    QCOMPARE(ann.pendingMessages(), 0);
}

void tst_TestNode::connections()
{
    Test::Node node(config(twoServers));
    QVERIFY2(node.start(), qPrintable(node.errorString()));
    node.setTimeout(std::chrono::milliseconds(1));
    QVERIFY(!node.waitForOpened(1));
    QCOMPARE(node.errorString(), u"Expected 1 connections to open within 1 ms, got 0"_s);
    node.setTimeout(Test::defaultTimeout());
    Test::Client client(node, u"/echo"_s);
    QVERIFY2(client.open(), qPrintable(client.errorString()));
    QVERIFY(node.waitForOpened(1));
    QCOMPARE(node.opened().constFirst().path, u"/echo"_s);
    QCOMPARE(node.fd(client), node.opened().constFirst().fd);
    QVERIFY(client.close(4000));
    QVERIFY(node.waitForClosed(1));
    QCOMPARE(node.closed().constFirst().info.fd, node.fd(client));
    QCOMPARE(node.closed().constFirst().close.code, quint16(4000));
}

void tst_TestNode::middleware()
{
    Test::Node node(config(twoServers));
    node.addMiddleware<Closed>(503);
    QVERIFY2(node.start(), qPrintable(node.errorString()));
    Test::Client client(node, u"/echo"_s);
    QVERIFY(!client.open());
    QCOMPARE(client.httpStatus(), 503);
    QCOMPARE(client.httpResponse().text(), u"closed today"_s);
    QVERIFY(client.errorString().endsWith(u"but the server answered 503 Service Unavailable: closed today"_s));
}

void tst_TestNode::errors()
{
    Test::Node node(config("[[server]]\nname = \"a\"\ntype = \"websocket\"\nport = 1\n"
                           "[[server.route]]\npath = \"/\"\ncontroller = \"Nothing\"\n"));
    QVERIFY(!node.start());
    QVERIFY2(node.errorString().startsWith(u"The node did not start: "_s) && node.errorString().contains(u"Nothing"_s),
             qPrintable(node.errorString()));
}

void tst_TestNode::logs()
{
    Test::Node node(config(twoServers));
    node.addRoutes([](Router &router) {
        router.webSocket("/").onMessage([](Connection *, const Frame &) { throw std::runtime_error("out of paper"); });
    });
    QVERIFY2(node.start(), qPrintable(node.errorString()));
    Test::Client client(node);
    QVERIFY2(client.open(), qPrintable(client.errorString()));
    QVERIFY(client.send("print"));
    QVERIFY(node.log().waitFor(u"out of paper"_s));
    QCOMPARE(client.closeCode(), 1011);
}

void tst_TestNode::stops()
{
    Test::Node node(config(twoServers));
    QVERIFY(node.stop());
    QVERIFY2(node.start(), qPrintable(node.errorString()));
    QVERIFY(node.stop());
    QCOMPARE(node.port(), quint16(0));
    QVERIFY2(node.start(), qPrintable(node.errorString()));
    Test::Client client(node, u"/echo"_s);
    QVERIFY2(client.open(), qPrintable(client.errorString()));
}

void tst_TestNode::clientSeesTheStop()
{
    Test::Node node(config(twoServers));
    QVERIFY2(node.start(), qPrintable(node.errorString()));
    Test::Client client(node, u"/echo"_s);
    QVERIFY2(client.open(), qPrintable(client.errorString()));
    QVERIFY(node.stop());
    QCOMPARE(client.closeCode(), 1001);
    QVERIFY(node.waitForClosed(1));
}

void tst_TestNode::controllerThatBlocks()
{
    static QSemaphore entered;
    static QSemaphore release;
    Test::Node node(config(twoServers));
    node.addRoutes([](Router &router) {
        router.webSocket("/").onMessage([](Connection *, const Frame &) {
            entered.release();
            release.acquire();
        });
    });
    QVERIFY2(node.start(), qPrintable(node.errorString()));
    Test::Client client(node);
    QVERIFY2(client.open(), qPrintable(client.errorString()));
    QVERIFY(client.send("block"));
    QVERIFY(Test::waitFor([] { return entered.available() == 1; }));
    node.setTimeout(std::chrono::milliseconds(1));
    const bool hasStopped = node.stop();
    release.release();
    QVERIFY(!hasStopped);
    QCOMPARE(node.errorString(), u"The node did not stop within 1 ms. Does a controller block its worker?"_s);
}

QTEST_GUILESS_MAIN(tst_TestNode)
#include "tst_testnode.moc"
