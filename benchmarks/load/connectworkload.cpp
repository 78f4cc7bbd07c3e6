// SPDX-FileCopyrightText: 2026 The Landline authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "connectworkload.h"

namespace Landline::Benchmark {

void ConnectWorkload::start()
{
    m_alive = m_options.connections;
    for (int i = 0; i < m_options.connections; ++i)
        addClient();
}

void ConnectWorkload::closed(Client &client)
{
    m_measurement.count(1);
    if (m_measurement.isOver())
        --m_alive;
    else
        client.connectToServer();
}

} // namespace Landline::Benchmark
