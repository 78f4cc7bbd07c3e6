// SPDX-FileCopyrightText: 2026 The Landline authors
// SPDX-License-Identifier: LGPL-3.0-or-later

#include "api/nodeconfig.h"

#include "config/configfile.h"
#include "config/configreader.h"
#include "config/embeddedconfig.h"

namespace Landline {

NodeConfig NodeConfig::fromFile(const QString &path)
{
    const ConfigFile file = ConfigFile::read(path);
    if (file.errorString.isEmpty())
        return fromToml(file.content, path);
    NodeConfig config;
    config.errors.append(file.errorString);
    return config;
}

NodeConfig NodeConfig::fromToml(const QByteArray &toml, const QString &name)
{
    return ConfigReader(name).read(toml);
}

NodeConfig NodeConfig::embeddedDefault()
{
    return fromToml(embeddedConfig(), embeddedConfigName());
}

} // namespace Landline
