// SPDX-FileCopyrightText: 2026 The Landline authors
// SPDX-License-Identifier: LGPL-3.0-or-later

#ifndef LANDLINE_EFFECTIVECONFIG_H
#define LANDLINE_EFFECTIVECONFIG_H

#include "api/nodeconfig.h"

#include <QtCore/qhash.h>

namespace Landline {

/// The configuration that one run uses, with the origin of each value: a flag over an environment
/// variable over the file over the default. \code auto effective =
/// EffectiveConfig::fromFile("landline.toml"); effective.setWorkers(4, "--workers");
/// effective.toToml(); // "[node]\nname = \"main\"  # landline.toml:2\nworkers = 4  #
/// --workers\n..." \endcode
class EffectiveConfig
{
public:
    /// From the file \a path.
    static EffectiveConfig fromFile(const QString &path);
    /// From text; \a name is what errors and origins call it.
    static EffectiveConfig fromToml(const QByteArray &toml, const QString &name);
    /// From text that is part of the program; errors and origins call it "built in".
    static EffectiveConfig builtIn(const QByteArray &toml);
    /// What `landline` runs without a file, built in.
    static EffectiveConfig embeddedDefault();

    /// Overrides `workers`; \a origin is who says so, "--workers" or "LANDLINE_WORKERS".
    void setWorkers(int workers, const QString &origin);

    /// Overrides `admin_socket`; \a origin is "--admin-socket" or "LANDLINE_ADMIN_SOCKET".
    void setAdminSocket(const QString &adminSocket, const QString &origin);

    /// Adds what else is wrong with it.
    void addErrors(const QStringList &errors) { m_config.errors += errors; }

    /// What a Node is to be started with. `workers` is never 0 here: without any other word it is
    /// one per core.
    const NodeConfig &config() const { return m_config; }

    /// Where the value called \a name comes from: "landline.toml:5", "--workers", "built in" or
    /// "default". Names are those of the tables and keys, lists counted from 0: "node.workers",
    /// "server.1.route.0.path".
    QString origin(const QString &name) const;

    /// All values as TOML, each with its origin as a comment on its line. Read again, it gives the
    /// same configuration.
    QString toToml() const;

private:
    EffectiveConfig(const NodeConfig &config, const QHash<QString, QString> &origins);

    NodeConfig m_config;
    QHash<QString, QString> m_origins;
};

} // namespace Landline

#endif
