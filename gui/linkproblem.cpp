// SPDX-FileCopyrightText: 2026 The Landline authors
// SPDX-License-Identifier: LGPL-3.0-or-later

#include "gui/linkproblem.h"

#include "shared/adminsocketpath.h"

#include <QtCore/qcoreapplication.h>

namespace Landline::Gui {

using Problem = Admin::Client::Problem;

namespace {
struct Words
{
    Q_DECLARE_TR_FUNCTIONS(Landline::Gui::LinkProblem)
};

QString warningIcon()
{
    return QStringLiteral("dialog-warning");
}

LinkProblem wrongProtocol(const Admin::Client &client)
{
    const QString ours = QString::number(Admin::ProtocolVersion);
    const Admin::Welcome node = client.node();
    LinkProblem words{Words::tr("This node speaks another version of the admin protocol"),
                      {},
                      {},
                      warningIcon()};
    words.text = node.protocol != Admin::ProtocolVersion
            ? Words::tr("The console speaks version %1, the node version %2. Use the console that "
                        "came with the node.")
                      .arg(ours)
                      .arg(node.protocol)
            : Words::tr("The console speaks version %1. Use the console that came with the node.")
                      .arg(ours);
    return words;
}
} // namespace

QString startCommand(const QString &socketPath)
{
    if (Admin::defaultSocketPaths(QStringLiteral("main")).contains(socketPath))
        return QStringLiteral("landline");
    const bool plain
            = !socketPath.contains(QLatin1Char(' ')) && !socketPath.contains(QLatin1Char('\''));
    QString quoted = socketPath;
    quoted.replace(QLatin1Char('\''), QStringLiteral("'\\''"));
    return QStringLiteral("landline --admin-socket ")
            + (plain ? socketPath : QLatin1Char('\'') + quoted + QLatin1Char('\''));
}

LinkProblem describeLink(const Admin::Client &client)
{
    switch (client.problem()) {
    case Problem::NotFound:
        return {Words::tr("No node found"),
                Words::tr("Nobody listens on the socket below. Start a node; the console then "
                          "connects by itself."),
                startCommand(client.socketPath()), QStringLiteral("network-offline")};
    case Problem::NodeStopped:
        return {Words::tr("The node has stopped"),
                Words::tr("Start it again; the console then connects by itself."),
                startCommand(client.socketPath()), QStringLiteral("network-offline")};
    case Problem::Lost:
        return {Words::tr("The link to the node is broken"),
                Words::tr("The console goes on trying to connect."),
                {},
                QStringLiteral("network-offline")};
    case Problem::PermissionDenied:
        return {Words::tr("Permission denied"),
                Words::tr("The socket or the node behind it belongs to another user. "
                          "Start the console as the user who runs the node."),
                {},
                QStringLiteral("dialog-password")};
    case Problem::WrongProtocol:
        return wrongProtocol(client);
    case Problem::Rejected:
        return {Words::tr("The node rejected the link"),
                Words::tr("It did not understand the console. The console goes on trying to "
                          "connect."),
                {},
                warningIcon()};
    case Problem::Violation:
        return {Words::tr("Not a Landline node"),
                Words::tr("The program that listens on the socket does not speak the admin "
                          "protocol."),
                {},
                warningIcon()};
    case Problem::TooManySessions:
        return {Words::tr("Too many consoles"),
                Words::tr("The node takes no further console just now. Close another one, then "
                          "reconnect."),
                {},
                warningIcon()};
    case Problem::None:
        break;
    }
    return {Words::tr("Connecting\u2026"),
            Words::tr("The console asks for the node on the socket below."),
            {},
            QStringLiteral("network-wired")};
}

bool isPassing(Problem problem)
{
    return problem == Problem::None || problem == Problem::NotFound || problem == Problem::Lost
            || problem == Problem::NodeStopped;
}

} // namespace Landline::Gui
