// SPDX-FileCopyrightText: 2026 The Landline authors
// SPDX-License-Identifier: LGPL-3.0-or-later

#ifndef LANDLINE_STOCK_H
#define LANDLINE_STOCK_H

#include <Landline/landline_export.h>
#include <Landline/registry.h>

namespace Landline {

/// Gives the stock controllers and middleware the names that configuration files know them by: WebSocketController,
/// EchoController, DemoController, DemoPage, ServerController, RouteEcho, ConnectionsApi, Health; RequestLog.
LANDLINE_EXPORT void registerStock(Registry &registry);

} // namespace Landline

#endif
