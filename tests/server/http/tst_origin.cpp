// SPDX-FileCopyrightText: 2026 The Landline authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "http/origin.h"

#include "http/requesthead.h"

#include <QtTest/qtest.h>

using namespace Landline;

class tst_Origin : public QObject
{
    Q_OBJECT

private slots:
    void allowed_data();
    void allowed();
    void forwardedHost_data();
    void forwardedHost();
};

void tst_Origin::allowed_data()
{
    QTest::addColumn<QByteArray>("lines");
    QTest::addColumn<QStringList>("list");
    QTest::addColumn<bool>("expected");
    const QStringList standard = {sameHost};
    const QByteArray host = "Host: example.com:9502\r\n";
    const auto row = [](const char *name, const QByteArray &lines, const QStringList &list, bool expected) {
        QTest::newRow(name) << lines << list << expected;
    };
    row("no browser", host, standard, true);
    row("no browser, no list", host, {}, true);
    row("same host and port", host + "Origin: http://example.com:9502\r\n", standard, true);
    row("same host, other port", host + "Origin: https://example.com\r\n", standard, true);
    row("same host, other case", host + "Origin: http://EXAMPLE.com\r\n", standard, true);
    row("foreign", host + "Origin: http://evil.example\r\n", standard, false);
    row("suffix", host + "Origin: http://notexample.com\r\n", standard, false);
    row("prefix", host + "Origin: http://example.com.evil.example\r\n", standard, false);
    row("null", host + "Origin: null\r\n", standard, false);
    row("empty", host + "Origin:\r\n", standard, false);
    row("two", host + "Origin: http://example.com\r\nOrigin: http://example.com\r\n", standard, false);
    row("IPv6", "Host: [::1]:9502\r\nOrigin: http://[::1]:9501\r\n", standard, true);
    row("IPv6 without ports", "Host: [::1]\r\nOrigin: http://[::1]\r\n", standard, true);
    row("other IPv6", "Host: [::1]\r\nOrigin: http://[::2]\r\n", standard, false);
    row("behind a proxy", "Host: io_nodes\r\nOrigin: https://example.com\r\n", standard, false);
    row("X-Forwarded-Host is not read here",
        "Host: io_nodes\r\nX-Forwarded-Host: example.com\r\nOrigin: https://example.com\r\n", standard, false);
    row("IPv6 at length", "Host: [0:0::1]:1\r\nOrigin: http://[::1]\r\n", standard, true);
    row("dot at the end of the host", host + "Origin: http://example.com.\r\n", standard, false);
    row("dot at the end of both", "Host: example.com.\r\nOrigin: http://example.com.\r\n", standard, true);
    row("with a path", host + "Origin: http://example.com/\r\n", standard, false);
    row("with a user name", host + "Origin: http://u@example.com\r\n", standard, false);
    row("no Host", "Origin: http://example.com\r\n", standard, false);
    row("default port in the list", host + "Origin: https://app.example\r\n", {"https://app.example:443"}, true);
    row("default port of http in the list", host + "Origin: http://app.example\r\n", {"http://app.example:80"}, true);
    row("default port in the request", host + "Origin: https://app.example:443\r\n", {"https://app.example"}, true);
    row("port of the other scheme", host + "Origin: https://app.example\r\n", {"https://app.example:80"}, false);
    row("other scheme", host + "Origin: http://app.example\r\n", {"https://app.example:443"}, false);
    row("case of the list", host + "Origin: https://app.example\r\n", {"HTTPS://APP.example"}, true);
    row("null by name", host + "Origin: null\r\n", {"null"}, true);
    row("null is no file", host + "Origin: null\r\n", {"file://"}, false);
    row("file by name", host + "Origin: file://\r\n", {"file://"}, true);
    row("file is not null", host + "Origin: file://\r\n", {"null"}, false);
    row("file", host + "Origin: file://\r\n", standard, false);
    row("what is no origin is not equal to what is none", host + "Origin: x\r\n", {"x", "y"}, false);
    row("two, and all are allowed", host + "Origin: http://a\r\nOrigin: http://b\r\n", {"*"}, true);
    row("listed", host + "Origin: https://app.example\r\n", {"https://app.example"}, true);
    row("listed in other case", host + "Origin: https://App.example\r\n", {"https://app.example"}, true);
    row("listed with another port", host + "Origin: https://app.example:8443\r\n", {"https://app.example"}, false);
    row("same host, but a list without it", host + "Origin: http://example.com\r\n", {"https://app.example"}, false);
    row("all", host + "Origin: null\r\n", {"*"}, true);
    row("none", host + "Origin: http://example.com\r\n", {}, false);
}

void tst_Origin::allowed()
{
    QFETCH(const QByteArray, lines);
    QFETCH(const QStringList, list);
    const QByteArray version = lines.contains("Host:") ? "HTTP/1.1" : "HTTP/1.0";
    const ParsedHead parsed = RequestHead::parse("GET / " + version + "\r\n" + lines + "\r\n");
    QVERIFY(parsed.isComplete());
    QTEST(isOriginAllowed(parsed.head, list), "expected");
}

void tst_Origin::forwardedHost_data()
{
    QTest::addColumn<QByteArray>("forwardedHost");
    QTest::addColumn<bool>("expected");

    QTest::newRow("none") << QByteArray() << false;
    QTest::newRow("the same") << QByteArray("example.com") << true;
    QTest::newRow("the same with a port") << QByteArray("Example.com:8443") << true;
    QTest::newRow("another") << QByteArray("example.org") << false;
    QTest::newRow("not a host") << QByteArray("example.com/") << false;
}

void tst_Origin::forwardedHost()
{
    QFETCH(const QByteArray, forwardedHost);
    const ParsedHead parsed
            = RequestHead::parse("GET / HTTP/1.1\r\nHost: io_nodes\r\nOrigin: https://example.com\r\n\r\n");
    QTEST(isOriginAllowed(parsed.head, {sameHost}, forwardedHost), "expected");
    QVERIFY(!isOriginAllowed(parsed.head, {}, forwardedHost));
}

QTEST_APPLESS_MAIN(tst_Origin)
#include "tst_origin.moc"
