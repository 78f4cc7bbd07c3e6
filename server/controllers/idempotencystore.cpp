// SPDX-FileCopyrightText: 2026 The Landline authors
// SPDX-License-Identifier: LGPL-3.0-or-later

#include "controllers/idempotencystore.h"

namespace Landline {

namespace {

bool isKept(int status)
{
    return (status >= 200 && status < 300) || status == 404 || status == 410 || status == 429;
}

} // namespace

IdempotencyStore::Reservation::Reservation(const std::shared_ptr<IdempotencyStore> &store, const QByteArray &key, quint64 number)
    : m_store(store), m_key(key), m_number(number)
{
}

IdempotencyStore::Reservation::~Reservation()
{
    if (!m_finished)
        m_store->forget(m_key, m_number);
}

void IdempotencyStore::Reservation::finish(const Response &response)
{
    if (std::exchange(m_finished, true))
        return;
    if (isKept(response.status()))
        m_store->keep(m_key, m_number, response);
    else
        m_store->forget(m_key, m_number);
}

IdempotencyStore::Begin IdempotencyStore::begin(const QByteArray &key, const QByteArray &fingerprint, Clock::time_point now)
{
    const std::lock_guard lock(m_mutex);
    drop(now, MaxKeys);
    if (const auto entry = m_entries.constFind(key); entry != m_entries.cend()) {
        if (entry->fingerprint != fingerprint)
            return {Begin::Kind::Different};
        if (!entry->response)
            return {Begin::Kind::Running};
        return {Begin::Kind::Repeat, nullptr, *entry->response};
    }
    drop(now, MaxKeys - 1);
    const quint64 number = ++m_lastNumber;
    m_entries.insert(key, {fingerprint, now, number, std::nullopt});
    m_order.emplace_back(key, number);
    return {Begin::Kind::First, std::make_shared<Reservation>(shared_from_this(), key, number)};
}

void IdempotencyStore::keep(const QByteArray &key, quint64 number, const Response &response)
{
    const std::lock_guard lock(m_mutex);
    if (const auto entry = m_entries.find(key); entry != m_entries.end() && entry->number == number)
        entry->response = response;
}

void IdempotencyStore::forget(const QByteArray &key, quint64 number)
{
    const std::lock_guard lock(m_mutex);
    if (const auto entry = m_entries.constFind(key); entry != m_entries.cend() && entry->number == number)
        m_entries.erase(entry);
}

/// Forgets what is too old, and the oldest of more than \a most.
void IdempotencyStore::drop(Clock::time_point now, size_t most)
{
    while (!m_order.empty()) {
        const auto entry = m_entries.constFind(m_order.front().first);
        const bool isThere = entry != m_entries.cend() && entry->number == m_order.front().second;
        if (isThere && now - entry->since < KeepTime && m_entries.size() <= static_cast<qsizetype>(most))
            return;
        if (isThere)
            m_entries.erase(entry);
        m_order.pop_front();
    }
}

} // namespace Landline
