// SPDX-FileCopyrightText: 2026 The Landline authors
// SPDX-License-Identifier: LGPL-3.0-or-later

#ifndef LANDLINE_SETTINGSREADER_H
#define LANDLINE_SETTINGSREADER_H

namespace Landline {

class TableReader;
struct Settings;
struct SettingsKey;

/// Reads `[node.settings]` or `[server.settings]` over what \a settings holds already.
void readSettings(TableReader &reader, Settings *settings);

/// Reads the value of \a key alone.
void readSetting(TableReader &reader, const SettingsKey &key, Settings *settings);

} // namespace Landline

#endif
