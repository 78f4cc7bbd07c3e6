// SPDX-FileCopyrightText: 2026 The Landline authors
// SPDX-License-Identifier: LGPL-3.0-or-later

#include "gui/nodepage.h"

#include "gui/copyline.h"
#include "gui/linkproblem.h"
#include "gui/visibletext.h"

namespace Landline::Gui {

NodePage::NodePage(QAction *reconnect, QWidget *parent)
    : MessagePage(parent)
    , m_socket(addLine(tr("Socket:")))
    , m_command(addLine(tr("Start a node with:")))
{
    setObjectName(QStringLiteral("nodePage"));
    m_socket->setObjectName(QStringLiteral("nodePageSocket"));
    m_command->setObjectName(QStringLiteral("nodePageCommand"));
    addButton(reconnect);
}

void NodePage::tell(const Admin::Client &client)
{
    const LinkProblem problem = describeLink(client);
    setIconName(problem.icon);
    setTitle(problem.title);
    setText(problem.text);
    m_socket->setText(client.socketPath());
    m_command->setText(problem.command);
    m_command->setVisible(!problem.command.isEmpty());
    setDetail(visibleText(client.errorString(), 1000));
}

} // namespace Landline::Gui
