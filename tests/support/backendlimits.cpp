// SPDX-FileCopyrightText: 2026 The Landline authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "support/backendlimits.h"

#include "api/nodeconfig.h"

namespace Landline {

QString testBackend()
{
    return qEnvironmentVariable("LANDLINE_TEST_BACKEND", NodeConfig().webSocketBackend);
}

bool lacks(QtLimit)
{
    return testBackend() == QLatin1String("qt");
}

} // namespace Landline
