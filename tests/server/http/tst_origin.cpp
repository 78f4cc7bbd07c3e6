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
    row("behind a proxy that says the host",
        "Host: io_nodes\r\nX-Forwarded-Host: example.com\r\nOrigin: https://example.com\r\n", standard, true);
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
    const ParsedHead parsed = RequestHead::parse("GET / HTTP/1.1\r\n" + lines + "\r\n");
    QVERIFY(parsed.isComplete());
    QTEST(isOriginAllowed(parsed.head, list), "expected");
}

QTEST_APPLESS_MAIN(tst_Origin)
#include "tst_origin.moc"
