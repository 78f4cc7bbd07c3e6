// SPDX-FileCopyrightText: 2026 The Landline authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "api/originname_p.h"

#include <QtTest/qtest.h>

using namespace Landline;

class tst_OriginName : public QObject
{
    Q_OBJECT

private slots:
    void normalized_data();
    void normalized();
    void complaint_data();
    void complaint();
};

void tst_OriginName::normalized_data()
{
    QTest::addColumn<QByteArray>("origin");
    QTest::addColumn<QByteArray>("expected");

    const auto row = [](const QByteArray &origin, const QByteArray &expected) {
        QTest::newRow(origin.isEmpty() ? "empty" : origin.constData()) << origin << expected;
    };
    row("https://example.com", "https://example.com");
    row("HTTPS://Example.COM", "https://example.com");
    row("https://example.com:443", "https://example.com");
    row("http://example.com:80", "http://example.com");
    row("wss://example.com:443", "wss://example.com");
    row("ws://example.com:80", "ws://example.com");
    row("https://example.com:80", "https://example.com:80");
    row("http://example.com:443", "http://example.com:443");
    row("https://example.com:8443", "https://example.com:8443");
    row("https://example.com:00443", "https://example.com");
    row("https://example.com:", "https://example.com");
    row("https://example.com.", "https://example.com.");
    row("http://[0:0::1]:80", "http://[::1]");
    row("chrome-extension://ABC", "chrome-extension://abc");
    row("app://host:80", "app://host:80");
    row("null", "null");
    row("file://", "file://");
    row("FILE://", "file://");
    row("", "");
    row("NULL", "");
    row("https://", "");
    row("https://:80", "");
    row("https://example.com/", "");
    row("https://example.com/a", "");
    row("https://user@example.com", "");
    row("https://example.com:65536", "");
    row("https://a https://b", "");
    row("1://a", "");
    row("://a", "");
    row("a_b://a", "");
    row("example.com", "");
    row("file:///", "");
    row("https:/example.com", "");
}

void tst_OriginName::normalized()
{
    QFETCH(const QByteArray, origin);
    QTEST(normalizedOrigin(origin), "expected");
}

void tst_OriginName::complaint_data()
{
    QTest::addColumn<QString>("origin");
    QTest::addColumn<QString>("expected");

    const auto good = [](const char *origin) { QTest::newRow(origin) << QString::fromUtf8(origin) << QString(); };
    const auto advised = [](const char *origin, const QString &advice) {
        QTest::newRow(origin) << QString::fromUtf8(origin)
                              << QStringLiteral("is not an origin as browsers send it: write \"%1\"").arg(advice);
    };
    const auto bad = [](const char *origin) {
        QTest::newRow(*origin ? origin : "empty")
                << QString::fromUtf8(origin)
                << "is not an origin: write \"https://host\", \"null\", \"same-host\" or \"*\"";
    };
    for (const char *origin : {"*", "same-host", "null", "file://", "https://a", "HTTP://A:80", "app://b:1", "http://[::1]"})
        good(origin);
    advised("app.example.com", "https://app.example.com");
    advised("localhost:3000", "https://localhost:3000");
    advised("https://a/", "https://a");
    advised("https://a/b?c#d", "https://a");
    advised("http://user:word@a:8080", "http://a:8080");
    advised("https://a:443/", "https://a");
    advised("https://b\xc3\xbc" "cher.example", "https://xn--bcher-kva.example");
    advised("file:///home/me/a.html", "file://");
    for (const char *origin : {"", "samehost:x", "https://", "https://a:99999", "https://a b", "a b", "://", "https://a\nb"})
        bad(origin);
    for (const char *origin : {"https://*.example.com", "*.example.com", "**"})
        QTest::newRow(origin) << QString::fromUtf8(origin)
                              << "has a wildcard: list each origin, or write \"*\" to allow all";
}

void tst_OriginName::complaint()
{
    QFETCH(const QString, origin);
    QTEST(complaintAboutOrigin(origin), "expected");
}

QTEST_APPLESS_MAIN(tst_OriginName)
#include "tst_originname.moc"
