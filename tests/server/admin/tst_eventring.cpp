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
    void keepsTheLastOfAllWorkers();
    void deedsAmongConnections();
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

static QDateTime timeAt(qint64 msecs)
{
    return QDateTime::fromMSecsSinceEpoch(msecs, Qt::UTC);
}

/// Connections with the fds 1, 2 ... have opened at 1, 2 ... ms, on the first of two workers.
static void fill(ConnectionHistory *history, qint64 count)
{
    for (qint64 fd = 1; fd <= count; ++fd) {
        ConnectionEvent event;
        event.time = event.fd = fd;
        history->record(0, event);
    }
}

void tst_EventRing::isEmptyAtFirst()
{
    ConnectionHistory history(2);
    QVERIFY(!history.isActive());
    EventRing log(&history);
    QVERIFY(history.isActive());
    QCOMPARE(log.lastSequence(), 0u);
    const EventRing::Batch batch = log.since(0, 10);
    QVERIFY(batch.events.isEmpty() && !batch.more);
    QCOMPARE(batch.skipped, 0u);
    QCOMPARE(batch.last, 0u);
}

void tst_EventRing::numbersWithoutGap()
{
    ConnectionHistory history(2);
    EventRing log(&history);
    fill(&history, 3);
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
    ConnectionHistory history(2);
    EventRing log(&history);
    fill(&history, 10);
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
    ConnectionHistory history(2);
    EventRing log(&history);
    fill(&history, EventRing::Capacity + 5);
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

void tst_EventRing::keepsTheLastOfAllWorkers()
{
    // The first worker does twice as much as its ring holds; of the other, the first event is too old.
    ConnectionHistory history(2);
    EventRing log(&history);
    fill(&history, EventRing::Capacity * 2);
    for (const qint64 time : {qint64(1), EventRing::Capacity * 2 - 1, EventRing::Capacity * 2}) {
        ConnectionEvent event;
        event.time = time;
        event.fd = 1'000'000 + time;
        history.record(1, event);
    }
    QCOMPARE(log.lastSequence(), quint64(EventRing::Capacity * 2 + 3));
    const EventRing::Batch batch = log.since(0, EventRing::Capacity * 2);
    QCOMPARE(batch.skipped, quint64(EventRing::Capacity + 3));
    QCOMPARE(batch.events.size(), EventRing::Capacity);
    QVERIFY(!batch.more);
    for (qsizetype i = 0; i < batch.events.size(); ++i)
        QCOMPARE(batch.events.at(i).sequence, batch.skipped + quint64(i) + 1);
    QCOMPARE(batch.events.constFirst().fd, EventRing::Capacity + 3);
    QCOMPARE(batch.events.constLast().fd, 1'000'000 + EventRing::Capacity * 2);
    QCOMPARE(batch.events.at(EventRing::Capacity - 3).fd, 1'000'000 + EventRing::Capacity * 2 - 1);
}

void tst_EventRing::deedsAmongConnections()
{
    ConnectionHistory history(2);
    EventRing log(&history);
    fill(&history, 2);
    log.append(pushed(u"x"_s));
    QCOMPARE(log.lastSequence(), 3u);
    fill(&history, 1); // after the deed, though a clock that was set back says otherwise
    const QList<Event> events = log.since(0, 10).events;
    QCOMPARE(events.size(), 4);
    QCOMPARE(events.at(1).time, timeAt(2));
    QCOMPARE(events.at(2).kind, Event::Kind::Pushed);
    QCOMPARE(events.at(3).fd, 1);
    QCOMPARE(events.at(3).time, events.at(2).time);
    EventRing another(&history); // counts for itself
    QCOMPARE(another.lastSequence(), 3u);
}

void tst_EventRing::timesNeverRunBackwards()
{
    ConnectionHistory history(2);
    EventRing log(&history);
    Event event = eventAt(timeAt(2000));
    log.append(event);
    event.time = timeAt(1000); // somebody has set the clock
    log.append(event);
    event.time = timeAt(3000);
    log.append(event);
    const QList<Event> events = log.since(0, 10).events;
    QCOMPARE(events.at(1).time, events.at(0).time);
    QCOMPARE(events.at(2).time, event.time);
}

void tst_EventRing::opened()
{
    ConnectionHistory history(2);
    history.record(1, {5000, 7, PeerAddress(QHostAddress(u"10.0.0.1"_s), 99), u"ws"_s, u"/chat/{room}"_s, u"ann"_s, false, {}});
    EventRing log(&history); // what was recorded before is there
    QCOMPARE(log.since(0, 1).events.constFirst(),
             (Event{1,
                    timeAt(5000),
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
    ConnectionHistory history(2);
    EventRing log(&history);
    history.record(0, {5000, 7, {}, {}, {}, {}, true, {4001, u"bye"_s, ClosedBy::Server}});
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
    ConnectionHistory history(2);
    EventRing log(&history);
    ConnectionEvent event;
    event.peer = PeerAddress(QHostAddress(address), quint16(port));
    history.record(0, event);
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
    ConnectionHistory history(2);
    EventRing log(&history);
    ConnectionEvent happened;
    happened.label = text;
    happened.isClosed = true;
    happened.close = {1000, text, ClosedBy::Client};
    history.record(0, happened);
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
    ConnectionHistory history(2);
    EventRing log(&history);
    log.append(event);
    QCOMPARE(log.lastSequence(), 1u);
}

QTEST_GUILESS_MAIN(tst_EventRing)
#include "tst_eventring.moc"
