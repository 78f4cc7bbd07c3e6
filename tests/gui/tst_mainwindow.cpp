// SPDX-FileCopyrightText: 2026 The Landline authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "gui/composer.h"
#include "gui/connectionmodel.h"
#include "gui/connectionview.h"
#include "gui/disconnectdialog.h"
#include "gui/eventmodel.h"
#include "gui/mainwindow.h"
#include "gui/nodesession.h"
#include "gui/nodewatcher.h"
#include "gui/scriptednode.h"

#include <QtCore/qelapsedtimer.h>
#include <QtCore/qsettings.h>
#include <QtGui/qaction.h>
#include <QtGui/qclipboard.h>
#include <QtTest/qsignalspy.h>
#include <QtTest/qtest.h>
#include <QtWidgets/qapplication.h>
#include <QtWidgets/qcombobox.h>
#include <QtWidgets/qdockwidget.h>
#include <QtWidgets/qheaderview.h>
#include <QtWidgets/qlabel.h>
#include <QtWidgets/qlineedit.h>
#include <QtWidgets/qmessagebox.h>
#include <QtWidgets/qplaintextedit.h>
#include <QtWidgets/qpushbutton.h>
#include <QtWidgets/qtreewidget.h>

#include <memory>

using namespace Landline;
using namespace Landline::Gui;

using Fds = QList<qint64>;

/// The whole window against a node over a real socket, by mouse and keyboard.
class tst_MainWindow : public QObject
{
    Q_OBJECT

private slots:
    void initTestCase();
    void init();
    void cleanup();

    void listsAndFollows();
    void showsHowTheNodeFares();
    void pushesToFour();
    void partialFailureKeepsTheFailedSelected();
    void disconnectsAfterTheQuestion();
    void cancelDoesNothing();
    void manyTargetsHaveToBeTyped();
    void thousandsArePushedToAtOnce();
    void showsStaleDataPlainly();
    void keepsTheTableOverFaults_data();
    void keepsTheTableOverFaults();
    void shortLossesDoNotFlicker();
    void tellsThatTheNodeDoesNotAnswer();
    void tellsThatTheNodeStopped();
    void anotherNodeStartsAnew();
    void noNodeFound();
    void anotherProgram();
    void problemPages_data();
    void problemPages();
    void reconnectsByKey();
    void emptyStates();
    void filterKeys();
    void composerKeys();
    void tabLeadsThroughEverything();
    void nothingIsPossibleWithoutASelection();
    void goesToTheConnectionOfALine();
    void copiesRows();
    void listsItsKeys();
    void everyTextIsPlain();
    void asksLessWhileHidden();
    void keepsItsState();

private:
    void open(qint64 first, qint64 last);
    void connectWindow();
    QWidget *page() const;
    QAction *action(const char *name) const;
    QString labelText(const char *name) const;
    int rows() const { return m_window->session()->connections()->rowCount(); }
    bool logHas(const QString &what, const QString &detail) const;

    template<typename Widget> Widget *child(const char *name) const
    {
        return m_window->findChild<Widget *>(QLatin1String(name));
    }

    QTemporaryDir m_settings;
    std::unique_ptr<ScriptedNode> m_node;
    std::unique_ptr<MainWindow> m_window;
    ConnectionView *m_view = nullptr;
};

void tst_MainWindow::initTestCase()
{
    QVERIFY(m_settings.isValid());
    QSettings::setPath(QSettings::IniFormat, QSettings::UserScope, m_settings.path());
}

void tst_MainWindow::init()
{
    m_node = std::make_unique<ScriptedNode>();
    m_window = std::make_unique<MainWindow>(m_node->socketPath());
    m_view = child<ConnectionView>("connectionView");
    m_window->show();
    QVERIFY(QTest::qWaitForWindowActive(m_window.get()));
}

void tst_MainWindow::cleanup()
{
    m_window.reset();
    m_node.reset();
}

