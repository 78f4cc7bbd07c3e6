// SPDX-FileCopyrightText: 2026 The Landline authors
// SPDX-License-Identifier: LGPL-3.0-or-later

#include "gui/mainwindow.h"

#include "gui/aboutbox.h"
#include "gui/appearance.h"
#include "gui/columnlayout.h"
#include "gui/composer.h"
#include "gui/connectioncommands.h"
#include "gui/connectionmodel.h"
#include "gui/connectionpane.h"
#include "gui/connectionview.h"
#include "gui/consoleactions.h"
#include "gui/eventlog.h"
#include "gui/eventmodel.h"
#include "gui/filterbar.h"
#include "gui/icons.h"
#include "gui/linkproblem.h"
#include "gui/nodepage.h"
#include "gui/nodesession.h"
#include "gui/nodewatcher.h"
#include "gui/shortcutsdialog.h"
#include "gui/stalebanner.h"
#include "gui/statusline.h"
#include "gui/visibletext.h"

#include <QtGui/qaction.h>
#include <QtGui/qactiongroup.h>
#include <QtGui/qclipboard.h>
#include <QtGui/qevent.h>
#include <QtWidgets/qapplication.h>
#include <QtWidgets/qdockwidget.h>
#include <QtWidgets/qheaderview.h>
#include <QtWidgets/qmenu.h>
#include <QtWidgets/qmenubar.h>
#include <QtWidgets/qstackedwidget.h>
#include <QtWidgets/qtoolbar.h>
#include <QtWidgets/qtreeview.h>

