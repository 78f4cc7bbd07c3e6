// SPDX-FileCopyrightText: 2026 The Landline authors
// SPDX-License-Identifier: LGPL-3.0-or-later

#include "config/effectiveconfig.h"

#include "config/configfile.h"
#include "config/configkeys.h"
#include "config/configreader.h"
#include "config/configwriter.h"
#include "config/embeddedconfig.h"

#include <QtCore/qthread.h>

using namespace Qt::StringLiterals;

namespace Landline {

EffectiveConfig::EffectiveConfig(const NodeConfig &config, const QHash<QString, QString> &origins)
    : m_config(config)
    , m_origins(origins)
{
    if (m_config.workers == 0)
        m_config.workers = qBound(1, QThread::idealThreadCount(), MaxWorkers);
}

EffectiveConfig EffectiveConfig::fromFile(const QString &path)
{
    const ConfigFile file = ConfigFile::read(path);
    if (file.errorString.isEmpty())
        return fromToml(file.content, path);
    NodeConfig config;
    config.errors.append(file.errorString);
    return EffectiveConfig(config, {});
}

EffectiveConfig EffectiveConfig::fromToml(const QByteArray &toml, const QString &name)
{
    ConfigReader reader(name);
    const NodeConfig config = reader.read(toml);
    return EffectiveConfig(config, reader.origins());
}

EffectiveConfig EffectiveConfig::builtIn(const QByteArray &toml)
{
    EffectiveConfig effective = fromToml(toml, embeddedConfigName());
    // A line number of a file that nobody sees would only puzzle.
    for (QString &origin : effective.m_origins)
        origin = embeddedConfigName();
    return effective;
}

EffectiveConfig EffectiveConfig::embeddedDefault()
{
    return builtIn(embeddedConfig());
}

void EffectiveConfig::setWorkers(int workers, const QString &origin)
{
    m_config.workers = workers;
    m_origins.insert(u"node.workers"_s, origin);
}

void EffectiveConfig::setAdminSocket(const QString &adminSocket, const QString &origin)
{
    m_config.adminSocket = adminSocket;
    m_origins.insert(u"node.admin_socket"_s, origin);
}

QString EffectiveConfig::origin(const QString &name) const
{
    if (const auto found = m_origins.constFind(name); found != m_origins.cend())
        return *found;
    // What a server does not set itself, the node may.
    const qsizetype settings = name.indexOf(".settings."_L1);
    if (name.startsWith("server."_L1) && settings >= 0)
        return origin("node"_L1 + name.sliced(settings));
    return u"default"_s;
}

QString EffectiveConfig::toToml() const
{
    return ConfigWriter([this](const QString &name) { return origin(name); }).write(m_config);
}

} // namespace Landline
