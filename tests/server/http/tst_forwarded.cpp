// SPDX-FileCopyrightText: 2026 The Landline authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "http/forwarded.h"
#include "http/requesthead.h"

#include <QtTest/qtest.h>

using namespace Landline;

class tst_Forwarded : public QObject
{
    Q_OBJECT

private slots:
    void client_data();
    void client();
    void untrusted_data();
    void untrusted();
    void others_data();
    void others();
    void firstHost_data();
    void firstHost();
};

namespace {

RequestHead headWith(const QByteArray &lines)
{
    return RequestHead::parse("GET / HTTP/1.1\r\nHost: inner\r\n" + lines + "\r\n").head;
}

QByteArray line(const QByteArray &name, const QByteArray &value)
{
    return value.isNull() ? QByteArray() : name + ": " + value + "\r\n";
}

/// 10.0.0.0/8 and fd00::/8.
QList<IpNetwork> trusted()
{
    return {*IpNetwork::fromString("10.0.0.0/8"), *IpNetwork::fromString("fd00::/8")};
}

PeerAddress address(const QString &text, quint16 port)
{
    return PeerAddress(QHostAddress(text), port);
}

} // namespace

void tst_Forwarded::client_data()
{
    QTest::addColumn<QByteArray>("lines");
    QTest::addColumn<QString>("client"); // empty: 10.0.0.1, which it comes from
    QTest::addColumn<int>("port");

    const auto row = [](const char *name, const QByteArray &value, const QString &client, int port = 0) {
        QTest::newRow(name) << line("X-Forwarded-For", value) << client << port;
    };
    row("none", QByteArray(), "");
    row("empty", "", "");
    row("commas only", ", ,", "");
    row("one", "203.0.113.9", "203.0.113.9");
    row("IPv4 and port", "203.0.113.9:4711", "203.0.113.9", 4711);
    row("IPv6", "2001:db8::7", "2001:db8::7");
    row("IPv6 in brackets", "[2001:db8::7]", "2001:db8::7");
    row("IPv6 and port", "[2001:db8::7]:4711", "2001:db8::7", 4711);
    row("an invention left of it", "1.2.3.4, 203.0.113.9", "203.0.113.9");
    row("behind two proxies", "203.0.113.9, 10.0.0.2", "203.0.113.9");
    row("behind proxies of both kinds", "203.0.113.9, fd00::2,10.0.0.2", "203.0.113.9");
    row("an invention left of a proxy", "1.2.3.4, 203.0.113.9, 10.0.0.2", "203.0.113.9");
    row("a trusted address that is invented", "10.0.0.9, 203.0.113.9, 10.0.0.2", "203.0.113.9");
    row("all are trusted", "10.0.0.3, 10.0.0.2:80", "10.0.0.3");
    row("unknown", "unknown", "");
    row("unknown behind a proxy", "unknown, 10.0.0.2", "10.0.0.2");
    row("unknown left of the client", "unknown, 203.0.113.9", "203.0.113.9");
    row("unknown nearest", "203.0.113.9, unknown", "");
    row("an identifier", "_hidden, 10.0.0.2", "10.0.0.2");
    row("garbage", "203.0.113.9, 10.0.0.256, 10.0.0.2", "10.0.0.2");
    row("port that is too large", "203.0.113.9:65536, 10.0.0.2", "10.0.0.2");
    row("quoted", "\"203.0.113.9\"", "");
    row("with a zone", "fe80::1%eth0", "");
    row("spaces within", "203.0.113 .9", "");
    row("empty members", ",203.0.113.9, ,", "203.0.113.9");
    QTest::newRow("two lines") << QByteArray("X-Forwarded-For: 203.0.113.9\r\nx-forwarded-for: 10.0.0.2\r\n") << "203.0.113.9"
                               << 0;
    QTest::newRow("two lines, an invention first")
            << QByteArray("X-Forwarded-For: 10.0.0.9, 1.2.3.4\r\nX-Forwarded-For: 203.0.113.9\r\n") << "203.0.113.9" << 0;
}

void tst_Forwarded::client()
{
    QFETCH(const QByteArray, lines);
    QFETCH(const QString, client);
    QFETCH(const int, port);
    const PeerAddress proxy = address("10.0.0.1", 99);
    const PeerAddress expected = client.isEmpty() ? proxy : address(client, quint16(port));
    const RequestHead head = headWith(lines);
    QCOMPARE(forwardedBy(head, proxy, trusted()).client.address().toString(), expected.address().toString());
    QCOMPARE(forwardedBy(head, proxy, trusted()).client.port(), expected.port());
    // As a socket on "::" reports the proxy.
    QCOMPARE(forwardedBy(head, address("::ffff:10.0.0.1", 99), trusted()).client.port(), expected.port());
}

