// SPDX-FileCopyrightText: 2026 The Landline authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "api/groupindex_p.h"
#include "server/api/fakeconnection.h"

#include <QtTest/qsignalspy.h>
#include <QtTest/qtest.h>

using namespace Landline;

namespace {

Request chatRequest()
{
    Request request;
    request.setTarget("/chat/blue?name=ann");
    request.setHeaders({{"User-Agent", "tst/1"}});
    request.setPeer(QHostAddress(QStringLiteral("192.0.2.7")), 40000);
    return request;
}

} // namespace

class tst_Connection : public QObject
{
    Q_OBJECT

private slots:
    void pushInEachState_data();
    void pushInEachState();
    void pushOf_data();
    void pushOf();
    void rejectedIsNotCounted();
    void reasonFits_data();
    void reasonFits();
    void unsendableCodes_data();
    void unsendableCodes();
    void closesOnce();
    void nothingIsReceivedUnlessOpen();
    void finishesOnce();
    void ownSignalsComeAfterTheRoute();
    void info();
    void infoHidesSecrets();
    void contextIsThatOfTheRequest();
    void groups();
    void aGroupOfMany();
    void groupNames_data();
    void groupNames();
    void users();
    void membershipEnds_data();
    void membershipEnds();
    void groupsInInfo();

private:
    Route m_route{QStringLiteral("ws"), QStringLiteral("/chat/{room}"), nullptr};
};

void tst_Connection::pushInEachState_data()
{
    QTest::addColumn<QString>("state");
    QTest::addColumn<PushResult>("result");

    QTest::newRow("before onOpen") << "opening" << PushResult::Gone;
    QTest::newRow("open") << "open" << PushResult::Queued;
    QTest::newRow("the peer closes") << "closing" << PushResult::Gone;
    QTest::newRow("we close") << "close" << PushResult::Gone;
    QTest::newRow("closed") << "closed" << PushResult::Gone;
}

void tst_Connection::pushInEachState()
{
    QFETCH(const QString, state);
    FakeConnection connection(&m_route, 1);
    if (state != "opening")
        connection.open({});
    if (state == "closing")
        connection.setClosing();
    if (state == "close")
        connection.close();
    if (state == "closed")
        connection.finish({});

    QTEST(connection.push("hello"), "result");
    QCOMPARE(connection.isOpen(), state == "open");
    QCOMPARE(connection.sent.size(), state == "open" ? 1 : 0);
}

void tst_Connection::pushOf_data()
{
    QTest::addColumn<Frame>("frame");
    QTest::addColumn<PushResult>("result");

    QTest::newRow("literal") << Frame("hello") << PushResult::Queued;
    QTest::newRow("string") << Frame(QStringLiteral("h\u00e9llo")) << PushResult::Queued;
    QTest::newRow("empty") << Frame() << PushResult::Queued;
    QTest::newRow("bytes that are no UTF-8") << Frame(QByteArray("\xff\xfe")) << PushResult::Rejected;
    QTest::newRow("the same as binary") << Frame::fromBinary("\xff\xfe") << PushResult::Queued;
}

void tst_Connection::pushOf()
{
    QFETCH(const Frame, frame);
    FakeConnection connection(&m_route, 1);
    connection.open({});

    QTEST(connection.push(frame), "result");
    QCOMPARE(connection.sent.contains(frame), connection.info().messagesOut == 1);
}

void tst_Connection::rejectedIsNotCounted()
{
    FakeConnection connection(&m_route, 1);
    connection.open({});
    connection.sendResult = PushResult::Rejected;

    QCOMPARE(connection.push("hello"), PushResult::Rejected);
    QCOMPARE(connection.info().messagesOut, 0);
    QCOMPARE(connection.info().bytesOut, 0);
    QVERIFY(connection.isOpen());
}

