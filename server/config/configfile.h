// SPDX-FileCopyrightText: 2026 The Landline authors
// SPDX-License-Identifier: LGPL-3.0-or-later

#ifndef LANDLINE_CONFIGFILE_H
#define LANDLINE_CONFIGFILE_H

#include <QtCore/qbytearray.h>
#include <QtCore/qstring.h>

namespace Landline {

/// The bytes of a configuration file, or why there are none.
struct ConfigFile
{
    QByteArray content;
    QString errorString; ///< "landline.toml: no such file"; empty when content holds

    /// Reads \a path, at most 1 MiB; pipes are read to their end. ":/..." names a resource.
    static ConfigFile read(const QString &path);
};

} // namespace Landline

#endif
