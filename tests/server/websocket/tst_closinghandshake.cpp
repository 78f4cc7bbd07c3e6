// SPDX-FileCopyrightText: 2026 The Landline authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "websocket/closinghandshake.h"

#include <QtTest/qtest.h>

using namespace Landline;
using State = ClosingHandshake::State;
using Event = ClosingHandshake::Event;
using Actions = ClosingHandshake::Actions;

namespace {

constexpr auto No = ClosingHandshake::NoAction;
constexpr auto Mark = ClosingHandshake::MarkEnding;
constexpr auto SendClose = ClosingHandshake::SendClose;
constexpr auto Report = ClosingHandshake::Report;
constexpr auto EndSending = ClosingHandshake::EndSending;
constexpr auto Wait = ClosingHandshake::StartWait;
constexpr auto End = ClosingHandshake::EndTransport;

const QList<Event> allEvents = {Event::CloseQueued, Event::CloseReceived, Event::Violation, Event::InputEnded,
                                Event::AllSent,     Event::SendFailed,    Event::Aborted};

CloseInfo ours()
{
    return {4000, "ours", ClosedBy::Server};
}

CloseInfo theirs()
{
    return {4001, "theirs", ClosedBy::Client};
}

/// In \a state, by the shortest way.
ClosingHandshake inState(State state)
{
    ClosingHandshake handshake;
    switch (state) {
    case State::Open: break;
    case State::Closing: handshake.handle(Event::CloseQueued, ours()); break;
    case State::Flushing: handshake.handle(Event::CloseReceived, theirs()); break;
    case State::Draining: handshake.handle(Event::Violation, ours()); break;
    case State::Over: handshake.handle(Event::Aborted, ours()); break;
    }
    return handshake;
}

} // namespace

class tst_ClosingHandshake : public QObject
{
    Q_OBJECT

private slots:
    void steps_data();
    void steps();
    void everyStepIsInTheTable();
    void whoseCloseItIs_data();
    void whoseCloseItIs();
    void whatIsReportedAndEndedOnce();
    void deadline();
    void size();
};

void tst_ClosingHandshake::steps_data()
{
    QTest::addColumn<State>("before");
    QTest::addColumn<Event>("event");
    QTest::addColumn<State>("after");
    QTest::addColumn<Actions>("actions");

    const auto row = [](const char *name, State before, Event event, State after, Actions actions) {
        QTest::newRow(name) << before << event << after << actions;
    };
    row("open: we close", State::Open, Event::CloseQueued, State::Closing, No);
    row("open: close frame", State::Open, Event::CloseReceived, State::Flushing, Mark | SendClose | Report);
    row("open: violation", State::Open, Event::Violation, State::Draining, Mark | SendClose | Report);
    row("open: FIN", State::Open, Event::InputEnded, State::Flushing, Report);
    row("open: all sent", State::Open, Event::AllSent, State::Open, No);
    row("open: send fails", State::Open, Event::SendFailed, State::Open, No);
    row("open: abort", State::Open, Event::Aborted, State::Over, Report | End);

    row("closing: we close again", State::Closing, Event::CloseQueued, State::Closing, No);
    row("closing: close frame", State::Closing, Event::CloseReceived, State::Flushing, Mark | Report);
    row("closing: violation", State::Closing, Event::Violation, State::Draining, Mark | Report);
    row("closing: FIN", State::Closing, Event::InputEnded, State::Flushing, Report);
    row("closing: all sent", State::Closing, Event::AllSent, State::Closing, Wait);
    row("closing: send fails", State::Closing, Event::SendFailed, State::Closing, No);
    row("closing: abort", State::Closing, Event::Aborted, State::Over, Report | End);

    row("flushing: we close", State::Flushing, Event::CloseQueued, State::Flushing, No);
    row("flushing: close frame", State::Flushing, Event::CloseReceived, State::Flushing, No);
    row("flushing: violation", State::Flushing, Event::Violation, State::Flushing, No);
    row("flushing: FIN", State::Flushing, Event::InputEnded, State::Flushing, No);
    row("flushing: all sent", State::Flushing, Event::AllSent, State::Over, End);
    row("flushing: send fails", State::Flushing, Event::SendFailed, State::Over, End);
    row("flushing: abort", State::Flushing, Event::Aborted, State::Over, End);

    row("draining: we close", State::Draining, Event::CloseQueued, State::Draining, No);
    row("draining: close frame", State::Draining, Event::CloseReceived, State::Draining, No);
    row("draining: violation", State::Draining, Event::Violation, State::Draining, No);
    row("draining: FIN", State::Draining, Event::InputEnded, State::Flushing, No);
    row("draining: all sent", State::Draining, Event::AllSent, State::Draining, EndSending | Wait);
    row("draining: send fails", State::Draining, Event::SendFailed, State::Draining, No);
    row("draining: abort", State::Draining, Event::Aborted, State::Over, End);
}

