// SPDX-FileCopyrightText: 2026 The Landline authors
// SPDX-License-Identifier: LGPL-3.0-or-later

#ifndef LANDLINE_CONNECTIONPANE_H
#define LANDLINE_CONNECTIONPANE_H

#include "shared/adminprotocol.h"

#include <QtWidgets/qwidget.h>

class QAction;
class QStackedWidget;

namespace Landline::Gui {

class ConnectionModel;
class ConnectionView;
class CopyLine;
class MessagePage;
class StaleBanner;

/// The table with the banner above it or, where the table would be empty, a page that says what to
/// do about that.
class ConnectionPane : public QWidget
{
    Q_OBJECT

public:
    /// \a model and the actions stay the caller's.
    ConnectionPane(ConnectionModel *model, QAction *reconnect, QAction *clearFilter,
                   QWidget *parent = nullptr);

    ConnectionView *view() const { return m_view; }
    StaleBanner *banner() const { return m_banner; }

    /// Where clients can connect to: for the page that is shown while there are none.
    void setServers(const QList<ServerInfo> &servers);

private:
    void buildEmptyPage();
    void buildNoMatchPage(QAction *clearFilter);
    void choosePage();

    ConnectionModel *m_model;
    ConnectionView *m_view;
    StaleBanner *m_banner;
    QStackedWidget *m_stack;
    MessagePage *m_empty = nullptr;
    MessagePage *m_noMatch = nullptr;
    CopyLine *m_webSocketAddress = nullptr;
    CopyLine *m_demoAddress = nullptr;
};

/// "ws://127.0.0.1:9502/" or "http://..." for a browser on this machine.
QString addressOf(const ServerInfo &server);

} // namespace Landline::Gui

#endif
