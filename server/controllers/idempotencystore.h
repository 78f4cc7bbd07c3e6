// SPDX-FileCopyrightText: 2026 The Landline authors
// SPDX-License-Identifier: LGPL-3.0-or-later

#ifndef LANDLINE_IDEMPOTENCYSTORE_H
#define LANDLINE_IDEMPOTENCYSTORE_H

#include "api/response.h"

#include <chrono>
#include <deque>
#include <memory>
#include <mutex>

namespace Landline {

/// The answers to requests with an Idempotency-Key, so that a repeat gets the first answer and does nothing. Any thread.
class IdempotencyStore : public std::enable_shared_from_this<IdempotencyStore>
{
public:
    using Clock = std::chrono::steady_clock;

    /// How long an answer is kept, and of how many keys.
    static constexpr std::chrono::minutes KeepTime = std::chrono::minutes(10);
    static constexpr size_t MaxKeys = 10'000;

    /// The right to answer a key for the first time. Without finish() the key is forgotten when the last copy is destroyed.
    class Reservation
    {
    public:
        Reservation(const std::shared_ptr<IdempotencyStore> &store, const QByteArray &key, quint64 number);
        ~Reservation();
        Q_DISABLE_COPY_MOVE(Reservation)

        /// Keeps \a response if its status is one that a repeat is to get: 2xx, 404, 410 and 429.
        void finish(const Response &response);

    private:
        std::shared_ptr<IdempotencyStore> m_store;
        QByteArray m_key;
        quint64 m_number;
        bool m_finished = false;
    };

    struct Begin
    {
        enum class Kind {
            First, ///< do it, and finish() the reservation
            Repeat, ///< the answer is in response
            Running, ///< the first is not answered yet
            Different, ///< the key was used for another request
        };

        Kind kind = Kind::First;
        std::shared_ptr<Reservation> reservation = {};
        Response response = {};
    };

    /// What to do with a request whose content is \a fingerprint. \a key includes everything that keys are separate for.
    Begin begin(const QByteArray &key, const QByteArray &fingerprint, Clock::time_point now = Clock::now());

private:
    struct Entry
    {
        QByteArray fingerprint;
        Clock::time_point since;
        quint64 number = 0;
        std::optional<Response> response;
    };

    void keep(const QByteArray &key, quint64 number, const Response &response);
    void forget(const QByteArray &key, quint64 number);
    void drop(Clock::time_point now, size_t most);

    std::mutex m_mutex; ///< guards what follows
    QHash<QByteArray, Entry> m_entries;
    std::deque<std::pair<QByteArray, quint64>> m_order; ///< oldest first; entries that are gone are skipped
    quint64 m_lastNumber = 0;
};

} // namespace Landline

#endif