void tst_Forwarded::untrusted_data()
{
    QTest::addColumn<QString>("peer");

    QTest::newRow("IPv4") << "192.0.2.1";
    QTest::newRow("IPv6") << "2001:db8::1";
    QTest::newRow("none") << QString();
}

void tst_Forwarded::untrusted()
{
    QFETCH(const QString, peer);
    const RequestHead head = headWith("X-Forwarded-For: 203.0.113.9\r\nX-Forwarded-Host: a\r\nX-Forwarded-Proto: https\r\n");
    for (const QList<IpNetwork> &networks : {trusted(), QList<IpNetwork>()}) {
        const Forwarded forwarded = forwardedBy(head, address(peer, 99), networks);
        QCOMPARE(forwarded.client, address(peer, 99));
        QCOMPARE(forwarded.host, QByteArray());
        QVERIFY(!forwarded.secure);
    }
}

void tst_Forwarded::others_data()
{
    QTest::addColumn<QByteArray>("addresses");
    QTest::addColumn<QByteArray>("hosts");
    QTest::addColumn<QByteArray>("protocols");
    QTest::addColumn<QByteArray>("host");
    QTest::addColumn<QString>("secure"); // "yes", "no" or empty

    const auto row = [](const char *name, const char *addresses, const char *hosts, const char *protocols, const char *host,
                        const char *secure) {
        QTest::newRow(name) << QByteArray(addresses) << QByteArray(hosts) << QByteArray(protocols) << QByteArray(host)
                            << QString::fromLatin1(secure);
    };
    row("none", nullptr, nullptr, nullptr, "", "");
    row("one of each", "203.0.113.9", "a.example:8443", "https", "a.example:8443", "yes");
    row("no addresses", nullptr, "a.example", "https", "a.example", "yes");
    row("no addresses, lists", nullptr, "a.example, inner", "https, http", "a.example", "yes");
    row("two proxies", "203.0.113.9, 10.0.0.2", "a.example, inner", "https,http", "a.example", "yes");
    row("two proxies, the second replaces", "203.0.113.9, 10.0.0.2", "a.example", "https", "a.example", "yes");
    row("an invention left of it", "1.2.3.4, 203.0.113.9", "evil, a.example", "https, http", "a.example", "no");
    row("inventions left of two proxies", "1.2.3.4, 203.0.113.9, 10.0.0.2", "evil, a.example, inner", "http, https, http",
        "a.example", "yes");
    row("all are trusted", "10.0.0.3, 10.0.0.2", "a.example, inner", "https, http", "a.example", "yes");
    row("address is unknown", "unknown", "a.example, inner", "https", "a.example", "yes");
    row("ws", "203.0.113.9", nullptr, "ws", "", "no");
    row("WSS", "203.0.113.9", nullptr, "WSS", "", "yes");
    row("another protocol", "203.0.113.9", nullptr, "on", "", "");
    row("not a host", "203.0.113.9", "a b", nullptr, "", "");
    row("a whole URL", "203.0.113.9", "http://a.example/", nullptr, "", "");
    row("IPv6", "203.0.113.9", "[2001:db8::7]:1", nullptr, "[2001:db8::7]:1", "");
}

void tst_Forwarded::others()
{
    QFETCH(const QByteArray, addresses);
    QFETCH(const QByteArray, hosts);
    QFETCH(const QByteArray, protocols);
    QFETCH(const QString, secure);
    const RequestHead head = headWith(line("X-Forwarded-For", addresses) + line("X-Forwarded-Host", hosts)
                                      + line("X-Forwarded-Proto", protocols));
    const Forwarded forwarded = forwardedBy(head, address("10.0.0.1", 99), trusted());
    QTEST(forwarded.host, "host");
    QCOMPARE(!forwarded.secure ? "" : *forwarded.secure ? "yes" : "no", secure);
}

void tst_Forwarded::firstHost_data()
{
    QTest::addColumn<QByteArray>("lines");
    QTest::addColumn<QByteArray>("expected");

    QTest::newRow("none") << QByteArray() << QByteArray();
    QTest::newRow("one") << QByteArray("X-Forwarded-Host: a:1\r\n") << QByteArray("a:1");
    QTest::newRow("list") << QByteArray("X-Forwarded-Host: , a,b\r\n") << QByteArray("a");
    QTest::newRow("lines") << QByteArray("X-Forwarded-Host: a\r\nX-Forwarded-Host: b\r\n") << QByteArray("a");
}

void tst_Forwarded::firstHost()
{
    QFETCH(const QByteArray, lines);
    QTEST(firstForwardedHost(headWith(lines)), "expected");
}

QTEST_APPLESS_MAIN(tst_Forwarded)
#include "tst_forwarded.moc"
