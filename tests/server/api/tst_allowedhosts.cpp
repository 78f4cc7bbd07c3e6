// SPDX-FileCopyrightText: 2026 The Landline authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "api/allowedhosts_p.h"

#include <QtTest/qtest.h>

using namespace Landline;

class tst_AllowedHosts : public QObject
{
    Q_OBJECT

private slots:
    void allowed_data();
    void allowed();
    void complaint_data();
    void complaint();
};

void tst_AllowedHosts::allowed_data()
{
    QTest::addColumn<QByteArray>("host");
    QTest::addColumn<bool>("secure");
    QTest::addColumn<QStringList>("list");
    QTest::addColumn<bool>("expected");

    const auto row = [](const char *name, const QByteArray &host, const QStringList &list, bool expected, bool secure = false) {
        QTest::newRow(name) << host << secure << list << expected;
    };
    row("all", "a.example", {"*"}, true);
    row("all, and no host", "", {"*"}, true);
    row("all, and no valid host", "a b", {"x", "*"}, true);
    row("listed", "a.example", {"b.example", "a.example"}, true);
    row("not listed", "c.example", {"b.example", "a.example"}, false);
    row("case", "A.Example", {"a.eXample"}, true);
    row("any port", "a.example:9502", {"a.example"}, true);
    row("port", "a.example:9502", {"a.example:9502"}, true);
    row("other port", "a.example:9503", {"a.example:9502"}, false);
    row("no port, which is 80", "a.example", {"a.example:80"}, true);
    row("no port, which is not 443", "a.example", {"a.example:443"}, false);
    row("no port, which is 443", "a.example", {"a.example:443"}, true, true);
    row("no host", "", {"a.example"}, false);
    row("not a host", "a.example/", {"a.example"}, false);
    row("suffix", "xa.example", {"a.example"}, false);
    row("subdomain", "x.a.example", {"a.example"}, false);
    row("dot at the end", "a.example.", {"a.example"}, false);
    row("one label", "x.a.example", {"*.a.example"}, true);
    row("one label and port", "x.a.example:1", {"*.a.example:1"}, true);
    row("two labels", "x.y.a.example", {"*.a.example"}, false);
    row("no label", "a.example", {"*.a.example"}, false);
    row("empty label", ".a.example", {"*.a.example"}, false);
    row("IPv6", "[::1]:9502", {"[0:0::1]"}, true);
    row("IPv4", "127.0.0.1:9502", {"127.0.0.1"}, true);
    row("nothing", "a.example", {}, false);
}

void tst_AllowedHosts::allowed()
{
    QFETCH(const QByteArray, host);
    QFETCH(const bool, secure);
    QFETCH(const QStringList, list);
    QTEST(isHostAllowed(host, secure, list), "expected");
}

void tst_AllowedHosts::complaint_data()
{
    QTest::addColumn<QString>("host");
    QTest::addColumn<QString>("expected");

    for (const char *host : {"*", "a.example", "a.example:8443", "*.a.example", "*.a.example:1", "[::1]", "127.0.0.1", "A", "io_nodes"})
        QTest::newRow(host) << QString::fromUtf8(host) << QString();
    const auto advised = [](const char *host, const QString &advice) {
        QTest::newRow(host) << QString::fromUtf8(host)
                            << QStringLiteral("is not a host as clients send it: write \"%1\"").arg(advice);
    };
    advised("https://a.example", "a.example");
    advised("https://a.example:8443/x", "a.example:8443");
    advised("a.example/", "a.example");
    advised("http://[::1]/", "[::1]");
    advised("b\xc3\xbc" "cher.example", "xn--bcher-kva.example");
    for (const char *host : {"", "a b", "a:99999", "::1"})
        QTest::newRow(*host ? host : "empty") << QString::fromUtf8(host)
                                              << "is not a host: write \"example.com\", \"example.com:8443\" or \"*\"";
    for (const char *host : {"*.", "a.*", "**", "*a.example", "*.*.example", "*:80"})
        QTest::newRow(host) << QString::fromUtf8(host)
                            << "has a \"*\" that is not its whole first label: write \"*.example.com\", or \"*\" to serve all hosts";
}

void tst_AllowedHosts::complaint()
{
    QFETCH(const QString, host);
    QTEST(complaintAboutHost(host), "expected");
}

QTEST_APPLESS_MAIN(tst_AllowedHosts)
#include "tst_allowedhosts.moc"
