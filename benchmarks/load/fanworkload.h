// SPDX-FileCopyrightText: 2026 The Landline authors
// SPDX-License-Identifier: LGPL-3.0-or-later

#ifndef LANDLINE_FANWORKLOAD_H
#define LANDLINE_FANWORKLOAD_H

#include "workload.h"

namespace Landline::Benchmark {

/// The first connection sends a message, and the next when all `copies` of it have come, to whichever connections.
/// What counts are the copies.
class FanWorkload : public Workload
{
public:
    using Workload::Workload;

private:
    void start() override { sendNext(); }
    bool isDrained() const override { return m_missing == 0; }
    long expectedMessage(Client &client) override;
    void received(Client &client, int messages) override;

    void sendNext();

    long m_sent = 0;
    long m_missing = 0;
};

} // namespace Landline::Benchmark

#endif
