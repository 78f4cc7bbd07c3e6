// SPDX-FileCopyrightText: 2026 The Landline authors
// SPDX-License-Identifier: LGPL-3.0-or-later

#include "config/settingsreader.h"

#include "config/settingskeys.h"
#include "config/tablereader.h"
#include "shared/quantity.h"
#include "shared/quoting.h"

#include <QtCore/qvariant.h>

#include <algorithm>

using namespace Qt::StringLiterals;

namespace Landline {

namespace {

void checkRange(TableReader &reader, const SettingsKey &key, qint64 count, const QString &shortest,
                const QString &longest, auto assign)
{
    if (count < key.minimum || count > key.maximum)
        reader.reportWrong(key.name, "from \"%1\" to \"%2\""_L1.arg(shortest, longest));
    else
        assign();
}

void readSize(TableReader &reader, const SettingsKey &key, qint64 *target)
{
    const TomlValue *value = reader.value(key.name);
    if (!value)
        return;
    Quantity<qint64> size;
    if (value->type == TomlValue::Type::Integer)
        size.value = value->integer;
    else if (value->type == TomlValue::Type::String)
        size = parseSize(value->text);
    else
        return reader.reportWrong(key.name, u"a size"_s);
    if (!size.value)
        return reader.report(key.name, size.error);
    checkRange(reader, key, *size.value, formatSize(key.minimum), formatSize(key.maximum),
               [&] { *target = *size.value; });
}

void readDuration(TableReader &reader, const SettingsKey &key, std::chrono::milliseconds *target)
{
    const TomlValue *value = reader.value(key.name);
    if (!value)
        return;
    if (value->type == TomlValue::Type::Integer)
        return reader.report(key.name,
                             "has no unit: write \"%1 s\" or \"%1 ms\""_L1.arg(value->text));
    if (value->type != TomlValue::Type::String)
        return reader.reportWrong(key.name, u"a duration"_s);
    const Quantity<std::chrono::milliseconds> duration = parseDuration(value->text);
    if (!duration.value)
        return reader.report(key.name, duration.error);
    checkRange(reader, key, duration.value->count(), formatDuration(std::chrono::milliseconds(key.minimum)),
               formatDuration(std::chrono::milliseconds(key.maximum)),
               [&] { *target = *duration.value; });
}

void readChoice(TableReader &reader, const SettingsKey &key, const SettingsKey::Choice &choice, Settings *settings)
{
    const std::optional<QString> word = reader.text(key.name);
    if (!word)
        return;
    const auto found = std::find(choice.words.begin(), choice.words.end(), *word);
    if (found != choice.words.end())
        return choice.assign(settings, static_cast<int>(found - choice.words.begin()));
    QStringList words;
    for (const QLatin1StringView each : choice.words)
        words.append(quoted(QString(each)));
    reader.reportWrong(key.name, words.join(u" or "_s));
}

void readTexts(TableReader &reader, const SettingsKey &key, const SettingsKey::Texts &texts, Settings *settings)
{
    const std::optional<QStringList> list = reader.textList(key.name);
    if (!list)
        return;
    if (list->size() < texts.fewest)
        return reader.report(key.name, u"must not be empty: write [\"*\"] for all"_s);
    for (qsizetype i = 0; i < list->size(); ++i) {
        if (const QString complaint = texts.complaint(list->at(i)); !complaint.isEmpty())
            return reader.reportElement(key.name, i, "%1, which %2"_L1.arg(quoted(list->at(i)), complaint));
    }
    settings->*texts.member = *list;
}

void readNetworks(TableReader &reader, const SettingsKey &key, QList<IpNetwork> *target)
{
    const std::optional<QStringList> list = reader.textList(key.name);
    if (!list)
        return;
    QList<IpNetwork> networks;
    for (qsizetype i = 0; i < list->size(); ++i) {
        QString complaint;
        const std::optional<IpNetwork> network = IpNetwork::fromString(list->at(i), &complaint);
        if (!network)
            return reader.reportElement(key.name, i, "%1, which %2"_L1.arg(quoted(list->at(i)), complaint));
        networks.append(*network);
    }
    *target = networks;
}

/// A client that is silent must have been asked before it counts as dead.
void checkHeartbeat(TableReader &reader, const Settings &settings)
{
    constexpr auto idle = "heartbeat_idle"_L1;
    constexpr auto timeout = "heartbeat_timeout"_L1;
    if (settings.heartbeatTimeout.count() == 0 || settings.heartbeatIdle < settings.heartbeatTimeout)
        return;
    if (reader.contains(timeout))
        reader.report(timeout, "must be longer than %1, which is \"%2\""_L1.arg(idle, formatDuration(settings.heartbeatIdle)));
    else if (reader.contains(idle))
        reader.report(idle, "must be shorter than %1, which is \"%2\""_L1.arg(timeout, formatDuration(settings.heartbeatTimeout)));
}

} // namespace

void readSetting(TableReader &reader, const SettingsKey &key, Settings *settings)
{
    if (const auto *member = std::get_if<SettingsKey::Switch>(&key.member))
        settings->**member = reader.boolean(key.name).value_or(settings->**member);
    else if (const auto *size = std::get_if<SettingsKey::Size>(&key.member))
        readSize(reader, key, &(settings->**size));
    else if (const auto *count = std::get_if<SettingsKey::Count>(&key.member))
        settings->**count = static_cast<int>(
                reader.integer(key.name, key.minimum, key.maximum).value_or(settings->**count));
    else if (const auto *choice = std::get_if<SettingsKey::Choice>(&key.member))
        readChoice(reader, key, *choice, settings);
    else if (const auto *networks = std::get_if<SettingsKey::Networks>(&key.member))
        readNetworks(reader, key, &(settings->**networks));
    else if (const auto *texts = std::get_if<SettingsKey::Texts>(&key.member))
        readTexts(reader, key, *texts, settings);
    else
        readDuration(reader, key, &(settings->*std::get<SettingsKey::Duration>(key.member)));
}

void readSettings(TableReader &reader, Settings *settings)
{
    for (const SettingsKey &key : settingsKeys())
        readSetting(reader, key, settings);
    checkHeartbeat(reader, *settings);
}

} // namespace Landline
