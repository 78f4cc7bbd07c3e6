// SPDX-FileCopyrightText: 2026 The Landline authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "shared/ipnetwork.h"

#include <QtTest/qtest.h>

using namespace Landline;

class tst_IpNetwork : public QObject
{
    Q_OBJECT

private slots:
    void contains_data();
    void contains();
    void isWrittenAsItIsRead_data();
    void isWrittenAsItIsRead();
    void invalid_data();
    void invalid();
    void null();
};

void tst_IpNetwork::contains_data()
{
    QTest::addColumn<QString>("network");
    QTest::addColumn<QString>("address");
    QTest::addColumn<bool>("expected");

    const auto row = [](const char *network, const char *address, bool expected) {
        QTest::addRow("%s %s", network, address) << QString::fromLatin1(network) << QString::fromLatin1(address) << expected;
    };
    row("192.0.2.7", "192.0.2.7", true);
    row("192.0.2.7", "192.0.2.8", false);
    row("192.0.2.7", "::ffff:192.0.2.7", true);
    row("::ffff:192.0.2.7", "192.0.2.7", true);
    row("10.0.0.0/8", "10.255.0.1", true);
    row("10.0.0.0/8", "11.0.0.0", false);
    row("10.0.0.0/9", "10.127.255.255", true);
    row("10.0.0.0/9", "10.128.0.0", false);
    row("192.0.2.6/31", "192.0.2.7", true);
    row("192.0.2.6/31", "192.0.2.5", false);
    row("192.0.2.6/32", "192.0.2.7", false);
    row("0.0.0.0/0", "203.0.113.9", true);
    row("0.0.0.0/0", "::ffff:203.0.113.9", true);
    row("0.0.0.0/0", "2001:db8::1", false);
    row("::/0", "2001:db8::1", true);
    row("::/0", "203.0.113.9", false);
    row("::1", "::1", true);
    row("::1", "127.0.0.1", false);
    row("2001:db8::/33", "2001:db8:7fff::1", true);
    row("2001:db8::/33", "2001:db8:8000::1", false);
    row("::ffff:10.0.0.0/104", "10.1.2.3", true);
}

void tst_IpNetwork::contains()
{
    QFETCH(const QString, network);
    QFETCH(const QString, address);
    const std::optional<IpNetwork> parsed = IpNetwork::fromString(network);
    QVERIFY(parsed);
    QTEST(parsed->contains(PeerAddress(QHostAddress(address), 4711)), "expected");
}

void tst_IpNetwork::isWrittenAsItIsRead_data()
{
    QTest::addColumn<QString>("text");
    QTest::addColumn<QString>("written");

    const auto row = [](const char *text, const char *written) {
        QTest::newRow(text) << QString::fromLatin1(text) << QString::fromLatin1(written);
    };
    row("192.0.2.7", "192.0.2.7");
    row("192.0.2.7/32", "192.0.2.7");
    row("10.0.0.0/8", "10.0.0.0/8");
    row("0.0.0.0/0", "0.0.0.0/0");
    row("2001:DB8:0::7", "2001:db8::7");
    row("2001:db8::/32", "2001:db8::/32");
    row("::/0", "::/0");
    row("::ffff:10.0.0.0/104", "10.0.0.0/8");
}

void tst_IpNetwork::isWrittenAsItIsRead()
{
    QFETCH(const QString, text);
    QFETCH(const QString, written);
    const std::optional<IpNetwork> network = IpNetwork::fromString(text);
    QVERIFY(network);
    QCOMPARE(network->toString(), written);
    QVERIFY(IpNetwork::fromString(written) == network);
}

void tst_IpNetwork::invalid_data()
{
    QTest::addColumn<QString>("text");
    QTest::addColumn<QString>("expected");

    const auto row = [](const char *text, const char *complaint) {
        QTest::newRow(*text ? text : "empty") << QString::fromLatin1(text) << QString::fromLatin1(complaint);
    };
    for (const char *text : {"", "/8", "*", "proxy.example", "10.0.0", "10", "10/8", "010.0.0.1", "10.0.0.1:80", "[::1]", "::1%lo",
                             "0x0a.0.0.1", " 10.0.0.1", "10.0.0.1 ", "10.0.0.256", "1:2:3"})
        row(text, "is neither an address nor a network: write \"192.0.2.7\" or \"192.0.2.0/24\"");
    row("localhost", "is a name: write \"127.0.0.1\" and \"::1\"");
    for (const char *text : {"10.0.0.0/", "10.0.0.0/33", "10.0.0.0/-1", "10.0.0.0/+8", "10.0.0.0/8/8", "10.0.0.0/255.0.0.0"})
        row(text, "has a prefix that is not a number from 0 to 32");
    row("2001:db8::/129", "has a prefix that is not a number from 0 to 128");
    row("10.0.0.7/8", "has bits behind its prefix: write \"10.0.0.0/8\"");
    row("2001:db8::1/64", "has bits behind its prefix: write \"2001:db8::/64\"");
}

void tst_IpNetwork::invalid()
{
    QFETCH(const QString, text);
    QString complaint;
    QVERIFY(!IpNetwork::fromString(text, &complaint));
    QTEST(complaint, "expected");
    QVERIFY(!IpNetwork::fromString(text));
}

void tst_IpNetwork::null()
{
    QVERIFY(!IpNetwork().contains(PeerAddress()));
    QVERIFY(!IpNetwork::fromString(QStringLiteral("::/0"))->contains(PeerAddress()));
    QVERIFY(sizeof(IpNetwork) <= 20);
}

QTEST_APPLESS_MAIN(tst_IpNetwork)
#include "tst_ipnetwork.moc"
