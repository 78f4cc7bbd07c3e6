// SPDX-FileCopyrightText: 2026 The Landline authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "adminsocketpath.h"

#include <QtCore/qdir.h>

#include <unistd.h>

namespace Landline::Admin {

static QString socketDirectory()
{
    const QString runtimeDirectory = qEnvironmentVariable("XDG_RUNTIME_DIR");
    // The XDG base directory specification: "If an implementation encounters a relative path [...] it should
    // consider the path invalid and ignore it."
    if (QDir::isAbsolutePath(runtimeDirectory))
        return QDir::cleanPath(runtimeDirectory) + QLatin1StringView("/landline");
    if (::geteuid() == 0)
        return QStringLiteral("/run/landline");
    return QDir::tempPath() + QLatin1StringView("/landline-") + QString::number(::geteuid());
}

QString defaultSocketPath(const QString &name)
{
    return socketDirectory() + u'/' + name + QLatin1StringView(".sock");
}

QString consoleLockPath(const QString &socketPath)
{
    return socketPath + QLatin1StringView(".console.lock");
}

} // namespace Landline::Admin
