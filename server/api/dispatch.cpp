// SPDX-FileCopyrightText: 2026 The Landline authors
// SPDX-License-Identifier: LGPL-3.0-or-later

#include "api/dispatch_p.h"

#include <QtCore/qtimer.h>

namespace Landline {

namespace {

class StoppedDispatch : public Dispatch
{
public:
    void submit(Command command, ResultHandler handler, CallIn where) override
    {
        if (handler && where == CallIn::CallersThread)
            QTimer::singleShot(0, [handler, result = command.stopped()] { handler(result); });
        else if (handler)
            handler(command.stopped());
    }
    void list(const ConnectionsHandler &handler) override { handler({}); }
};

} // namespace

Dispatch::~Dispatch() = default;

void Dispatch::query(const NodeQuery &, const QueryHandler &handler)
{
    handler(NodeQueryResult::stopped());
}

std::shared_ptr<Dispatch> Dispatch::stopped()
{
    static const std::shared_ptr<Dispatch> dispatch = std::make_shared<StoppedDispatch>();
    return dispatch;
}

} // namespace Landline
