// SPDX-FileCopyrightText: 2026 The Landline authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "api/authority_p.h"

#include <QtTest/qtest.h>

using namespace Landline;

class tst_Authority : public QObject
{
    Q_OBJECT

private slots:
    void valid_data();
    void valid();
    void invalid_data();
    void invalid();
};

void tst_Authority::valid_data()
{
    QTest::addColumn<QByteArray>("text");
    QTest::addColumn<QByteArray>("host");
    QTest::addColumn<int>("port");

    const auto row = [](const char *name, const QByteArray &text, const QByteArray &host, int port = -1) {
        QTest::newRow(name) << text << host << port;
    };
    row("name", "example.com", "example.com");
    row("name and port", "example.com:9502", "example.com", 9502);
    row("case", "EXAMPLE.Com", "example.com");
    row("empty port", "example.com:", "example.com");
    row("port 0", "a:0", "a", 0);
    row("largest port", "a:65535", "a", 65535);
    row("zeros before the port", "a:00080", "a", 80);
    row("dot at the end", "example.com.:80", "example.com.", 80);
    row("underscore", "io_nodes", "io_nodes");
    row("IPv4", "192.0.2.7:80", "192.0.2.7", 80);
    row("IPv6", "[2001:db8::7]", "[2001:db8::7]");
    row("IPv6 and port", "[::1]:443", "[::1]", 443);
    row("IPv6 at length", "[2001:DB8:0:0:0::07]:1", "[2001:db8::7]", 1);
}

void tst_Authority::valid()
{
    QFETCH(const QByteArray, text);
    const std::optional<Authority> authority = Authority::parse(text);
    QVERIFY(authority);
    QTEST(authority->host, "host");
    QTEST(authority->port, "port");
}

void tst_Authority::invalid_data()
{
    QTest::addColumn<QByteArray>("text");

    for (const char *text : {"", ":80", "a:65536", "a:99999999999999999999", "a:-1", "a:+1", "a: 1", "a:1x", "a:1:2", "::1",
                             "[::1", "[]", "[::1]80", "[::1]x", "[::1%eth0]", "[192.0.2.7]", "[::g]", "user@a", "a/b", "a?b",
                             "a#b", "a b", "a\tb", "\xc3\xbc", "a\\b", "[::1]]"})
        QTest::newRow(text) << QByteArray(text);
    QTest::newRow("NUL") << QByteArray("a\0b", 3);
}

void tst_Authority::invalid()
{
    QFETCH(const QByteArray, text);
    QVERIFY(!Authority::parse(text));
}

QTEST_APPLESS_MAIN(tst_Authority)
#include "tst_authority.moc"
