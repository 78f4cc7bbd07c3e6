// SPDX-FileCopyrightText: 2026 The Landline authors
// SPDX-License-Identifier: LGPL-3.0-or-later

#include "controllers/health.h"

using namespace Qt::StringLiterals;

namespace Landline {

namespace {

Response answer(int status, const QJsonObject &body)
{
    Response response = Response::json(body);
    response.setStatus(status);
    response.setHeader("Cache-Control", "no-store");
    return response;
}

Response readiness(NodeState state)
{
    if (state == NodeState::Running)
        return answer(200, {{u"status"_s, u"ready"_s}});
    const QString detail = state == NodeState::Draining ? u"The node is stopping"_s : u"The node has not opened all of its ports"_s;
    return answer(503, {{u"status"_s, u"draining"_s}, {u"detail"_s, detail}});
}

} // namespace

void Health::mount(Router &router, const RouteConfig &config, const MountContext &)
{
    const QString prefix = config.path.endsWith(u'/') ? config.path.chopped(1) : config.path;
    router.get(prefix + "/healthz"_L1, [](const Request &) { return answer(200, {{u"status"_s, u"ok"_s}}); });
    router.get(prefix + "/readyz"_L1,
               [sender = router.sender()](const Request &) { return readiness(sender.nodeState()); });
}

} // namespace Landline
