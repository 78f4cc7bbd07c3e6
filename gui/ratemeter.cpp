// SPDX-FileCopyrightText: 2026 The Landline authors
// SPDX-License-Identifier: LGPL-3.0-or-later

#include "gui/ratemeter.h"

namespace Landline::Gui {

void RateMeter::add(std::chrono::milliseconds time, qint64 total)
{
    if (!m_samples.isEmpty() && total < m_samples.last().total)
        m_samples.clear();
    m_samples.append({time, total});
    while (m_samples.size() > 2 && time - m_samples.at(1).time >= Window)
        m_samples.removeFirst();
}

double RateMeter::perSecond() const
{
    if (m_samples.size() < 2)
        return 0;
    const std::chrono::duration<double> time = m_samples.last().time - m_samples.first().time;
    return time.count() > 0
            ? double(m_samples.last().total - m_samples.first().total) / time.count()
            : 0;
}

} // namespace Landline::Gui