void tst_Connection::reasonFits_data()
{
    QTest::addColumn<QString>("reason");
    QTest::addColumn<QString>("sent");

    const QString face = QString::fromUcs4(U"\U0001F600");
    QTest::newRow("empty") << QString() << QString();
    QTest::newRow("short") << "bye" << "bye";
    QTest::newRow("123 bytes") << QString(123, 'x') << QString(123, 'x');
    QTest::newRow("124 bytes") << QString(124, 'x') << QString(123, 'x');
    QTest::newRow("two bytes a character") << QString(62, QChar(0xfc)) << QString(61, QChar(0xfc));
    QTest::newRow("three bytes a character") << QString(42, QChar(0x4e2d)) << QString(41, QChar(0x4e2d));
    QTest::newRow("four bytes a character") << face.repeated(31) << face.repeated(30);
    QTest::newRow("a pair over the end") << QString(122, 'x') + face << QString(122, 'x');
    QTest::newRow("4 MiB") << QString(4 * 1024 * 1024, 'x') << QString(123, 'x');
}

void tst_Connection::reasonFits()
{
    QFETCH(const QString, reason);
    FakeConnection connection(&m_route, 1);
    connection.open({});

    QCOMPARE(connection.close(4000, reason), PushResult::Queued);
    QCOMPARE(connection.closes.size(), 1);
    QCOMPARE(connection.closes.constFirst().code, 4000);
    QTEST(connection.closes.constFirst().reason, "sent");
}

void tst_Connection::unsendableCodes_data()
{
    QTest::addColumn<quint16>("code");
    QTest::addColumn<PushResult>("result");

    for (const int code : {1000, 1001, 1011, 3000, 4999})
        QTest::addRow("%d", code) << quint16(code) << PushResult::Queued;
    for (const int code : {0, 999, 1004, 1005, 1006, 1015, 2000, 5000, 65535})
        QTest::addRow("%d", code) << quint16(code) << PushResult::Rejected;
}

void tst_Connection::unsendableCodes()
{
    QFETCH(const quint16, code);
    QFETCH(const PushResult, result);
    FakeConnection connection(&m_route, 1);
    connection.open({});

    QCOMPARE(connection.close(code), result);
    QCOMPARE(connection.isOpen(), result == PushResult::Rejected);
    QCOMPARE(connection.closes.isEmpty(), result == PushResult::Rejected);
}

void tst_Connection::closesOnce()
{
    FakeConnection connection(&m_route, 1);
    connection.open({});

    QCOMPARE(connection.close(4000, QStringLiteral("first")), PushResult::Queued);
    QCOMPARE(connection.close(4001, QStringLiteral("second")), PushResult::Gone);
    QCOMPARE(connection.closes.size(), 1);
    QCOMPARE(connection.closes.constFirst().reason, "first");
}

void tst_Connection::nothingIsReceivedUnlessOpen()
{
    const QSignalSpy received(&m_route, &Route::messageReceived);
    FakeConnection connection(&m_route, 1);
    connection.receive("too early");
    connection.open({});
    connection.receive("in time");
    connection.close();
    connection.receive("too late");

    QCOMPARE(received.size(), 1);
    QCOMPARE(received.first().at(1).value<Frame>(), Frame("in time"));
    QCOMPARE(connection.info().messagesIn, 1);
}

void tst_Connection::finishesOnce()
{
    const QSignalSpy closed(&m_route, &Route::closed);
    FakeConnection connection(&m_route, 1);
    connection.open({});
    connection.finish({CloseCode::GoingAway, QStringLiteral("bye"), ClosedBy::Client});
    connection.finish({CloseCode::Normal, {}, ClosedBy::Server});

    QCOMPARE(closed.size(), 1);
    const CloseInfo expected{CloseCode::GoingAway, QStringLiteral("bye"), ClosedBy::Client};
    QCOMPARE(closed.first().at(1).value<CloseInfo>(), expected);
}

void tst_Connection::ownSignalsComeAfterTheRoute()
{
    QStringList order;
    FakeConnection connection(&m_route, 1);
    QObject context;
    connect(&connection, &Connection::messageReceived, &context, [&] { order << "message"; });
    connect(&connection, &Connection::closed, &context, [&] { order << "closed"; });
    connect(&m_route, &Route::messageReceived, &context, [&] { order << "route's message"; });
    connect(&m_route, &Route::closed, &context, [&] { order << "route's closed"; });
    connection.open({});
    connection.receive("hello");
    connection.finish({});

    QCOMPARE(order, QStringList({"route's message", "message", "route's closed", "closed"}));
}

