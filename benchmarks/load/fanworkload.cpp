// SPDX-FileCopyrightText: 2026 The Landline authors
// SPDX-License-Identifier: LGPL-3.0-or-later

#include "fanworkload.h"

namespace Landline::Benchmark {

void FanWorkload::sendNext()
{
    ++m_sent;
    m_missing = m_options.copies;
    m_clients.front()->send(1);
}

long FanWorkload::expectedMessage(Client &)
{
    return m_missing == 0 ? -1 : m_sent - 1;
}

void FanWorkload::received(Client &client, int messages)
{
    m_measurement.count(messages);
    m_missing -= messages;
    if (m_missing < 0)
        return failed(client, "more copies than were wanted");
    if (m_missing == 0 && !m_measurement.isOver())
        sendNext();
}

} // namespace Landline::Benchmark
