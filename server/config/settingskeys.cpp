// SPDX-FileCopyrightText: 2026 The Landline authors
// SPDX-License-Identifier: LGPL-3.0-or-later

#include "config/settingskeys.h"

#include "api/allowedhosts_p.h"
#include "api/originname_p.h"
#include "config/configkeys.h"
#include "shared/quantity.h"
#include "shared/quoting.h"

#include <algorithm>
#include <array>

using namespace Qt::StringLiterals;
using namespace std::chrono_literals;

namespace Landline {

namespace {

constexpr qint64 OneGiB = 1024 * 1024 * 1024;

constexpr qint64 in(std::chrono::milliseconds duration)
{
    return duration.count();
}

constexpr std::array SlowConsumers{"reject"_L1, "drop_oldest"_L1, "close"_L1};

constexpr std::array Keys{
        SettingsKey{"open_websocket_protocol"_L1, "false"_L1, &Settings::openWebSocketProtocol},
        SettingsKey{"allowed_origins"_L1, "[\"same-host\", \"https://app.example.com\"]"_L1,
                    SettingsKey::Texts{&Settings::allowedOrigins, complaintAboutOrigin, 0}},
        SettingsKey{"trusted_proxies"_L1, "[\"127.0.0.1\", \"10.0.0.0/8\"]"_L1, &Settings::trustedProxies},
        SettingsKey{"allowed_hosts"_L1, "[\"example.com\", \"*.example.com\"]"_L1,
                    SettingsKey::Texts{&Settings::allowedHosts, complaintAboutHost, 1}},
        SettingsKey{"max_message_size"_L1, "\"2 MiB\""_L1, &Settings::maxMessageSize, OneGiB},
        SettingsKey{"max_fragments"_L1, "16384"_L1, &Settings::maxFragments, 1'000'000'000},
        SettingsKey{"max_body_size"_L1, "\"2 MiB\""_L1, &Settings::maxBodySize, OneGiB},
        SettingsKey{"send_queue_limit"_L1, "\"1 MiB\""_L1, &Settings::sendQueueLimit, OneGiB},
        SettingsKey{"slow_consumer"_L1, "\"drop_oldest\""_L1, SettingsKey::choice<&Settings::slowConsumer>(SlowConsumers)},
        SettingsKey{"send_timeout"_L1, "\"30 s\""_L1, &Settings::sendTimeout, in(24h), 0},
        SettingsKey{"heartbeat_idle"_L1, "\"25 s\""_L1, &Settings::heartbeatIdle, in(24h), 0},
        SettingsKey{"heartbeat_timeout"_L1, "\"60 s\""_L1, &Settings::heartbeatTimeout, in(24h), 0},
        SettingsKey{"max_messages_per_second"_L1, "100"_L1, &Settings::maxMessagesPerSecond, 1'000'000, 0},
        SettingsKey{"max_bytes_per_second"_L1, "\"1 MiB\""_L1, &Settings::maxBytesPerSecond, OneGiB, 0},
        SettingsKey{"rate_patience"_L1, "\"5 s\""_L1, &Settings::ratePatience, in(1h), 0},
        SettingsKey{"head_timeout"_L1, "\"10 s\""_L1, &Settings::headTimeout, in(1h)},
        SettingsKey{"body_timeout"_L1, "\"30 s\""_L1, &Settings::bodyTimeout, in(24h)},
        SettingsKey{"keep_alive_timeout"_L1, "\"75 s\""_L1, &Settings::keepAliveTimeout, in(24h)},
        SettingsKey{"close_wait"_L1, "\"2 s\""_L1, &Settings::closeWait, in(1min)},
        // Caps.
        SettingsKey{"max_connections"_L1, "10000"_L1, &Settings::maxConnections, MaxCap, 0},
        SettingsKey{"max_connections_per_address"_L1, "20"_L1, &Settings::maxConnectionsPerAddress, MaxCap, 0},
        SettingsKey{"max_handshakes_per_second"_L1, "10"_L1, &Settings::maxHandshakesPerSecond, 1'000'000, 0},
        SettingsKey{"compression"_L1, "true"_L1, &Settings::compression},
        SettingsKey{"compression_min_size"_L1, "\"1 KiB\""_L1, &Settings::compressionMinSize, OneGiB, 0},
        SettingsKey{"compression_level"_L1, "6"_L1, &Settings::compressionLevel, 9},
        SettingsKey{"compression_context_takeover"_L1, "true"_L1, &Settings::compressionContextTakeover},
        SettingsKey{"compression_window_bits"_L1, "12"_L1, &Settings::compressionWindowBits, 15, 9},
};

QStringList textsOf(const QList<IpNetwork> &networks)
{
    QStringList texts;
    for (const IpNetwork &network : networks)
        texts.append(network.toString());
    return texts;
}

} // namespace

std::span<const SettingsKey> settingsKeys()
{
    return Keys;
}

const SettingsKey &settingsKey(QLatin1StringView name)
{
    const auto found = std::find_if(Keys.begin(), Keys.end(), [name](const SettingsKey &key) { return key.name == name; });
    Q_ASSERT(found != Keys.end());
    return *found;
}

QString toToml(const Settings &settings, const SettingsKey &key)
{
    if (const auto *member = std::get_if<SettingsKey::Switch>(&key.member))
        return settings.**member ? u"true"_s : u"false"_s;
    if (const auto *member = std::get_if<SettingsKey::Size>(&key.member))
        return "\"%1\""_L1.arg(formatSize(settings.**member));
    if (const auto *networks = std::get_if<SettingsKey::Networks>(&key.member))
        return quotedList(textsOf(settings.**networks));
    if (const auto *texts = std::get_if<SettingsKey::Texts>(&key.member))
        return quotedList(settings.*texts->member);
    if (const auto *member = std::get_if<SettingsKey::Count>(&key.member))
        return QString::number(settings.**member);
    if (const auto *choice = std::get_if<SettingsKey::Choice>(&key.member))
        return "\"%1\""_L1.arg(choice->words[static_cast<size_t>(choice->value(settings))]);
    const auto duration = settings.*std::get<SettingsKey::Duration>(key.member);
    return "\"%1\""_L1.arg(formatDuration(duration));
}

} // namespace Landline