void tst_Connection::info()
{
    FakeConnection connection(&m_route, 42, chatRequest());
    connection.open(chatRequest());
    connection.context().set(QStringLiteral("label"), QStringLiteral("ann"));
    connection.receive("12345");
    connection.push("123");
    connection.push("1");
    connection.queued = 7;
    const ConnectionInfo info = connection.info(QStringLiteral("label"));

    QCOMPARE(info.fd, 42);
    QCOMPARE(info.id, "main-1700000000-42");
    QCOMPARE(info.server, "ws");
    QCOMPARE(info.route, "/chat/{room}");
    QCOMPARE(info.path, "/chat/blue");
    QCOMPARE(info.label, "ann");
    QCOMPARE(info.subprotocol, "chat.v1");
    QCOMPARE(info.userAgent, "tst/1");
    QCOMPARE(info.peerAddress, "192.0.2.7");
    QCOMPARE(info.peerPort, 40000);
    QCOMPARE(info.worker, 3);
    QCOMPARE(info.messagesIn, 1);
    QCOMPARE(info.bytesIn, 5);
    QCOMPARE(info.messagesOut, 2);
    QCOMPARE(info.bytesOut, 4);
    QCOMPARE(info.queuedBytes, 7);
    QVERIFY(info.compressed);
    QVERIFY(!info.tls);
    Request secure;
    secure.setSecure(true);
    QVERIFY(FakeConnection(&m_route, 43, secure).info().tls);
    QCOMPARE(info.openedAt.timeSpec(), Qt::UTC);
    QVERIFY(info.lastActiveAt >= info.openedAt);
    QCOMPARE(connection.info().label, QString());
}

void tst_Connection::infoHidesSecrets()
{
    Request request = chatRequest();
    request.setTarget("/chat/blue?token=s3cret");
    request.setRedaction(Redaction({"user-agent"}));
    const FakeConnection connection(&m_route, 42, request);
    QCOMPARE(connection.info().path, "/chat/blue");
    QCOMPARE(connection.info().userAgent, "***");
}

void tst_Connection::contextIsThatOfTheRequest()
{
    const Request request = chatRequest();
    request.context().set(QStringLiteral("user"), QStringLiteral("ann"));
    FakeConnection connection(&m_route, 1, request);

    QCOMPARE(&connection.context(), &request.context());
    QCOMPARE(connection.context().get(QStringLiteral("user")), QVariant(QStringLiteral("ann")));
}

void tst_Connection::groups()
{
    const FdSets &index = m_route.groupIndex().groups;
    FakeConnection one(&m_route, 1);
    FakeConnection two(&m_route, 2);
    one.open({});
    two.open({});
    QVERIFY(one.groups().isEmpty());
    QVERIFY(one.join("red"));
    QVERIFY(one.join("blue"));
    QVERIFY(one.join("red")); // is in there already
    QVERIFY(two.join("red"));
    QCOMPARE(one.groups(), QStringList({"red", "blue"}));
    QCOMPARE(index.find("red"), (QList<qint64>{1, 2}));
    QCOMPARE(index.find("blue"), QList<qint64>{1});
    QCOMPARE(static_cast<const void *>(one.groups().constFirst().constData()),
             static_cast<const void *>(two.groups().constFirst().constData())); // one name for all members

    QVERIFY(one.leave("red"));
    QVERIFY(!one.leave("red"));
    QVERIFY(!one.leave("green"));
    QCOMPARE(one.groups(), QStringList("blue"));
    QCOMPARE(index.find("red"), QList<qint64>{2});
    one.leaveAll();
    two.leaveAll();
    QVERIFY(one.groups().isEmpty());
    QCOMPARE(index.count(), 0); // nothing is kept of groups without members
}

void tst_Connection::aGroupOfMany()
{
    FdSets sets;
    QSet<qint64> expected;
    for (qint64 fd = 1; fd <= 100; ++fd) {
        QVERIFY(!sets.insert("red", fd).isNull());
        QVERIFY(sets.insert("red", fd).isNull());
        expected.insert(fd);
        const QList<qint64> found = sets.find("red");
        QCOMPARE(QSet<qint64>(found.cbegin(), found.cend()), expected);
        QCOMPARE(found.size(), fd);
    }
    for (qint64 fd = 1; fd <= 100; ++fd) {
        QCOMPARE(sets.count(), 1);
        sets.remove("red", fd);
        sets.remove("red", fd);
        QCOMPARE(sets.find("red").size(), 100 - fd);
        if (fd % 30 == 0)
            sets.squeeze();
    }
    QCOMPARE(sets.count(), 0);
    QVERIFY(sets.find("red").isEmpty());
}

