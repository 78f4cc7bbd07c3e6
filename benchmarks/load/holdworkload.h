// SPDX-FileCopyrightText: 2026 The Landline authors
// SPDX-License-Identifier: LGPL-3.0-or-later

#ifndef LANDLINE_HOLDWORKLOAD_H
#define LANDLINE_HOLDWORKLOAD_H

#include "workload.h"

namespace Landline::Benchmark {

/// Holds open connections for somebody who looks at the server meanwhile: prints "open" when all are, and
/// closes them, WebSockets by closing handshakes, when its standard input ends.
class HoldWorkload : public Workload, private Poller::Handler
{
public:
    using Workload::Workload;

private:
    void start() override;
    bool isDrained() const override { return m_closed == m_clients.size(); }
    void closed(Client &client) override;
    /// Nothing is measured, so it leaves the core to others.
    std::chrono::milliseconds longestWait() const override { return std::chrono::milliseconds(5); }
    void handle(std::uint32_t events) override;

    void closeNext();

    std::size_t m_closing = 0;
    std::size_t m_closed = 0;
};

} // namespace Landline::Benchmark

#endif
