// SPDX-FileCopyrightText: 2026 The Landline authors
// SPDX-License-Identifier: LGPL-3.0-or-later

#include "tls/ticketkeys.h"

#include <openssl/crypto.h>
#include <openssl/rand.h>

#include <algorithm>
#include <cstring>
#include <iterator>

namespace Landline {

namespace {

template<typename Bytes>
bool fill(Bytes &bytes)
{
    return RAND_priv_bytes(bytes.data(), int(bytes.size())) == 1;
}

/// Wipes the keys with the snapshot.
void destroy(TicketKeys::Snapshot *snapshot)
{
    for (TicketKeys::Key &key : snapshot->keys)
        OPENSSL_cleanse(&key, sizeof key);
    delete snapshot;
}

} // namespace

const TicketKeys::Key *TicketKeys::Snapshot::find(const unsigned char *name) const
{
    const auto key = std::ranges::find_if(keys, [name](const Key &one) {
        return std::memcmp(one.name.data(), name, one.name.size()) == 0;
    });
    return key == keys.end() ? nullptr : &*key;
}

std::shared_ptr<const TicketKeys::Snapshot> TicketKeys::at(Clock::time_point now)
{
    const std::lock_guard lock(m_mutex);
    if (m_snapshot && now - m_snapshot->keys.front().madeAt < Lifetime)
        return m_snapshot;
    Key key;
    if (!fill(key.name) || !fill(key.cipherKey) || !fill(key.macKey))
        return m_snapshot;
    key.madeAt = now;
    const std::shared_ptr<Snapshot> next(new Snapshot, destroy);
    next->keys.reserve(1 + (m_snapshot ? m_snapshot->keys.size() : 0)); // no copies that are not wiped
    next->keys.push_back(key);
    OPENSSL_cleanse(&key, sizeof key);
    if (m_snapshot) {
        std::ranges::copy_if(m_snapshot->keys, std::back_inserter(next->keys), [now](const Key &former) {
            return now - former.madeAt < Lifetime + SessionLifetime;
        });
    }
    m_snapshot = next;
    return m_snapshot;
}

} // namespace Landline
