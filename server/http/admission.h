// SPDX-FileCopyrightText: 2026 The Landline authors
// SPDX-License-Identifier: LGPL-3.0-or-later

#ifndef LANDLINE_ADMISSION_H
#define LANDLINE_ADMISSION_H

#include "api/nodeconfig.h"
#include "shared/peeraddress.h"

#include <chrono>
#include <deque>
#include <memory>
#include <mutex>
#include <optional>
#include <unordered_map>
#include <vector>

namespace Landline {

/// How many WebSocket connections a node lets in: in all, by server, and by the address of the client, where those of one
/// IPv6 network (/64) count as one; and how many handshakes a second an address may try.
///
/// One for all workers, callable in each; nothing is locked where nothing is limited. A handshake takes a place before
/// anybody else looks at it, so that two at the same time cannot both have the last one, and the connection that comes of
/// it has the place until it ends.
///
/// What is kept of an address is kept while it has connections, and as long as its handshakes of late count, which is a
/// second: the memory is bounded by the connections and the rate at which a machine can take handshakes.
class Admission
{
public:
    using Clock = std::chrono::steady_clock;

    /// By the limits of \a config and its servers, which go by their place in the list.
    explicit Admission(const NodeConfig &config);
    ~Admission();
    Q_DISABLE_COPY_MOVE(Admission)

    /// Whether there is any limit.
    bool isLimited() const { return m_limited; }

    /// What a handshake has, and the connection that comes of it; given back when it is destroyed. Dies before the
    /// Admission.
    class Place
    {
    public:
        ~Place() { leave(); }
        Q_DISABLE_COPY_MOVE(Place)

        /// Gives it back now.
        void leave(Clock::time_point now = Clock::now());

    private:
        friend class Admission;
        Place(Admission *admission, size_t server, const PeerAddress &network)
            : m_admission(admission), m_server(server), m_network(network)
        {
        }

        Admission *m_admission;
        size_t m_server;
        PeerAddress m_network;
    };

    struct Verdict
    {
        std::shared_ptr<Place> place; ///< nullptr where nothing is limited, or it is refused
        std::optional<RefusalReason> refusal;
    };

    /// A handshake of \a peer wants to be let in by the server numbered \a server.
    Verdict enter(size_t server, const PeerAddress &peer, Clock::time_point now = Clock::now());

    /// Places taken.
    int taken() const;
    /// Addresses that something is kept of.
    size_t knownAddresses() const;

private:
    struct Limits
    {
        int connections = 0;
        int connectionsPerAddress = 0;
        int handshakesPerSecond = 0;

        bool byAddress() const { return connectionsPerAddress > 0 || handshakesPerSecond > 0; }
    };
    struct Server
    {
        Limits limits;
        int taken = 0;
    };
    struct Key
    {
        size_t server;
        PeerAddress network;

        friend bool operator==(const Key &, const Key &) = default;
    };
    struct KeyHash
    {
        size_t operator()(const Key &key) const noexcept { return qHash(key.network, key.server); }
    };
    /// What is known of an address at a server.
    struct Guest
    {
        int taken = 0;
        double tokens = 0; ///< handshakes that it may try at once
        Clock::time_point filledAt; ///< when there were so many
        bool toForget = false; ///< in m_toForget
    };
    using Guests = std::unordered_map<Key, Guest, KeyHash>;

    std::optional<RefusalReason> take(size_t number, const PeerAddress &network, Clock::time_point now);
    static bool takeToken(Guest &guest, int perSecond, Clock::time_point now);
    static void fill(Guest &guest, int perSecond, Clock::time_point now);
    void giveBack(size_t number, const PeerAddress &network, Clock::time_point now);
    void forgetLater(const Key &key, Guest &guest, Clock::time_point now);
    void forget(Clock::time_point now);

    mutable std::mutex m_mutex; ///< guards all below but m_limited
    bool m_limited = false;
    int m_limit;
    int m_taken = 0;
    std::vector<Server> m_servers;
    Guests m_guests;
    std::deque<std::pair<Clock::time_point, Key>> m_toForget; ///< those without a connection, and when to look at them
};

} // namespace Landline

#endif