void tst_MainWindow::open(qint64 first, qint64 last)
{
    for (qint64 fd = first; fd <= last; ++fd)
        m_node->open(ScriptedNode::connection(fd));
}

void tst_MainWindow::connectWindow()
{
    QVERIFY(m_node->listen());
    m_window->start();
    QTRY_VERIFY(m_node->polls > 0);
}

QWidget *tst_MainWindow::page() const
{
    for (const char *name : {"nodePage", "emptyPage", "noMatchPage", "connectionView"}) {
        if (child<QWidget>(name)->isVisible())
            return child<QWidget>(name);
    }
    return nullptr;
}

QAction *tst_MainWindow::action(const char *name) const
{
    return child<QAction>(QByteArray("action_").append(name).constData());
}

QString tst_MainWindow::labelText(const char *name) const
{
    return child<QLabel>(name)->text();
}

bool tst_MainWindow::logHas(const QString &what, const QString &detail) const
{
    const EventModel *events = m_window->session()->events();
    for (int row = 0; row < events->rowCount(); ++row) {
        if (events->index(row, EventModel::What).data().toString() == what
            && events->index(row, EventModel::Detail).data().toString().contains(detail))
            return true;
    }
    return false;
}

void tst_MainWindow::listsAndFollows()
{
    open(1, 3);
    connectWindow();
    QTRY_COMPARE(rows(), 3);
    QCOMPARE(page(), m_view);
    QCOMPARE(m_window->windowTitle(), QStringLiteral("main — Landline Console"));
    QVERIFY(labelText("statusLink").contains(QStringLiteral("landline 0.1.0")));
    QVERIFY(labelText("statusWorkers").contains(u'2'));
    open(4, 5);
    m_node->close(2, 1001, QStringLiteral("gone home"));
    QTRY_COMPARE(rows(), 4);
    QVERIFY(logHas(QStringLiteral("Opened"), QStringLiteral("127.0.0.1")));
    QVERIFY(logHas(QStringLiteral("Closed"), QStringLiteral("1001 going away")));
    QVERIFY(logHas(QStringLiteral("Closed"), QStringLiteral("gone home")));
    ConnectionInfo busy = ScriptedNode::connection(4);
    busy.label = QStringLiteral("ann");
    m_node->change(busy);
    QTRY_COMPARE(m_window->session()->connections()->connection(4)->label, QStringLiteral("ann"));
    QCOMPARE(labelText("filterCounts"), QStringLiteral("4 of 4"));
    m_node->messagesIn = 1000;
    QTRY_VERIFY(!labelText("statusRates").contains(QStringLiteral("↓ 0/s")));
}

void tst_MainWindow::showsHowTheNodeFares()
{
    connectWindow();
    QTRY_VERIFY(!labelText("statusRates").isEmpty());
    QCOMPARE(labelText("statusTrouble"), QString());
    QCOMPARE(labelText("statusLag"), QString());
    m_node->statistics.refused[RefusalReason::Origin] = 1200;
    m_node->statistics.refused[RefusalReason::AddressFull] = 34;
    m_node->lags = {{0, 4, 20}, {1, 1500, 2000}};
    QTRY_COMPARE(labelText("statusTrouble"), QStringLiteral("\u00b7 Refused 1,234"));
    QCOMPARE(labelText("statusLag"), QStringLiteral("\u00b7 Lag 1,500 ms"));
    const QString reasons = child<QLabel>("statusTrouble")->toolTip();
    QVERIFY(reasons.contains(QStringLiteral("1,200\u2002pages of foreign origins")));
    QVERIFY(reasons.contains(QStringLiteral("34\u2002too many connections of one address")));
    QVERIFY(!reasons.contains(QStringLiteral("middleware")));
    QVERIFY(child<QLabel>("statusLag")->toolTip().contains(QStringLiteral("Worker 0: 4 ms lately, 20 ms at most")));

    m_node->statistics.deadPeers = 2;
    m_node->statistics.floods = 1;
    m_node->statistics.droppedMessages = 9;
    QTRY_COMPARE(labelText("statusTrouble"),
                 QStringLiteral("\u00b7 Refused 1,234 \u00b7 Cut off 3 \u00b7 Dropped 9"));
    QVERIFY(child<QLabel>("statusTrouble")->toolTip().contains(QStringLiteral("2\u2002nothing came from the client")));
}

