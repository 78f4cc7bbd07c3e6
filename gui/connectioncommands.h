// SPDX-FileCopyrightText: 2026 The Landline authors
// SPDX-License-Identifier: LGPL-3.0-or-later

#ifndef LANDLINE_CONNECTIONCOMMANDS_H
#define LANDLINE_CONNECTIONCOMMANDS_H

#include <QtCore/qobject.h>

class QWidget;

namespace Landline::Gui {

struct ActionResult;
class Composer;
class ConnectionView;
class NodeSession;

/// What the operator does to the selected connections, and what is seen of it in the table
/// afterwards.
class ConnectionCommands : public QObject
{
    Q_OBJECT

public:
    /// All of them stay the caller's; \a window is where questions are asked.
    ConnectionCommands(NodeSession *session, ConnectionView *view, Composer *composer,
                       QWidget *window);

    /// Pushes the composer's message to the selected connections.
    void push();
    /// Asks, and after a yes disconnects those that were selected when it asked.
    void askToDisconnect();
    /// Selects the connection \a fd and puts the focus there.
    void goTo(qint64 fd);

signals:
    /// A short remark about what was just done, for the status bar.
    void spoke(const QString &text);

private:
    void showResult(const ActionResult &result);

    NodeSession *m_session;
    ConnectionView *m_view;
    Composer *m_composer;
    QWidget *m_window;
};

} // namespace Landline::Gui

#endif
