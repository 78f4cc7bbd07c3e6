// SPDX-FileCopyrightText: 2026 The Landline authors
// SPDX-License-Identifier: LGPL-3.0-or-later

#include "runtime/reportrelay.h"

#include "runtime/mailbox.h"

namespace Landline {

namespace {
constexpr std::chrono::milliseconds together = std::chrono::milliseconds(5);
} // namespace

ReportRelay::ReportRelay(const std::shared_ptr<Mailbox> &mailbox, const Receiver &receiver)
    : m_mailbox(mailbox), m_receiver(receiver)
{
    m_timer.setInterval(together);
    m_timer.setTimerType(Qt::PreciseTimer);
    connect(&m_timer, &QTimer::timeout, this, &ReportRelay::flush);
}

void ReportRelay::tell(Report &&report)
{
    m_reports.push_back(std::move(report));
    if (m_timer.isActive())
        return;
    flush();
    m_timer.start();
}

void ReportRelay::flush()
{
    if (m_reports.empty()) {
        m_timer.stop();
        return;
    }
    m_mailbox->post([receiver = m_receiver, reports = std::exchange(m_reports, {})] { receiver(reports); });
}

} // namespace Landline