void tst_MainWindow::pushesToFour()
{
    open(1, 6);
    connectWindow();
    m_view->selectFds({1, 2, 4, 5});
    QTRY_VERIFY(labelText("composerTargets").contains(u'4'));
    QVERIFY(!action("push")->isEnabled());
    child<QPlainTextEdit>("composerEditor")->setFocus();
    QTest::keyClicks(child<QPlainTextEdit>("composerEditor"), QStringLiteral("hello"));
    QVERIFY(action("push")->isEnabled());
    QTest::keyClick(child<QPlainTextEdit>("composerEditor"), Qt::Key_Return, Qt::ControlModifier);
    QTRY_COMPARE(m_node->pushes.size(), 1);
    QCOMPARE(m_node->pushes.first().fds, Fds({1, 2, 4, 5}));
    QCOMPARE(m_node->pushes.first().frame.data(), QByteArray("hello"));
    QVERIFY(m_node->pushes.first().frame.isText());
    QTRY_VERIFY(logHas(QStringLiteral("Push"), QStringLiteral("4 queued")));
    QCOMPARE(child<QComboBox>("composerHistory")->count(), 1);
    QCOMPARE(m_view->selectedFds(), Fds({1, 2, 4, 5}));
}

void tst_MainWindow::partialFailureKeepsTheFailedSelected()
{
    open(1, 4);
    m_node->setResult(3, PushResult::Rejected);
    connectWindow();
    m_view->selectFds({1, 2, 3, 4});
    child<Composer>("composer")->setMessage(PayloadKind::Hex, QStringLiteral("00 01"));
    action("push")->trigger();
    QTRY_COMPARE(m_view->selectedFds(), Fds({3}));
    QVERIFY(m_node->pushes.first().frame.isBinary());
    QVERIFY(logHas(QStringLiteral("Push"), QStringLiteral("3 queued, 1 rejected")));
    const EventModel *events = m_window->session()->events();
    const QModelIndex line = events->index(events->rowCount() - 1, 0);
    QCOMPARE(events->rowCount(line), 4);
}

void tst_MainWindow::disconnectsAfterTheQuestion()
{
    open(1, 4);
    connectWindow();
    m_view->selectFds({2, 3});
    m_view->setFocus();
    QTest::keyClick(m_view, Qt::Key_Delete);
    auto *dialog = child<DisconnectDialog>("disconnectDialog");
    QVERIFY(dialog);
    QVERIFY(dialog->findChild<QLabel *>(QStringLiteral("disconnectQuestion"))
                    ->text()
                    .contains(u'2'));
    dialog->findChild<QLineEdit *>(QStringLiteral("disconnectReason"))
            ->setText(QStringLiteral("maintenance"));
    dialog->findChild<QComboBox *>(QStringLiteral("disconnectCode"))
            ->setEditText(QStringLiteral("1012"));
    QVERIFY(m_node->disconnects.isEmpty());
    dialog->findChild<QPushButton *>(QStringLiteral("disconnectAccept"))->click();
    QTRY_COMPARE(m_node->disconnects.size(), 1);
    QCOMPARE(m_node->disconnects.first(),
             (Admin::Disconnect{{2, 3}, 1012, QStringLiteral("maintenance")}));
    QTRY_COMPARE(rows(), 2);
    QVERIFY(logHas(QStringLiteral("Disconnect"), QStringLiteral("2 disconnected")));
}