namespace Landline::Gui {

using namespace Admin;

MainWindow::MainWindow(const QStringList &socketPaths, QWidget *parent)
    : QMainWindow(parent)
    , m_settings(QSettings::IniFormat, QSettings::UserScope, QStringLiteral("Landline"),
                 QStringLiteral("landline-admin"))
    , m_session(new NodeSession(socketPaths, this))
    , m_actions(new ConsoleActions(this))
{
    setObjectName(QStringLiteral("mainWindow"));
    setWindowIcon(applicationIcon());
    resize(1280, 800);
    buildPanes();
    buildToolBar();
    buildMenus();
    orderTabs();
    m_layout = std::make_unique<WindowLayout>(this, m_view->horizontalHeader());
    restoreSettings();
    connectActions();
    connectSession();
    followLink();
    focusTable();
}

MainWindow::~MainWindow() = default;

void MainWindow::start()
{
    m_session->start();
}

static QDockWidget *addDock(QMainWindow *window, const QString &name, const QString &title,
                            QWidget *content)
{
    auto *dock = new QDockWidget(title, window);
    dock->setObjectName(name);
    dock->setWidget(content);
    window->addDockWidget(Qt::BottomDockWidgetArea, dock);
    return dock;
}

void MainWindow::buildPanes()
{
    m_filterBar = new FilterBar(this);
    m_pane = new ConnectionPane(m_session->connections(), m_actions->reconnect,
                                m_actions->clearFilter, this);
    m_view = m_pane->view();
    auto *separator = new QAction(m_view);
    separator->setSeparator(true);
    m_view->addActions({m_actions->compose, m_actions->push, m_actions->disconnectClients,
                        separator, m_actions->copy, m_actions->selectAll});
    m_nodePage = new NodePage(m_actions->reconnect, this);
    m_stack = new QStackedWidget(this);
    m_stack->addWidget(m_nodePage);
    m_stack->addWidget(m_pane);
    setCentralWidget(m_stack);
    m_composer = new Composer(m_actions->push, this);
    m_composerDock = addDock(this, QStringLiteral("composerDock"), tr("Message"), m_composer);
    m_log = new EventLog(m_session->events(), this);
    m_logDock = addDock(this, QStringLiteral("logDock"), tr("Log"), m_log);
    resizeDocks({m_composerDock, m_logDock}, {40, 60}, Qt::Horizontal);
    resizeDocks({m_composerDock, m_logDock}, {230, 230}, Qt::Vertical);
    m_commands = new ConnectionCommands(m_session, m_view, m_composer, this);
    m_status = new StatusLine(this);
    setStatusBar(m_status);
}

void MainWindow::orderTabs()
{
    QWidget *previous = nullptr;
    for (const char *name :
         {"filterText", "filterServer", "connectionView", "composerKind", "composerHistory",
          "composerEditor", "composerPush", "logView", "logPause", "logClear"}) {
        auto *next = findChild<QWidget *>(QLatin1String(name));
        if (previous)
            setTabOrder(previous, next);
        previous = next;
    }
}

void MainWindow::buildToolBar()
{
    QToolBar *bar = addToolBar(tr("Tools"));
    bar->setObjectName(QStringLiteral("toolBar"));
    bar->setMovable(false);
    bar->setFloatable(false);
    bar->setContextMenuPolicy(Qt::PreventContextMenu);
    bar->setToolButtonStyle(Qt::ToolButtonTextBesideIcon);
    bar->setIconSize(QSize(16, 16));
    bar->addAction(m_actions->compose);
    bar->addAction(m_actions->disconnectClients);
    bar->addAction(m_actions->reconnect);
    bar->addSeparator();
    bar->addWidget(m_filterBar);
}

void MainWindow::buildMenus()
{
    menuBar()->addMenu(tr("&Node"))->addActions({m_actions->reconnect, m_actions->quit});
    QMenu *connections = menuBar()->addMenu(tr("&Connections"));
    connections->addActions({m_actions->compose, m_actions->push, m_actions->disconnectClients});
    connections->addSeparator();
    connections->addActions({m_actions->selectAll, m_actions->copy});
    connections->addSeparator();
    connections->addActions({m_actions->find, m_actions->clearFilter});
    QMenu *view = menuBar()->addMenu(tr("&View"));
    view->addActions({m_composerDock->toggleViewAction(), m_logDock->toggleViewAction(),
                      m_actions->nextPane});
    view->addSeparator();
    QMenu *columns = view->addMenu(tr("&Columns"));
    connect(columns, &QMenu::aboutToShow, m_view,
            [this, columns] { m_view->columns()->fillMenu(columns); });
    view->addMenu(tr("&Appearance"))->addActions(m_actions->appearance->actions());
    view->addAction(m_actions->resetLayout);
    QMenu *help = menuBar()->addMenu(tr("&Help"));
    help->addActions({m_actions->shortcuts, m_actions->about});
    connect(help->addAction(tr("About &Qt")), &QAction::triggered, qApp, &QApplication::aboutQt);
}

void MainWindow::connectActions()
{
    const auto on = [this](QAction *action, void (MainWindow::*slot)()) {
        connect(action, &QAction::triggered, this, slot);
    };
    on(m_actions->compose, &MainWindow::showComposer);
    on(m_actions->nextPane, &MainWindow::focusNextPane);
    on(m_actions->shortcuts, &MainWindow::showShortcuts);
    connect(m_actions->about, &QAction::triggered, this, [this] { showAboutBox(this); });
    connect(m_actions->push, &QAction::triggered, m_commands, &ConnectionCommands::push);
    connect(m_actions->disconnectClients, &QAction::triggered, m_commands,
            &ConnectionCommands::askToDisconnect);
    connect(m_actions->quit, &QAction::triggered, this, &QWidget::close);
    connect(m_actions->reconnect, &QAction::triggered, m_session->client(), &Client::reconnect);
    connect(m_actions->find, &QAction::triggered, m_filterBar, &FilterBar::focusText);
    connect(m_actions->resetLayout, &QAction::triggered, this, [this] {
        m_layout->reset();
        m_view->columns()->reset();
    });
    connect(m_actions->selectAll, &QAction::triggered, m_view, &QAbstractItemView::selectAll);
    connect(m_actions->copy, &QAction::triggered, this,
            [this] { QGuiApplication::clipboard()->setText(m_view->selectionAsText()); });
    connect(m_actions->clearFilter, &QAction::triggered, this, [this] {
        m_filterBar->clear();
        focusTable();
    });
    connect(m_actions->appearance, &QActionGroup::triggered, this,
            [](QAction *action) { apply(Appearance(action->data().toInt())); });
    connect(m_filterBar, &FilterBar::left, this, &MainWindow::focusTable);
    connect(m_filterBar, &FilterBar::filterChanged, m_session->connections(),
            &ConnectionModel::setFilter);
    connect(m_log, &EventLog::connectionRequested, m_commands, &ConnectionCommands::goTo);
    connect(m_commands, &ConnectionCommands::spoke, m_status,
            [this](const QString &text) { m_status->showMessage(text, 8000); });
    connect(m_composer, &Composer::messageChanged, this, &MainWindow::updateEnabled);
    connect(m_view, &ConnectionView::selectedCountChanged, this, &MainWindow::updateEnabled);
}

void MainWindow::connectSession()
{
    connect(m_session, &NodeSession::linkChanged, this, &MainWindow::followLink);
    m_grace.setSingleShot(true);
    connect(&m_grace, &QTimer::timeout, this, &MainWindow::showLink);
    connect(m_session, &NodeSession::countersReceived, m_status, &StatusLine::showCounters);
    connect(m_session->connections(), &ConnectionModel::countsChanged, this,
            &MainWindow::showCounts);
}

void MainWindow::restoreSettings()
{
    const Appearance appearance
            = appearanceFromKey(m_settings.value(QStringLiteral("appearance")).toString());
    apply(appearance);
    const QList<QAction *> choices = m_actions->appearance->actions();
    for (QAction *choice : choices)
        choice->setChecked(Appearance(choice->data().toInt()) == appearance);
    m_layout->restore(m_settings);
    m_view->columns()->setWidthsKept(m_settings.value(QStringLiteral("columnWidthsKept")).toBool());
}

void MainWindow::saveSettings()
{
    const Appearance appearance
            = Appearance(m_actions->appearance->checkedAction()->data().toInt());
    m_settings.setValue(QStringLiteral("appearance"), toKey(appearance));
    m_settings.setValue(QStringLiteral("columnWidthsKept"), m_view->columns()->areWidthsKept());
    m_layout->save(m_settings);
    m_settings.sync();
}

void MainWindow::followLink()
{
    const Client::Problem problem = m_session->client()->problem();
    const bool mayPass = !m_session->isConnected() && m_session->hasData() && !m_view->isStale()
            && (problem == Client::Problem::None || problem == Client::Problem::Lost);
    updateEnabled();
    // Mostly a new link is up in no time: then nothing has to flicker.
    if (!mayPass) {
        m_grace.stop();
        showLink();
    } else if (!m_grace.isActive()) {
        m_grace.start(std::chrono::milliseconds(400));
    }
}

void MainWindow::showLink()
{
    const Client &client = *m_session->client();
    const bool stale = m_session->isStale();
    if (m_session->isConnected()) {
        const Welcome node = client.node();
        QStringList names;
        for (const ServerInfo &server : node.servers)
            names.append(server.name);
        m_filterBar->setServers(names);
        m_pane->setServers(node.servers);
        setWindowTitle(tr("%1 \u2014 Landline Console").arg(visibleText(node.node, 60)));
    } else {
        m_nodePage->tell(client);
        setWindowTitle(tr("%1 \u2014 Landline Console").arg(describeLink(client).title));
    }
    m_view->setStale(stale);
    m_pane->banner()->setVisible(stale);
    if (stale)
        tellStaleness();
    // Once there was a table it stays, whatever becomes of the link.
    const bool showsTable = m_session->isConnected() || stale;
    m_stack->setCurrentWidget(showsTable ? static_cast<QWidget *>(m_pane) : m_nodePage);
    m_status->showLink(client);
}

void MainWindow::tellStaleness()
{
    using Cause = StaleBanner::Cause;
    const Client &client = *m_session->client();
    const Cause cause = m_session->isConnected() ? Cause::NoAnswer
            : m_session->nodeStopped()           ? Cause::NodeStopped
                                                 : Cause::LinkLost;
    const LinkProblem problem = describeLink(client);
    const QString details = QStringList{problem.text, visibleText(client.errorString(), 1000)}.join(
            QLatin1Char('\n'));
    m_pane->banner()->tell(cause, m_session->staleSince(),
                           isPassing(client.problem()) ? QString() : problem.title,
                           m_session->isConnected() ? QString() : details);
}

void MainWindow::showCounts()
{
    const ConnectionModel *connections = m_session->connections();
    m_filterBar->setCounts(connections->rowCount(), connections->total());
    m_status->showMatched(connections->rowCount(), connections->total());
    updateEnabled();
}

void MainWindow::updateEnabled()
{
    const int selected = m_view->selectedCount();
    m_status->showSelected(selected);
    m_composer->setTargetCount(selected);
    const bool canAct = m_session->isConnected() && selected > 0;
    m_actions->disconnectClients->setEnabled(canAct);
    m_actions->push->setEnabled(canAct && m_composer->hasMessage());
    m_actions->copy->setEnabled(selected > 0);
    m_actions->clearFilter->setEnabled(!m_session->connections()->filter().isEmpty());
}

void MainWindow::focusTable()
{
    m_view->setFocus(Qt::OtherFocusReason);
    if (!m_view->currentIndex().isValid() && m_session->connections()->rowCount() > 0)
        m_view->selectionModel()->setCurrentIndex(m_session->connections()->index(0, 0),
                                                  QItemSelectionModel::NoUpdate);
}

void MainWindow::focusNextPane()
{
    QWidget *focus = QApplication::focusWidget();
    if (m_pane->isAncestorOf(focus) && m_composerDock->isVisible())
        showComposer();
    else if (!m_log->isAncestorOf(focus) && !m_filterBar->isAncestorOf(focus)
             && m_logDock->isVisible())
        m_log->view()->setFocus(Qt::OtherFocusReason);
    else if (!m_filterBar->isAncestorOf(focus))
        m_filterBar->focusText();
    else
        focusTable();
}

void MainWindow::showComposer()
{
    m_composerDock->show();
    m_composerDock->raise();
    m_composer->focusEditor();
}

void MainWindow::showShortcuts()
{
    auto *dialog = new ShortcutsDialog(actions(), this);
    dialog->setAttribute(Qt::WA_DeleteOnClose);
    dialog->open();
}

void MainWindow::updateRelaxed()
{
    m_session->watcher()->setRelaxed(!isVisible() || isMinimized());
}

void MainWindow::closeEvent(QCloseEvent *event)
{
    saveSettings();
    QMainWindow::closeEvent(event);
}

void MainWindow::changeEvent(QEvent *event)
{
    QMainWindow::changeEvent(event);
    if (event->type() == QEvent::WindowStateChange)
        updateRelaxed();
}

void MainWindow::showEvent(QShowEvent *event)
{
    QMainWindow::showEvent(event);
    updateRelaxed();
}

void MainWindow::hideEvent(QHideEvent *event)
{
    QMainWindow::hideEvent(event);
    updateRelaxed();
}

} // namespace Landline::Gui