void tst_ClosingHandshake::steps()
{
    QFETCH(const State, before);
    QFETCH(const Event, event);
    QFETCH(const State, after);
    QFETCH(const Actions, actions);
    ClosingHandshake handshake = inState(before);
    QCOMPARE(handshake.state(), before);
    QCOMPARE(handshake.handle(event, ours()), actions);
    QCOMPARE(handshake.state(), after);
    QCOMPARE(handshake.isOpen(), after == State::Open);
    QCOMPARE(handshake.isOver(), after == State::Over);
    QCOMPARE(handshake.expectsFrames(), after == State::Open || after == State::Closing);
}

void tst_ClosingHandshake::everyStepIsInTheTable()
{
    for (const Event event : allEvents) {
        ClosingHandshake handshake = inState(State::Over);
        QCOMPARE(handshake.handle(event, theirs()), No);
        QVERIFY(handshake.isOver());
    }
    // Four other states.
    QCOMPARE(allEvents.size() * 4, 28);
}

void tst_ClosingHandshake::whoseCloseItIs_data()
{
    QTest::addColumn<QList<Event>>("events");
    QTest::addColumn<CloseInfo>("first"); // what comes with the first event; each of the others brings the peer's
    QTest::addColumn<QString>("frameReason");

    for (const Event event : allEvents) {
        if (event == Event::AllSent || event == Event::SendFailed)
            continue;
        QTest::addRow("event %d, ours", int(event)) << QList<Event>{event} << ours() << "ours";
        QTest::addRow("event %d, theirs", int(event)) << QList<Event>{event} << theirs() << "";
        for (const Event later : allEvents)
            QTest::addRow("event %d, then %d", int(event), int(later)) << QList<Event>{event, later} << ours() << "ours";
    }
    QTest::newRow("nothing before it counts") << QList<Event>{Event::AllSent, Event::SendFailed, Event::CloseQueued}
                                              << theirs() << "";
}

void tst_ClosingHandshake::whoseCloseItIs()
{
    QFETCH(const QList<Event>, events);
    QFETCH(const CloseInfo, first);
    QFETCH(const QString, frameReason);
    ClosingHandshake handshake;
    bool isFirst = true;
    for (const Event event : events) {
        handshake.handle(event, isFirst ? first : theirs());
        isFirst = false;
    }
    QCOMPARE(handshake.close(), first);
    QCOMPARE(handshake.closeFrameCode(), first.code);
    QCOMPARE(handshake.closeFrameReason(), frameReason); // a peer gets its own code back, and no reason
}

void tst_ClosingHandshake::whatIsReportedAndEndedOnce()
{
    // Every way of four events.
    qsizetype ways = 1;
    for (int i = 0; i < 4; ++i)
        ways *= allEvents.size();
    for (qsizetype way = 0; way < ways; ++way) {
        ClosingHandshake handshake;
        int reports = 0;
        int ends = 0;
        qsizetype rest = way;
        for (int i = 0; i < 4; ++i, rest /= allEvents.size()) {
            const Actions actions = handshake.handle(allEvents.at(rest % allEvents.size()), ours());
            QVERIFY(ends == 0 || !actions); // nothing follows the end
            reports += actions & Report ? 1 : 0;
            ends += actions & End ? 1 : 0;
        }
        QCOMPARE(reports, handshake.expectsFrames() ? 0 : 1);
        QCOMPARE(ends, handshake.isOver() ? 1 : 0);
    }
}

void tst_ClosingHandshake::deadline()
{
    ClosingHandshake handshake;
    QVERIFY(!handshake.deadline());
    handshake.handle(Event::CloseQueued, ours());
    QVERIFY(!handshake.deadline()); // not before the close frame has left, however long that takes
    QCOMPARE(handshake.handle(Event::AllSent), Wait);
    handshake.waitUntil(1000);
    QCOMPARE(handshake.deadline(), 1000);
    // Whatever is sent later gives no more time.
    handshake.handle(Event::AllSent);
    handshake.waitUntil(2000);
    handshake.handle(Event::Violation, theirs());
    handshake.waitUntil(3000);
    QCOMPARE(handshake.deadline(), 1000);
}

void tst_ClosingHandshake::size()
{
    QVERIFY(sizeof(ClosingHandshake) <= 16); // each connection has one
}

QTEST_APPLESS_MAIN(tst_ClosingHandshake)
#include "tst_closinghandshake.moc"
