// SPDX-FileCopyrightText: 2026 The Landline authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "admin/brief.h"
#include "admin/eventring.h"

#include <QtCore/qregularexpression.h>
#include <QtTest/qtest.h>

using namespace Landline;
using namespace Qt::StringLiterals;
using Admin::Event;

class tst_EventRing : public QObject
{
    Q_OBJECT

private slots:
    void isEmptyAtFirst();
    void numbersWithoutGap();
    void since_data();
    void since();
    void keepsTheLast();
    void timesNeverRunBackwards();
    void opened();
    void closed();
    void peerAddress_data();
    void peerAddress();
    void cutsLongTexts_data();
    void cutsLongTexts();
    void audits_data();
    void audits();
};

static Event pushed(const QString &detail)
{
    Event event;
    event.kind = Event::Kind::Pushed;
    event.peer = u"uid 1, pid 2"_s;
    event.detail = detail;
    return event;
}

static Event eventAt(const QDateTime &time)
{
    Event event;
    event.time = time;
    return event;
}

static void fill(EventRing *log, qint64 count)
{
    for (qint64 fd = 1; fd <= count; ++fd) {
        ConnectionInfo info;
        info.fd = fd;
        log->appendOpened(info);
    }
}

void tst_EventRing::isEmptyAtFirst()
{
    const EventRing log;
    QCOMPARE(log.lastSequence(), 0u);
    const EventRing::Batch batch = log.since(0, 10);
    QVERIFY(batch.events.isEmpty() && !batch.more);
    QCOMPARE(batch.skipped, 0u);
    QCOMPARE(batch.last, 0u);
}

void tst_EventRing::numbersWithoutGap()
{
    EventRing log;
    fill(&log, 3);
    const QList<Event> events = log.since(0, 10).events;
    QCOMPARE(events.size(), 3);
    for (int i = 0; i < 3; ++i) {
        QCOMPARE(events.at(i).sequence, quint64(i + 1));
        QCOMPARE(events.at(i).fd, i + 1);
        QCOMPARE(events.at(i).time.timeSpec(), Qt::UTC);
    }
}

void tst_EventRing::since_data()
{
    QTest::addColumn<quint64>("sequence");
    QTest::addColumn<int>("limit");
    QTest::addColumn<int>("count");
    QTest::addColumn<bool>("more");
    QTest::addColumn<quint64>("last");

    // Ten events.
    QTest::newRow("all") << quint64(0) << 100 << 10 << false << quint64(10);
    QTest::newRow("exactly the limit") << quint64(0) << 10 << 10 << false << quint64(10);
    QTest::newRow("cut") << quint64(0) << 9 << 9 << true << quint64(9);
    QTest::newRow("the last") << quint64(9) << 9 << 1 << false << quint64(10);
    QTest::newRow("none new") << quint64(10) << 9 << 0 << false << quint64(10);
    QTest::newRow("of another log") << quint64(11) << 9 << 0 << false << quint64(10);
    QTest::newRow("far off") << ~quint64(0) << 9 << 0 << false << quint64(10);
}

void tst_EventRing::since()
{
    QFETCH(quint64, sequence);
    QFETCH(int, limit);
    EventRing log;
    fill(&log, 10);
    const EventRing::Batch batch = log.since(sequence, limit);
    QTEST(int(batch.events.size()), "count");
    QTEST(batch.more, "more");
    QTEST(batch.last, "last");
    QCOMPARE(batch.skipped, 0u);
    if (!batch.events.isEmpty())
        QCOMPARE(batch.events.constFirst().sequence, sequence + 1);
}

void tst_EventRing::keepsTheLast()
{
    EventRing log;
    fill(&log, EventRing::Capacity + 5);
    QCOMPARE(log.lastSequence(), quint64(EventRing::Capacity + 5));
    QCOMPARE(log.since(4, 10).skipped, 1u);
    QCOMPARE(log.since(0, 10).skipped, 5u);
    QCOMPARE(log.since(0, 10).events.constFirst().fd, 6);
    QCOMPARE(log.since(0, 10).last, 15u);
    const EventRing::Batch whole = log.since(5, EventRing::Capacity * 2);
    QCOMPARE(whole.skipped, 0u);
    QCOMPARE(whole.events.size(), EventRing::Capacity);
    QCOMPARE(whole.events.constFirst().fd, 6);
    QCOMPARE(whole.events.constLast().fd, EventRing::Capacity + 5);
}

void tst_EventRing::timesNeverRunBackwards()
{
    EventRing log;
    Event event = eventAt(QDateTime::fromMSecsSinceEpoch(2000, Qt::UTC));
    log.append(event);
    event.time = QDateTime::fromMSecsSinceEpoch(1000, Qt::UTC); // somebody has set the clock
    log.append(event);
    event.time = QDateTime::fromMSecsSinceEpoch(3000, Qt::UTC);
    log.append(event);
    const QList<Event> events = log.since(0, 10).events;
    QCOMPARE(events.at(1).time, events.at(0).time);
    QCOMPARE(events.at(2).time, event.time);
}

