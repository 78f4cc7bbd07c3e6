// SPDX-FileCopyrightText: 2026 The Landline authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "api/peeraddress.h"

#include <QtNetwork/qnetworkinterface.h>
#include <QtTest/qtest.h>

using namespace Landline;

class tst_PeerAddress : public QObject
{
    Q_OBJECT

private slots:
    void keepsWhatItIsGiven_data();
    void keepsWhatItIsGiven();
};

void tst_PeerAddress::keepsWhatItIsGiven_data()
{
    QTest::addColumn<QHostAddress>("address");
    QTest::newRow("none") << QHostAddress();
    QTest::newRow("IPv4") << QHostAddress(QStringLiteral("192.0.2.7"));
    QTest::newRow("IPv4 with high bits") << QHostAddress(QStringLiteral("255.254.253.252"));
    QTest::newRow("IPv6") << QHostAddress(QStringLiteral("2001:db8::1:2"));
    QTest::newRow("IPv4 in IPv6") << QHostAddress(QStringLiteral("::ffff:192.0.2.7"));
    QHostAddress scoped(QStringLiteral("fe80::1"));
    scoped.setScopeId(QNetworkInterface::interfaceNameFromIndex(1));
    QTest::newRow("link-local") << scoped;
}

void tst_PeerAddress::keepsWhatItIsGiven()
{
    QFETCH(const QHostAddress, address);
    const PeerAddress peer(address, 54321);
    QCOMPARE(peer.address(), address);
    QCOMPARE(peer.address().toString(), address.toString());
    QCOMPARE(peer.port(), 54321);
    QVERIFY(sizeof peer <= 24);
}

QTEST_APPLESS_MAIN(tst_PeerAddress)
#include "tst_peeraddress.moc"
