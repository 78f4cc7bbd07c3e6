// SPDX-FileCopyrightText: 2026 The Landline authors
// SPDX-License-Identifier: LGPL-3.0-or-later

#include "gui/statusline.h"

#include "gui/healthtext.h"
#include "gui/icons.h"
#include "gui/linkproblem.h"
#include "gui/units.h"
#include "gui/visibletext.h"

#include <QtCore/qcoreevent.h>
#include <QtWidgets/qlabel.h>

namespace Landline::Gui {

using namespace Admin;

StatusLine::StatusLine(QWidget *parent)
    : QStatusBar(parent)
    , m_icon(new QLabel(this))
{
    setObjectName(QStringLiteral("statusLine"));
    setContentsMargins(6, 0, 0, 0);
    m_link = createLabel(QStringLiteral("statusLink"), {});
    m_workers = createLabel(QStringLiteral("statusWorkers"), tr("Worker threads of the node"));
    m_selected = createLabel(QStringLiteral("statusSelected"),
                             tr("Selected connections: what is pushed goes to them"));
    m_counts = createLabel(QStringLiteral("statusCounts"),
                           tr("Live connections, and how many of them the filter shows"));
    m_rates = createLabel(QStringLiteral("statusRates"),
                          tr("Messages per second from and to all clients, over the last seconds"));
    m_lag = createLabel(QStringLiteral("statusLag"), {});
    m_trouble = createLabel(QStringLiteral("statusTrouble"), {});
    for (QLabel *label : {m_icon, m_link, m_workers})
        addWidget(label);
    for (QLabel *label : {m_selected, m_counts, m_rates, m_lag, m_trouble})
        addPermanentWidget(label);
    m_clock.start();
    showSelected(0);
    showMatched(0, 0);
    updateIcon();
}

QLabel *StatusLine::createLabel(const QString &name, const QString &toolTip)
{
    auto *label = new QLabel(this);
    label->setObjectName(name);
    label->setTextFormat(Qt::PlainText);
    label->setToolTip(toolTip);
    return label;
}

void StatusLine::showLink(const Client &client)
{
    m_connected = client.state() == Client::State::Connected;
    const Welcome node = client.node();
    m_in.clear();
    m_out.clear();
    m_rates->clear();
    m_lag->clear();
    m_trouble->clear();
    m_workers->setVisible(m_connected);
    updateIcon();
    if (!m_connected) {
        m_link->setText(describeLink(client).title);
        m_link->setToolTip(toolTipText(client.socketPath()));
        return;
    }
    m_link->setText(QStringLiteral("%1 \u00b7 %2")
                            .arg(visibleText(node.node, 40), visibleText(node.product, 40)));
    m_link->setToolTip(
            toolTipText(tr("Process %1, started %2\nSocket %3")
                                .arg(node.pid)
                                .arg(Units::localTime(node.startedAt), client.socketPath())));
    m_workers->setText(QStringLiteral("\u00b7 ") + tr("%Ln worker(s)", nullptr, node.workers));
}

void StatusLine::showCounters(const Counters &counters)
{
    const std::chrono::milliseconds now(m_clock.elapsed());
    m_in.add(now, counters.messagesIn);
    m_out.add(now, counters.messagesOut);
    m_rates->setText(QStringLiteral("\u00b7 ")
                     + tr("\u2193 %1/s  \u2191 %2/s", "messages in and out per second")
                               .arg(Units::rate(m_in.perSecond()), Units::rate(m_out.perSecond())));
    const auto show = [](QLabel *label, const QString &text, const QString &details) {
        label->setText(text.isEmpty() ? text : QStringLiteral("\u00b7 ") + text);
        label->setToolTip(text.isEmpty() ? text : toolTipText(details));
    };
    show(m_lag, HealthText::lag(counters.lags), HealthText::lagDetails(counters.lags));
    show(m_trouble, HealthText::trouble(counters.statistics), HealthText::troubleDetails(counters.statistics));
}

void StatusLine::showMatched(qsizetype matched, qsizetype total)
{
    const QString connections = tr("%Ln connection(s)", nullptr, int(total));
    m_counts->setText(matched == total
                              ? connections
                              : tr("%1, %2 shown").arg(connections, Units::count(matched)));
}

void StatusLine::showSelected(int selected)
{
    m_selected->setText(selected > 0
                                ? tr("%Ln selected", nullptr, selected) + QStringLiteral(" \u00b7")
                                : QString());
}

void StatusLine::changeEvent(QEvent *event)
{
    QStatusBar::changeEvent(event);
    if (event->type() == QEvent::PaletteChange)
        updateIcon();
}

void StatusLine::updateIcon()
{
    const QString name
            = m_connected ? QStringLiteral("network-wired") : QStringLiteral("network-offline");
    m_icon->setPixmap(symbolicIcon(name).pixmap(QSize(14, 14), devicePixelRatioF()));
}

} // namespace Landline::Gui