void tst_Connection::groupNames_data()
{
    QTest::addColumn<QString>("name");
    QTest::addColumn<bool>("isGroup");
    QTest::addColumn<bool>("isUser");

    QTest::newRow("a word") << "red" << true << true;
    QTest::newRow("anything") << QStringLiteral(" \n\u623f:{}") << true << true;
    QTest::newRow("the longest") << QString(Connection::MaxNameLength, 'x') << true << true;
    QTest::newRow("too long") << QString(Connection::MaxNameLength + 1, 'x') << false << false;
    QTest::newRow("empty") << QString() << false << true; // nobody's
}

void tst_Connection::groupNames()
{
    QFETCH(const QString, name);
    FakeConnection connection(&m_route, 1);
    connection.open({});

    QTEST(connection.join(name), "isGroup");
    QTEST(connection.bindUser(name), "isUser");
    QCOMPARE(connection.groups().contains(name), connection.join(name));
    QCOMPARE(m_route.groupIndex().groups.count(), connection.groups().size());
}

void tst_Connection::users()
{
    const FdSets &index = m_route.groupIndex().users;
    FakeConnection phone(&m_route, 1);
    FakeConnection desk(&m_route, 2);
    phone.open({});
    desk.open({});
    QCOMPARE(phone.user(), QString());
    QVERIFY(phone.bindUser("ann"));
    QVERIFY(phone.bindUser("ann"));
    QVERIFY(desk.bindUser("ann"));
    QCOMPARE(index.find("ann"), (QList<qint64>{1, 2}));
    QVERIFY(desk.bindUser("bob")); // the last one holds
    QCOMPARE(desk.user(), "bob");
    QCOMPARE(index.find("ann"), QList<qint64>{1});
    QCOMPARE(index.find("bob"), QList<qint64>{2});
    QVERIFY(desk.bindUser({}));
    QVERIFY(phone.bindUser({}));
    QCOMPARE(desk.user(), QString());
    QCOMPARE(index.count(), 0);
    QCOMPARE(m_route.groupIndex().groups.count(), 0);
}

void tst_Connection::membershipEnds_data()
{
    QTest::addColumn<bool>("finished");

    QTest::newRow("closed") << true;
    QTest::newRow("destroyed without an end") << false;
}

void tst_Connection::membershipEnds()
{
    QFETCH(const bool, finished);
    const GroupIndex &index = m_route.groupIndex();
    {
        FakeConnection connection(&m_route, 1);
        connection.open({});
        connection.join("red");
        connection.bindUser("ann");
        QObject context;
        int calls = 0;
        connect(&m_route, &Route::closed, &context, [&calls](Connection *closed) {
            ++calls;
            QCOMPARE(closed->groups(), QStringList("red"));
            QCOMPARE(closed->user(), "ann");
            QVERIFY(!closed->join("blue")); // too late
            QVERIFY(!closed->bindUser("bob"));
        });
        if (finished) {
            connection.finish({});
            QCOMPARE(calls, 1);
            QVERIFY(connection.groups().isEmpty());
            QVERIFY(connection.user().isEmpty());
            QVERIFY(!connection.join("red"));
            QCOMPARE(index.groups.count(), 0);
        }
    }
    QCOMPARE(index.groups.count(), 0);
    QCOMPARE(index.users.count(), 0);
}

void tst_Connection::groupsInInfo()
{
    FakeConnection connection(&m_route, 1);
    connection.open({});
    QCOMPARE(connection.info().groupCount, 0);
    QStringList names;
    for (int i = 0; i < 20; ++i) {
        names.append(QString::number(i));
        connection.join(names.constLast());
    }
    connection.bindUser("ann");
    const ConnectionInfo info = connection.info();

    QCOMPARE(info.user, "ann");
    QCOMPARE(info.groupCount, 20);
    QCOMPARE(info.groups, names.first(8));
    connection.finish({});
}

QTEST_GUILESS_MAIN(tst_Connection)
#include "tst_connection.moc"
