// SPDX-FileCopyrightText: 2026 The Landline authors
// SPDX-License-Identifier: LGPL-3.0-or-later

#ifndef LANDLINE_HEARTBEAT_H
#define LANDLINE_HEARTBEAT_H

#include <Landline/landline_export.h>
#include "api/settings.h"

#include <QtCore/qbytearray.h>

#include <optional>

namespace Landline {

/// Whether a peer lives: when it was last heard, and how long a ping takes. 16 bytes and no timer; the times are those of
/// LoopClock::uptime().
///
/// Whatever comes is a sign of life, and noting it is all that traffic costs. One ping is sent in a silence: TCP brings it
/// there, or nothing will.
class LANDLINE_PRIVATE_EXPORT Heartbeat
{
public:
    enum class Verdict {
        Alive,
        Silent, ///< send a ping()
        Dead,
    };

    explicit Heartbeat(qint64 now) { heard(now); }

    /// What the peer's end is told of: "no sign of life for 60 s".
    static QString reasonOfDeath(const Settings &settings);

    /// Bytes have come.
    void heard(qint64 now)
    {
        m_heardAt = static_cast<quint32>(now);
        m_pinged = false;
    }
    Verdict look(const Settings &settings, qint64 now) const;
    /// When to look() again; nothing is never. Whatever comes in the meantime, that is not too late.
    std::optional<std::chrono::milliseconds> timeLeft(const Settings &settings, qint64 now) const;

    /// The payload of a ping that is sent now.
    QByteArray ping();
    /// A pong has come. What is not the answer to the last ping() is nothing (RFC 6455 section 5.5.3).
    void pong(QByteArrayView payload);
    /// Of the last ping that was answered; negative while none was.
    std::chrono::microseconds roundTrip() const;

private:
    std::chrono::milliseconds silence(qint64 now) const;

    // All of them wrap, the first after 49 days, the others after 71 minutes.
    quint32 m_heardAt = 0; ///< ms
    quint32 m_pingedAt = 0; ///< us of the steady clock; the payload too
    quint32 m_roundTrip = 0; ///< us
    bool m_pinged = false; ///< since it was last heard
    bool m_awaitsPong = false;
    bool m_hasRoundTrip = false;
};

} // namespace Landline

#endif
