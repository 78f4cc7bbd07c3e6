// SPDX-FileCopyrightText: 2026 The Landline authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "gui/eventlog.h"
#include "gui/eventmodel.h"

#include <QtTest/qtest.h>
#include <QtWidgets/qscrollbar.h>
#include <QtWidgets/qtreeview.h>

#include <memory>

using namespace Landline;
using namespace Landline::Gui;
using Admin::Event;

class tst_EventLog : public QObject
{
    Q_OBJECT

private slots:
    void init();
    void followsTheNewest();
    void standsStill_data();
    void standsStill();
    void spreadsOutWhatFailed();

private:
    void add(qint64 second, int count = 1);
    qint64 firstInSight() const;

    std::unique_ptr<EventModel> m_model;
    std::unique_ptr<EventLog> m_log;
    qint64 m_fd = 0;
};

void tst_EventLog::init()
{
    m_log.reset();
    m_model = std::make_unique<EventModel>();
    m_log = std::make_unique<EventLog>(m_model.get());
    m_log->resize(600, 200);
    m_log->show();
    QVERIFY(QTest::qWaitForWindowExposed(m_log.get()));
    m_fd = 0;
}

/// Adds lines of that second; their fds count from 1.
void tst_EventLog::add(qint64 second, int count)
{
    QList<Event> events(count);
    for (Event &event : events) {
        event.time = QDateTime::fromSecsSinceEpoch(1'760'000'000 + second, Qt::UTC);
        event.fd = ++m_fd;
    }
    m_model->addEvents(events);
}

qint64 tst_EventLog::firstInSight() const
{
    return m_log->view()->indexAt(QPoint(0, 0)).data(EventModel::FdRole).toLongLong();
}

void tst_EventLog::followsTheNewest()
{
    add(10, 100);
    const QScrollBar *bar = m_log->view()->verticalScrollBar();
    QVERIFY(bar->maximum() > 0);
    QCOMPARE(bar->value(), bar->maximum());
    add(5, 10);
    QCOMPARE(bar->value(), bar->maximum());
    add(20, EventModel::MaxLines - 50); // the oldest go
    QCOMPARE(bar->value(), bar->maximum());
    add(30, 100);
    QCOMPARE(bar->value(), bar->maximum());
}

void tst_EventLog::standsStill_data()
{
    QTest::addColumn<int>("second");
    QTest::addColumn<int>("count");
    QTest::newRow("a new one") << 100 << 1;
    QTest::newRow("late ones above") << 10 << 30;
    QTest::newRow("late ones below") << 60 << 30;
    QTest::newRow("so many that the oldest go") << 100 << EventModel::MaxLines - 80;
}

void tst_EventLog::standsStill()
{
    QFETCH(int, second);
    QFETCH(int, count);
    add(20, 40);
    add(50, 60);
    QTreeView *view = m_log->view();
    view->scrollTo(m_model->index(45, 0), QAbstractItemView::PositionAtTop);
    QCOMPARE(firstInSight(), 46);
    view->setCurrentIndex(m_model->index(46, 0));
    QCOMPARE(firstInSight(), 46);
    add(second, count);
    QCOMPARE(firstInSight(), 46);
    QCOMPARE(view->currentIndex().data(EventModel::FdRole).toLongLong(), 47);
}

void tst_EventLog::spreadsOutWhatFailed()
{
    add(10);
    add(30);
    ActionResult result;
    result.time = QDateTime::fromSecsSinceEpoch(1'760'000'020, Qt::UTC);
    result.outcomes = {{7, PushResult::Gone}, {8, PushResult::Queued}};
    m_model->addResult(result);
    QVERIFY(m_log->view()->isExpanded(m_model->index(1, 0)));
    add(5, 3); // moves it down
    QVERIFY(m_log->view()->isExpanded(m_model->index(4, 0)));
    QVERIFY(!m_log->view()->isExpanded(m_model->index(1, 0)));
}

QTEST_MAIN(tst_EventLog)
#include "tst_eventlog.moc"
