// SPDX-FileCopyrightText: 2026 The Landline authors
// SPDX-License-Identifier: LGPL-3.0-or-later

#ifndef LANDLINE_TICKETKEYS_H
#define LANDLINE_TICKETKEYS_H

#include <array>
#include <chrono>
#include <memory>
#include <mutex>
#include <vector>

namespace Landline {

/// The keys of the session tickets that a node issues (RFC 5077, RFC 8446 section 4.6.1): random, never written anywhere, and
/// replaced by new ones every hour, so that a key which gets known gives away little.
///
/// All workers and all servers of a node share one, whichever certificates are loaded: a session is resumed wherever its
/// client comes back to. What it may be resumed for is decided by the session, not by its key; see TlsContext. Any thread.
class TicketKeys
{
public:
    using Clock = std::chrono::steady_clock;

    /// For so long a key encrypts tickets.
    static constexpr std::chrono::seconds Lifetime = std::chrono::hours(1);
    /// So old a session may be when it is resumed.
    static constexpr std::chrono::seconds SessionLifetime = std::chrono::hours(2);

    struct Key
    {
        std::array<unsigned char, 16> name;
        std::array<unsigned char, 32> cipherKey; ///< AES-256-CBC
        std::array<unsigned char, 32> macKey; ///< HMAC-SHA256
        Clock::time_point madeAt;
    };
    /// Never changed.
    struct Snapshot
    {
        std::vector<Key> keys; ///< at least one; the first encrypts, all decrypt

        /// The key with this \a name of 16 bytes, or nullptr.
        const Key *find(const unsigned char *name) const;
        bool isCurrent(const Key *key) const { return key == keys.data(); }
    };

    /// Those of the time \a now, which does not go back. nullptr if the system has no random numbers.
    std::shared_ptr<const Snapshot> at(Clock::time_point now = Clock::now());

private:
    std::mutex m_mutex;
    std::shared_ptr<const Snapshot> m_snapshot;
};

} // namespace Landline

#endif
