// SPDX-FileCopyrightText: 2026 The Landline authors
// SPDX-License-Identifier: LGPL-3.0-or-later

#include "runtime/currentpool.h"

#include "runtime/workerpool.h"

namespace Landline {

CurrentPool::CurrentPool() : m_pools{std::make_shared<WorkerPool>()}, m_current(m_pools.back().get()) { }

CurrentPool::~CurrentPool() = default;

void CurrentPool::set(const std::shared_ptr<WorkerPool> &pool)
{
    m_pools.push_back(pool);
    m_current = pool.get();
    // Sequentially consistent, as setObserved(): either it sees this pool, or we see what it has noted.
    pool->setObserved(m_observed);
}

void CurrentPool::setObserved(bool observed)
{
    m_observed = observed;
    m_current.load()->setObserved(observed);
}

void CurrentPool::submit(Command command, ResultHandler handler, CallIn where)
{
    m_current.load(std::memory_order_acquire)->submit(std::move(command), std::move(handler), where);
}

void CurrentPool::query(const NodeQuery &query, const QueryHandler &handler)
{
    m_current.load(std::memory_order_acquire)->query(query, handler);
}

void CurrentPool::list(const ConnectionsHandler &handler)
{
    m_current.load(std::memory_order_acquire)->list(handler);
}

} // namespace Landline
