// SPDX-FileCopyrightText: 2026 The Landline authors
// SPDX-License-Identifier: LGPL-3.0-or-later

#ifndef LANDLINE_BLUEPRINT_H
#define LANDLINE_BLUEPRINT_H

#include "api/apikeys_p.h"
#include "api/nodeconfig.h"
#include "api/nodeobjects_p.h"
#include "api/registry.h"
#include "runtime/backend.h"
#include "runtime/connectionhistory.h"
#include "runtime/fdsequence.h"
#include "tls/ticketkeys.h"
#include "tls/tlscredentials.h"

namespace Landline {

/// What every worker builds its routes and controllers from. Filled before the start, then read-only, so all workers share
/// one. The node makes a copy for each start.
struct Blueprint
{
    using RouteMaker = std::function<void(Router &)>;
    using MiddlewareMaker = std::function<std::shared_ptr<Middleware>(const Router &)>;

    NodeConfig config;
    Registry registry;
    QList<std::pair<QString, RouteMaker>> routes; ///< by server name, in the order of addRoutes()
    QList<std::pair<QString, MiddlewareMaker>> middleware; ///< by server name; run behind the configured ones
    /// Of each server in the configuration's order, nullptr for one without TLS.
    QList<std::shared_ptr<const TlsCredentials>> credentials;
    /// Of all credentials that there will be, for all starts of the node.
    std::shared_ptr<TicketKeys> ticketKeys = std::make_shared<TicketKeys>();
    Backend::Factory makeBackend; ///< called in each worker's thread
    QString nodeId; ///< "<node>-<start epoch in ms>"
    int workers = 1;
    std::shared_ptr<const ApiKeys> apiKeys;
    std::shared_ptr<NodeObjects> objects = std::make_shared<NodeObjects>();
    std::shared_ptr<FdSequence> fds; ///< that of the node, for all its starts; without one the fds begin at 1
    std::shared_ptr<ConnectionHistory> history; ///< likewise; without one nothing is recorded

    MountContext mountContext() const
    {
        MountContext context{nodeId, workers, {}, apiKeys, objects};
        for (const ServerConfig &server : config.servers)
            context.serverNames.append(server.name);
        return context;
    }
};

} // namespace Landline

#endif
