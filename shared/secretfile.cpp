// SPDX-FileCopyrightText: 2026 The Landline authors
// SPDX-License-Identifier: LGPL-3.0-or-later

#include "shared/secretfile.h"

#include <QtCore/qfile.h>
#include <QtCore/qfileinfo.h>

using namespace Qt::StringLiterals;

namespace Landline {

namespace {
constexpr qint64 longestLine = 64 * 1024;
} // namespace

SecretFile SecretFile::read(const QString &path)
{
    const QFileInfo info(path);
    if (!info.exists())
        return {{}, u"no such file"_s};
    if (!info.isFile())
        return {{}, u"is no file"_s};
    if (info.permissions() & (QFileDevice::ReadOther | QFileDevice::WriteOther))
        return {{}, "is open to every user of this machine: chmod 600 "_L1 + path};
    QFile file(path);
    if (!file.open(QIODevice::ReadOnly))
        return {{}, "cannot be read: "_L1 + file.errorString()};
    QByteArray line = file.readLine(longestLine);
    if (line.endsWith('\n'))
        line.chop(1);
    if (line.endsWith('\r'))
        line.chop(1);
    if (line.isEmpty())
        return {{}, u"has no secret in its first line"_s};
    return {line, {}};
}

} // namespace Landline