void tst_MainWindow::cancelDoesNothing()
{
    open(1, 2);
    connectWindow();
    m_view->selectFds({1, 2});
    for (Qt::Key key : {Qt::Key_Escape, Qt::Key_Return}) {
        action("disconnect")->trigger();
        auto *dialog = child<DisconnectDialog>("disconnectDialog");
        QVERIFY(dialog);
        QTest::keyClick(dialog->findChild<QPushButton *>(QStringLiteral("disconnectCancel")), key);
        QTRY_VERIFY(!child<DisconnectDialog>("disconnectDialog"));
    }
    const int polls = m_node->polls;
    QTRY_VERIFY(m_node->polls > polls + 1);
    QVERIFY(m_node->disconnects.isEmpty());
    QCOMPARE(rows(), 2);
}

void tst_MainWindow::manyTargetsHaveToBeTyped()
{
    open(1, 60);
    connectWindow();
    QTest::keyClick(m_window.get(), Qt::Key_A, Qt::ControlModifier);
    QCOMPARE(m_view->selectedCount(), 60);
    QTest::keyClick(m_window.get(), Qt::Key_Delete);
    auto *dialog = child<DisconnectDialog>("disconnectDialog");
    QVERIFY(dialog);
    auto *accept = dialog->findChild<QPushButton *>(QStringLiteral("disconnectAccept"));
    QVERIFY(!accept->isEnabled());
    QTest::keyClicks(dialog->findChild<QLineEdit *>(QStringLiteral("disconnectTypedCount")),
                     QStringLiteral("60"));
    QVERIFY(accept->isEnabled());
    accept->click();
    QTRY_COMPARE(m_node->disconnects.size(), 1);
    QTRY_COMPARE(rows(), 0);
}

void tst_MainWindow::thousandsArePushedToAtOnce()
{
    open(1, 5000);
    connectWindow();
    QTRY_COMPARE(rows(), 5000);
    child<Composer>("composer")->setMessage(PayloadKind::Text, QStringLiteral("all"));
    action("selectAll")->trigger();
    action("push")->trigger();
    QTRY_VERIFY(logHas(QStringLiteral("Push"), QStringLiteral("5,000 queued"))
                || logHas(QStringLiteral("Push"), QStringLiteral("5000 queued")));
    QCOMPARE(m_node->pushes.size(), 1);
}

void tst_MainWindow::showsStaleDataPlainly()
{
    open(1, 3);
    connectWindow();
    m_view->selectFds({1});
    QVERIFY(!child<QWidget>("staleBanner")->isVisible());
    m_node->stopListening();
    m_node->cut();
    QTRY_VERIFY(child<QWidget>("staleBanner")->isVisible());
    QVERIFY(labelText("staleBannerText").startsWith(QStringLiteral("Not connected since ")));
    QVERIFY(m_view->isStale());
    QCOMPARE(rows(), 3);
    QCOMPARE(page(), m_view);
    QVERIFY(!action("disconnect")->isEnabled());
    QVERIFY(logHas(QStringLiteral("Link lost"), {}));
    // It is the same node when it comes back, with other connections.
    open(4, 4);
    m_node->forget(1);
    QVERIFY(m_node->listen());
    QTRY_VERIFY_WITH_TIMEOUT(!child<QWidget>("staleBanner")->isVisible(), 10000);
    QVERIFY(!m_view->isStale());
    QTRY_COMPARE(m_window->session()->connections()->rowOf(1), -1);
    QCOMPARE(rows(), 3);
}

void tst_MainWindow::keepsTheTableOverFaults_data()
{
    QTest::addColumn<Admin::Error::Kind>("kind"); // of the error that every further session gets
    QTest::addColumn<QString>("problem");
    QTest::newRow("violation") << Admin::Error::Kind::Violation << "The node rejected the link";
    QTest::newRow("sessions") << Admin::Error::Kind::TooManySessions << "Too many consoles";
    QTest::newRow("permission") << Admin::Error::Kind::PermissionDenied << "Permission denied";
    QTest::newRow("protocol") << Admin::Error::Kind::WrongProtocol
                              << "This node speaks another version of the admin protocol";
}

