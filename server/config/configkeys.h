// SPDX-FileCopyrightText: 2026 The Landline authors
// SPDX-License-Identifier: LGPL-3.0-or-later

#ifndef LANDLINE_CONFIGKEYS_H
#define LANDLINE_CONFIGKEYS_H

#include <QtCore/qlist.h>
#include <QtCore/qstringlist.h>

namespace Landline {

/// The most workers that a node may have.
inline constexpr int MaxWorkers = 256;

/// The highest cap on connections; more than a machine has ports for is none.
inline constexpr int MaxCap = 10'000'000;

/// The tables of a configuration.
enum class ConfigTable {
    Root,
    Node,
    NodeSettings,
    Server,
    ServerSettings,
    ServerTls,
    TlsHost,
    Route,
    ApiKey,
};

/// One key of a table, with a value as TOML to show in messages.
struct ConfigKey
{
    QLatin1StringView name;
    QLatin1StringView example;
};

/// How the table is written: "[node]", "[[server]]".
QLatin1StringView titleOf(ConfigTable table);

/// The keys that the table may have; sub-tables are not among them, but see keyNamesOf().
QList<ConfigKey> keysOf(ConfigTable table);

/// The names of all keys and sub-tables that the table may have.
QStringList keyNamesOf(ConfigTable table);

/// An example of the line that sets \a key: `port = 9502`.
QString exampleOf(ConfigTable table, QLatin1StringView key);

} // namespace Landline

#endif