void tst_EventRing::opened()
{
    ConnectionInfo info;
    info.fd = 7;
    info.server = u"ws"_s;
    info.route = u"/chat/{room}"_s;
    info.label = u"ann"_s;
    info.peerAddress = u"10.0.0.1"_s;
    info.peerPort = 99;
    EventRing log;
    log.appendOpened(info);
    Event event = log.since(0, 1).events.constFirst();
    QVERIFY(event.time.isValid());
    event.time = {};
    QCOMPARE(event,
             (Event{1,
                    {},
                    Event::Kind::Opened,
                    7,
                    u"ws"_s,
                    u"/chat/{room}"_s,
                    u"10.0.0.1:99"_s,
                    u"ann"_s,
                    0,
                    ClosedBy::Client,
                    {}}));
}

void tst_EventRing::closed()
{
    ConnectionInfo info;
    info.fd = 7;
    EventRing log;
    log.appendClosed(info, {4001, u"bye"_s, ClosedBy::Server});
    const Event event = log.since(0, 1).events.constFirst();
    QCOMPARE(event.kind, Event::Kind::Closed);
    QCOMPARE(event.code, quint16(4001));
    QCOMPARE(event.by, ClosedBy::Server);
    QCOMPARE(event.detail, u"bye"_s);
}

void tst_EventRing::peerAddress_data()
{
    QTest::addColumn<QString>("address");
    QTest::addColumn<int>("port");
    QTest::addColumn<QString>("peer");

    QTest::newRow("IPv4") << u"127.0.0.1"_s << 80 << u"127.0.0.1:80"_s;
    QTest::newRow("IPv6") << u"::1"_s << 80 << u"[::1]:80"_s;
    QTest::newRow("a proxy's, without a port") << u"203.0.113.9"_s << 0 << u"203.0.113.9"_s;
}

void tst_EventRing::peerAddress()
{
    QFETCH(QString, address);
    QFETCH(int, port);
    ConnectionInfo info;
    info.peerAddress = address;
    info.peerPort = quint16(port);
    EventRing log;
    log.appendOpened(info);
    QTEST(log.since(0, 1).events.constFirst().peer, "peer");
}

void tst_EventRing::cutsLongTexts_data()
{
    QTest::addColumn<QString>("text");
    QTest::addColumn<QString>("expected");

    const QString longest(MaxBriefLength, u'x');
    QTest::newRow("empty") << QString() << QString();
    QTest::newRow("longest") << longest << longest;
    QTest::newRow("longer") << longest + u'x' << longest.chopped(1) + u'…';
    QTest::newRow("a character of two units at the cut")
            << longest.chopped(2) + u"\U0001F600 and more"_s << longest.chopped(2) + u'…';
}

void tst_EventRing::cutsLongTexts()
{
    QFETCH(QString, text);
    QFETCH(QString, expected);
    ConnectionInfo info;
    info.label = text;
    EventRing log;
    log.appendClosed(info, {1000, text, ClosedBy::Client});
    const Event event = log.since(0, 1).events.constFirst();
    QCOMPARE(event.label, expected);
    QCOMPARE(event.detail, expected);
}

void tst_EventRing::audits_data()
{
    QTest::addColumn<Event>("event");
    QTest::addColumn<QString>("line");

    Event event = pushed(u"2 queued (text of 5 bytes, 2 connections)"_s);
    QTest::newRow("push to many")
            << event
            << u"console (uid 1, pid 2) pushed: 2 queued (text of 5 bytes, 2 connections)"_s;
    event.fd = 9;
    QTest::newRow("push to one")
            << event
            << u"console (uid 1, pid 2) pushed fd 9: 2 queued (text of 5 bytes, 2 connections)"_s;
    event.kind = Event::Kind::Disconnected;
    event.code = 4000;
    event.detail = u"1 gone"_s;
    QTest::newRow("disconnect") << event
                                << u"console (uid 1, pid 2) disconnected fd 9 with 4000: 1 gone"_s;
    event.kind = Event::Kind::ConsoleConnected;
    event.detail = u"evil\n[INFO] \u202E forged"_s;
    QTest::newRow("name that forges a line")
            << event << uR"(console (uid 1, pid 2) connected: "evil\n[INFO] \u202E forged")"_s;
    event.kind = Event::Kind::ConsoleLeft;
    event.detail = u"test"_s;
    QTest::newRow("left") << event << uR"(console (uid 1, pid 2) left: "test")"_s;
}

void tst_EventRing::audits()
{
    QFETCH(Event, event);
    QFETCH(QString, line);
    QTest::ignoreMessage(QtInfoMsg, qPrintable(line));
    EventRing log;
    log.append(event);
    QCOMPARE(log.lastSequence(), 1u);
}

QTEST_GUILESS_MAIN(tst_EventRing)
#include "tst_eventring.moc"
