// SPDX-FileCopyrightText: 2026 The Landline authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "shared/peeraddress.h"

#include <QtNetwork/qnetworkinterface.h>
#include <QtTest/qtest.h>

using namespace Landline;

class tst_PeerAddress : public QObject
{
    Q_OBJECT

private slots:
    void keepsWhatItIsGiven_data();
    void keepsWhatItIsGiven();
    void fromText_data();
    void fromText();
    void toIpv6_data();
    void toIpv6();
    void network_data();
    void network();
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
    QCOMPARE(peer.toString(), address.toString());
    QCOMPARE(peer.port(), 54321);
    QVERIFY(sizeof peer <= 24);
}

void tst_PeerAddress::fromText_data()
{
    QTest::addColumn<QByteArray>("text");
    QTest::addColumn<QString>("address"); // empty: none

    for (const char *text : {"192.0.2.7", "0.0.0.0", "2001:db8::7", "::1", "::ffff:192.0.2.7"})
        QTest::newRow(text) << QByteArray(text) << QString::fromLatin1(text);
    for (const char *text : {"", "192.0.2", "192.0.2.07", "0300.0.2.7", "192.0.2.7:80", "192.0.2.256", "[::1]", "::1%lo", "::g", "a",
                             "unknown", " ::1", "::1 ", "192.0.2.7,"})
        QTest::newRow(*text ? text : "empty") << QByteArray(text) << QString();
    QTest::newRow("NUL") << QByteArray("::1\0x", 5) << QString();
}

void tst_PeerAddress::fromText()
{
    QFETCH(const QByteArray, text);
    QFETCH(const QString, address);
    const std::optional<PeerAddress> parsed = PeerAddress::fromText(text, 80);
    QCOMPARE(parsed.has_value(), !address.isEmpty());
    if (!parsed)
        return;
    QVERIFY(!parsed->isNull());
    QCOMPARE(*parsed, PeerAddress(QHostAddress(address), 80));
}

void tst_PeerAddress::toIpv6_data()
{
    QTest::addColumn<QString>("address");
    QTest::addColumn<QString>("expected");

    QTest::newRow("none") << QString() << "::";
    QTest::newRow("IPv4") << "192.0.2.7" << "::ffff:192.0.2.7";
    QTest::newRow("IPv6") << "2001:db8::7" << "2001:db8::7";
}

void tst_PeerAddress::toIpv6()
{
    QFETCH(const QString, address);
    QTEST(QHostAddress(PeerAddress(QHostAddress(address), 1).toIpv6()).toString(), "expected");
}

void tst_PeerAddress::network_data()
{
    QTest::addColumn<QString>("address");
    QTest::addColumn<QString>("network");

    QTest::newRow("none") << QString() << QString();
    QTest::newRow("IPv4") << "192.0.2.7" << "192.0.2.7";
    QTest::newRow("IPv6") << "2001:db8:1:2:3:4:5:6" << "2001:db8:1:2::";
    QTest::newRow("IPv4 in IPv6") << "::ffff:192.0.2.7" << "192.0.2.7";
}

void tst_PeerAddress::network()
{
    QFETCH(const QString, address);
    const PeerAddress peer(QHostAddress(address), 54321);
    QTEST(peer.network().address().toString(), "network");
    QCOMPARE(peer.network().port(), 0);
    const PeerAddress other(QHostAddress(address), 1);
    QVERIFY(other.network() == peer.network());
    QCOMPARE(qHash(other.network(), 7), qHash(peer.network(), 7));
    QVERIFY(!(other == peer));
}

QTEST_APPLESS_MAIN(tst_PeerAddress)
#include "tst_peeraddress.moc"
