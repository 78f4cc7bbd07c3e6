// SPDX-FileCopyrightText: 2026 The Landline authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "gui/eventmodel.h"

#include <QtCore/qcoreapplication.h>
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
    void describes_data();
    void describes();
    void ownActionsStandOnce();
    void resultsHaveTheirTargets();
    void manyTargetsAreCut();
    void isBounded();
    void pauses();
    void clears();
    void linesAreSafe();

private:
    static Event event(Event::Kind kind, qint64 fd = 12);
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
