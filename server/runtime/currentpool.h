// SPDX-FileCopyrightText: 2026 The Landline authors
// SPDX-License-Identifier: LGPL-3.0-or-later

#ifndef LANDLINE_CURRENTPOOL_H
#define LANDLINE_CURRENTPOOL_H

#include "api/dispatch_p.h"

#include <atomic>
#include <memory>
#include <vector>

namespace Landline {

class WorkerPool;

/// The Dispatch of all Senders of a node: passes each call on to the WorkerPool of the node's current start. Between two
/// starts that is the pool of the former one, which answers Stopped.
///
/// set() belongs to the thread of the Node; everything else may be called from any thread, and takes no lock.
class CurrentPool : public Dispatch
{
public:
    /// With a pool that is never started.
    CurrentPool();
    ~CurrentPool() override;

    /// Passes calls on to \a pool from now on. The pools before it live as long as this object, since another thread may be
    /// in a call to one of them; without their threads they are a few hundred bytes.
    void set(const std::shared_ptr<WorkerPool> &pool);

    /// WorkerPool::setObserved() for this pool and those that come.
    void setObserved(bool observed);

    /// What state() says from now on.
    void setState(NodeState state) { m_state = state; }

    void submit(Command command, ResultHandler handler, CallIn where) override;
    void list(const ConnectionsHandler &handler) override;
    void query(const NodeQuery &query, const QueryHandler &handler) override;
    NodeState state() const override { return m_state; }

private:
    std::vector<std::shared_ptr<WorkerPool>> m_pools;
    std::atomic<WorkerPool *> m_current;
    std::atomic<bool> m_observed = false;
    std::atomic<NodeState> m_state = NodeState::Stopped;
};

} // namespace Landline

#endif
