// SPDX-FileCopyrightText: 2026 The Landline authors
// SPDX-License-Identifier: GPL-3.0-or-later

#ifndef LANDLINE_SETTINGSKEYS_H
#define LANDLINE_SETTINGSKEYS_H

#include "api/settings.h"

#include <QtCore/qstring.h>

#include <span>
#include <variant>

namespace Landline {

/// One key of `[node.settings]` and `[server.settings]`: the member of Settings that it fills, and
/// what it may be.
struct SettingsKey
{
    using Switch = bool Settings::*;
    using Size = qint64 Settings::*;
    using Duration = std::chrono::milliseconds Settings::*;
    using Origins = QStringList Settings::*;

    QLatin1StringView name;
    QLatin1StringView example; ///< a value as TOML
    std::variant<Switch, Size, Duration, Origins> member;
    qint64 maximum = 0; ///< bytes or milliseconds; the minimum is always 1
};

/// All of them, in the order of the manual.
std::span<const SettingsKey> settingsKeys();

/// The value of \a key in \a settings as TOML: `true`, `"2 MiB"`, `"10 s"`.
QString toToml(const Settings &settings, const SettingsKey &key);

} // namespace Landline

#endif
