// SPDX-FileCopyrightText: 2026 The Landline authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "support/patience.h"
#include "support/rawclient.h"
#include "support/testnode.h"

#include <Landline/Landline>

#include <QtCore/qregularexpression.h>
#include <QtTest/qtest.h>

#include <memory>
#include <vector>

using namespace Landline;
using namespace Qt::StringLiterals;

/// What a node makes of X-Forwarded-For, -Proto and -Host, from proxies that it trusts and from others.
class tst_Proxies : public QObject
{
    Q_OBJECT

private slots:
    void request_data();
    void request();
    void connection_data();
    void connection();
    void settingsOfThePort();
    void capByClient();
    void origin_data();
    void origin();

private:
    static QByteArray config(const QByteArray &settings, const QByteArray &webSocketSettings = {});
};

namespace {

constexpr char chain[] = "X-Forwarded-For: 1.2.3.4, 203.0.113.9, 10.0.0.2\r\n"
                         "X-Forwarded-Proto: http, https, http\r\n"
                         "X-Forwarded-Host: evil.example, chat.example, inner\r\n";

/// Address, host and scheme of a request, as its handler sees them.
QString seen(const Request &request)
{
    return u"%1 %2 %3"_s.arg(request.peerAddress().toString(), QString::fromLatin1(request.host()),
                             request.isSecure() ? u"https"_s : u"http"_s);
}

void defineRoutes(Router &router)
{
    router.get("/seen", [](const Request &request) { return Response::text(seen(request)); });
    router.post("/seen", [](const Request &request) { return Response::text(seen(request)); });
    if (router.serverName() != u"ws")
        return;
    router.webSocket("/").onOpen([](Connection *connection, const Request &request) { connection->push(seen(request)); });
}

} // namespace

QByteArray tst_Proxies::config(const QByteArray &settings, const QByteArray &webSocketSettings)
{
    return "[node]\nworkers = 2\n[node.settings]\n" + settings + R"(
[[server]]
name = "http"
type = "http"
port = 0

[[server]]
name = "ws"
type = "websocket"
port = 0
[server.settings]
)" + webSocketSettings;
}

void tst_Proxies::request_data()
{
    QTest::addColumn<QByteArray>("settings");
    QTest::addColumn<QByteArray>("lines");
    QTest::addColumn<QByteArray>("expected");

    const QByteArray trusted = "trusted_proxies = ['127.0.0.1', '10.0.0.0/8']";
    const QByteArray direct = "127.0.0.1 localhost http";
    QTest::newRow("default") << QByteArray() << QByteArray(chain) << direct;
    QTest::newRow("another is trusted") << QByteArray("trusted_proxies = ['127.0.0.2']") << QByteArray(chain) << direct;
    QTest::newRow("no headers") << trusted << QByteArray() << direct;
    QTest::newRow("two proxies") << trusted << QByteArray(chain) << QByteArray("203.0.113.9 chat.example https");
    QTest::newRow("several lines")
            << trusted << QByteArray("X-Forwarded-For: 203.0.113.9\r\nX: y\r\nX-Forwarded-For: 10.0.0.2\r\n")
            << QByteArray("203.0.113.9 localhost http");
    QTest::newRow("the second is not trusted") << QByteArray("trusted_proxies = ['127.0.0.1']") << QByteArray(chain)
                                               << QByteArray("10.0.0.2 inner http");
}

void tst_Proxies::request()
{
    QFETCH(const QByteArray, settings);
    QFETCH(const QByteArray, lines);
    TestNode node(config(settings));
    for (const QString &server : {u"ws"_s, u"http"_s})
        node->addRoutes(server, defineRoutes);
    QVERIFY2(node.start(), node.error());
    for (const QString &server : {u"ws"_s, u"http"_s}) {
        RawClient client(node.port(server));
        for (int i = 0; i < 2; ++i) {
            QTEST(client.ask(Wire::get("/seen", lines)).body, "expected");
            QTEST(client.ask(Wire::request("POST", "/seen", lines, "body")).body, "expected");
        }
        QCOMPARE(client.ask(Wire::get("/seen")).body, QByteArray("127.0.0.1 localhost http"));
    }
}

void tst_Proxies::connection_data()
{
    QTest::addColumn<QByteArray>("address");
    QTest::addColumn<QString>("peerAddress");
    QTest::addColumn<int>("peerPort");

    QTest::newRow("IPv4") << QByteArray("203.0.113.9") << u"203.0.113.9"_s << 0;
    QTest::newRow("IPv4 and port") << QByteArray("203.0.113.9:4711") << u"203.0.113.9"_s << 4711;
    QTest::newRow("IPv6 and port") << QByteArray("[2001:db8::7]:4711") << u"2001:db8::7"_s << 4711;
}

