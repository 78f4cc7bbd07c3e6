// SPDX-FileCopyrightText: 2026 The Landline authors
// SPDX-License-Identifier: LGPL-3.0-or-later

#include "websocket/heartbeat.h"

#include <QtCore/qendian.h>

namespace Landline {

namespace {

using namespace std::chrono;

quint32 preciseNow()
{
    return static_cast<quint32>(duration_cast<microseconds>(steady_clock::now().time_since_epoch()).count());
}

} // namespace

QString Heartbeat::reasonOfDeath(const Settings &settings)
{
    return QStringLiteral("no sign of life for %1 s").arg(duration<double>(settings.heartbeatTimeout).count());
}

milliseconds Heartbeat::silence(qint64 now) const
{
    return milliseconds(static_cast<quint32>(now) - m_heardAt);
}

Heartbeat::Verdict Heartbeat::look(const Settings &settings, qint64 now) const
{
    const milliseconds silent = silence(now);
    if (settings.heartbeatTimeout.count() > 0 && silent >= settings.heartbeatTimeout)
        return Verdict::Dead;
    if (settings.heartbeatIdle.count() > 0 && !m_pinged && silent >= settings.heartbeatIdle)
        return Verdict::Silent;
    return Verdict::Alive;
}

std::optional<milliseconds> Heartbeat::timeLeft(const Settings &settings, qint64 now) const
{
    const milliseconds silent = silence(now);
    std::optional<milliseconds> left;
    if (settings.heartbeatTimeout.count() > 0)
        left = qMax(settings.heartbeatTimeout - silent, milliseconds(0));
    if (settings.heartbeatIdle.count() > 0) {
        // The answer to a ping begins another silence, and nobody looks when it comes.
        const milliseconds idle = m_pinged ? settings.heartbeatIdle : qMax(settings.heartbeatIdle - silent, milliseconds(0));
        left = left ? qMin(*left, idle) : idle;
    }
    return left;
}

QByteArray Heartbeat::ping()
{
    m_pingedAt = preciseNow();
    m_pinged = true;
    m_awaitsPong = true;
    QByteArray payload(sizeof m_pingedAt, Qt::Uninitialized);
    qToBigEndian(m_pingedAt, payload.data());
    return payload;
}

void Heartbeat::pong(QByteArrayView payload)
{
    const bool isOurs = m_awaitsPong && payload.size() == sizeof m_pingedAt
            && qFromBigEndian<quint32>(payload.data()) == m_pingedAt;
    if (!isOurs)
        return;
    m_awaitsPong = false;
    m_hasRoundTrip = true;
    m_roundTrip = preciseNow() - m_pingedAt;
}

microseconds Heartbeat::roundTrip() const
{
    return microseconds(m_hasRoundTrip ? qint64(m_roundTrip) : -1);
}

} // namespace Landline