void tst_MainWindow::keepsTheTableOverFaults()
{
    QFETCH(Admin::Error::Kind, kind);
    QFETCH(QString, problem);
    open(1, 3);
    connectWindow();
    QTRY_COMPARE(rows(), 3);
    m_node->refuseWith(
            Admin::Error{kind, QStringLiteral("because"), 77, QStringLiteral("landline 9.9")});
    m_node->cut();
    QTRY_VERIFY2(labelText("staleBannerText")
                         .endsWith(QStringLiteral(" — data is stale. %1.").arg(problem)),
                 qPrintable(labelText("staleBannerText")));
    QVERIFY(child<QWidget>("staleBanner")->isVisible());
    QCOMPARE(page(), m_view);
    QVERIFY(m_view->isStale());
    QCOMPARE(rows(), 3);
    m_node->refuseWith({});
    child<QWidget>("staleBanner")->findChild<QPushButton *>()->click();
    QTRY_VERIFY(!child<QWidget>("staleBanner")->isVisible());
    QVERIFY(!m_view->isStale());
}

void tst_MainWindow::shortLossesDoNotFlicker()
{
    open(1, 3);
    connectWindow();
    QTRY_COMPARE(rows(), 3);
    int stale = 0;
    connect(m_window->session(), &NodeSession::linkChanged, this,
            [&] { stale += m_view->isStale(); });
    QElapsedTimer timer;
    timer.start();
    m_node->send("this is no message");
    QTRY_COMPARE(m_node->lists, 2);
    if (timer.hasExpired(400))
        QSKIP("This machine is too slow for a loss to be short");
    QCOMPARE(stale, 0);
    QVERIFY(!child<QWidget>("staleBanner")->isVisible());
    QCOMPARE(page(), m_view);
    QVERIFY(logHas(QStringLiteral("Link lost"), QStringLiteral("The link to the node is broken")));
}

