// SPDX-FileCopyrightText: 2026 The Landline authors
// SPDX-License-Identifier: LGPL-3.0-or-later

#ifndef LANDLINE_RATELIMIT_H
#define LANDLINE_RATELIMIT_H

#include <Landline/landline_export.h>
#include "api/settings.h"

#include <memory>

namespace Landline {

/// How much one client may send: a token bucket for its messages, one for the bytes of their payloads. Either holds what
/// is good for one second, and is full at the beginning. The times are those of LoopClock::uptime().
///
/// A message is taken even if it is too much, and what it is too much by is a debt: a message larger than a second's bytes
/// is possible, only slow. Who is told to wait() and always has more when that is over uses up our patience; a pause of
/// its own, or a bucket that fills up by a quarter, makes it good again.
class LANDLINE_PRIVATE_EXPORT RateLimit
{
public:
    enum class Verdict {
        Within,
        Over, ///< read no more for wait()
        Relentless, ///< it has been over too long: end it
    };

    /// Nullptr if \a settings have no limit.
    static std::unique_ptr<RateLimit> of(const Settings &settings, qint64 now);

    /// A message of \a bytes has come.
    Verdict take(qint64 bytes, qint64 now);
    /// How long it takes until nothing is owed any more; 0 is now.
    std::chrono::milliseconds wait(qint64 now);
    /// The wait is over, and reading has begun again.
    void resumed(qint64 now) { m_resumedAt = now; }

private:
    struct Bucket
    {
        qint64 perSecond = 0; ///< 0 is no limit
        qint64 level = 0; ///< in thousandths

        void fill(qint64 milliseconds);
        void take(qint64 count) { level -= perSecond > 0 ? count * 1000 : 0; }
        bool isOwing() const { return level < 0; }
        bool isFilledBy(qint64 least) const;
        qint64 wait() const;
    };

    explicit RateLimit(const Settings &settings, qint64 now);
    void fill(qint64 now);
    bool hasEased(qint64 now) const;

    Bucket m_messages;
    Bucket m_bytes;
    qint64 m_patience;
    qint64 m_filledAt;
    qint64 m_overSince = 0; ///< 0 is not over
    qint64 m_resumedAt = 0;
};

} // namespace Landline

#endif
