// SPDX-FileCopyrightText: 2026 The Landline authors
// SPDX-License-Identifier: LGPL-3.0-or-later

#include "controllers/stock.h"

#include "controllers/connectionsapi.h"
#include "controllers/democontroller.h"
#include "controllers/demopage.h"
#include "controllers/echocontroller.h"
#include "controllers/health.h"
#include "controllers/requestlog.h"
#include "controllers/routeecho.h"
#include "controllers/servercontroller.h"
#include "controllers/websocketcontroller.h"

namespace Landline {

void registerStock(Registry &registry)
{
    registry.addController<WebSocketController>(QStringLiteral("WebSocketController"));
    registry.addController<EchoController>(QStringLiteral("EchoController"));
    registry.addController<DemoController>(QStringLiteral("DemoController"));
    registry.addController<DemoPage>(QStringLiteral("DemoPage"));
    registry.addController<ServerController>(QStringLiteral("ServerController"));
    registry.addController<RouteEcho>(QStringLiteral("RouteEcho"));
    registry.addController<ConnectionsApi>(QStringLiteral("ConnectionsApi"));
    registry.addController<Health>(QStringLiteral("Health"));
    registry.addMiddleware<RequestLog>(QStringLiteral("RequestLog"));
}

} // namespace Landline
