// SPDX-FileCopyrightText: 2026 The Landline authors
// SPDX-License-Identifier: LGPL-3.0-or-later

#include "echoworkload.h"

namespace Landline::Benchmark {

void EchoWorkload::start()
{
    for (int i = 0; i < m_options.connections; ++i) {
        m_onTheirWay += m_options.depth;
        m_clients[static_cast<std::size_t>(i)]->send(m_options.depth);
    }
}

long EchoWorkload::expectedMessage(Client &client)
{
    // Each connection sends the ring from its beginning, so what must come next is known by what has come.
    return client.number() < m_options.connections ? client.receivedCount() : -1;
}

void EchoWorkload::received(Client &client, int messages)
{
    m_measurement.count(messages);
    if (m_measurement.isOver())
        m_onTheirWay -= messages;
    else
        client.send(messages);
}

} // namespace Landline::Benchmark
