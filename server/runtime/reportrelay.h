// SPDX-FileCopyrightText: 2026 The Landline authors
// SPDX-License-Identifier: LGPL-3.0-or-later

#ifndef LANDLINE_REPORTRELAY_H
#define LANDLINE_REPORTRELAY_H

#include "shared/closeinfo.h"
#include "shared/connectioninfo.h"

#include <QtCore/qtimer.h>

#include <functional>
#include <memory>
#include <optional>
#include <vector>

namespace Landline {

class Mailbox;

/// Tells another thread who comes and goes in this one: the first at once, those who follow within some milliseconds
/// together. To wake a thread costs more than all else that a short connection does.
class ReportRelay : public QObject
{
    Q_OBJECT

public:
    /// A connection that has opened, or has closed.
    struct Report
    {
        ConnectionInfo info;
        std::optional<CloseInfo> close;
    };
    using Receiver = std::function<void(const std::vector<Report> &reports)>;

    /// \a receiver is called in the thread that reads \a mailbox.
    ReportRelay(const std::shared_ptr<Mailbox> &mailbox, const Receiver &receiver);

    void tell(Report &&report);
    /// Sends what has been told so far.
    void flush();

private:
    std::shared_ptr<Mailbox> m_mailbox;
    Receiver m_receiver;
    std::vector<Report> m_reports;
    QTimer m_timer;
};

} // namespace Landline

#endif
