// SPDX-FileCopyrightText: 2026 The Landline authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "gui/connectionfilter.h"

#include <QtTest/qtest.h>

using namespace Landline;
using namespace Landline::Gui;

class tst_ConnectionFilter : public QObject
{
    Q_OBJECT

private slots:
    void accepts_data();
    void accepts();
    void peers_data();
    void peers();
};

void tst_ConnectionFilter::accepts_data()
{
    QTest::addColumn<QString>("server");
    QTest::addColumn<QString>("text");
    QTest::addColumn<bool>("accepted");
    const auto row = [](const char *name, const char *server, const char *text, bool accepted) {
        QTest::newRow(name) << QString::fromLatin1(server) << QString::fromLatin1(text) << accepted;
    };
    row("nothing asked", "", "", true);
    row("only spaces", "", "   ", true);
    row("its server", "ws", "", true);
    row("another server", "http", "", false);
    row("part of a server's name is not it", "w", "", false);
    row("label", "", "ANN", true);
    row("route", "", "{room}", true);
    row("path", "", "blue", true);
    row("address", "", "10.1.2.3:4567", true);
    row("agent", "", "firefox", true);
    row("digits of the fd", "", "23", true);
    row("two words that are there", "", "ann blue", true);
    row("two words, one not there", "", "ann green", false);
    row("text and server", "ws", "ann", true);
    row("text and another server", "http", "ann", false);
    row("field", "", "label:ann", true);
    row("field in capitals", "", "Label:ann", true);
    row("field without it", "", "route:ann", false);
    row("fd is exact", "", "fd:123", true);
    row("fd is not a part", "", "fd:12", false);
    row("worker", "", "worker:3", true);
    row("no such field: a plain word", "", "nope:ann", false);
    row("user", "", "u-17", true);
    row("user by name", "", "user:u-17", true);
    row("group", "", "lobby", true);
    row("group by name", "", "group:rooms/42", true);
    row("no such group", "", "group:u-17", false);
    row("subprotocol only by name", "", "mqtt", false);
    row("subprotocol by name", "", "protocol:mqtt", true);
    row("worker does not hide in plain words", "", "999", false);
}

void tst_ConnectionFilter::accepts()
{
    ConnectionInfo info;
    info.fd = 123;
    info.server = QStringLiteral("ws");
    info.route = QStringLiteral("/chat/{room}");
    info.path = QStringLiteral("/chat/blue");
    info.label = QStringLiteral("Ann");
    info.peerAddress = QStringLiteral("10.1.2.3");
    info.peerPort = 4567;
    info.userAgent = QStringLiteral("Firefox");
    info.subprotocol = QStringLiteral("mqtt");
    info.worker = 3;
    info.user = QStringLiteral("u-17");
    info.groups = QStringList({"lobby", "rooms/42"});
    QFETCH(QString, server);
    QFETCH(QString, text);
    QTEST(ConnectionFilter(server, text).accepts(info), "accepted");
}

void tst_ConnectionFilter::peers_data()
{
    QTest::addColumn<QString>("address");
    QTest::addColumn<QString>("text");
    QTest::newRow("v4") << "127.0.0.1"
                        << "127.0.0.1:80";
    QTest::newRow("v6") << "::1"
                        << "[::1]:80";
    QTest::newRow("none") << ""
                          << "";
}

void tst_ConnectionFilter::peers()
{
    QFETCH(QString, address);
    ConnectionInfo info;
    info.peerAddress = address;
    info.peerPort = 80;
    QTEST(peerText(info), "text");
}

QTEST_GUILESS_MAIN(tst_ConnectionFilter)
#include "tst_connectionfilter.moc"
