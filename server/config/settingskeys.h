// SPDX-FileCopyrightText: 2026 The Landline authors
// SPDX-License-Identifier: LGPL-3.0-or-later

#ifndef LANDLINE_SETTINGSKEYS_H
#define LANDLINE_SETTINGSKEYS_H

#include "api/settings.h"

#include <QtCore/qstring.h>

#include <span>
#include <type_traits>
#include <utility>
#include <variant>

namespace Landline {

/// One key of `[node.settings]` and `[server.settings]`: the member of Settings that it fills, and
/// what it may be.
struct SettingsKey
{
    using Switch = bool Settings::*;
    using Size = qint64 Settings::*;
    using Count = int Settings::*;
    using Duration = std::chrono::milliseconds Settings::*;

    /// A list of addresses and networks.
    using Networks = QList<IpNetwork> Settings::*;
    /// A list of strings, each of which is checked.
    struct Texts
    {
        QStringList Settings::*member;
        /// What is wrong with one of them, to be read behind "which"; empty if nothing is.
        QString (*complaint)(const QString &text);
        int fewest; ///< there must be so many
    };
    /// An enumeration, written as a word.
    struct Choice
    {
        std::span<const QLatin1StringView> words; ///< in the order of the enumerators, which begin with 0
        int (*value)(const Settings &settings);
        void (*assign)(Settings *settings, int value);
    };
    /// The Choice of \a Member, one of Settings: `SettingsKey::choice<&Settings::slowConsumer>(words)`.
    template<auto Member>
    static constexpr Choice choice(std::span<const QLatin1StringView> words)
    {
        using Enum = std::remove_cvref_t<decltype(std::declval<Settings>().*Member)>;
        return {words, [](const Settings &settings) { return static_cast<int>(settings.*Member); },
                [](Settings *settings, int value) { settings->*Member = static_cast<Enum>(value); }};
    }

    QLatin1StringView name;
    QLatin1StringView example; ///< a value as TOML
    std::variant<Switch, Size, Count, Duration, Networks, Texts, Choice> member;
    qint64 maximum = 0; ///< bytes, milliseconds or a number
    qint64 minimum = 1; ///< 0 where that switches something off
};

/// All of them, in the order of the manual.
std::span<const SettingsKey> settingsKeys();

/// The one named \a name, which must be one.
const SettingsKey &settingsKey(QLatin1StringView name);

/// The value of \a key in \a settings as TOML: `true`, `"2 MiB"`, `"10 s"`.
QString toToml(const Settings &settings, const SettingsKey &key);

} // namespace Landline

#endif
