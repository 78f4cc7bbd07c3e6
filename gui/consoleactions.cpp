// SPDX-FileCopyrightText: 2026 The Landline authors
// SPDX-License-Identifier: LGPL-3.0-or-later

#include "gui/consoleactions.h"

#include "gui/icons.h"
#include "gui/visibletext.h"

#include <QtGui/qaction.h>
#include <QtGui/qactiongroup.h>
#include <QtWidgets/qwidget.h>

namespace Landline::Gui {

ConsoleActions::ConsoleActions(QWidget *window)
    : QObject(window)
    , m_window(window)
{
    reconnect = add(QStringLiteral("reconnect"), QStringLiteral("view-refresh"), tr("&Reconnect"),
                    tr("Drop the link to the node and connect anew"), {Qt::Key_F5});
    quit = add(QStringLiteral("quit"), QStringLiteral("application-exit"), tr("&Quit"),
               tr("Close the console; the node goes on running"),
               {QKeySequence(Qt::CTRL | Qt::Key_Q)});
    selectAll
            = add(QStringLiteral("selectAll"), QStringLiteral("edit-select-all"), tr("Select &all"),
                  tr("Select all connections that are shown"), {QKeySequence::SelectAll});
    copy = add(QStringLiteral("copy"), QStringLiteral("edit-copy"), tr("&Copy rows"),
               tr("Copy the selected rows, with tabs between the cells"), {QKeySequence::Copy});
    compose = add(QStringLiteral("compose"), QStringLiteral("document-edit"), tr("&Message\u2026"),
                  tr("Write a message to the selected connections"),
                  {QKeySequence(Qt::CTRL | Qt::Key_P)});
    push = add(QStringLiteral("push"), QStringLiteral("document-send"), tr("&Push"),
               tr("Push the message to the selected connections"),
               {QKeySequence(Qt::CTRL | Qt::Key_Return), QKeySequence(Qt::CTRL | Qt::Key_Enter)});
    disconnectClients = add(QStringLiteral("disconnect"), QStringLiteral("network-disconnect"),
                            tr("&Disconnect\u2026"),
                            tr("Disconnect the selected connections, after a question"),
                            {QKeySequence::Delete});
    find = add(QStringLiteral("find"), QStringLiteral("edit-find"), tr("&Filter"),
               tr("Choose which connections are shown"), {QKeySequence::Find});
    clearFilter = add(QStringLiteral("clearFilter"), QStringLiteral("edit-clear"),
                      tr("Cl&ear filter"), tr("Show all connections again"), {Qt::Key_Escape});
    nextPane = add(QStringLiteral("nextPane"), {}, tr("&Next pane"),
                   tr("Move on: table, message, log, filter"), {Qt::Key_F6});
    resetLayout = add(QStringLiteral("resetLayout"), {}, tr("&Reset layout"),
                      tr("Put panes and columns where they were at first"), {});
    shortcuts = add(QStringLiteral("shortcuts"), QStringLiteral("help-keyboard"),
                    tr("&Keyboard shortcuts"), tr("List all keys"), {QKeySequence(Qt::Key_F1)});
    about = add(QStringLiteral("about"), QStringLiteral("help-about"),
                tr("&About Landline Console"), tr("Version and licence"), {});
    appearance = new QActionGroup(this);
    addAppearance(QStringLiteral("appearanceSystem"), tr("As the &desktop"), Appearance::System);
    addAppearance(QStringLiteral("appearanceLight"), tr("&Light"), Appearance::Light);
    addAppearance(QStringLiteral("appearanceDark"), tr("Dar&k"), Appearance::Dark);
}

QAction *ConsoleActions::add(const QString &name, const QString &icon, const QString &text,
                             const QString &toolTip, const QList<QKeySequence> &keys)
{
    auto *action = new QAction(text, m_window);
    action->setObjectName(QStringLiteral("action_") + name);
    action->setIconText(withoutMnemonic(text));
    if (!icon.isEmpty())
        action->setIcon(symbolicIcon(icon));
    action->setShortcuts(keys);
    action->setStatusTip(toolTip);
    action->setToolTip(keys.isEmpty()
                               ? toolTip
                               : QStringLiteral("%1 (%2)").arg(
                                       toolTip, keys.first().toString(QKeySequence::NativeText)));
    m_window->addAction(action);
    return action;
}

void ConsoleActions::addAppearance(const QString &name, const QString &text, Appearance value)
{
    QAction *action = appearance->addAction(text);
    action->setObjectName(QStringLiteral("action_") + name);
    action->setCheckable(true);
    action->setData(int(value));
}

} // namespace Landline::Gui
