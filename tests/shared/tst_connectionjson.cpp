// SPDX-FileCopyrightText: 2026 The Landline authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "shared/connectionjson.h"

#include "shared/connectioninfo.h"

#include <QtCore/qjsonarray.h>
#include <QtCore/qjsondocument.h>
#include <QtTest/qtest.h>

using namespace Landline;
using namespace Qt::StringLiterals;

namespace {

const QDateTime opened(QDate(2026, 11, 29), QTime(3, 0), Qt::UTC);

/// The example of docs/http-api.md.
ConnectionInfo example()
{
    ConnectionInfo info;
    info.fd = 17;
    info.id = u"main-1764380000123-17"_s;
    info.server = u"ws"_s;
    info.route = u"/chat/{room}"_s;
    info.path = u"/chat/blue"_s;
    info.label = u"Ann"_s;
    info.user = u"u1"_s;
    info.groups = QStringList{u"blue"_s};
    info.groupCount = 1;
    info.peerAddress = u"203.0.113.9"_s;
    info.peerPort = 44682;
    info.openedAt = opened;
    info.lastActiveAt = opened.addMSecs(60988);
    info.messagesIn = 3;
    info.messagesOut = 5;
    info.bytesIn = 120;
    info.bytesOut = 900;
    info.roundTrip = std::chrono::microseconds(812);
    info.userAgent = u"curl/7.88.1"_s;
    return info;
}

} // namespace

class tst_ConnectionJson : public QObject
{
    Q_OBJECT

private slots:
    void wholeObject();
    void members_data();
    void members();
    void clockSetBack();
};

void tst_ConnectionJson::wholeObject()
{
    const QByteArray expected = R"({"fd": 17, "id": "main-1764380000123-17", "node": "main", "server": "ws",
        "route": "/chat/{room}", "path": "/chat/blue", "label": "Ann", "user": "u1", "groups": ["blue"],
        "peer": "203.0.113.9:44682", "worker": 0, "connected_at": "2026-11-29T03:00:00.000Z", "age_ms": 61000, "idle_ms": 12,
        "messages_in": 3, "messages_out": 5, "bytes_in": 120, "bytes_out": 900, "queued_bytes": 0, "round_trip_us": 812,
        "subprotocol": "", "user_agent": "curl/7.88.1", "tls": false, "compressed": false})";
    QCOMPARE(toJson(example(), opened.addMSecs(61000)), QJsonDocument::fromJson(expected).object());
}

void tst_ConnectionJson::members_data()
{
    QTest::addColumn<ConnectionInfo>("info");
    QTest::addColumn<QString>("member");
    QTest::addColumn<QJsonValue>("value");

    const auto row = [](const char *name, const QString &member, const QJsonValue &value, const auto &change) {
        ConnectionInfo info = example();
        change(info);
        QTest::newRow(name) << info << member << value;
    };
    row("node with hyphens", u"node"_s, u"east-1"_s, [](ConnectionInfo &i) { i.id = u"east-1-1764380000123-17"_s; });
    row("IPv6", u"peer"_s, u"[2001:db8::1]:80"_s, [](ConnectionInfo &i) {
        i.peerAddress = u"2001:db8::1"_s;
        i.peerPort = 80;
    });
    row("port unknown", u"peer"_s, u"203.0.113.9"_s, [](ConnectionInfo &i) { i.peerPort = 0; });
    row("no ping answered", u"round_trip_us"_s, QJsonValue(), [](ConnectionInfo &i) { i.roundTrip = std::chrono::microseconds(-1); });
    row("no groups", u"groups"_s, QJsonArray(), [](ConnectionInfo &i) { i.groups.clear(); });
    row("other time zone", u"connected_at"_s, u"2026-11-29T03:00:00.000Z"_s,
        [](ConnectionInfo &i) { i.openedAt = opened.toOffsetFromUtc(3600); });
    row("TLS", u"tls"_s, true, [](ConnectionInfo &i) { i.tls = true; });
    row("compressed", u"compressed"_s, true, [](ConnectionInfo &i) { i.compressed = true; });
    row("large number", u"bytes_out"_s, qint64(9007199254740993), [](ConnectionInfo &i) { i.bytesOut = 9007199254740993; });
}

void tst_ConnectionJson::members()
{
    QFETCH(const ConnectionInfo, info);
    QFETCH(const QString, member);
    QFETCH(const QJsonValue, value);

    QCOMPARE(toJson(info, opened).value(member), value);
}

void tst_ConnectionJson::clockSetBack()
{
    const QJsonObject object = toJson(example(), opened.addSecs(-60));
    QCOMPARE(object.value(u"age_ms"_s), QJsonValue(0));
    QCOMPARE(object.value(u"idle_ms"_s), QJsonValue(0));
}

QTEST_APPLESS_MAIN(tst_ConnectionJson)
#include "tst_connectionjson.moc"