void tst_Proxies::connection()
{
    QFETCH(const QByteArray, address);
    QFETCH(const QString, peerAddress);
    QFETCH(const int, peerPort);
    TestNode node(config("trusted_proxies = ['127.0.0.1']"));
    node->addRoutes(u"ws"_s, defineRoutes);
    QVERIFY2(node.start(), node.error());
    const QByteArray handshake = Wire::handshake("/", "X-Forwarded-For: " + address + "\r\n");
    qsizetype count = 0;
    for (const QString &server : {u"ws"_s, u"http"_s}) {
        for (const qsizetype cut : {handshake.size(), handshake.size() / 2}) {
            RawClient client(node.port(server));
            client.send(handshake.left(cut));
            client.send(handshake.mid(cut));
            QCOMPARE(client.answer().status, 101);
            QCOMPARE(client.frame().value_or(Wire::ServerFrame()).payload, peerAddress.toUtf8() + " localhost http");
            ++count;
            TRY_COMPARE(node.opened().size(), count);
            QCOMPARE(node.opened().constLast().peerAddress, peerAddress);
            QCOMPARE(node.opened().constLast().peerPort, peerPort);
        }
    }
}

/// The proxy talks to a port, whatever server's routes answer there.
void tst_Proxies::settingsOfThePort()
{
    TestNode node(config("trusted_proxies = ['127.0.0.1']", "trusted_proxies = []"));
    node->addRoutes(u"ws"_s, defineRoutes);
    QVERIFY2(node.start(), node.error());
    const QByteArray handshake = Wire::handshake("/", "X-Forwarded-For: 203.0.113.9\r\n");
    RawClient proxied(node.port(u"http"_s));
    QCOMPARE(proxied.ask(handshake).status, 101);
    QCOMPARE(proxied.frame().value_or(Wire::ServerFrame()).payload, QByteArray("203.0.113.9 localhost http"));
    RawClient direct(node.port(u"ws"_s));
    QCOMPARE(direct.ask(handshake).status, 101);
    QCOMPARE(direct.frame().value_or(Wire::ServerFrame()).payload, QByteArray("127.0.0.1 localhost http"));
}

void tst_Proxies::capByClient()
{
    TestNode node(config("trusted_proxies = ['127.0.0.1']\nmax_connections_per_address = 1"));
    node->addRoutes(u"ws"_s, defineRoutes);
    QVERIFY2(node.start(), node.error());
    std::vector<std::unique_ptr<RawClient>> clients;
    const auto statusFor = [&](const QByteArray &addresses) {
        clients.push_back(std::make_unique<RawClient>(node.port(u"ws"_s)));
        return clients.back()->ask(Wire::handshake("/", "X-Forwarded-For: " + addresses + "\r\n")).status;
    };
    QCOMPARE(statusFor("203.0.113.9"), 101);
    QCOMPARE(statusFor("203.0.113.9"), 429);
    QCOMPARE(statusFor("1.2.3.4, 203.0.113.9"), 429); // what a client invents does not help it
    QCOMPARE(statusFor("203.0.113.10"), 101);
    QCOMPARE(statusFor("2001:db8::1"), 101);
    QCOMPARE(statusFor("2001:db8::2"), 429); // of the same /64
}

void tst_Proxies::origin_data()
{
    QTest::addColumn<QByteArray>("settings");
    QTest::addColumn<QByteArray>("lines");
    QTest::addColumn<int>("status");

    const QByteArray trusted = "trusted_proxies = ['127.0.0.1']";
    const QByteArray other = "trusted_proxies = ['127.0.0.2']";
    const QByteArray page = "Origin: https://chat.example\r\n";
    QTest::newRow("default, no header") << QByteArray() << page << 403;
    QTest::newRow("default, host") << QByteArray() << page + "X-Forwarded-Host: chat.example:8443\r\n" << 101;
    QTest::newRow("default, list") << QByteArray() << page + "X-Forwarded-Host: chat.example, inner\r\n" << 101;
    QTest::newRow("default, lines") << QByteArray() << page + "X-Forwarded-Host: chat.example\r\nX-Forwarded-Host: inner\r\n" << 101;
    QTest::newRow("default, another") << QByteArray() << page + "X-Forwarded-Host: inner, chat.example\r\n" << 403;
    QTest::newRow("trusted, list") << trusted << page + "X-Forwarded-Host: chat.example, inner\r\n" << 101;
    QTest::newRow("trusted, invented")
            << trusted << page + "X-Forwarded-For: 1.2.3.4, 203.0.113.9\r\nX-Forwarded-Host: chat.example, inner\r\n" << 403;
    QTest::newRow("another is trusted") << other << page + "X-Forwarded-Host: chat.example\r\n" << 403;
}

void tst_Proxies::origin()
{
    QFETCH(const QByteArray, settings);
    QFETCH(const QByteArray, lines);
    QFETCH(const int, status);
    TestNode node(config(settings));
    node->addRoutes(u"ws"_s, defineRoutes);
    QVERIFY2(node.start(), node.error());
    if (status == 403)
        QTest::ignoreMessage(QtWarningMsg, QRegularExpression("^A handshake is refused: a page of https://chat.example"));
    RawClient client(node.port(u"ws"_s));
    QCOMPARE(client.ask(Wire::handshake("/", lines)).status, status);
}

QTEST_GUILESS_MAIN(tst_Proxies)
#include "tst_proxies.moc"
