// SPDX-FileCopyrightText: 2026 The Landline authors
// SPDX-License-Identifier: LGPL-3.0-or-later

#ifndef LANDLINE_CONFIGWRITER_H
#define LANDLINE_CONFIGWRITER_H

#include "api/nodeconfig.h"

#include <functional>

namespace Landline {

/// Writes a NodeConfig as TOML, each value with its origin as a comment on its line.
class ConfigWriter
{
public:
    /// The origin of the value of a name such as "server.0.port".
    using OriginOf = std::function<QString(const QString &name)>;

    explicit ConfigWriter(const OriginOf &originOf);

    QString write(const NodeConfig &config);

private:
    void writeNode(const NodeConfig &config);
    void writeServer(const ServerConfig &server, const QString &path);
    void writeSettings(const Settings &settings, const QString &path);
    void writeTls(const TlsConfig &tls, const QString &path);
    void writeFiles(const CertificateFiles &files, const QString &path);
    void writeRoute(const RouteConfig &route, const QString &path);
    void writeApiKey(const ApiKeyConfig &key, const QString &path);
    void writeApp(const QVariantMap &table, const QString &title, const QString &path);
    void writeValue(const QString &path, QLatin1StringView key, const QString &value);

    OriginOf m_originOf;
    QString m_text;
};

} // namespace Landline

#endif
