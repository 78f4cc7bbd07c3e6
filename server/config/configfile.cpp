// SPDX-FileCopyrightText: 2026 The Landline authors
// SPDX-License-Identifier: LGPL-3.0-or-later

#include "config/configfile.h"

#include "shared/quoting.h"

#include <QtCore/qfile.h>
#include <QtCore/qfileinfo.h>

using namespace Qt::StringLiterals;

namespace Landline {

namespace {

constexpr qsizetype LargestFile = 1024 * 1024;

ConfigFile failed(const QString &path, const QString &reason)
{
    return {QByteArray(), printable(path) + ": "_L1 + reason};
}

} // namespace

ConfigFile ConfigFile::read(const QString &path)
{
    const QFileInfo info(path);
    if (!info.exists())
        return failed(path, u"no such file"_s);
    if (info.isDir())
        return failed(path, u"this is a directory; name the file in it"_s);
    QFile file(path);
    if (!file.open(QIODevice::ReadOnly))
        return failed(path, "cannot be opened: "_L1 + file.errorString());
    // A size says nothing about a pipe, and a device may have no end.
    QByteArray content;
    for (QByteArray part; !(part = file.read(64 * 1024)).isEmpty();) {
        content += part;
        if (content.size() > LargestFile)
            return failed(path, u"is larger than 1 MiB: this is no configuration"_s);
    }
    if (file.error() != QFileDevice::NoError)
        return failed(path, "cannot be read: "_L1 + file.errorString());
    return {content, QString()};
}

} // namespace Landline
