// SPDX-FileCopyrightText: 2026 The Landline authors
// SPDX-License-Identifier: LGPL-3.0-or-later

#ifndef LANDLINE_CONNECTWORKLOAD_H
#define LANDLINE_CONNECTWORKLOAD_H

#include "workload.h"

namespace Landline::Benchmark {

/// Each connection opens, closes as soon as it is open, and opens again. What counts are whole lives: TCP
/// connect, upgrade, closing handshake, and the server's end of TCP. With `resume` each connection lives once before
/// that is measured, and from then on resumes the TLS session of its life before.
class ConnectWorkload : public Workload
{
public:
    using Workload::Workload;

private:
    bool openAll() override;
    void start() override;
    bool isDrained() const override { return m_alive == 0; }
    void opened(Client &client) override { client.close(); }
    void closed(Client &client) override;

    void connectAll();

    bool m_hasStarted = false;
    int m_alive = 0;
};

} // namespace Landline::Benchmark

#endif
