// SPDX-FileCopyrightText: 2026 The Landline authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "gui/columnlayout.h"
#include "gui/connectionmodel.h"
#include "gui/connectionview.h"

#include <QtTest/qsignalspy.h>
#include <QtTest/qtest.h>
#include <QtWidgets/qheaderview.h>
#include <QtWidgets/qmenu.h>

#include <memory>

using namespace Landline;
using namespace Landline::Gui;

using Fds = QList<qint64>;

class tst_ConnectionView : public QObject
{
    Q_OBJECT

private slots:
    void init();
    void cleanup();
    void selectsByFd();
    void selectionSurvivesUpdates();
    void holdsWhileTheMouseIsDown();
    void holdsWhileAKeyIsDown();
    void letsGoWhenTheFocusLeaves();
    void columnMenu();
    void columnsFillTheWidth();
    void copiesWhatIsVisible();
    void thousandsOfRowsAreOneRange();

private:
    void fill(qint64 count);

    std::unique_ptr<ConnectionModel> m_model;
    std::unique_ptr<ConnectionView> m_view;
};

void tst_ConnectionView::init()
{
    m_model = std::make_unique<ConnectionModel>();
    m_view = std::make_unique<ConnectionView>(m_model.get());
    m_view->resize(1000, 400);
    m_view->show();
    QVERIFY(QTest::qWaitForWindowExposed(m_view.get()));
    m_view->setFocus();
}

void tst_ConnectionView::cleanup()
{
    m_view.reset();
    m_model.reset();
}

void tst_ConnectionView::fill(qint64 count)
{
    QList<ConnectionInfo> rows;
    for (qint64 fd = 1; fd <= count; ++fd) {
        ConnectionInfo info;
        info.fd = fd;
        info.server = QStringLiteral("ws");
        info.label = QStringLiteral("=evil");
        rows.append(info);
    }
    m_model->apply(rows, {});
}

void tst_ConnectionView::selectsByFd()
{
    fill(10);
    QSignalSpy counts(m_view.get(), &ConnectionView::selectedCountChanged);
    m_view->selectFds({2, 3, 4, 9, 77});
    QCOMPARE(m_view->selectedFds(), Fds({2, 3, 4, 9}));
    QCOMPARE(m_view->selectedCount(), 4);
    QCOMPARE(counts.last().first().toInt(), 4);
    m_view->selectFds({});
    QCOMPARE(m_view->selectedCount(), 0);
}

void tst_ConnectionView::selectionSurvivesUpdates()
{
    fill(10);
    m_view->selectFds({2, 3, 9});
    m_model->apply({}, {1, 3, 8});
    QCOMPARE(m_view->selectedFds(), Fds({2, 9}));
    m_view->sortByColumn(int(Column::Fd), Qt::DescendingOrder);
    QCOMPARE(m_view->selectedFds(), Fds({9, 2}));
    ConnectionInfo late;
    late.fd = 11;
    m_model->apply({late}, {});
    QCOMPARE(m_view->selectedFds(), Fds({9, 2}));
}

void tst_ConnectionView::holdsWhileTheMouseIsDown()
{
    fill(3);
    const QPoint second = m_view->visualRect(m_model->index(1, 1)).center();
    QTest::mousePress(m_view->viewport(), Qt::LeftButton, {}, second);
    QVERIFY(m_model->isHeld());
    m_model->apply({}, {1});
    QCOMPARE(m_model->rowCount(), 3);
    QTest::mouseRelease(m_view->viewport(), Qt::LeftButton, {}, second);
    QVERIFY(!m_model->isHeld());
    QCOMPARE(m_model->rowCount(), 2);
    QCOMPARE(m_view->selectedFds(), Fds({2}));
}

void tst_ConnectionView::holdsWhileAKeyIsDown()
{
    fill(3);
    QTest::keyPress(m_view.get(), Qt::Key_Down);
    QVERIFY(m_model->isHeld());
    QTest::keyRelease(m_view.get(), Qt::Key_Down);
    QVERIFY(!m_model->isHeld());
}

void tst_ConnectionView::letsGoWhenTheFocusLeaves()
{
    fill(3);
    QTest::keyPress(m_view.get(), Qt::Key_Control);
    QVERIFY(m_model->isHeld());
    QFocusEvent focusOut(QEvent::FocusOut);
    QCoreApplication::sendEvent(m_view.get(), &focusOut);
    QVERIFY(!m_model->isHeld());
}

void tst_ConnectionView::columnMenu()
{
    QVERIFY(m_view->isColumnHidden(int(Column::Queued)));
    QMenu menu;
    m_view->columns()->fillMenu(&menu);
    const QList<QAction *> actions = menu.actions();
    QVERIFY(!actions.at(int(Column::Fd))->isEnabled());
    QVERIFY(!actions.at(int(Column::Queued))->isChecked());
    actions.at(int(Column::Queued))->trigger();
    QVERIFY(!m_view->isColumnHidden(int(Column::Queued)));
    actions.at(int(Column::Label))->trigger();
    QVERIFY(m_view->isColumnHidden(int(Column::Label)));
    actions.last()->trigger(); // reset
    QVERIFY(m_view->isColumnHidden(int(Column::Queued)));
    QVERIFY(!m_view->isColumnHidden(int(Column::Label)));
}

void tst_ConnectionView::columnsFillTheWidth()
{
    m_view->resize(1600, 400);
    QTRY_COMPARE(m_view->horizontalHeader()->length(), m_view->viewport()->width());
    m_view->horizontalHeader()->resizeSection(int(Column::Label), 300);
    QVERIFY(m_view->columns()->areWidthsKept());
    m_view->resize(1500, 400);
    QCOMPARE(m_view->columnWidth(int(Column::Label)), 300);
}

void tst_ConnectionView::copiesWhatIsVisible()
{
    fill(3);
    for (int column = 0; column < ColumnCount; ++column)
        m_view->setColumnHidden(column,
                                column > int(Column::Server) && column != int(Column::Label));
    m_view->selectFds({1, 3});
    QCOMPARE(m_view->selectionAsText(), QStringLiteral("1\tws\t'=evil\n3\tws\t'=evil"));
}

void tst_ConnectionView::thousandsOfRowsAreOneRange()
{
    fill(20'000);
    const QSignalSpy changes(m_view.get(), &ConnectionView::selectedCountChanged);
    m_view->selectAll();
    QCOMPARE(m_view->selectedFds().size(), 20'000);
    QCOMPARE(changes.size(), 1);
    QCOMPARE(m_view->selectionModel()->selection().size(), 1);
    m_model->apply({}, {5, 500, 5000});
    QCOMPARE(m_view->selectedCount(), 19'997);
    QVERIFY2(changes.size() <= 3, qPrintable(QString::number(changes.size())));
    QCOMPARE(m_view->selectionModel()->selection().size(), 1);
}

QTEST_MAIN(tst_ConnectionView)
#include "tst_connectionview.moc"
