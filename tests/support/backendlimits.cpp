// SPDX-FileCopyrightText: 2026 The Landline authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "support/backendlimits.h"

#include "api/backendname_p.h"
#include "api/nodeconfig.h"
#include "qt/installqtbackend.h"

namespace Landline {

BackendType testBackend()
{
    installQtBackend();
    return backendOfName(qEnvironmentVariable("LANDLINE_TEST_BACKEND")).value_or(NodeConfig().backend);
}

bool lacks(QtLimit)
{
    return testBackend() == BackendType::Qt;
}

} // namespace Landline
