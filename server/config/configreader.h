// SPDX-FileCopyrightText: 2026 The Landline authors
// SPDX-License-Identifier: LGPL-3.0-or-later

#ifndef LANDLINE_CONFIGREADER_H
#define LANDLINE_CONFIGREADER_H

#include "api/nodeconfig.h"
#include "config/diagnostics.h"

namespace Landline {

class TableReader;

/// Reads TOML into a NodeConfig, and remembers where each value came from.
/// \code
/// ConfigReader reader("landline.toml");
/// const NodeConfig config = reader.read(bytes);
/// reader.origins().value("server.0.port"); // "landline.toml:5"
/// \endcode
/// All that is wrong is in the errors of the configuration, except that a syntax error hides what
/// comes after it.
class ConfigReader
{
public:
    /// \a sourceName is what errors and origins call the text.
    explicit ConfigReader(const QString &sourceName);

    /// Call it once.
    NodeConfig read(const QByteArray &toml);

    /// "file:line" of each value that the text had; a value that is not here has its default.
    const QHash<QString, QString> &origins() const { return m_diagnostics.origins(); }

private:
    void readRoot(const TomlValue &root);
    void readNode(const TomlValue &value);
    void readNodeName(TableReader &table);
    void readBackend(TableReader &table);
    void readAdminSocket(TableReader &table);
    void readNodeSettings(TableReader &table);
    void readServer(const TomlValue &value);
    void readApiKey(const TomlValue &value);
    void noteAppOrigins(const TomlValue &value, const QString &path, QHash<QString, QString> *places);
    void checkAgainstEarlierServers(TableReader &table, const ServerConfig &server);

    Diagnostics m_diagnostics;
    NodeConfig m_config;
    Settings m_nodeSettings;
};

} // namespace Landline

#endif
