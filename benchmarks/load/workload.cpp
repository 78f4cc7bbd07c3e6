// SPDX-FileCopyrightText: 2026 The Landline authors
// SPDX-License-Identifier: LGPL-3.0-or-later

#include "workload.h"

#include "connectworkload.h"
#include "echoworkload.h"
#include "fanworkload.h"
#include "holdworkload.h"
#include "httpclient.h"
#include "websocketclient.h"

#include <algorithm>
#include <functional>
#include <numeric>

namespace Landline::Benchmark {

// Fewer than the shortest queue of connections that a server may have to accept (Qt's: 50).
static constexpr int ConnectingAtOnce = 32;

std::unique_ptr<Workload> Workload::make(const Options &options)
{
    switch (options.mode) {
    case Options::Mode::Echo:
    case Options::Mode::Get:
    case Options::Mode::Post:
        return std::make_unique<EchoWorkload>(options);
    case Options::Mode::Fan:
        return std::make_unique<FanWorkload>(options);
    case Options::Mode::Connect:
        return std::make_unique<ConnectWorkload>(options);
    case Options::Mode::Hold:
        return std::make_unique<HoldWorkload>(options);
    }
    return {};
}

Workload::Workload(const Options &options)
    : m_options(options)
    , m_messages(options.kind, options.size, options.deflate)
    , m_echoes(m_messages)
    , m_requests(m_messages, options)
    , m_measurement(options)
{
}

bool Workload::run()
{
    m_deadline = std::chrono::steady_clock::now()
            + std::chrono::duration_cast<std::chrono::nanoseconds>(m_options.timeout);
    if (!openAll())
        return false;
    m_measurement.start();
    start();
    if (!runUntil([this] { return m_measurement.isOver(); })
        || !runUntil([this] { return isDrained(); }))
        return false;
    if (!m_measurement.isValid())
        fail("a thread of the server ended during the measurement");
    return m_errorCount == 0;
}

bool Workload::runUntil(const std::function<bool()> &condition)
{
    while (m_errorCount == 0 && !condition())
        turn();
    return m_errorCount == 0;
}

void Workload::turn()
{
    m_poller.wait(longestWait());
    m_measurement.update();
    if (std::chrono::steady_clock::now() > m_deadline)
        fail("the time is over, " + std::to_string(m_openCount) + " connections are open");
}

bool Workload::openAll()
{
    const int wanted = m_options.connections + m_options.idle;
    return runUntil([this, wanted] {
        while (static_cast<int>(m_clients.size())
               < std::min(wanted, m_openCount + ConnectingAtOnce))
            addClient();
        return m_openCount == wanted;
    });
}

void Workload::addClient()
{
    const auto number = static_cast<int>(m_clients.size());
    Client::Owner &owner = *this;
    if (m_options.http)
        m_clients.push_back(std::make_unique<HttpClient>(m_options, m_requests, m_poller, owner, number));
    else
        m_clients.push_back(std::make_unique<WebSocketClient>(m_options, m_messages, m_echoes, m_poller, owner, number));
    m_clients.back()->connectToServer();
}

long Workload::fullHandshakes() const
{
    return std::transform_reduce(m_clients.begin(), m_clients.end(), 0L, std::plus(),
                                 [](const auto &client) { return client->fullHandshakes(); });
}

long Workload::resumedHandshakes() const
{
    return std::transform_reduce(m_clients.begin(), m_clients.end(), 0L, std::plus(),
                                 [](const auto &client) { return client->resumedHandshakes(); });
}

void Workload::opened(Client &)
{
    ++m_openCount;
}

long Workload::expectedMessage(Client &)
{
    return -1;
}

void Workload::received(Client &, int)
{
}

void Workload::closed(Client &)
{
    --m_openCount;
}

void Workload::failed(Client &client, const std::string &reason)
{
    fail("connection " + std::to_string(client.number()) + ": " + reason);
}

void Workload::fail(const std::string &reason)
{
    if (m_errorCount++ == 0)
        m_error = reason;
}

} // namespace Landline::Benchmark
