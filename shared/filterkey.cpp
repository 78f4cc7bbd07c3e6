// SPDX-FileCopyrightText: 2026 The Landline authors
// SPDX-License-Identifier: LGPL-3.0-or-later

#include "shared/filterkey.h"

#include "shared/nearestname.h"

#include <algorithm>
#include <array>
#include <utility>

using namespace Qt::StringLiterals;

namespace Landline {

namespace {

struct Entry
{
    QLatin1StringView name;
    FilterValue value;
    QLatin1StringView example;
};

// In the order of FilterKey.
constexpr std::array Entries{
        Entry{"fd"_L1, FilterValue::Count, "fd:17"_L1},
        Entry{"id"_L1, FilterValue::Text, "id:main-1764380000123-17"_L1},
        Entry{"node"_L1, FilterValue::Text, "node:main"_L1},
        Entry{"server"_L1, FilterValue::Text, "server:ws"_L1},
        Entry{"route"_L1, FilterValue::Text, "route:/chat/{room}"_L1},
        Entry{"path"_L1, FilterValue::Text, "path:/chat/*"_L1},
        Entry{"label"_L1, FilterValue::Text, "label:ann"_L1},
        Entry{"user"_L1, FilterValue::Text, "user:ann"_L1},
        Entry{"group"_L1, FilterValue::Text, "group:blue"_L1},
        Entry{"ip"_L1, FilterValue::Address, "ip:192.0.2.0/24"_L1},
        Entry{"port"_L1, FilterValue::Count, "port:44682"_L1},
        Entry{"worker"_L1, FilterValue::Count, "worker:0"_L1},
        Entry{"agent"_L1, FilterValue::Text, "agent:*firefox*"_L1},
        Entry{"subprotocol"_L1, FilterValue::Text, "subprotocol:mqtt"_L1},
        Entry{"tls"_L1, FilterValue::Flag, "tls"_L1},
        Entry{"compressed"_L1, FilterValue::Flag, "compressed"_L1},
        Entry{"queued"_L1, FilterValue::Size, "queued>64KiB"_L1},
        Entry{"idle"_L1, FilterValue::Seconds, "idle>30s"_L1},
        Entry{"age"_L1, FilterValue::Seconds, "age>1h"_L1},
        Entry{"in"_L1, FilterValue::Count, "in>1000"_L1},
        Entry{"out"_L1, FilterValue::Count, "out>1000"_L1},
        Entry{"bytes_in"_L1, FilterValue::Size, "bytes_in>1MiB"_L1},
        Entry{"bytes_out"_L1, FilterValue::Size, "bytes_out>1MiB"_L1},
        Entry{"rtt"_L1, FilterValue::Milliseconds, "rtt>250ms"_L1},
        Entry{"ctx"_L1, FilterValue::Any, "ctx.role:admin"_L1},
};
static_assert(Entries.size() == std::size_t(FilterKey::Context) + 1);

// What the same thing is called elsewhere.
constexpr std::array Others{
        std::pair{"peer"_L1, FilterKey::Ip},
        std::pair{"address"_L1, FilterKey::Ip},
        std::pair{"messages_in"_L1, FilterKey::In},
        std::pair{"messages_out"_L1, FilterKey::Out},
        std::pair{"queued_bytes"_L1, FilterKey::Queued},
        std::pair{"user_agent"_L1, FilterKey::Agent},
        std::pair{"round_trip_us"_L1, FilterKey::RoundTrip},
        std::pair{"idle_ms"_L1, FilterKey::Idle},
        std::pair{"age_ms"_L1, FilterKey::Age},
        std::pair{"connected_at"_L1, FilterKey::Age},
        std::pair{"protocol"_L1, FilterKey::Subprotocol},
};

const Entry &entryOf(FilterKey key)
{
    return Entries.at(std::size_t(key));
}

} // namespace

QLatin1StringView filterKeyName(FilterKey key)
{
    return entryOf(key).name;
}

FilterValue filterValueOf(FilterKey key)
{
    return entryOf(key).value;
}

QLatin1StringView filterExample(FilterKey key)
{
    return entryOf(key).example;
}

QStringList filterKeyNames()
{
    QStringList names;
    for (const Entry &entry : Entries)
        names.append(entry.name);
    names.last() += ".NAME"_L1;
    return names;
}

std::optional<FilterKey> filterKeyByName(QStringView name)
{
    for (std::size_t i = 0; i < std::size_t(FilterKey::Context); ++i) {
        if (name.compare(Entries.at(i).name, Qt::CaseInsensitive) == 0)
            return FilterKey(i);
    }
    return std::nullopt;
}

QString nearestFilterKey(const QString &name)
{
    const auto other = std::find_if(Others.begin(), Others.end(), [&name](const auto &entry) {
        return name.compare(entry.first, Qt::CaseInsensitive) == 0;
    });
    if (other != Others.end())
        return filterKeyName(other->second);
    if (name.compare("ctx"_L1, Qt::CaseInsensitive) == 0)
        return filterKeyNames().constLast();
    return nearestName(name, filterKeyNames());
}

} // namespace Landline
