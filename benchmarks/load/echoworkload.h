// SPDX-FileCopyrightText: 2026 The Landline authors
// SPDX-License-Identifier: LGPL-3.0-or-later

#ifndef LANDLINE_ECHOWORKLOAD_H
#define LANDLINE_ECHOWORKLOAD_H

#include "workload.h"

namespace Landline::Benchmark {

/// Each connection keeps `depth` messages on their way: one that comes back is followed by the next. Idle ones
/// watch. HTTP requests and their answers are the same.
class EchoWorkload : public Workload
{
public:
    using Workload::Workload;

private:
    void start() override;
    bool isDrained() const override { return m_onTheirWay == 0; }
    long expectedMessage(Client &client) override;
    void received(Client &client, int messages) override;

    long m_onTheirWay = 0;
};

} // namespace Landline::Benchmark

#endif
