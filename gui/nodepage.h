// SPDX-FileCopyrightText: 2026 The Landline authors
// SPDX-License-Identifier: LGPL-3.0-or-later

#ifndef LANDLINE_NODEPAGE_H
#define LANDLINE_NODEPAGE_H

#include "gui/messagepage.h"
#include "shared/adminclient.h"

namespace Landline::Gui {

/// What stands in the window's middle when there is no node to show: what is wrong, on which
/// socket, and what to do.
class NodePage : public MessagePage
{
    Q_OBJECT

public:
    /// \a reconnect is the action of the button; it stays the caller's.
    explicit NodePage(QAction *reconnect, QWidget *parent = nullptr);

    /// Tells the state that \a client is in.
    void tell(const Admin::Client &client);

private:
    CopyLine *m_socket;
    CopyLine *m_command;
};

} // namespace Landline::Gui

#endif
