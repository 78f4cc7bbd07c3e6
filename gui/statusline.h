// SPDX-FileCopyrightText: 2026 The Landline authors
// SPDX-License-Identifier: LGPL-3.0-or-later

#ifndef LANDLINE_STATUSLINE_H
#define LANDLINE_STATUSLINE_H

#include "gui/ratemeter.h"
#include "shared/adminclient.h"

#include <QtCore/qelapsedtimer.h>
#include <QtWidgets/qstatusbar.h>

class QLabel;

namespace Landline::Gui {

/// The status bar: the link and its node on the left, where a message may cover it for a while;
/// connections, matched, selected, messages per second and how the node fares on the right.
class StatusLine : public QStatusBar
{
    Q_OBJECT

public:
    explicit StatusLine(QWidget *parent = nullptr);

    /// The state that \a client is in, with the node's name, version and workers.
    void showLink(const Admin::Client &client);
    void showCounters(const Admin::Counters &counters);
    void showMatched(qsizetype matched, qsizetype total);
    void showSelected(int selected);

protected:
    void changeEvent(QEvent *event) override;

private:
    QLabel *createLabel(const QString &name, const QString &toolTip);
    void updateIcon();

    QLabel *m_icon;
    QLabel *m_link;
    QLabel *m_workers;
    QLabel *m_counts;
    QLabel *m_selected;
    QLabel *m_rates;
    QLabel *m_trouble;
    QLabel *m_lag;
    RateMeter m_in;
    RateMeter m_out;
    QElapsedTimer m_clock;
    bool m_connected = false;
};

} // namespace Landline::Gui

#endif