void tst_MainWindow::tellsThatTheNodeDoesNotAnswer()
{
    open(1, 3);
    connectWindow();
    QTRY_COMPARE(rows(), 3);
    m_node->mute = true;
    QTRY_VERIFY_WITH_TIMEOUT(child<QWidget>("staleBanner")->isVisible(), 20'000);
    QVERIFY(labelText("staleBannerText").startsWith(QStringLiteral("No answer since ")));
    QVERIFY(m_view->isStale());
    QCOMPARE(page(), m_view);
    m_node->answerLate();
    QTRY_VERIFY(!child<QWidget>("staleBanner")->isVisible());
    QVERIFY(!m_view->isStale());
    QCOMPARE(m_node->welcomes, 1);
}

void tst_MainWindow::tellsThatTheNodeStopped()
{
    open(1, 3);
    connectWindow();
    const QDateTime stopped = QDateTime::currentDateTimeUtc().addSecs(-2);
    m_node->sayGoodbye(stopped);
    QTRY_VERIFY(child<QWidget>("staleBanner")->isVisible());
    const QString expected = QStringLiteral("Node stopped at ")
            + stopped.toLocalTime().toString(QStringLiteral("HH:mm:ss"));
    QVERIFY2(labelText("staleBannerText").contains(expected.mid(0, 16)),
             qPrintable(labelText("staleBannerText")));
    QVERIFY(labelText("staleBannerText")
                    .contains(stopped.toLocalTime().toString(QStringLiteral("HH:mm:ss"))));
    QCOMPARE(page(), m_view);
}

void tst_MainWindow::anotherNodeStartsAnew()
{
    open(1, 3);
    connectWindow();
    m_view->selectFds({1, 2});
    m_node->welcome.startedAt = m_node->welcome.startedAt.addSecs(10);
    m_node->cut();
    QTRY_COMPARE(m_view->selectedCount(), 0);
    QTRY_COMPARE(rows(), 3);
}

void tst_MainWindow::noNodeFound()
{
    m_window->start();
    QTRY_COMPARE(
            child<QWidget>("nodePage")->findChild<QLabel *>(QStringLiteral("pageTitle"))->text(),
            QStringLiteral("No node found"));
    QCOMPARE(page(), child<QWidget>("nodePage"));
    const auto lineText = [this](const char *name) {
        return child<QWidget>(name)->findChild<QLineEdit *>()->text();
    };
    QCOMPARE(lineText("nodePageSocket"), m_node->socketPath());
    QCOMPARE(lineText("nodePageCommand"),
             QStringLiteral("landline --admin-socket ") + m_node->socketPath());
    open(1, 1);
    QVERIFY(m_node->listen());
    QTRY_COMPARE_WITH_TIMEOUT(page(), m_view, 10000);
}

void tst_MainWindow::anotherProgram()
{
    m_node->garbage = "HTTP/1.1 400 Bad Request";
    QVERIFY(m_node->listen());
    m_window->start();
    auto *nodePage = child<QWidget>("nodePage");
    QTRY_COMPARE(nodePage->findChild<QLabel *>(QStringLiteral("pageTitle"))->text(),
                 QStringLiteral("Not a Landline node"));
    QCOMPARE(page(), nodePage);
}

void tst_MainWindow::problemPages_data()
{
    QTest::addColumn<Admin::Error>("error");
    QTest::addColumn<QString>("title");
    QTest::addColumn<QStringList>("words");
    Admin::Error protocol;
    protocol.kind = Admin::Error::Kind::WrongProtocol;
    protocol.protocol = 77;
    protocol.product = QStringLiteral("landline 9.9");
    QTest::newRow("protocol") << protocol
                              << "This node speaks another version of the admin protocol"
                              << QStringList{QString::number(Admin::ProtocolVersion), "77"};
    Admin::Error permission;
    permission.kind = Admin::Error::Kind::PermissionDenied;
    permission.text = QStringLiteral("uid 1000 may not");
    QTest::newRow("permission") << permission << "Permission denied"
                                << QStringList{"another user", "uid 1000 may not"};
    Admin::Error sessions;
    sessions.kind = Admin::Error::Kind::TooManySessions;
    QTest::newRow("sessions") << sessions << "Too many consoles"
                              << QStringList{"Close another one"};
}

void tst_MainWindow::problemPages()
{
    QFETCH(Admin::Error, error);
    QFETCH(QString, title);
    QFETCH(QStringList, words);
    m_node->refuseWith(error);
    QVERIFY(m_node->listen());
    m_window->start();
    auto *nodePage = child<QWidget>("nodePage");
    const auto text = [nodePage](const char *name) {
        return nodePage->findChild<QLabel *>(QLatin1String(name))->text();
    };
    QTRY_COMPARE(text("pageTitle"), title);
    QCOMPARE(page(), nodePage);
    for (const QString &word : words)
        QVERIFY2((text("pageText") + text("pageDetail")).contains(word), qPrintable(word));
    m_node->refuseWith({});
    nodePage->findChild<QPushButton *>()->click();
    QTRY_VERIFY(m_window->session()->isConnected());
}

void tst_MainWindow::reconnectsByKey()
{
    open(1, 2);
    connectWindow();
    QTest::keyClick(m_window.get(), Qt::Key_F5);
    QVERIFY(!m_window->session()->isConnected());
    QVERIFY(!child<QWidget>("staleBanner")->isVisible()); // a quick reconnect does not flicker
    QTRY_COMPARE(m_node->lists, 2);
    QVERIFY(!child<QWidget>("staleBanner")->isVisible());
    QCOMPARE(rows(), 2);
    // One that takes its time is told.
    m_node->mute = true;
    QTest::keyClick(m_window.get(), Qt::Key_F5);
    QTRY_VERIFY(child<QWidget>("staleBanner")->isVisible());
}

void tst_MainWindow::emptyStates()
{
    connectWindow();
    QCOMPARE(page(), child<QWidget>("emptyPage"));
    QCOMPARE(child<QWidget>("emptyWebSocketAddress")->findChild<QLineEdit *>()->text(),
             QStringLiteral("ws://127.0.0.1:9502/"));
    QCOMPARE(child<QWidget>("emptyDemoAddress")->findChild<QLineEdit *>()->text(),
             QStringLiteral("http://127.0.0.1:9501/"));
    open(1, 2);
    QTRY_COMPARE(page(), m_view);
    child<QLineEdit>("filterText")->setText(QStringLiteral("zebra"));
    QCOMPARE(page(), child<QWidget>("noMatchPage"));
    child<QWidget>("noMatchPage")->findChild<QPushButton *>()->click();
    QCOMPARE(page(), m_view);
    QVERIFY(child<QLineEdit>("filterText")->text().isEmpty());
}

void tst_MainWindow::filterKeys()
{
    open(1, 12);
    connectWindow();
    QTest::keyClick(m_window.get(), Qt::Key_F, Qt::ControlModifier);
    QVERIFY(child<QLineEdit>("filterText")->hasFocus());
    QTest::keyClicks(child<QLineEdit>("filterText"), QStringLiteral("fd:12"));
    QCOMPARE(rows(), 1);
    QCOMPARE(labelText("filterCounts"), QStringLiteral("1 of 12"));
    QTest::keyClick(child<QLineEdit>("filterText"), Qt::Key_Return);
    QVERIFY(m_view->hasFocus());
    QTest::keyClick(m_view, Qt::Key_Escape);
    QCOMPARE(rows(), 12);
    auto *servers = child<QComboBox>("filterServer");
    QCOMPARE(servers->count(), 3);
    servers->setCurrentIndex(servers->findData(QStringLiteral("http")));
    QCOMPARE(rows(), 0);
}

void tst_MainWindow::composerKeys()
{
    QTest::keyClick(m_window.get(), Qt::Key_P, Qt::ControlModifier);
    QVERIFY(child<QPlainTextEdit>("composerEditor")->hasFocus());
    child<QDockWidget>("composerDock")->close();
    QTest::keyClick(m_window.get(), Qt::Key_P, Qt::ControlModifier);
    QVERIFY(child<QDockWidget>("composerDock")->isVisible());
    // F6 leads through all panes and back.
    QSet<QWidget *> seen;
    for (int i = 0; i < 4; ++i) {
        QTest::keyClick(m_window.get(), Qt::Key_F6);
        seen.insert(QApplication::focusWidget());
    }
    QVERIFY(seen.contains(child<QWidget>("logView")));
    QVERIFY(seen.contains(child<QWidget>("filterText")));
}

void tst_MainWindow::tabLeadsThroughEverything()
{
    open(1, 1);
    connectWindow();
    m_view->selectFds({1});
    child<Composer>("composer")->setMessage(PayloadKind::Text, QStringLiteral("x"));
    QTRY_VERIFY(action("push")->isEnabled());
    child<QLineEdit>("filterText")->setFocus();
    QStringList names;
    for (int i = 0; i < 8; ++i) {
        QTest::keyClick(QApplication::focusWidget(), Qt::Key_Tab);
        names.append(QApplication::focusWidget()->objectName());
    }
    const QStringList expected{"filterServer", "connectionView", "composerKind", "composerEditor",
                               "composerPush", "logView",        "logPause",     "logClear"};
    QCOMPARE(names, expected); // the history is empty and so passed over
}

void tst_MainWindow::nothingIsPossibleWithoutASelection()
{
    open(1, 1);
    connectWindow();
    child<Composer>("composer")->setMessage(PayloadKind::Text, QStringLiteral("x"));
    QVERIFY(!action("push")->isEnabled());
    QVERIFY(!action("disconnect")->isEnabled());
    QTest::keyClick(m_window.get(), Qt::Key_Delete);
    QVERIFY(!child<DisconnectDialog>("disconnectDialog"));
}

void tst_MainWindow::goesToTheConnectionOfALine()
{
    connectWindow();
    open(1, 3);
    QTRY_COMPARE(rows(), 3);
    auto *log = child<QTreeView>("logView");
    const EventModel *events = m_window->session()->events();
    for (int row = 0; row < events->rowCount(); ++row) {
        if (events->index(row, 0).data(EventModel::FdRole).toLongLong() == 2)
            log->setCurrentIndex(events->index(row, 0));
    }
    log->setFocus();
    QTest::keyClick(log, Qt::Key_Return);
    QCOMPARE(m_view->selectedFds(), Fds({2}));
    QVERIFY(m_view->hasFocus());
}

void tst_MainWindow::copiesRows()
{
    open(1, 3);
    connectWindow();
    m_view->selectFds({2});
    m_view->setFocus();
    QTest::keyClick(m_view, Qt::Key_C, Qt::ControlModifier);
    QVERIFY(QGuiApplication::clipboard()->text().startsWith(QStringLiteral("2\tws\t/echo\t")));
}

void tst_MainWindow::listsItsKeys()
{
    QTest::keyClick(m_window.get(), Qt::Key_F1);
    auto *list = child<QTreeWidget>("shortcutsList");
    QVERIFY(list);
    QStringList keys;
    for (int i = 0; i < list->topLevelItemCount(); ++i)
        keys.append(list->topLevelItem(i)->text(0));
    for (const char *key : {"F1", "F5", "F6", "Ctrl+A", "Ctrl+F", "Ctrl+P", "Del", "Esc", "Ctrl+Q"})
        QVERIFY2(keys.contains(QLatin1String(key)), key);
    QVERIFY(keys.filter(QStringLiteral("Ctrl+Return")).size() == 1);
}

void tst_MainWindow::everyTextIsPlain()
{
    action("about")->trigger();
    QCOMPARE(child<QMessageBox>("aboutBox")->textFormat(), Qt::PlainText);
    child<QMessageBox>("aboutBox")->close();
    for (const char *name :
         {"pageTitle", "pageText", "pageDetail", "staleBannerText", "statusLink", "statusWorkers",
          "statusCounts", "statusSelected", "statusRates", "statusTrouble", "statusLag", "composerProblem", "filterCounts"})
        QCOMPARE(child<QLabel>(name)->textFormat(), Qt::PlainText);
    // Whatever can be reached by the keyboard says what it is.
    for (const char *name : {"connectionView", "logView", "filterText", "filterServer",
                             "composerEditor", "composerKind", "composerHistory"})
        QVERIFY2(!child<QWidget>(name)->accessibleName().isEmpty(), name);
}

void tst_MainWindow::asksLessWhileHidden()
{
    const NodeWatcher *watcher = m_window->session()->watcher();
    QVERIFY(!watcher->isRelaxed());
    m_window->hide();
    QVERIFY(watcher->isRelaxed());
    m_window->show();
    QVERIFY(!watcher->isRelaxed());
}

void tst_MainWindow::keepsItsState()
{
    child<QDockWidget>("logDock")->close();
    m_view->setColumnHidden(int(Column::Queued), false);
    m_view->horizontalHeader()->resizeSection(int(Column::Label), 222);
    m_view->sortByColumn(int(Column::Idle), Qt::DescendingOrder);
    action("appearanceDark")->trigger();
    m_window->close();
    m_window = std::make_unique<MainWindow>(m_node->socketPath());
    m_view = child<ConnectionView>("connectionView");
    m_window->show();
    QVERIFY(!child<QDockWidget>("logDock")->isVisible());
    QVERIFY(!m_view->isColumnHidden(int(Column::Queued)));
    QCOMPARE(m_view->columnWidth(int(Column::Label)), 222);
    QCOMPARE(m_view->horizontalHeader()->sortIndicatorSection(), int(Column::Idle));
    QVERIFY(action("appearanceDark")->isChecked());
    action("resetLayout")->trigger();
    QVERIFY(child<QDockWidget>("logDock")->isVisible());
    QVERIFY(m_view->isColumnHidden(int(Column::Queued)));
    action("appearanceSystem")->trigger();
}

QTEST_MAIN(tst_MainWindow)
#include "tst_mainwindow.moc"
