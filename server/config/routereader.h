// SPDX-FileCopyrightText: 2026 The Landline authors
// SPDX-License-Identifier: LGPL-3.0-or-later

#ifndef LANDLINE_ROUTEREADER_H
#define LANDLINE_ROUTEREADER_H

#include "api/nodeconfig.h"

namespace Landline {

class TableReader;

/// Reads one `[[server.route]]`; \a earlier are the routes of the same server that were read before
/// it, among which it must be the only one for its method and path.
RouteConfig readRoute(TableReader &table, const QList<RouteConfig> &earlier);

} // namespace Landline

#endif
