// SPDX-FileCopyrightText: 2026 The Landline authors
// SPDX-License-Identifier: LGPL-3.0-or-later

#ifndef LANDLINE_HEALTH_H
#define LANDLINE_HEALTH_H

#include "api/registry.h"

namespace Landline {

/// Health checks for load balancers and supervisors, mounted at "/" as a rule.
///
/// GET /healthz answers 200 {"status": "ok"} while the process lives. GET /readyz answers 200 {"status": "ready"} while all
/// ports listen and the node is not stopping, else 503 {"status": "draining", "detail": "..."}. Neither needs a key.
class Health
{
public:
    static void mount(Router &router, const RouteConfig &config, const MountContext &context);
};

} // namespace Landline

#endif
