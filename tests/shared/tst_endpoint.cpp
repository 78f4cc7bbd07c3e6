// SPDX-FileCopyrightText: 2026 The Landline authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "shared/endpoint.h"

#include <QtTest/qtest.h>

using namespace Landline;

class tst_Endpoint : public QObject
{
    Q_OBJECT

private slots:
    void endpoints_data();
    void endpoints();
};

void tst_Endpoint::endpoints_data()
{
    QTest::addColumn<QString>("host");
    QTest::addColumn<QString>("plain");
    QTest::addColumn<QString>("reachable");

    QTest::newRow("IPv4") << "10.0.0.1" << "10.0.0.1:80" << "10.0.0.1:80";
    QTest::newRow("IPv6") << "fe80::1" << "[fe80::1]:80" << "[fe80::1]:80";
    QTest::newRow("name") << "localhost" << "localhost:80" << "localhost:80";
    QTest::newRow("every IPv4 address") << "0.0.0.0" << "0.0.0.0:80" << "127.0.0.1:80";
    QTest::newRow("every IPv6 address") << "::" << "[::]:80" << "[::1]:80";
    QTest::newRow("none") << "" << ":80" << "127.0.0.1:80";
}

void tst_Endpoint::endpoints()
{
    QFETCH(const QString, host);
    QTEST(endpoint(host, 80), "plain");
    QTEST(peerEndpoint(host, 80), "plain");
    QCOMPARE(peerEndpoint(host, 0), host);
    QTEST(reachableEndpoint(host, 80), "reachable");
}

QTEST_APPLESS_MAIN(tst_Endpoint)
#include "tst_endpoint.moc"
