// SPDX-FileCopyrightText: 2026 The Landline authors
// SPDX-License-Identifier: LGPL-3.0-or-later

#include "http/admission.h"

#include <algorithm>

namespace Landline {

namespace {
constexpr std::chrono::seconds fillTime(1); // of an empty bucket, whatever the rate
} // namespace

Admission::Admission(const NodeConfig &config) : m_limited(config.maxConnections > 0), m_limit(config.maxConnections)
{
    for (const ServerConfig &server : config.servers) {
        const Settings &settings = server.settings;
        const Limits limits{settings.maxConnections, settings.maxConnectionsPerAddress, settings.maxHandshakesPerSecond};
        m_servers.push_back({limits});
        m_limited = m_limited || limits.connections > 0 || limits.byAddress();
    }
}

Admission::~Admission() = default;

void Admission::Place::leave(Clock::time_point now)
{
    Admission *admission = std::exchange(m_admission, nullptr);
    if (!admission)
        return;
    const std::lock_guard lock(admission->m_mutex);
    admission->giveBack(m_server, m_network, now);
}

Admission::Verdict Admission::enter(size_t server, const PeerAddress &peer, Clock::time_point now)
{
    if (!m_limited)
        return {};
    const PeerAddress network = peer.network();
    const std::lock_guard lock(m_mutex);
    forget(now);
    if (const std::optional<RefusalReason> refusal = take(server, network, now))
        return {nullptr, refusal};
    return {std::shared_ptr<Place>(new Place(this, server, network)), {}};
}

std::optional<RefusalReason> Admission::take(size_t number, const PeerAddress &network, Clock::time_point now)
{
    Server &server = m_servers.at(number);
    const Limits &limits = server.limits;
    Guest *guest = nullptr;
    if (limits.byAddress()) {
        const Key key{number, network};
        guest = &m_guests.try_emplace(key, Guest{0, double(limits.handshakesPerSecond), now}).first->second;
        forgetLater(key, *guest, now); // should it be refused; if not, it is found to be in use
        if (limits.handshakesPerSecond > 0 && !takeToken(*guest, limits.handshakesPerSecond, now))
            return RefusalReason::HandshakeRate;
    }
    if (m_limit > 0 && m_taken >= m_limit)
        return RefusalReason::NodeFull;
    if (limits.connections > 0 && server.taken >= limits.connections)
        return RefusalReason::ServerFull;
    if (limits.connectionsPerAddress > 0 && guest->taken >= limits.connectionsPerAddress)
        return RefusalReason::AddressFull;
    ++m_taken;
    ++server.taken;
    if (guest)
        ++guest->taken;
    return std::nullopt;
}

bool Admission::takeToken(Guest &guest, int perSecond, Clock::time_point now)
{
    fill(guest, perSecond, now);
    if (guest.tokens < 1)
        return false;
    guest.tokens -= 1;
    return true;
}

void Admission::fill(Guest &guest, int perSecond, Clock::time_point now)
{
    const std::chrono::duration<double> time = now - guest.filledAt;
    guest.tokens = std::min(double(perSecond), guest.tokens + std::max(0.0, time.count()) * perSecond);
    guest.filledAt = now;
}

void Admission::giveBack(size_t number, const PeerAddress &network, Clock::time_point now)
{
    Server &server = m_servers.at(number);
    --m_taken;
    --server.taken;
    const Key key{number, network};
    const auto guest = m_guests.find(key);
    if (guest != m_guests.end() && --guest->second.taken == 0)
        forgetLater(key, guest->second, now);
}

void Admission::forgetLater(const Key &key, Guest &guest, Clock::time_point now)
{
    if (!std::exchange(guest.toForget, true))
        m_toForget.emplace_back(now + fillTime, key);
}

/// Forgets those who have no connection and whose bucket is full: they are like any other.
void Admission::forget(Clock::time_point now)
{
    while (!m_toForget.empty() && m_toForget.front().first <= now) {
        const Key key = m_toForget.front().second;
        m_toForget.pop_front();
        const auto found = m_guests.find(key);
        Guest &guest = found->second;
        guest.toForget = false;
        if (guest.taken > 0)
            continue; // giveBack() comes here again
        const int perSecond = m_servers[key.server].limits.handshakesPerSecond;
        fill(guest, perSecond, now);
        if (guest.tokens >= perSecond)
            m_guests.erase(found);
        else
            forgetLater(key, guest, now);
    }
}

int Admission::taken() const
{
    const std::lock_guard lock(m_mutex);
    return m_taken;
}

size_t Admission::knownAddresses() const
{
    const std::lock_guard lock(m_mutex);
    return m_guests.size();
}

} // namespace Landline
