// SPDX-FileCopyrightText: 2026 The Landline authors
// SPDX-License-Identifier: LGPL-3.0-or-later

#ifndef LANDLINE_MAINWINDOW_H
#define LANDLINE_MAINWINDOW_H

#include "gui/windowlayout.h"
#include "shared/adminclient.h"

#include <QtCore/qsettings.h>
#include <QtCore/qtimer.h>
#include <QtWidgets/qmainwindow.h>

#include <memory>

class QStackedWidget;

namespace Landline::Gui {

class Composer;
class ConnectionCommands;
class ConnectionPane;
class ConnectionView;
class ConsoleActions;
class EventLog;
class FilterBar;
class NodePage;
class NodeSession;
class StatusLine;

/// The console's window on one node: table, composer and log, and the ways between them.
///
/// It keeps its state (place, docks, columns, appearance) in QSettings when it is closed.
class MainWindow : public QMainWindow
{
    Q_OBJECT

public:
    /// Shall watch the node on \a socketPath (absolute), from start() on.
    explicit MainWindow(const QString &socketPath, QWidget *parent = nullptr)
        : MainWindow(QStringList(socketPath), parent)
    { }
    /// The same for a node that may be at any of \a socketPaths.
    explicit MainWindow(const QStringList &socketPaths, QWidget *parent = nullptr);
    ~MainWindow() override;

    /// Begins to connect.
    void start();

    NodeSession *session() const { return m_session; }

protected:
    void closeEvent(QCloseEvent *event) override;
    void changeEvent(QEvent *event) override;
    void showEvent(QShowEvent *event) override;
    void hideEvent(QHideEvent *event) override;

private:
    void buildPanes();
    void buildMenus();
    void buildToolBar();
    void orderTabs();
    void connectActions();
    void connectSession();
    void restoreSettings();
    void saveSettings();

    void followLink();
    void showLink();
    void tellStaleness();
    void showCounts();
    void updateEnabled();
    void updateRelaxed();

    void focusTable();
    void focusNextPane();
    void showComposer();
    void showShortcuts();

    QSettings m_settings;
    NodeSession *m_session;
    ConsoleActions *m_actions;
    QStackedWidget *m_stack = nullptr;
    NodePage *m_nodePage = nullptr;
    ConnectionPane *m_pane = nullptr;
    ConnectionView *m_view = nullptr;
    FilterBar *m_filterBar = nullptr;
    Composer *m_composer = nullptr;
    EventLog *m_log = nullptr;
    ConnectionCommands *m_commands = nullptr;
    QDockWidget *m_composerDock = nullptr;
    QDockWidget *m_logDock = nullptr;
    StatusLine *m_status = nullptr;
    std::unique_ptr<WindowLayout> m_layout;
    QTimer m_grace; ///< runs while a reconnect may still pass unseen
};

} // namespace Landline::Gui

#endif
