// SPDX-FileCopyrightText: 2026 The Landline authors
// SPDX-License-Identifier: LGPL-3.0-or-later

#include "connectworkload.h"

namespace Landline::Benchmark {

bool ConnectWorkload::openAll()
{
    if (!m_options.resume)
        return true;
    connectAll();
    return runUntil([this] { return m_alive == 0; });
}

void ConnectWorkload::start()
{
    m_hasStarted = true;
    connectAll();
}

void ConnectWorkload::connectAll()
{
    m_alive = m_options.connections;
    for (const auto &client : m_clients)
        client->connectToServer();
    while (static_cast<int>(m_clients.size()) < m_options.connections)
        addClient();
}

void ConnectWorkload::closed(Client &client)
{
    if (m_options.resume && !client.hasTlsSession())
        return failed(client, "the server gave no TLS session to resume");
    m_measurement.count(1);
    if (!m_hasStarted || m_measurement.isOver())
        --m_alive;
    else
        client.connectToServer();
}

} // namespace Landline::Benchmark
