// SPDX-FileCopyrightText: 2026 The Landline authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "gui/eventmodel.h"
#include "gui/languages.h"

#include <QtCore/qcoreapplication.h>
#include <QtCore/qitemselectionmodel.h>
#include <QtCore/qlocale.h>
#include <QtTest/qabstractitemmodeltester.h>
#include <QtTest/qsignalspy.h>
#include <QtTest/qtest.h>

using namespace Landline;
using namespace Landline::Gui;
using Admin::Event;

class tst_EventModel : public QObject
{
    Q_OBJECT

private slots:
    void initTestCase()
    {
        installLanguage(QCoreApplication::instance(), QLocale(QLocale::English));
    }
    void describes_data();
    void describes();
    void ownActionsStandOnce();
    void resultsHaveTheirTargets();
    void manyTargetsAreCut();
    void isBounded();
    void timesNeverRunBackwards_data();
    void timesNeverRunBackwards();
    void aRunIsOneInsertion();
    void lateLinesKeepTheirTargets();
    void persistentIndexesFollowTheirLine();
    void theOldestGo_data();
    void theOldestGo();
    void otherClocks_data();
    void otherClocks();
    void saysWhatWasSkipped();
    void pauses();
    void pausesInOrder();
    void clears();
    void linesAreSafe();

private:
    static Event event(Event::Kind kind, qint64 fd = 12);
    static Event eventAt(qint64 second, qint64 fd);
    static ActionResult resultAt(qint64 second, const QList<Outcome> &outcomes);
    static QList<qint64> fds(const EventModel &model);
    static QString text(const EventModel &model, int row, int column,
                        const QModelIndex &parent = {})
    {
        return model.index(row, column, parent).data().toString();
    }
};

Event tst_EventModel::event(Event::Kind kind, qint64 fd)
{
    Event event;
    event.kind = kind;
    event.fd = fd;
    event.time = QDateTime::currentDateTimeUtc();
    event.server = QStringLiteral("ws");
    event.route = QStringLiteral("/echo");
    event.peer = QStringLiteral("127.0.0.1:4000");
    event.label = QStringLiteral("ann");
    return event;
}

