// SPDX-FileCopyrightText: 2026 The Landline authors
// SPDX-License-Identifier: LGPL-3.0-or-later

#include "websocket/ratelimit.h"

namespace Landline {

namespace {

constexpr qint64 ownPause = 50; // ms; what comes sooner was there already when we read again
constexpr qint64 fewMessages = 2; // of a small limit, a quarter is less than one message

} // namespace

std::unique_ptr<RateLimit> RateLimit::of(const Settings &settings, qint64 now)
{
    if (settings.maxMessagesPerSecond <= 0 && settings.maxBytesPerSecond <= 0)
        return nullptr;
    return std::unique_ptr<RateLimit>(new RateLimit(settings, now));
}

RateLimit::RateLimit(const Settings &settings, qint64 now)
    : m_messages{settings.maxMessagesPerSecond, settings.maxMessagesPerSecond * qint64(1000)}
    , m_bytes{settings.maxBytesPerSecond, settings.maxBytesPerSecond * 1000}
    , m_patience(settings.ratePatience.count())
    , m_filledAt(now)
{
}

RateLimit::Verdict RateLimit::take(qint64 bytes, qint64 now)
{
    fill(now);
    if (m_overSince != 0 && hasEased(now))
        m_overSince = 0;
    m_messages.take(1);
    m_bytes.take(bytes);
    if (!m_messages.isOwing() && !m_bytes.isOwing())
        return Verdict::Within;
    if (m_overSince == 0)
        m_overSince = now;
    return now - m_overSince < m_patience ? Verdict::Over : Verdict::Relentless;
}

std::chrono::milliseconds RateLimit::wait(qint64 now)
{
    fill(now);
    return std::chrono::milliseconds(qMax(m_messages.wait(), m_bytes.wait()));
}

void RateLimit::fill(qint64 now)
{
    m_messages.fill(now - m_filledAt);
    m_bytes.fill(now - m_filledAt);
    m_filledAt = now;
}

bool RateLimit::hasEased(qint64 now) const
{
    const bool paused = m_resumedAt > m_overSince && now - m_resumedAt > ownPause;
    return paused || (m_messages.isFilledBy(fewMessages) && m_bytes.isFilledBy(0));
}

void RateLimit::Bucket::fill(qint64 milliseconds)
{
    // What is not filled after an hour never will be, and the product must not overflow.
    level = qMin(level + perSecond * qMin<qint64>(milliseconds, 3'600'000), perSecond * 1000);
}

bool RateLimit::Bucket::isFilledBy(qint64 least) const
{
    return perSecond == 0 || level >= qMax(perSecond * 1000 / 4, least * 1000);
}

qint64 RateLimit::Bucket::wait() const
{
    return isOwing() ? (-level + perSecond - 1) / perSecond : 0;
}

} // namespace Landline
