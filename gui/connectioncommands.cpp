// SPDX-FileCopyrightText: 2026 The Landline authors
// SPDX-License-Identifier: LGPL-3.0-or-later

#include "gui/connectioncommands.h"

#include "gui/composer.h"
#include "gui/connectionmodel.h"
#include "gui/connectionview.h"
#include "gui/disconnectdialog.h"
#include "gui/nodeactions.h"
#include "gui/nodesession.h"

namespace Landline::Gui {

ConnectionCommands::ConnectionCommands(NodeSession *session, ConnectionView *view,
                                       Composer *composer, QWidget *window)
    : QObject(window)
    , m_session(session)
    , m_view(view)
    , m_composer(composer)
    , m_window(window)
{
    connect(session->actions(), &NodeActions::finished, this, &ConnectionCommands::showResult);
}

void ConnectionCommands::push()
{
    const std::optional<Frame> frame = m_composer->frame();
    if (frame && m_session->actions()->push(m_view->selectedFds(), *frame))
        m_composer->remember();
}

void ConnectionCommands::askToDisconnect()
{
    const QList<qint64> fds = m_view->selectedFds();
    if (fds.isEmpty() || m_window->findChild<DisconnectDialog *>())
        return;
    QList<ConnectionInfo> samples;
    for (qint64 fd : fds.first(qMin<qsizetype>(fds.size(), DisconnectDialog::MaxSamples)))
        samples.append(*m_session->connections()->connection(fd));
    auto *dialog = new DisconnectDialog(int(fds.size()), samples, m_window);
    dialog->setAttribute(Qt::WA_DeleteOnClose);
    connect(dialog, &QDialog::accepted, this, [this, dialog, fds] {
        if (!m_session->actions()->disconnectClients(fds, dialog->code(), dialog->reason()))
            emit spoke(tr("Nothing was disconnected: there is no link to the node"));
    });
    dialog->open();
}

void ConnectionCommands::showResult(const ActionResult &result)
{
    emit spoke(result.summary());
    const QList<qint64> failed = result.failed();
    if (!failed.isEmpty() && failed.size() < result.targets())
        m_view->selectFds(failed);
}

void ConnectionCommands::goTo(qint64 fd)
{
    if (m_session->connections()->rowOf(fd) >= 0) {
        m_view->selectFds({fd});
        m_view->setFocus(Qt::OtherFocusReason);
    } else if (m_session->connections()->connection(fd)) {
        emit spoke(tr("The filter hides fd %1").arg(fd));
    } else {
        emit spoke(tr("fd %1 is not connected any more").arg(fd));
    }
}

} // namespace Landline::Gui