static QDateTime timeAt(qint64 second)
{
    return QDateTime::fromSecsSinceEpoch(1'760'000'000 + second, Qt::UTC);
}

Event tst_EventModel::eventAt(qint64 second, qint64 fd)
{
    Event result = event(Event::Kind::Opened, fd);
    result.time = timeAt(second);
    return result;
}

ActionResult tst_EventModel::resultAt(qint64 second, const QList<Outcome> &outcomes)
{
    ActionResult result;
    result.time = timeAt(second);
    result.outcomes = outcomes;
    return result;
}

/// Of the lines, from the first to the last; 0 where a line is about none.
QList<qint64> tst_EventModel::fds(const EventModel &model)
{
    QList<qint64> fds;
    for (int row = 0; row < model.rowCount(); ++row)
        fds.append(model.index(row, 0).data(EventModel::FdRole).toLongLong());
    return fds;
}

void tst_EventModel::describes_data()
{
    QTest::addColumn<Event>("event");
    QTest::addColumn<QString>("what");
    QTest::addColumn<QString>("detail");
    QTest::newRow("opened") << event(Event::Kind::Opened) << "Opened"
                            << "from 127.0.0.1:4000";
    Event closed = event(Event::Kind::Closed);
    closed.code = 1001;
    closed.detail = QStringLiteral("bye");
    QTest::newRow("closed") << closed << "Closed"
                            << QStringLiteral("1001 going away · by the client: bye");
    closed.code = 4001;
    closed.by = ClosedBy::Server;
    closed.detail.clear();
    QTest::newRow("own code, by the server")
            << closed << "Closed" << QStringLiteral("4001 · by the server");
    Event pushed = event(Event::Kind::Pushed);
    pushed.peer = QStringLiteral("uid 0, pid 1");
    pushed.detail = QStringLiteral("3 queued, 1 gone");
    QTest::newRow("pushed") << pushed << "Pushed"
                            << QStringLiteral("3 queued, 1 gone · uid 0, pid 1");
}

void tst_EventModel::describes()
{
    QFETCH(Event, event);
    EventModel model;
    QAbstractItemModelTester tester(&model);
    model.addEvents({event});
    QTEST(text(model, 0, EventModel::What), "what");
    QTEST(text(model, 0, EventModel::Detail), "detail");
    QCOMPARE(text(model, 0, EventModel::Connection), QStringLiteral("fd 12 · ws /echo · ann"));
    QCOMPARE(model.index(0, 0).data(EventModel::FdRole).toLongLong(), 12);
}

void tst_EventModel::ownActionsStandOnce()
{
    EventModel model;
    Event pushed = event(Event::Kind::Pushed);
    pushed.peer = QStringLiteral("uid 0, pid %1").arg(QCoreApplication::applicationPid());
    model.addEvents({pushed});
    QCOMPARE(model.rowCount(), 0);
    pushed.peer = QStringLiteral("uid 0, pid 1");
    model.addEvents({pushed});
    QCOMPARE(model.rowCount(), 1);
}

void tst_EventModel::resultsHaveTheirTargets()
{
    EventModel model;
    QAbstractItemModelTester tester(&model);
    model.addEvents({event(Event::Kind::Opened)});
    ActionResult result;
    result.outcomes = {{1, PushResult::Queued}, {2, PushResult::Gone}, {3, PushResult::Queued}};
    result.unanswered = {4};
    result.what = QStringLiteral("hello");
    model.addResult(result);
    QVERIFY(text(model, 1, EventModel::Detail)
                    .startsWith(QStringLiteral("2 queued, 1 gone, 1 without an answer")));
    QVERIFY(text(model, 1, EventModel::Detail).endsWith(QStringLiteral("hello")));
    QVERIFY(model.index(1, 0).data(EventModel::FailedRole).toBool());
    const QModelIndex line = model.index(1, 0);
    QCOMPARE(model.rowCount(line), 4);
    QCOMPARE(text(model, 0, EventModel::Connection, line), QStringLiteral("fd 2"));
    QCOMPARE(text(model, 0, EventModel::What, line), QStringLiteral("gone"));
    QCOMPARE(text(model, 1, EventModel::What, line), QStringLiteral("no answer"));
    QCOMPARE(text(model, 2, EventModel::Connection, line), QStringLiteral("fd 1"));
    QCOMPARE(text(model, 2, EventModel::What, line), QStringLiteral("queued"));
}

void tst_EventModel::manyTargetsAreCut()
{
    EventModel model;
    ActionResult result;
    for (qint64 fd = 1; fd <= 5000; ++fd)
        result.outcomes.append({fd, fd == 5000 ? PushResult::Rejected : PushResult::Queued});
    model.addResult(result);
    const QModelIndex line = model.index(0, 0);
    QCOMPARE(model.rowCount(line), EventModel::MaxTargetsShown + 1);
    QCOMPARE(text(model, 0, EventModel::Connection, line), QStringLiteral("fd 5000"));
    QVERIFY(text(model, EventModel::MaxTargetsShown, EventModel::What, line)
                    .contains(QStringLiteral("4,000")));
}

void tst_EventModel::isBounded()
{
    EventModel model;
    QList<Event> many;
    for (qint64 fd = 1; fd <= 4000; ++fd)
        many.append(event(Event::Kind::Opened, fd));
    for (int i = 0; i < 4; ++i)
        model.addEvents(many);
    QCOMPARE(model.rowCount(), EventModel::MaxLines);
    QCOMPARE(model.index(EventModel::MaxLines - 1, 0).data(EventModel::FdRole).toLongLong(), 4000);
    ActionResult result;
    for (qint64 fd = 1; fd <= 100; ++fd)
        result.outcomes.append({fd, PushResult::Queued});
    model.addResult(result);
    QCOMPARE(model.rowCount(), EventModel::MaxLines - 100);
    const QModelIndex line = model.index(model.rowCount() - 1, 0);
    QCOMPARE(model.rowCount(line), 100);
    QCOMPARE(model.index(5, 0, line).parent(), line);
}

void tst_EventModel::timesNeverRunBackwards_data()
{
    using Batch = QList<std::pair<qint64, qint64>>; // second and fd
    QTest::addColumn<QList<Batch>>("batches");
    QTest::addColumn<QList<qint64>>("expected");
    QTest::newRow("in order") << QList<Batch>{{{1, 1}, {2, 2}}, {{2, 3}, {3, 4}}}
                              << QList<qint64>{1, 2, 3, 4};
    QTest::newRow("within a batch")
            << QList<Batch>{{{3, 1}, {1, 2}, {2, 3}, {1, 4}}} << QList<qint64>{2, 4, 3, 1};
    QTest::newRow("a late one") << QList<Batch>{{{1, 1}, {5, 2}}, {{3, 3}}}
                                << QList<qint64>{1, 3, 2};
    QTest::newRow("before all") << QList<Batch>{{{5, 1}}, {{1, 2}, {2, 3}}}
                                << QList<qint64>{2, 3, 1};
    QTest::newRow("between each") << QList<Batch>{{{2, 1}, {4, 2}, {6, 3}},
                                                  {{1, 4}, {3, 5}, {5, 6}, {7, 7}}}
                                  << QList<qint64>{4, 1, 5, 2, 6, 3, 7};
    QTest::newRow("equal times as they came")
            << QList<Batch>{{{1, 1}, {2, 2}, {2, 3}, {3, 4}}, {{2, 5}, {2, 6}, {3, 7}}}
            << QList<qint64>{1, 2, 3, 5, 6, 4, 7};
}

void tst_EventModel::timesNeverRunBackwards()
{
    using Batch = QList<std::pair<qint64, qint64>>;
    QFETCH(QList<Batch>, batches);
    QFETCH(QList<qint64>, expected);
    EventModel model;
    QAbstractItemModelTester tester(&model);
    EventModel paused;
    QAbstractItemModelTester pausedTester(&paused);
    for (const Batch &batch : batches) {
        QList<Event> events;
        for (const auto &[second, fd] : batch)
            events.append(eventAt(second, fd));
        model.addEvents(events);
        paused.addEvents(events);
        paused.setPaused(true); // but for the first batch
    }
    QCOMPARE(fds(model), expected);
    paused.setPaused(false);
    QCOMPARE(fds(paused), expected);
}

void tst_EventModel::aRunIsOneInsertion()
{
    EventModel model;
    QSignalSpy inserted(&model, &QAbstractItemModel::rowsInserted);
    model.addEvents({eventAt(10, 1), eventAt(20, 2)});
    QList<Event> outage;
    for (qint64 fd = 3; fd <= 500; ++fd)
        outage.append(eventAt(15, fd));
    outage.append(eventAt(25, 501));
    inserted.clear();
    model.addEvents(outage);
    QCOMPARE(inserted.size(), 2);
    QCOMPARE(inserted.at(0).at(1).toInt(), 1);
    QCOMPARE(inserted.at(0).at(2).toInt(), 498);
    QCOMPARE(inserted.at(1).at(1).toInt(), 500);
}

void tst_EventModel::lateLinesKeepTheirTargets()
{
    EventModel model;
    QAbstractItemModelTester tester(&model);
    model.addResult(resultAt(10, {{101, PushResult::Queued}, {102, PushResult::Queued}}));
    model.addResult(resultAt(20, {{201, PushResult::Queued}}));
    const QPersistentModelIndex target(model.index(1, 0, model.index(0, 0)));
    model.addEvents({eventAt(5, 1), eventAt(15, 2), eventAt(25, 3)});
    model.addResult(resultAt(
            12, {{121, PushResult::Queued}, {122, PushResult::Queued}, {123, PushResult::Gone}}));
    QCOMPARE(model.rowCount(), 6);
    QList<int> children;
    for (int row = 0; row < model.rowCount(); ++row) {
        const QModelIndex line = model.index(row, 0);
        children.append(model.rowCount(line));
        for (int child = 0; child < model.rowCount(line); ++child)
            QCOMPARE(model.index(child, 0, line).parent(), line);
    }
    QCOMPARE(children, QList<int>({0, 2, 3, 0, 1, 0}));
    QCOMPARE(target.parent().row(), 1);
    QCOMPARE(target.data(EventModel::FdRole).toLongLong(), 102);
}

void tst_EventModel::persistentIndexesFollowTheirLine()
{
    EventModel model;
    model.addEvents({eventAt(10, 1), eventAt(20, 2), eventAt(30, 3)});
    QItemSelectionModel selection(&model);
    selection.select(QItemSelection(model.index(1, 0), model.index(2, EventModel::Columns - 1)),
                     QItemSelectionModel::Select);
    model.addEvents({eventAt(15, 4), eventAt(25, 5), eventAt(35, 6)});
    QList<qint64> selected;
    const QModelIndexList rows = selection.selectedRows();
    for (const QModelIndex &row : rows)
        selected.append(row.data(EventModel::FdRole).toLongLong());
    QVERIFY(selected.contains(2) && selected.contains(3));
    QVERIFY(!selected.contains(1) && !selected.contains(4) && !selected.contains(6));
}

void tst_EventModel::theOldestGo_data()
{
    QTest::addColumn<qint64>(
            "second"); // of the 300 that come when there are MaxLines of the seconds from 1 on
    QTest::addColumn<int>("left"); // of the 300
    QTest::newRow("newer") << qint64(1'000'000) << 300;
    QTest::newRow("in the middle") << qint64(5000) << 300;
    QTest::newRow("older than all") << qint64(0) << 0;
    QTest::newRow("older than most") << qint64(200) << 200;
}

void tst_EventModel::theOldestGo()
{
    QFETCH(qint64, second);
    QFETCH(int, left);
    EventModel model;
    QList<Event> full;
    for (qint64 i = 1; i <= EventModel::MaxLines; ++i)
        full.append(eventAt(i, 1));
    model.addEvents(full);
    QList<Event> late;
    for (int i = 0; i < 300; ++i)
        late.append(eventAt(second, 2));
    if (second == 200) {
        // The first hundred are older than all others, the rest newer than 199 of them.
        for (int i = 0; i < 100; ++i)
            late[i].time = timeAt(0);
    }
    model.addEvents(late);
    QCOMPARE(model.rowCount(), EventModel::MaxLines);
    QCOMPARE(fds(model).count(2), left);
}

void tst_EventModel::otherClocks_data()
{
    QTest::addColumn<int>("ahead"); // seconds
    QTest::newRow("the node's clock is ahead") << 3600;
    QTest::newRow("the node's clock is behind") << -3600;
}

void tst_EventModel::otherClocks()
{
    QFETCH(int, ahead);
    EventModel model;
    QAbstractItemModelTester tester(&model);
    const auto tell = [&model, ahead](qint64 fd) {
        Event event = tst_EventModel::event(Event::Kind::Opened, fd);
        event.time = QDateTime::currentDateTimeUtc().addSecs(ahead);
        model.addEvents({event});
    };
    for (qint64 fd = 1; fd <= 5; ++fd) {
        tell(fd);
        model.addNotice(QStringLiteral("Link lost"), {}, true);
    }
    QCOMPARE(model.rowCount(), 10);
    QCOMPARE(fds(model),
             ahead > 0 ? QList<qint64>({1, 0, 2, 0, 3, 0, 4, 0, 5, 0})
                       : QList<qint64>({1, 2, 3, 4, 5, 0, 0, 0, 0, 0}));
}

void tst_EventModel::saysWhatWasSkipped()
{
    EventModel model;
    QAbstractItemModelTester tester(&model);
    model.addEvents({eventAt(1, 1)});
    model.addEvents({eventAt(5, 2), eventAt(6, 3)}, 1234);
    QCOMPARE(fds(model), QList<qint64>({1, 0, 2, 3}));
    QCOMPARE(text(model, 1, EventModel::What), QStringLiteral("Skipped"));
    QCOMPARE(text(model, 1, EventModel::Detail), QStringLiteral("1,234 events skipped"));
    QCOMPARE(model.index(1, 0).data(EventModel::TimeRole).toDateTime(), timeAt(5));
    model.addEvents({}, 1);
    QCOMPARE(model.rowCount(), 5);
    QVERIFY(model.index(4, 0).data(EventModel::TimeRole).toDateTime().isValid());
}

void tst_EventModel::pauses()
{
    EventModel model;
    QSignalSpy waiting(&model, &EventModel::waitingChanged);
    model.addEvents({event(Event::Kind::Opened, 1)});
    model.setPaused(true);
    model.addEvents({event(Event::Kind::Opened, 2), event(Event::Kind::Opened, 3)});
    QCOMPARE(model.rowCount(), 1);
    QCOMPARE(waiting.last().first().toInt(), 2);
    model.setPaused(false);
    QCOMPARE(model.rowCount(), 3);
    QCOMPARE(model.index(2, 0).data(EventModel::FdRole).toLongLong(), 3);
    QCOMPARE(waiting.last().first().toInt(), 0);
}

void tst_EventModel::pausesInOrder()
{
    EventModel model;
    QAbstractItemModelTester tester(&model);
    model.addEvents({eventAt(10, 1), eventAt(40, 2)});
    model.setPaused(true);
    model.addEvents({eventAt(50, 3)});
    model.addEvents({eventAt(20, 4), eventAt(60, 5)}, 7);
    QCOMPARE(model.waiting(), 4);
    QCOMPARE(fds(model), QList<qint64>({1, 2}));
    model.setPaused(false);
    QCOMPARE(fds(model), QList<qint64>({1, 0, 4, 2, 3, 5}));
}

void tst_EventModel::clears()
{
    EventModel model;
    QAbstractItemModelTester tester(&model);
    model.addEvents({event(Event::Kind::Opened)});
    model.clear();
    QCOMPARE(model.rowCount(), 0);
    model.addNotice(QStringLiteral("Link up"), QStringLiteral("to main"), false);
    QCOMPARE(model.rowCount(), 1);
}

void tst_EventModel::linesAreSafe()
{
    EventModel model;
    Event closed = event(Event::Kind::Closed);
    closed.detail = QStringLiteral("a\nb\u202ec");
    closed.label = QStringLiteral("<i>x</i>");
    model.addEvents({closed});
    QVERIFY(text(model, 0, EventModel::Detail).endsWith(QStringLiteral("a\\nb\\u202ec")));
    QVERIFY(!model.index(0, EventModel::Connection)
                     .data(Qt::ToolTipRole)
                     .toString()
                     .contains(QStringLiteral("<i>")));
}

QTEST_MAIN(tst_EventModel)
#include "tst_eventmodel.moc"
