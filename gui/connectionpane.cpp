// SPDX-FileCopyrightText: 2026 The Landline authors
// SPDX-License-Identifier: LGPL-3.0-or-later

#include "gui/connectionpane.h"

#include "gui/connectionmodel.h"
#include "gui/connectionview.h"
#include "gui/copyline.h"
#include "gui/messagepage.h"
#include "gui/stalebanner.h"
#include "shared/endpoint.h"

#include <QtWidgets/qboxlayout.h>
#include <QtWidgets/qstackedwidget.h>

#include <algorithm>

namespace Landline::Gui {

QString addressOf(const ServerInfo &server)
{
    const bool isWebSocket = server.type == ServerType::WebSocket;
    return QStringLiteral("%1://%2/").arg(isWebSocket ? QStringLiteral("ws") : QStringLiteral("http"),
                                          reachableEndpoint(server.host, server.port));
}

ConnectionPane::ConnectionPane(ConnectionModel *model, QAction *reconnect, QAction *clearFilter,
                               QWidget *parent)
    : QWidget(parent)
    , m_model(model)
    , m_view(new ConnectionView(model, this))
    , m_banner(new StaleBanner(reconnect, this))
    , m_stack(new QStackedWidget(this))
{
    setObjectName(QStringLiteral("connectionPane"));
    m_stack->addWidget(m_view);
    buildEmptyPage();
    buildNoMatchPage(clearFilter);
    auto *layout = new QVBoxLayout(this);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->setSpacing(0);
    layout->addWidget(m_banner);
    layout->addWidget(m_stack, 1);
    connect(model, &ConnectionModel::countsChanged, this, &ConnectionPane::choosePage);
    choosePage();
}

void ConnectionPane::buildEmptyPage()
{
    m_empty = new MessagePage(m_stack);
    m_empty->setObjectName(QStringLiteral("emptyPage"));
    m_empty->setIconName(QStringLiteral("network-wired"));
    m_empty->setTitle(tr("No connections"));
    m_empty->setText(tr("Clients appear here as soon as they connect."));
    m_webSocketAddress = m_empty->addLine(tr("Connect a WebSocket client to:"));
    m_webSocketAddress->setObjectName(QStringLiteral("emptyWebSocketAddress"));
    m_demoAddress = m_empty->addLine(tr("Or open the demo page in a browser:"));
    m_demoAddress->setObjectName(QStringLiteral("emptyDemoAddress"));
    m_demoAddress->setOpensInBrowser();
    m_stack->addWidget(m_empty);
}

void ConnectionPane::buildNoMatchPage(QAction *clearFilter)
{
    m_noMatch = new MessagePage(m_stack);
    m_noMatch->setObjectName(QStringLiteral("noMatchPage"));
    m_noMatch->setIconName(QStringLiteral("edit-find"));
    m_noMatch->setTitle(tr("No connection matches the filter"));
    m_noMatch->addButton(clearFilter);
    m_stack->addWidget(m_noMatch);
}

void ConnectionPane::setServers(const QList<ServerInfo> &servers)
{
    const auto show = [&servers](CopyLine *line, ServerType type) {
        const auto found = std::find_if(
                servers.begin(), servers.end(),
                [type](const ServerInfo &server) { return server.type == type; });
        line->setVisible(found != servers.end());
        line->setText(found != servers.end() ? addressOf(*found) : QString());
    };
    show(m_webSocketAddress, ServerType::WebSocket);
    show(m_demoAddress, ServerType::Http);
}

void ConnectionPane::choosePage()
{
    QWidget *page = m_view;
    if (m_model->rowCount() == 0 && m_model->total() == 0)
        page = m_empty;
    else if (m_model->rowCount() == 0 && !m_model->filter().isEmpty())
        page = m_noMatch;
    if (page == m_noMatch)
        m_noMatch->setText(tr("%Ln connection(s) are there, but none that the filter lets through.",
                              nullptr, int(m_model->total())));
    m_stack->setCurrentWidget(page);
}

} // namespace Landline::Gui
